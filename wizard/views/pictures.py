"""What the pictures of the documents show, as text: two layers, risk, dates and the path to the decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Heading, Table, Text, item, line, strong, text, theirs
from wizard.documents.pictures import dates, layers, path, risk
from wizard.wording import count, long_date

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.pictures.layers import Layers
    from wizard.documents.pictures.risk import Grid

WORST = 3
"""The hottest of the colors of a map of heat; the mildest is 0."""

NONE_YET = "There is no picture yet: the answers lead to no decision."


def picture_page(case: Case) -> Iterator[Block]:
    """Yield all pictures of a case in words; why there is none where there is none."""
    if case.outcome.main is None:
        yield text(NONE_YET)
        return
    yield from decision_blocks(case)
    yield Gap()
    yield Heading(path.TITLE)
    for step in path.path_of(case):
        yield item(theirs(step.said), label=step.title)


def decision_blocks(case: Case) -> Iterator[Block]:
    """Yield the pictures of the decision page in words."""
    yield from layer_blocks(layers.layers_of(case))
    grid, when = risk.grid_of(case), dates.dates_of(case)
    if grid is not None:
        yield Gap()
        yield Heading(risk.TITLE)
        yield from risk_blocks(grid)
    if when is not None:
        yield Gap()
        yield Heading(dates.TITLE)
        for event in when.events:
            yield item(theirs(event.what), label=long_date(event.day))
        if when.more:
            yield item(f"and {count(when.more, 'more date')} in the plan")


def layer_blocks(found: Layers) -> Iterator[Block]:
    """Yield both layers, what nobody can waive first."""
    yield Heading(layers.TITLE)
    yield text(strong(found.platform), label=found.words.platform)
    yield from (item(place) for place in found.reached or found.free)
    yield text(f"{found.words.own}:") if found.rules else text(found.words.nothing, label=found.words.own)
    for rule in found.rules:
        policy = (" in “", theirs(rule.policy), "”") if rule.policy else ()
        says = (": ", strong(rule.says)) if rule.says else ()
        yield Text(line(theirs(rule.control), *policy, *says), mark="-")


def risk_blocks(grid: Grid) -> Iterator[Block]:
    """Yield both ratings in words, and the grid with their numbers for faces that are seen."""
    for mark in grid.marks:
        place = f" (likelihood {grid.levels[mark.likelihood]}, impact {grid.levels[mark.impact]})"
        yield item(strong(mark.said), place, label=f"{mark.sign} {mark.name}")
    yield from grid_blocks(grid)


def grid_blocks(grid: Grid) -> Iterator[Block]:
    """Yield the grid alone; the cells of both ratings carry their numbers, not a color alone."""
    rows: list[tuple[str, ...]] = []
    heat: list[tuple[int, ...]] = []
    worst = max(len(grid.levels) - 1, 1)
    here: set[tuple[int, int]] = set()
    for turn, row in enumerate(reversed(range(len(grid.levels)))):
        cells = [grid.levels[row]]
        for column in range(len(grid.levels)):
            signs = "".join(f"[{mark.sign}]" for mark in grid.marks if (mark.likelihood, mark.impact) == (row, column))
            cells.append(f"{grid.levels[grid.cells[row][column]]} {signs}".rstrip())
            here |= {(turn, column + 1)} if signs else set()
        rows.append(tuple(cells))
        heat.append(tuple(level * WORST // worst for level in grid.cells[row]))
    yield Table(("Likelihood", *grid.levels), tuple(rows), frozenset(here), tuple(heat), seen=True)
    yield text("Columns: impact. [1] marks the rating before controls, [2] after them.", seen=True)
