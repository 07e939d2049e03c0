"""Reads a record from bytes of unknown origin, and writes one as exact bytes.

Three shapes are read: a whole record, an object with ``answers`` and perhaps an account,
and the answers object alone. Whatever is wrong is said at once, each with its place.
Whether the pack allows the answers is looked at later, by the engine.

A record of schema 1 is carried over to that of today, and nothing that it holds is lost. What kept
its meaning moves to where it belongs. What has to be said in another way now stays where it is where
it still reads, and is listed in ``ask_again`` with its old value and why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from wizard.errors import Problem, RecordError
from wizard.files.decoding import decode
from wizard.files.json_object import kind_of, parse_json
from wizard.files.reading import Wanted
from wizard.record.model import Record
from wizard.record.values import Control
from wizard.record.version import SCHEMA_VERSION, check_version

SAVED = Wanted(RecordError, "a saved record", "Give a saved record, or an object with answers.")

MAX_PROBLEMS = 50
"""Findings shown for one file; beyond that the file is another kind of thing."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_SMALL = re.compile(rb"\de-\d\b|\b0\.0000")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

PASSED = "Version 1.0 stored the result of the test in free text. Version 2.0 asks whether the test passed."
KIND = "Version 1.0 stored the control in free text. Version 2.0 asks for its kind."


def read_record(data: bytes, place: str) -> Record:
    """Return the record that the bytes hold.

    Args:
        place: How errors name the file.

    Raises:
        RecordError: With every finding.
    """
    if len(data) > SAVED.limit:
        raise SAVED.too_large(place, len(data))
    text = decode(data, place, SAVED)[0]
    value = parse_json(text, place, SAVED)
    # Text that UTF-8 cannot hold comes out of an escape only; looking through every value costs as much as reading it.
    return record_from(value, place, plain=_ESCAPED_SURROGATE.search(text) is None)


def record_from(value: Any, place: str, *, plain: bool = False) -> Record:
    """Return the record that a JSON value describes.

    Args:
        plain: All its text is known to be such that UTF-8 can hold it.

    Raises:
        RecordError: With every finding.
    """
    if not isinstance(value, dict):
        raise RecordError(
            Problem(
                place,
                f"holds {kind_of(value)}, not an object.",
                'Give a saved record, or {"account": {"name": "…"}, "answers": {…}}.',
            )
        )
    value = value if plain else _plain(value)
    if "answers" not in value and not value.keys() & Record.model_fields.keys():
        value = {"answers": value}
    version = value.get("schema_version", SCHEMA_VERSION)
    check_version(version, place, RecordError)
    found = migrated(value, version)
    # A template has null for each value, which would hide what the engagement or a list says.
    for part, empty in (("answers", _is_null), ("signoff", _says_nothing)):
        if isinstance(values := found.get(part), dict) and any(map(empty, values.values())):
            found[part] = {name: one for name, one in values.items() if not empty(one)}
    try:
        return Record.model_validate(found)
    except ValidationError as error:
        raise RecordError(*_problems(error, place)) from None


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


def _is_null(value: Any) -> bool:
    return value is None


def _says_nothing(value: Any) -> bool:
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, dict | list):
        return all(map(_says_nothing, value.values() if isinstance(value, dict) else value))
    return value is None


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


def dump_record(record: Record) -> bytes:
    """Return the record as bytes: UTF-8, LF, keys in the order of the schema, unknown ones after them by name."""
    data = _ordered(record)
    try:
        made = to_json(data, indent=2)
    except ValueError:  # text that UTF-8 cannot hold
        made = b""
    if not made or _SMALL.search(made):  # the only numbers that the two write otherwise
        made = json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "replace")
    return made + b"\n"


def _ordered(record: Record) -> dict[str, Any]:
    data = record.model_dump(mode="json")
    known = [name for name in Record.model_fields if name in data]
    return {name: data[name] for name in [*known, *sorted(set(data) - set(known))]}


def _plain(value: Any) -> Any:
    """Return the value with text that UTF-8 can hold."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(part) for key, part in value.items()}
    return value


def _problems(error: ValidationError, place: str) -> list[Problem]:
    findings = error.errors(include_url=False, include_input=False, include_context=False)
    problems = [
        Problem(f"{place}: {'.'.join(str(part) for part in finding['loc'])[:200]}", _message(finding))
        for finding in findings[:MAX_PROBLEMS]
    ]
    if len(findings) > MAX_PROBLEMS:
        problems.append(Problem(place, f"has {len(findings) - MAX_PROBLEMS} more findings of this kind."))
    return problems


def _message(finding: Any) -> str:
    expected = {
        "string_type": "must be text.",
        "dict_type": "must be an object.",
        "model_type": "must be an object.",
        "list_type": "must be a list.",
        "int_type": "must be a whole number.",
        "int_parsing": "must be a whole number.",
        "bool_type": "must be true or false.",
        "bool_parsing": "must be true or false.",
        "date_type": "must be a date, written as YYYY-MM-DD.",
        "date_parsing": "must be a date, written as YYYY-MM-DD.",
        "date_from_datetime_parsing": "must be a date, written as YYYY-MM-DD.",
        "date_from_datetime_inexact": "must be a date without a time, written as YYYY-MM-DD.",
        "string_too_long": "is too long.",
    }
    found = expected.get(finding["type"])
    if found:
        return found
    message = str(finding["msg"]).replace("Input should be", "must be")
    return f"{message[:1].lower()}{message[1:]}."
