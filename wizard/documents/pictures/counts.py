"""Counts in a grid: how many there are of each kind in each state, darker where there are more."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.documents.pictures.drawing import LEADING, Area, Drawing
from wizard.documents.pictures.picture import Picture
from wizard.wording import count, listed

NAME = "counts"
BREADTH = 652.0
_PAD, _HEAD, _CELL = 10.0, 214.0, 22.0
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


def alt_text(counts: Counts) -> str:
    """Return the counts as sentences, without those that are zero."""
    told = [
        f"{name}: {listed([f'{number:,} {column}' for column, number in zip(counts.columns, row, strict=True) if number])}."
        for name, row in counts.rows
    ]
    total = sum(sum(row) for _, row in counts.rows)
    return f"{counts.title}: {count(total, counts.what)}. {' '.join(told)}"


def draw(counts: Counts) -> tuple[Drawing, float]:
    """Draw the grid; return the drawing and its height."""
    drawing = Drawing(NAME, BREADTH)
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
    return drawing, top + len(counts.rows) * _CELL + _PAD


def _paint(value: int, most: int) -> str:
    return f"count{-(-value * _SHADES // most)}" if value else "panel"


def picture(counts: Counts) -> Picture:
    drawing, height = draw(counts)
    alt = alt_text(counts)
    return Picture(NAME, counts.title, alt, drawing.finish(height, counts.title, alt))
