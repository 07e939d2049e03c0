"""The papers of an engagement: what a board was given, which accounts each paper is for, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.glance import Glance
from wizard.engagement.readback import document_folders
from wizard.engagement.sealed import read_sealed
from wizard.errors import ExportError, Problem, WizardError
from wizard.record.annex import accounts_of

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.states import Standing
    from wizard.pack.models import Pack
    from wizard.record.model import Record


@dataclass(frozen=True, slots=True)
class Paper:
    """One folder of documents that a board was given.

    Attributes:
        records: The record of each account, as it was printed.
        standing: Its progress; None where it cannot be read.
        problem: Why not.
    """

    folder: Path
    records: tuple[Record, ...] = ()
    standing: Standing | None = None
    problem: Problem | None = None


def papers_below(folder: Path) -> list[Path]:
    """Return the folders of papers below a folder; none where there are none."""
    try:
        return document_folders(folder)
    except ExportError:
        return []


def papers_in(folder: Path, pack: Pack, engine: Engine, day: date) -> Iterator[Paper]:
    """Yield the papers below a folder, by name; one that is damaged does not silence the others.

    Each stands for itself: whether a later one takes its place is for the account to say.
    """
    glance = Glance(pack, engine, day)
    for one in papers_below(folder):
        try:
            printed, standing = glance.at(one, read_sealed(one))
            yield Paper(one, accounts_of(printed.record), standing)
        except WizardError as error:
            problem = error.problems[0]
            where = f" ({Path(problem.place).name})" if problem.place else ""
            yield Paper(one, problem=Problem(str(one), f"cannot be read{where}: {problem.text}", problem.remedy))
