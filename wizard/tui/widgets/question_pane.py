"""The question with its answers, its note and what is added to it, laid out for the rows there are."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.decision.blocks import plain
from wizard.tui import strings
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part
from wizard.tui.widgets.choices import Choice, Choices, is_long
from wizard.tui.widgets.hint import MOST_ROWS, Hint
from wizard.tui.widgets.narrow import Narrow
from wizard.tui.widgets.prose import Prose, Reading
from wizard.views.question import offer
from wizard.views.state import KNOWS

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.pack.models import Question


ASIDES, ASIDES_SHORT = 8, 3
"""Rows of what is added to a question, at most; the rest is scrolled to. The style sheet has the same."""

EDGES = {"-roomy": (92, 2), "-wide": (50, 2), "-medium": (22, 3), "-narrow": (0, 3)}
"""Cells and rows next to the question, by the width of the window; they count until it is laid out."""

PADDING = 2
RULE = 1
"""Cells next to the text, and rows of the line above it."""


class QuestionPane(Vertical):
    """Holds what belongs to one question."""

    def compose(self) -> ComposeResult:
        yield Asked(id="asked")
        yield Reading(id="asides")
        yield Narrow(placeholder=strings.NARROW, id="filter")
        yield Choices(id="choices")
        yield Hint(id="hint")
        yield Static("", id="note", markup=False)

    def show_note(self, text: str) -> None:
        """Show the note and which export proposes the answer; nothing where there is neither."""
        note = self.query_one("#note", Static)
        if str(note.content) != text:
            note.update(Content(text))
        note.display = bool(text)

    def show_asides(self, said: Sequence[Part]) -> None:
        """Show what the question says about options chosen elsewhere, and where answers do not fit together."""
        asides = self.query_one("#asides", Reading)
        asides.display = bool(said)
        asides.show(said)

    def fit(
        self,
        choices: Sequence[Choice],
        question: Question,
        stage: tuple[str, str],
        marks: str,
        *,
        folded: bool,
        projector: bool,
    ) -> bool:
        """Set the look that the rows allow; return whether the list has to be drawn again for it.

        Args:
            choices: The answers that are in sight.
            question: What is asked.
            stage: Which one it is in, and that one's title; the title alone where no frame has both, as the head has the rest.
            marks: What the question is marked with.
            folded: A line below them opens the rare ones.
            projector: The question is alone, and more space is wanted.
        """
        titled = self.screen.has_class("-wide") and not projector
        told = "  ·  ".join(filter(None, (stage[1], marks)))
        room = self._room(question, choices, marks if titled else told, titled=titled)
        look = look_for(choices, replace(room, taken=room.taken + folded), projector=projector)
        self.set_class(look.framed, "-framed")
        self.border_title = Content(one_line("".join(stage)))
        marks = marks if titled or look.framed else told
        self.query_one(Asked).show_question(marks, question, spaced=look.spaced)
        listed = self.query_one(Choices)
        before = listed.spelled_out, listed.spacious
        listed.spelled_out, listed.spacious = look.spelled_out, look.spacious
        return before != (look.spelled_out, look.spacious)

    def _room(self, question: Question, choices: Sequence[Choice], marks: str, *, titled: bool) -> Room:
        """Return what the question has to fit into, as it is asked without blank lines and without a frame."""
        width, height = self.outer_size.width, self.screen.query_one("#work").size.height
        if not (width and height):
            edges = next((edge for name, edge in EDGES.items() if self.screen.has_class(name)), (0, 0))
            width, height = (size - edge for size, edge in zip(self.screen.size, edges, strict=True))
        width, height = max(width - PADDING, 10), max(height - titled * RULE, 10)
        asked, note = self.query_one(Asked), self.query_one("#note", Static)
        asked.show_question(marks, question, spaced=False)
        notes = min(len(Content(str(note.content)).wrap(width)), 3) if note.display else 0
        asides = self.query_one("#asides", Reading)
        if asides.display:
            notes += min(len(asides.prose.lines(width)), ASIDES_SHORT if self.screen.has_class("-short") else ASIDES)
        many = question.kind == "many"
        return Room(width, height, len(asked.lines(width)) + notes, many, is_long(choices))


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


POINTER, KEYS, BOX, STEP = 2, 4, 4, 2
"""Cells before an answer: the pointer, letter and digit, the box; and the indent of its help."""

BLANKS = 2
"""Blank lines around the question where there is room for them."""

FRAME, FRAME_CELLS = 2, 8
"""Rows, and cells, that a frame around the question takes."""

FILTER = 2
"""Rows of the line that narrows a long list, with the one below it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a question is laid out.

    Attributes:
        spaced: Blank lines part the question from its answers.
        spelled_out: The help of each answer is below it, not only that of the answer under the pointer.
        spacious: Blank lines part the answers.
        framed: A frame is around it all.
    """

    spaced: bool
    spelled_out: bool
    spacious: bool
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What a question has to fit into.

    Attributes:
        width: Cells in a row.
        height: Rows for question, answers and what is below them.
        taken: Rows of the question without blank lines, and of notes.
        many: Several answers may be chosen, which takes a row to say so.
        long: The list is narrowed by typing.
    """

    width: int
    height: int
    taken: int
    many: bool
    long: bool


def look_for(choices: Sequence[Choice], room: Room, *, projector: bool) -> Look:
    """Return the most generous look in which all answers are in sight; the closest one where none does."""
    looks = list(_looks(projector=projector))
    return next((look for look in looks if _fits(choices, room, look)), looks[-1])


def _looks(*, projector: bool) -> Iterator[Look]:
    if projector:
        for spelled_out in (True, False):
            yield Look(spaced=True, spelled_out=spelled_out, spacious=True, framed=True)
            yield Look(spaced=True, spelled_out=spelled_out, spacious=True)
        yield Look(spaced=False, spelled_out=False, spacious=True)
    for spelled_out in (True, False):
        yield Look(spaced=True, spelled_out=spelled_out, spacious=False)
        yield Look(spaced=False, spelled_out=spelled_out, spacious=False)


def _fits(choices: Sequence[Choice], room: Room, look: Look) -> bool:
    left = room.height - room.taken - look.spaced * BLANKS - room.long * FILTER - room.many
    width = room.width - look.framed * FRAME_CELLS
    left -= look.framed * FRAME
    if look.spacious:
        left -= len(choices)
    head = POINTER + (0 if room.long else KEYS) + BOX
    if not look.spelled_out:
        helps = (_rows(one_line(choice.help), width) for choice in choices if choice.help)
        left -= min(max(helps, default=0), MOST_ROWS)
    texts = [(one_line(choice.label), width - head) for choice in choices]
    if look.spelled_out:
        texts += [(one_line(choice.help), width - head - STEP) for choice in choices if choice.help]
    if sum(_at_least(*text) for text in texts) > left:
        return False
    return sum(_rows(*text) for text in texts) <= left


def _at_least(text: str, width: int) -> int:
    return max(ceil(cell_len(text) / max(width, 8)), 1)


@functools.lru_cache(maxsize=1024)
def _rows(text: str, width: int) -> int:
    return len(Block(Content(text)).lines(width))
