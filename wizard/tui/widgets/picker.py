"""One choice of a few, in one line of a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wizard.tui.text import one_line


class Picker(Widget, can_focus=True):
    """Shows the chosen one; Space and the arrow keys go to the next, a first letter goes to its own.

    Attributes:
        lettered: Runs after a letter chose one.
    """

    index: reactive[int] = reactive(0)

    def __init__(self, options: Sequence[tuple[Any, str]], value: Any, *, id: str) -> None:  # noqa: A002
        """Keep values with their labels, and the one to start with."""
        super().__init__(id=id)
        self.lettered: Callable[[], object] = lambda: None
        self.options = tuple(options)
        self.set_reactive(Picker.index, next((i for i, (known, _) in enumerate(options) if known == value), 0))

    @property
    def value(self) -> Any:
        """The chosen value."""
        return self.options[self.index][0]

    @value.setter
    def value(self, value: Any) -> None:
        self.index = next((i for i, (known, _) in enumerate(self.options) if known == value), self.index)

    def render(self) -> Content:
        """Return the line."""
        return Content(f"‹ {one_line(self.options[self.index][1])} ›")

    def on_key(self, event: events.Key) -> None:
        """Change the choice."""
        count = len(self.options)
        if event.key in {"space", "right"}:
            self.index = (self.index + 1) % count
        elif event.key == "left":
            self.index = (self.index - 1) % count
        elif event.character and event.is_printable:
            wanted = event.character.lower()
            found = next((i for i, (_, label) in enumerate(self.options) if label.lower().startswith(wanted)), None)
            if found is None:
                return
            self.index = found
            self.lettered()
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self) -> None:
        """Go to the next one."""
        self.index = (self.index + 1) % len(self.options)
