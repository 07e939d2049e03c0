"""The account in ten rows at most: only what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.decision.answers import UNKNOWN, as_tuple
from wizard.documents.escape import identifier
from wizard.documents.sections import parts
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models import Field
    from wizard.pack.models.documents import AccountRow

MOST_ROWS = 10


def account(page: Page, case: Case, room: Room) -> None:
    page.heading(2, "The account")
    rows = [("Owner, deputy", _owners(case, room))]
    rows += [(row.label, _known(case, row, room)) for row in case.pack.documents.account_row]
    page.table(("What", "Answer"), [row for row in rows if row[1]][:MOST_ROWS])


def _owners(case: Case, room: Room) -> str:
    people = (case.person(Meaning.OWNER), case.person(Meaning.DEPUTY))
    return ", ".join(room.label(person.name) for person in people if person.name.strip())


def _known(case: Case, row: AccountRow, room: Room) -> str:
    """Return what is known of a row; empty where it is not asked, not given or not known."""
    if row.question:
        given = case.decision.answers.get(row.question)
        if given is None or UNKNOWN in as_tuple(given):
            return ""
        return case.words.answer(row.question, given).rstrip(".")
    field = case.library.fields.get(row.field or "")
    return _value(case, field, room) if field is not None and field.id in case.outcome.fields else ""


def _value(case: Case, field: Field, room: Room) -> str:
    value = case.value(field.id)
    if field.id in case.pack.documents.guid_fields:
        return identifier(case.text(field.id))
    if isinstance(value, str) and field.kind in {"text", "paragraph"}:
        return room.text(value)
    if value is None or value == UNKNOWN:
        return ""
    return parts.value_text(case, field, "")
