"""Reads a record from bytes of unknown origin, and writes one as exact bytes.

Three shapes are read: a whole record, an object with ``answers`` and perhaps an account,
and the answers object alone. Whatever is wrong is said at once, each with its place.
Whether the pack allows the answers is looked at later, by the engine.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wizard.documents.record import SCHEMA_VERSION, Record
from wizard.errors import Problem, RecordError

MAX_RECORD_BYTES = 5_000_000
"""A record is some kilobytes of text; more is another kind of file."""

MAX_PROBLEMS = 50
"""Findings shown for one file; beyond that the file is another kind of thing."""

_SURROGATES = re.compile("[\ud800-\udfff]")


def read_record_file(path: Path) -> Record:
    """Read a record from a file; its size is looked at before its content.

    Raises:
        RecordError: The file cannot be read, or holds no record.
    """
    place = path.name
    try:
        size = path.stat().st_size
        if size > MAX_RECORD_BYTES:
            raise _too_large(place, size)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise RecordError(Problem(str(path), f"cannot be read: {reason}.", "Check the path and its rights.")) from None
    return read_record(data, place)


def read_record(data: bytes, place: str) -> Record:
    """Return the record that the bytes hold.

    Args:
        data: The bytes of the file.
        place: How errors name the file.

    Raises:
        RecordError: With every finding.
    """
    if len(data) > MAX_RECORD_BYTES:
        raise _too_large(place, len(data))
    return record_from(_parse(_decode(data, place), place), place)


def record_from(value: Any, place: str) -> Record:
    """Return the record that a JSON value stands for.

    Raises:
        RecordError: With every finding.
    """
    if not isinstance(value, dict):
        raise RecordError(
            Problem(
                place,
                f"holds {_kind(value)}, not an object.",
                'Give a saved record, or {"account": {"name": "…"}, "answers": {…}}.',
            )
        )
    value = _plain(value)
    if "answers" not in value and not value.keys() & Record.model_fields.keys():
        value = {"answers": value}
    _check_version(value.get("schema_version", SCHEMA_VERSION), place)
    try:
        return Record.model_validate(value)
    except ValidationError as error:
        raise RecordError(*_problems(error, place)) from None


def dump_record(record: Record) -> bytes:
    """Return the record as bytes: UTF-8, LF, keys in the order of the schema, unknown ones after them by name."""
    return (json.dumps(_ordered(record), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _ordered(record: Record) -> dict[str, Any]:
    data = record.model_dump(mode="json")
    for name in ("drafts", "parked_because", "set_aside"):
        if not data[name]:
            del data[name]
    known = [name for name in Record.model_fields if name in data]
    return {name: data[name] for name in [*known, *sorted(set(data) - set(known))]}


def _too_large(place: str, size: int) -> RecordError:
    message = f"has {size:,} bytes; a record has at most {MAX_RECORD_BYTES:,}."
    return RecordError(Problem(place, message, "Check that it is the right file."))


def _decode(data: bytes, place: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RecordError(Problem(place, "is UTF-16 text.", "Save it as UTF-8."))
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"is not UTF-8 text; the first byte that does not fit is number {error.start + 1}."
        remedy = "Check that it is a JSON file, and save it as UTF-8."
        raise RecordError(Problem(f"{place}:{line}", message, remedy)) from None
    if "\x00" in text:
        raise RecordError(Problem(place, "is no text; it has zero bytes.", "Check that it is a JSON file."))
    if not text.strip():
        raise RecordError(Problem(place, "is empty.", "Give a saved record or an object with answers."))
    return text


class _TwiceError(ValueError):
    """A key that stands in one object twice."""


def _parse(text: str, place: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        message = "ends before the JSON is complete" if cut_off else f"is not valid JSON: {error.msg}"
        remedy = "Take the whole file, or export it again." if cut_off else "Mend the line."
        raise RecordError(Problem(f"{place}:{error.lineno}:{error.colno}", f"{message}.", remedy)) from None
    except RecursionError:
        problem = Problem(place, "is nested too deeply to be a record.", "Check that it is the right file.")
        raise RecordError(problem) from None
    except _TwiceError as error:
        raise RecordError(Problem(place, str(error), "Keep one of them.")) from None
    except ValueError:
        raise RecordError(Problem(place, "has a number that JSON does not have.", "Take it out.")) from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(f"has the key '{key[:60]}' twice in one object.")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _plain(value: Any) -> Any:
    """Return the value with text that UTF-8 can hold."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(part) for key, part in value.items()}
    return value


def _check_version(version: Any, place: str) -> None:
    where = f"{place}: schema_version"
    found = re.fullmatch(r"(\d{1,6})\.(\d{1,6})(\.\d{1,6})?", version) if isinstance(version, str) else None
    if found is None:
        message = f"is {_kind(version)} that is no version."
        raise RecordError(Problem(where, message, f"This wizard writes '{SCHEMA_VERSION}'."))
    if int(found[1]) > int(SCHEMA_VERSION.split(".")[0]):
        message = f"is {version}; this wizard reads up to version {SCHEMA_VERSION.split('.')[0]}."
        raise RecordError(Problem(where, message, "Update the wizard, then open the record again."))


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


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object", str: "text"}
    return names.get(type(value), "nothing" if value is None else "a value")
