"""Whether things were done in their order: nothing before it could be, nothing left undone after it was due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from wizard.documents.bundle import RECORD
from wizard.engagement.findings import CLOCK, Finding
from wizard.engagement.readback_form import Checklist, Tick
from wizard.engagement.states import DUE_DAYS, ENDED, Standing, closes, reviews_due, work_due
from wizard.engagement.verify_people import date_finding, retested
from wizard.pack.models import Meaning
from wizard.wording import count, joined, long_date, read_date, short

if TYPE_CHECKING:
    from wizard.engagement.printed import Printed

AGAIN = "Untick it, do the work when its time has come, and write that day."


def printed_later(printed: Printed, day: date) -> Iterator[Finding]:
    """Find documents of a day that is still to come: then a clock is wrong, and every other date is in doubt."""
    if printed.day is not None and printed.day > day:
        message = f"The documents are dated {long_date(printed.day)}, after {long_date(day)}."
        yield Finding("clock", f"{RECORD}: applied.printed_on", message, CLOCK)


def opening(printed: Printed, standing: Standing) -> dict[date, date]:
    """Return the first day on which each review can be held: after the start and the one before, a month ahead."""
    found: dict[date, date] = {}
    floor = max((then for then in (printed.start, standing.signed_on, printed.day) if then), default=None)
    for due in printed.reviews:
        ahead = due - timedelta(days=DUE_DAYS)
        first = ahead if floor is None or floor < ahead else floor
        found[due] = min(due, first)
        floor = due
    return found


def items(checklist: Checklist, printed: Printed, standing: Standing, day: date) -> Iterator[Finding]:
    """Look at boxes, reasons and dates of the items."""
    for lost in checklist.unreadable:
        place = f"{checklist.file}: {lost.item or lost.place}"
        message = f"{lost.text} cannot be read, {lost.place}." if lost.item else f"{lost.text} cannot be read."
        yield Finding(
            "box_unreadable", place, f"{message[0].upper()}{message[1:]}", "Write [x], [ ], or [~] with a reason."
        )
    for item in checklist.items:
        place = f"{checklist.file}: {item.id}"
        if item.not_applicable is not None and not item.waived:
            message = f"does not apply, and no reason says why ({item.place})."
            remedy = "Write “N/A: ” and the reason under Evidence."
            yield Finding("not_applicable_without_reason", place, message, remedy)
        if not item.touched:
            continue
        wrong = date_finding(item.done_on, place, "The date")
        if wrong is not None:
            yield wrong
        elif (then := read_date(item.done_on)) is not None and then > day:
            yield Finding(
                "date_future", place, f"is dated {long_date(then)}, a day that is still to come.", "Correct the date."
            )
        else:
            yield from _early(item, place, printed, standing, day)


def _early(item: Tick, place: str, printed: Printed, standing: Standing, day: date) -> Iterator[Finding]:
    """Find an item that was done before it could be; one without a date where it cannot be done even today."""
    if item.waived and not item.done_on:
        return
    first, why = _first_day(item, printed, standing)
    then = read_date(item.done_on)
    if first is None:
        if why:
            yield Finding("ticked_too_early", place, f"is ticked, {why}.", AGAIN)
    elif then is not None and then < first:
        message = f"is dated {long_date(then)}, {why} ({long_date(first)})."
        yield Finding("date_too_early", place, message, AGAIN)
    elif then is None and day < first:
        yield Finding("ticked_too_early", place, f"is ticked {why} ({long_date(first)}).", AGAIN)


def _first_day(item: Tick, printed: Printed, standing: Standing) -> tuple[date | None, str]:
    """Return the first day on which an item can be done, and what an earlier day would be."""
    checkpoint = item.checkpoint
    if checkpoint == "before":
        basis = printed.record.created_on or printed.day
        limit = printed.pack.profile.limits.evidence_days
        return (basis - timedelta(days=limit), f"more than {limit} days before this record") if basis else (None, "")
    if checkpoint == "at":
        return printed.day, "before the document was printed"
    if checkpoint not in {"after", "review", "exit"}:
        return None, ""
    if not standing.nothing_to_sign and not standing.signed and not standing.any_approved:
        # Where all wrote it, what keeps one from counting is a finding on that signature.
        return None, "" if standing.decided else "although not every signer has approved"
    approved = standing.signed_on or printed.day
    if checkpoint == "after":
        return approved, "before the last signature"
    start = max((then for then in (printed.start, approved) if then), default=None)
    if checkpoint == "exit":
        return start, "before the start"
    opens = opening(printed, standing)
    first = min(opens.values(), default=start)
    return first, "before the review could be held"


def passed(checklist: Checklist | None, printed: Printed, standing: Standing, day: date) -> Iterator[Finding]:
    """Find what was due and is not done."""
    if standing.state in ENDED and not standing.partly:
        return
    file = checklist.file if checklist else "checklist.md"
    if standing.approved or standing.partly:
        for due in reviews_due(printed, checklist, day, standing.running):
            if due < day:
                message = f"The review was due on {long_date(due)}, and the review log does not show it."
                yield Finding("review_overdue", f"{file}: Review log", message, "Hold the review, and fill in its row.")
        for one in standing.running:
            if one.last is not None and one.last < day:
                message = (
                    f"“{one.title}” ended on {long_date(one.last)}, and no closure says that the exclusion is gone."
                )
                yield Finding("end_passed", f"{file}: Closure", message, "End the exclusion, and fill in the closure.")
        for due, what in work_due(printed, checklist):
            if due < day and closes(printed):
                message = f"“{what}” was due on {long_date(due)}, and no closure says that it is done."
                yield Finding("due_passed", f"{file}: Closure", message, "Finish the work, and fill in the closure.")
            elif due < day:
                message = f"“{what}” was due on {long_date(due)}, and not every item after approval is done."
                yield Finding("due_passed", f"{file}: After approval", message, "Finish the work, and tick its items.")
        return
    if standing.nothing_to_sign:
        if printed.gaps_due is not None and printed.gaps_due < day:
            message = f"The open questions were due on {long_date(printed.gaps_due)}."
            yield Finding("due_passed", "record.json", message, "Answer them, and print a revision.")
        return
    if checklist is None:
        return  # it is missing, which is said; who has decided is not known
    for what, then in (("The start", printed.start), ("The day of the decision", printed.needed_by)):
        if then is not None and then < day and (standing.draft or not standing.decided):
            why = "a draft cannot be decided" if standing.draft else "not every signer has decided"
            message = f"{what} was {long_date(then)}, and {why}."
            remedy = "Let the signers decide, or print a revision with later dates."
            yield Finding("decision_overdue", f"{file}: sign-off", message, remedy)
            return


def aged(checklist: Checklist | None, printed: Printed, standing: Standing, day: date) -> Iterator[Finding]:
    """Find what has aged since the print: tests of controls and evidence, until a review renews them."""
    if not standing.partly and (standing.state in ENDED or not standing.approved):
        return
    case, file = printed.case, checklist.file if checklist else "checklist.md"
    if case is None:
        return
    limits = case.pack.profile.limits
    again = "Test again, and fill in a row of the review log with “Controls re-tested”."
    waives = any(one.last is not None for one in standing.running)
    if waives and not retested(checklist, day, limits.control_test_days):
        old = [row for row in case.controls if row.tested_on and (day - row.tested_on).days > limits.control_test_days]
        if old:
            days = max((day - row.tested_on).days for row in old if row.tested_on)
            names = joined(short(row.name or row.kind, 60) for row in old)
            message = f"Control tests are {count(days, 'day')} old: the rating no longer applies ({names})."
            yield Finding("controls_aged", f"{file}: Review log", message, again)
    gone = [item for item in case.evidence if item.expires_on is not None and item.expires_on < day]
    if gone and not retested(checklist, day, limits.evidence_days):
        items_gone = joined(f"{short(item.what, 60)}, until {item.expires_on}" for item in gone)
        message = f"Evidence no longer counts: {items_gone}."
        yield Finding("evidence_expired", f"record.json: {case.label_of(Meaning.EVIDENCE)}", message, again)


def knowledge_age(printed: Printed, day: date) -> str:
    """Return a line on knowledge that was checked long ago; empty where it was not."""
    limit = printed.pack.profile.limits.source_days
    then = printed.pack.info.checked_on
    if printed.record.knowledge_version != printed.pack.info.version or (day - then).days <= limit:
        return ""
    return f"The knowledge behind it was checked on {long_date(then)}, more than {limit} days ago."
