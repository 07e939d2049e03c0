"""Reads sign-in logs of any size and sums them up: account x client x resource, and what happened there.

Rows never become Python objects: the engine streams them into one table of groups. Raw rows
are not kept; what leaves this module are counts, names, times and a sample of addresses.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wizard.errors import EvidenceError, Problem
from wizard.evidence.mappings import Mappings
from wizard.evidence.sign_ins import source
from wizard.evidence.sign_ins.all_shapes import fit
from wizard.evidence.sign_ins.engine import MEMORY_MB, Clock, Digest, Engine
from wizard.evidence.sign_ins.limits import Facts, limits_of
from wizard.evidence.sign_ins.result import Progress, SignIns, SourceFile
from wizard.evidence.sign_ins.shape import Shape
from wizard.evidence.sign_ins.statement import Statement
from wizard.evidence.sign_ins.table import FACTS, LEFT, LEFT_POLICIES, LISTS, POLICIES, POLICY_LISTS, SEEN, TABLE, TIDY
from wizard.evidence.slashed_dates import Order, has_slashes, settled, texts_in
from wizard.files.reading import refused, stamp_of
from wizard.files.sniff import Sniffed, sniff
from wizard.wording import count

_NAMED_REJECTS = 5
MOST_COMPARED = 1 << 31
"""Bytes of files whose rows are compared by id; the ids of larger ones would not fit into memory."""


def read_sign_ins(
    paths: Iterable[Path | Sniffed],
    mappings: Mappings,
    *,
    only: Sequence[str] = (),
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    memory_mb: int = MEMORY_MB,
    threads: int | None = None,
) -> SignIns:
    """Read sign-in logs.

    A file that cannot be used is named among the problems, and the others are read.

    Args:
        paths: Files, each of any known shape, or what ``sniff`` said of them.
        mappings: The tables of the subject.
        only: Names or ids of accounts to keep; empty keeps all.
        progress: Called about ten times a second.
        stop: Set it from another thread to stop; the files read so far are undone.
        memory_mb: What the engine may hold; the rest goes to a private folder.
        threads: Of the engine; None for one each processor, at most four.

    Raises:
        EvidenceError: No file could be used.
        MissingExtraError: duckdb is not installed.
        StoppedError: ``stop`` was set.
        KeyboardInterrupt: The user pressed Ctrl-C.
    """
    engine = Engine(memory_mb, threads)
    reading = _Reading(engine, mappings, tuple(only), progress or (lambda _: None), stop or threading.Event())
    try:
        engine.connection.execute(TABLE)
        engine.connection.execute(POLICY_LISTS)
        engine.connection.execute(SEEN)
        named = list(paths)
        reading.several = len(named) > 1
        for path in named:
            reading.add(path)
        reading.check()
    except BaseException:
        engine.close()
        raise
    result = SignIns(engine, mappings)
    result.files = tuple(reading.files)
    result.problems = tuple(reading.problems)
    return result


class _Reading:
    """The state of one call of ``read_sign_ins``."""

    def __init__(
        self,
        engine: Engine,
        mappings: Mappings,
        only: tuple[str, ...],
        progress: Callable[[Progress], None],
        stop: threading.Event,
    ) -> None:
        self.engine = engine
        self.mappings = mappings
        self.only = only
        self.progress = progress
        self.stop = stop
        self.files: list[SourceFile] = []
        self.problems: list[Problem] = []
        self.several = False
        self.compared = 0
        self.twice: int | None = None

    def add(self, path: Path | Sniffed) -> None:
        """Read one file; what is wrong with it goes to the problems."""
        try:
            sniffed = path if isinstance(path, Sniffed) else sniff(path)
            self._add(sniffed, _fitting(sniffed))
        except EvidenceError as error:
            self.problems.extend(error.problems)

    def check(self) -> None:
        """Raise what is wrong when no file could be used."""
        if not self.files:
            raise EvidenceError(*(self.problems or [Problem("", "No file of sign-ins was named.")]))

    def _add(self, sniffed: Sniffed, shape: Shape) -> None:
        if self._is_known(sniffed):
            message = "is the same file once more; it is counted once."
            self.problems.append(Problem(str(sniffed.path), message, "Name each file once.", "same-file", "note"))
            return
        # While the engine reads, so that a processor which waits for the engine is of use.
        digest = Digest(sniffed.path, sniffed.stamp)
        try:
            notes = [*self._read(sniffed, shape, len(self.files)), *_lost(sniffed, shape)]
            if _changed(sniffed):
                digest.cancel()
                digest = Digest(sniffed.path, None)
                message = "changed while it was read, so counts may be short and the hash may not fit."
                remedy = "Read it again when the export is complete."
                notes.append(Problem(str(sniffed.path), message, remedy, "changing"))
            self.problems.extend([*sniffed.notes, *notes])
            self.files.append(self._summary(sniffed, shape, digest))
        except BaseException:
            digest.cancel()
            raise

    def _is_known(self, sniffed: Sniffed) -> bool:
        """Tell a file that was read already, under this name or another."""
        same = [file for file in self.files if file.size == sniffed.size]
        if not same:
            return False
        sha256 = Digest(sniffed.path, None).value()
        return any(file.sha256 == sha256 for file in same)

    def _read(self, sniffed: Sniffed, shape: Shape, number: int) -> list[Problem]:
        """Read one file into the table; return what is wrong although it could be read."""
        import duckdb

        notes: list[Problem] = []
        path = sniffed.path.resolve()
        copied = source.needs_copy(sniffed, shape)
        try:
            if copied:
                path, notes = source.copy_for_engine(sniffed, shape, self.engine.folder)
            try:
                self._insert(sniffed, shape, path, number)
            except duckdb.Error as error:
                if copied or isinstance(error, duckdb.OutOfMemoryException):
                    raise
                # The engine gives up on some faults; record by record, or with odd line ends corrected, it does not.
                self._forget_rejects(number)
                path, notes = source.copy_for_engine(sniffed, shape, self.engine.folder)
                copied = True
                self._insert(sniffed, shape, path, number)
        except duckdb.OutOfMemoryException:
            message = f"has more different accounts and applications than fit into {self.engine.memory_mb} MB."
            remedy = "Give more memory, name the accounts that matter, or split the file."
            raise EvidenceError(Problem(str(sniffed.path), message, remedy, "memory")) from None
        except duckdb.Error as error:
            # The engine's own words may quote rows, so they are not passed on.
            message = f"cannot be read as {shape.title} ({type(error).__name__})."
            raise EvidenceError(Problem(str(sniffed.path), message, "Export again, or in another form.")) from None
        except OSError as error:  # the file is gone by now, or there is no room for the copy
            remedy = "Check the file and the space that is free, then read it again."
            raise EvidenceError(refused(sniffed.path, error, remedy, "read")) from None
        finally:
            if copied:
                (self.engine.folder / "copy").unlink(missing_ok=True)
        return notes

    def _forget_rejects(self, number: int) -> None:
        for table in (f"rejects_{number}", f"scan_{number}"):
            self.engine.connection.execute(f"DROP TABLE IF EXISTS {table}")

    def _insert(self, sniffed: Sniffed, shape: Shape, path: Path, number: int) -> None:
        reader = source.reader(sniffed, shape, path, number)
        statement = Statement(shape, self.mappings, number, self.only, self._order(sniffed, shape, reader, number))
        reader = self._without_seen(sniffed, shape, statement, reader)
        sql = statement.insert(reader)
        clock = Clock(_expected_rows(sniffed))

        def tick(share: float) -> None:
            rows, left = clock.at(share)
            self.progress(Progress(sniffed.path, rows, share, left))

        self.engine.run(sql, statement.parameters, tick, self.stop, statement.all_read)
        self._remember(sniffed)
        if shape.policies:
            self.engine.run(statement.policy_lists(), (), lambda _: tick(1.0), self.stop)

    def _without_seen(self, sniffed: Sniffed, shape: Shape, statement: Statement, reader: str) -> str:
        """Return the source without the sign-ins whose ids earlier files have."""
        self.twice = None
        if not self.several or "id" not in shape.fields:
            return reader
        self.compared += sniffed.size
        if self.compared > MOST_COMPARED:
            message = "is too large to be compared with the other files, so rows that two files have count twice."
            remedy = "Give each sign-in in one file only."
            self.problems.append(Problem(str(sniffed.path), message, remedy, "not-compared", "note"))
            return reader
        self.engine.run(statement.ids(reader), (), lambda _: None, self.stop)
        self._forget_rejects(statement.number)
        (self.twice,) = self.engine.rows("SELECT count(*) FROM ids WHERE id IN (SELECT id FROM seen)")[0]
        return statement.unseen(reader) if self.twice else reader

    def _remember(self, sniffed: Sniffed) -> None:
        """Keep the ids of a file that was read, and say how many of its rows an earlier file has."""
        if self.twice is None:
            return
        self.engine.connection.execute("INSERT INTO seen SELECT DISTINCT id FROM ids ANTI JOIN seen USING (id)")
        if self.twice:
            message = (
                f"has {count(self.twice, 'row')} that a file before it has too, by their ID; they are counted once."
            )
            self.problems.append(Problem(str(sniffed.path), message, "", "same-rows", "note"))

    def _order(self, sniffed: Sniffed, shape: Shape, reader: str, number: int) -> Order | None:
        """Return what comes first in dates with slashes, if the file tells: a number above 12 is a day."""
        samples = (
            *(text for row in sniffed.rows for text in row),
            *(text for row in sniffed.objects for text in texts_in(row)),
        )
        if not any(map(has_slashes, samples)):
            return None
        day, month = self.engine.rows(Statement(shape, self.mappings, number).dates(reader))[0]
        self._forget_rejects(number)
        return settled(bool(day), bool(month))

    def _summary(self, sniffed: Sniffed, shape: Shape, digest: Digest) -> SourceFile:
        number = len(self.files)
        counts: dict[str, int] = dict(
            self.engine.rows("SELECT kind, CAST(sum(rows) AS BIGINT) FROM uses WHERE file = ? GROUP BY kind", [number])
        )
        for kind in (LISTS, POLICIES, LEFT_POLICIES):
            counts.pop(kind, None)
        counts["user"] = counts.get("user", 0) + counts.pop(LEFT, 0)
        row = self.engine.rows(FACTS, [number, number, number, self.mappings.azure_management, number])[0]
        facts = Facts(shape, counts.get("user", 0), counts.get("workload", 0), counts.get("other", 0), *row)
        bad = self._bad_rows(sniffed, shape, number, counts.get("unreadable", 0))
        if not sum(counts.values()) and bad:
            message = "has no row that could be read."
            raise EvidenceError(Problem(str(sniffed.path), message, "Export again.", "nothing-read"))
        self.engine.connection.execute(TIDY, [number])
        if facts.undated:
            message = (
                f"has {count(facts.undated, 'row')} whose time cannot be read, or may be read day first or month first;"
                " they count, but not for first and last seen."
            )
            remedy = "Export with times in ISO 8601."
            self.problems.append(Problem(str(sniffed.path), message, remedy, "undated", "note"))
        return SourceFile(
            number,
            sniffed.path,
            shape.id,
            shape.title,
            digest,
            sniffed.size,
            facts.rows,
            facts.workload_rows,
            facts.other_rows,
            bad,
            _moment(facts.first),
            _moment(facts.last),
            facts.interactive_rows,
            facts.non_interactive_rows,
            tuple(self.mappings.limits[name] for name in limits_of(facts) if name in self.mappings.limits),
        )

    def _bad_rows(self, sniffed: Sniffed, shape: Shape, number: int, unreadable: int) -> int:
        """Say which rows could not be read; return how many, at least."""
        place = str(sniffed.path)
        if shape.reader == "csv":
            bad = int(self.engine.rows(f"SELECT count(DISTINCT line) FROM rejects_{number}")[0][0])  # noqa: S608
            rows = self.engine.rows(
                f"SELECT line, min(CAST(error_type AS VARCHAR)) FROM rejects_{number}"  # noqa: S608
                f" GROUP BY line ORDER BY line LIMIT {_NAMED_REJECTS}"
            )
            found = [(int(line), _REJECTS.get(kind, "cannot be read")) for line, kind in rows]
            self._forget_rejects(number)
        else:
            bad = unreadable
            found = [(line, "isn't a whole JSON object") for line in source.bad_records(sniffed)] if bad else []
        for line, what in found:
            self.problems.append(Problem(f"{place}:{line}", f"{what}; the row is skipped.", "", "bad-row"))
        if bad > len(found):
            least = "at least " if bad >= source.MOST_REJECTS else ""
            more = (
                f"has {least}{bad - len(found):,} {'more ' if found else ''}rows that cannot be read; they are skipped."
            )
            self.problems.append(Problem(place, more, "Export again.", "bad-row"))
        return bad


_REJECTS = {
    "MISSING COLUMNS": "has too few columns",
    "TOO MANY COLUMNS": "has too many columns",
    "UNQUOTED VALUE": "has a quote that is not closed as it should be",
    "INVALID ENCODING": "holds bytes that are not UTF-8",
    "LINE SIZE OVER MAXIMUM": "is too long",
    "INVALID STATE": "has quotes in the wrong place",
    "CAST": "has a value of another kind",
}


def _fitting(sniffed: Sniffed) -> Shape:
    shape = fit(sniffed)
    if shape is None:
        message = "holds no sign-ins of a kind that is known here."
        remedy = "Export sign-ins from the portal, Graph or Log Analytics as JSON or CSV, in English."
        raise EvidenceError(Problem(str(sniffed.path), message, remedy, "unknown-shape"))
    return shape


def _changed(sniffed: Sniffed) -> bool:
    try:
        return stamp_of(sniffed.path) != sniffed.stamp
    except OSError:
        return True


def _lost(sniffed: Sniffed, shape: Shape) -> list[Problem]:
    """Say which columns and which end a file lacks."""
    notes: list[Problem] = []
    if shape.lacking:
        named = ", ".join(f"'{heading}'" for heading in shape.lacking)
        message = f"has no column {named}, which such an export has, so its values are not known."
        remedy = "Rename the heading if it was changed."
        notes.append(Problem(f"{sniffed.path}:1", message, remedy, "missing-column", "note"))
    if sniffed.encoding == "utf-8" and _ends_in_zero(sniffed):
        message = "ends in zero bytes, as files do whose writing was cut off; their end may be lost."
        notes.append(Problem(str(sniffed.path), message, "Export again.", "cut-off"))
    return notes


def _ends_in_zero(sniffed: Sniffed) -> bool:
    try:
        with sniffed.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\0"
    except OSError:
        return False


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _expected_rows(sniffed: Sniffed) -> int:
    """Estimate the rows of a file from the first ones."""
    if sniffed.kind == "csv":
        sizes = [sum(len(value) + 3 for value in row) for row in sniffed.rows]
    else:
        sizes = [_size(row) for row in sniffed.objects]
    average = sum(sizes) / len(sizes) if sizes else 500.0
    return max(1, int(sniffed.size / max(1.0, average)))


def _size(row: dict[str, Any]) -> int:
    import json

    return len(json.dumps(row, separators=(",", ":"))) + 1
