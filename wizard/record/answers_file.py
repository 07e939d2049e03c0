"""Answers as they come in: bytes from a file or stdin, read with care, all that is wrong at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wizard.errors import AnswersError, Problem
from wizard.files.decoding import decode
from wizard.files.json_object import kind_of, parse_object
from wizard.files.reading import STDIN, Wanted, read_bytes
from wizard.record.version import check_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.decision.answers import Answers
    from wizard.decision.engine import Engine

ANSWERS = Wanted(AnswersError, "a JSON object", "See 'mfa-wizard template'.", for_shell=True)


def read_object(name: str) -> tuple[dict[str, Any], str]:
    """Return the one object of a file or of stdin, and the name that errors use.

    Raises:
        AnswersError: It is not a JSON object.
    """
    place = STDIN if name == "-" else name
    return object_of(read_bytes(name, ANSWERS), place), place


def object_of(data: bytes, place: str) -> dict[str, Any]:
    """Return bytes as a JSON object.

    Raises:
        AnswersError: They are not.
    """
    return parse_object(decode(data, place, ANSWERS)[0], place, ANSWERS)


def answers_of(made: dict[str, Any], questions: Any, place: str) -> dict[str, Any]:
    """Return the raw answers of an object: under ``answers``, or the object itself.

    Raises:
        AnswersError: ``answers`` is not an object, or a newer wizard wrote the record.
    """
    if "answers" not in made or ("answers" in questions and not isinstance(made["answers"], dict)):
        return made
    version = made.get("schema_version")
    if version is not None:
        check_version(version, place, AnswersError)
    answers = made["answers"]
    if not isinstance(answers, dict):
        raise AnswersError(
            Problem(
                f"{place}: answers",
                f"is {kind_of(answers)}; an object was expected.",
                "See 'mfa-wizard template'.",
                for_shell=True,
            )
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
        raise AnswersError(*(p.in_file(place) for p in error.problems), *_older(engine, made, place)) from None


def _older(engine: Engine, made: dict[str, Any], place: str) -> Iterator[Problem]:
    """Yield the remedy for a record of another edition of the knowledge, whose answers may have other names today."""
    then, now = made.get("knowledge_version"), engine.program["pack"]["version"]
    if isinstance(then, str) and then != now:
        yield Problem(
            f"{place}: knowledge_version",
            f"is {then[:20]!r}, and the knowledge in use is {now}. This command takes answers as they are.",
            "'mfa-wizard export' and 'mfa-wizard records open' carry such a record over.",
            for_shell=True,
        )


def account_name(made: dict[str, Any]) -> str:
    """Return the account's name of an object, or nothing."""
    account = made.get("account")
    name = account.get("name") if isinstance(account, dict) else account
    return name.strip() if isinstance(name, str) else ""
