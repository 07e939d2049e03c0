"""Pictures of an engagement: counts in a grid, darker where there are more, and what falls due by month, as bars."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.documents.pictures.drawing import LEADING, Area, Drawing, Sketch
from wizard.wording import count, listed

GRID, BARS = "counts", "months"
"""Names of the two pictures."""

BREADTH = 652.0
_PAD, _HEAD, _CELL, _HIGH = 10.0, 214.0, 22.0, 90.0
_SMALL = 9.5
_SHADES = 3


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers in rows and columns, with their names.

    Attributes:
        what: The noun of what is counted, in the singular.
        columns: Names of the columns.
        rows: The name of each row with its numbers, one for each column.
    """

    title: str
    what: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A number for each of some periods, in order.

    Attributes:
        bars: The name of each period and its number.
        heavy: Names of periods that a heavy border marks, such as what is overdue.
    """

    title: str
    bars: tuple[tuple[str, int], ...]
    heavy: frozenset[str] = frozenset()


def grid_text(counts: Counts) -> str:
    """Return the counts as sentences, without those that are zero."""
    told = [
        f"{name}: {listed([f'{number:,} {column}' for column, number in zip(counts.columns, row, strict=True) if number])}."
        for name, row in counts.rows
    ]
    total = sum(sum(row) for _, row in counts.rows)
    return f"{counts.title}: {count(total, counts.what)}. {' '.join(told)}"


def draw_grid(counts: Counts) -> Sketch:
    drawing = Drawing(GRID, BREADTH)
    wide = (BREADTH - 2 * _PAD - _HEAD) / len(counts.columns)
    left, most = _PAD + _HEAD, max((max(row) for _, row in counts.rows), default=0)
    drawing.label(Area(_PAD, _PAD, _HEAD - 6, 0), counts.title, bold=True, most=2)
    top = _PAD + 2 * LEADING + 2
    for place, column in enumerate(counts.columns):
        drawing.label(Area(left + place * wide + 1, _PAD, wide - 2, 0), column, size=_SMALL, anchor="middle", most=2)
    for number, (name, row) in enumerate(counts.rows):
        y = top + number * _CELL
        drawing.label(Area(_PAD, y + (_CELL - LEADING) / 2, _HEAD - 6, 0), name, size=_SMALL, most=1)
        for place, value in enumerate(row):
            area = Area(left + place * wide, y, wide, _CELL)
            drawing.box(area, _paint(value, most))
            if value:
                inner = Area(area.x + 1, y + (_CELL - LEADING) / 2, wide - 2, 0)
                drawing.label(inner, f"{value:,}", anchor="middle", most=1)
    return Sketch(counts.title, grid_text(counts), drawing, top + len(counts.rows) * _CELL + _PAD)


def _paint(value: int, most: int) -> str:
    return f"count{-(-value * _SHADES // most)}" if value else "panel"


def bars_text(bars: Bars) -> str:
    """Return the numbers in one sentence, without those that are zero."""
    told = [f"{name} {number:,}" for name, number in bars.bars if number]
    return f"{bars.title}: {', '.join(told) or 'nothing'}."


def draw_bars(bars: Bars) -> Sketch:
    """Draw the bars with their numbers above."""
    drawing = Drawing(BARS, BREADTH)
    wide = (BREADTH - 2 * _PAD) / len(bars.bars)
    most = max(number for _, number in bars.bars) or 1
    drawing.label(Area(_PAD, _PAD, BREADTH - 2 * _PAD, 0), bars.title, bold=True, most=1)
    base = _PAD + 2 * LEADING + 6 + _HIGH
    for place, (name, number) in enumerate(bars.bars):
        x = _PAD + place * wide
        high = max(2.0, _HIGH * number / most) if number else 0.0
        if number:
            drawing.box(Area(x + 6, base - high, wide - 12, high), "count3", heavy=name in bars.heavy)
            drawing.label(Area(x, base - high - LEADING - 1, wide, 0), f"{number:,}", anchor="middle", most=1)
        drawing.label(Area(x + 1, base + 3, wide - 2, 0), name, size=_SMALL, anchor="middle", most=2)
    drawing.line((_PAD, base), (BREADTH - _PAD, base))
    return Sketch(bars.title, bars_text(bars), drawing, base + 3 + 2 * LEADING + _PAD - 4)
