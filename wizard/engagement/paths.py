"""Where records, reports and the user's settings lie, and how their files are named.

The user's settings are values of options that are not to be typed each time: tables are commands, keys are their options.
What is typed wins, then what the environment says, then that file.
"""

from __future__ import annotations

import itertools
import os
import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wizard.files.typed_paths import typed_path, users_folder
from wizard.record.version import SETTINGS_FILE

RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10))})
"""Names that Windows keeps for devices."""

MAX_SLUG = 60

ACCOUNTS = "accounts"
"""The folder of an engagement's living accounts."""

RECORDS = "records"
"""The folder of a paper with one record for each of its accounts."""


def is_engagement(folder: Path) -> bool:
    return (folder / SETTINGS_FILE).is_file()


def engagement_of(path: Path) -> Path | None:
    """Return the engagement that a file or folder belongs to; None for none, also where ``..`` leads out of one."""
    for folder in (path, *without_dots(path).parents):
        if is_engagement(folder):
            return folder
    return None


def without_dots(path: Path) -> Path:
    """Return a path from the root of the disk on, through no folder that its ``..`` leaves again."""
    whole = path.absolute()
    return whole.resolve() if ".." in whole.parts else whole


def opened_engagement(folder: Path | None = None) -> Path | None:
    """Return the engagement to work in: the folder named, or the current one; None for the user's own records."""
    chosen = typed_path(folder) if folder is not None else Path.cwd()
    return chosen if is_engagement(chosen) else None


def home(folder: Path | None = None) -> Path:
    """Return the folder of the records: the accounts of an engagement, or the user's own.

    Args:
        folder: What ``--folder`` names; wins over an engagement in the current folder, ``MFA_WIZARD_HOME``, the user's
            settings and the platform's user data folder.

    Raises:
        UsageError: The settings cannot be read.
    """
    engagement = opened_engagement(folder)
    if engagement is not None:
        return engagement / ACCOUNTS
    return typed_path(folder) if folder is not None else _own_home()


def _own_home() -> Path:
    named = os.environ.get("MFA_WIZARD_HOME")
    if named:
        return typed_path(named)
    if (chosen := records_folder()) is not None:
        return chosen
    if (usual := users_folder("data")) is not None:
        return usual
    from wizard.errors import Problem, UsageError

    message = "this computer has no home folder for you, so there is no folder for records."
    remedy = "Name one with --folder, or set MFA_WIZARD_HOME."
    raise UsageError(Problem("", message, remedy, for_shell=True))


def _private(home_folder: Path) -> Path:
    """Return where a user's own files go: next to the records, but not into an engagement that others share."""
    return _own_home() if is_engagement(home_folder.parent) else home_folder


def reports_folder(home_folder: Path) -> Path:
    """Return where reports of internal errors go; they hold no data of users."""
    return _private(home_folder) / "reports"


def settings_file(home_folder: Path) -> Path:
    """Return where a face keeps its settings, apart from the records."""
    return _private(home_folder) / "settings" / "settings.json"


def pseudonym_key(home_folder: Path) -> Path:
    """Return the file that leads pseudonyms back to names, apart from the records."""
    return _private(home_folder) / "redaction" / "key.json"


def numbered(stem: str) -> Iterator[str]:
    """Yield names for a new file, the best first; they never end."""
    yield stem
    yield from (f"{stem}-{number}" for number in itertools.count(2))


def slug(text: str) -> str:
    """Return a name for files that is safe on every platform.

    Lower-case ASCII letters, digits and hyphens, at most 60 characters; never empty,
    never a name that Windows keeps for a device.
    """
    plain = text.lower()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)).lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-")
    return f"account-{words}".strip("-") if not words or words in RESERVED else words


def settings_path() -> Path | None:
    """Return where the settings are: ``MFA_WIZARD_SETTINGS``, or the user's folder for settings. None where it is empty."""
    named = os.environ.get("MFA_WIZARD_SETTINGS")
    if named is not None:
        return typed_path(named) if named else None
    folder = users_folder("config")
    return folder / "settings.toml" if folder is not None else None


def user_settings() -> dict[str, Any]:
    """Return the settings; none where no file is named and the user has none.

    Raises:
        UsageError: The file cannot be read, or is not TOML.
    """
    path = settings_path()
    named = bool(os.environ.get("MFA_WIZARD_SETTINGS"))
    if path is None or not (named or path.exists()):
        return {}
    from wizard.errors import Problem, UsageError
    from wizard.files.decoding import decode
    from wizard.files.reading import Wanted, read_bytes
    from wizard.files.toml import NotTomlError, parse_toml

    wanted = Wanted(UsageError, "your settings", "Write them as TOML.", limit=200_000)
    if path.is_dir() or not path.exists():
        remedy = "Name the file of your settings there, or leave it empty to go without." if named else "Remove it."
        where = f"MFA_WIZARD_SETTINGS: {path}" if named else str(path)
        raise UsageError(Problem(where, "isn't a file.", remedy))
    data = read_bytes(str(path), wanted)
    if not data.removeprefix(BOM_UTF8).strip():
        return {}
    text, _ = decode(data, str(path), wanted)
    try:
        return parse_toml(text)
    except NotTomlError as error:
        raise UsageError(error.at(str(path))) from None


def records_folder() -> Path | None:
    """Return the folder of records that the settings name.

    Raises:
        UsageError: The settings cannot be read.
    """
    named = user_settings().get("folder")
    return typed_path(named) if isinstance(named, str) and named else None
