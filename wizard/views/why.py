"""Why this decision, and what would change it: rows that fired, stronger verdicts, questions, and single other answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Heading, Prose, Text, item, line, strong, text
from wizard.decision.interview import Flip, flips
from wizard.decision.reasons import row_blocks
from wizard.wording import count

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.decision.decision import Decision
    from wizard.decision.interview import Interview
    from wizard.decision.why import Explainer
    from wizard.decision.words import Words


FIRED, REJECTED = "Rules that fired", "Stronger verdicts, and what rejected each"
BECAUSE, REJECTED_BY = "because", "rejected because"
OPEN = "The verdict is still open; what is rejected is known once it is certain."
CHANGES = "Single answers that would change the verdict"
INTRO = "One other answer, everything else as it is. Nothing is changed here; go to the question to change it."


def why_page(explainer: Explainer, words: Words, answers: Mapping[str, Answer], *, decided: bool) -> Iterator[Block]:
    """Yield rows that fired with the answers behind them, and stronger verdicts with what rejected each."""
    explanation = explainer.explain(answers)
    yield Heading(FIRED)
    if not explanation.fired:
        yield text("No rule is certain yet.")
    for row in explanation.fired:
        yield from row_blocks(row, words, answers, BECAUSE)
    yield Heading(REJECTED)
    if not explanation.rejected:
        yield text("No stronger verdict was in reach." if decided else OPEN)
    for row in explanation.rejected:
        yield from row_blocks(row, words, answers, REJECTED_BY)


def questions_page(words: Words, decision: Decision) -> Iterator[Block]:
    """Yield each question that is asked with its answer, why it is asked, and the facts behind it."""
    yield Heading("Why each question")
    for name in decision.asked:
        question = words.pack.question_by_id[name]
        yield Text(line(strong(question.label), f" ({name})"), mark="-", facts=question.facts)
        yield text(words.answer(name, decision.answers.get(name)), label="Answer", depth=1)
        if question.why:
            yield Prose(question.why)
        yield Gap()


def what_if_page(interview: Interview, words: Words, main: str | None) -> Iterator[Block]:
    """Yield the single answers that would change the verdict in force, by question; why there is none while it is open."""
    if main is None:
        yield text("The verdict is still open, so every open question can change it.")
        return
    by_question: dict[str, list[Flip]] = {}
    for flip in flips(interview):
        by_question.setdefault(flip.question, []).append(flip)
    yield Heading(CHANGES)
    yield text(INTRO if by_question else "No single answer would change the verdict.")
    yield Gap()
    for name, changes in by_question.items():
        yield text(strong(words.question(name)))
        yield text(words.answer(name, interview.answers[name]), label="Now", depth=1)
        for flip in changes:
            yield item(_other(interview, words, flip), " leads to: ", strong(_after(words, flip)), depth=1)
        yield Gap()
    prose = words.pack.verdict_by_id[main].prose.what_would_change_it
    if prose:
        yield Heading("In general")
        yield Prose(prose)


def _other(interview: Interview, words: Words, flip: Flip) -> str:
    option = f"“{words.option(flip.question, flip.changed)}”"
    given = interview.answers[flip.question]
    return option if isinstance(given, str) else f"{'without' if flip.changed in given else 'with'} {option}"


def _after(words: Words, flip: Flip) -> str:
    return (
        f"{words.pack.verdict_by_id[flip.after].title}."
        if flip.after
        else f"open again, {count(len(flip.possible), 'verdict')} possible."
    )
