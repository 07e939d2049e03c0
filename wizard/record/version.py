"""The version of the record's schema, apart from its models so that ``decide`` needs none of them."""

from __future__ import annotations

import re
from typing import Any

from wizard.errors import Problem, UsageError
from wizard.files.json_object import kind_of

SCHEMA_VERSION = "2.0"

SETTINGS_FILE = "engagement.toml"
"""Where an engagement keeps what holds for all its accounts; it marks the folder as one."""


def check_version(version: Any, place: str, error: type[UsageError]) -> None:
    """Refuse a record of a newer major schema.

    Raises:
        UsageError: Of the given kind; the record is newer, or its version isn't one.
    """
    where, newest = f"{place}: schema_version", int(SCHEMA_VERSION.split(".", maxsplit=1)[0])
    found = re.fullmatch(r"(\d{1,6})\.\d{1,6}(\.\d{1,6})?", version) if isinstance(version, str) else None
    if found is None:
        told = repr(version[:20]) if isinstance(version, str) else kind_of(version)
        raise error(Problem(where, f"is {told}, not a version.", f"This wizard writes '{SCHEMA_VERSION}'."))
    if int(found[1]) > newest:
        message = f"is {version}; this wizard reads up to version {newest}."
        raise error(Problem(where, message, "Update the wizard, then open the record again."))
