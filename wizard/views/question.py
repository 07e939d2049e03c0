"""A question: the answers that it offers, why it is asked, and what another answer would do.

Common answers are in sight, rare ones behind one line more. What is rare the pack says. An answer that is given, marked
or proposed is always in sight, and no face refuses one that is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wizard.decision.answers import UNKNOWN
from wizard.decision.asides import fitting_words
from wizard.decision.blocks import Block, Gap, Heading, Prose, item, strong, text
from wizard.pack.literals import options_of
from wizard.views import state
from wizard.views.facts import fact_blocks, in_short
from wizard.views.state import who_and_what
from wizard.wording import agreed, count, listed

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.decision.interview import Preview
    from wizard.decision.words import Words
    from wizard.engagement.session import Session
    from wizard.pack.models import Option, Pack, Question


FEWEST = 2
"""Answers that are worth the line behind which they are, and that stay in sight without it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The answers of a question, in the order in which every face numbers them.

    Attributes:
        options: All that are offered: the common ones, then the rare ones.
        folded: Ids of those that are behind the line.
    """

    options: tuple[Option, ...]
    folded: frozenset[str]


def offer(session: Session, name: str, given: Collection[str]) -> Offer:
    """Return the answers that are offered, and those that are given though nobody would be offered them."""
    offered = {*session.interview.offered(name), *given}
    pack = session.words.pack
    options = [option for option in options_of(pack, pack.question_by_id[name]) if option.id in offered]
    common = [option for option in options if not option.rare]
    rare = sorted((option for option in options if option.rare), key=lambda option: option.id not in given)
    folded = frozenset(option.id for option in rare if option.id not in given)
    in_sight = sum(option.id != UNKNOWN and option.id not in folded for option in options)
    if len(folded) < FEWEST or in_sight < FEWEST:
        folded = frozenset()
    return Offer((*common, *rare), folded)


def question_page(pack: Pack, question: Question, day: date) -> Iterator[Block]:
    """Yield why a question is asked: the reason, who can answer, common errors, and the facts behind it."""
    yield Heading("Why we ask")
    yield Prose(question.why or question.help or "The rules of the pack use the answer.")
    facts = [pack.fact_by_id[name] for name in question.facts if name in pack.fact_by_id]
    yield from in_short(pack, facts, day, "behind this question")
    if question.who_knows or question.ask_for:
        yield Heading("Who knows, and where to look")
        yield from who_and_what(question)
    beliefs = [belief for belief in pack.corrections if question.id in belief.questions]
    if beliefs:
        yield Heading(agreed(len(beliefs), "Common misconception", "Common misconceptions"))
    for belief in beliefs:
        yield Prose(f"- “{belief.claim}”\n\n  {' '.join(belief.instead.split())}")
    if facts:
        yield Heading("Supporting facts")
    for fact in facts:
        yield from fact_blocks(pack, fact, day)
        yield Gap()


def preview_page(session: Session, preview: Preview, value: str | list[str]) -> Iterator[Block]:
    """Yield what another answer would do: the verdict and the answer, each then and now, and what happens to other questions."""
    interview, words = session.interview, session.words
    decided = interview.answer(preview.question, value).decision
    then = fitting_words(session.pack, session.engine, decided)
    before = _verdict(words, preview.main_before, preview.also_before, preview.possible_before)
    after = _verdict(then, preview.main_after, preview.also_after, preview.possible_after)
    yield text("the same" if after == before else after, label="Verdict then", tone="strong")
    yield text(before, label="Verdict now")
    gone = [words.verdict(verdict) for verdict in preview.also_before if verdict not in preview.also_after]
    new = [then.verdict(verdict) for verdict in preview.also_after if verdict not in preview.also_before]
    if gone:
        yield text("; ".join(gone), label="Dropped")
    if new:
        yield text("; ".join(new), label="Added")
    yield Gap()
    yield text(strong(words.question(preview.question)))
    yield text(words.answer(preview.question, interview.answers.get(preview.question)), label="Answer now")
    yield text(words.answer(preview.question, value), label="Answer then")
    if state.came(session, preview.question) == state.CAME["tenant"][0]:
        yield text("For this account alone; the other accounts keep the tenant's answer.")
    closes = {name: answer for name in preview.closes if (answer := interview.answers.get(name))}
    aside = [name for name in preview.parks if name not in preview.closes]
    numbers = (
        ("opens", preview.opens),
        ("closes", preview.closes),
        ("sets aside", aside),
        ("takes up again", preview.restores),
    )
    counts = "".join(f"{what} {len(names)}, " for what, names in numbers if names)
    yield text(f"{counts}keeps {len(preview.keeps)}.".capitalize())
    yield from _questions("Opens", words, preview.opens, interview.parked)
    yield from _questions("Closes", words, preview.closes, closes)
    yield from _questions("Sets aside, until they fit again", words, aside, interview.answers)
    yield from _questions("Takes up again", words, preview.restores, interview.parked)
    kept = ", ".join(words.title(name) for name in preview.keeps)
    yield text(kept or "none", label=f"Keeps {count(len(preview.keeps), 'answer')}")


def _verdict(words: Words, main: str | None, also: Iterable[str], possible: tuple[str, ...]) -> str:
    if main is not None:
        return state.headline(words, main, tuple(also))
    if len(possible) <= state.FEW:
        return f"open – {listed([words.verdict(verdict) for verdict in possible], 'or')}"
    return f"open, {count(len(possible), 'verdict')} possible"


def _questions(title: str, words: Words, names: Iterable[str], answers: Mapping[str, Answer]) -> Iterator[Block]:
    names = tuple(names)
    if names:
        yield Heading(title, count=len(names))
    for name in names:
        answered = answers.get(name)
        yield item(words.question(name), *((" ", strong(words.answer(name, answered))) if answered else ()))
