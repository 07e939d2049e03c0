"""The store: the saved records of a folder, one file each."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.locks import held, is_locked
from wizard.engagement.paths import numbered, slug
from wizard.errors import Problem, RecordError
from wizard.files.reading import read_bytes, refused
from wizard.files.writing import write_whole

if TYPE_CHECKING:
    from wizard.record.model import Record

SUFFIX = ".json"

ANOTHER_FOLDER = "Name another folder for the records with --folder."

DELETED = "deleted"
"""Folder next to the records that takes the deleted ones. Empty it to erase them."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The file of a saved record, and when it was saved, as the system counts it."""

    path: Path
    saved: float

    @property
    def day(self) -> date:
        """The day on which it was saved."""
        return datetime.fromtimestamp(self.saved).astimezone().date()


@dataclass(frozen=True, slots=True)
class Entry:
    """A saved record as a list shows it.

    Attributes:
        name: The account's name; the file's name where it cannot be read.
        changed_on: Day of the last save.
        answered: How many answers it holds.
        problem: Why it cannot be opened; empty where it can.
        in_use: Another window holds it.
    """

    path: Path
    name: str
    changed_on: date
    answered: int = 0
    problem: str = ""
    in_use: bool = False


def check_folder(home: Path) -> Path:
    """Return the folder of records, which can be listed or is made with the first record.

    Raises:
        RecordError: It is a file, or must not be looked into: neither is a folder without records.
    """
    try:
        os.scandir(home).close()
    except FileNotFoundError:
        pass
    except NotADirectoryError:
        raise RecordError(Problem(str(home), "isn't a folder.", ANOTHER_FOLDER, for_shell=True)) from None
    except OSError as error:
        raise RecordError(refused(home, error, ANOTHER_FOLDER, "read", for_shell=True)) from None
    return home


def saved_files(home: Path) -> list[Path]:
    """Return the files of the saved records, by name."""
    try:
        with os.scandir(home) as found:
            names = sorted(entry.name for entry in found if entry.name.endswith(SUFFIX) and entry.is_file())
    except OSError:
        return []
    return [home / name for name in names]


def stamps(home: Path) -> list[Stamp]:
    """Return the saved records of a folder, the newest first; none is read."""
    try:
        with os.scandir(home) as entries:
            found = [stamp for entry in entries if (stamp := _stamp(home, entry)) is not None]
    except OSError:
        return []
    return sorted(found, key=lambda stamp: (-stamp.saved, stamp.path.name))


def _stamp(home: Path, entry: os.DirEntry[str]) -> Stamp | None:
    with suppress(OSError):  # it may be gone since the folder was listed
        if entry.name.endswith(SUFFIX) and entry.is_file():
            return Stamp(home / entry.name, entry.stat().st_mtime)
    return None


def list_records(home: Path, most: int | None = None) -> list[Entry]:
    """Return the saved records, the newest first; damaged ones are named with what is wrong.

    Args:
        most: How many are read; None for all. The others cost a look at their date.
    """
    return [_entry(stamp) for stamp in stamps(home)[:most]]


def _entry(stamp: Stamp) -> Entry:
    path = stamp.path
    try:
        record = read_saved(path)
    except RecordError as error:
        return Entry(path, path.stem, stamp.day, problem=error.problems[0].text)
    return Entry(path, record.account.name or path.stem, stamp.day, len(record.answers), in_use=is_locked(path))


