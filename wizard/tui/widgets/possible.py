"""Both layers and the verdicts still possible in one line, where there is no room for panels."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wizard.tui.text import cut, one_line


class PossibleLine(Widget):
    """Shows the longest of several forms that fits, and cuts the shortest where none does."""

    forms: reactive[tuple[str, ...]] = reactive(())

    def show(self, forms: Sequence[str]) -> None:
        """Show what is known, given from the longest form to the shortest."""
        self.forms = tuple(one_line(form) for form in forms)

    def render(self) -> Content:
        """Return the line."""
        width = max(self.content_size.width, 1)
        fitting = next((form for form in self.forms if cell_len(form) <= width), self.forms[-1] if self.forms else "")
        return Content(cut(fitting, width))
