"""Why this decision: rows that fired, stronger verdicts with what rejected each, and why each question is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Heading, Prose, Text, line, strong, text
from wizard.decision.reasons import row_blocks

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.decision.decision import Decision
    from wizard.decision.why import Explainer
    from wizard.decision.words import Words

FIRED, REJECTED = "Rules that fired", "Stronger verdicts, and what rejected each"
BECAUSE, REJECTED_BY = "because", "rejected because"
OPEN = "The verdict is still open; what is rejected is known once it is certain."


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
