"""The papers of an engagement: what a board was given, which accounts each paper is for, and how far it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import RECORD
from wizard.engagement.readback import document_folders
from wizard.engagement.states import Standing
from wizard.engagement.store import SUFFIX, read_saved
from wizard.engagement.succession import Succession
from wizard.engagement.verify import look
from wizard.errors import ExportError, Problem, WizardError
from wizard.record.names import normal

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record

RECORDS = "records"
"""Folder of a paper with one record for each of its accounts."""

_REVISION = re.compile(r"-r\d+$")


def base_of(record_id: str) -> str:
    """Return the id that all revisions and renewals of an account's record have in common."""
    return _REVISION.sub("", normal(record_id))


@dataclass(frozen=True, slots=True)
class Paper:
    """One folder of documents that a board was given.

    Attributes:
        records: The record of each account, as it was printed.
        standing: How far it is; None where it cannot be read.
        problem: Why not.
    """

    folder: Path
    records: tuple[Record, ...] = ()
    standing: Standing | None = None
    problem: Problem | None = None


def records_of(folder: Path) -> tuple[Record, ...]:
    """Return the records that a folder of documents holds, one for each account.

    Raises:
        RecordError: One cannot be read.
    """
    files = sorted((folder / RECORDS).glob(f"*{SUFFIX}"))
    return tuple(read_saved(file) for file in files or (folder / RECORD,))


def papers_in(folder: Path, pack: Pack, engine: Engine, day: date) -> Iterator[Paper]:
    """Yield the papers below a folder, by name; one that is damaged does not silence the others.

    Each stands for itself: whether a later one takes its place is for the account to say.
    """
    nobody = Succession((), pack)
    try:
        folders = document_folders(folder)
    except ExportError:
        return
    for one in folders:
        try:
            yield Paper(one, records_of(one), look(one, pack, engine, day, nobody).standing)
        except WizardError as error:
            yield Paper(one, problem=error.problems[0])
