"""How far a long reading is: one line on a terminal, nothing in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wizard.cli.progress import time_left, watched_by_people, write_over

if TYPE_CHECKING:
    from wizard.evidence.sign_ins.result import Progress, SourceFile


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
                write_over(f"Taking the digest of {file.path.name[:40]}")
            file.digest.value()


def _text(progress: Progress) -> str:
    left = progress.seconds_left
    told = "" if left is None else f", {time_left(left)}"
    return f"Reading {progress.path.name[:40]}: {progress.rows:,} rows ({progress.share:.0%}){told}"
