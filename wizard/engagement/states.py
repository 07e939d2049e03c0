"""How far a decision is: the same words for ``status``, ``verify``, the portfolio and the register."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from wizard.documents.signed import ALONE
from wizard.record.names import normal, stands_for, told_person
from wizard.wording import read_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wizard.engagement.printed import Printed
    from wizard.engagement.readback_form import Checklist, Review, Signature
    from wizard.engagement.succession import Succession

DUE_DAYS = 30
"""Days ahead in which something counts as due, and from which on a review can be held."""


REVIEW = "Review"
"""What is due on the day of a review."""


class State(StrEnum):
    """The states, the first that holds."""

    SUPERSEDED = "superseded"
    RENEWED = "renewed"
    CLOSED = "closed"
    REJECTED = "rejected"
    RETURNED = "returned"
    OVERDUE = "overdue"
    DUE = "due"
    IN_FORCE = "in_force"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions"
    APPROVED = "approved"
    PROPOSED = "proposed"
    DRAFT = "draft"

    @property
    def words(self) -> str:
        """The state as people read it."""
        return self.value.replace("_", " ")


ENDED = frozenset({State.SUPERSEDED, State.RENEWED, State.CLOSED, State.REJECTED, State.RETURNED})
"""States after which nothing is due any more."""

STOPPED = frozenset({State.REJECTED, State.RETURNED})
"""States of a paper that a board did not approve; of one with two decisions, the other one may be approved and run."""


class Word(StrEnum):
    """What a signer decides."""

    APPROVE = "approve"
    CONDITIONS = "approve with conditions"
    REJECT = "reject"
    RETURN = "return"


WORDS = tuple(Word)
_FORMS = {
    "approve": Word.APPROVE,
    "approved": Word.APPROVE,
    "approve with conditions": Word.CONDITIONS,
    "approved with conditions": Word.CONDITIONS,
    "reject": Word.REJECT,
    "rejected": Word.REJECT,
    "return": Word.RETURN,
    "returned": Word.RETURN,
}


def word_of(text: str) -> Word | None:
    """Return the decision that a text means; None for any other text."""
    return _FORMS.get(" ".join(re.sub(r"[*_`.!=✓✔✅☑\ufe0e\ufe0f]", " ", text).lower().split()))


@dataclass(frozen=True, slots=True)
class Approval:
    """What has become of one decision.

    Attributes:
        title: As the column of the sign-off table names it.
        state: One of rejected, returned, approved with conditions, approved, or proposed.
        first: Its first day as approved, or as recommended; None for none.
        last: Its last day; None for none.
    """

    title: str
    state: State
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a record is on a day.

    Attributes:
        approvals: Its decisions, in the order of the sign-off table.
        why: What makes it overdue or due, with the day; of a stopped record, what is late of the decision that runs.
        signed_on: The day of the last signature that counts; None while nobody signed.
        coming: Days to come with what is due then, the next one first.
        nothing_to_sign: Nobody signs this outcome.
        draft: It was printed as a draft, under which no approval counts.
        decided: Everybody whose signature is needed wrote an approval, whether or not all of them count.
    """

    state: State
    approvals: tuple[Approval, ...]
    why: tuple[tuple[date, str], ...]
    signed_on: date | None
    coming: tuple[tuple[date, str], ...]
    nothing_to_sign: bool
    draft: bool = False
    decided: bool = False

    @property
    def signed(self) -> bool:
        """Whether every signer approved every decision."""
        return bool(self.approvals) and all(one.state in APPROVED for one in self.approvals)

    @property
    def approved(self) -> bool:
        """Whether these approvals count."""
        return self.signed and not self.draft

    @property
    def partly(self) -> bool:
        """Whether the record stopped, and one of its decisions was still approved: that one runs and ends."""
        return self.state in STOPPED and not self.signed and bool(self.running)

    @property
    def any_approved(self) -> bool:
        """Whether approvals of it count, of all its decisions or of those that were not rejected; other papers end by it."""
        if self.signed:
            return self.approved and self.state not in STOPPED
        refused = self.state in STOPPED or any(one.state in STOPPED for one in self.approvals)
        return refused and bool(self.running)

    def begun(self, day: date) -> bool:
        """Return whether the first day of all that was approved has come."""
        return all(one.first is None or one.first <= day for one in self.running)

    @property
    def late(self) -> tuple[tuple[date, str], ...]:
        """What has passed and is not done, with the day."""
        return self.why if self.state is not State.DUE else ()

    @property
    def running(self) -> tuple[Approval, ...]:
        """The decisions that every signer approved; none of a draft."""
        return () if self.draft else tuple(one for one in self.approvals if one.state in APPROVED)


