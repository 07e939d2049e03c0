"""How far a long run is: one line on a terminal that is written over, nothing in a pipe."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wizard.cli.streams import Remarks
from wizard.wording import count, short

if TYPE_CHECKING:
    from wizard.evidence.sign_ins.result import Progress, SourceFile

_MINUTE = 120
_PAUSE = 0.2
"""Seconds between two looks of the line."""


def watched_by_people() -> bool:
    """Return whether somebody sees a line that is written over."""
    return Remarks.shown and sys.stderr.isatty()


def write_over(text: str) -> None:
    """Write a line over the one before; an empty one removes it."""
    width = max(20, shutil.get_terminal_size().columns - 1)
    print(f"\r{short(text)[:width]:<{width}}{'' if text else chr(13)}", end="", file=sys.stderr, flush=True)


def time_left(seconds: float) -> str:
    """Return how long it still takes, to follow a comma."""
    return f"about {f'{seconds:.0f} s' if seconds < _MINUTE else f'{seconds / 60:.0f} min'} left"


class AccountsDone:
    """How many of an engagement's accounts a run has done."""

    def __init__(self) -> None:
        self._shown = watched_by_people()
        self._what = ""
        self._began = self._last = time.monotonic()
        self._done = self._total = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Note how many accounts a part of the run has done, and show it now and then."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._began = what, now
        self._done, self._total = done, total
        if self._shown and now - self._last > _PAUSE:
            self._last = now
            left = time_left((now - self._began) / max(done, 1) * (total - done))
            write_over(f"{what}: {done:,} of {count(total, 'account')}, {left}")

    def where(self) -> str:
        """Return how far it came, to continue a sentence; empty before it began."""
        return f" at {self._done:,} of {count(self._total, 'account')}" if self._total else ""

    def clear(self) -> None:
        """Remove the line."""
        if self._shown:
            write_over("")


@contextmanager
def watched() -> Iterator[Callable[[Progress], None] | None]:
    """Give what shows progress on stderr, or None when nobody watches; the line goes when the reading ends, however it ends."""
    if not watched_by_people():
        yield None
        return
    try:
        yield lambda progress: write_over(_text(progress))
    finally:
        write_over("")


def digests(files: tuple[SourceFile, ...]) -> None:
    """Wait for the digests of large files, and say so on a terminal.

    Raises:
        EvidenceError: A file changed since it was read.
    """
    with watched() as shown:
        for file in files:
            if shown is not None:
                write_over(f"Taking the SHA-256 hash of {file.path.name[:40]}")
            file.digest.value()


def _text(progress: Progress) -> str:
    left = progress.seconds_left
    told = "" if left is None else f", {time_left(left)}"
    return f"Reading {progress.path.name[:40]}: {progress.rows:,} rows ({progress.share:.0%}){told}"
