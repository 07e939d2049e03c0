"""The forms with which a record is renewed, closed and handed over, and what is said when that is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.closing import OUTCOMES, Closed
from wizard.engagement.handing_over import Change, HandedOver, Holding, Order
from wizard.engagement.record_hygiene import clean_line
from wizard.errors import Problem, RecordError
from wizard.record.model import Closure
from wizard.record.names import told_person
from wizard.record.values import Ask, Part, Person
from wizard.wording import count, listed, long_date, read_date, two_readings

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.renewal import Renewal
    from wizard.pack.models import Pack
    from wizard.record.model import Record

_NAMES = Ask("", names=True)

RENEW = (
    Part("start", "First day of the renewal", "day"),
    Part("end", "Last day of the renewal", "day"),
)
CLOSE = (
    Part("on", "On which day did it end", "day"),
    Part("outcome", "How did it end", "choice", tuple(OUTCOMES.items())),
    Part("evidence", "What shows that it ended", long=True),
    Part("by", "Who closes it, a person other than the implementer", ask=_NAMES),
    Part("reason", "Why"),
)
HAND_OVER = (
    Part("giver", "Who hands over", ask=_NAMES),
    Part("taker", "Who takes over, as name; role; contact", ask=_NAMES),
    Part("reason", "Why"),
    Part("by", "Who orders it", ask=_NAMES),
)
"""Parts of the three forms, the same in every face."""

CLOSE_ABOUT = "Signed papers stay. A closure that was a mistake can be undone."
HAND_OVER_ABOUT = "Every role and owned step in living records passes on. Signed papers keep their names."

Given = Mapping[str, str | None]
"""What a form holds, by the key of its part, as it was typed."""


def term_given(given: Given) -> tuple[date | None, date | None]:
    """Return the days that the form of a renewal holds.

    Raises:
        RecordError: One cannot be read.
    """
    return _day(given, RENEW[0]), _day(given, RENEW[1])


def closure_given(given: Given) -> Closure:
    """Return what the form of a closure holds.

    Raises:
        RecordError: The day cannot be read.
    """
    return Closure(
        on=_day(given, CLOSE[0]),
        by=person_given(_text(given, "by")),
        outcome=_text(given, "outcome"),
        reason=_text(given, "reason"),
        evidence=_text(given, "evidence"),
    )


def order_given(given: Given, pack: Pack, engine: Engine, day: date) -> Order:
    """Return what the form of a hand-over holds."""
    giver, taker = (person_given(_text(given, key)) for key in ("giver", "taker"))
    return Order(pack, engine, giver, taker, day, _text(given, "by"), _text(given, "reason"))


def person_given(text: str) -> Person:
    """Return the person of one line: name, role and contact with semicolons, or a name as people write it."""
    if ";" not in text:
        return told_person(text)
    name, role, contact = ([part.strip() for part in text.split(";", 2)] + ["", ""])[:3]
    return Person(name=name, role=role, contact=contact)


def _text(given: Given, key: str) -> str:
    return clean_line(given.get(key) or "", "the text")


def _day(given: Given, part: Part) -> date | None:
    text = _text(given, part.key)
    if not text:
        return None
    found = read_date(text)
    if found is None:
        remedy = "Use YYYY-MM-DD, for example 2027-01-31."
        raise RecordError(Problem("", two_readings(text) or "isn't a date.", remedy, subject=f"“{text[:40]}”"))
    return found


def renewal_asked(renewal: Renewal) -> str:
    """Return what to know before the end of a renewal is chosen."""
    begins = f"It ends on {long_date(renewal.ended)}. The renewal begins on {long_date(renewal.start)}."
    if renewal.cap is None or renewal.last is None:
        return begins
    return (
        f"{begins} {renewal.cap.basis} {count(renewal.cap.days, 'day')}: until {long_date(renewal.last)} at the latest."
    )


def renewal_lines(renewal: Renewal) -> Iterator[str]:
    """Yield what became of a renewal, and what it asks for."""
    end = f" to {long_date(renewal.end)}" if renewal.end else ""
    name = renewal.record.account.name
    yield f"{name}: {renewal.record.record_id} renews {renewal.before}, from {long_date(renewal.start)}{end}."
    counts = "counts until" if renewal.ended >= renewal.living.day else "counted until"
    yield f"The paper before it stays and {counts} {long_date(renewal.ended)}."
    if renewal.to_test:
        yield f"Test again, and say whether each passed: {listed(renewal.to_test)}."
    signing = renewal.signers
    if signing:
        yield f"This is renewal {renewal.number}. It is signed by: {listed([signer.title for signer in signing])}."
    if renewal.open:
        yield f"{count(renewal.open, 'open item')} to close before it can go to the board."


def closed_lines(closed: Closed) -> Iterator[str]:
    """Yield what became of a closure, and what it cannot tell."""
    closure = closed.closure
    day = long_date(closure.on) if closure.on else ""
    yield f"{closed.record.account.name}: closed on {day} by {closure.by.name}: {closure.outcome}."
    if closed.excluded:
        groups = listed(list(closed.excluded))
        yield f"Nothing here shows whether the tenant still excludes the account through {groups}. 'drift' compares them."


def reopened_lines(name: str, closure: Closure) -> Iterator[str]:
    """Yield what became of a closure that was taken back."""
    day = f" of {long_date(closure.on)}" if closure.on else ""
    yield f"{name}: the closure{day} by {closure.by.name} is undone. The account is open again."


def hand_over_lines(done: HandedOver, order: Order, *, dry: bool) -> Iterator[str]:
    """Yield what passes on, account by account, with the conflicts of duties that arise."""
    for change in done.changes:
        yield from _change_lines(change, order)
    number = sum(len(change.holdings) for change in done.changes)
    if not number:
        if done.problems:
            return
        yield f"{order.giver.name or order.giver.contact} holds nothing in the living accounts."
        return
    what = count(number, "role or step", "roles and steps")
    taker = order.taker.name
    yield f"{what} would pass on to {taker}. Nothing is changed." if dry else f"{what} passed on to {taker}."
    yield "Signed papers keep the names that they were signed with."


def _change_lines(change: Change, order: Order) -> Iterator[str]:
    name = change.account or "All accounts of the tenant"
    for holding in change.holdings:
        yield f"{name}: {holding.title}: {order.giver.name or order.giver.contact}, now {order.taker.name}"
    for holding in change.left:
        yield f"{name}: {holding.title}: names others as well; change it by hand."
    for text in change.conflicts:
        yield f"{name}: conflict of duties: {text}"


def hand_over_rows(done: HandedOver, order: Order) -> Iterator[dict[str, object]]:
    """Yield what passes on for programs: one object an account, and one without an account for the whole tenant."""
    for change in done.changes:
        yield {
            "account": change.account or None,
            "file": str(change.path),
            "to": order.taker.name,
            "passed_on": [_holding_row(one) for one in change.holdings],
            "left": [_holding_row(one) for one in change.left],
            "conflicts": list(change.conflicts),
        }


def _holding_row(one: Holding) -> dict[str, str]:
    return {"place": f"signoff.{one.place}", "title": one.title}


def held_lines(found: Iterable[tuple[Path, Record, tuple[Holding, ...]]]) -> Iterator[str]:
    """Yield what a person holds, one line an account."""
    for path, record, held in found:
        yield f"{path.stem}: {record.account.name or path.stem}: {'; '.join(one.title for one in held)}"


def held_rows(found: Iterable[tuple[Path, Record, tuple[Holding, ...]]]) -> Iterator[dict[str, object]]:
    """Yield what a person holds for programs, one object an account."""
    for path, record, held in found:
        yield {"name": record.account.name, "path": str(path), "holds": [_holding_row(one) for one in held]}