APPROVED = frozenset({State.APPROVED, State.APPROVED_WITH_CONDITIONS})


def counts(row: Signature, printed: Printed, day: date) -> bool:
    """Return whether a signature counts: by the person named or a delegate, on a day on which it could be given."""
    signed = read_date(row.date)
    if signed is None or signed > day or not row.name or (printed.day is not None and signed < printed.day):
        return False
    planned = printed.signers.get(normal(row.role))
    return planned is None or not planned.name or stands_for(told_person(row.name), planned)


def standing_of(printed: Printed, checklist: Checklist | None, day: date, succession: Succession) -> Standing:
    """Return how far a record is.

    Args:
        printed: What the documents said when they were printed.
        checklist: As it came back; None where it cannot be read.
        day: The day to go by.
        succession: Which records follow which.
    """
    given = [row for row in checklist.signatures if counts(row, printed, day)] if checklist else []
    columns = printed.columns or (checklist.columns if checklist else ())
    approvals = tuple(
        Approval(
            column,
            _decided(column, given, printed, checklist),
            _later(_side(checklist, number, "from"), printed.start if printed.ends(number) else None),
            _earlier(_side(checklist, number, "to"), printed.end if printed.ends(number) else None),
        )
        for number, column in enumerate(columns, 1)
    )
    signed_on = max((then for row in given if (then := read_date(row.date))), default=None)
    approved = bool(approvals) and all(one.state in APPROVED for one in approvals) and not printed.draft
    running = () if printed.draft else tuple(one for one in approvals if one.state in APPROVED)
    state = _state(printed, checklist, approvals, day, succession)
    stopped = state in STOPPED
    partly = stopped and bool(running) and not approved
    dates = _dates(printed, checklist, running if stopped else approvals, day, approved=approved or stopped)
    late = tuple(entry for entry in dates if entry[0] < day)
    soon = tuple(entry for entry in dates if day <= entry[0] <= day + timedelta(days=DUE_DAYS))
    if state is None and late:
        state = State.OVERDUE
    elif state is None and approved and soon:
        state = State.DUE
    if state is None:
        state = _running(printed, checklist, approvals, day, approved=approved)
    starts = [(one.first, "Start") for one in running if one.first and one.first >= day] if approved or stopped else []
    coming = sorted({*starts, *(entry for entry in dates if entry[0] >= day)})
    return Standing(
        state,
        approvals,
        late if state is State.OVERDUE or partly else soon if state is State.DUE else (),
        signed_on,
        tuple(coming) if state not in ENDED or partly else (),
        not columns and (checklist is not None or printed.reproduced),
        printed.draft,
        checklist is not None
        and bool(columns and printed.signers)
        and all(_wrote(column, checklist.signatures, printed.signers) for column in columns),
    )


def _state(
    printed: Printed, checklist: Checklist | None, approvals: Iterable[Approval], day: date, succession: Succession
) -> State | None:
    """Return the state where it ends or stops the decision; None for any other."""
    following = succession.follows(printed.record, day)
    if following is not None:
        return State.RENEWED if following == "renews" else State.SUPERSEDED
    closed = _earlier(
        succession.closed_on(printed.record), closed_on(checklist, day) if checklist is not None else None
    )
    if printed.record.closed is not None or (closed is not None and closed <= day):
        return State.CLOSED
    states = {one.state for one in approvals}
    final = final_word(checklist)
    if State.REJECTED in states or final is Word.REJECT:
        return State.REJECTED
    return State.RETURNED if State.RETURNED in states or final is Word.RETURN else None


def _running(
    printed: Printed, checklist: Checklist | None, approvals: tuple[Approval, ...], day: date, *, approved: bool
) -> State:
    if not approved:
        return State.DRAFT if printed.draft else State.PROPOSED
    start = min((one.first for one in approvals if one.first), default=None)
    after = [item for item in checklist.items if item.checkpoint == "after"] if checklist else []
    if (start is None or start <= day) and all(item.settled for item in after) and not printed.missing(checklist):
        return State.IN_FORCE
    conditions = any(one.state is State.APPROVED_WITH_CONDITIONS for one in approvals)
    return State.APPROVED_WITH_CONDITIONS if conditions else State.APPROVED


