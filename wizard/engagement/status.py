"""Where each account is: its state, its items, its signatures, and the next day that matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import RECORD
from wizard.documents.frame import UNDECIDED
from wizard.engagement.readback_form import Review, Signature, Tick, Unreadable
from wizard.engagement.states import Approval, State, counts
from wizard.engagement.verify import BEFORE, look
from wizard.engagement.verify_time import aged, printed_later
from wizard.errors import WizardError
from wizard.pack.models import Meaning
from wizard.record.names import name_fits, normal

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.succession import Succession
    from wizard.engagement.verify import Looked
    from wizard.pack.models import Pack


@dataclass(frozen=True, slots=True)
class Status:
    """The state of one folder of documents.

    Attributes:
        account: The account's name.
        outcome: The main verdict, as its id.
        state: How far the decision is; None where there is a problem.
        approvals: What became of each decision.
        why: What makes it overdue or due, with the day; of a stopped record, what is late of the decision that runs.
        expected: How many items were printed.
        done: Items that are ticked.
        open: Items that are neither ticked nor waived for a reason.
        not_applicable: Items with a reason why they do not apply.
        undated: Ticked items without a day.
        nameless: Ticked items without a name.
        unreadable: Boxes and rows that cannot be read.
        missing: Items that were printed and are gone.
        signed: Signatures that were given.
        uncounted: Roles whose signature does not count; ``verify`` says why.
        unsigned: Roles whose signature is open.
        result: What was filled in under the result.
        closure: What was filled in under the closure.
        reviews: Rows of the review log that were filled in.
        aged: What has aged since the print, a line each.
        next_date: The next day that matters with what is due then; None where there is none.
        owner: The account's owner.
        people: Everybody named in the record's roles.
        notes: What could not be looked at, and documents of a day that is still to come.
        problem: Why the record, or who signed it, cannot be read; empty where both can.
    """

    folder: Path
    account: str = ""
    record_id: str = ""
    outcome: str = UNDECIDED
    state: State | None = None
    approvals: tuple[Approval, ...] = ()
    why: tuple[tuple[date, str], ...] = ()
    expected: int = 0
    done: tuple[Tick, ...] = ()
    open: tuple[Tick, ...] = ()
    not_applicable: tuple[Tick, ...] = ()
    undated: tuple[Tick, ...] = ()
    nameless: tuple[Tick, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    missing: tuple[str, ...] = ()
    signed: tuple[Signature, ...] = ()
    uncounted: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    result: dict[str, str] | None = None
    closure: dict[str, str] | None = None
    reviews: tuple[Review, ...] = ()
    aged: tuple[str, ...] = ()
    nothing_to_sign: bool = False
    next_date: tuple[date, str] | None = None
    owner: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""
    approved: bool = False

    @property
    def complete(self) -> bool:
        """Whether everybody approved, and every item up to the start is done and can be read."""
        waiting = [item for item in self.open if item.checkpoint not in {"review", "exit"}]
        return self.approved and not (waiting or self.unreadable or self.missing or self.unsigned or self.uncounted)


def status_of(folder: Path, pack: Pack, engine: Engine, day: date, succession: Succession) -> Status:
    """Read the state of a folder of documents on a day; a record or checklist that cannot be read has its own problem."""
    try:
        seen = look(folder, pack, engine, day, succession)
    except WizardError as error:
        problem = error.problems[0]
        return Status(folder, folder.name, problem=f"{problem.place or RECORD}: {problem.text}")
    if seen.unsure is not None:
        return Status(folder, seen.printed.record.account.name, problem=seen.unsure.text)
    return _status(folder, seen, day)


def _status(folder: Path, seen: Looked, day: date) -> Status:
    printed, checklist, standing = seen.printed, seen.checklist, seen.standing
    items = checklist.items if checklist else ()
    given = tuple(row for row in checklist.signatures if row.given) if checklist else ()
    titles = {normal(row.role): row.role for row in printed.checklist.signatures} if printed.checklist else {}
    signed = {normal(row.role) for row in given}
    front = printed.front
    owner = printed.person(Meaning.OWNER).name
    main = printed.case.outcome.main if printed.case is not None and printed.reproduced else front.get("outcome")
    return Status(
        folder=folder,
        account=printed.record.account.name,
        record_id=printed.record.record_id,
        outcome=main or UNDECIDED,
        state=standing.state,
        approvals=standing.approvals,
        why=standing.why,
        expected=len(printed.checklist.items) if printed.checklist else 0,
        done=tuple(item for item in items if item.ticked),
        open=tuple(item for item in items if not item.settled and item.box != "unreadable"),
        not_applicable=tuple(item for item in items if item.waived),
        undated=tuple(item for item in items if item.ticked and not item.done_on and not item.waived),
        nameless=tuple(item for item in items if item.ticked and not item.person and not item.waived),
        unreadable=checklist.unreadable if checklist else (),
        missing=tuple(printed.missing(checklist)),
        signed=given,
        uncounted=tuple(row.role for row in given if not counts(row, printed, day)),
        unsigned=tuple(title for role, title in titles.items() if role not in signed),
        result={what: text for what, text in checklist.result.items() if text} if checklist else {},
        closure={what: text for what, text in checklist.closure.items() if text} if checklist else {},
        reviews=tuple(row for row in checklist.reviews if row.given) if checklist else (),
        aged=tuple(one.message for one in aged(checklist, printed, standing, day)),
        nothing_to_sign=standing.nothing_to_sign,
        next_date=standing.coming[0] if standing.coming and standing.state not in BEFORE else None,
        owner=owner,
        notes=tuple(
            filter(
                None,
                (
                    printed.why_not,
                    *(one.message for one in printed_later(printed, day)),
                    *(f"{one.place}: {one.message}" for one in seen.problems),
                ),
            )
        ),
        approved=standing.approved,
    )


def belongs_to(one: Status, name: str) -> bool:
    """Return whether an account is owned by somebody; names match in either order, with title or initial."""
    return not one.problem and bool(one.owner) and name_fits(one.owner, name)


def falls_due(one: Status, day: date, days: int) -> bool:
    """Return whether an account is overdue, or its next day lies within so many days."""
    if one.problem or (one.why and one.state is not State.DUE):
        return True
    return one.next_date is not None and one.next_date[0] <= day + timedelta(days=days)
