"""Why a question is asked: the reason, who can answer, common errors, and the facts behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Heading, Prose
from wizard.views.facts import fact_blocks, in_short
from wizard.views.state import who_and_what

if TYPE_CHECKING:
    from wizard.pack.models import Pack, Question


def question_page(pack: Pack, question: Question, day: date) -> Iterator[Block]:
    yield Heading("Why we ask")
    yield Prose(question.why or question.help or "The rules of the pack use the answer.")
    facts = [pack.fact_by_id[name] for name in question.facts if name in pack.fact_by_id]
    yield from in_short(pack, facts, day, "behind this question")
    if question.who_knows or question.ask_for:
        yield Heading("Who knows, and where to look")
        yield from who_and_what(question)
    beliefs = [belief for belief in pack.corrections if question.id in belief.questions]
    if beliefs:
        yield Heading("Often heard")
    for belief in beliefs:
        yield Prose(f"- “{belief.claim}”\n\n  {' '.join(belief.instead.split())}")
    if facts:
        yield Heading("Facts behind it")
    for fact in facts:
        yield from fact_blocks(pack, fact, day)
        yield Gap()
