"""The JSON Schema of a record, published next to the model it is made from.

``python -m wizard.record.schema`` prints it; a test holds the published file to it. It says
what this version writes. A reader takes more: keys that it does not know are kept.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from wizard.files.published_schema import published
from wizard.record.model import Record
from wizard.record.values import Value
from wizard.record.version import SCHEMA_VERSION

PUBLISHED = Path(__file__).with_name("record.schema.json")


class _Written(Record):
    """A record whose answers and sign-off values have the types that this version writes."""

    answers: dict[str, str | list[str]] = {}
    parked: dict[str, str | list[str]] = {}
    signoff: dict[str, Value] = {}  # type: ignore[assignment] # stored as JSON, of these shapes


def record_schema() -> bytes:
    schema = _closed(_Written.model_json_schema())
    schema["description"] = Record.__doc__
    return published(schema, f" record, version {SCHEMA_VERSION}")


def _closed(part: Any) -> Any:
    """Return a schema whose objects allow no further keys."""
    if isinstance(part, list):
        return [_closed(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    return {
        key: False if key == "additionalProperties" and value is True else _closed(value) for key, value in part.items()
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(record_schema())
