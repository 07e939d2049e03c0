"""One writer a record: a lock that the system takes back when the process ends, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.paths import RECORDS
from wizard.errors import Problem, RecordError
from wizard.files.reading import refused
from wizard.files.writing import make_folder

if TYPE_CHECKING:
    from filelock import BaseFileLock


def take(path: Path, patience: float = 0.3) -> BaseFileLock | None:
    """Lock a record and return the lock; None where the file system knows no locks.

    Args:
        path: The record's file.
        patience: Seconds to wait; a list of records looks at locks for a moment.

    Raises:
        RecordError: Another window holds the record.
        OSError: The folder cannot be written.
    """
    from filelock import FileLock, Timeout

    folder = path.parent / ".locks"
    make_folder(path.parent)
    make_folder(folder)
    lock = FileLock(folder / f"{path.name}.lock", thread_local=False)
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        raise RecordError(Problem(str(path), "is open in another window.", "Close it there first.")) from None
    except NotImplementedError:
        return None
    return lock


def is_locked(path: Path) -> bool:
    """Return whether a window holds a record."""
    if not (path.parent / ".locks" / f"{path.name}.lock").exists():
        return False
    try:
        lock = take(path, patience=0)
    except RecordError:
        return True
    except OSError:
        return False
    if lock is not None:
        lock.release()
    return False


def refuse_printed(path: Path) -> None:
    """Refuse to change a record that was printed with a paper: what was signed is never written again.

    Raises:
        RecordError: It is in a folder of documents.
    """
    from wizard.documents.bundle import SUMS

    folder = path.parent.parent if path.parent.name == RECORDS else path.parent
    if (folder / SUMS).is_file():
        message = "belongs to a paper, which is never changed."
        raise RecordError(Problem(str(path), message, "Open the record from which the paper was made."))


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock of a record for a short while.

    Raises:
        RecordError: Another window holds it, it was printed with a paper, or the folder cannot be written.
    """
    refuse_printed(path)
    try:
        lock = take(path)
    except OSError as error:
        raise RecordError(refused(path.parent, error, "Free it.")) from None
    try:
        yield
    finally:
        if lock is not None:
            lock.release()
