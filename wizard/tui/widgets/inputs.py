"""Where users type a line: without a blinking cursor, drawing any text as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.text import Text
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from wizard.tui.text import edited

_MOST = 2000
"""Characters of a line."""


class Entry(Widget):
    """What users type in, a line or a page.

    Textual never lets go of an entry that listens to selections, so it stops listening when it is gone.
    """

    def on_mount(self) -> None:
        self._selections = self.screen.text_selection_started_signal

    def on_unmount(self) -> None:
        self._selections.unsubscribe(self)


class Line(Input, Entry):
    """One line of text. The cursor doesn't blink, so that an idle screen sends nothing."""

    class Cut(Message):
        """The end of a pasted text didn't fit.

        Attributes:
            left: Characters that were not taken.
        """

        def __init__(self, left: int) -> None:
            super().__init__()
            self.left = left

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(value, placeholder=placeholder, id=id, max_length=_MOST, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def on_blur(self) -> None:
        """Show how the text begins; its end alone says little to those who read the form."""
        self.scroll_to(x=0, animate=False)

    def on_focus(self) -> None:
        """Show the place of the cursor again."""
        self.scroll_to_region(Region(self.cursor_position, 0, 1, 1), animate=False)

    def _on_paste(self, event: events.Paste) -> None:
        """Join the lines of a pasted text; Textual drops all but the first, and a text that is too long as a whole."""
        event.prevent_default()
        event.stop()
        lines = event.text.splitlines()
        text = " ".join(line.strip() for line in lines if line.strip()) if len(lines) > 1 else "".join(lines)
        if not text:
            return
        start, end = sorted(self.selection)
        room = max((self.max_length or len(text)) - len(self.value) + end - start, 0)
        self.replace(text[:room], start, end)
        if len(text) > room:
            self.post_message(self.Cut(len(text) - room))

    @property
    def _value(self) -> Text:
        shown = "•" * len(self.value) if self.password else edited(self.value)
        return Text(shown, no_wrap=True, overflow="ignore", end="")


class TypedLine(Line):
    """A line that works by plain calls, not by messages: who types ahead finds the next key as what was typed left it.

    Attributes:
        typed: Receives the text as it is typed.
        entered: Runs when Enter is pressed.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.typed: Callable[[str], None] = lambda _: None
        self.entered: Callable[[], None] = lambda: None
        super().__init__(**kwargs)

    def watch_value(self, value: str) -> None:
        self.typed(value)

    async def action_submit(self) -> None:
        self.entered()
