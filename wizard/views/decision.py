"""The decision: its sentence first, then what belongs to it, then what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Heading, Line, Text, item, named, strong, text
from wizard.documents.readiness import open_items
from wizard.views import state
from wizard.wording import agreed, count

if TYPE_CHECKING:
    from wizard.decision.decision import Decision
    from wizard.decision.words import Words
    from wizard.documents.case import Case
    from wizard.engagement.session import Session

NOBODY = "this account"


def sentence(words: Words, decision: Decision, account: str) -> Line:
    """Return the decision in one sentence, in the words that fit the account; empty while it is open."""
    return named(words.decision(decision.main), account, NOBODY) if decision.main else ()


def case_sentence(case: Case) -> Line:
    """Return the decision that the documents of a case carry, in one sentence; empty while it is open."""
    from wizard.documents.sections.parts import decision_words

    return named(decision_words(case, case.outcome.main), case.account, NOBODY) if case.outcome.main else ()


def head(words: Words, decision: Decision, said: Line) -> Iterator[Block]:
    """Yield the decision sentence and the verdict, or what is still possible."""
    if decision.main is not None:
        yield Text(said, tone="strong")
        yield text(f"{words.verdict(decision.main)} ({decision.main})", label="Verdict")
        return
    number = len(decision.possible)
    left = f"No decision yet: {count(number, 'main verdict')} {agreed(number, 'is', 'are')} still possible."
    yield text(strong(left))
    yield from _verdicts(words, decision.possible)


def _verdicts(words: Words, names: Iterable[str]) -> Iterator[Block]:
    yield from (item(f"{words.verdict(name)} ({name})") for name in names)


def decision_page(words: Words, decision: Decision, said: Line) -> Iterator[Block]:
    """Yield a decision with its platform part, its checklist and its open questions.

    Args:
        words: Words that fit the decision.
        said: The decision in one sentence, by ``sentence`` or ``case_sentence``.
    """
    yield from head(words, decision, said)
    if decision.also:
        yield Heading("Also")
        yield from _verdicts(words, decision.also)
    for table, value in decision.values.items():
        label = table.replace("_", " ").capitalize()
        yield text((value or "open").replace("_", " "), label=label)
    if decision.platform:
        titles = {surface.id: surface.label for surface in words.pack.surfaces}
        yield Heading("Platform")
        for part in decision.platform:
            kept = "enforced" if part.enforced else "not enforced"
            yield item(f"{titles.get(part.surface, part.surface)}: {kept}. {part.why}".rstrip())
    if decision.checklist:
        yield text(" ".join(decision.checklist), label="Checklist")
    if decision.unanswered:
        yield Heading("Open questions")
        yield from (item(f"{words.question(name)} ({name})") for name in decision.unanswered)
    if decision.not_used:
        yield Heading("Answered, but not used for this decision")
        yield from (item(words.question(name)) for name in decision.not_used)


def case_page(case: Case) -> Iterator[Block]:
    """Yield what the documents of a case decide; the risk rating may have turned an exception into a refusal."""
    outcome = case.outcome
    decision = replace(case.decision, main=outcome.main, also=outcome.also, checklist=outcome.checklist)
    yield from decision_page(case.words, decision, case_sentence(case))
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
    """Yield what is said before a document while the verdict is open; nothing once it is there."""
    if case.outcome.main is None:
        yield from head(case.words, case.decision, ())
        yield text(state.waiting(session))
