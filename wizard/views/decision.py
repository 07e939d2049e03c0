"""The decision: its sentences first, then what belongs to it, then what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Heading, Line, Text, item, strong, text
from wizard.documents.readiness import open_items
from wizard.documents.slots import answer_words, decision_sentence, question
from wizard.views import state
from wizard.wording import agreed, count

if TYPE_CHECKING:
    from wizard.decision.decision import Decision
    from wizard.decision.words import Words
    from wizard.documents.case import Case
    from wizard.engagement.session import Session


def case_sentences(case: Case) -> tuple[Line, ...]:
    """Return the signed decisions of a case, one sentence each; none while the main verdict is open."""
    return tuple(decision_sentence(case, verdict) for verdict in case.outcome.signed)


def head(case: Case) -> Iterator[Block]:
    """Yield the decision sentences, the answer to the question of the documents and the verdict, or what is still possible."""
    lead = case.outcome.lead
    if lead is None:
        yield from _open(case.words, case.decision)
        return
    for said in case_sentences(case):
        yield Text(said, tone="strong")
    if reply := answer_words(case, lead):
        yield Text((*question(case), *text(" ").line, strong(reply)))
    yield text(f"{case.words.verdict(lead)} ({lead})", label="Verdict")


def _open(words: Words, decision: Decision) -> Iterator[Block]:
    yield text(strong(_left(decision)))
    yield from _verdicts(words, decision.possible)


def _left(decision: Decision) -> str:
    number = len(decision.possible)
    return f"No decision yet: {count(number, 'main verdict')} {agreed(number, 'is', 'are')} still possible."


def _verdicts(words: Words, names: Iterable[str]) -> Iterator[Block]:
    yield from (item(f"{words.verdict(name)} ({name})") for name in names)


def case_page(case: Case) -> Iterator[Block]:
    """Yield what the documents of a case decide; the risk rating may have turned an exception into a refusal."""
    outcome, decision, words = case.outcome, case.decision, case.words
    yield from head(case)
    also = [verdict for verdict in outcome.verdicts if verdict != outcome.lead]
    if also:
        yield Heading("Also")
        yield from _verdicts(words, also)
    for table, value in decision.values.items():
        label = table.replace("_", " ").capitalize()
        yield text((value or "open").replace("_", " "), label=label)
    if decision.platform:
        titles = {surface.id: surface.label for surface in words.pack.surfaces}
        yield Heading("Platform")
        for part in decision.platform:
            kept = "enforced" if part.enforced else "not enforced"
            yield item(f"{titles.get(part.surface, part.surface)}: {kept}. {part.why}".rstrip())
    if outcome.checklist:
        yield text(" ".join(outcome.checklist), label="Checklist")
    if decision.unanswered:
        yield Heading("Open questions")
        yield from (item(f"{words.question(name)} ({name})") for name in decision.unanswered)
    if case.not_used:
        yield Heading("Answered, but not used for this decision")
        yield from (item(words.question(name)) for name in case.not_used)
    if outcome.refused:
        yield text("The risk rating refuses the exception.")


def result_page(session: Session, case: Case) -> Iterator[Block]:
    """Yield what the documents of a record decide, and what is still to be done."""
    yield from case_page(case)
    if case.outcome.main is None:
        yield text(state.left(session))
    to_find_out = state.to_find_out(session)
    if to_find_out:
        yield Heading("To be found out")
        for name in to_find_out:
            yield from state.who_knows(session.words.pack, name)
    items = [item for item in open_items(case) if item.section != "answers"]
    if items:
        missing = f"Open items of the sign-off: {len(items)}. The documents are a draft until these are closed."
        yield text(missing)


def still_open(session: Session, case: Case) -> Iterator[Block]:
    """Yield what is said before a document while the verdict is open; nothing once it is there.

    Which verdicts are possible is in the document.
    """
    if case.outcome.main is None:
        yield text(strong(_left(case.decision)), f" {state.waiting(session)}")
