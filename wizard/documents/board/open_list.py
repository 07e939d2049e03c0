"""What is open, by the person who closes it: a line each on the decision page, in full before the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.documents.readiness import REQUIRED, closer, open_items
from wizard.documents.signed import field_of_role, who
from wizard.documents.slots import missing
from wizard.wording import lower_first

if TYPE_CHECKING:
    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.documents.readiness import OpenItem
    from wizard.pack.models import Question

MOST_GAPS = 8


@dataclass(frozen=True, slots=True)
class Gap:
    """An answer that is missing, who can give it, and what shows it."""

    what: str
    who: str
    how: str


def by_person(case: Case, room: Room) -> dict[str, list[str]]:
    """Return the open items in a few words, by the person or role that closes them."""
    found: dict[str, dict[str, None]] = {}
    for item in open_items(case):
        found.setdefault(who(case, closer(case, item), room), {})[short_item(case, item)] = None
    return {person: list(items) for person, items in found.items()}


def short_item(case: Case, item: OpenItem) -> str:
    """Return an open item in at most six words; what is given, and wrong or not confirmed, says so."""
    if item.section == "answers":
        title = lower_first(case.words.pack.question_by_id[item.field_id].title)
        return f"{title}: confirm" if item.field_id in case.decision.answers else title
    name = short_name(case, item.field_id)
    return name if item.reason == REQUIRED or case.value(item.field_id) is None else f"{name}: correct"


def short_name(case: Case, field_id: str) -> str:
    """Return what a sign-off field holds in a few words; its question where the pack has none."""
    return next((short.text for short in case.pack.case.short if short.field == field_id), case.label_of(field_id))


def open_rows(case: Case, room: Room) -> list[tuple[str, str, str]]:
    """Return a row for each person: how many items are open, and the first."""
    return [(person, str(len(items)), items[0]) for person, items in by_person(case, room).items()]


def open_list(page: Page, case: Case, room: Room) -> None:
    """Add every open item, by person."""
    people = by_person(case, room)
    if people:
        page.heading(2, "Open items")
        page.bullets(f"**{person}:** {'; '.join(items)}" for person, items in people.items())
    named = {item for items in people.values() for item in items}
    others = [what for gap in gaps(case, room)[MOST_GAPS:] if (what := lower_first(gap.what)) not in named]
    if others:
        page.text(f"Also missing: {'; '.join(others)}.")


def gaps(case: Case, room: Room) -> list[Gap]:
    """Return what is missing, each with who can give it and what shows it."""
    questions = case.words.pack.question_by_id
    how = {export.question: export.how for export in case.pack.case.export}
    return [_gap(case, room, questions[name], how.get(name, "")) for name in missing(case)]


def _gap(case: Case, room: Room, question: Question, how: str) -> Gap:
    role = question.who_knows.rstrip(".")
    known = who(case, role, room) if field_of_role(case, role) else role
    return Gap(question.title, known, how or question.ask_for)
