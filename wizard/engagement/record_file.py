"""How a record is kept on the disk: whole, locked against other windows, never at the price of an answer."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement import locks
from wizard.engagement.store import free_path
from wizard.errors import RecordError
from wizard.files import writing
from wizard.files.reading import reason

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from wizard.record.model import Record


class RecordFile:
    """The file of one record.

    Attributes:
        path: The file; None for a session in memory.
        save_error: Why the last save failed, as it is said where the answers stay in memory; None where it did not.
        system_error: What the system said to that; None where it did not refuse.
        read_only: Another window holds the record.
    """

    def __init__(self, path: Path | None) -> None:
        """Leave reading, writing and locking to later calls."""
        self.path = path
        self.save_error: str | None = None
        self.system_error: OSError | None = None
        self.read_only = False
        self._lock: BaseFileLock | None = None
        self._saved: bytes | None = None
        self._there: bytes | None = None
        self._closed = False

    @classmethod
    def free(cls, home: Path, account_name: str) -> RecordFile:
        """Return a file that no record has yet, held against other windows."""
        for _ in range(1000):
            file = cls(free_path(home, account_name))
            if file._hold() and file.path is not None and not file.path.exists():
                break
            file._release()  # another window took the name a moment ago
            file.read_only = False
        return file

    def open(self) -> None:
        """Hold a file that exists, and remove what crashes left next to it.

        Raises:
            RecordError: It was printed with a paper.
        """
        if self.path is not None:
            locks.refuse_printed(self.path)
        if self._hold() and self.save_error is None and self.path is not None:
            writing.sweep(self.path.parent)
        if self.path is not None:
            self._there = self._now()

    def save(self, record: Record) -> bool:
        """Write the record; return whether it is on the disk now. Never raises for a failed save."""
        from wizard.record.reading import dump_record

        if self.path is None or self._closed:
            return self.path is None
        self.system_error = None
        if self.read_only:
            self.save_error = f"{self.path.name} is open in another window. These answers are kept in memory only."
            return False
        data = dump_record(record)
        if data == self._saved and self.save_error is None:
            return True
        if self._lock is None and not self._hold():
            self.save_error = f"{self.path.name} was opened in another window. These answers are kept in memory only."
            return False
        try:
            self._keep_other(self.path)
            writing.write_whole(self.path, data)
        except OSError as error:
            self.save_error, self.system_error = _not_saved(error, self.path), error
            return False
        self._saved = self._there = data
        self.save_error = self.system_error = None
        return True

    def _now(self) -> bytes | None:
        try:
            return self.path.read_bytes() if self.path is not None else None
        except OSError:
            return None

    def _keep_other(self, path: Path) -> None:
        """Keep what another computer wrote meanwhile into a file that they share, as a copy, which an engagement shows.

        Raises:
            OSError: The copy cannot be written.
        """
        now = self._now()
        if now and self._there and now != self._there:
            writing.write_whole(free_path(path.parent, f"{path.stem} changed elsewhere"), now)

    def save_to(self, path: Path, record: Record) -> bool:
        """Change to another file, which must not exist yet, or into a folder; return whether it is there now."""
        before, held, read_only = self.path, self._lock, self.read_only
        if path.is_dir():
            path /= before.name if before is not None else "record.json"
        if path.suffix != ".json":  # a word that was meant as an answer, and what no list of records would find
            self.save_error = f"{path} doesn't end in .json. Name a file that does."
            return False
        if path.exists():
            self.save_error = f"{path} exists already. Name a new file."
            return False
        self.path, self._lock, self._saved, self.read_only = path, None, None, False
        self._there = None
        if self.save(record):
            if held is not None:
                held.release()
            return True
        self._release()
        self.path, self._lock, self.read_only = before, held, read_only
        return False

    def close(self, record: Record) -> None:
        """Save what is not saved, and let other windows have the record; nothing is written from then on."""
        if self.save_error is not None and not self.read_only:
            self.save(record)
        self._release()
        self._closed = True

    def _release(self) -> None:
        if self._lock is not None:
            with suppress(OSError):
                self._lock.release()
        self._lock = None

    def _hold(self) -> bool:
        """Lock the file; False and ``read_only`` where another window has it."""
        if self.path is None:
            return True
        try:
            self._lock = locks.take(self.path)
        except RecordError:
            self.read_only = True
            return False
        except OSError as error:
            self.save_error, self.system_error = _not_saved(error, self.path.parent), error
        return True


def _not_saved(error: OSError, path: Path) -> str:
    """Return why answers are not saved; the path is last, for a long one would push the reason out of sight."""
    return f"Not saved: {reason(error)}. The answers are kept in memory. Cannot be written: {path}."
