"""JSON values: one is read strictly, with everything that is wrong named at once; our own become such values."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.errors import Problem

if TYPE_CHECKING:
    from wizard.files.reading import Wanted

_CUT_OFF = "Unterminated string"
_TOO_DEEP = "is nested too deeply."
MOST_LEVELS = 100
"""Objects and lists in each other. Nothing that people or exports write has a tenth of them, and what is read is copied
and walked level by level."""


def parse_json(text: str, place: str, wanted: Wanted) -> Any:
    """Return the value of a JSON text.

    Raises:
        UsageError: Of the wanted kind; with line and column where that can be told, and with every key that is
            in one object twice.
    """
    problems: list[Problem] = []

    def refuse(message: str, remedy: str) -> None:
        problem = Problem(place, message, remedy)
        if problem not in problems:
            problems.append(problem)

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) < len(found):
            seen: set[str] = set()
            for key, _ in found:
                if key in seen:
                    refuse(f"has the key '{key[:60]}' twice in one object.", "Keep one of them.")
                seen.add(key)
        return made

    def constant(word: str) -> None:
        refuse(f"has the value {word}, a number that JSON does not have.", "Remove it.")

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        where = f"{place}:{error.lineno}:{error.colno}" if place else f"column {error.colno}"
        if error.pos >= len(text.rstrip()) or error.msg.startswith(_CUT_OFF):
            message, remedy = (
                "is cut off: it ends before the JSON is complete.",
                "Take the whole file, or export it again.",
            )
        else:
            message, remedy = f"is not valid JSON: {in_words(error)}.", "Fix the line."
        raise wanted.refused(where, message, remedy) from None
    except RecursionError:
        raise wanted.refused(place, _TOO_DEEP) from None
    except ValueError:
        raise wanted.refused(place, "has a number that is too long; a number that JSON does not have.") from None
    if problems:
        raise wanted.error(*problems)
    if text.count("[") + text.count("{") > MOST_LEVELS and _levels_above(value, MOST_LEVELS):
        raise wanted.refused(place, _TOO_DEEP)
    return value


def _levels_above(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most + 1):
        level = [
            part
            for one in level
            if isinstance(one, dict | list)
            for part in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


def parse_object(text: str, place: str, wanted: Wanted) -> dict[str, Any]:
    """Return a JSON text that is one object.

    Raises:
        UsageError: Of the wanted kind.
    """
    value = parse_json(text, place, wanted)
    if not isinstance(value, dict):
        raise wanted.refused(place, f"holds {kind_of(value)}; {wanted.what} was expected.")
    return value


def in_words(error: json.JSONDecodeError) -> str:
    """Return what the parser found wrong, to continue a sentence with."""
    return error.msg[:1].lower() + error.msg[1:].removesuffix(".")


def kind_of(value: Any) -> str:
    """Return what kind of JSON value it is, in words."""
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object", str: "text"}
    return names.get(type(value), "null" if value is None else "a value")


def as_plain(value: Any) -> Any:
    """Return a value as JSON has it: objects, lists, texts, numbers; times in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: as_plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, dict):
        return {name: as_plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [as_plain(part) for part in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.name if isinstance(value, Path) else value
