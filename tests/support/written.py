"""What an export left in a folder."""

from __future__ import annotations

from pathlib import Path

FILES = {"recommendation.md", "checklist.md", "dossier.md", "record.json", "SHA256SUMS"}
"""Files that every export has, whatever was decided."""

NAMES = FILES | {"pictures"}
"""All that lies in the folder of an export with a decision."""


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path as documents write it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
