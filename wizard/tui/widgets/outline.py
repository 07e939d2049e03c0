"""The headings of a text as a list; Enter leads to one, and the one in sight has the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import Head
from wizard.tui.widgets.choices import PointedList

NO_HEADS = "No headings on this page."


class Outline(PointedList):
    """The headings, set in by their level.

    Attributes:
        heads: What is listed.
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002
        """Start empty."""
        super().__init__(id=id, markup=False, compact=True)
        self.heads: Sequence[Head] = ()

    def show(self, heads: Sequence[Head], line: int) -> None:
        """List headings, with the pointer on the one that a line belongs to."""
        if list(heads) != list(self.heads) or not self.option_count:
            self.heads = heads
            top = min((head.level for head in heads), default=1)
            rows = [Option(Content(f"{'  ' * (head.level - top)}{one_line(head.title, 200)}")) for head in heads]
            self.set_options(rows or [Option(NO_HEADS, disabled=True)])
            self._point(line)
        self.follow(line)

    def follow(self, line: int) -> None:
        """Put the pointer on the heading that a line belongs to, unless somebody chooses one."""
        if not self.has_focus:
            self._point(line)

    def _point(self, line: int) -> None:
        if self.heads:
            self.highlighted = max(sum(head.line <= line for head in self.heads) - 1, 0)
