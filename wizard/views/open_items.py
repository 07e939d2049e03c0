"""What is open: questions to be found out, what is parked for discussion, notes, and what keeps the documents a draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Heading, item, strong, text, theirs
from wizard.documents.readiness import REQUIRED, closer, open_items
from wizard.documents.signed import field_of_role
from wizard.views.state import to_find_out, who_knows
from wizard.wording import count

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.readiness import OpenItem
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
    yield from (item(words.question(name), mark="!", place=f"answers.{name}") for name in discuss)
    if not discuss:
        yield text(NOTHING)
    notes = [name for name in path if record.notes.get(name)]
    if notes:
        yield Heading("Notes", count=len(notes))
    for name in notes:
        yield item(words.question(name), mark="*", place=f"answers.{name}")
        yield text(theirs(record.notes[name]), label="Note", depth=1)
    rest = [one for one in open_items(case) if one.field_id not in unknown]
    yield Heading("Before the documents are final", count=len(rest))
    yield from _by_closer(case, rest)
    if not rest:
        yield text("Nothing is missing.")


def _by_closer(case: Case, items: list[OpenItem]) -> Iterator[Block]:
    """Yield open items under the role that closes them, with the person who was named for it."""
    groups: dict[str, list[OpenItem]] = {}
    for one in items:
        groups.setdefault(closer(case, one), []).append(one)
    for role, theirs_to_close in groups.items():
        field = field_of_role(case, role)
        name = case.person(field).name if field is not None else ""
        yield text(strong(role), *((": ", theirs(name)) if name else ()), f" ({len(theirs_to_close)})")
        for one in theirs_to_close:
            yield item(one.label, mark="[ ]", depth=1, place=one.place)
            if one.reason != REQUIRED:
                yield text(one.reason, depth=2)


def not_final(case: Case) -> Iterator[Block]:
    """Yield everything that keeps the documents a draft."""
    yield text(f"Not final yet: {count(len(open_items(case)), 'open item')}.", tone="strong")
    if case.outcome.main is None:
        yield item("The verdict is still open.")
    yield from (item(one.label if one.reason == REQUIRED else f"{one.label} {one.reason}") for one in open_items(case))
