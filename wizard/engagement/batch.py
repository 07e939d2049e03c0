"""A batch: every account of a list to its documents, then portfolio and register."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.case import build_case
from wizard.documents.library import Library
from wizard.documents.register import COLUMNS, register_row
from wizard.engagement.accounts import AccountRow, read_accounts
from wizard.engagement.export import make_documents, write_documents
from wizard.engagement.paths import slug
from wizard.engagement.portfolio import PortfolioRow, portfolio, portfolio_row
from wizard.errors import ExportError, Problem, WizardError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from wizard.decision.engine import Engine
    from wizard.evidence.collection import Evidence
    from wizard.pack.models import Pack

PORTFOLIO = "portfolio.md"
REGISTER = "register.csv"
WRITERS = 8
"""Threads that wait for the disk while the next documents are made."""

REMEDY = "Name another folder with --to."


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
    formats: Sequence[str] = ("md",),
    redact: bool = False,
    evidence: Evidence | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Batch:
    """Decide every account of a list and write all documents.

    Args:
        accounts: The list, as comma-separated values.
        folder: Where the documents go, a folder for each account.
        pack: The knowledge.
        engine: Made from the same pack.
        day: The date of the documents.
        formats: Beside Markdown.
        redact: Replace names by pseudonyms; folders are named by the records' ids then.
        evidence: Exports that propose answers to questions which the list leaves open.
        progress: Called with how many accounts are done, and how many there are.

    Raises:
        EvidenceError: The list as a whole cannot be used.
        RecordError: The list cannot be read.
    """
    listed = read_accounts(accounts, pack, engine, day)
    problems = list(listed.problems)
    kept: dict[int, tuple[PortfolioRow, dict[str, str]]] = {}

    def make(row: AccountRow) -> tuple[str, dict[str, bytes]]:
        record = row.record
        if evidence is not None:
            from wizard.engagement.proposing import with_proposals

            record = with_proposals(record, evidence.observations(record.account.name, day), engine)
        case = build_case(pack, engine, record, day, redact=redact)
        name = slug(case.record.record_id) if redact else row.folder
        documents = make_documents(case, formats)
        kept[row.line] = portfolio_row(case, name), register_row(case)
        return name, documents

    for done, (row, error) in enumerate(_written(listed.rows, folder, make), 1):
        if error is not None:
            kept.pop(row.line, None)
            problems += [
                Problem(f"{accounts}:{row.line}: {problem.place}", problem.message, problem.remedy)
                for problem in error.problems
            ]
        if progress is not None:
            progress(done, len(listed.rows))
    rows = [row for row, _ in kept.values()]
    pages = {
        PORTFOLIO: portfolio(Library.of(pack, engine), rows, day, problems, formats),
        REGISTER: _register([entry for _, entry in kept.values()]),
    }
    try:
        files = write_documents(pages, folder, REMEDY)
    except ExportError as error:
        files = []
        problems += error.problems
    return Batch(tuple(rows), tuple(files), tuple(problems), listed.remarks)


def _written(
    rows: Sequence[AccountRow], folder: Path, make: Callable[[AccountRow], tuple[str, dict[str, bytes]]]
) -> Iterator[tuple[AccountRow, WizardError | None]]:
    """Make documents one after the other and write them beside; yield each row with what went wrong."""
    from concurrent.futures import ThreadPoolExecutor

    waiting: deque[tuple[AccountRow, Future[list[Path]]]] = deque()
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="documents") as writers:
        for row in rows:
            try:
                name, documents = make(row)
            except WizardError as error:
                yield row, error
                continue
            waiting.append((row, writers.submit(write_documents, documents, folder / name, REMEDY)))
            if len(waiting) > 2 * WRITERS:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())


def _finished(row: AccountRow, future: Future[list[Path]]) -> tuple[AccountRow, WizardError | None]:
    try:
        future.result()
    except WizardError as error:
        return row, error
    return row, None


def _register(rows: Sequence[dict[str, str]]) -> bytes:
    """Return the register with its head; cells are guarded against formulas already."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
