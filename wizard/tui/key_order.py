"""Keys in their order: what one key does is done before the next key is looked at.

Textual hands a key to the widget that has the focus when it arrives, and runs some keys ahead of all others.
Keys that arrive together, from a macro, a paste or a slow connection, would reach a screen that the key
before them has just left. So each waits for the one before; where nothing is left to do, that is at once.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import events

from wizard.tui.widgets.inputs import Entry

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.widget import Widget

    from wizard.tui.app import WizardApp

PATIENCE = 10.0
"""Seconds after which a key no longer waits for what the one before it started."""

TURNS = 200
"""Turns of the event loop that are given to others before a wait sleeps between its looks."""


class KeyOrder:
    """The keys that wait for those before them."""

    def __init__(self, app: WizardApp, deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        """Keep what takes a key when its turn has come."""
        self._app, self._deliver = app, deliver
        self._waiting: deque[events.Event] = deque()
        self._task: asyncio.Task[None] | None = None
        self._typed_in: Widget | None = None

    @property
    def busy(self) -> bool:
        """Whether a key waits."""
        return self._task is not None

    def take(self, event: events.Event) -> bool:
        """Queue a key, a paste or a click where it must wait; return whether it waits."""
        if isinstance(event, events.Key | events.Paste):
            if not self.busy and self._continues(event):
                return False
        elif not (self.busy and isinstance(event, events.MouseDown | events.MouseUp)):
            return False
        self._waiting.append(event)
        if self._task is None:
            self._task = asyncio.create_task(self._hand_over())
        return True

    async def _hand_over(self) -> None:
        try:
            while self._waiting:
                if not self._continues(self._waiting[0]):
                    await self._rows_there()
                    await at_rest(self._app)
                if self._app.return_code is not None:
                    self._waiting.clear()
                    break
                event = self._waiting.popleft()
                focused = self._app.focused
                self._typed_in = focused if _is_text(event) and isinstance(focused, Entry) else None
                await self._deliver(event)
        finally:
            self._task = None

    async def _rows_there(self) -> None:
        """Wait for the rows of a list that is being read, until a key is pressed that needs none.

        Nor does text for a line.
        """
        if _is_text(self._waiting[0]) and isinstance(self._app.focused, Entry):
            return
        end = time.monotonic() + PATIENCE
        while getattr(self._app.screen, "coming", False) and self._app.return_code is None and time.monotonic() < end:
            if any(self._everywhere(event) for event in self._waiting):
                return
            await asyncio.sleep(0.01)

    def _everywhere(self, event: events.Event) -> bool:
        keys = self._app.keys
        return isinstance(event, events.Key) and any(
            keys.means(entry.id, event.key, event.character) for entry in keys.on("all", everywhere=False)
        )

    def _continues(self, event: events.Event) -> bool:
        """Whether a key belongs to the text that took the one before it; a text takes its keys in order."""
        return self._typed_in is not None and _is_text(event) and self._app.focused is self._typed_in


def _is_text(event: events.Event) -> bool:
    return isinstance(event, events.Key) and event.is_printable


async def at_rest(app: WizardApp) -> None:
    """Wait until the app and the screen in front have handled all that was sent to them."""
    end = time.monotonic() + PATIENCE
    while app.return_code is None and time.monotonic() < end:
        screen = app.screen
        pumps = _pumps(app)
        left: set[MessagePump] = set()
        for pump in pumps:
            if pump.call_later(_reached, left, pump):
                left.add(pump)
        turns = 0
        while any(_works(pump) for pump in left) and time.monotonic() < end:
            turns += 1
            await asyncio.sleep(0 if turns < TURNS else 0.002)
        after_paint = screen._callbacks  # noqa: SLF001 - what was asked for after the next paint has no other name
        if (
            app.screen is screen
            and not app.opening
            and not after_paint
            and not any(pump.message_queue_size for pump in pumps if _works(pump))
            and {*_pumps(app)} <= {*pumps}
        ):
            return
        await asyncio.sleep(0.001)


def _pumps(app: WizardApp) -> list[MessagePump]:
    return [app, *app.screen.walk_children(with_self=True)]


def _reached(left: set[MessagePump], pump: MessagePump) -> None:
    left.discard(pump)


def _works(pump: MessagePump) -> bool:
    """Whether a widget will still handle what is sent to it; one that is about to start will."""
    return pump.is_running or not pump._closed  # noqa: SLF001 - a widget that has not started yet is not running either
