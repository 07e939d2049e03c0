"""From text to JSON documents, and what can be saved when the text breaks off.

A broken file loses only what is broken: whole objects of a list are kept, and the line where
the text stops making sense is named. The work is bounded, however often the file is broken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any

from wizard.errors import Problem

MAX_BREAKS = 20
"""Broken places named in one file; the rest is counted."""
_LITERAL_STARTS = frozenset(
    {"", "-", *(word[:end] for word in ("true", "false", "null") for end in range(1, len(word)))}
)
"""What may be left of a value where a file is cut off."""
_WORK = 2_000_000_000
"""Characters that may be walked over in the search for whole objects; naming a break walks over all before it."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text holds.

    Attributes:
        documents: Whole JSON values; several only when the file is broken or one value a line.
        problems: Why some of it could not be used.
        lost: True when something that could have been a policy is lost.
    """

    documents: tuple[Any, ...]
    problems: tuple[Problem, ...]
    lost: bool


def parse(text: str, place: str) -> Parsed:
    """Return the JSON values of a file, and all that can be saved of a broken one."""
    try:
        return Parsed((json.loads(text),), (), lost=False)
    except JSONDecodeError as error:
        return _salvage(text, place, error)
    except RecursionError:
        problem = Problem(place, "is nested deeper than can be read.", "Export less of it.", "too-deep")
    except ValueError as error:
        problem = Problem(place, f"holds a value that cannot be read: {error}.", "Export again.", "damaged")
    return Parsed((), (problem,), lost=True)


def _salvage(text: str, place: str, error: JSONDecodeError) -> Parsed:
    documents = list(_whole_lines(text))
    if documents:
        return Parsed(tuple(documents), (), lost=False)
    documents, breaks = _whole_objects(text, error)
    problems = [_break(text, place, position, message) for position, message in breaks[:MAX_BREAKS]]
    if len(breaks) > MAX_BREAKS:
        problems.append(Problem(place, f"has {len(breaks) - MAX_BREAKS} more broken places.", "Export again."))
    return Parsed(tuple(documents), tuple(problems), lost=True)


def _whole_lines(text: str) -> Iterator[Any]:
    """Yield one value a line, or nothing when the file is not JSON Lines."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines):
        return
    try:
        values = [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        return
    yield from values


def _whole_objects(text: str, error: JSONDecodeError) -> tuple[list[Any], list[tuple[int, str]]]:
    decoder = json.JSONDecoder()
    breaks = [(error.pos, error.msg)]
    documents: list[Any] = []
    attempts = max(MAX_BREAKS, _WORK // max(1, len(text)))
    # Objects can stand alone inside a list, or one after the other; in one object every part belongs to the whole.
    position = 0 if error.msg.startswith("Extra data") else text.find("[")
    while position >= 0 and attempts:
        position = text.find("{", position)
        if position < 0:
            break
        try:
            value, end = decoder.raw_decode(text, position)
        except JSONDecodeError as failure:
            attempts -= 1
            if failure.pos != breaks[-1][0]:
                breaks.append((failure.pos, failure.msg))
            # Looking for whole objects behind the break: those inside the broken one are only its parts.
            position = max(position + 1, failure.pos)
        except (RecursionError, ValueError) as failure:
            breaks.append((position, str(failure)))
            break
        else:
            documents.append(value)
            position = end
    if not attempts:
        breaks.append((position, "too many broken places; the rest was not searched"))
    return documents, breaks


def _break(text: str, place: str, position: int, message: str) -> Problem:
    line = text.count("\n", 0, position) + 1
    if message.startswith("Unterminated string") or text[position : position + 8].strip() in _LITERAL_STARTS:
        return Problem(f"{place}:{line}", "is cut off: the JSON ends too early.", "Export again.", "cut-off")
    return Problem(
        f"{place}:{line}",
        f"is not JSON from here on: {message[:1].lower() + message[1:].removesuffix('.')}.",
        "Fix the line.",
        "not-json",
    )
