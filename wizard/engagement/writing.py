"""Documents of many accounts: made by several processes where that pays, written while the next ones are made."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.decision.engine import Engine
from wizard.documents.case import build_case
from wizard.documents.register import register_row
from wizard.engagement.export import make_documents, write_documents
from wizard.engagement.lists.model import AccountRow
from wizard.engagement.paths import slug
from wizard.engagement.portfolio import PortfolioRow, portfolio_row
from wizard.errors import Problem, WizardError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from wizard.pack.models import Pack

REMEDY = "Name another folder with --to."
WRITERS = 8
"""Threads of one process that wait for the disk."""

CHUNK = 20
PAYS_FROM = 200
"""Accounts from which starting more processes costs less than it saves."""

MOST_PROCESSES = 8


@dataclass(frozen=True, slots=True)
class Job:
    """What all accounts of a batch have in common.

    Attributes:
        folder: Where the accounts' folders go.
        redact: The records name nobody; folders are named by pseudonym then.
    """

    pack: Pack
    engine: Engine
    day: date
    folder: Path
    formats: tuple[str, ...] = ("md",)
    redact: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one account.

    Attributes:
        line: Its line in the list.
        row: What the portfolio keeps of it; None where its documents could not be written.
        entry: Its row of the register.
        problems: What went wrong.
    """

    line: int
    row: PortfolioRow | None
    entry: dict[str, str]
    problems: tuple[Problem, ...] = ()


def write_all(job: Job, rows: Collection[AccountRow], prepare: Callable[[AccountRow], AccountRow]) -> Iterator[Written]:
    """Write the documents of all accounts; yield what became of each, in the order of the list.

    Args:
        job: What they have in common.
        prepare: Adds to an account what only this process can know.
    """
    prepared = (prepare(row) for row in rows)
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if processes < 2 or len(rows) < PAYS_FROM:
        yield from write_rows(job, prepared)
        return
    yield from _by_processes(job, list(prepared), processes)


def _by_processes(job: Job, rows: Sequence[AccountRow], processes: int) -> Iterator[Written]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
    parts = (job.pack, job.engine.program, job.day, job.folder, job.formats, job.redact)
    try:
        pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _start, parts)
    except (OSError, ImportError, NotImplementedError):  # a system without shared semaphores
        yield from write_rows(job, rows)
        return
    try:
        for written in pool.map(_chunk, chunks):
            yield from written
    finally:
        pool.shutdown(cancel_futures=True)


_job: Job | None = None
"""The job of this process, where it is one of several."""


def _start(pack: Pack, program: dict[str, Any], *rest: Any) -> None:
    """Leave an interrupt to the process that gave the job."""
    import signal

    global _job  # noqa: PLW0603 - the only way into a pool's process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _job = Job(pack, Engine(program), *rest)


def _chunk(rows: Sequence[AccountRow]) -> list[Written]:
    if _job is None:  # pragma: no cover - the pool starts every process with its job
        raise RuntimeError
    return list(write_rows(_job, rows))


def write_rows(job: Job, rows: Iterable[AccountRow]) -> Iterator[Written]:
    """Make documents one after the other in this process, and write them in the background."""
    from concurrent.futures import ThreadPoolExecutor

    waiting: deque[tuple[Written, Future[list[Path]]]] = deque()
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="documents") as writers:
        for row in rows:
            try:
                made, name, documents = _make(job, row)
            except WizardError as error:
                made, name, documents = Written(row.line, None, {}, error.problems), row.folder, {}
            waiting.append((made, writers.submit(write_documents, documents, job.folder / name, REMEDY)))
            if len(waiting) > 2 * WRITERS:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())


def _make(job: Job, row: AccountRow) -> tuple[Written, str, dict[str, bytes]]:
    case = build_case(job.pack, job.engine, row.record, job.day)
    if job.redact and not case.redacted:  # pragma: no cover - what keeps a record from being redacted is raised above
        raise RuntimeError
    name = slug(case.account) if job.redact else row.folder
    documents = make_documents(case, job.formats)
    return Written(row.line, portfolio_row(case, name), register_row(case)), name, documents


def _finished(made: Written, future: Future[list[Path]]) -> Written:
    try:
        future.result()
    except WizardError as error:
        return Written(made.line, None, {}, error.problems)
    return made
