"""Line ends of a paper's files: Git on Windows writes others, and their text is still what was signed."""

from __future__ import annotations

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
    data = read_bytes(path, SAVED)
    return data.replace(_OTHER, _OURS) if path.suffix in _TEXTS and _OTHER in data else data


def other_line_ends(folder: Path, names: list[str]) -> str:
    """Return that files have other line ends than were written, as a sentence; empty where none has."""
    changed = 0
    for name in names:
        try:
            changed += read_bytes(folder / name, SAVED) != read_as_written(folder / name)
        except RecordError:
            continue
    if not changed:
        return ""
    return (
        f"Line ends of {count(changed, 'file')} were changed, as Git does on Windows; what they say is compared. "
        "“* -text” in .gitattributes keeps them."
    )
