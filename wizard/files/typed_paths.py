"""Paths as users type them."""

from __future__ import annotations

from pathlib import Path

from wizard.errors import Problem, UsageError


def typed_path(text: str | Path) -> Path:
    """Return a path with ``~`` and ``~name`` as the home folder.

    Raises:
        UsageError: Nobody of this name has a home folder here.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError:
        user = Path(text).parts[0]
        message = "cannot be used: this computer has no home folder for it."
        raise UsageError(Problem(str(text)[:200], message, "Write the whole path.", subject=f"'{user[:60]}'")) from None


def whole_path(text: str | Path) -> Path:
    """Return a path as ``typed_path`` does, from the root of the disk on: it stays right wherever the program is.

    Raises:
        UsageError: As above, or the path begins in the current folder and that no longer exists.
    """
    try:
        return typed_path(text).absolute()
    except OSError:
        message = "begins in the current folder, which no longer exists."
        raise UsageError(Problem(str(text)[:200], message, "Write the whole path.")) from None
