"""Screens at the speed of the computer: what a stage does not wait for, read twice, or paint for nobody.

Textual's own pilot waits until the process was idle for a fiftieth of a second, several times a key. Here a pause ends
as soon as nothing is left to do. A style sheet is read once a process instead of once an app, and what nobody
looks at is not painted: a test that looks renders the screen itself.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from textual import app as textual_app
from textual import pilot as textual_pilot
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

_READ: dict[tuple[Any, ...], list[RuleSet]] = {}
_read_rules = Stylesheet._parse_rules

THREADS = 0.25
"""Seconds that a pause gives to what is done in the background; whoever needs more waits for what it shows."""


async def drawn(app: App[Any]) -> None:
    """Wait until every message is handled and the layout follows from it."""
    end = time.monotonic() + THREADS
    await _nothing_to_do(end)
    for _ in range(20):
        if app._resize_timer is not None:  # it waits for a hand that still pulls at the window
            app._check_resize()
        elif app.screen_stack and _undrawn(app.screen):
            app.screen._on_timer_update()
        else:
            break
        await _nothing_to_do(end)
    if app.screen_stack:
        visible_screen_stack.set(app._background_screens)


@contextmanager
def quickly(app: App[Any], *, painted: bool) -> Iterator[None]:
    """Play without waiting for a clock, and without painting where nobody wants that."""

    async def idle(*_limits: float) -> None:
        await drawn(app)

    with (
        patch.object(textual_pilot, "wait_for_idle", idle),
        patch.object(textual_app, "wait_for_idle", idle),
        patch.object(Stylesheet, "_parse_rules", _rules),
        patch.object(
            RuleSet, "__hash__", object.__hash__
        ),  # the same number, told by C: each style asks it of all rules
        patch.object(Compositor, "render_update", Compositor.render_update if painted else _unpainted),
    ):
        yield


async def _nothing_to_do(end: float) -> None:
    """Wait until every message is handled, and until the background is done where that is before a moment."""
    loop: Any = asyncio.get_running_loop()
    quiet = 0
    while quiet < 3:
        await asyncio.sleep(0)
        quiet = 0 if loop._ready else quiet + 1
        if quiet == 3 and _background() and time.monotonic() < end:
            await asyncio.sleep(0.002)
            quiet = 0


def _undrawn(screen: Screen[Any]) -> bool:
    return screen.is_current and bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


def _background() -> bool:
    return any(thread.daemon and thread.name in {"records", "knowledge"} for thread in threading.enumerate())


def _rules(sheet: Stylesheet, css: str, read_from: Any, *options: Any, **named: Any) -> list[RuleSet]:
    key = (css, read_from, options, *named.items(), *sheet._variables.items())
    if key not in _READ:
        _READ[key] = _read_rules(sheet, css, read_from, *options, **named)
    return _READ[key]


def _unpainted(compositor: Compositor, *_options: Any, screen_stack: Any = None, **_named: Any) -> None:
    visible_screen_stack.set(screen_stack or [])
    compositor._dirty_regions.clear()
