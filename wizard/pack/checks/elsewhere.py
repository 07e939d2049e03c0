"""What the readers of evidence cite of a pack: in code, and in the tables of ``evidence/``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wizard.errors import PackError, Problem
from wizard.pack.contents import OTHER_ROOMS
from wizard.pack.files import PackFiles
from wizard.pack.loader import read_toml
from wizard.pack.models.base import Model
from wizard.pack.models.marks import Ref
from wizard.pack.toml_lines import place_of
from wizard.pack.walk import Found, walk_file

CODE = "the readers of evidence"
"""The place of what code cites."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What code above the pack cites of it.

    Attributes:
        facts: Ids of facts.
        answers: Ids of answers, by question.
        files: The models of files under ``evidence/``; other files cite facts only, under ``facts``.
        fields: Ids of fields of the sign-off.
        readers: What reads files under ``evidence/`` that have no model; each takes the folder of the pack.
    """

    facts: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, type[Model]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    readers: Mapping[str, Callable[[Path], object]] = field(default_factory=dict)


def cited_elsewhere(files: PackFiles, cited: Cited, problems: list[Problem]) -> Iterator[Found]:
    """Yield what is cited; code is held to the pack only where the pack has tables of evidence."""
    tables = [name for name in files.data if name.startswith(OTHER_ROOMS) and name.endswith(".toml")]
    for name in tables:
        if (read := read_toml(name, files, problems)) is None:
            continue
        text, data = read
        problems.extend(_unread(name, files.folder, cited.readers.get(name)))
        model = cited.files.get(name)
        try:
            yield from walk_file(model.model_validate(data), name) if model else _facts(name, data)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                key = ".".join(str(step) for step in one["loc"])
                problems.append(Problem(place_of(name, text, one["loc"]), f"{key}: {one['msg']}.", code="P113"))
    if tables:
        yield from (Found(CODE, "facts", one, Ref("fact")) for one in cited.facts)
        yield from (Found(CODE, "fields", one, Ref("field")) for one in cited.fields)
        for question, answers in cited.answers.items():
            yield Found(CODE, "question", question, Ref("question"))
            yield from (Found(CODE, "answers", one, Ref("answer"), question) for one in answers)


def _unread(name: str, folder: Path, reader: Callable[[Path], object] | None) -> Iterator[Problem]:
    """Yield why a file cannot be used, if its reader says so."""
    try:
        if reader is not None:
            reader(folder)
    except PackError as error:
        for one in error.problems:
            yield replace(one, place=f"{name}: {one.within(str(folder / name))}".rstrip(": "), code="P113")


def _facts(name: str, value: Any) -> Iterator[Found]:
    """Yield the facts that any table of a file cites."""
    if isinstance(value, dict):
        yield from (Found(name, "facts", str(one), Ref("fact")) for one in value.get("facts", ()))
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _facts(name, below)
