"""The question itself: its place, what is asked, one sentence of help, its answers, and what is noted on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.decision.blocks import plain
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part
from wizard.tui.widgets.choices import Choice
from wizard.tui.widgets.prose import Prose
from wizard.views.question import offer
from wizard.views.state import KNOWS

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.pack.models import Question


class Asked(Prose):
    """What is marked on the question, the question, its help."""

    def show_question(self, marks: str, question: Question, *, spaced: bool) -> None:
        """Show another question; ``spaced`` puts blank lines around it."""
        gap = [BLANK] if spaced else []
        asked: list[Part] = [Block(Content.styled(one_line(marks), "$text-muted"))] if marks else []
        asked += [*gap, Block(Content.styled(one_line(question.label), "bold"), level=1)]
        if question.help:
            asked.append(Block(Content.styled(one_line(question.help), "$text-muted")))
        self.show([*asked, *gap])


def stage_of(session: Session, question: Question) -> tuple[str, str]:
    """Return which stage a question is in, and the stage's title with how the question is answered."""
    stages = session.pack.stages
    number = next(number for number, stage in enumerate(stages, 1) if stage.id == question.stage)
    several = "  ·  several answers" if question.kind == "many" else ""
    return f"Stage {number} of {len(stages)}: ", f"{stages[number - 1].title}{several}"


def marks_of(session: Session, question: Question, hide: Callable[[str], str], speaker: str = "") -> str:
    """Return who is meant to know, and what is marked on a question, in words.

    Args:
        speaker: Who gives the next answers.
    """
    marks = [f"{KNOWS} {question.who_knows}"] if question.who_knows else []
    if question.id in session.interview.to_do:
        marks.append("? to be found out")
    if question.id in session.record.discuss:
        marks.append("! parked for discussion")
    origin = session.record.origins.get(question.id)
    if origin is not None and origin.by:
        marks.append(f"answered by {hide(origin.by)}")
    if speaker:
        marks.append(f"answers now: {hide(speaker)}")
    return "  ·  ".join(marks)


def choices_of(session: Session, question: Question, given: Sequence[str]) -> tuple[list[Choice], frozenset[str]]:
    """Return the answers that are offered, and which of them are rare."""
    found = offer(session, question.id, given)
    return [Choice(option.id, option.label, option.letter, option.help) for option in found.options], found.folded


def note_of(session: Session, question: Question, hide: Callable[[str], str]) -> str:
    """Return which export proposes the answer, and the note on it; empty where there is neither."""
    said = []
    if question.id in session.proposals:
        from wizard.views.proposals import proposal

        proposed = plain(proposal(session, question.id))
        said.append(hide(one_line(f"{proposed} Enter confirms the marked answer.", 400)))
    note = session.record.notes.get(question.id)
    if note:
        said.append(f"Note: {hide(lines(note, 600))}")
    return "\n".join(said)
