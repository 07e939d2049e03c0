"""The question with its answers, its note and what is added to it, laid out for the rows there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.tui import strings
from wizard.tui.text import one_line
from wizard.tui.widgets.asked import Asked
from wizard.tui.widgets.choices import Choice, Choices, is_long
from wizard.tui.widgets.fit import Room, look_for
from wizard.tui.widgets.hint import Hint
from wizard.tui.widgets.narrow import Narrow
from wizard.tui.widgets.prose import Reading

if TYPE_CHECKING:
    from wizard.pack.models import Question
    from wizard.tui.widgets.blocks import Part

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
        """Lay out question, answers and what is said of them."""
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
        """Take the look that the rows allow; return whether the list has to be drawn again for it.

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
