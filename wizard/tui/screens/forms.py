"""A window that takes several parts at once: what a command on a record asks for, or which column of a table is which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from wizard.tui.screens.dialogs import Dialog, Ways
from wizard.tui.text import lines
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.parts import Parts, Picker

if TYPE_CHECKING:
    from wizard.record.values import Part


Keep = Callable[[Any], str]
"""Takes a value; returns what is wrong with it, or nothing."""

MOVES = frozenset({"enter", "tab", "shift+tab", "up", "down"})


class FormEditor(Dialog[bool]):
    """Takes a few parts, one below the other; it stays open while they do not fit."""

    def __init__(
        self, title: str, about: str, parts: Sequence[Part], value: Mapping[str, Any] | None, keep: Keep
    ) -> None:
        """Keep what is asked, a word on it, the value so far, and the receiver of the new one."""
        super().__init__()
        self.title_text, self.about, self.keep = title, about, keep
        self.parts = Parts(parts, value, hides=lambda part: self.wizard.redacting and part.ask.names)
        self._opened_with: dict[str, Any] = {}

    def compose_body(self) -> ComposeResult:
        if self.about:
            yield Static(Content(lines(self.about, 1500)), classes="body")
        with VerticalScroll(id="form", can_focus=False):
            yield self.parts

    def refresh_all(self) -> None:
        self.parts.hide_again()

    def on_mount(self) -> None:
        self._opened_with = self.parts.read()
        self.parts.begin()

    def typed_anew(self) -> dict[str, Any] | None:
        """Return the parts where they differ from those at first."""
        found = self.parts.read()
        return found if found != self._opened_with else None

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        return (("Save", True), ("Cancel", None))

    def take(self, result: bool | None) -> None:
        """Hand the parts over, and close where they fit."""
        problem = self.keep(self.parts.read()) if result else ""
        if problem:
            self.say(problem)
        else:
            self.dismiss(result)

    def on_key(self, event: events.Key) -> None:
        """Move between the parts, and from the last one to the actions."""
        if event.key not in MOVES or not isinstance(self.focused, Line | Picker):
            return
        moved = self.parts.pressed(event.key)
        if moved in {"next", "back"}:
            self.set_focus(self.query_one("#ways", Ways))
        event.stop()
        event.prevent_default()
