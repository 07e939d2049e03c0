"""Text to read: blocks wrapped at the width there is, in a frame that scrolls and can be searched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.visual import RenderOptions
from textual.widget import Widget

from wizard.tui.keys import KeyTable
from wizard.tui.widgets.blocks import Block, Head, Part, flat, laid_out

if TYPE_CHECKING:
    from textual.css.styles import RulesMap

    from wizard.tui.widgets.search import Found, SearchBar

MOST_WIDTHS = 3
"""Widths for which wrapped lines are kept; a layout tries one or two."""

USUAL_WIDTH = 80
ROOM_FOR_ALL = 10_000
"""Cells into which every line fits."""

MARGIN = 2
"""Cells before each line while the text is searched; they take the signs of what is found."""


class Prose(Widget):
    """Blocks of text. Only the lines in sight are drawn, so that a long document costs what a short one does."""

    def __init__(self, parts: Iterable[Part] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._parts: Sequence[Part] = tuple(parts)
        self._kept: dict[int, tuple[list[Content], list[Head]]] = {}
        self._wanted: str | None = None
        self._width = USUAL_WIDTH
        self._found: tuple[int, Found] | None = None

    def show(self, parts: Iterable[Part], *, layout: bool = True) -> None:
        """Show other blocks.

        Args:
            layout: The frame may get another height; False where its height is fixed.
        """
        self._parts = tuple(parts)
        self._kept = {}
        self._found = None
        self.refresh(layout=layout)

    def search(self, typed: str | None) -> None:
        """Mark the places that hold words; None ends the search and its margin."""
        self._wanted, self._found = typed, None
        self.refresh(layout=True)

    @property
    def found(self) -> Found | None:
        """What was searched for, in the lines of the present width; None while nothing is."""
        width = self.content_size.width
        if self._wanted is not None and (self._found is None or self._found[0] != width):
            from wizard.tui.widgets.search import Found, places

            found = Found(places([line.plain for line in self.lines(width)], self._wanted))
            if self._found is not None and found.places:
                found.at = min(self._found[1].at, len(found.places) - 1)
            self._found = width, found
        return self._found[1] if self._found is not None else None

    def heads(self) -> list[Head]:
        """Return the headings with their lines at the present width, or at the last one while the text is hidden."""
        self._width = self.content_size.width or self._width
        return self._laid_out(self._width)[1]

    def lines(self, width: int) -> list[Content]:
        """Return the text wrapped at a width, line by line, without the margin of a search."""
        return self._laid_out(width)[0]

    def _laid_out(self, width: int) -> tuple[list[Content], list[Head]]:
        width = width if self._wanted is None else width - MARGIN
        if width not in self._kept:
            if len(self._kept) > MOST_WIDTHS:
                self._kept.clear()
            self._kept[width] = laid_out(self._parts, max(width, 10))
        return self._kept[width]

    def unwrapped(self) -> Iterator[tuple[str, bool]]:
        """Yield each line as if there were room for all of it, and whether it is a heading."""
        for part in flat(self._parts):
            heading = isinstance(part, Block) and part.level > 0
            for line in part.lines(ROOM_FOR_ALL):
                if text := line.plain.strip():
                    yield text, heading

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return max(len(self.lines(width)), 1)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def render(self) -> Content:
        """Return all lines, which is what is copied of a selection."""
        lines, found = self.lines(self.content_size.width), self.found
        if found is not None:
            lines = [found.marked(number, line) for number, line in enumerate(lines)]
        return Content("\n").join(lines)

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        lines = self.lines(width)
        style = self.visual_style
        if not 0 <= y < len(lines):
            return Strip.blank(width, style.rich_style)
        found = self.found
        line = lines[y] if found is None else found.marked(y, lines[y])
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


class Searched(Widget):
    """What is searched, with the same keys everywhere: a text, or a page whose lines lead somewhere.

    It looks at keys before the screen does, on which the letter that leads to the next place may mean an answer.

    Attributes:
        bar: The line that takes the words; None while nothing is searched.
    """

    bar: SearchBar | None = None

    @property
    def key_table(self) -> KeyTable:
        """The keys that count: those of the wizard, or the usual ones in another app."""
        return getattr(self.app, "keys", None) or KeyTable()

    def on_key(self, event: events.Key) -> None:
        table, bar = self.key_table, self.bar
        if bar is None:
            if not (self.has_focus and table.means("search", event.key, event.character)):
                return
            self.search()
        elif table.means("close", event.key, event.character):
            self.end_search()
        elif bar.line.has_focus:
            if event.key not in {"up", "down"}:
                return
            self.match(1 if event.key == "down" else -1)
        elif table.means("search", event.key, event.character):
            self.search()
        elif table.means("next_match", event.key, event.character):
            self.match(1)
        elif table.means("previous_match", event.key, event.character):
            self.match(-1)
        else:
            return
        event.stop()
        event.prevent_default()

    def search(self) -> None:
        """Open the line that takes words to search for, or go back to it."""
        if self.bar is None:
            from wizard.tui.widgets.search import SearchBar

            self.bar = SearchBar(self.key_table)
            self.bar.line.typed, self.bar.line.entered = self.find, self._entered
            self.open_bar(self.bar)
        else:
            self.bar.line.focus()

    def _entered(self) -> None:
        """Go back to the page and its places; from the empty line, end the search."""
        if self.bar is not None and self.bar.line.value.strip():
            self.focus(scroll_visible=False)
            self.call_after_refresh(self.tell)
        else:
            self.end_search()

    def end_search(self) -> None:
        """Close the line, and read on."""
        self.close_bar()
        self.focus(scroll_visible=False)

    def close_bar(self) -> None:
        """Close the line, and mark nothing."""
        bar, self.bar = self.bar, None
        if bar is not None and bar.is_mounted:
            bar.remove()

    def open_bar(self, bar: SearchBar) -> None:
        """Show the line; what is found is counted from the place in sight."""
        self.mount(bar)

    def find(self, words: str) -> None:
        """Look for words as they are typed; a page without places finds nothing."""

    def match(self, by: int) -> None:
        """Go to the next place that was found, or to the one before."""

    def tell(self) -> None:
        """Say which place this is."""


class Reading(VerticalScroll, Searched):
    """A frame of prose that scrolls with the arrow keys and can be searched.

    Attributes:
        scrolled: Runs when another part of the text is in sight.
    """

    def __init__(self, parts: Iterable[Part] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.prose = Prose(parts)
        self.scrolled: Callable[[], None] = lambda: None
        self._from = 0

    def compose(self) -> ComposeResult:
        yield self.prose

    def show(self, parts: Iterable[Part]) -> None:
        """Show other blocks, from the top."""
        self.prose.show(parts)
        self.scroll_home(animate=False)
        if self.bar is not None:
            self.call_after_refresh(self.tell)

    def go_to(self, line: int) -> None:
        """Bring a line to the top."""
        self.scroll_to(y=line, animate=False, immediate=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.scrolled()

    # ---- search

    def open_bar(self, bar: SearchBar) -> None:
        self._from = round(self.scroll_offset.y)
        super().open_bar(bar)

    def close_bar(self) -> None:
        super().close_bar()
        self.prose.search(None)

    def match(self, by: int) -> None:
        found = self.prose.found
        if found is not None and found.places:
            found.step(by)
            self.prose.refresh()
            self.tell()

    def find(self, words: str) -> None:
        self.prose.search(words)
        self.call_after_refresh(self._first)

    def _first(self) -> None:
        found = self.prose.found
        if found is not None:
            found.go_to(self._from)
            self.prose.refresh()
            self.tell()

    def tell(self) -> None:
        found = self.prose.found
        if self.bar is None or found is None:
            return
        self.bar.tell(found.words if self.bar.line.value.strip() else "")
        if found.places:
            height, top = self.scrollable_content_region.height, round(self.scroll_offset.y)
            if not top <= found.line < top + height - 1:
                self.go_to(max(found.line - height // 3, 0))
            self._from = found.line

    def on_resize(self) -> None:
        """Find the places again; the text wraps at other words now."""
        if self.bar is not None:
            self.call_after_refresh(self.tell)
