"""The engine that reads logs of millions of rows: duckdb, held to a memory limit, on this machine only.

Measured with polars on the same files (see ``tests/benchmarks/sign_ins.py``): duckdb stays under its limit, spills what does not
fit into a private folder, names bad CSV lines, and can be interrupted.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.errors import EXIT_INTERRUPTED, EvidenceError, MissingExtraError, Problem, WizardError
from wizard.files.reading import reason, stamp_of
from wizard.files.writing import private_folder

if TYPE_CHECKING:
    import duckdb

MEMORY_MB = 900
"""What the engine may hold; the whole process stays under a gigabyte with it."""
MAX_THREADS = 4
"""More threads read faster, and each holds its own groups."""
_TICK_SECONDS = 0.1
_HASH_BYTES = 1 << 22


class StoppedError(WizardError):
    """Somebody asked to stop while a file was read."""

    exit_code = EXIT_INTERRUPTED

    def __init__(self) -> None:
        """Say so in words, for a face that shows it."""
        super().__init__(Problem("", "Reading was stopped; nothing was taken.", "", "stopped"))


class Engine:
    """One private session of duckdb.

    Attributes:
        connection: The session; tables in it live in memory.
        folder: Private folder for what does not fit into memory; gone after ``close``.
    """

    def __init__(self, memory_mb: int = MEMORY_MB, threads: int | None = None) -> None:
        """Open the session.

        Raises:
            MissingExtraError: duckdb is not installed.
            EvidenceError: The system's folder for temporary files cannot be written.
        """
        try:
            import duckdb
        except ImportError:
            raise MissingExtraError("data", "Reading sign-in logs") from None
        self.memory_mb = memory_mb
        try:
            self.folder = private_folder()
        except OSError as error:
            place, remedy = str(error.filename or "TMPDIR"), "Free it, or name another folder in TMPDIR."
            raise EvidenceError(Problem(place, f"cannot be written: {reason(error)}.", remedy)) from None
        self.connection: duckdb.DuckDBPyConnection = duckdb.connect(":memory:")
        count = threads or max(1, min(os.cpu_count() or 1, MAX_THREADS))
        settings = {
            "threads": count,
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": str(self.folder),
            "preserve_insertion_order": False,
            # Nothing is fetched: extensions are neither looked for nor installed.
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "TimeZone": "UTC",
            "enable_progress_bar": True,
            "enable_progress_bar_print": False,
            "progress_bar_time": 0,
        }
        for key, value in settings.items():
            self.connection.execute(
                f"SET {key} = ?" if isinstance(value, str) else f"SET {key} = {str(value).lower()}",
                [value] if isinstance(value, str) else [],
            )

    def close(self) -> None:
        """Forget everything and remove the private folder."""
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a short query."""
        return self.connection.execute(sql, list(parameters)).fetchall()

    def run(
        self,
        sql: str,
        parameters: Sequence[Any],
        tick: Callable[[float], None],
        stop: threading.Event,
        all_read: float = 100.0,
    ) -> None:
        """Run a long statement; call ``tick`` with the share of the file that is read, from 0 to 1.

        Args:
            sql: The statement.
            parameters: Values for its place holders.
            tick: Called about ten times a second.
            stop: Set it to stop.
            all_read: What the engine reports when the file is read, in per cent; grouping and storing are the rest.

        Raises:
            StoppedError: ``stop`` was set.
            KeyboardInterrupt: The user pressed Ctrl-C; the statement was undone.
            duckdb.Error: The statement failed.
        """
        done = threading.Event()
        failure: list[BaseException] = []

        def work() -> None:
            try:
                self.connection.execute(sql, list(parameters))
            except BaseException as error:  # noqa: BLE001 - handed to the waiting thread
                failure.append(error)
            finally:
                done.set()

        worker = threading.Thread(target=work, name="sign-ins", daemon=True)
        worker.start()
        try:
            while not done.wait(_TICK_SECONDS):
                if stop.is_set():
                    self._interrupt(worker)
                    raise StoppedError
                tick(min(1.0, max(0.0, self.connection.query_progress()) / all_read))
        except KeyboardInterrupt:
            self._interrupt(worker)
            raise
        worker.join()
        if failure and isinstance(failure[0], UnicodeDecodeError):
            import duckdb

            raise duckdb.Error from None  # it quotes bytes of the file that are no text
        if failure:
            raise failure[0]

    def _interrupt(self, worker: threading.Thread) -> None:
        while worker.is_alive():
            self.connection.interrupt()
            worker.join(_TICK_SECONDS)


class Digest:
    """Computes the SHA-256 of a file in its own thread; who needs the digest waits for it."""

    def __init__(self, path: Path, stamp: tuple[int, int, int] | None) -> None:
        """Start reading; with ``stamp`` the file must be the one that is summed up until its end is read."""
        self._path = path
        self._stamp = stamp
        self._stop = threading.Event()
        self._value = hashlib.sha256()
        self._error: str = ""
        self._thread = threading.Thread(target=self._work, name="digest", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        buffer = bytearray(_HASH_BYTES)
        view = memoryview(buffer)
        try:
            with self._path.open("rb", buffering=0) as file:
                while (count := file.readinto(buffer)) and not self._stop.is_set():
                    self._value.update(view[:count])
            if self._stamp is not None and stamp_of(self._path) != self._stamp:
                self._error = "changed after it was summed up"
        except OSError as error:
            self._error = f"cannot be read to its end: {reason(error)}"
        if self._stop.is_set():
            self._error = self._error or "was let go before its hash was taken"

    def cancel(self) -> None:
        self._stop.set()

    def value(self) -> str:
        """Wait for the end and return the digest in hex.

        Raises:
            EvidenceError: The file could not be read to its end, or is another one by now.
        """
        while self._thread.is_alive():
            self._thread.join(_TICK_SECONDS)
        if self._error:
            problem = Problem(
                str(self._path), f"{self._error}.", "Read it again when the export is complete.", "changing"
            )
            raise EvidenceError(problem)
        return self._value.hexdigest()


class Clock:
    """Tells rows read and seconds left from the share of a file that is read."""

    def __init__(self, rows_expected: int) -> None:
        self.rows_expected = rows_expected
        self.started = time.monotonic()

    def at(self, share: float) -> tuple[int, float | None]:
        """Return rows read so far, and seconds left or None while nobody can tell."""
        rows = int(self.rows_expected * share)
        spent = time.monotonic() - self.started
        left = spent * (1 - share) / share if share > 0.02 else None
        return rows, left
