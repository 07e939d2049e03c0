"""Whether an engagement is whole: its accounts can be read, each record is there once, and papers have their accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.findings import CLOCK, RESTORE, Finding
from wizard.engagement.paper_index import gone, sums_remade
from wizard.engagement.papers import double_papers
from wizard.engagement.paths import ACCOUNTS
from wizard.engagement.rows import missing_accounts
from wizard.files.reading import files_in
from wizard.record.version import SETTINGS_FILE
from wizard.wording import listed, long_date

if TYPE_CHECKING:
    from wizard.engagement.overview import Overview
    from wizard.engagement.rows import Row


def engagement_findings(found: Overview) -> list[Finding]:
    """Return what does not hold in an engagement, apart from its papers."""
    return [*_accounts(found), *_papers(found), *_nested(found)]


def _accounts(found: Overview) -> Iterator[Finding]:
    told: set[frozenset[str]] = set()
    for row in found.rows:
        place = f"{ACCOUNTS}/{row.file}"
        if row.problem is not None:
            remedy = row.problem.remedy or "Put the file back from a copy of the folder."
            within = row.problem.within(row.file)
            yield Finding("account_unreadable", f"{place}: {within}" if within else place, row.problem.text, remedy)
        if row.copies and (files := frozenset({row.file, *row.copies})) not in told:
            told.add(files)
            yield _copies(found, row, place)
        if row.seen is not None and row.seen.created_on is not None and row.seen.created_on > found.day:
            message = f"was begun on {long_date(row.seen.created_on)}, after {long_date(found.day)}."
            yield Finding("clock", f"{place}: created_on", message, CLOCK)


def _copies(found: Overview, row: Row, place: str) -> Finding:
    """Return the finding on files that hold one record, such as those that a synchronized folder makes of a conflict."""
    names = {row.file, *row.copies}
    same = len({file.digest for file in found.files if file.path.name in names}) == 1
    message = f"and {listed(list(row.copies))} hold one record{', with the same bytes' if same else ' and differ'}."
    remedy = "Compare them, keep one, and remove the other from the folder."
    return Finding("account_copies", place, message, remedy)


def _papers(found: Overview) -> Iterator[Finding]:
    """Find papers that are there twice, are gone, or have other digests, and those of records that no file holds."""
    decisions = found.engagement.decisions_folder
    there = {record.record_id for paper in found.papers if paper.folder.is_dir() for record in paper.records}
    missing = [("paper_gone", problem) for _, problem in gone(decisions, there)]
    for file in sums_remade(decisions):
        place = file.relative_to(found.engagement.folder).as_posix()
        yield Finding("sums", place, "isn't the checksum file that was written with the paper.", RESTORE)
    double = [("paper_copies", problem) for problem, _ in double_papers(found.papers)]
    lost = [("account_missing", problem) for problem in missing_accounts(found.papers, found.rows)]
    for code, problem in (*missing, *double, *lost):
        place = Path(problem.place).relative_to(found.engagement.folder).as_posix()
        yield Finding(code, place, problem.message, problem.remedy)


def _nested(found: Overview) -> Iterator[Finding]:
    """Find engagements within this one; a command takes the inner one where it is begun there."""
    home = found.engagement.folder
    for file in files_in(home, deep=True):
        if file.name == SETTINGS_FILE and file.parent != home:
            place = file.relative_to(home).as_posix()
            message = "makes its folder an engagement within this one; nobody can tell which one its files belong to."
            yield Finding("nested_engagement", place, message, "Move that folder out of this one.")
