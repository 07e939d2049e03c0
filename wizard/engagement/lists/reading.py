"""Reads a list of accounts: finds out how it is written and what its columns mean, then reads row by row.

A list is read with what is certain and the best guess for the rest. Who called answers what is unsure, or takes the
guesses, and reads again with that mapping; the next list with the same headings needs no question. Records are a list too.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.documents.bundle import RECORD
from wizard.documents.case import normal_record
from wizard.engagement.lists.cells import Meanings
from wizard.engagement.lists.headings import Found, Headings, fingerprint, is_address
from wizard.engagement.lists.model import (
    ACCOUNT,
    NOTE,
    NOTHING,
    AccountList,
    AccountRow,
    Choice,
    Column,
    Mapping,
    Rows,
    Unsure,
)
from wizard.engagement.lists.rows import RowReader
from wizard.engagement.lists.tables import HEAD_ROWS, LIST, MAX_COLUMNS, CsvTable, Line, Table, WorkbookTable
from wizard.engagement.record_hygiene import MAX_NAME
from wizard.errors import EvidenceError, Problem, UsageError, WizardError
from wizard.files.reading import files_in, opened, read_bytes
from wizard.files.sniff import is_excel
from wizard.record.reading import SAVED, read_record
from wizard.wording import joined, short

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record

_HEAD = 4096
"""Bytes that tell a workbook from text."""

_LOOKED_AT = 2_000
"""Rows whose cells help to tell what a column holds."""


def read_list(
    path: Path,
    pack: Pack,
    engine: Engine,
    day: date,
    mapping: Mapping | Iterable[Mapping] | None = None,
    *,
    settled: Container[str] = (),
) -> AccountList:
    """Read a list of accounts.

    Args:
        path: A CSV file, a workbook, a record, or a folder of records.
        engine: Made from the same pack.
        day: The day on which the records begin.
        mapping: What was confirmed; of several, that of the same headings counts.
        settled: Keys of rows that were found right before; they are read when somebody asks for their record.

    Raises:
        EvidenceError: The list as a whole cannot be used.
        MissingExtraError: The library for workbooks is not installed.
    """
    if path.is_dir() or path.suffix.lower() == ".json":
        return read_records(path, pack, engine, day)
    confirmed = [mapping] if isinstance(mapping, Mapping) else list(mapping or ())
    meanings = Meanings(pack)
    headings = Headings(pack, meanings)
    table = _table(path, headings, confirmed)
    return _List(pack, engine, day, table, headings, settled=settled).read(confirmed)


def _table(path: Path, headings: Headings, confirmed: Sequence[Mapping]) -> Table:
    with opened(path, LIST) as (file, _):
        head = file.read(_HEAD)
    if not is_excel(path, head):
        return CsvTable(path, headings.score)
    return WorkbookTable(path, headings.score, [one.sheet for one in confirmed if one.sheet])


class _List:
    """One list while it is read."""

    def __init__(
        self, pack: Pack, engine: Engine, day: date, table: Table, headings: Headings, *, settled: Container[str]
    ) -> None:
        self.pack, self.engine, self.day, self.table, self.headings = pack, engine, day, table, headings
        self.settled = settled
        first = list(itertools.islice(iter(table), HEAD_ROWS))
        found = headings.head([cells for _, cells in first])
        self.head_line, header = first[found] if found is not None else (1, [])
        while header and not header[-1].strip():
            header = header[:-1]
        self.header = [" ".join(cell.split()) for cell in header]
        self.first_line = self.head_line + 1
        if any(map(is_address, self.header)) and not headings.score([self.header]):
            if len(self.header) > 1:
                message = "isn't a heading row: it names an account."
                remedy = f"Add a row above it that names the columns, such as '{ACCOUNT}'."
                raise EvidenceError(Problem(table.place(self.head_line), message, remedy))
            self.header, self.first_line = [ACCOUNT], self.head_line
        if len(self.header) > MAX_COLUMNS:
            message = f"has {len(self.header):,} columns, more than the {MAX_COLUMNS:,} that are read."
            raise EvidenceError(Problem(table.place(self.head_line), message, "Check that it is the right file."))

    def read(self, confirmed: Sequence[Mapping]) -> AccountList:
        """Return what the list says, with what was confirmed for its headings."""
        mark = fingerprint(self.header)
        known = next((one for one in confirmed if one.fingerprint == mark), None)
        found = self.headings.columns(self.header, [cells for _, cells in self._sample()])
        if known is not None and len(known.columns) == len(found):
            found = [self._confirmed(one, column) for one, column in zip(found, known.columns, strict=True)]
        sheets = self._sheets(confirmed)
        mapping = Mapping(
            fingerprint=mark, sheet="" if sheets else self.table.sheet, columns=tuple(one.column for one in found)
        )
        unsure = [*sheets, *self._unsure(found)]
        if not any(column.target == ACCOUNT for column in mapping.columns):
            unsure.append(self._which_account(mapping))
            return AccountList((), (), self.table.remarks, mapping, tuple(unsure))
        return self._rows(mapping, unsure)

    def _sample(self) -> Iterator[Line]:
        return itertools.islice(self._below(), _LOOKED_AT)

    def _below(self) -> Iterator[Line]:
        return itertools.dropwhile(lambda line: line[0] < self.first_line, iter(self.table))

    def _confirmed(self, found: Found, known: Column) -> Found:
        """Return a column as it was confirmed, as far as the pack still has what it holds."""
        said: dict[str, Any] = {"values": known.values, "dates": known.dates}
        if known.certain and self.headings.holds(known.target):
            said |= {"target": known.target, "certain": True, "why": known.why}
            return Found(found.column.model_copy(update=said))
        return Found(found.column.model_copy(update=said), found.candidates)

    def _sheets(self, confirmed: Sequence[Mapping]) -> list[Unsure]:
        """Return which sheet is meant, where several look like lists and nobody has said."""
        table = self.table
        if len(table.sheets) < 2 or any(one.sheet == table.sheet for one in confirmed):
            return []
        choices = tuple(Choice(sheet, sheet) for sheet in dict.fromkeys((table.sheet, *table.sheets)))
        return [Unsure("sheet", str(table.path), "Which sheet lists the accounts?", choices, table.sheet)]

    def _unsure(self, found: Sequence[Found]) -> Iterator[Unsure]:
        for n, one in enumerate(found):
            column = one.column
            if column.certain:
                continue
            targets = dict.fromkeys((column.target, *one.candidates, NOTE))
            yield Unsure(
                kind="heading",
                place=self.table.place(self.head_line, n),
                text=f"Column '{short(column.heading, 60)}': what does it hold? It isn't certain: {column.why}.",
                choices=tuple(Choice(target, self.headings.label(target)) for target in targets),
                guess=column.target,
                column=n,
            )

    def _which_account(self, mapping: Mapping) -> Unsure:
        """Return the question which column names the accounts.

        Raises:
            EvidenceError: Nothing in the file looks like a list of accounts.
        """
        place = self.table.place(self.head_line)
        if all(column.target == NOTE for column in mapping.columns):
            seen = joined((f"'{short(heading, 40)}'" for heading in self.header), 8)
            message = f"has no column '{ACCOUNT}'" + (f"; it has {seen}." if seen else ".")
            raise EvidenceError(Problem(place, message, "See 'mfa-wizard template --format csv'.", for_shell=True))
        choices = [
            Choice(str(n), column.heading) for n, column in enumerate(mapping.columns) if column.target == NOTE
        ] or [Choice(str(n), column.heading) for n, column in enumerate(mapping.columns)]
        return Unsure("account", place, "Which column names the accounts?", tuple(choices))

    def _rows(self, mapping: Mapping, unsure: list[Unsure]) -> AccountList:
        reader = self._reader(mapping)
        rows: Collection[AccountRow]
        if self.table.kept:
            rows = tuple(self._each(reader))
        else:
            rows = Rows(sum(1 for _ in self._each(reader)), lambda: self._each(self._reader(mapping)))
        return AccountList(
            rows,
            tuple(self._problems(reader)),
            tuple(self._remarks(mapping)),
            mapping,
            (*unsure, *reader.unsure.values()),
            tuple(self._lines(mapping)),
        )

    def _reader(self, mapping: Mapping) -> RowReader:
        return RowReader(self.pack, self.engine, self.table, mapping, self.headings.meanings, settled=self.settled)

    def _each(self, reader: RowReader) -> Iterator[AccountRow]:
        for parsed in reader.parsed(self._below()):
            read = partial(reader.record, parsed, self.day)
            yield AccountRow(parsed.line, read, self.table.place(parsed.line), parsed.key)

    def _problems(self, reader: RowReader) -> Iterator[Problem]:
        yield from reader.problems
        if reader.more_problems:
            place = self.table.place(self.head_line)
            yield Problem(place, f"has {reader.more_problems:,} more findings in its rows.", "Fix the first ones.")

    def _remarks(self, mapping: Mapping) -> Iterator[str]:
        yield from self.table.remarks
        for target, told in ((NOTE, "kept as notes"), (NOTHING, "not read, because it follows from the answers")):
            named = zip(mapping.columns, self.header, strict=True)
            if found := [column.heading for column, heading in named if heading and column.target == target]:
                yield f"{self.table.place(self.head_line)}: {told}: {joined(found, 10)}."

    def _lines(self, mapping: Mapping) -> Iterator[str]:
        for column, heading in zip(mapping.columns, self.header, strict=True):
            if heading:
                guess = "" if column.certain else " (best guess)"
                yield f"{short(column.heading, 60)}: {self.headings.label(column.target)}{guess}"


def read_records(path: Path, pack: Pack, engine: Engine, day: date) -> AccountList:
    """Read every record of a folder, or the one of a file.

    Args:
        path: Holds ``*.json``, or folders with a ``record.json`` each.

    Raises:
        EvidenceError: There is no record, or the one file cannot be used.
    """
    files = list(_files(path)) if path.is_dir() else [path]
    if not files:
        message = "holds no records."
        raise EvidenceError(Problem(str(path), message, "Name a CSV file, a workbook, or a folder of *.json records."))
    problems: list[Problem] = []
    made: list[tuple[int, Path, Record]] = []
    seen: dict[str, Path] = {}
    for number, file in enumerate(files, 1):
        try:
            record = _record(file, pack, engine, day)
        except WizardError as error:
            problems += [one.in_file(str(file)) for one in error.problems]
            continue
        known = seen.setdefault(record.account.name.casefold(), file)
        if known != file:
            message, subject = f"is in {known} already.", f"'{record.account.name[:80]}'"
            problems.append(Problem(str(file), message, "Keep one record for each account.", subject=subject))
            continue
        made.append((number, file, record))
    if problems and not path.is_dir():
        raise EvidenceError(*problems)
    rows = tuple(AccountRow(number, record.model_copy, str(file)) for number, file, record in made)
    return AccountList(rows, tuple(problems))


def _files(path: Path) -> Iterator[Path]:
    """Yield the records of a folder: its own JSON files, else those of the folders of documents in it."""
    own = [file for file in files_in(path) if file.suffix.lower() == ".json"]
    yield from own
    if not own:
        yield from (file for folder in sorted(path.iterdir()) if (file := folder / RECORD).is_file())


def _record(file: Path, pack: Pack, engine: Engine, day: date) -> Record:
    """Return a record that the pack allows.

    Raises:
        UsageError: It cannot be read, names no account, or has answers that the pack does not allow.
    """
    record = read_record(read_bytes(file, SAVED), str(file))
    record.account.name = " ".join(record.account.name.split())
    if not record.account.name:
        raise UsageError(Problem(f"{file}: account.name", "is empty.", "Every record names an account."))
    if len(record.account.name) > MAX_NAME:
        raise UsageError(Problem(f"{file}: account.name", f"is longer than {MAX_NAME:,} characters.", "Shorten it."))
    record.created_on = record.created_on or day
    normal_record(pack, engine, record, day)
    return record
