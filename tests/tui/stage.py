"""The wizard on a stage: without a terminal, on a fixed day, with knowledge that is read already."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tests.support.packs import real_engine, real_pack
from tests.support.waiting import moments
from tests.tui.quick import drawn, quickly
from wizard.engagement.session import Session
from wizard.pack.files import default_pack_folder
from wizard.tui import themes
from wizard.tui.app import WizardApp
from wizard.tui.loading import Knowledge

DAY = date(2026, 11, 24)
NAME = "svc-billing@contoso.com"
SIZES = ((60, 18), (80, 24), (120, 36), (200, 50))
THEMES = {"dark": themes.DARK, "light": themes.LIGHT}

EXCEPTION: dict[str, Any] = {
    "identity": "user_cloud",
    "cloud": "public",
    "activity": "active",
    "run_mode": "unattended",
    "token": "connection_refresh",
    "privilege": ["none"],
    "record": "complete",
    "surfaces": ["m365_data", "pp_connections"],
    "connectors": ["sharepoint", "office365_outlook"],
    "flow_role": ["connection"],
    "mfa_sources": ["conditional_access"],
    "controls": ["mfa"],
    "met_today": ["none"],
    "settings": ["none"],
    "methods": ["none"],
    "replacement": "none",
    "licence": "ready",
    "egress": "microsoft_cloud",
    "exclusion_today": "none",
    "frameworks": ["none"],
    "evidence": ["noninteractive_log", "ca_policies"],
}
"""Answers that lead to an exception with an end date."""

PLATFORM: dict[str, Any] = {
    **{name: EXCEPTION[name] for name in ("identity", "cloud", "activity", "token", "privilege", "record")},
    "run_mode": "human_each_time",
    "surfaces": ["azure_portals"],
    "mfa_sources": ["none"],
    "settings": ["none"],
    "methods": ["none"],
    "replacement": "none",
    "licence": "ready",
    "egress": "fixed",
    "exclusion_today": "none",
    "frameworks": ["none"],
    "evidence": ["none"],
}
"""Answers of an account for which nobody in the tenant can waive the demand."""


def answered(session: Session, answers: Mapping[str, Any]) -> Session:
    """Return a session after it took and saved answers."""
    interview = session.interview
    for name, value in answers.items():
        interview = interview.answer(name, value)
    session.interview = interview
    session.save()
    return session


@functools.cache
def knowledge() -> Knowledge:
    return Knowledge(real_pack(), real_engine())


class Stage:
    """The app under test, and what a person could do and see."""

    def __init__(self, app: WizardApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def session(self):
        assert self.app.session is not None
        return self.app.session

    @property
    def current(self) -> str | None:
        return self.session.interview.current

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        focused = self.app.focused
        assert focused is not None
        if hasattr(focused, "insert_text_at_cursor"):
            focused.insert_text_at_cursor(text)
        else:
            focused.insert(text)
        await self.settle()

    async def settle(self) -> None:
        """Wait until every key is taken and everything is drawn, the count of questions beside the screen included."""
        for _ in moments():
            await drawn(self.app)
            if not self.app.key_order.busy and not getattr(self.app.screen, "busy", False):
                return
            await asyncio.sleep(0.005)
        raise AssertionError("It never came to rest. The screen:\n" + self.text())

    async def until(self, condition) -> None:
        for _ in moments():
            await drawn(self.app)
            if condition():
                return
            await asyncio.sleep(0.005)
        raise AssertionError("It never happened. The screen:\n" + self.text())

    async def open(self, name: str = NAME) -> None:
        await self.type(name)
        await self.press("enter")

    async def answer(self, answers: Mapping[str, Any]) -> None:
        """Give answers behind the screen's back; the interview is tested elsewhere."""
        answered(self.session, answers)
        self.app.screen.refresh_all()
        await self.settle()

    def rows(self, selector: str | None = None) -> list[str]:
        """Return what stands on the screen, or in the place of one widget, line by line."""
        strips = self.app.screen._compositor.render_strips()
        if selector is not None:
            place = self.one(selector).region
            strips = [strip.crop(place.x, place.right) for strip in strips[place.y : place.bottom]]
        return [strip.text.rstrip() for strip in strips]

    def text(self) -> str:
        return "\n".join(self.rows()) + "\n"

    def words(self, selector: str | None = None) -> str:
        """Return what stands there as one line, without the places where it wraps."""
        plain = "\n".join(self.rows(selector)).translate(dict.fromkeys(map(ord, "│╭╮╰╯─›█▐"), " "))
        return " ".join(plain.split())

    def shows(self, text: str, selector: str | None = None) -> bool:
        """Say whether a text is there, even if it wraps within a word, as the name of a file in a long path does."""
        return "".join(text.split()) in self.words(selector).replace(" ", "")

    def one(self, selector: str, kind: type[Widget] = Widget):
        return self.app.screen.query_one(selector, kind)


@asynccontextmanager
async def on_stage(
    home: Path,
    *,
    size: tuple[int, int] = (120, 36),
    theme: str = "dark",
    day: date = DAY,
    answers: Mapping[str, Any] | None = None,
    name: str | None = NAME,
    screen: Callable[[Session], Screen[Any]] | None = None,
    painted: bool = False,
    first: tuple[Path, str] | None = None,
    **looks: Any,
) -> AsyncIterator[Stage]:
    """Run the wizard; with a name the question screen of a new record is open.

    Args:
        screen: Opens in place of the question screen, at once and with the answers, where the way to it is tested
            elsewhere.
        painted: Render every frame, as a terminal does, and not only those that a test looks at.
        first: A saved record to open at once, and the question to look at.
    """
    app = WizardApp(home, default_pack_folder(), day, theme=THEMES.get(theme, theme), **looks)
    app.knowledge = knowledge()
    app.first, app.first_question = first or (None, "")
    with quickly(app, painted=painted):
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot)
            await stage.settle()
            if screen is not None:
                assert name is not None
                session = Session.new(home, knowledge().pack, knowledge().engine, name, day)
                app.session = answered(session, answers or {})
                app.push_screen(screen(session))
                await stage.settle()
            elif name is not None:
                await stage.open(name)
                await stage.until(lambda: app.session is not None)
                await stage.settle()
                if answers:
                    await stage.answer(answers)
            try:
                yield stage
            finally:
                app.close_session()
