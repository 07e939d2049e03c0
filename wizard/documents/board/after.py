"""What follows from the decision: consequences, conditions, reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.board import said
from wizard.documents.people import signers
from wizard.documents.reminders import review_dates
from wizard.documents.signed import signed
from wizard.pack.models import Meaning
from wizard.wording import count, listed, long_date

if TYPE_CHECKING:
    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page

MOST_DATES = 6


def consequences(page: Page, case: Case, room: Room) -> None:
    """Say what follows from approval and from refusal, in the account's own terms where they are given."""
    if case.outcome.main is None:
        return
    page.heading(2, "Consequences")
    approved = " ".join(said.every(case, page, case.pack.case.approved, 2))
    refused = room.text(case.text(Meaning.REFUSAL_EFFECT)) or said.first(case, page, case.pack.case.refused)
    page.bullets(f"**{label}:** {text}" for label, text in zip(_cases(case), (approved, refused), strict=True) if text)


def _cases(case: Case) -> tuple[str, str]:
    """Return what either consequence follows from; where nobody signs, nobody approves or refuses."""
    return ("If approved", "If refused") if signers(case) else ("If you follow this", "If you do not")


def conditions(page: Page, case: Case, room: Room) -> None:
    """Add the conditions of the decision, each with its owner, and who ends it early."""
    rows, more = room.some(case.steps(Meaning.CONDITIONS))
    ends = any(one.ends for one in signed(case))
    if rows or ends:
        page.heading(2, "Conditions and early end" if ends else "Conditions")
    lines = []
    for row in rows:
        owner = room.label(row.owner)
        due = f", by {long_date(row.due)}" if row.due else ""
        lines.append(f"{room.text(row.step)}{f' ({owner}{due})' if owner else due}")
    page.bullets(lines, numbered=True)
    page.text(f"{count(more, 'more condition')} in the dossier." if more else "")
    if ends:
        implementer = room.label(case.person(Meaning.IMPLEMENTER).name) or "the implementer"
        call = room.label(case.person(Meaning.ROLLBACK_CONTACT).name)
        told = f"Early end: {implementer} removes the account from the groups at once"
        page.text(f"{told}; {call} can be reached for that." if call else f"{told}.")


def reviews(page: Page, case: Case) -> None:
    """Add the dates of review in one line; what happens at them is written on the checklist."""
    dates = review_dates(case)
    if dates:
        page.heading(2, "Reviews")
        told = [long_date(then) for then in dates[:MOST_DATES]]
        more = len(dates) - len(told)
        page.text(f"{listed(told)}{f', and {more} more on the checklist' if more else ''}.")
