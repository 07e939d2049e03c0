"""Keys that arrive in one packet do what they do one after the other."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual import events

from tests.tui.stage import Stage, on_stage
from wizard.engagement.paths import settings_file
from wizard.tui.keys import KeyTable

ANSWER = "c"
"""The letter of an answer to the first question."""

COMMANDS = tuple(entry.keys[0] for entry in KeyTable().on("question"))
"""The first key of every command of the question screen, those that leave among them."""

TAKES_BACK = {"ctrl+z", "delete"}
"""Commands that are there to take an answer back."""

OTHERS = ("down", "enter", "tab", "escape", "x", "2")
"""Keys that are no commands: moves, a letter and a digit."""


async def burst(stage: Stage, keys: Iterable[str]) -> None:
    """Send keys in one packet."""
    for key in keys:
        stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await stage.settle()


async def again(stage: Stage) -> Path:
    """Open a new record on the stage, whatever was open; return its file."""
    app = stage.app
    app._return_code = None
    app._forget_interrupt("")
    while len(app.screen_stack) > 1:
        app.pop_screen()
    app.close_session()
    if app.spacious:  # what the keys before chose is remembered
        app.action_projector()
    settings_file(app.home).unlink(missing_ok=True)
    await stage.settle()
    app.open_new("svc-burst")
    await stage.until(lambda: app.session is not None)
    await stage.settle()
    path = stage.session.path
    assert path is not None
    return path


def stay(stage: Stage) -> None:
    """Let the app go on after it was told to end, so that the next burst finds it."""

    def ended(*_: Any, return_code: int = 0, **__: Any) -> None:
        stage.app._return_code = return_code

    stage.app.exit = ended  # type: ignore[method-assign]


def answers_in(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")).get("answers", {})


def seen(stage: Stage) -> tuple[Any, ...]:
    """Return what a user would tell apart."""
    app = stage.app
    focused = app.focused
    typed = getattr(focused, "value", getattr(focused, "text", None))
    current = app.session.interview.current if app.session is not None else None
    kinds = [type(screen).__name__ for screen in app.screen_stack]
    return kinds, current, getattr(focused, "id", None), typed, app.return_code, app.crash is None


async def differences(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return the pairs that did something else in one packet, with what they did."""
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        async with on_stage(Path(folder), name=None) as stage:
            stay(stage)
            for pair in pairs:
                told = []
                for packets in ([(ANSWER, *pair)], [(ANSWER,), *((key,) for key in pair)]):
                    path = await again(stage)
                    for packet in packets:
                        if stage.app.return_code is None:
                            await burst(stage, packet)
                    told.append((seen(stage), answers_in(path)))
                    path.unlink()
                if told[0] != told[1] or ("identity" not in told[0][1] and not TAKES_BACK & {*pair}):
                    wrong.append(f"{' '.join(pair)}: {told[0]} instead of {told[1]}")
    return wrong