def _decided(column: str, given: Iterable[Signature], printed: Printed, checklist: Checklist | None) -> State:
    """Return what the signers decided on one decision; a rejection or return by anybody counts, with or without a name."""
    rows = checklist.signatures if checklist else ()
    said = [word_of(row.decisions.get(column, "")) for row in rows]
    if Word.REJECT in said:
        return State.REJECTED
    if Word.RETURN in said:
        return State.RETURNED
    needed = printed.signers.keys() or {normal(row.role) for row in rows}
    if not needed or not _wrote(column, given, needed):
        return State.PROPOSED
    conditions = any(word_of(row.decisions.get(column, "")) is Word.CONDITIONS for row in given)
    return State.APPROVED_WITH_CONDITIONS if conditions else State.APPROVED


def _wrote(column: str, rows: Iterable[Signature], needed: Iterable[str]) -> bool:
    """Return whether everybody who is needed for a decision approves it in these rows."""
    words = {normal(row.role): word_of(row.decisions.get(column, "")) for row in rows}
    return all(words.get(role) in {Word.APPROVE, Word.CONDITIONS} for role in needed)


def _dates(
    printed: Printed, checklist: Checklist | None, approvals: tuple[Approval, ...], day: date, *, approved: bool
) -> list[tuple[date, str]]:
    """Return what is due, the earliest first: of an approved decision its reviews and its end, else the decision."""
    found: list[tuple[date, str]] = []
    known = checklist is not None or printed.reproduced  # else nobody can tell whether anything was approved
    if approved or (not approvals and known):
        found += [(due, REVIEW) for due in reviews_due(printed, checklist, day, approvals)]
        alone = ALONE.lower()
        found += [
            (one.last, "End" if one.title.lower() == alone else f"End of {one.title}") for one in approvals if one.last
        ]
        found += work_due(printed, checklist)
        found += [(then, what) for then, what in printed.afterwards if then >= day]
        last = max((one.last for one in approvals if one.last), default=day)
        found += [(then, what) for then, what in printed.required_again if day <= then < last]
    if not approved and approvals and checklist is not None:
        found += [(then, what) for then, what in ((printed.needed_by, "Decision"), (printed.start, "Start")) if then]
    if printed.gaps_due:
        found.append((printed.gaps_due, "Open questions"))
    return sorted(set(found))


def closes(printed: Printed) -> bool:
    """Return whether a closure is to say that what was decided is done."""
    return bool(printed.checklist and printed.checklist.closure)


def work_due(printed: Printed, checklist: Checklist | None) -> list[tuple[date, str]]:
    """Return what was decided to be done by a day; a closure ends it, and else that all of "after approval" is done."""
    target = [(printed.target, "Target date")] if printed.target else []
    if closes(printed):
        return target + printed.afterwards
    after = [item for item in checklist.items if item.checkpoint == "after"] if checklist else []
    return [] if after and all(item.settled for item in after) else target


def reviews_due(printed: Printed, checklist: Checklist | None, day: date, decided: Iterable[Approval]) -> list[date]:
    """Return the days of review that the review log does not show as held; none after the last day of what was decided."""
    lasts = [one.last for one in decided]
    ended = max((one for one in lasts if one), default=None) if None not in lasts else None
    rows = checklist.reviews if checklist else ()
    held = {due for row in rows if review_held(row, day) and (due := read_date(row.due))}
    later = [then for row in rows if review_held(row, day) and (then := read_date(row.next))]
    waiting = [then for then in printed.reviews if then not in held]
    waiting += [then for then in later if then not in printed.reviews and then > max(held, default=then)]
    return sorted({then for then in waiting if ended is None or then <= ended})


def review_held(row: Review, day: date) -> bool:
    """Return whether a row of the review log shows a review: held on a day, by somebody, with a result."""
    held = read_date(row.held_on)
    return held is not None and held <= day and bool(row.by) and bool(row.result)


def closed_on(checklist: Checklist, day: date) -> date | None:
    """Return the day on which the decision ended, as the closure says; None while it does not say by whom and when."""
    from wizard.engagement.readback_form import filled_in

    ended = read_date(filled_in(checklist.closure, "ended on"))
    return ended if ended is not None and ended <= day and filled_in(checklist.closure, "closed by") else None


def final_word(checklist: Checklist | None) -> Word | None:
    """Return what is written as the final status."""
    from wizard.engagement.readback_form import filled_in

    return word_of(filled_in(checklist.result, "final status")) if checklist else None


def _side(checklist: Checklist | None, number: int, side: str) -> date | None:
    from wizard.engagement.readback_form import valid

    text = valid(checklist.result, number, side) if checklist else None
    return read_date(text) if text else None


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other
