"""All accounts of an engagement on a day: each file decided, or taken from what was kept of the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from wizard import __version__
from wizard.documents.case import build_case
from wizard.documents.house import settled
from wizard.engagement.assessed import Assessed, assessed
from wizard.engagement.papers import papers_in
from wizard.engagement.rows import Known, Row, joined
from wizard.errors import Problem, WizardError
from wizard.files.writing import write_whole
from wizard.pack.cache import cache_folder

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.engagement import AccountFile, Engagement
    from wizard.pack.models import Pack


@dataclass(frozen=True)
class Overview:
    """An engagement on a day.

    Attributes:
        rows: Its accounts, by file name.
        files: The file of each of them.
        problems: Papers that cannot be read.
    """

    engagement: Engagement
    day: date
    rows: tuple[Row, ...]
    files: tuple[AccountFile, ...]
    problems: tuple[Problem, ...]


def overview(
    engagement: Engagement,
    pack: Pack,
    engine: Engine,
    day: date,
    progress: Callable[[int, int], None] | None = None,
) -> Overview:
    """Return all accounts of an engagement.

    Args:
        progress: Called with how many accounts are done, and how many there are.
    """
    files = engagement.account_files()
    kept = _Kept.of(engagement, pack, day)
    found: list[Known] = []
    for number, file in enumerate(files, 1):
        found.append(kept.known_of(file, engagement, pack, engine, day))
        if progress is not None:
            progress(number, len(files))
    kept.save()
    papers = list(papers_in(engagement.decisions_folder, pack, engine, day))
    problems = tuple(paper.problem for paper in papers if paper.problem is not None)
    return Overview(engagement, day, tuple(joined(engagement.folder, found, papers, day)), tuple(files), problems)


def look_at(file: AccountFile, engagement: Engagement, pack: Pack, engine: Engine, day: date) -> Known:
    """Return what is known of an account, or why it is not."""
    try:
        record = settled(pack, engagement.whole(pack, file.record), engagement.settings, day)
        return Known(file, assessed(build_case(pack, engine, record, day)))
    except WizardError as error:
        return Known(file, None, error.problems[0])


class _Kept:
    """What was worked out before, by the digest of what it was made of; a cache, which may be lost at any time."""

    def __init__(self, path: Path | None, made_of: str) -> None:
        """Read what is kept; anything that was made of other settings, knowledge or another day counts for nothing."""
        self.path = path
        self.made_of = made_of
        self.known: dict[str, Assessed] = _read(path, made_of) if path is not None else {}
        self.used: dict[str, Assessed] = {}

    @classmethod
    def of(cls, engagement: Engagement, pack: Pack, day: date) -> _Kept:
        folder = cache_folder()
        name = hashlib.sha256(str(engagement.folder.absolute()).encode("utf-8", "replace")).hexdigest()[:32]
        told = (engagement.settings.model_dump_json(), pack.digest, __version__, day.isoformat())
        made_of = hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()
        return cls(folder / f"engagement-{name}.json" if folder is not None else None, made_of)

    def known_of(self, file: AccountFile, engagement: Engagement, pack: Pack, engine: Engine, day: date) -> Known:
        seen = self.known.get(file.digest)
        found = Known(file, seen) if seen is not None else look_at(file, engagement, pack, engine, day)
        if found.seen is not None:
            self.used[file.digest] = found.seen
        return found

    def save(self) -> None:
        if self.path is None or self.used.keys() == self.known.keys():
            return
        with suppress(OSError):
            write_whole(self.path, _shape().dump_json(_File(self.made_of, self.used)))


@dataclass(frozen=True)
class _File:
    """What a cache file holds."""

    made_of: str
    accounts: dict[str, Assessed]


@cache
def _shape() -> TypeAdapter[_File]:
    return TypeAdapter(_File)


def _read(path: Path, made_of: str) -> dict[str, Assessed]:
    try:
        data = path.read_bytes()
        if made_of.encode() not in data[:200]:
            return {}
        return _shape().validate_json(data).accounts
    except (OSError, ValueError):
        return {}
