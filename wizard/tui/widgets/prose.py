"""Text to read: blocks wrapped at the width there is, in a frame that scrolls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.visual import RenderOptions
from textual.widget import Widget

from wizard.tui.widgets.blocks import Block, Part

if TYPE_CHECKING:
    from textual.css.styles import RulesMap

MOST_WIDTHS = 3
"""Widths for which wrapped lines are kept; a layout tries one or two."""

ROOM_FOR_ALL = 10_000
"""Cells into which every line fits."""


def _is_bold(text: Content) -> bool:
    """Return whether all of a text is bold, as headings are."""
    return any(span.start == 0 and span.end == len(text) and "bold" in str(span.style) for span in text.spans)


class Prose(Widget):
    """Blocks of text. Only the lines in sight are drawn, so that a long document costs what a short one does."""

    def __init__(self, parts: Iterable[Part] = (), **kwargs: Any) -> None:
        """Keep the blocks."""
        super().__init__(**kwargs)
        self._parts: Sequence[Part] = tuple(parts)
        self._kept: dict[int, list[Content]] = {}

    def show(self, parts: Iterable[Part], *, layout: bool = True) -> None:
        """Show other blocks.

        Args:
            layout: The frame may get another height; False where its height is fixed.
        """
        self._parts = tuple(parts)
        self._kept = {}
        self.refresh(layout=layout)

    def lines(self, width: int) -> list[Content]:
        """Return the text wrapped at a width, line by line."""
        if width not in self._kept:
            if len(self._kept) > MOST_WIDTHS:
                self._kept.clear()
            self._kept[width] = [line for part in self._parts for line in part.lines(max(width, 10))]
        return self._kept[width]

    def unwrapped(self) -> Iterator[tuple[str, bool]]:
        """Yield each line as if there were room for all of it, and whether it is a heading."""
        for part in self._parts:
            heading = isinstance(part, Block) and part.body.plain != "" and _is_bold(part.body)
            for line in part.lines(ROOM_FOR_ALL):
                if text := line.plain.strip():
                    yield text, heading

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at a width."""
        return max(len(self.lines(width)), 1)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """Lay out for the width there is."""
        return container.width

    def render(self) -> Content:
        """Return all lines, which is what is copied of a selection."""
        return Content("\n").join(self.lines(self.content_size.width))

    def render_line(self, y: int) -> Strip:
        """Draw one line, with what is selected in it."""
        width = self.content_size.width
        lines = self.lines(width)
        style = self.visual_style
        if not 0 <= y < len(lines):
            return Strip.blank(width, style.rich_style)
        line = lines[y]
        selection = self.text_selection
        span = selection.get_span(y) if selection is not None else None
        if span is not None:
            start, end = span
            chosen = self.screen.get_visual_style("screen--selection")
            line = line.stylize(chosen, start, len(line) if end == -1 else end)
        options = RenderOptions(self._get_style, cast("RulesMap", self.styles))
        drawn = line.render_strips(max(width, line.cell_length), 1, style, options)
        strip = drawn[0] if drawn else Strip.blank(width, style.rich_style)
        return strip.adjust_cell_length(width, style.rich_style).apply_offsets(0, y)

    @property
    def plain(self) -> str:
        """The text as it is drawn, for copying."""
        return "\n".join(line.plain for line in self.lines(max(self.content_size.width, 40)))


class Reading(VerticalScroll):
    """A frame of prose that scrolls with the arrow keys."""

    def __init__(self, parts: Iterable[Part] = (), **kwargs: Any) -> None:
        """Keep the blocks."""
        super().__init__(**kwargs)
        self.prose = Prose(parts)

    def compose(self) -> ComposeResult:
        """Hold the prose."""
        yield self.prose

    def show(self, parts: Iterable[Part]) -> None:
        """Show other blocks, from the top."""
        self.prose.show(parts)
        self.scroll_home(animate=False)
