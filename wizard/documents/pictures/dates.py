"""What happens when: decide, start, reviews, milestones, target and end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wizard.documents.pictures.drawing import Area, Drawing, Sketch, excerpt
from wizard.documents.pictures.layers import decided_rows
from wizard.documents.reminders import review_dates
from wizard.pack.models import Meaning
from wizard.wording import MONTHS, count, long_date

if TYPE_CHECKING:
    from datetime import date

    from wizard.documents.case import Case

Kind = Literal["decide", "start", "review", "milestone", "done", "end"]

NAME, TITLE = "dates", "Dates"
BREADTH = 652.0
MOST = 8
"""Dates that are shown, in one row; more reviews and milestones are counted."""

_PAD = 10.0
_ROOMY = 6
_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Event:
    """A date and what happens on it.

    Attributes:
        what: In a few words; a milestone is a user's text.
    """

    day: date
    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates in order, and how many more there are."""

    events: tuple[Event, ...]
    more: int = 0


def dates_of(case: Case) -> Dates | None:
    """Return what is known to happen when; None where fewer than two dates are known."""
    found: list[Event] = []

    def add(day: date | None, kind: Kind, what: str) -> None:
        if day is not None:
            found.append(Event(day, kind, what))

    add(case.date(Meaning.NEEDED_BY), "decide", "Decide")
    if not case.outcome.refused:
        start, end = case.date(Meaning.START), case.date(Meaning.END)
        add(start, "start", "Start")
        add(end, "end", "End")
        for row in decided_rows(case):
            if row.starts_on != start:
                add(row.starts_on, "start", f"{case.control_title(row)} waived")
            if row.ends_on != end:
                add(row.ends_on, "end", f"{case.control_title(row)} required again")
    for day in review_dates(case):
        add(day, "review", "Review")
    for step in case.steps(Meaning.PLAN):
        if step.step.strip():
            add(step.due, "milestone", excerpt(step.step))
    add(case.date(Meaning.TARGET), "done", "Work done")
    kept = _kept(found)
    return Dates(kept, len(found) - len(kept)) if len(kept) > 1 else None


_ORDER: tuple[Kind, ...] = ("decide", "start", "end", "done", "review", "milestone")
"""Which dates frame the decision, and which are shown while there is room."""


def _kept(events: list[Event]) -> tuple[Event, ...]:
    """Return the events that fit, in the order of time."""
    weighty = sorted(dict.fromkeys(events), key=lambda event: (_ORDER.index(event.kind), event.day))
    return tuple(sorted(weighty[:MOST], key=lambda event: (event.day, event.kind == "end", _ORDER.index(event.kind))))


def alt_text(dates: Dates) -> str:
    """Return the dates in one sentence, a year where it changes."""
    told, year = [], 0
    for event in dates.events:
        day = long_date(event.day) if event.day.year != year else f"{event.day.day} {MONTHS[event.day.month - 1]}"
        year = event.day.year
        told.append(f"{event.what} {day}")
    more = f", and {count(dates.more, 'more date')}" if dates.more else ""
    return f"Dates. {', '.join(told)}{more}."


def draw(dates: Dates) -> Sketch:
    """Draw the dates on a line, in equal columns with the days between them."""
    drawing = Drawing(NAME, BREADTH)
    columns = len(dates.events)
    size = 10.5 if columns <= _ROOMY else 9.5
    wide = (BREADTH - 2 * _PAD) / columns
    line = _PAD + 16
    drawing.line((_PAD + 0.5 * wide, line), (_PAD + (columns - 0.5) * wide, line))
    height = 0.0
    for place, event in enumerate(dates.events):
        x = _PAD + (place + 0.5) * wide
        heavy = event.kind in {"start", "end"}
        drawing.mark(x, line, "", "square" if heavy else "round", 6 if heavy else 5)
        days = (event.day - dates.events[place - 1].day).days if place else 0
        if days:
            area = Area(x - wide + 8, line - 16, wide - 16, 0)
            drawing.label(area, _gap(days), size=9, paint="quiet", anchor="middle", most=1)
        area = Area(x - wide / 2 + 3, line + 9, wide - 6, 0)
        used = drawing.label(area, _short(event.day), bold=True, anchor="middle", size=size, most=1)
        area = Area(area.x, area.y + used, area.width, 0)
        used += drawing.label(area, event.what, anchor="middle", size=size, most=2)
        height = max(height, used)
    y = line + 9 + height
    if dates.more:
        text = f"and {count(dates.more, 'more date')}, as listed in the plan"
        y += drawing.label(Area(_PAD, y, BREADTH - 2 * _PAD, 0), text, size=9.5, paint="quiet", most=1)
    return Sketch(TITLE, alt_text(dates), drawing, y + _PAD - 4)


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year:04d}"


def _gap(days: int) -> str:
    return count(days, "day") if days <= _A_YEAR else f"{round(days / 30.4375)} months"


def sketch(case: Case) -> Sketch | None:
    """Return the dates as a picture; None where too few are known."""
    dates = dates_of(case)
    return draw(dates) if dates is not None else None
