"""Makes observations of one account from the files of one reading of sign-ins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wizard.evidence.accounts import AccountSummary, Period
from wizard.evidence.mappings import Certainty
from wizard.evidence.proposals.observation import Observation, Source, days, last_day
from wizard.evidence.sign_ins.result import SourceFile

KIND = "sign-ins"


@dataclass(frozen=True, slots=True)
class SignInMaker:
    """Holds what all observations of the account share."""

    summary: AccountSummary
    files: Sequence[SourceFile]

    def __call__(
        self,
        question: str,
        answers: Iterable[str],
        reason: str,
        *,
        certainty: Certainty,
        rows: int,
        files: Iterable[int] = (),
        period: Period | None = None,
        undecided: Iterable[str] = (),
        facts: tuple[str, ...] = (),
        would_tell: str = "",
    ) -> Observation:
        """Return an observation; without ``files`` and ``period`` those of the whole account."""
        numbers = set(files) or set(self.summary.files)
        sources = tuple(Source(file.path.name, file.sha256) for file in self.files if file.number in numbers)
        seen = period or self.summary.period
        return Observation(
            self.summary.account,
            question,
            tuple(answers),
            tuple(undecided),
            certainty,
            sources,
            rows,
            days(seen),
            reason,
            facts,
            KIND,
            would_tell,
            last_day(seen),
        )
