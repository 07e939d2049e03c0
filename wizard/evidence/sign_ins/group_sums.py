"""One group of the engine, and sums over groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import NamedTuple

from wizard.evidence.accounts import Counts, Period

PART = "\x1f"
"""Between the parts of ``how`` and of ``names``."""


class Row(NamedTuple):
    """One group of the engine, as ``per_account`` selects it."""

    account: str
    file: int
    user_id: str | None
    app_id: str | None
    resource_id: str | None
    how: str | None
    error: int | None
    stepped: bool | None
    interactive: bool | None
    providers: str | None
    policies: str | None
    rows: int
    required: int | None
    single_factor: int | None
    by_claim: int | None
    ca_applied: int | None
    first: int | None
    last: int | None
    marks: int | None
    address: str | None
    address_bits: int | None
    addresses: int | None
    names: str

    @property
    def who(self) -> str:
        """Return the ID of the account as the log has it, of whatever form; empty without one."""
        return self.user_id or (self.how or "").split(PART, 1)[0]


_COUNTS = tuple(part.name for part in fields(Counts))
_NEVER = 1 << 40


class Tally:
    """Counts that grow, with a period and the files they come from; plain numbers, because it runs for each group."""

    __slots__ = ("counts", "files", "first", "last")

    def __init__(self) -> None:
        self.counts = [0] * len(_COUNTS)
        self.first = _NEVER
        self.last = -1
        self.files: set[int] = set()

    def add(self, row: Row, counts: Sequence[int]) -> None:
        """Add a group with its counts, in the order of ``Counts``."""
        self.counts = [have + more for have, more in zip(self.counts, counts, strict=True)]
        first = row.last if row.first is None else row.first  # of a period with one end, that end is known
        last = row.first if row.last is None else row.last
        if first is not None and first < self.first:
            self.first = first
        if last is not None and last > self.last:
            self.last = last
        self.files.add(row.file)

    def merge(self, other: Tally) -> None:
        """Add another sum."""
        self.counts = [have + more for have, more in zip(self.counts, other.counts, strict=True)]
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        self.files |= other.files

    @property
    def rows(self) -> int:
        """Rows so far."""
        return self.counts[0]

    @property
    def succeeded(self) -> int:
        """Rows without an error code."""
        return self.counts[_COUNTS.index("succeeded")]

    @property
    def period(self) -> Period:
        """From first to last."""
        if self.last < 0:
            return Period()
        return Period(datetime.fromtimestamp(self.first, UTC), datetime.fromtimestamp(self.last, UTC))

    def frozen(self) -> Counts:
        return Counts(*self.counts)