def find_record(home: Path, word: str) -> Path:
    """Return the file of the record that a word names: a path, a file name or an account name.

    Raises:
        RecordError: None or several carry the name.
    """
    for candidate in (Path(word), home / word, home / f"{word}{SUFFIX}"):
        with suppress(OSError, ValueError):
            if candidate.is_file():
                return candidate
    entries = list_records(check_folder(home))
    exact = [entry for entry in entries if entry.name == word]
    named = exact or [entry for entry in entries if entry.name.casefold() == word.casefold()]
    if len(named) == 1:
        return named[0].path
    place = word[:120]
    if named:
        files = ", ".join(entry.path.name for entry in named)
        raise RecordError(Problem(place, f"names several records: {files}.", "Name the file."))
    from wizard.pack.toml_lines import nearest

    hint = nearest(word, [name for entry in entries for name in (entry.name, entry.path.stem)])
    remedy = hint or f"List the saved ones with 'mfa-wizard records list --folder \"{home}\"'."
    raise RecordError(Problem(place, f"isn't a file, or a record in {home}.", remedy, for_shell=not hint))


def record_of(home: Path, account_name: str) -> Path | None:
    """Return the file of a record that has an account's name, whatever its case; None where none has it."""
    wanted = " ".join(account_name.split()).casefold()
    for path in sorted(home.glob(f"{slug(account_name)}*{SUFFIX}")):
        with suppress(RecordError):
            if read_saved(path).account.name.casefold() == wanted:
                return path
    return None


def read_saved(path: Path) -> Record:
    """Read a saved record.

    Raises:
        RecordError: It cannot be read, or a newer wizard wrote it.
    """
    from wizard.record.reading import SAVED, read_record

    return read_record(read_bytes(path, SAVED), str(path))


def free_path(home: Path, account_name: str) -> Path:
    """Return a file name for a new record that is not taken."""
    return _free(home, slug(account_name))


def _free(folder: Path, stem: str) -> Path:
    paths = (folder / f"{name}{SUFFIX}" for name in numbered(stem))
    return next(path for path in paths if not path.exists())


def rename_record(path: Path, account_name: str) -> Path:
    """Give a record's account another name, and its file with it; return the new file.

    Raises:
        RecordError: It cannot be read, written or is open elsewhere.
    """
    from wizard.record.reading import dump_record

    with held(path):
        record = read_saved(path)
        record.account.name = account_name
        new = path if path.stem == slug(account_name) else free_path(path.parent, account_name)
        try:
            before = path.read_bytes()
            write_whole(path, dump_record(record))
            try:
                path.rename(new)
            except OSError:
                write_whole(path, before)
                raise
        except OSError as error:
            remedy = "Free the disk or the folder, then try again."
            raise RecordError(refused(path, error, remedy, "renamed")) from None
    _forget_lock(path, new)
    return new


def change_record(path: Path, change: Callable[[Record], Record]) -> Record:
    """Change a saved record, held against other windows; return it as it is on the disk now.

    Raises:
        RecordError: It cannot be read, changed or written, or is open elsewhere.
    """
    from wizard.record.reading import dump_record

    with held(path):
        record = change(read_saved(path))
        try:
            write_whole(path, dump_record(record))
        except OSError as error:
            raise RecordError(refused(path, error, "Free the disk or the folder, then try again.")) from None
    return record


def delete_record(path: Path) -> Path:
    """Move a record to the folder of deleted ones; return where it is then.

    Raises:
        RecordError: It is open elsewhere or cannot be moved.
    """
    return _move(path, path.parent / DELETED, "deleted")


def restore_record(path: Path) -> Path:
    """Move a deleted record back among the others; return where it is then.

    Raises:
        RecordError: It cannot be moved.
    """
    return _move(path, path.parent.parent, "restored")


def _move(path: Path, folder: Path, done: str) -> Path:
    new = _free(folder, path.stem)
    with held(path):
        try:
            folder.mkdir(exist_ok=True)
            path.rename(new)
        except OSError as error:
            raise RecordError(refused(path, error, "Check the permissions of its folder.", done)) from None
    _forget_lock(path, None)
    return new


def _forget_lock(path: Path, new: Path | None) -> None:
    """Remove the lock file of a record that is gone."""
    if new != path:
        with suppress(OSError):
            (path.parent / ".locks" / f"{path.name}.lock").unlink()
