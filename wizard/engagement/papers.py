"""The papers of an engagement: what a board was given, which accounts each paper is for, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.findings import CLOCK
from wizard.engagement.paper_index import gone, sums_remade
from wizard.engagement.paths import RECORDS
from wizard.engagement.states import State
from wizard.engagement.succession import base_of
from wizard.errors import ExportError, Problem, WizardError
from wizard.files.reading import files_in, read_bytes
from wizard.record.annex import accounts_of
from wizard.record.model import Record
from wizard.record.names import normal
from wizard.record.reading import SAVED, read_record
from wizard.wording import listed, long_date

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.printed import Printed
    from wizard.engagement.states import Standing
    from wizard.pack.models import Pack


@dataclass(frozen=True, slots=True)
class Paper:
    """One folder of documents that a board was given.

    Attributes:
        records: The record of each account, as it was printed; of a damaged paper those that can still be read.
        standing: Its progress; None where it cannot be read.
        problem: Why not, or that its files changed.
        unsure: Nobody can tell who signed it, although its record can be read.
    """

    folder: Path
    records: tuple[Record, ...] = ()
    standing: Standing | None = None
    problem: Problem | None = None
    unsure: bool = False


def papers_below(folder: Path) -> list[Path]:
    """Return the folders of papers below a folder; none where there are none."""
    if not folder.is_dir():
        return []
    from wizard.engagement.readback import document_folders

    try:
        return document_folders(folder)
    except ExportError:
        return []


def papers_in(folder: Path, pack: Pack, engine: Engine, day: date) -> Iterator[Paper]:
    """Yield the papers below a folder, by name, then those that are gone; a damaged one does not silence the others.

    Each is looked at by itself: whether a later one takes its place is for the account to say.
    """
    papers = papers_below(folder)
    found = list(_looked(papers, pack, engine, day)) if papers else []
    remade = {file.parent: file.name for file in sums_remade(folder)} if papers else dict[Path, str]()
    for paper in found:
        again = remade.get(paper.folder) if paper.problem is None else None
        yield replace(paper, problem=_changed(paper.folder, [again])) if again else paper
    there = {record.record_id for paper in found for record in paper.records}
    for one, problem in gone(folder, there):
        yield Paper(
            folder / one.folder, tuple(Record.model_construct(record_id=name) for name in one.records), problem=problem
        )


def _looked(papers: Iterable[Path], pack: Pack, engine: Engine, day: date) -> Iterator[Paper]:
    from wizard.engagement.sealed import AsWritten, Glance, read_sealed

    glance = Glance(pack, engine, day)
    for one in papers:
        try:
            seal = read_sealed(one)
            printed, standing = glance.at(one, seal)
            problem = _rewritten(one) if seal is None else None
            if problem is None and standing.signed_on is None and not isinstance(printed, AsWritten):
                problem = unread_checklist(one)
            unsure = problem is not None and rests_on_checklist(printed, standing)
            yield Paper(one, accounts_of(printed.record), standing, problem, unsure)
        except WizardError as error:
            first = error.problems[0]
            where = f" ({Path(first.place).name})" if first.place else ""
            told = Problem(str(one), f"cannot be read{where}: {first.text}", first.remedy)
            yield Paper(one, tuple(still_there(one)), problem=told)


def later_paper(papers: Iterable[Paper], day: date) -> Problem | None:
    """Return that papers are dated after the day by which somebody looks at them; None where none is."""
    dated = [
        (record.applied.printed_on, paper.folder)
        for paper in papers
        for record in paper.records
        if record.applied is not None and record.applied.printed_on is not None
    ]
    newest, folder = max(dated, default=(day, Path()))
    if newest <= day:
        return None
    message = f"is dated {long_date(newest)}, after {long_date(day)}, so states and dates are those of an earlier day."
    return Problem(str(folder), message, CLOCK, severity="note", for_shell=True)


def _rewritten(folder: Path) -> Problem | None:
    """Return that a paper is no longer what was signed, as far as its digests tell; None where it is."""
    from wizard.engagement.sealed import rewritten

    names = rewritten(folder)
    return _changed(folder, names) if names else None


def _changed(folder: Path, names: Sequence[str]) -> Problem:
    message = f"isn't as it was written: {listed(list(names))} changed, so its state may be wrong."
    return Problem(str(folder), message, "'mfa-wizard verify' says what changed. Put the files back.", for_shell=True)


def rests_on_checklist(printed: Printed, standing: Standing) -> bool:
    """Return whether only the checklist can tell what was decided, so that without it nobody knows."""
    return printed.told is None and standing.state is State.PROPOSED


def unread_checklist(folder: Path) -> Problem | None:
    """Return that a paper's checklist is missing or cannot be read, so that nobody can tell who signed it; None else."""
    from wizard.engagement.readback import read_checklist
    from wizard.engagement.verify import unsigned

    try:
        read_checklist(folder)
    except WizardError as error:
        return replace(unsigned(error.problems), place=str(folder))
    return None


def still_there(folder: Path) -> Iterator[Record]:
    """Yield the records of a damaged paper that can be read, so that its accounts are not taken for new ones."""
    from wizard.documents.bundle import RECORD

    alone = files_in(folder / RECORDS) if (folder / RECORDS).is_dir() else ()
    for file in (folder / RECORD, *alone):
        with suppress(WizardError):
            yield from accounts_of(read_record(read_bytes(file, SAVED), file.name))


def double_papers(papers: Iterable[Paper]) -> Iterator[tuple[Problem, frozenset[str]]]:
    """Yield papers that hold one record, as synchronized folders make them of a conflict, with its accounts' ids."""
    holders: dict[str, list[Paper]] = {}
    for paper in papers:
        for record_id in {normal(one.record_id) for one in paper.records}:
            holders.setdefault(record_id, []).append(paper)
    told: set[tuple[Path, ...]] = set()
    for several in holders.values():
        folders = tuple(one.folder for one in several)
        if len(folders) > 1 and folders not in told:
            told.add(folders)
            bases = frozenset(base_of(record.record_id) for paper in several for record in paper.records)
            message = f"and {listed([one.name for one in folders[1:]])} hold one record; nobody can tell which counts."
            remedy = "Compare them, keep the one that was signed, and move the other out of the folder."
            yield Problem(str(folders[0]), message, remedy), bases
