"""The JSON Schema of a record, published next to the model it is made from.

``python -m wizard.record.schema`` prints it; a test holds the published file to it. It says
what this version writes. A reader takes more: keys that it does not know are kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

from wizard.files.published_schema import as_bytes, published
from wizard.record.model import Member, Record
from wizard.record.values import Value
from wizard.record.version import SCHEMA_VERSION

PUBLISHED = Path(__file__).with_name("record.schema.json")


class _WrittenMember(Member):
    """One of several accounts that share a record, with what is its own."""

    signoff: dict[str, Value] = {}  # type: ignore[assignment] # stored as JSON, of these shapes


class _Written(Record):
    """A record whose answers and sign-off values have the types that this version writes."""

    answers: dict[str, str | list[str]] = {}
    parked: dict[str, str | list[str]] = {}
    set_aside: dict[str, str | list[str]] = {}
    signoff: dict[str, Value] = {}  # type: ignore[assignment] # stored as JSON, of these shapes
    annex: list[_WrittenMember] = []  # type: ignore[assignment]


def record_schema() -> bytes:
    schema = _Written.model_json_schema() | {"description": Record.__doc__}
    return as_bytes(published(schema, f" record, version {SCHEMA_VERSION}"))


if __name__ == "__main__":
    sys.stdout.buffer.write(record_schema())
