"""How the answers lead to the decision, in at most six boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.documents.pictures.drawing import LEADING, Area, Drawing, Sketch
from wizard.documents.pictures.layers import layers_of
from wizard.documents.signed import period
from wizard.wording import count, listed, long_date, lower_first

if TYPE_CHECKING:
    from wizard.documents.case import Case

NAME, TITLE = "path", "Decision path"
BREADTH = 652.0
MOST = 6
MOST_NAMED = 2
"""Controls that a box names; more are counted."""

_PAD, _BETWEEN = 10.0, 16.0


@dataclass(frozen=True, slots=True)
class Step:
    """One box: what is asked, and what is the case."""

    title: str
    said: str


def path_of(case: Case) -> tuple[Step, ...]:
    """Return the steps to the decision; none while there is no decision, or where the pack names no steps."""
    if case.outcome.main is None:
        return ()
    found = []
    names = [lower_first(rule.control) for rule in layers_of(case).rules if rule.state != "in force"]
    required = listed(names) if len(names) <= MOST_NAMED else count(len(names), "control")
    for step in case.pack.documents.path:
        said = next((variant.text for variant in step.text if case.holds(variant.when)), "")
        if said:
            found.append(Step(step.title, said.replace("{requirements}", required)))
    return (*found[: MOST - 1], Step("Decision", _decision(case))) if found else ()


def _decision(case: Case) -> str:
    """Return what is signed, each with its last day where it has one, and what else leads."""
    told = []
    for verdict in dict.fromkeys((*case.outcome.signed, case.outcome.main)):
        if verdict is not None:
            title = case.words.verdict(verdict)
            end = period(case, verdict)[1] if verdict in case.outcome.signed else None
            told.append(f"{title} until {long_date(end)}" if end else title)
    return "; ".join(told)


def draw(steps: tuple[Step, ...]) -> Sketch:
    """Draw the boxes from left to right."""
    drawing = Drawing(NAME, BREADTH)
    wide = (BREADTH - 2 * _PAD - (len(steps) - 1) * _BETWEEN) / len(steps)
    probe = Drawing(NAME, BREADTH)
    high = max(_write(probe, 0, 0, wide, step) for step in steps) + 10
    for place, step in enumerate(steps):
        x = _PAD + place * (wide + _BETWEEN)
        last = place == len(steps) - 1
        drawing.box(Area(x, _PAD, wide, high), "open" if last else "soft", heavy=last)
        _write(drawing, x, _PAD + 4, wide, step)
        if not last:
            y = _PAD + high / 2
            drawing.line((x + wide + 2, y), (x + wide + _BETWEEN - 2, y), arrow=True)
    told = " → ".join(step.said for step in steps)
    return Sketch(TITLE, f"{TITLE}: {told}.", drawing, high + 2 * _PAD)


def _write(drawing: Drawing, x: float, y: float, wide: float, step: Step) -> float:
    area = Area(x + 5, y, wide - 10, 0)
    height = drawing.label(area, step.title, size=9, paint="quiet", most=2)
    return height + drawing.label(Area(area.x, y + height, area.width, 0), step.said, size=10.5, most=5) + LEADING / 4


def sketch(case: Case) -> Sketch | None:
    """Return the path as a picture; None while there is no decision."""
    steps = path_of(case)
    return draw(steps) if steps else None
