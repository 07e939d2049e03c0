"""Where records and reports lie, and how their files are named."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10))})
"""Names that Windows keeps for devices."""

MAX_SLUG = 60


def home(folder: Path | None = None) -> Path:
    """Return the folder of the records.

    Args:
        folder: What ``--folder`` names; wins over ``MFA_WIZARD_HOME`` and the platform's user data folder.
    """
    if folder is not None:
        return folder.expanduser()
    named = os.environ.get("MFA_WIZARD_HOME")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("mfa-wizard", appauthor=False)


def reports_folder(home_folder: Path) -> Path:
    """Return where reports of internal errors go; they hold no data of users."""
    return home_folder / "reports"


def settings_file(home_folder: Path) -> Path:
    """Return where a face keeps its settings, apart from the records."""
    return home_folder / "settings" / "settings.json"


def pseudonym_key(home_folder: Path) -> Path:
    """Return the file that leads pseudonyms back to names, apart from the records."""
    return home_folder / "redaction" / "key.json"


def slug(text: str) -> str:
    """Return a name for files that is safe on every platform.

    Lower-case ASCII letters, digits and hyphens, at most 60 characters; never empty,
    never a name that Windows keeps for a device.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)).lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-")
    return f"account-{words}".strip("-") if not words or words in RESERVED else words
