"""Search in a text: the places that hold the words, and the line that takes them.

The text is searched as it is drawn, line by line at the present width, so that a place found is a place on the screen. White
space between two typed words matches the end of a line and the edge of a frame too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, chain

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from wizard.tui.keys import KeyTable, shown
from wizard.tui.widgets.blocks import PLACE
from wizard.tui.widgets.inputs import TypedLine

Span = tuple[int, int, int]
"""A piece of a place: the line, and where it begins and ends there."""

HERE, FOUND, NO_SIGN = "› ", "· ", "  "
"""Signs before the lines with the place where one is, and with other places."""

ROOM_TO_TYPE = 24
"""Cells that the words keep in any case."""

_BETWEEN = r"[\s│]+"
_BLANK = re.compile(r"^[\s│]*")


def places(lines: Sequence[str], typed: str) -> list[list[Span]]:
    """Return each place that holds the typed words next to each other, in any case, as its pieces by line."""
    words = typed.split()
    if not words:
        return []
    pattern = re.compile(_BETWEEN.join(map(re.escape, words)), re.IGNORECASE)
    begins = [0, *accumulate(len(line) + 1 for line in lines)]
    return [_pieces(lines, begins, *found.span()) for found in pattern.finditer("\n".join(lines))]


def _pieces(lines: Sequence[str], begins: Sequence[int], start: int, end: int) -> list[Span]:
    found: list[Span] = []
    number = bisect_right(begins, start) - 1
    while number < len(lines) and begins[number] < end:
        line, offset = lines[number], begins[number]
        first = max(start - offset, 0) or (_indent(line) if start < offset else 0)
        last = min(end - offset, len(line.rstrip(" │")) if end - offset > len(line) else len(line))
        if first < last:
            found.append((number, first, last))
        number += 1
    return found


def _indent(line: str) -> int:
    blank = _BLANK.match(line)
    return blank.end() if blank else 0


def marked(content: Content, typed: str, style: str) -> Content:
    """Return a text of several lines with each place that holds the typed words in a style."""
    lines = content.plain.split("\n")
    begins = [0, *accumulate(len(line) + 1 for line in lines)]
    for line, start, end in chain.from_iterable(places(lines, typed)):
        content = content.stylize(style, begins[line] + start, begins[line] + end)
    return content


class Found:
    """The places of what is searched for, and which of them is the one in sight.

    Attributes:
        places: In the order of the text.
        at: The place where one is, counted from 0.
    """

    def __init__(self, found: list[list[Span]]) -> None:
        self.places = found
        self.at = 0
        self._by_line: dict[int, list[tuple[int, int, int]]] = {}
        for number, pieces in enumerate(found):
            for line, start, end in pieces:
                self._by_line.setdefault(line, []).append((start, end, number))

    @property
    def line(self) -> int:
        """The line where the place begins."""
        return self.places[self.at][0][0]

    def go_to(self, line: int) -> None:
        """Go to the first place from a line on, or to the first one where none follows."""
        self.at = next((n for n, pieces in enumerate(self.places) if pieces[0][0] >= line), 0)

    def step(self, by: int) -> None:
        self.at = (self.at + by) % len(self.places)

    def marked(self, line: int, content: Content) -> Content:
        """Return a line with its places marked, behind a margin with the sign."""
        sign = NO_SIGN
        for start, end, number in self._by_line.get(line, ()):
            here = number == self.at
            style = "bold $block-cursor-foreground on $block-cursor-background" if here else PLACE
            content = content.stylize(style, start, end)
            sign = HERE if here else sign if sign == HERE else FOUND
        return Content.assemble((sign, "bold $text-accent"), content)

    @property
    def words(self) -> str:
        """Which of how many places this is."""
        return f"{self.at + 1} of {len(self.places):,}" if self.places else "nothing found"


class SearchLine(TypedLine):
    """Takes the words."""

    def __init__(self) -> None:
        super().__init__(placeholder="Words to search for", id="search")

    def on_mount(self) -> None:
        """Have the focus as soon as that is possible."""
        self.focus()


class SearchBar(Horizontal):
    """The words, how many places there are, and the keys that lead from one to the next."""

    DEFAULT_CSS = """
    SearchBar { dock: bottom; height: 1; background: $panel; }
    SearchBar #search { width: 1fr; min-width: 4; }
    SearchBar .sign { width: 2; text-style: bold; color: $text-accent; text-align: right; background: $panel; }
    SearchBar #found { width: auto; padding: 0 1; background: $panel; color: $foreground; }
    """

    def __init__(self, table: KeyTable) -> None:
        super().__init__(id="searching")
        self.line = SearchLine()
        self.found = Static("", id="found", markup=False)
        self._table = table
        self.pressed: Callable[[events.Key], None] = lambda _: None

    def on_key(self, event: events.Key) -> None:
        """Hand keys over where what is searched is not around this line."""
        self.pressed(event)

    def compose(self) -> ComposeResult:
        yield Static("/", classes="sign", markup=False)
        yield self.line
        yield self.found

    def tell(self, words: str) -> None:
        """Show how many places there are; the keys only where there is room for them."""
        arrows = [shown("down"), shown("up")]
        leading = (
            arrows if self.line.has_focus else [self._table.first(name) for name in ("next_match", "previous_match")]
        )
        keys = Content("  ").join(
            Content.assemble((key, "bold $text-accent"), f" {word}")
            for key, word in zip((*leading, self._table.first("close")), ("next", "before", "Close"), strict=True)
        )
        roomy = self.size.width >= len(words) + keys.cell_length + ROOM_TO_TYPE
        self.found.update(Content.assemble(words, "   ", keys) if roomy and words else Content(words))
