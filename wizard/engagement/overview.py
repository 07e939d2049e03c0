"""All accounts of an engagement on a day: each file decided, or taken from what was kept of the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from wizard import __version__
from wizard.decision.engine import Engine
from wizard.documents.case import build_case
from wizard.documents.house import settled
from wizard.engagement.assessed import Assessed, assessed
from wizard.engagement.papers import Paper, double_papers, papers_in
from wizard.engagement.processes import spread
from wizard.engagement.rows import Known, Row, joined, missing_accounts
from wizard.errors import Problem, WizardError
from wizard.files.writing import write_whole
from wizard.pack.cache import cache_folder

if TYPE_CHECKING:
    from wizard.engagement.engagement import AccountFile, Engagement
    from wizard.pack.models import Pack


DIGITS = 64
"""Of a SHA-256 digest in hex."""
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
        share: ``spread``, or nothing for a face that leaves the other processors to others.
    """
    kept = _Kept.of(engagement, pack, day)
    waiting: list[AccountFile] = []
    for file in files:
        known = kept.known_of(file)
        if known is None:
            waiting.append(file)
        else:
            yield known
    try:
        look = _Look(engagement, pack, engine, day)
        for file, (seen, problem) in zip(waiting, share(look, waiting, PAYS_FROM), strict=True):
            known = Known(file, seen, problem)
            kept.keep(known)
            yield known
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

    def __reduce__(self) -> tuple[type[_Look], tuple[Engagement, Pack, Engine, date]]:
        """Leave out what the engine of each process makes for itself."""
        return _Look, (self.engagement, self.pack, Engine(self.engine.program), self.day)

    def __call__(self, file: AccountFile) -> _Seen:
        try:
            record = settled(
                self.pack, self.engagement.whole(self.pack, file.record), self.engagement.settings, self.day
            )
            return assessed(build_case(self.pack, self.engine, record, self.day)), None
        except WizardError as error:
            return None, error.problems[0]


class _Kept:
    """What was worked out before, by the digest of what it was made of; a cache, which may be lost at any time.

    It is read account by account, so that a face that shows the first ones does not wait for the last.
    """

    def __init__(self, path: Path | None, made_of: str) -> None:
        """Read what is kept; anything that was made of other settings, knowledge or another day counts for nothing."""
        self.path = path
        self.made_of = made_of
        self.there: dict[str, bytes] = _read(path, made_of) if path is not None else {}
        self.used: dict[str, bytes] = {}

    @classmethod
    def of(cls, engagement: Engagement, pack: Pack, day: date) -> _Kept:
        folder = cache_folder()
        name = hashlib.sha256(str(engagement.folder.absolute()).encode("utf-8", "replace")).hexdigest()[:32]
        told = (engagement.settings.model_dump_json(), pack.digest, __version__, day.isoformat())
        made_of = hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()
        return cls(folder / f"engagement-{name}.jsonl" if folder is not None else None, made_of)

    def known_of(self, file: AccountFile) -> Known | None:
        """Return what was kept of a file with the same bytes."""
        line = self.there.get(file.digest)
        if line is None:
            return None
        try:
            seen = _shape().validate_json(line)
        except ValueError:
            return None
        self.used[file.digest] = line
        return Known(file, seen)

    def keep(self, known: Known) -> None:
        if known.seen is not None:
            self.used[known.file.digest] = _shape().dump_json(known.seen)

    def save(self) -> None:
        if self.path is None or self.used.keys() == self.there.keys():
            return
        lines = [digest.encode() + b" " + line for digest, line in self.used.items()]
        with suppress(OSError):
            write_whole(self.path, b"\n".join([self.made_of.encode(), *lines]))


@cache
def _shape() -> TypeAdapter[Assessed]:
    return TypeAdapter(Assessed)


def _read(path: Path, made_of: str) -> dict[str, bytes]:
    try:
        first, *lines = path.read_bytes().split(b"\n")
    except OSError:
        return {}
    if first != made_of.encode():
        return {}
    return {line[:DIGITS].decode("ascii", "replace"): line[DIGITS + 1 :] for line in lines}
