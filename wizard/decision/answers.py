"""Answers as people and files give them, checked against what the pack allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.errors import Problem
from wizard.files.json_object import kind_of
from wizard.wording import joined

Answer = str | tuple[str, ...]
"""One option id, or several in the order of the pack."""

Answers = dict[str, Answer]

_MOST_ALLOWED = 8
"""Options that an error lists."""

UNKNOWN = "unknown"
"""The option for someone who does not know."""


def as_tuple(answer: Answer | None) -> tuple[str, ...]:
    """Return the options of an answer, of whatever kind its question is."""
    return (answer,) if isinstance(answer, str) else answer or ()


def as_json(answer: Answer) -> str | list[str]:
    """Return an answer as files have it."""
    return answer if isinstance(answer, str) else list(answer)


def known_answers(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that say something: without those that nobody knows."""
    return {name: given for name, given in answers.items() if UNKNOWN not in as_tuple(given)}


def read_answers(questions: Mapping[str, dict[str, Any]], raw: Mapping[str, Any]) -> tuple[Answers, list[Problem]]:
    """Return the answers in the order of the interview, and all that is wrong with them.

    ``None`` means an answer not given. Bounds are not looked at here.

    Args:
        questions: By id, in that order.
    """
    if not raw:
        return {}, []
    problems: list[Problem] = []
    for name in raw:
        if name not in questions:
            from wizard.pack.toml_lines import nearest

            hint = nearest(str(name), list(questions))
            message = "isn't a question in this pack."
            problems.append(Problem(f"answers.{name}"[:200], message, hint, subject=f"'{str(name)[:270]}'"))
    answers: Answers = {}
    for name, question in questions.items():
        value = raw.get(name)
        if value is None:
            continue
        answer = _read_one(question, value, problems)
        if answer is not None:
            answers[name] = answer
    return answers, problems


def _read_one(question: dict[str, Any], value: Any, problems: list[Problem]) -> Answer | None:
    place = f"answers.{question['id']}"
    options: list[str] = question["options"]
    if not question["many"]:
        if not isinstance(value, str):
            problems.append(Problem(place, f"takes one answer as text, not {kind_of(value)}.", _allowed(options)))
            return None
        return value if _known(place, value, options, problems) else None
    if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
        problems.append(Problem(place, f"takes a list of answers, not {kind_of(value)}.", _allowed(options)))
        return None
    if not value:
        problems.append(
            Problem(place, "is an empty list, which isn't an answer.", "Omit the question, or give 'null'.")
        )
        return None
    if not all([_known(place, part, options, problems) for part in value]):
        return None
    alone = [part for part in question["exclusive"] if part in value]
    if alone and len(set(value)) > 1:
        others = ", ".join(f"'{part}'" for part in value if part not in alone[:1])
        problems.append(
            Problem(
                place,
                f"excludes every other answer, but was given with {others}.",
                "Keep one of them.",
                subject=f"'{alone[0]}'",
            )
        )
        return None
    return tuple(option for option in options if option in value)


def _known(place: str, value: str, options: list[str], problems: list[Problem]) -> bool:
    if value in options:
        return True
    from wizard.pack.toml_lines import nearest

    # The opposite of an answer is spelled almost like it: "inactive" holds "active".
    near = nearest(value, [option for option in options if option not in value])
    hint = f"{near} {_allowed(options)}".strip()
    problems.append(Problem(place, "isn't an answer to this question.", hint, subject=f"'{value[:60]}'"))
    return False


def _allowed(options: Sequence[str]) -> str:
    return f"Allowed: {joined(options, _MOST_ALLOWED)}."
