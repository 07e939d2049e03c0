"""Carries records of schema 1 over to the schema of today; nothing that they hold is lost.

What kept its meaning moves to where it belongs. What has to be said in another way now stays
where it is where it still reads, and is listed in ``ask_again`` with its old value and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wizard.record.values import Control
from wizard.record.version import SCHEMA_VERSION

PASSED = "Version 1.0 stored the result of the test in free text. Version 2.0 asks whether the test passed."
KIND = "Version 1.0 stored the control in free text. Version 2.0 asks for its kind."


def migrated(value: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return the JSON of a record as one of today's schema.

    Args:
        value: The record as read.
        version: The version of the schema that it was written in; a newer minor one stays as it is.
    """
    if int(version.split(".", maxsplit=1)[0]) >= int(SCHEMA_VERSION.split(".")[0]):
        return dict(value)
    found = {**value, "schema_version": SCHEMA_VERSION}
    signoff = value.get("signoff")
    if isinstance(signoff, Mapping):
        asked = [entry for name, rows in signoff.items() for entry in _controls(name, rows)]
        found["signoff"] = {name: _today(rows) for name, rows in signoff.items()}
        known = value.get("ask_again")
        found["ask_again"] = [*(known if isinstance(known, list) else ()), *asked]
    return found


def _is_control(row: Any) -> bool:
    """Return whether a row of a list is a control of version 1: no other row has one of these parts."""
    return isinstance(row, Mapping) and bool({"above_and_beyond", "objective", "tested_on"} & row.keys())


def _today(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [dict(Control.earlier(row)) if _is_control(row) else row for row in value]


def _controls(name: str, value: Any) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(value if isinstance(value, list) else (), 1):
        if _is_control(row):
            place, today = f"signoff.{name}.{number}", Control.earlier(row)
            if today.get("passed") is None:
                yield {"place": f"{place}.passed", "was": row.get("result"), "why": PASSED}
            if not today.get("kind"):
                yield {"place": f"{place}.kind", "was": row.get("name"), "why": KIND}
