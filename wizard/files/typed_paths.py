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
