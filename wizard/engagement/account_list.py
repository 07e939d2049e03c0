"""A list of accounts as comma-separated values: one row an account, columns named by question."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.paths import slug
from wizard.engagement.record_hygiene import MAX_NAME, MAX_NOTE
from wizard.errors import EvidenceError, Problem, RecordError, WizardError
from wizard.files.decoding import decode
from wizard.files.reading import Wanted, read_bytes
from wizard.record.model import Account, Record
from wizard.record.signoff import check_signoff

if TYPE_CHECKING:
    from pydantic import JsonValue

    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack

ACCOUNT = "account"
SIGNOFF = "signoff."
COMMENT = "#"
"""Begins the account of a row that is passed over, such as the allowed ids of a template."""

LIST = Wanted(EvidenceError, "a list of accounts", "Save it as UTF-8, comma-separated.", 200_000_000)
MAX_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of the list.

    Attributes:
        line: Line of the file on which the row begins, from 1.
        folder: Name of the folder for its documents.
    """

    line: int
    record: Record
    folder: str


@dataclass(frozen=True, slots=True)
class AccountList:
    """All of the list.

    Attributes:
        rows: Rows that can be decided.
        problems: What is wrong with the others, with line and column.
        remarks: What a reader should know and what stops nothing.
    """

    rows: tuple[AccountRow, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    place: str
    engine: Engine
    pack: Pack
    day: date
    header: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_accounts(path: Path, pack: Pack, engine: Engine, day: date) -> AccountList:
    """Read a list of accounts.

    Args:
        path: The file: UTF-8, commas, a head row.
        engine: Made from the same pack.
        day: The day on which the records begin.

    Raises:
        EvidenceError: The file as a whole cannot be used.
    """
    text, _ = decode(read_bytes(path, LIST), str(path), LIST)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""))
    numbered = _numbered(reader, str(path))
    reading = _Reading(str(path), engine, pack, day)
    reading.header = _header(next(numbered, (1, []))[1], reading)
    made: list[tuple[int, Record]] = []
    seen: dict[str, int] = {}
    for line, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        record = _record(line, cells, reading)
        if record is None:
            continue
        known = seen.setdefault(record.account.name.casefold(), line)
        if known != line:
            message, subject = f"is on line {known} already.", f"'{record.account.name[:80]}'"
            place = f"{path}:{line}: {ACCOUNT}"
            reading.problems.append(Problem(place, message, "Keep one row for each account.", subject=subject))
            continue
        made.append((line, record))
    return AccountList(tuple(_named(made)), tuple(reading.problems), tuple(_remarks(reading)))


def _numbered(reader: Iterator[list[str]], place: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the line on which each begins."""
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"cannot be read on: {error}."
            raise EvidenceError(Problem(f"{place}:{line}", message, "Fix this row; a quote may be open.")) from None
        yield line, cells
        line = reader.line_num + 1  # type: ignore[attr-defined]


def _header(cells: list[str], reading: _Reading) -> list[str]:
    place = f"{reading.place}:1"
    names = [cell.strip() for cell in cells]
    if ACCOUNT not in names:
        separated = len(cells) == 1 and any(mark in cells[0] for mark in ";\t")
        message = "has no commas; it uses another column separator." if separated else f"has no column '{ACCOUNT}'."
        raise EvidenceError(Problem(place, message, "See 'mfa-wizard template --format csv'.", for_shell=True))
    problems = [
        Problem(f"{place}: {name}", "appears twice.", "Keep one column of this name.")
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]
    fields = {field.id for field in reading.pack.signoff}
    for name in names:
        if name.startswith(SIGNOFF) and name.removeprefix(SIGNOFF) not in fields:
            from wizard.pack.toml_lines import nearest

            hint = nearest(name.removeprefix(SIGNOFF), sorted(fields))
            problems.append(Problem(f"{place}: {name[:80]}", "names no field of the sign-off.", hint))
    if problems:
        raise EvidenceError(*problems)
    return names


def _remarks(reading: _Reading) -> Iterator[str]:
    """Yield notes that look like questions, so that a slip of the pen is seen."""
    from wizard.pack.toml_lines import nearest

    for name in reading.header:
        if name and name != ACCOUNT and name not in reading.engine.questions and not name.startswith(SIGNOFF):
            hint = nearest(name, list(reading.engine.questions))
            if hint:
                yield f"{reading.place}:1: {name}: isn't a question and is kept as a note. {hint}"


def _record(line: int, cells: Sequence[str], reading: _Reading) -> Record | None:
    """Return the record of a row; None where it is passed over or something is wrong with it."""
    place = f"{reading.place}:{line}"
    values = dict(zip(reading.header, (cell.strip() for cell in cells), strict=False))
    name = " ".join(values.get(ACCOUNT, "").split())
    if name.startswith(COMMENT):
        return None
    problems: list[Problem] = []
    checked: dict[str, JsonValue] = {}
    if not name:
        problems.append(Problem(f"{place}: {ACCOUNT}", "is empty.", "Every row names an account."))
    elif len(name) > MAX_NAME:
        problems.append(Problem(f"{place}: {ACCOUNT}", f"is longer than {MAX_NAME:,} characters.", "Shorten it."))
    if len(cells) > len(reading.header):
        message = f"has {len(cells)} cells; the head row has {len(reading.header)}."
        problems.append(Problem(place, message, "Put a cell with a comma in quotes."))
    raw = {q: _answer(reading.engine, q, values[q]) for q in reading.engine.questions if values.get(q)}
    signoff = {
        column.removeprefix(SIGNOFF): value for column, value in values.items() if column.startswith(SIGNOFF) and value
    }
    notes = {
        column: value
        for column, value in values.items()
        if column
        and value
        and column != ACCOUNT
        and column not in reading.engine.questions
        and not column.startswith(SIGNOFF)
    }
    problems += [
        Problem(f"{place}: {column[:80]}", f"is longer than {MAX_NOTE:,} characters.", "Shorten it.")
        for column, value in notes.items()
        if len(value) > MAX_NOTE
    ]
    try:
        reading.engine.read(raw)
    except WizardError as error:
        problems += _placed(error, place, "answers.")
    try:
        checked = check_signoff(reading.pack.signoff, signoff)
    except RecordError as error:
        problems += _placed(error, place, "signoff.", SIGNOFF)
    if problems:
        reading.problems += problems
        return None
    return Record(
        account=Account(name=name.encode("utf-8", "replace").decode()),
        answers=raw,
        signoff=checked,
        notes=notes,
        created_on=reading.day,
    )


def _answer(engine: Engine, question: str, cell: str) -> str | list[str]:
    """Return a cell as an answer; several values are separated by semicolons."""
    if not engine.questions[question]["many"]:
        return cell
    return [part.strip() for part in cell.split(";") if part.strip()]


def _placed(error: WizardError, place: str, start: str, shown: str = "") -> Iterator[Problem]:
    """Yield the findings of a row with line and column."""
    for problem in error.problems:
        column = problem.place.removeprefix(start)
        yield replace(problem, place=f"{place}: {shown}{column}")


def _named(made: Sequence[tuple[int, Record]]) -> Iterator[AccountRow]:
    """Yield the rows with their folders; names that make one folder get a piece of their digest."""
    stems = [slug(record.account.name) for _, record in made]
    often = Counter(stems)
    for (line, record), stem in zip(made, stems, strict=True):
        if often[stem] > 1:
            stem += "-" + hashlib.sha256(record.account.name.casefold().encode()).hexdigest()[:8]
        yield AccountRow(line, record, stem)
