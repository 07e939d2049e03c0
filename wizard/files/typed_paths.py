"""Paths as users type them."""

from __future__ import annotations

from pathlib import Path

from wizard.errors import Problem, UsageError


def typed_path(text: str | Path) -> Path:
    """Return a path with ``~`` and ``~name`` as the home folder; ``./~name`` is in the current folder.

    Raises:
        UsageError: Nobody of this name has a home folder here, or the current folder no longer exists.
    """
    path = Path(text)
    if str(text)[:1] != "~":  # a Path drops the "./", after which the next reader takes the name for a user's
        return _from_root(path, text) if path.parts and path.parts[0].startswith("~") else path
    try:
        return path.expanduser()
    except RuntimeError:
        user = path.parts[0]
        message = "cannot be used: this computer has no home folder for it."
        remedy = "Write the whole path, or ./ before what is in the current folder."
        raise UsageError(Problem(str(text)[:200], message, remedy, subject=f"'{user[:60]}'")) from None


def whole_path(text: str | Path) -> Path:
    """Return a path as ``typed_path`` does, from the root of the disk on: it stays right wherever the program is.

    Raises:
        UsageError: As above, or the path begins in the current folder and that no longer exists.
    """
    return _from_root(typed_path(text), text)


def users_folder(kind: str) -> Path | None:
    """Return the user's folder for the program's files of a kind, such as ``cache``; None for a user without a home folder."""
    import platformdirs

    try:
        return typed_path(getattr(platformdirs, f"user_{kind}_dir")("mfa-wizard", appauthor=False))
    except (RuntimeError, UsageError):
        return None


def _from_root(path: Path, text: str | Path) -> Path:
    try:
        return path.absolute()
    except OSError:
        message = "begins in the current folder, which no longer exists."
        raise UsageError(Problem(str(text)[:200], message, "Write the whole path.")) from None
