"""The rows of ``knowledge/evidence/collect.toml``: what the script exports, for which questions, with which scopes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from wizard.errors import PackError, Problem, UsageError
from wizard.files.toml import part_of_pack
from wizard.pack.files import file_of
from wizard.pack.models.base import Id, Model, QuestionId

FILE = "evidence/collect.toml"

ServiceId = Literal["graph", "power_platform", "azure"]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z-]+\.json$")]
Scope = Annotated[str, Field(pattern=r"^[A-Za-z.]+$")]
ModuleName = Annotated[str, Field(pattern=r"^[A-Za-z.]+$")]


class Service(Model):
    """What a section asks, and the PowerShell module that asks it."""

    id: ServiceId
    module: ModuleName


class Wider(Model):
    """A scope that makes narrower ones needless."""

    id: Scope
    covers: tuple[Scope, ...]


class Section(Model):
    """One export of the script.

    Attributes:
        collection: Name of the list, under which an empty one is written; without a name nothing is.
        scopes: The least delegated permissions of Microsoft Graph.
        role: The least role of the person who runs the script.
        questions: Questions that the file helps to answer.
        needs: Sections without which this one says little.
        sources: Where scopes and role were looked up.
    """

    id: Id
    title: str
    file: FileName
    collection: Annotated[str, Field(pattern=r"^[A-Za-z]+$")] | Literal[""] = ""
    service: ServiceId
    scopes: tuple[Scope, ...] = ()
    role: str
    questions: tuple[QuestionId, ...]
    needs: tuple[Id, ...] = ()
    sources: tuple[str, ...] = ()


class Collect(Model):
    """The whole file."""

    checked_on: date
    service: tuple[Service, ...]
    scope: tuple[Wider, ...] = ()
    section: tuple[Section, ...]


def load_collect(folder: Path | None = None) -> Collect:
    """Read the table of a pack; the shipped one serves where a pack has none.

    Raises:
        PackError: The file is missing, is not TOML, or has a part that is not allowed.
    """
    path = file_of(folder, FILE)
    try:
        return Collect.model_validate(part_of_pack(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        remedy = "See 'mfa-wizard knowledge check'."
        raise PackError(Problem(f"{path}: {place}", f"{first['msg']}.", remedy, for_shell=True)) from None


def sections_for(table: Collect, questions: Collection[str]) -> tuple[Section, ...]:
    """Return the sections that help to answer one of the questions."""
    return tuple(one for one in table.section if not set(one.questions).isdisjoint(questions))


def sections_named(table: Collect, words: Iterable[str], questions: Collection[str]) -> tuple[Section, ...]:
    """Return the sections of some words: the id of a section, with what it needs, or of a question.

    Args:
        table: The sections that there are.
        words: What somebody named.
        questions: Every question of the pack.

    Raises:
        UsageError: A word is neither, or no export answers the question.
    """
    by_id = {one.id: one for one in table.section}
    chosen: set[str] = set()
    problems: list[Problem] = []
    for word in words:
        if word in by_id:
            chosen |= _with_needs(by_id, word)
            continue
        found = {one.id for one in sections_for(table, {word})}
        chosen |= found
        if not found:
            message = (
                "can't be answered from an export." if word in questions else "is neither a question nor a section."
            )
            problems.append(Problem(f"--for {word[:60]}", message, f"Sections: {', '.join(by_id)}."))
    if problems:
        raise UsageError(*problems)
    return tuple(one for one in table.section if one.id in chosen)


def scopes_of(table: Collect, sections: Iterable[Section]) -> tuple[str, ...]:
    """Return the least scopes of some sections, without those that another one covers."""
    wanted = dict.fromkeys(scope for one in sections for scope in one.scopes)
    covered = {narrow for wider in table.scope if wider.id in wanted for narrow in wider.covers}
    return tuple(sorted(scope for scope in wanted if scope not in covered))


def _with_needs(by_id: dict[str, Section], first: str) -> set[str]:
    found: set[str] = set()
    waiting = [first]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += by_id[one].needs
    return found
