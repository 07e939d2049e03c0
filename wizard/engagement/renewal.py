"""A renewal: the successor of a record whose exception continues, with everything that has to be done again.

The paper that was signed stays, and counts until its own end. The successor keeps what was answered and decided; it
loses what only a new look can tell: the tests of the controls, and days that have passed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.documents.carry_over import still_asked
from wizard.documents.outcome import renewal_number
from wizard.documents.people import Signer, signers
from wizard.documents.readiness import Cap, open_items, term_cap
from wizard.engagement.living import Living
from wizard.engagement.states import State
from wizard.engagement.store import change_record
from wizard.engagement.succession import revised_id
from wizard.errors import Problem, RecordError
from wizard.evidence.cites import ExclusionToday
from wizard.pack.models import Meaning
from wizard.record.model import AskAgain, Origin
from wizard.record.names import normal
from wizard.record.signoff import typed_signoff
from wizard.record.values import Control, Exclusion, Step
from wizard.wording import long_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import JsonValue

    from wizard.decision.engine import Engine
    from wizard.documents.case import Case
    from wizard.pack.models import Pack
    from wizard.record.model import Record

TEST_AGAIN = "A renewal needs a new test."
DATE_AGAIN = "The day has passed."
END_AGAIN = "It ended before the exception did. Give it a new end, or delete the row."


@dataclass(frozen=True)
class Renewal:
    """A renewal that can be made.

    Attributes:
        living: The record as it is.
        ended: Last day of the exception as it is now: as approved, else as the record asks for it.
        start: First day of the renewal.
        end: Its last day; None while nobody has said it.
    """

    living: Living
    ended: date
    start: date
    end: date | None = None

    @property
    def before(self) -> str:
        """Id of the record that is renewed."""
        return self.living.case.record.record_id

    @cached_property
    def revision(self) -> int:
        """Number of the new record, counted over all revisions and renewals."""
        known = [paper.record.revision for paper in self.living.papers]
        return max(self.living.record.revision, *known, 1) + 1

    @property
    def number(self) -> int:
        """How often the exception is renewed then."""
        field = self.living.pack.field_of(Meaning.RENEWALS)
        return (renewal_number(self.living.case.signoff.get(field or "")) or 0) + 1

    @cached_property
    def _tested(self) -> Case:
        """The renewal as it is when all controls have passed their new tests."""
        return self.living.case_of(self._successor(tested=True))

    @property
    def cap(self) -> Cap | None:
        """The longest term once the controls have passed their new tests; None without a rating."""
        return term_cap(self._tested)

    @property
    def last(self) -> date | None:
        """The last day that the rules allow."""
        return self.cap.last(self.start) if self.cap else None

    @cached_property
    def record(self) -> Record:
        """The successor, with the answers of the tenant."""
        return self._successor(tested=False)

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who signs it once the controls have passed their new tests."""
        return signers(self._tested)

    @property
    def open(self) -> int:
        """How many items keep its documents a draft."""
        return len(open_items(self.living.case_of(self.record)))

    @property
    def to_test(self) -> tuple[str, ...]:
        """Names of the controls that need a new test."""
        return tuple(row.name or row.kind for row in self.living.case.controls)

    def _successor(self, *, tested: bool) -> Record:
        living, record = self.living, self.living.whole
        pack = living.pack
        asked: list[AskAgain] = []
        signoff = dict(record.signoff)
        typed = typed_signoff(pack.signoff, record.signoff)

        def put(meaning: Meaning, value: JsonValue) -> None:
            field = pack.field_of(meaning)
            signoff.pop(field or "", None)
            if field is not None and value is not None:
                signoff[field] = value

        put(Meaning.RENEWALS, str(self.number))
        put(Meaning.SUPERSEDES, None)  # the record says which one it renews
        put(Meaning.START, self.start.isoformat())
        put(Meaning.END, self.end.isoformat() if self.end else None)
        put(Meaning.NEEDED_BY, max(living.day, self.start - timedelta(days=1)).isoformat())
        put(Meaning.REVIEW, None if tested else _iso(self._review()))
        put(Meaning.GAPS_DUE, None)
        for meaning in (Meaning.CONTROLS, Meaning.EXCLUSIONS, Meaning.PLAN, Meaning.CONDITIONS, Meaning.CHECKS):
            field = pack.field_of(meaning) or ""
            rows = typed.get(field)
            if isinstance(rows, list):
                renewed = (
                    self._renewed(row, f"signoff.{field}.{number}", asked, tested=tested)
                    for number, row in enumerate(rows, 1)
                )
                signoff[field] = [row.plain() for row in renewed]
        return record.model_copy(
            update={
                "record_id": revised_id(self.before, self.revision),
                "revision": self.revision,
                "renews": self.before,
                "supersedes": "",
                "created_on": living.day,
                **self._excluded(record, record.origins_with(signoff)),
                "signoff": signoff,
                "ask_again": [*still_asked(record), *asked],
                "applied": None,
            }
        )

    def _excluded(self, record: Record, origins: dict[str, Origin]) -> dict[str, object]:
        """Return answers and origins in which the account is excluded today, as the approval that is renewed says.

        After its end it is not.
        """
        was = record.answers.get(ExclusionToday.ID)
        if was not in {ExclusionToday.NONE, ExclusionToday.UNDOCUMENTED, ExclusionToday.EXPIRED} or (
            self.living.day > self.ended
        ):
            return {"origins": origins}
        reason = f"{self.before} approves it until {long_date(self.ended)}."
        origin = Origin(given_on=self.living.day, reason=reason)
        return {
            "answers": {**record.answers, ExclusionToday.ID: ExclusionToday.DOCUMENTED},
            "origins": {**origins, ExclusionToday.ID: origin},
        }

    def _review(self) -> date | None:
        """Return the first review: in the cadence of the level, and not after the end."""
        level = self._tested.level
        due = self.start + timedelta(days=level.review_days) if level is not None else None
        return min(due, self.end) if due is not None and self.end is not None else due

    def _renewed(self, row: Any, place: str, asked: list[AskAgain], *, tested: bool) -> Any:
        """Return a row as the renewal begins with it; what has to be given again is noted."""
        if isinstance(row, Control):
            return self._control(row, place, asked, tested=tested)
        if isinstance(row, Exclusion):
            return self._exclusion(row, place, asked)
        if not isinstance(row, Step) or row.due is None or row.due >= self.living.day:
            return row
        asked.append(AskAgain(place=f"{place}.due", was=row.due.isoformat(), why=DATE_AGAIN))
        return row.model_copy(update={"due": None})

    def _control(self, row: Control, place: str, asked: list[AskAgain], *, tested: bool) -> Control:
        if tested:
            return row.model_copy(update={"tested_on": self.living.day} if row.tested_on else {})
        told = {"tested_on": _iso(row.tested_on), "tested_by": row.tested_by, "evidence": row.evidence}
        was: dict[str, JsonValue] = {part: text for part, text in told.items() if text}
        asked.append(AskAgain(place=f"{place}.passed", was=was or None, why=TEST_AGAIN))
        cleared = {"passed": None, "tested_on": None, "tested_by": "", "evidence": "", "result": ""}
        return row.model_copy(update=cleared)

    def _exclusion(self, row: Exclusion, place: str, asked: list[AskAgain]) -> Exclusion:
        starts = self.start if row.starts_on else None
        if row.ends_on is None:
            return row.model_copy(update={"starts_on": starts})
        end = self.end
        if row.ends_on < self.ended:
            end = None
            asked.append(AskAgain(place=f"{place}.ends_on", was=row.ends_on.isoformat(), why=END_AGAIN))
        return row.model_copy(update={"starts_on": starts, "ends_on": end})


