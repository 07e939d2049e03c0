"""How far a long reading is: one line on a terminal, nothing in a pipe."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wizard.cli.streams import Remarks

if TYPE_CHECKING:
    from wizard.evidence.sign_ins.result import Progress, SourceFile

_MINUTE = 120


@contextmanager
def watched() -> Iterator[Callable[[Progress], None] | None]:
    """Give what shows progress on stderr, or None when nobody watches; the line goes when the reading ends, however it ends."""
    if not Remarks.shown or not sys.stderr.isatty():
        yield None
        return
    try:
        yield lambda progress: _write(_text(progress))
    finally:
        _write("")


def digests(files: tuple[SourceFile, ...]) -> None:
    """Wait for the digests of large files, and say so on a terminal.

    Raises:
        EvidenceError: A file changed since it was read.
    """
    with watched() as shown:
        for file in files:
            if shown is not None:
                _write(f"Taking the digest of {file.path.name[:40]}")
            file.digest.value()


def _text(progress: Progress) -> str:
    left = progress.seconds_left
    told = "" if left is None else f", about {f'{left:.0f} s' if left < _MINUTE else f'{left / 60:.0f} min'} left"
    return f"Reading {progress.path.name[:40]}: {progress.rows:,} rows ({progress.share:.0%}){told}"


def _write(text: str) -> None:
    from wizard.wording import short

    width = max(20, shutil.get_terminal_size().columns - 1)
    print(f"\r{short(text)[:width]:<{width}}{'' if text else chr(13)}", end="", file=sys.stderr, flush=True)
