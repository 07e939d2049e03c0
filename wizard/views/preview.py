"""What changing an earlier answer would do, before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from wizard.decision.asides import fitting_words
from wizard.decision.blocks import Block, Gap, Heading, item, strong, text
from wizard.views import state
from wizard.wording import count, listed

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.decision.interview import Preview
    from wizard.decision.words import Words
    from wizard.engagement.session import Session


def preview_page(session: Session, preview: Preview, value: str | list[str]) -> Iterator[Block]:
    """Yield the verdict and the answer, each then and now, and what happens to other questions."""
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
