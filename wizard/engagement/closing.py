"""A closure: the end of a decision, with who saw it, how it ended and what shows that; and taking one back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.living import Living
from wizard.engagement.store import change_record
from wizard.errors import Problem, RecordError
from wizard.pack.models import Meaning
from wizard.record.model import Closure
from wizard.record.names import same_person
from wizard.wording import is_placeholder, listed, long_date

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record

OUTCOMES = {
    "exit_plan_completed": "Exit plan completed",
    "account_retired": "Account retired",
    "exception_withdrawn": "Exception withdrawn",
    "no_longer_needed": "No longer needed",
}
"""How a decision ends, by id; another text is kept as it is."""


@dataclass(frozen=True)
class Closed:
    """A record that was closed.

    Attributes:
        excluded: Groups of the tenant that its exclusions name; nothing here tells whether the account is still in them.
    """

    record: Record
    closure: Closure
    excluded: tuple[str, ...]


def closed(living: Living, closure: Closure) -> Closed:
    """Return a record as closed.

    Raises:
        RecordError: The closure lacks something, or cannot be; with every finding.
    """
    said = OUTCOMES.get(closure.outcome.strip().lower().replace("-", "_").replace(" ", "_"), closure.outcome.strip())
    closure = closure.model_copy(update={"outcome": said, "on": closure.on or living.day})
    if problems := list(_problems(living, closure)):
        raise RecordError(*problems)
    groups = (row.group or row.policy for row in living.case.exclusions)
    record = living.record.model_copy(update={"closed": closure})
    return Closed(record, closure, tuple(dict.fromkeys(filter(None, groups))))


def _problems(living: Living, closure: Closure) -> Iterator[Problem]:
    place = living.whole.account.name or living.case.record.record_id
    if living.record.closed is not None:
        closed = living.record.closed.on
        when = f", on {long_date(closed)}" if closed is not None else ""
        yield Problem(place, f"is closed already{when}.", "Undo that closure first.")
        return
    needed = {
        "who closes it": closure.by.name,
        "how it ended": closure.outcome,
        "what shows that it ended": closure.evidence,
    }
    missing = [what for what, text in needed.items() if not text.strip() or is_placeholder(text)]
    if missing:
        yield Problem(place, "can't be closed yet.", f"Say {listed(missing)}.")
    if closure.on is not None:
        yield from _day(living, closure.on, place)
    field = living.pack.field_of(Meaning.IMPLEMENTER)
    before = (one.before for one in living.whole.hand_overs if one.field == field)  # the change may be their work
    implementers = [one for one in (living.case.person(Meaning.IMPLEMENTER), *before) if one]
    if any(same_person(closure.by, one) for one in implementers) and not living.whole.self_assessment:
        message = "can't be closed by the implementer alone."
        yield Problem(place, message, "Let another person check the end, and close it.")


def _day(living: Living, on: date, place: str) -> Iterator[Problem]:
    paper, created = living.paper, living.record.created_on
    signed_on = paper.standing.signed_on if paper is not None else None
    if on > living.day:
        yield Problem(place, f"can't be closed on {long_date(on)}, a day that is still to come.", "Close it then.")
    elif signed_on is not None and on < signed_on:
        message = f"can't be closed on {long_date(on)}, before its last signature on {long_date(signed_on)}."
        yield Problem(place, message, "Correct the day.")
    elif created is not None and on < created:
        message = f"can't be closed on {long_date(on)}, before it was begun on {long_date(created)}."
        yield Problem(place, message, "Correct the day.")


def reopened(living: Living) -> Record:
    """Return a record without its closure, for one that was made by mistake.

    Raises:
        RecordError: It isn't closed.
    """
    if living.record.closed is None:
        place = living.whole.account.name or living.case.record.record_id
        raise RecordError(Problem(place, "isn't closed, so there is nothing to undo.", ""))
    return living.record.model_copy(update={"closed": None})


def close(path: Path, pack: Pack, engine: Engine, day: date, closure: Closure) -> Closed:
    """Close a saved record.

    Raises:
        WizardError: It cannot be read, closed or written, or is open elsewhere.
    """
    made: list[Closed] = []

    def change(record: Record) -> Record:
        made.append(closed(Living.at(path, pack, engine, record, day), closure))
        return made[0].record

    change_record(path, change)
    return made[0]


def reopen(path: Path, pack: Pack, engine: Engine, day: date) -> Closure:
    """Withdraw the closure of a saved record, and return it.

    Raises:
        WizardError: It cannot be read, is not closed, cannot be written or is open elsewhere.
    """
    taken: list[Closure | None] = []

    def change(record: Record) -> Record:
        taken.append(record.closed)
        return reopened(Living.at(path, pack, engine, record, day))

    change_record(path, change)
    return taken[0] or Closure()
