"""Papers of accounts that are not before a board: written again each time, except those that somebody filled in."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wizard.decision.engine import Engine
from wizard.documents.bundle import CHECKLIST, SUMS
from wizard.documents.case import build_case
from wizard.engagement.export import make_documents
from wizard.engagement.processes import spread
from wizard.engagement.readback import WORD, read_checklist
from wizard.errors import Problem, WizardError
from wizard.files.reading import refused
from wizard.files.writing import write_whole

if TYPE_CHECKING:
    from wizard.pack.models import Pack
    from wizard.record.model import Record

WRITERS = 8
"""Threads of one process that wait for the disk."""
PAYS_FROM = 100
"""Accounts from which starting more processes costs less than it saves."""


class Draft(NamedTuple):
    """What became of the draft of one account.

    Attributes:
        folder: Where it lies.
        filled_in: It was left as it is, because somebody filled in its checklist, or may have.
        problems: Why it could not be written.
    """

    folder: Path
    filled_in: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Drafting:
    """What all drafts have in common.

    Attributes:
        folder: Where the accounts' folders go.
        formats: In addition to Markdown.
    """

    pack: Pack
    engine: Engine
    day: date
    folder: Path
    formats: tuple[str, ...]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what each process makes for itself."""
        return {name: getattr(self, name) for name in ("pack", "engine", "day", "folder", "formats")}

    @cached_property
    def _writers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(WRITERS, thread_name_prefix="drafts")

    def __call__(self, account: tuple[str, Record]) -> Draft:
        """Write the draft of one account, given the name of its folder and its record with the rules that apply."""
        name, record = account
        folder = self.folder / name
        try:
            documents = make_documents(build_case(self.pack, self.engine, record, self.day), self.formats)
        except WizardError as error:
            return Draft(folder, problems=error.problems)
        if _filled_in(folder, documents):
            return Draft(folder, filled_in=True)
        files = ((folder / name, documents[name]) for name in documents)
        return Draft(folder, problems=tuple(filter(None, self._writers.map(_write, files))))


def write_drafts(drafting: Drafting, accounts: Sequence[tuple[str, Record]]) -> Iterator[Draft]:
    """Write the drafts of accounts, each given by the name of its folder and its record; yield what became of each."""
    return spread(drafting, accounts, PAYS_FROM)


def remove_drafts(folder: Path, names: Iterable[str]) -> None:
    """Remove drafts of accounts that have none any more, save those that somebody filled in."""
    for name in names:
        draft = folder / name
        if (draft / SUMS).is_file() and not _filled_in(draft, {}):
            with suppress(OSError):
                shutil.rmtree(draft)


def _filled_in(folder: Path, documents: dict[str, bytes]) -> bool:
    """Return whether the checklist of a folder holds what a person filled in; one that cannot be read may."""
    try:
        there = [name for name in (CHECKLIST, WORD) if (folder / name).exists()]
        if all((folder / name).read_bytes() == documents.get(name) for name in there):
            return False
        checklist, problems = read_checklist(folder)
    except (OSError, WizardError):
        return True
    return bool(checklist.touched or checklist.unreadable or problems or not checklist.front)


def _write(file: tuple[Path, bytes]) -> Problem | None:
    path, data = file
    try:
        if not path.is_file() or path.read_bytes() != data:
            write_whole(path, data, 0o666)
    except OSError as error:
        return refused(path, error, "Free the disk or the folder, then run it again.")
    return None
