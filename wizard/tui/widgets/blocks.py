"""Blocks of text that wrap with a hanging indent, and tables that fold where there is no room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from wizard.tui.text import cut

MIN_COLUMN = 7
GAP = "  "
HANG = 2
"""Cells by which lines are set in behind a head that is too long to hang under it."""
WIDEST_CELL = 12
"""Cells of a field of a map of heat."""
MARKED = "bold $block-cursor-foreground on $block-cursor-background"
PLACE, PLACE_AT_POINTER = "bold underline $text-accent", "bold underline"
"""How places are drawn that are searched for; on the background of the cursor without a color."""
WIDEST_HEAD = 6
"""A head is too long beyond this part of the width."""


class Head(NamedTuple):
    """A heading, and the line on which it is."""

    line: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item.

    Attributes:
        body: Its text; may hold line ends.
        head: What precedes the first line, such as a bullet.
        indent: Cells before the head.
        level: 1 for a heading of the first level, and so on; 0 for text.
    """

    body: Content
    head: Content = field(default_factory=lambda: Content(""))
    indent: int = 0
    level: int = 0

    def lines(self, width: int) -> list[Content]:
        """Return the wrapped lines; they hang under the head unless that would leave a narrow column."""
        head, body, hang = self.head, self.body, self.head.cell_length
        if hang > max(width // WIDEST_HEAD, HANG):
            head, body, hang = Content(""), Content.assemble(head, body), HANG
        room = max(width - self.indent - hang, 8)
        first, further = " " * self.indent, " " * (self.indent + hang)
        found: list[Content] = []
        for index, line in enumerate(body.wrap(room)):
            line = line.rstrip()
            found.append(Content.assemble(first, head, line) if index == 0 else Content.assemble(further, line))
        return found or [Content.assemble(first, self.head)]

    def heads(self, width: int) -> list[Head]:  # noqa: ARG002 - it is on the first line at every width
        """Return itself where it is a heading."""
        return [Head(0, self.level, self.body.plain)] if self.level else []


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; its first row is the heading."""

    rows: tuple[tuple[Content, ...], ...]
    indent: int = 0

    def heads(self, width: int) -> list[Head]:  # noqa: ARG002
        """Return nothing: a table has no heading."""
        return []

    def lines(self, width: int) -> list[Content]:
        """Return aligned columns, or one line a cell where they do not fit."""
        count = max(len(row) for row in self.rows)
        rows = [(*row, *(Content("") for _ in range(count - len(row)))) for row in self.rows]
        widths = [max(row[index].cell_length for row in rows) for index in range(count)]
        room = width - self.indent - len(GAP) * (count - 1)
        if room < count * MIN_COLUMN:
            return self._folded(width, rows)
        while sum(widths) > room:
            widest = max(range(count), key=widths.__getitem__)
            others = sorted(widths, reverse=True)
            step = max(min(widths[widest] - (others[1] if count > 1 else 0), sum(widths) - room), 1)
            widths[widest] = max(widths[widest] - step, MIN_COLUMN)
        found: list[Content] = []
        for number, row in enumerate(rows):
            cells = [cell.wrap(max(size, 1)) or [Content("")] for cell, size in zip(row, widths, strict=True)]
            for line in range(max(len(cell) for cell in cells)):
                parts = [(cell[line].rstrip() if line < len(cell) else Content("")) for cell in cells]
                padded = [
                    part.pad_right(max(size - part.cell_length, 0)) for part, size in zip(parts, widths, strict=True)
                ]
                content = Content(GAP).join(padded).rstrip()
                found.append(Content.assemble(" " * self.indent, content.stylize("bold") if number == 0 else content))
            if number == 0:
                found.append(Content(" " * self.indent + "─" * min(sum(widths) + len(GAP) * (count - 1), width)))
        return found

    def _folded(self, width: int, rows: Sequence[tuple[Content, ...]]) -> list[Content]:
        found: list[Content] = []
        for row in rows[1:]:
            for title, cell in zip(rows[0], row, strict=True):
                head = Content.assemble((title.plain, "bold"), ": " if title.plain else "")
                found += Block(Content.assemble(head, cell), indent=self.indent).lines(width)
            found.append(Content(""))
        return found[:-1]


@dataclass(frozen=True, slots=True)
class Heat:
    """A map of heat: a field for each cell, in the color of its level, with the level in words and the marks below it.

    Attributes:
        rows: The first cell names the row; the others are a level, and marks behind it where there are any.
        heat: The color of each cell.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heat: tuple[tuple[int, ...], ...]

    def lines(self, width: int) -> list[Content]:
        """Return two lines a row; a table where the words do not fit into the fields."""
        words = [word for row in self.rows for word in (cell.partition(" ")[0] for cell in row[1:])]
        first = max(len(row[0]) for row in self.rows) + 1
        size = min((width - first) // max(len(self.head) - 1, 1), WIDEST_CELL)
        if size < max(map(len, [*self.head[1:], *words])) + 1:
            return Rows((tuple(map(Content, self.head)), *(tuple(map(Content, row)) for row in self.rows))).lines(width)
        found = [
            Content(f"{self.head[0]} ↑"),
            Content.assemble(" " * first, *[f"{one:^{size}}" for one in self.head[1:]]),
        ]
        for row, heat in zip(self.rows, self.heat, strict=True):
            cells = [cell.partition(" ")[::2] for cell in row[1:]]
            grounds = [f"$foreground on $heat-{level}" for level in heat]
            told = [(f"{word:^{size}}", ground) for (word, _), ground in zip(cells, grounds, strict=True)]
            marked = [
                (f"{marks:^{size}}", MARKED if marks else ground)
                for (_, marks), ground in zip(cells, grounds, strict=True)
            ]
            found += [Content.assemble(f"{row[0]:<{first}}", *told), Content.assemble(" " * first, *marked)]
        return found

    def heads(self, width: int) -> list[Head]:  # noqa: ARG002
        return []


Flat = Block | Rows | Heat


@dataclass(frozen=True, slots=True)
class Sheet:
    """Parts that are printed on one page, in a frame; where that leaves little room, above a line.

    Attributes:
        foot: What is said where the page ends.
    """

    parts: tuple[Flat, ...]
    foot: str

    def lines(self, width: int) -> list[Content]:
        inner = self._inner(width)
        rows, _ = laid_out(self.parts, inner)
        rule = f"─ {self.foot} "
        if inner == width:
            return [*rows, Content(""), Content.styled(f"{rule:─<{width}}"[:width], FRAME)]
        edge = Content.styled("│", FRAME)
        framed = [
            Content.assemble(edge, " ", row.pad_right(max(inner - row.cell_length, 0)), " ", edge) for row in rows
        ]
        top, bottom = f"╭{'─' * (width - 2)}╮", f"╰{rule:─<{width - 2}}╯"
        return [Content.styled(top, FRAME), *framed, Content.styled(bottom, FRAME)]

    def heads(self, width: int) -> list[Head]:
        inner = self._inner(width)
        _, found = laid_out(self.parts, inner)
        return found if inner == width else [head._replace(line=head.line + 1) for head in found]

    @staticmethod
    def _inner(width: int) -> int:
        return width - 4 if width >= LEAST_SHEET else width


LEAST_SHEET = 68
"""Cells from which a page gets a frame."""
FRAME = "$text-muted"


@dataclass(frozen=True, slots=True)
class OneRow:
    """Text in one row, cut where it is too long."""

    text: str

    def lines(self, width: int) -> list[Content]:
        return [Content(cut(self.text, width))]


BLANK = Block(Content(""))
Part = Flat | Sheet


def flat(parts: Iterable[Part]) -> Iterator[Flat]:
    """Yield parts without the frame of a sheet."""
    for part in parts:
        if isinstance(part, Sheet):
            yield from part.parts
        else:
            yield part


def laid_out(parts: Iterable[Part], width: int) -> tuple[list[Content], list[Head]]:
    """Return the lines of parts one below the other, and the headings among them."""
    lines: list[Content] = []
    found: list[Head] = []
    for part in parts:
        found += [head._replace(line=len(lines) + head.line) for head in part.heads(width)]
        lines += part.lines(width)
    return lines, found


def in_rows(parts: Iterable[Content], width: int) -> list[Content]:
    """Return parts next to each other, in as many rows as they need at a width."""
    rows: list[list[Content]] = [[]]
    used = 0
    for part in parts:
        need = part.cell_length + 1
        if rows[-1] and used + need > width + 1:
            rows.append([])
            used = 0
        rows[-1].append(part)
        used += need
    return [Content(" ").join(row) for row in rows]


def flow(parts: Iterable[Part | OneRow], width: int) -> Content:
    """Return the parts as one text, wrapped at a width."""
    return Content("\n").join([line for part in parts for line in part.lines(max(width, 10))])


class Flow(Visual):
    """Parts as an option of a list draws them.

    The second form has no colors; it is drawn on the background of the cursor.
    """

    def __init__(
        self,
        parts: Sequence[Part | OneRow],
        bare: Sequence[Part] | None = None,
        mark: Callable[[Content, str], Content] = lambda content, _: content,
    ) -> None:
        """Keep the parts, and their look under the cursor.

        Args:
            mark: Marks places in the wrapped text, in the style that it is given.
        """
        self.parts = tuple(parts)
        self.bare = Flow(bare, None, lambda content, _: mark(content, PLACE_AT_POINTER)) if bare is not None else self
        self._mark = mark
        self._kept: tuple[int, Content] = (0, Content(""))

    def at(self, width: int) -> Content:
        """Return the text wrapped at a width."""
        if self._kept[0] != width:
            self._kept = (width, self._mark(flow(self.parts, width), PLACE))
        return self._kept[1]

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """Draw the lines."""
        return self.at(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the width without any wrapping."""
        return self.at(10_000).get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return the number of lines."""
        return self.at(width).get_height(rules, width)