def renewal_of(living: Living, start: date | None = None, end: date | None = None) -> Renewal:
    """Return the renewal of a record's exception.

    Args:
        start: Its first day; None for the day after the present end, or today where that has passed.
        end: Its last day; None while nobody has said it.

    Raises:
        RecordError: There is nothing to renew, or a day does not fit; with every finding.
    """
    place = living.whole.account.name or living.case.record.record_id
    ended = _ended(living, place)
    first = start or max(ended + timedelta(days=1), living.day)
    renewal = Renewal(living, ended, first, end)
    if problems := list(_days(renewal, place)):
        raise RecordError(*problems)
    return renewal


def _ended(living: Living, place: str) -> date:
    """Return the last day of the exception as it is now.

    Raises:
        RecordError: There is none that can be renewed.
    """
    case, paper = living.case, living.paper
    asked = case.date(Meaning.END)
    if case.record.closed is not None:
        remedy = "Undo the closure first, or begin a new record."
        raise RecordError(Problem(place, "is closed, so nothing is left to renew.", remedy))
    if asked is None:
        raise RecordError(Problem(place, "has no exception with an end.", "Renew a record that has one."))
    if living.lost is not None and (why := living.lost.problem) is not None:
        raise RecordError(replace(why, place=f"{place}: {living.lost.folder.name}"))
    if paper is None:
        start = case.date(Meaning.START)
        if living.folder is not None or (start is not None and start > living.day):
            message = "isn't decided yet." if living.folder is not None else "hasn't begun yet."
            raise RecordError(Problem(place, message, "Change its dates; a renewal follows an approved exception."))
        return asked
    if normal(paper.record.record_id) != normal(case.record.record_id):
        message = f"is renewed or revised already, as {case.record.record_id}; no board has decided on that yet."
        raise RecordError(Problem(place, message, "Change its dates, or take it to the board."))
    if paper.standing.state is State.CLOSED:
        message = f"is closed in the checklist of {paper.paper.folder.name}, so nothing is left to renew."
        raise RecordError(Problem(place, message, "Begin a new record."))
    running = [one for one in paper.standing.running if one.last is not None]
    if not running or not paper.standing.any_approved:
        message = "has no approved exception with an end."
        raise RecordError(Problem(place, message, "Change the record, and take it to the board again."))
    begins = min((one.first for one in running if one.first is not None), default=living.day)
    if begins > living.day:
        message = f"hasn't begun yet. It begins on {long_date(begins)}."
        raise RecordError(Problem(place, message, "Renew it then; for other days now, take a revision to the board."))
    return max(one.last for one in running if one.last is not None)


def _days(renewal: Renewal, place: str) -> Iterable[Problem]:
    start, end, day = renewal.start, renewal.end, renewal.living.day
    if start < day:
        yield Problem(place, f"can't be renewed from {long_date(start)}, a day that has passed.", "Give a later day.")
    if end is None:
        return
    if end <= start:
        yield Problem(place, f"can't end on {long_date(end)}, before the renewal begins.", "Give a later day.")
    elif renewal.last is not None and renewal.cap is not None and end > renewal.last:
        message = f"can't be renewed until {long_date(end)}. {renewal.cap.basis} {renewal.cap.days} days."
        yield Problem(place, message, f"Give {long_date(renewal.last)} or an earlier day.")


def renew(path: Path, pack: Pack, engine: Engine, day: date, *, start: date | None, end: date) -> Renewal:
    """Replace a saved record with its renewal.

    Raises:
        WizardError: It cannot be read, renewed or written, or is open elsewhere.
    """
    made: list[Renewal] = []

    def change(record: Record) -> Record:
        made.append(renewal_of(Living.at(path, pack, engine, record, day), start, end))
        return made[0].living.own(made[0].record)

    change_record(path, change)
    return made[0]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
