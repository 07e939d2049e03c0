"""Who is to be asked and who answered: what is parked or to be found out, by who is meant to know, and who gave what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Heading, Text, item, line, text, theirs
from wizard.views.state import TO_FIND_OUT, answer_words, to_find_out
from wizard.wording import joined

if TYPE_CHECKING:
    from wizard.engagement.session import Session

TITLE = "Parked questions, and who answers"
NOBODY = "nobody in particular"
PARKED = "parked for discussion"


def to_talk_about(session: Session) -> tuple[str, ...]:
    """Return the questions that are parked for discussion, or were answered with "don't know", in interview order."""
    waits = {*to_find_out(session)} - {*session.interview.open}
    return tuple(name for name in session.interview.path if name in session.record.discuss or name in waits)


def people_page(session: Session) -> Iterator[Block]:
    """Yield what is to be talked about, by who is meant to know, and who gave which answers."""
    pack = session.words.pack
    waiting = to_talk_about(session)
    yield Heading("To discuss or find out", count=len(waiting))
    roles: dict[str, list[str]] = {}
    for name in waiting:
        roles.setdefault(pack.question_by_id[name].who_knows or NOBODY, []).append(name)
    for role, names in roles.items():
        for name in names:
            yield from _waiting(session, name, role)
    if not waiting:
        yield text("Nothing is parked, and nothing waits to be found out.")
    given: dict[str, list[str]] = {}
    for name, origin in session.record.origins.items():
        if origin.by and name in session.interview.answers:
            given.setdefault(origin.by, []).append(session.words.title(name))
    yield Heading("Who answered", count=len(given))
    for who, titles in given.items():
        yield item(theirs(who), f": {joined(titles, len(titles), '; ')}")
    if not given:
        yield text("No answer carries a name.")


def _waiting(session: Session, name: str, role: str) -> Iterator[Block]:
    """Yield a question with its state, its answer so far, what to look up, and its note."""
    question = session.words.pack.question_by_id[name]
    parked = name in session.record.discuss
    yield Text(line(question.label), "!" if parked else "?", lead=f"Ask: {role}")
    answer = answer_words(session, name)
    now = f"{PARKED}; {answer}" if answer else PARKED
    yield text(now if parked else TO_FIND_OUT, label="Now", depth=1)
    if question.ask_for:
        yield text(question.ask_for, label="What to look up", depth=1)
    if note := session.record.notes.get(name):
        yield text(theirs(note), label="Note", depth=1)
