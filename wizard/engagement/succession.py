"""Which records follow which: revisions, renewals, and cycles that nobody can follow; and which accounts are closed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from wizard.engagement.paths import ACCOUNTS, engagement_of
from wizard.engagement.store import SUFFIX
from wizard.errors import WizardError
from wizard.files.reading import read_bytes
from wizard.pack.models import Meaning
from wizard.record.annex import accounts_of
from wizard.record.names import normal
from wizard.record.reading import SAVED, read_record

if TYPE_CHECKING:
    from wizard.pack.models import Pack
    from wizard.record.model import Record

How = Literal["supersedes", "renews"]

_REVISION = re.compile(r"-r\d+$", re.IGNORECASE)

_KEY = b'"closed"'
"""What the file of a closed account holds; parsing thousands of others would find nothing."""


@lru_cache(maxsize=100_000)
def base_of(record_id: str) -> str:
    """Return the id that all revisions and renewals of an account's record have in common, as it is compared."""
    return normal(first_id(record_id))


def first_id(record_id: str) -> str:
    """Return the id that a record had before its revisions and renewals."""
    return _REVISION.sub("", record_id.strip())


def revised_id(record_id: str, revision: int) -> str:
    """Return the id of a revision or renewal, counted from 1."""
    first = first_id(record_id)
    return first if revision < 2 else f"{first}-R{revision}"


class Succession:
    """The order of the records that are looked at together."""

    def __init__(
        self,
        records: Iterable[Record],
        pack: Pack,
        closures: Mapping[str, date] | None = None,
        approved: Collection[str] = (),
        begun: Collection[str] | None = None,
    ) -> None:
        """Note of each record which others say that they follow it.

        Args:
            closures: Days on which accounts were closed, by the id that all their records have in common.
            approved: Ids of records that were approved. What was approved counts until a later one is approved too.
            begun: Those of them whose first day has come, where what was approved counts until a later one begins.
        """
        self._closures = closures or {}
        self._approved = frozenset(map(normal, approved))
        self._ending = self._approved if begun is None else frozenset(map(normal, begun))
        self._field = pack.field_of(Meaning.SUPERSEDES)
        self._after: dict[str, list[tuple[str, How]]] = {}
        for record in (one for shared in records for one in accounts_of(shared)):
            own = normal(record.record_id)
            for before, how in self._before(record):
                if own and before and before != own and (own, how) not in self._after.setdefault(before, []):
                    self._after[before].append((own, how))

    def _before(self, record: Record) -> list[tuple[str, How]]:
        given = record.signoff.get(self._field or "")
        renews = normal(record.renews)
        replaced = [normal(record.supersedes), normal(given) if isinstance(given, str) else ""]
        found: list[tuple[str, How]] = [(renews, "renews")]
        return found + [(before, "supersedes") for before in replaced if before != renews]

    @property
    def linked(self) -> frozenset[str]:
        """The ids of records that follow others, or that others follow, in normal form."""
        return frozenset(self._after).union(name for after in self._after.values() for name, _ in after)

    def closed_on(self, record: Record) -> date | None:
        """Return the day on which the last account of a record was closed; None while one is not."""
        days = [self._closures.get(base_of(one.record_id)) for one in accounts_of(record)] if self._closures else [None]
        return max((day for day in days if day), default=None) if None not in days else None

    def follows(self, record: Record, day: date) -> How | None:
        """Return how another record follows this one; None where none does, or where both follow each other.

        A record of several accounts is followed when each of them is, but for those that are closed. One that was approved is followed by none that
        was not, and by one that was approved also where others between them were not.
        """
        accounts = accounts_of(record)
        running = [one for one in accounts if self._closures.get(base_of(one.record_id), date.max) > day]
        ways = [self._way(normal(one.record_id)) for one in running or accounts]
        return None if None in ways else "renews" if "renews" in ways else "supersedes"

    def _way(self, own: str) -> How | None:
        if own in self._cycle(own):
            return None
        ways = self._approved_after(own) if own in self._approved else [how for _, how in self._after.get(own, [])]
        return "renews" if "renews" in ways else ways[0] if ways else None

    def _approved_after(self, own: str) -> list[How]:
        """Return how the next records that were approved follow one, by the whole way to each of them."""
        found: list[How] = []
        waiting: list[tuple[str, How]] = [(own, "supersedes")]
        seen = {own}
        while waiting:
            at, until = waiting.pop()
            for after, how in self._after.get(at, []):
                way: How = "renews" if "renews" in {until, how} else "supersedes"
                if after in self._ending:
                    found.append(way)
                elif after not in seen:
                    seen.add(after)
                    waiting.append((after, way))
        return found

    def cycle(self, record: Record) -> tuple[str, ...]:
        """Return the ids of a cycle that the record, or one of its accounts, is part of; empty for none."""
        cycles = (self._cycle(normal(one.record_id)) for one in accounts_of(record))
        return next((cycle for cycle in cycles if cycle), ())

    def _cycle(self, own: str) -> tuple[str, ...]:
        path: list[str] = []
        waiting = [[own]]
        seen: set[str] = set()
        while waiting:
            path = waiting.pop()
            for after, _ in self._after.get(path[-1], []):
                if after == own:
                    return tuple(path)
                if after not in seen:
                    seen.add(after)
                    waiting.append([*path, after])
        return ()


def closures_around(folder: Path) -> dict[str, date]:
    """Return the day on which each closed account of the engagement around a folder was closed.

    Papers say nothing of it, for nobody writes in a signed paper again.

    Returns:
        By the id that all records of an account have in common; empty outside of an engagement.
    """
    home = engagement_of(folder)
    found: dict[str, date] = {}
    for path in sorted((home / ACCOUNTS).glob(f"*{SUFFIX}")) if home is not None else ():
        with suppress(WizardError):
            data = read_bytes(path, SAVED)
            record = read_record(data, path.name) if _KEY in data else None
            if record is not None and record.closed is not None and record.closed.on is not None:
                found[base_of(record.record_id)] = record.closed.on
    return found
