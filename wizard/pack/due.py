"""Which sources are due to be read again, the oldest reading first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from wizard.pack.models import Pack, Source


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source, how long ago it was read, and what depends on it.

    Attributes:
        age: Days since it was last read.
        due: The day on which the organization's limit is reached.
        facts: Facts that cite it, in the order of the pack.
        rules: Rows and drops that rest on one of these facts.
    """

    source: Source
    age: int
    due: date
    facts: tuple[str, ...]
    rules: tuple[str, ...]


def by_age(pack: Pack, day: date) -> tuple[DueSource, ...]:
    """Return all sources, the one that was read longest ago first; of one day, the one with most rules first."""
    limit = timedelta(days=pack.profile.limits.source_days)
    cited: dict[str, list[str]] = {}
    for fact in pack.facts:
        for name in fact.sources:
            cited.setdefault(name, []).append(fact.id)
    resting = list(rule_facts(pack))
    found: list[DueSource] = []
    for source in pack.sources:
        facts = cited.get(source.id, [])
        rules = tuple(place.split(" ")[-1] for place, names in resting if not set(names).isdisjoint(facts))
        age = (day - source.checked_on).days
        found.append(DueSource(source, age, source.checked_on + limit, tuple(facts), rules))
    return tuple(sorted(found, key=lambda due: (-due.age, -len(due.rules), due.source.id)))


def rule_facts(pack: Pack) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the facts behind every rule: rows of tables, and drops."""
    yield from ((f"row {row.id}", row.facts) for table in pack.tables for row in table.row)
    yield from ((f"drop {drop.id}", drop.facts) for drop in pack.drops)


def overdue(pack: Pack, day: date) -> tuple[DueSource, ...]:
    """Return the sources that were read longer ago than the organization allows."""
    return tuple(due for due in by_age(pack, day) if due.due < day)
