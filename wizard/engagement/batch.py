"""A batch: every account of a list to its documents, then portfolio and register."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.decision.words import Words
from wizard.documents.case import normal_record
from wizard.documents.house import settled
from wizard.documents.library import Library
from wizard.documents.register import COLUMNS
from wizard.engagement.export import write_documents
from wizard.engagement.lists.model import AccountList, AccountRow
from wizard.engagement.lists.reading import read_list
from wizard.engagement.portfolio import PortfolioRow, portfolio
from wizard.engagement.settings import settings_near
from wizard.engagement.writing import REMEDY, Job, Written, write_all
from wizard.errors import ExportError, Problem, WizardError

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.pseudonym_key import Redacting
    from wizard.evidence.proposals.policies_with_exports import Proposer
    from wizard.pack.models import Pack
    from wizard.record.model import Record

PORTFOLIO = "portfolio.md"
REGISTER = "register.csv"


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch left on the disk.

    Attributes:
        rows: Accounts whose documents are there.
        files: Portfolio and register.
        problems: What is wrong with the other rows.
        remarks: What a reader should know and what stopped nothing.
    """

    rows: tuple[PortfolioRow, ...]
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]


def assess(
    accounts: Path,
    folder: Path,
    pack: Pack,
    engine: Engine,
    day: date,
    *,
    listed: AccountList | None = None,
    formats: Sequence[str] = ("md",),
    redact: Redacting | None = None,
    evidence: Proposer | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Batch:
    """Decide every account of a list and write all documents.

    Args:
        accounts: The list.
        folder: Where the documents go, a folder for each account.
        engine: Made from the same pack.
        day: The date of the documents.
        listed: What was read from it and confirmed; without it the list is read with the best guesses.
        formats: In addition to Markdown.
        redact: Replace names by pseudonyms, the same over all accounts; folders are named by pseudonym then.
        evidence: Exports that propose answers to questions which the list leaves open.
        progress: Called with how many accounts are done, and how many there are.

    Raises:
        EvidenceError: The list as a whole cannot be used.
        ExportError: The key of pseudonyms would be among the documents.
        RecordError: That key cannot be used.
    """
    if redact is not None:
        redact.keep_apart(folder)
    listed = listed or read_list(accounts, pack, engine, day)
    problems = list(listed.problems)
    kept: list[Written] = []
    words = Words(pack)

    def prepared(row: AccountRow) -> AccountRow:
        if evidence is None:
            return row
        from wizard.engagement.evidence_files import stated
        from wizard.engagement.proposed_answers import with_proposals

        seen = evidence.observations(row.record.account.name, day, stated(row.record))
        return replace(row, record=with_proposals(row.record, seen, engine, words))

    settings = settings_near(accounts, folder)

    def prepared_and_settled(row: AccountRow) -> AccountRow:
        row = prepared(row)
        return replace(row, record=settled(pack, row.record, settings, day))

    job = Job(pack, engine, day, folder, tuple(formats), redact is not None)
    rows_in, prepare = listed.rows, prepared_and_settled
    if redact is not None:
        # Pseudonyms are given here and saved before several processes write documents.
        rows_in, prepare = _redacted(job, [prepared_and_settled(row) for row in listed.rows], redact), _as_it_is
    for done, written in enumerate(write_all(job, rows_in, prepare), 1):
        if written.row is not None:
            kept.append(written)
        problems += [replace(one, place=f"{accounts}:{written.line}: {one.place}") for one in written.problems]
        if progress is not None:
            progress(done, len(listed.rows))
    rows = tuple(written.row for written in kept if written.row is not None)
    pages = {
        PORTFOLIO: portfolio(Library.of(pack, engine), rows, day, problems, formats),
        REGISTER: _register([written.entry for written in kept]),
    }
    try:
        files = write_documents(pages, folder, REMEDY)
    except ExportError as error:
        files = []
        problems += error.problems
    return Batch(rows, tuple(files), tuple(problems), listed.remarks)


def _as_it_is(row: AccountRow) -> AccountRow:
    return row


def _redacted(job: Job, rows: Sequence[AccountRow], how: Redacting) -> tuple[AccountRow, ...]:
    """Return the accounts with records that name nobody; one that cannot be decided stays, and is reported later."""
    with how.opened() as redaction:
        normal: list[tuple[AccountRow, Record]] = []
        kept: dict[int, AccountRow] = {}
        for row in rows:
            try:
                normal.append((row, normal_record(job.pack, job.engine, row.record, job.day)))
            except WizardError:
                kept[row.line] = row
        for _ in range(2 if how.keep_text else 1):  # text may name who comes up in a later row only
            for row, record in normal:
                kept[row.line] = replace(row, record=redaction.of(job.pack, record))
    return tuple(kept[row.line] for row in rows)


def _register(rows: Sequence[dict[str, str]]) -> bytes:
    """Return the register with its head; cells are guarded against formulas already."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
