"""An observation: what a file says about one answer, with everything that a person needs to judge it, its age included."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from wizard.evidence.accounts import Period
from wizard.evidence.mappings import Certainty
from wizard.wording import span

OLD_DAYS = 90
"""What is older is a hint and no proof."""
TOO_OLD_DAYS = 400
"""What is older says nothing about today: the longest business cycle, a year, is over, and the next one has begun."""
_SPARE_DAYS = 1
"""Clocks and time zones differ by a day at most."""
_READABLE = "The same export with times in ISO 8601."


@dataclass(frozen=True, slots=True)
class Source:
    """A file that an observation rests on.

    Attributes:
        file: Its name, without folders.
        sha256: Digest of its bytes, in hex.
    """

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Coming:
    """A policy in report-only mode that would apply to the account once it is on.

    Attributes:
        question: The question whose answers say what it would require.
        requires: Those answers.
        sure: It would apply for sure; otherwise it may.
        sources: The files.
    """

    policy: str
    question: str
    requires: tuple[str, ...]
    sure: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """A proposal for one answer of one account. It decides nothing until a person confirms it.

    Attributes:
        account: Sign-in name or id.
        question: Id of the question.
        answers: Proposed answers; of a question with several answers these are some, never all.
        undecided: Answers of which at least one holds, and no file here tells which.
        certainty: Whether the rows are the proof, or a hint.
        sources: The files.
        rows: Rows that support it.
        period: Days that they cover, as text; empty where no time is known.
        reason: In words.
        facts: Facts behind the reading.
        kind: What kind of export it comes from, so that all of a kind can be confirmed together.
        would_tell: For undecided answers, the file that would tell.
        last: The newest day that it rests on; None where no time is known.
        timed: Its rows have times, whether or not they can be read.
        coming: What report-only policies would require; None where it rests on no policies.
    """

    account: str
    question: str
    answers: tuple[str, ...]
    undecided: tuple[str, ...]
    certainty: Certainty
    sources: tuple[Source, ...]
    rows: int
    period: str
    reason: str
    facts: tuple[str, ...] = ()
    kind: str = ""
    would_tell: str = ""
    last: date | None = None
    timed: bool = False
    coming: tuple[Coming, ...] | None = None

    @property
    def file(self) -> str:
        """Names of the files, joined by commas."""
        return ", ".join(source.file for source in self.sources)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes observations of one account from the files of one kind.

    Attributes:
        kind: What kind of export the files are.
        sources: The files, by number.
        files: Numbers of those that name the account.
        period: Of all that they say about it.
    """

    account: str
    kind: str
    sources: Mapping[int, Source]
    files: Collection[int]
    period: Period | None = None

    def __call__(
        self,
        question: str,
        answers: Iterable[str],
        reason: str,
        *,
        certainty: Certainty = "shows",
        rows: int = 1,
        files: Iterable[int] = (),
        period: Period | None = None,
        undecided: Iterable[str] = (),
        facts: tuple[str, ...] = (),
        would_tell: str = "",
    ) -> Observation:
        """Return an observation; without ``files`` and ``period`` those of the whole account."""
        numbers = set(files) or set(self.files)
        seen = period or self.period
        return Observation(
            self.account,
            question,
            tuple(answers),
            tuple(undecided),
            certainty,
            tuple(source for number, source in self.sources.items() if number in numbers),
            rows,
            days(seen) if seen else "",
            reason,
            facts,
            self.kind,
            would_tell,
            last_day(seen),
            timed=seen is not None,
        )


def last_day(period: Period | None) -> date | None:
    return None if period is None or period.last is None else period.last.date()


def days(period: Period) -> str:
    """Return a period as days, such as ``2026-10-01 to 2026-10-30``."""
    if period.first is None or period.last is None:
        return ""
    first, last = period.first.date().isoformat(), period.last.date().isoformat()
    return first if first == last else f"{first} to {last}"


def is_of_today(period: Period, today: date) -> bool:
    """Return whether rows of a period can say something about today; rows without times may."""
    age = None if period.last is None else (today - period.last.date()).days
    return age is None or -_SPARE_DAYS <= age <= TOO_OLD_DAYS


def aged(one: Observation, today: date) -> Observation:
    """Return an observation that says how old it is, without answers where it is too old, or dated after today."""
    if one.last is None:
        if one.timed:
            why = "No time in the file can be read, so how old this is cannot be known."
            return replace(
                one,
                certainty="suggests",
                reason=f"{one.reason} {why}",
                would_tell=one.would_tell or _READABLE,
            )
        return replace(one, reason=f"{one.reason} No date in the file says how old this is.")
    age = (today - one.last).days
    if age < -_SPARE_DAYS:
        why = f"Its dates go to {one.last.isoformat()}, after {today.isoformat()}, so they are wrong or were misread."
        return _silent(one, why, _READABLE)
    seen = f"The newest of it is {span(max(age, 0))} old"
    if age > TOO_OLD_DAYS:
        return _silent(one, f"{seen}, too old to say anything about today.", "The same from the last business cycle.")
    certainty = "suggests" if age > OLD_DAYS else one.certainty
    return replace(one, reason=f"{one.reason} {seen}.", certainty=certainty)


def _silent(one: Observation, why: str, would_tell: str) -> Observation:
    return replace(
        one, answers=(), undecided=(), certainty="suggests", reason=f"{one.reason} {why}", would_tell=would_tell
    )
