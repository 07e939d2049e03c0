"""The rows of ``knowledge/evidence/collect.toml``: what the script exports, for which questions, with which scopes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from wizard.errors import PackError, Problem
from wizard.files.toml import part_of_pack
from wizard.pack.default_pack import default_pack_folder
from wizard.pack.models.base import Id, Model
from wizard.pack.models.names import QuestionId

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
    own = folder / FILE if folder is not None else None
    path = own if own is not None and own.is_file() else default_pack_folder() / FILE
    try:
        return Collect.model_validate(part_of_pack(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        remedy = "See 'mfa-wizard knowledge check'."
        raise PackError(Problem(f"{path}: {place}", f"{first['msg']}.", remedy, for_shell=True)) from None
