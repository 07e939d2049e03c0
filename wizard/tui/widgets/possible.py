"""The verdicts that the answers still leave open, narrowing as answers come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wizard.tui.text import cut, one_line
from wizard.views.state import possible_words


class PossibleLine(Widget):
    """The same in one line, where there is no room for a list."""

    text: reactive[str] = reactive("")
    short = ""

    def show(self, possible: Sequence[str], total: int, title: Callable[[str], str]) -> None:
        """Show what is left."""
        names = "; ".join(one_line(title(verdict)) for verdict in possible)
        self.short = f"Certain: {names}" if len(possible) == 1 else ""
        self.text = f"{possible_words(possible, total)}: {names}"

    def render(self) -> Content:
        """Return the line, in fewer words and then cut at the end where it is too long."""
        width = max(self.content_size.width, 1)
        whole = self.short if self.short and cell_len(self.text) > width else self.text
        return Content(cut(whole, width))
