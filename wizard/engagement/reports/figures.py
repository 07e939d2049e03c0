"""What the portfolio counts: plain data, made of the rows of an overview."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from wizard.documents.pictures.counts import Bars, Counts
from wizard.engagement.rows import Step
from wizard.engagement.states import State
from wizard.evidence.cites import Connectors, License
from wizard.evidence.migration.plan import RANK, WAVE_OF, WAVES
from wizard.evidence.migration.targets import WORDS, kind_of
from wizard.wording import MONTHS

if TYPE_CHECKING:
    from wizard.engagement.reports.words import Words
    from wizard.engagement.rows import Row

AHEAD = 12
"""Months that the picture shows one by one."""

UNREADABLE = "cannot be read"
OVERDUE, LATER = "Overdue", "Later"

_KeyT = TypeVar("_KeyT", bound=Hashable)


def grouped(rows: Iterable[Row], key: Callable[[Row], _KeyT]) -> dict[_KeyT, list[Row]]:
    """Return the rows by a key, in the order in which the keys come up."""
    found: defaultdict[_KeyT, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def lead_of(row: Row) -> str | None:
    """Return the verdict under which a row is counted; None while it is open."""
    return row.seen.lead if row.seen is not None else None


def counts_of(rows: Sequence[Row], words: Words) -> Counts:
    """Return how many accounts have which decision in which state."""
    states = [state for state in reversed(State) if any(row.state is state for row in rows)]
    unreadable = any(row.state is None for row in rows)
    columns: list[State | None] = [*states, *([None] if unreadable else [])]
    counted = Counter((lead_of(row), row.state) for row in rows)
    verdicts = sorted({verdict for verdict, _ in counted}, key=lambda verdict: words.weights[verdict])
    return Counts(
        "Decisions and states",
        "account",
        tuple(state.words if state else UNREADABLE for state in columns),
        tuple((words.title(one), tuple(counted[one, state] for state in columns)) for one in verdicts),
    )


@dataclass(frozen=True, slots=True)
class Due:
    """Accounts for which the same falls due on the same day."""

    day: date
    what: str
    rows: tuple[Row, ...]


def due_days(rows: Iterable[Row]) -> list[Due]:
    """Return what is late and what is to come, in order; equal days are one."""
    found: defaultdict[tuple[date, str], list[Row]] = defaultdict(list)
    for row in rows:
        for entry in dict.fromkeys((*row.late, *row.coming)):
            found[entry].append(row)
    return [Due(*entry, tuple(found[entry])) for entry in sorted(found)]


def period_of(then: date, day: date) -> str:
    """Return under which name a date is counted: overdue, its month, or later."""
    if then < day:
        return OVERDUE
    ahead = (then.year - day.year) * 12 + then.month - day.month
    return f"{MONTHS[then.month - 1][:3]} {then.year:04d}" if ahead < AHEAD else LATER


def bars_of(due: Iterable[Due], day: date) -> Bars:
    """Return how much falls due in each of the coming months."""
    counted: Counter[str] = Counter()
    for one in due:
        counted[period_of(one.day, day)] += len(one.rows)
    months = [day.month - 1 + number for number in range(AHEAD)]
    names = [f"{MONTHS[month % 12][:3]} {day.year + month // 12:04d}" for month in months]
    periods = [*([OVERDUE] if counted[OVERDUE] else []), *names, *([LATER] if counted[LATER] else [])]
    return Bars("What falls due by month", tuple((name, counted[name]) for name in periods), frozenset({OVERDUE}))


@dataclass(frozen=True, slots=True)
class Moving:
    """Accounts that move alike: by a connector, what it moves to, and what is missing."""

    rank: int
    connector: str
    target: str
    license: str

    @property
    def wave(self) -> str:
        return WAVES[self.rank].title


def moving(rows: Iterable[Row], words: Words) -> dict[Moving, Counter[str]]:
    """Return how many accounts of which owner move alike, the first wave first and the largest number before others."""
    known = {one.id: one for one in words.pack.connectors}
    found: defaultdict[Moving, Counter[str]] = defaultdict(Counter)
    for row in rows:
        seen = row.seen
        if seen is None or row.state is State.CLOSED:
            continue
        labels = dict(zip(seen.answers.get(Connectors.ID, ()), words.answers(seen, Connectors.ID), strict=True))
        missing = ", ".join(words.answers(seen, License.ID)) or "not known"
        for name in words.known(seen, Connectors.ID):
            kind = kind_of(known.get(name))
            key = Moving(RANK[WAVE_OF[kind]], labels[name], WORDS[kind], missing)
            found[key][seen.owner] += 1
    return dict(sorted(found.items(), key=lambda one: (one[0].rank, -one[1].total(), one[0].connector)))


def in_step(rows: Iterable[Row], step: Step) -> list[Row]:
    """Return the rows about which a step is to be done next, those due first before others."""
    return sorted((row for row in rows if row.step is step), key=first_day)


def first_day(row: Row) -> tuple[date, str]:
    """Return by what rows are ordered: the day that matters next, then the account."""
    return row.next[0] if row.next is not None else date.max, row.account
