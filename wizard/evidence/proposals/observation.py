"""An observation: what a file says about one answer, with everything that a person needs to judge it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wizard.evidence.accounts import Period
from wizard.evidence.mappings import Certainty


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
    coming: tuple[Coming, ...] | None = None

    @property
    def file(self) -> str:
        """Names of the files, joined by commas."""
        return ", ".join(source.file for source in self.sources)

    @property
    def digest(self) -> str:
        """Digests of the files, joined by commas."""
        return ", ".join(source.sha256 for source in self.sources)


def last_day(period: Period | None) -> date | None:
    return None if period is None or period.last is None else period.last.date()


def days(period: Period) -> str:
    """Return a period as days, such as ``2026-10-01 to 2026-10-30``."""
    if period.first is None or period.last is None:
        return ""
    first, last = period.first.date().isoformat(), period.last.date().isoformat()
    return first if first == last else f"{first} to {last}"
