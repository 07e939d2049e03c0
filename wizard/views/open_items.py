"""What is open: questions to be found out, what is parked for discussion, notes, and what keeps the documents a draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Heading, item, text, theirs
from wizard.documents.readiness import open_items
from wizard.views.state import to_find_out, who_knows
from wizard.wording import count

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.engagement.session import Session

NOTHING = "Nothing."


def open_page(session: Session, case: Case) -> Iterator[Block]:
    record, path, words = session.record, session.interview.path, case.words
    unknown = to_find_out(session)
    yield Heading("To be found out", count=len(unknown))
    for name in unknown:
        yield from who_knows(words.pack, name)
    if not unknown:
        yield text(NOTHING)
    discuss = [name for name in path if name in record.discuss]
    yield Heading("Parked for discussion", count=len(discuss))
    yield from (item(words.question(name), mark="!") for name in discuss)
    if not discuss:
        yield text(NOTHING)
    notes = [name for name in path if record.notes.get(name)]
    if notes:
        yield Heading("Notes", count=len(notes))
    for name in notes:
        yield item(words.question(name), mark="*")
        yield text(theirs(record.notes[name]), label="Note", depth=1)
    rest = [one for one in open_items(case) if one.field_id not in unknown]
    yield Heading("Before the documents are final", count=len(rest))
    for one in rest:
        yield item(one.label, mark="[ ]")
        yield text(one.reason, depth=1)
    if not rest:
        yield text("Nothing is missing.")


def not_final(case: Case) -> Iterator[Block]:
    """Yield everything that keeps the documents a draft."""
    yield text(f"Not final yet: {count(len(open_items(case)), 'open item')}.", tone="strong")
    if case.outcome.main is None:
        yield item("The verdict is still open.")
    yield from (item(f"{one.label} {one.reason}") for one in open_items(case))
