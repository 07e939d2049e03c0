"""Line ends of a paper's files: Git on Windows writes others, and their text is still what was signed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from wizard.errors import RecordError
from wizard.files.reading import read_bytes
from wizard.record.reading import SAVED
from wizard.wording import count

_OTHER, _OURS = b"\r\n", b"\n"
_TEXTS = frozenset({".md", ".json", ".svg", ".html", ""})
"""Endings of the files of a paper that are text; the list of digests has none."""


def read_as_written(path: Path) -> bytes:
    """Return the bytes of a file of a paper, with the line ends that it was written with.

    Raises:
        RecordError: It is missing or cannot be read.
    """
    return as_written(path, read_bytes(path, SAVED))


def as_written(path: Path, data: bytes) -> bytes:
    """Return the bytes of a file of a paper with the line ends that it was written with."""
    return data.replace(_OTHER, _OURS) if path.suffix in _TEXTS and _OTHER in data else data


def other_line_ends(folder: Path, names: list[str]) -> str:
    """Return that files have other line ends than were written, as a sentence; empty where none has."""
    changed = 0
    for path in (folder / name for name in names):
        with suppress(RecordError):
            data = read_bytes(path, SAVED)
            changed += data != as_written(path, data)
    if not changed:
        return ""
    return (
        f"Line ends of {count(changed, 'file')} were changed, as Git does on Windows; what they say is compared. "
        "“* -text” in .gitattributes keeps them."
    )
