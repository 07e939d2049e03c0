"""What the readers of evidence cite of a pack: in code, and in the tables of ``evidence/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.errors import Problem
from wizard.pack.contents import OTHER_ROOMS
from wizard.pack.files import PackFiles
from wizard.pack.loader import read_toml
from wizard.pack.models.base import Ref
from wizard.pack.walk import Found

CODE = "the readers of evidence"
"""The place of what code cites."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What code above the pack cites of it.

    Attributes:
        facts: Ids of facts.
        answers: Ids of answers, by question.
        keys: Keys of the tables under ``evidence/`` that hold answers, each with its question.
    """

    facts: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


def cited_elsewhere(files: PackFiles, cited: Cited, problems: list[Problem]) -> Iterator[Found]:
    """Yield what is cited; code is held to the pack only where the pack has tables of evidence."""
    tables = [name for name in files.data if name.startswith(OTHER_ROOMS) and name.endswith(".toml")]
    for name in tables:
        for entry in _entries(read_toml(name, files, problems)[1]):
            yield from (
                Found(name, kind + "s", one, Ref(kind))
                for kind in ("fact", "source")
                for one in _ids(entry.get(kind + "s"))
            )
            for question in _ids(entry.get("question")):
                yield from _answers(name, question, (*_ids(entry.get("answers")), *_ids(entry.get("answer"))))
            for key, question in cited.keys.items():
                if given := _ids(entry.get(key)):
                    yield from _answers(name, question, given)
    if tables:
        yield from (Found(CODE, "facts", one, Ref("fact")) for one in cited.facts)
        for question, answers in cited.answers.items():
            yield from _answers(CODE, question, answers)


def _answers(place: str, question: str, answers: tuple[str, ...]) -> Iterator[Found]:
    yield Found(place, "question", question, Ref("question"))
    yield from (Found(place, "answers", one, Ref("answer", within=question), question) for one in answers)


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every table of a file."""
    if isinstance(value, dict):
        yield value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _entries(below)


def _ids(value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list) else [value]
    return tuple(ident for ident in given if isinstance(ident, str) and ident)
