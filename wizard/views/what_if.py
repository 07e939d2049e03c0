"""What would change the decision: single answers that lead elsewhere, and what changes it in general."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Heading, Prose, item, strong, text
from wizard.decision.single_changes import Flip, flips
from wizard.wording import count

if TYPE_CHECKING:
    from wizard.decision.interview import Interview
    from wizard.decision.words import Words

TITLE = "Single answers that would change the verdict"
INTRO = "One other answer, everything else as it is. Nothing is changed here; go to the question to change it."


def what_if_page(interview: Interview, words: Words, main: str | None) -> Iterator[Block]:
    """Yield the single answers that would change the verdict, by question.

    Args:
        words: Words of the pack.
        main: The verdict that is in force; None while it is open.
    """
    if main is None:
        yield text("The verdict is still open, so every open question can change it.")
        return
    by_question: dict[str, list[Flip]] = {}
    for flip in flips(interview):
        by_question.setdefault(flip.question, []).append(flip)
    yield Heading(TITLE)
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
