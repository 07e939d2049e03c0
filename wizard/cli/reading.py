"""Answers as they come in: bytes from a file or stdin, read with care, all that is wrong at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

from wizard.errors import AnswersError, Problem, UsageError

if TYPE_CHECKING:
    from wizard.decision.answers import Answers
    from wizard.decision.engine import Engine

MAX_BYTES = 5_000_000
"""Bytes of one object; records stay far below."""

MAX_PROBLEMS = 200
STDIN = "stdin"


@contextmanager
def opened(name: str) -> Iterator[tuple[IO[bytes], str]]:
    """Open a file, or stdin for ``-``; give it with the name that errors use.

    Raises:
        UsageError: The file cannot be opened.
    """
    if name == "-":
        yield sys.stdin.buffer, STDIN
        return
    try:
        file = open(name, "rb")  # noqa: SIM115, PTH123 - closed below; pathlib is not needed for a decision
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "the name is not allowed"
        raise UsageError(
            Problem(name, f"cannot be read: {why.lower()}.", "Name a JSON file, or '-' for stdin.")
        ) from None
    with file:
        yield file, name


def read_object(name: str) -> tuple[dict[str, Any], str]:
    """Return the one object of a file or of stdin, and the name that errors use.

    Raises:
        UsageError: It is no JSON object.
    """
    with opened(name) as (file, place):
        try:
            data = file.read(MAX_BYTES + 1)
        except OSError as error:
            why = (error.strerror or "it is not readable").lower()
            raise UsageError(Problem(place, f"cannot be read: {why}.", "Name a JSON file.")) from None
    if len(data) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES:,} bytes."
        raise UsageError(Problem(place, message, "Give one object, or many with --lines."))
    return parse_object(data, place), place


def parse_object(data: bytes, place: str) -> dict[str, Any]:
    """Return bytes as a JSON object.

    Raises:
        AnswersError: They are not; with line and column where that can be told.
    """
    text = _text(data, place)
    if not text.strip():
        raise AnswersError(Problem(place, "is empty; a JSON object was expected.", "See 'mfa-wizard template'."))
    twice: list[str] = []
    odd: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) < len(found):
            seen: set[str] = set()
            for key, _ in found:
                if key in seen:
                    twice.append(key)
                seen.add(key)
        return made

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=odd.append)
    except json.JSONDecodeError as error:
        where = f"{place}:{error.lineno}:{error.colno}" if place else f"column {error.colno}"
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        message = "is cut off here" if cut else f"is no valid JSON here: {error.msg[:1].lower()}{error.msg[1:]}"
        raise AnswersError(Problem(where, f"{message}.", "Give one whole JSON object.")) from None
    except RecursionError:
        raise AnswersError(Problem(place, "is nested too deeply.", "An answer is text or a list of texts.")) from None
    except ValueError:
        raise AnswersError(Problem(place, "has a number that is too long.", "Answers are text.")) from None
    problems = [
        Problem(place, f"has the key '{key[:60]}' twice in one object.", "Keep one of them.")
        for key in dict.fromkeys(twice)
    ]
    problems += [
        Problem(place, f"has the value {word}, which JSON does not know.", "Take it out.") for word in set(odd)
    ]
    if not isinstance(value, dict):
        problems.append(
            Problem(place, f"holds {_kind(value)}; a JSON object was expected.", "See 'mfa-wizard template'.")
        )
    if problems:
        raise AnswersError(*problems[:MAX_PROBLEMS])
    made: dict[str, Any] = value
    return made


def _text(data: bytes, place: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:200]:
        kind = "UTF-16 text" if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:2] == b"\0" else "not text"
        raise AnswersError(Problem(place, f"is {kind}; UTF-8 was expected.", "Save it as UTF-8 JSON."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise AnswersError(Problem(f"{place}:{line}", "is not UTF-8 text.", "Save it as UTF-8 JSON.")) from None


def _kind(value: Any) -> str:
    names = {list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")


def answers_of(made: dict[str, Any], questions: Any, place: str) -> dict[str, Any]:
    """Return the raw answers of an object: under ``answers``, or the object itself.

    Raises:
        AnswersError: ``answers`` is no object, or a newer wizard wrote the record.
    """
    if "answers" not in made or ("answers" in questions and not isinstance(made["answers"], dict)):
        return made
    version = made.get("schema_version")
    if version is not None:
        check_schema(version, place)
    answers = made["answers"]
    if not isinstance(answers, dict):
        raise AnswersError(
            Problem(f"{place}: answers", f"is {_kind(answers)}; an object was expected.", "See 'mfa-wizard template'.")
        )
    return answers


def read_answers(engine: Engine, made: dict[str, Any], place: str) -> Answers:
    """Return the checked answers of an object; every finding names the file.

    Raises:
        AnswersError: With every finding.
    """
    try:
        return engine.read(answers_of(made, engine.questions, place))
    except AnswersError as error:
        if not place:
            raise
        found = [p if p.place.startswith(place) else replace(p, place=f"{place}: {p.place}") for p in error.problems]
        raise AnswersError(*found) from None


def check_schema(version: Any, place: str) -> None:
    """Refuse a record of a newer major schema.

    Raises:
        AnswersError: It is newer, or no version at all.
    """
    from wizard.documents.record import SCHEMA_VERSION

    major = version.split(".")[0] if isinstance(version, str) else ""
    if not major.isdecimal():
        raise AnswersError(
            Problem(f"{place}: schema_version", "is no version.", f"This wizard writes {SCHEMA_VERSION}.")
        )
    if int(major) > int(SCHEMA_VERSION.split(".", maxsplit=1)[0]):
        message = f"is {version[:20]}; this wizard reads up to {SCHEMA_VERSION}."
        raise AnswersError(Problem(f"{place}: schema_version", message, "Update mfa-wizard."))


def account_name(made: dict[str, Any]) -> str:
    """Return the account's name of an object, or nothing."""
    account = made.get("account")
    name = account.get("name") if isinstance(account, dict) else account
    return name.strip() if isinstance(name, str) else ""


def lines_of(file: IO[bytes], place: str) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines that are not blank with their numbers from 1; None for one that is too long.

    Raises:
        UsageError: The file is no text at all, or cannot be read on.
    """
    number = 0
    try:
        while line := file.readline(MAX_BYTES + 1):
            number += 1
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
                if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise UsageError(Problem(place, "is UTF-16 text; UTF-8 was expected.", "Save it as UTF-8."))
            if len(line) > MAX_BYTES:
                while line and not line.endswith(b"\n"):
                    line = file.readline(MAX_BYTES)
                yield number, None
            elif line.strip():
                yield number, line.rstrip()
    except OSError as error:
        why = (error.strerror or "it is not readable").lower()
        raise UsageError(Problem(f"{place}:{number + 1}", f"cannot be read: {why}.", "Name a JSON file.")) from None
