"""The settings file of a user: values of options that are not to be typed each time.

Tables are commands, keys are their options. What is typed wins, then what the environment says, then this file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

FILE = "settings.toml"


def settings_path() -> Path | None:
    """Return where the settings are: ``MFA_WIZARD_SETTINGS``, or the user's folder for settings. None where it is empty."""
    named = os.environ.get("MFA_WIZARD_SETTINGS")
    if named is not None:
        return Path(named).expanduser() if named else None
    from platformdirs import user_config_path

    return user_config_path("mfa-wizard", appauthor=False) / FILE


def user_settings() -> dict[str, Any]:
    """Return the settings; none where there is no file.

    Raises:
        UsageError: The file cannot be read, or is not TOML.
    """
    path = settings_path()
    if path is None or not path.is_file():
        return {}
    from wizard.errors import Problem, UsageError
    from wizard.files.decoding import decode
    from wizard.files.reading import Wanted, read_bytes
    from wizard.files.toml import NotTomlError, parse_toml

    wanted = Wanted(UsageError, "your settings", "Write them as TOML.", limit=200_000)
    text, _ = decode(read_bytes(str(path), wanted), str(path), wanted)
    try:
        return parse_toml(text)
    except NotTomlError as error:
        raise UsageError(Problem(str(path), f"isn't valid TOML: {error}.", "Fix this line.")) from None


def records_folder() -> Path | None:
    """Return the folder of records that the settings name.

    Raises:
        UsageError: The settings cannot be read.
    """
    named = user_settings().get("folder")
    return Path(named).expanduser() if isinstance(named, str) and named else None
