"""Text of several lines."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import TextArea

from wizard.tui.text import edited
from wizard.tui.widgets.inputs import Entry


class Page(TextArea, Entry):
    """An editor for text of several lines; it draws any text as text and its cursor doesn't blink."""

    def __init__(self, text: str, *, id: str) -> None:  # noqa: A002
        super().__init__(
            text,
            id=id,
            tab_behavior="focus",
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            theme="css",
        )
        self.cursor_blink = False
        self.match_cursor_bracket = False
        self._opened_with = self.text

    def on_unmount(self) -> None:
        """Stop listening to the theme too, so that the text is forgotten when it is gone."""
        listening = self.app.__dict__.get("__watchers", {}).get("theme", [])
        listening[:] = [one for one in listening if one[0] is not self]

    def typed_anew(self) -> str | None:
        """Return the text where it differs from the one that was there at first."""
        return self.text if self.text != self._opened_with else None

    def kept(self) -> None:
        self._opened_with = self.text

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: the same length, nothing hidden."""
        return Text(edited(self.document.get_line(line_index)), end="", no_wrap=True)
