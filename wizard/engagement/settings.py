"""Reads the settings of an engagement from the file next to its records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from wizard.errors import Problem, RecordError
from wizard.files.decoding import decode
from wizard.files.reading import Wanted, read_bytes
from wizard.files.toml import NotTomlError, parse_toml
from wizard.record.settings import Settings
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_WANTED = Wanted(RecordError, "the settings of an engagement", f"Write {SETTINGS_FILE} as TOML.", limit=200_000)


def settings_near(*paths: Path | None) -> Settings | None:
    """Return the settings of the engagement to which a path belongs; None where there is none.

    Looked at are the folder of each path and the one above it, so that records in a folder of an engagement
    have its settings.

    Raises:
        RecordError: The file is there and cannot be used.
    """
    for path in paths:
        if path is None:
            continue
        folder = path if path.is_dir() else path.parent
        for place in (folder, folder.absolute().parent):
            if (place / SETTINGS_FILE).is_file():
                return read_settings(place / SETTINGS_FILE)
    return None


def read_settings(path: Path) -> Settings:
    """Return the settings that a file holds.

    Raises:
        RecordError: With every finding, each with its place.
    """
    text, _ = decode(read_bytes(path, _WANTED), str(path), _WANTED)
    return settings_of(text, path)


def settings_of(text: str, path: Path) -> Settings:
    """Return the settings that a text holds.

    Args:
        path: The file that problems name.

    Raises:
        RecordError: With every finding, each with its place.
    """
    try:
        told = parse_toml(text)
        _check_version(path, told.get("schema_version", Settings().schema_version))
        return Settings.model_validate(told)
    except NotTomlError as error:
        raise RecordError(Problem(str(path), f"isn't valid TOML: {error}.", "Fix this line.")) from None
    except ValidationError as error:
        raise RecordError(*_problems(path, error)) from None


def _check_version(path: Path, version: object) -> None:
    """Refuse a folder that a newer wizard wrote: it may hold what this one would lose."""
    written = Settings().schema_version
    if str(version).split(".", maxsplit=1)[0] != written:
        message = f"is {str(version)[:20]}; this wizard reads version {written}."
        remedy = "Update the wizard, then open the engagement again."
        raise RecordError(Problem(f"{path}: schema_version", message, remedy))


def _problems(path: Path, error: ValidationError) -> list[Problem]:
    return [
        Problem(
            f"{path}: {'.'.join(str(part) for part in finding['loc'])[:200]}",
            "isn't a setting."
            if finding["type"] == "extra_forbidden"
            else f"{finding['msg'][:1].lower()}{finding['msg'][1:200]}.",
        )
        for finding in error.errors(include_url=False, include_input=False, include_context=False)[:50]
    ]


def changed_settings(path: Path, change: Callable[[TOMLDocument], None]) -> tuple[bytes, bytes]:
    """Return the bytes of a settings file before and after a change, without writing it; comments and order stay.

    Raises:
        RecordError: The file cannot be read, does not take the change, or could not be used with it.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    before = read_bytes(path, _WANTED)
    text, _ = decode(before, str(path), _WANTED)
    try:
        told = tomlkit.parse(text)
        change(told)
        after = tomlkit.dumps(told)
    except (TOMLKitError, TypeError, AttributeError, ValueError, RecursionError) as error:
        remedy = "Fix this line, or write the value into the file by hand."
        raise RecordError(Problem(str(path), f"can't be changed: {error}.", remedy)) from None
    settings_of(after, path)
    return before, after.encode("utf-8")
