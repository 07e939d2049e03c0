"""From the cells of a row to a record, or to what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from wizard.documents.escape import unguarded
from wizard.engagement.lists.cells import Cell, Meanings, key
from wizard.engagement.lists.model import (
    ACCOUNT,
    ANSWERS,
    NOTE,
    NOTHING,
    OPEN,
    SIGNOFF,
    Choice,
    Column,
    Mapping,
    Unsure,
)
from wizard.engagement.lists.tables import Line, Table
from wizard.engagement.record_hygiene import MAX_NAME, MAX_NOTE
from wizard.engagement.settled import row_key
from wizard.errors import Problem, RecordError, WizardError
from wizard.record.model import Account, Record
from wizard.record.signoff import parse_field
from wizard.wording import listed, short

if TYPE_CHECKING:
    from pydantic import JsonValue

    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack

COMMENT = "#"
"""Begins the account of a row that is passed over, such as the allowed ids of a template."""
MOST_PROBLEMS = 10_000
"""Findings that are kept; of a larger list that is all wrong, the rest is counted."""
MOST_UNSURE = 200
"""Different cells that are asked about."""
_REMEMBERED = 20_000
_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(slots=True)
class Parsed:
    """What a row says, before it is a record.

    Attributes:
        key: The same for the same cells under the same headings.
        waiting: The cells of a row that was found right before and is not read yet.
    """

    line: int
    name: str
    key: str
    waiting: Sequence[str] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    signoff: dict[str, JsonValue] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    to_do: list[str] = field(default_factory=list)

    def record(self, day: date) -> Record:
        """Return the record; it shares no list with the records of cells that are alike."""
        return Record(
            account=Account(name=self.name.encode("utf-8", "replace").decode()),
            answers=deepcopy(self.answers),
            signoff=deepcopy(self.signoff),
            notes=self.notes,
            to_do=self.to_do,
            created_on=day,
        )


class RowReader:
    """Reads the rows of one list.

    Attributes:
        problems: What is wrong with rows so far.
        unsure: What only a person can tell about their cells.
    """

    def __init__(
        self,
        pack: Pack,
        engine: Engine,
        table: Table,
        mapping: Mapping,
        meanings: Meanings,
        *,
        settled: Container[str],
    ) -> None:
        self.pack, self.engine, self.table, self.mapping, self.meanings = pack, engine, table, mapping, meanings
        self._settled = settled
        self._mark = hashlib.blake2b(mapping.model_dump_json().encode("utf-8", "replace")).digest()
        self.problems: list[Problem] = []
        self.more_problems = 0
        self.unsure: dict[tuple[int, str], Unsure] = {}
        self._fields = pack.field_by_id
        self._columns = list(enumerate(mapping.columns))
        self._account = next(n for n, column in self._columns if column.target == ACCOUNT)
        self._checked: dict[str, tuple[Problem, ...]] = {}
        self._cells: dict[tuple[int, str], Cell] = {}
        self._values: dict[tuple[str, str], tuple[JsonValue, tuple[Problem, ...]]] = {}

    def parsed(self, lines: Iterator[Line]) -> Iterator[Parsed]:
        """Yield what the rows say; rows with an error go to the problems."""
        lines_of: dict[int, int] = {}
        for line, cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            mark = row_key(self._mark, cells)
            if mark in self._settled:
                found: Parsed | None = Parsed(line, self._name(cells), mark, cells)
            else:
                found = self._row(line, cells, mark)
            if found is None:
                continue
            number = hashed(found.name.casefold())
            if number in lines_of:
                message = f"is on line {lines_of[number]} already."
                remedy = "Keep one row for each account."
                self._find(line, self._account, message, remedy, f"'{found.name[:80]}'")
                continue
            lines_of[number] = line
            yield found

    def record(self, parsed: Parsed, day: date) -> Record:
        if parsed.waiting:
            parsed = self._row(parsed.line, parsed.waiting, parsed.key) or parsed
        return parsed.record(day)

    def _name(self, cells: Sequence[str]) -> str:
        return " ".join(unguarded(cells[self._account].strip()).split()) if self._account < len(cells) else ""

    def _find(self, line: int, column: int | None, message: str, remedy: str = "", subject: str = "") -> None:
        self._add(Problem(self._place(line, column), message, remedy, subject=subject))

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.more_problems += 1

    def _place(self, line: int, column: int | None) -> str:
        place = self.table.place(line, column)
        return place if column is None else f"{place}: {self.mapping.columns[column].heading[:80]}"

    def _row(self, line: int, cells: Sequence[str], mark: str) -> Parsed | None:
        """Return what a row says; None where it is passed over or something is wrong with it."""
        texts = [unguarded(cell.strip()) for cell in cells]
        name = self._name(cells)
        if name.startswith(COMMENT) and not self.meanings.not_known(name):
            return None
        before = len(self.problems) + self.more_problems
        if not name or ("@" not in name and self.meanings.not_known(name)):
            self._find(line, self._account, "is empty.", "Every row names an account.")
        elif len(name) > MAX_NAME:
            self._find(line, self._account, f"is longer than {MAX_NAME:,} characters.", "Shorten it.")
        if any(texts[len(self._columns) :]):
            message = f"has {len(texts)} cells; the heading row has {len(self._columns)}."
            self._find(line, None, message, "Put a cell with a separator in it in quotes.")
        found = Parsed(line, name, mark)
        where: dict[str, int] = {}
        for n, column in self._columns:
            if n < len(texts) and texts[n] and n != self._account:
                self._cell(found, where, line, (n, column), texts[n])
        self._check(found, where)
        return found if before == len(self.problems) + self.more_problems else None

    def _cell(self, row: Parsed, where: dict[str, int], line: int, at: tuple[int, Column], text: str) -> None:
        """Put what a cell says where it belongs."""
        n, column = at
        target = column.target
        if target == NOTHING:
            return
        if target in {NOTE, ACCOUNT}:
            if len(text) > MAX_NOTE:
                self._find(line, n, f"is longer than {MAX_NOTE:,} characters.", "Shorten it.")
            row.notes[column.heading] = text
            return
        cell = self._read(at, text)
        for part, choices in cell.unsure:
            self._ask(line, n, part, choices)
        question = target.removeprefix(ANSWERS) if target.startswith(ANSWERS) else ""
        if cell.not_known and question:
            row.to_do.append(question)
            if not self.meanings.not_known(text):
                row.notes[question] = text[:MAX_NOTE]
        if cell.value is None:
            return
        values, name = (row.answers, question) if question else (row.signoff, target.removeprefix(SIGNOFF))
        known = values.get(name)
        if known is None or known == cell.value:
            values[name], where[target] = cell.value, n
        elif isinstance(known, list) and isinstance(cell.value, list):
            values[name] = list(dict.fromkeys([*known, *cell.value]))
        else:
            other = self.mapping.columns[where[target]].heading
            self._find(line, n, f"says something else than the column '{other[:60]}'.", "Keep one of them.")

    def _read(self, at: tuple[int, Column], text: str) -> Cell:
        """Return what a cell says; most cells of a column are like others."""
        n, column = at
        found = self._cells.get((n, text))
        if found is None:
            found = self.meanings.read(column.target, text, column.values, column.dates)
            _remember(self._cells, (n, text), found)
        return found

    def _ask(self, line: int, n: int, part: str, choices: tuple[Choice, ...]) -> None:
        """Report a cell that can mean several things, and keep the question."""
        column = self.mapping.columns[n]
        one = self.meanings.fields.get(column.target)
        is_date = one is not None and one.kind == "date"
        meant = listed([f"'{c.label}'" if is_date else f"'{c.id}' ({c.label})" for c in choices], "or")
        found = f"'{short(part, 60)}'"
        remedy = "Write the date as YYYY-MM-DD." if is_date else "Write the ID."
        likely = "can mean" if len(choices) > 1 else "probably means"
        self._find(line, n, f"{likely} {meant}.", remedy, found)
        word = "" if is_date else key(part)
        if (n, word) in self.unsure or len(self.unsure) >= MOST_UNSURE:
            return
        if is_date:
            text = f"Column '{column.heading}': which number of dates such as {found} is the day?"
            kind, shown = "date", choices
        else:
            text = f"Column '{column.heading}': what does {found} mean?"
            kind, shown = "value", (*choices, Choice(OPEN, "Nobody knows: leave the question open"))
        guess = choices[0].id if kind == "value" and len(choices) == 1 else ""
        self.unsure[n, word] = Unsure(kind, self.table.place(line, n), text, shown, guess, n, word)  # type: ignore[arg-type]

    def _check(self, row: Parsed, where: dict[str, int]) -> None:
        """Report answers and values that the pack does not allow, each by its cell."""
        row.to_do = [name for name in dict.fromkeys(row.to_do) if name not in row.answers]
        for problem in self._answers(row):
            self._add(self._placed(problem, row.line, where, ANSWERS))
        read = {name: self._stored(name, raw) for name, raw in row.signoff.items()}
        row.signoff = {name: value for name, (value, _) in read.items() if value is not None}
        for _, problems in read.values():
            for problem in problems:
                self._add(self._placed(problem, row.line, where, SIGNOFF))

    def _stored(self, name: str, raw: Any) -> tuple[JsonValue, tuple[Problem, ...]]:
        """Return a value of the sign-off as it is stored, and what is wrong with it."""
        same = (name, repr(raw))
        found = self._values.get(same)
        if found is None:
            try:
                found = parse_field(self._fields[name], raw), ()
            except RecordError as error:
                found = None, error.problems
            _remember(self._values, same, found)
        return found

    def _answers(self, row: Parsed) -> tuple[Problem, ...]:
        same = repr(row.answers)
        found = self._checked.get(same)
        if found is None:
            try:
                self.engine.read(row.answers)
                found = ()
            except WizardError as error:
                found = error.problems
            _remember(self._checked, same, found)
        return found

    def _placed(self, problem: Problem, line: int, where: dict[str, int], start: str) -> Problem:
        name, _, part = problem.place.removeprefix(start).partition(".")
        column = where.get(f"{start}{name}")
        place = self._place(line, column)
        return replace(problem, place=f"{place}: {part}" if part else place)


def _remember(memory: dict[_K, _V], key: _K, value: _V) -> None:
    """Keep a value; a memory that is full starts again."""
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = value


def hashed(text: str) -> int:
    """Return a number for a text, so that a million of them fit in memory."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")
