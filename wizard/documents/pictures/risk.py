"""Likelihood against impact, with the rating before and after compensating controls."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from wizard.documents.pictures.drawing import LEADING, Area, Drawing, Shape, Sketch, readable
from wizard.documents.pictures.metrics import width

if TYPE_CHECKING:
    from wizard.decision.risk import Facet
    from wizard.documents.case import Case

NAME, TITLE = "risk", "Risk before and after controls"
BREADTH = 272.0
_PAD = 10.0
_PAINTS = 4
_HEAD, _SMALL = 70.0, 9.5


@dataclass(frozen=True, slots=True)
class Mark:
    """One rating: its place in the grid, and its level in words.

    Attributes:
        likelihood: Row, from the mildest.
        impact: Column, from the mildest.
        said: Its level.
    """

    sign: str
    name: str
    shape: Shape
    likelihood: int
    impact: int
    said: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid of the method.

    Attributes:
        levels: Titles, from the mildest.
        cells: The level of each cell by row and column, as a position among the levels.
        marks: The rating before and after.
    """

    levels: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    marks: tuple[Mark, ...]


def grid_of(case: Case) -> Grid | None:
    """Return the grid with both ratings; None where nothing is rated, or the rating is Unknown."""
    rating, levels = case.rating, case.pack.risk.levels
    if rating is None or not levels:
        return None
    by_place = {(cell.likelihood, cell.impact): cell.level for cell in case.pack.risk.cell}
    cells = tuple(
        tuple(levels.index(by_place[row, column]) if (row, column) in by_place else 0 for column in levels)
        for row in levels
    )
    marks = []
    named: tuple[tuple[str, str, Shape, Facet], ...] = (
        ("1", "before controls", "round", rating.initial),
        ("2", "after controls", "square", rating.adjusted),
    )
    for sign, name, shape, facet in named:
        if facet.level is None or facet.likelihood not in levels or facet.impact not in levels:
            return None
        title = case.library.level_title
        marks.append(
            Mark(sign, name, shape, levels.index(facet.likelihood), levels.index(facet.impact), title(facet.level))
        )
    return Grid(tuple(case.library.level_title(level) for level in levels), cells, tuple(marks))


def alt_text(grid: Grid) -> str:
    """Return both ratings in two sentences."""
    told = [
        f"{mark.name.capitalize()}: likelihood {grid.levels[mark.likelihood]}, "
        f"impact {grid.levels[mark.impact]}, {mark.said}."
        for mark in grid.marks
    ]
    return f"Risk. {' '.join(told)}"


def draw(grid: Grid) -> Sketch:
    """Draw the grid, the mildest level at the lower left."""
    drawing = Drawing(NAME, BREADTH)
    number = len(grid.levels)
    head = min(_HEAD, max(width(readable(level), _SMALL) for level in grid.levels) + 2)
    left, top = _PAD + head + 4, _PAD + LEADING + 4
    cell = Area(left, top, (BREADTH - left - _PAD) / number, 31.0)
    bottom = top + number * cell.height
    drawing.label(Area(_PAD, _PAD, BREADTH - 2 * _PAD, 0), "Risk: likelihood (up), impact (right)", bold=True, most=1)
    for row in range(number):
        y = bottom - (row + 1) * cell.height
        drawing.label(Area(_PAD, y + (cell.height - LEADING) / 2, head, 0), grid.levels[row], size=_SMALL, most=1)
        for column in range(number):
            drawing.box(Area(left + column * cell.width, y, cell.width, cell.height), _paint(grid, row, column))
    for column in range(number):
        area = Area(left + column * cell.width, bottom + 2, cell.width, 0)
        drawing.label(area, grid.levels[column], size=_SMALL, anchor="middle", most=1)
    places = places_of(grid, cell)
    for before, after in pairwise(places):
        drawing.line(before, after)
    for row in range(number):
        for column in range(number):
            _word(drawing, grid, row, column, cell)
    for mark, (x, y) in zip(grid.marks, places, strict=True):
        drawing.mark(x, y, mark.sign, mark.shape, 8)
    y = bottom + 2 + LEADING + 4
    for mark in grid.marks:
        drawing.mark(_PAD + 8, y + 8, mark.sign, mark.shape, 7)
        area = Area(_PAD + 22, y, BREADTH - 2 * _PAD - 22, 0)
        y += drawing.label(area, f"{mark.name}: {mark.said}", most=1) + 4
    return Sketch(TITLE, alt_text(grid), drawing, y + _PAD - 4)


def _paint(grid: Grid, row: int, column: int) -> str:
    return f"risk{grid.cells[row][column] * (_PAINTS - 1) // max(1, len(grid.levels) - 1)}"


def _word(drawing: Drawing, grid: Grid, row: int, column: int, cell: Area) -> None:
    """Write the level of a cell at its top, over the line from mark to mark."""
    y = cell.y + (len(grid.levels) - 1 - row) * cell.height
    area = Area(cell.x + column * cell.width + 1, y + 1, cell.width - 2, 11)
    drawing.patch(area, _paint(grid, row, column))
    drawing.label(area, grid.levels[grid.cells[row][column]], size=9, anchor="middle", most=1)


def places_of(grid: Grid, cell: Area) -> list[tuple[float, float]]:
    """Return the places of the marks: side by side where both are in one cell."""
    same = len({(mark.likelihood, mark.impact) for mark in grid.marks}) < len(grid.marks)
    return [
        (
            cell.x + (mark.impact + 0.5) * cell.width + ((turn - (len(grid.marks) - 1) / 2) * 22 if same else 0),
            cell.y + (len(grid.levels) - mark.likelihood) * cell.height - 10,
        )
        for turn, mark in enumerate(grid.marks)
    ]


def sketch(case: Case) -> Sketch | None:
    """Return the grid as a picture; None where nothing is rated."""
    grid = grid_of(case)
    return draw(grid) if grid is not None else None
