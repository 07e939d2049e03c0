"""Records as a list: a folder of JSON files, a folder of folders of documents, or one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.case import normal_record
from wizard.engagement.lists.model import AccountList, AccountRow
from wizard.engagement.record_hygiene import MAX_NAME
from wizard.errors import EvidenceError, Problem, UsageError, WizardError
from wizard.files.reading import files_in, read_bytes
from wizard.record.reading import SAVED, read_record

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record

RECORD = "record.json"


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
            problems += [
                one if one.place.startswith(str(file)) else replace(one, place=f"{file}: {one.place}")
                for one in error.problems
            ]
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
