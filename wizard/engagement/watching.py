"""The rows of an engagement for a face that stays open: the known ones at once, the others as they come.

Looking takes seconds where a day is new and accounts are many, so it is done in a thread and handed over in slices. What
a person changes meanwhile is looked at again by itself, and wins over what the thread read before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from wizard.engagement.overview import known_of, look_at, problems_of
from wizard.engagement.papers import Paper, papers_in
from wizard.engagement.processes import elsewhere
from wizard.engagement.rows import Known, Row, joined

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.engagement import Engagement
    from wizard.errors import Problem
    from wizard.pack.models import Pack

SLICE_SECONDS = 0.4
"""Between two slices that are handed over; each is drawn, which takes time from the keys."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an engagement at a moment.

    Attributes:
        rows: Its accounts as far as they are known, by file name.
        left: How many accounts are not known yet.
        problems: Papers that cannot be read.
    """

    rows: tuple[Row, ...]
    left: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass
class Watch:
    """An engagement under work.

    Attributes:
        day: The day to go by.
    """

    engagement: Engagement
    pack: Pack
    engine: Engine
    day: date
    _known: dict[str, Known] = field(default_factory=dict)
    _papers: tuple[Paper, ...] = ()
    _round: int = 0
    _left: int = 0
    _again: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def look(self, show: Callable[[Seen], None]) -> None:
        """Look at all accounts; a later look ends this one.

        Args:
            show: Is given what is known: once what was kept is there, now and then, and at the end.
        """
        with self._lock:
            self._round += 1
            mine = self._round
            self._again = set()
        files = self.engagement.account_files()
        papers = tuple(papers_in(self.engagement.decisions_folder, self.pack, self.engine, self.day))
        names = {file.path.name for file in files}
        with self._lock:
            self._papers = papers
            self._known = {name: known for name, known in self._known.items() if name in names}
            self._left = len(files)
        shown_at = time.monotonic()
        for known in known_of(files, self.engagement, self.pack, self.engine, self.day, share=elsewhere):
            with self._lock:
                if mine != self._round:
                    return
                self._left -= 1
                if known.file.path.name not in self._again:
                    self._known[known.file.path.name] = known
            if self._left and time.monotonic() - shown_at >= SLICE_SECONDS:
                show(self.seen())
                shown_at = time.monotonic()
        show(self.seen())

    def stop(self) -> None:
        """End a look that runs; what it worked out is kept."""
        with self._lock:
            self._round += 1

    def again(self, names: Iterable[str]) -> Seen:
        """Look once more at some accounts, by file name, and return all rows."""
        for name in names:
            file = self.engagement.account_file(self.engagement.accounts_folder / name)
            known = look_at(file, self.engagement, self.pack, self.engine, self.day) if file is not None else None
            with self._lock:
                self._again.add(name)
                if known is not None:
                    self._known[name] = known
                else:
                    self._known.pop(name, None)
        return self.seen()

    def seen(self) -> Seen:
        """Return what is known so far."""
        with self._lock:
            known = [self._known[name] for name in sorted(self._known)]
            papers, left = self._papers, self._left
        rows = joined(self.engagement.folder, known, papers, self.day)
        return Seen(tuple(rows), left, problems_of(papers, None if left else rows))

    def path_of(self, row: Row) -> Path:
        """Return the file of an account."""
        return self.engagement.accounts_folder / row.file
