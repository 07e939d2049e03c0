"""The lines of accounts in the register and the backlog, composed only where something of an account is new.

Accounts are taken in runs. The lines of a run are kept in the user's cache folder under the digest of all they are made of;
most of an engagement is what it was an hour ago. A cache, which may be lost at any time.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from functools import reduce
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from wizard.engagement.kept import made_of
from wizard.engagement.reports import backlog, register
from wizard.engagement.reports.cells import CsvLines
from wizard.engagement.reports.words import Words
from wizard.engagement.reports.workbook import LOOKED_AT, Sheet
from wizard.engagement.rows import Row
from wizard.pack.cache import cache_of_folder, keep, kept

if TYPE_CHECKING:
    from wizard.documents.library import Library
    from wizard.engagement.overview import Overview
    from wizard.pack.models import Pack

RUN = 100
"""Accounts whose lines are kept together."""

_beside_seen = attrgetter(*(field.name for field in fields(Row) if field.name != "seen"))


class Run(NamedTuple):
    """The lines of some accounts, as the files have them."""

    register: bytes
    sheet: bytes
    backlog: bytes


class Lines:
    """The lines of all accounts of an overview, and the reports that consist of them."""

    def __init__(self, overview: Overview, library: Library, before: Overview | None = None) -> None:
        """Compose what was not kept.

        Args:
            library: Of the pack.
            before: The overview as the files of the accounts tell it, of which this one may differ in some rows; None
                where all of them differ, so that nothing is kept.
        """
        self._overview, self._library, self._words = overview, library, Words(library)
        settings = overview.engagement.settings.reports
        self._register, self._backlog = CsvLines(settings), CsvLines(settings)
        self._sheet = Sheet("Register", register.COLUMNS)
        there = _Kept(before, library.pack) if before is not None else None
        self._runs: list[Run] = []
        for start in range(0, len(overview.rows), RUN):
            rows = overview.rows[start : start + RUN]
            mark = there.mark(rows, start) if there is not None else None
            found = there.runs.get(mark) if there is not None and mark is not None else None
            self._runs.append(found or self._composed(rows, start))
            if there is not None and mark is not None:
                there.used[mark] = self._runs[-1]
        if there is not None:
            there.save()

    def _composed(self, rows: Sequence[Row], start: int) -> Run:
        cells = [register.cells(row, self._words) for row in rows]
        items = (item for row in rows for item in backlog.items(row, self._library))
        return Run(self._register.of(cells), self._sheet.lines(cells, start), self._backlog.of(items))

    def register_csv(self) -> bytes:
        return self._register.file(register.COLUMNS, (run.register for run in self._runs))

    def register_xlsx(self) -> bytes:
        rows = self._overview.rows
        first = [register.cells(row, self._words) for row in rows[:LOOKED_AT]]
        return self._sheet.as_xlsx((run.sheet for run in self._runs), first, len(rows), self._overview.day)

    def backlog_csv(self) -> bytes:
        return self._backlog.file(backlog.COLUMNS, (run.backlog for run in self._runs))


class _Kept:
    """The runs of an engagement that were composed before.

    Attributes:
        runs: By their marks.
        used: What is kept for the next time.
    """

    def __init__(self, overview: Overview, pack: Pack) -> None:
        """Read what is kept; anything that was made of other settings, knowledge, code or another day counts for nothing."""
        self._made_of = f"{made_of(overview.engagement, pack, overview.day)}\n".encode()
        self._path = cache_of_folder("lines-{}.bin", overview.engagement.folder)
        self._digests = {file.path.name: file.digest for file in overview.files}
        self._rows = frozenset(map(id, overview.rows))
        self.runs = dict(self._read())
        self.used: dict[str, Run] = {}

    def mark(self, rows: Sequence[Row], start: int) -> str | None:
        """Return the digest of all that the lines of some rows are made of; None where a paper, not its file, tells one."""
        if not self._rows.issuperset(map(id, rows)):
            return None
        told = [str(start)]
        for row in rows:
            told += (self._digests.get(row.file, ""), *map(str, _beside_seen(row)))
            if row.problem is not None:
                told.append(repr(row.problem))
        return hashlib.blake2b("\0".join(told).encode("utf-8", "replace"), digest_size=16).hexdigest()

    def _read(self) -> Iterator[tuple[str, Run]]:
        """Yield runs with their marks, up to the first that is not as it was written."""
        data = kept(self._path) or b""
        if not data.startswith(self._made_of):
            return
        place = len(self._made_of)
        with suppress(ValueError):
            while place < len(data):
                end = data.index(b"\n", place)
                mark, check, *sizes = data[place:end].decode("ascii").split(" ")
                ends = [*accumulate(map(int, sizes), initial=end + 1)]
                run = Run(*(data[first:last] for first, last in pairwise(ends)))
                if _check(run) != int(check):
                    return
                yield mark, run
                place = ends[-1]

    def save(self) -> None:
        if self.used.keys() != self.runs.keys():
            parts = [self._made_of]
            for mark, run in self.used.items():
                parts += (f"{mark} {_check(run)} {' '.join(str(len(lines)) for lines in run)}\n".encode(), *run)
            keep(self._path, b"".join(parts))


def _check(run: Run) -> int:
    return reduce(lambda so_far, lines: zlib.crc32(lines, so_far), run, 0)
