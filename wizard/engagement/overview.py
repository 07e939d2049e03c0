"""All accounts of an engagement on a day: each file decided, or taken from what was kept of the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wizard.decision.engine import Engine
from wizard.documents.case import build_case
from wizard.engagement.assessed import Assessed, assessed
from wizard.engagement.kept import Kept
from wizard.engagement.papers import Paper, double_papers, papers_in
from wizard.engagement.processes import spread
from wizard.engagement.rows import Known, Row, joined, missing_accounts
from wizard.errors import Problem, WizardError

if TYPE_CHECKING:
    from wizard.engagement.engagement import AccountFile, Engagement
    from wizard.pack.models import Pack


PAYS_FROM = 500
"""Accounts from which starting more processes costs less than it saves."""

_Seen = tuple[Assessed | None, Problem | None]
"""What is known of an account, or why it is not."""


@dataclass(frozen=True)
class Overview:
    """An engagement on a day.

    Attributes:
        rows: Its accounts, by file name.
        files: The file of each of them.
        papers: Of its boards, those that cannot be read included.
    """

    engagement: Engagement
    day: date
    rows: tuple[Row, ...]
    files: tuple[AccountFile, ...]
    papers: tuple[Paper, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why papers cannot be read, or what is wrong with them as a whole."""
        return problems_of(self.papers, self.rows)


def problems_of(papers: Sequence[Paper], rows: Iterable[Row] | None) -> tuple[Problem, ...]:
    """Return why papers cannot be read, which are there twice, and which have lost their account.

    Args:
        rows: Of all accounts; None while not all are known.
    """
    unread = (paper.problem for paper in papers if paper.problem is not None)
    lost = missing_accounts(papers, rows) if rows is not None else ()
    return (*unread, *(problem for problem, _ in double_papers(papers)), *lost)


def overview(
    engagement: Engagement,
    pack: Pack,
    engine: Engine,
    day: date,
    progress: Callable[[int, int], None] | None = None,
    *,
    files: Sequence[AccountFile] | None = None,
) -> Overview:
    """Return all accounts of an engagement.

    Args:
        progress: Called with how many accounts are done, and how many there are.
        files: Those of all accounts, by name, where they were just read; else they are read now.
    """
    files = engagement.account_files() if files is None else files
    found: list[Known] = []
    for known in known_of(files, engagement, pack, engine, day, share=spread):
        found.append(known)
        if progress is not None:
            progress(len(found), len(files))
    found.sort(key=lambda known: known.file.path)
    papers = tuple(papers_in(engagement.decisions_folder, pack, engine, day))
    return Overview(engagement, day, tuple(joined(engagement.folder, found, papers, day)), tuple(files), papers)


def _alone(look: _Look, files: Sequence[AccountFile], _: int) -> Iterator[_Seen]:
    return map(look, files)


def known_of(
    files: Sequence[AccountFile],
    engagement: Engagement,
    pack: Pack,
    engine: Engine,
    day: date,
    *,
    share: Callable[[_Look, Sequence[AccountFile], int], Iterator[_Seen]] = _alone,
) -> Iterator[Known]:
    """Yield what is known of each account: first what was kept of the same bytes, then the others one by one.

    What was worked out is kept for the next time, also where nobody waits for the last one.

    Args:
        share: ``spread``; ``elsewhere`` for a face, which has keys to answer meanwhile.
    """
    kept = Kept.of(engagement, pack, day)
    waiting: list[AccountFile] = []
    for file in files:
        seen = kept.known(file.digest)
        if seen is None:
            waiting.append(file)
        else:
            yield Known(file, seen)
    try:
        look = _Look(engagement, pack, engine, day)
        for file, (seen, problem) in zip(waiting, share(look, waiting, PAYS_FROM), strict=True):
            if seen is not None:
                kept.keep(file.digest, seen)
            yield Known(file, seen, problem)
    finally:
        kept.save()


def look_at(file: AccountFile, engagement: Engagement, pack: Pack, engine: Engine, day: date) -> Known:
    """Return what is known of an account, or why it is not."""
    return Known(file, *_Look(engagement, pack, engine, day)(file))


@dataclass(frozen=True)
class _Look:
    """What all accounts have in common."""

    engagement: Engagement
    pack: Pack
    engine: Engine
    day: date

    def __call__(self, file: AccountFile) -> _Seen:
        try:
            record = self.engagement.settled(self.pack, file.record, self.day)
            return assessed(build_case(self.pack, self.engine, record, self.day)), None
        except WizardError as error:
            return None, error.problems[0]
