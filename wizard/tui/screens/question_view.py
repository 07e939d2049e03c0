"""How the one question screen looks: updated in place from answer to answer, never replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.decision.blocks import plain as said_in
from wizard.engagement.cleaning import plain
from wizard.pack.compiler import options_of
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import WizardScreen
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.asked import Asked, marks_of
from wizard.tui.widgets.choices import LONG, Choice, Choices
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.hint import Hint
from wizard.tui.widgets.lines import HeadLine
from wizard.tui.widgets.narrow import Narrow
from wizard.tui.widgets.possible import PossibleLine
from wizard.tui.widgets.prose import Reading
from wizard.tui.widgets.room import Room, look_for
from wizard.tui.widgets.trail import Trail
from wizard.views.state import beside, left_words, possible

if TYPE_CHECKING:
    from textual.binding import BindingType

    from wizard.decision.interview import Interview
    from wizard.engagement.session import Session
    from wizard.pack.models import Question


COUNT_AFTER = 0.02
"""Seconds after which the questions left are counted; the paint takes less."""

ASIDES, ASIDES_SHORT = 8, 3
"""Rows of what is added to a question, at most; the rest is scrolled to. The style sheet has the same."""

EDGES = {"-wide": (74, 5), "-medium": (28, 3), "-narrow": (3, 3)}
"""Cells and rows beside the question, by the width of the window; they count until it is laid out."""


class QuestionView(WizardScreen):
    """Draws the question, the trail and what stands beside them."""

    KIND = "question"
    CSS_PATH = "question.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("question")]

    _shown: str | None = None
    _was_proposed = False
    _left: tuple[int, int] | None = None
    _counted_for: Interview | None = None
    _possible_shown: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    busy = False

    def compose_body(self) -> ComposeResult:
        """Lay out trail, question and what stands beside it."""
        with Horizontal(id="work"):
            yield Trail(id="trail")
            with Vertical(id="main"):
                yield Asked(id="asked")
                yield Reading(id="asides")
                yield Narrow(placeholder=strings.NARROW, id="filter")
                yield Choices(id="choices")
                yield Hint(id="hint")
                yield Static(id="note", markup=False)
            with Vertical(id="side"):
                yield Reading(id="possible")
                yield Reading(id="why")
        yield PossibleLine(id="narrowing")

    @property
    def session(self) -> Session:
        """The record under work."""
        session = self.wizard.session
        assert session is not None  # noqa: S101 - the screen is shown for a session
        return session

    def on_mount(self) -> None:
        """Show the question where the record stopped; nothing once it is closed."""
        if self.wizard.session is None:
            return
        self.trail = self.query_one(Trail)
        self.choices = self.query_one(Choices)
        self.choices.give, self.choices.keep, self.choices.reveal = self.give, self.keep_marks, self.reveal_marks
        self.entry = self.query_one(Narrow)
        self.entry.typed, self.entry.entered, self.entry.moved = self.narrow, self.take_typed, self.move_on
        self.query_one("#possible").can_focus = False
        self.refresh_all()
        if self.session.read_only:
            self.say(strings.READ_ONLY, "warning")
        elif self.session.notices:
            self.say(" ".join(self.session.notices), "warning")

        self.opened()

    def opened(self) -> None:
        """Do what follows once the record is in sight."""

    def give(self, value: str | list[str]) -> None:
        """Take an answer."""
        raise NotImplementedError

    def keep_marks(self, marks: list[str]) -> None:
        """Keep marks before they are the answer."""
        raise NotImplementedError

    def reveal_marks(self) -> None:
        """Show all marks before they are confirmed."""
        raise NotImplementedError

    def narrow(self, typed: str) -> None:
        """Narrow a long list."""
        raise NotImplementedError

    def take_typed(self) -> None:
        """Take the answer that was typed for."""
        raise NotImplementedError

    def move_on(self, key: str) -> bool:
        """Do what a key does on this screen; return whether it does anything."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """Show what changed on the screens above."""
        session = self.wizard.session
        if self._shown is not None or (session is not None and session.interview.current is not None):
            self.refresh_all()

    def on_resize(self) -> None:
        """Draw the options for the room there is now."""
        if self._shown is not None:
            self.call_after_refresh(self._resized)

    # ---- drawing

    @property
    def question(self) -> Question | None:
        """The question that is shown."""
        name = self.session.interview.current
        return self.session.words.pack.question_by_id[name] if name else None

    def refresh_all(self) -> None:
        """Draw everything that depends on the session, in one go; nothing once it is closed."""
        if self.wizard.session is None:
            return
        with self.app.batch_update():
            question = self.question
            if question is not None:
                self._show_question(question)
            self.trail.show(self.session, self.wizard.shown)
            self._show_possible()
            self._show_head()
        self._count_soon()

    def _proposed(self, name: str) -> str:
        """Return which export proposes the answer; Enter on it confirms."""
        from wizard.views.proposals import proposal

        said = said_in(proposal(self.session, name))
        return self.wizard.shown(one_line(f"{said} Enter confirms the marked answer.", 400))

    def _show_question(self, question: Question) -> None:
        session, interview, pack = self.session, self.session.interview, self.session.words.pack
        note = session.record.notes.get(question.id, "")
        proposed = question.id in session.proposals
        said = [self._proposed(question.id)] if proposed else []
        said += [f"Note: {self.wizard.shown(lines(note, 600))}"] if note else []
        self._set("#note", "\n".join(said))
        self._show_asides(question)
        given = interview.answers.get(question.id, ())
        given = (given,) if isinstance(given, str) else given
        draft = session.draft(question.id)
        given = given if draft is None else draft
        offered = set(interview.offered(question.id)) | set(given)
        choices = [
            Choice(option.id, option.label, option.letter, option.help)
            for option in options_of(pack, question)
            if option.id in offered
        ]
        self._fit(choices, question)
        keep = ""
        if self._shown != question.id:
            self.entry.value = ""
        same = self._shown == question.id and self._was_proposed == proposed
        if same and self.choices.highlighted_choice is not None:
            keep = self.choices.highlighted_choice.id
        self._was_proposed = proposed
        self.choices.show(choices, many=question.kind == "many", exclusive=question.exclusive, given=given, keep=keep)
        entry = self.entry
        entry.display = self.choices.long
        entry.placeholder = strings.NARROW if self.choices.many else strings.NARROW_ONE
        if self._shown != question.id:
            self._shown = question.id
            self.show_why(question)
            if not self._typing_elsewhere:
                (entry if self.choices.long else self.choices).focus()

        self._hint()

    def _show_asides(self, question: Question) -> None:
        """Show what the question says about options chosen elsewhere, and where answers do not fit together."""
        said = drawn(beside(self.session, question.id))
        asides = self.query_one("#asides", Reading)
        asides.display = bool(said)
        asides.show(said)

    @property
    def _typing_elsewhere(self) -> bool:
        return self.focused is self.trail and not self.choices.long

    def show_why(self, question: Question) -> None:
        """Fill the panel, where it is open."""
        if self.has_class("-why"):
            from wizard.views.question import question_page

            why = drawn(question_page(self.session.pack, question, self.wizard.day))
            self.query_one("#why", Reading).show(why)

    def _set(self, selector: str, text: str) -> None:
        widget = self.query_one(selector, Static)
        content = Content(text)
        if str(widget.content) != text:
            widget.update(content)
        widget.display = bool(text)

    def _room(self, question: Question, choices: Sequence[Choice]) -> Room:
        """Return what the question has to fit into, as it is asked without blank lines."""
        width, height = self.query_one("#main").content_size
        if not width:
            edges = next((edge for name, edge in EDGES.items() if self.has_class(name)), (0, 0))
            width, height = (max(size - edge, 10) for size, edge in zip(self.size, edges, strict=True))
        asked, note = self.query_one(Asked), self.query_one("#note", Static)
        asked.show_question(marks_of(self.session, question, self.wizard.shown), question, spaced=False)
        notes = min(len(Content(str(note.content)).wrap(width)), 3) if note.display else 0
        asides = self.query_one("#asides", Reading)
        if asides.display:
            notes += min(len(asides.prose.lines(width)), ASIDES_SHORT if self.has_class("-short") else ASIDES)
        many = question.kind == "many"
        return Room(width, height, len(asked.lines(width)) + notes, many, len(choices) > LONG)

    def _fit(self, choices: Sequence[Choice], question: Question) -> bool:
        """Take the look that the room allows; return whether the list has to be drawn anew for it."""
        look = look_for(choices, self._room(question, choices), projector=self.wizard.spacious)
        if look.spaced:
            marks = marks_of(self.session, question, self.wizard.shown)
            self.query_one(Asked).show_question(marks, question, spaced=True)
        before = self.choices.spelled_out, self.choices.spacious
        self.choices.spelled_out, self.choices.spacious = look.spelled_out, look.spacious
        return before != (look.spelled_out, look.spacious)

    def _resized(self) -> None:
        question = self.question if self.wizard.session is not None else None
        if question is not None:
            self._show_possible()
            if self._fit(self.choices.choices, question):
                self.choices.redraw()
            self._hint()
            self._focus_in_sight()

    def _focus_in_sight(self) -> None:
        """Move the focus where the window's new size hid what had it."""
        focused = self.focused
        if focused is not None and not (focused.display and all(node.display for node in focused.ancestors)):
            why = self.query_one("#why")
            (why if self.has_class("-why") and not self.has_class("-wide") else self.choices).focus()

    def _hint(self) -> None:
        question = self.question
        if question is not None and self._shown == question.id:
            settled = self.choices.marks == plain(self.session.interview.answers.get(question.id, ()))
            settled = settled and question.id not in self.session.proposals
            typed = self.entry.value if self.focused is self.entry else None
            self.query_one(Hint).show_for(self.choices, typed, self.wizard.keys, settled=settled)

    def _show_possible(self) -> None:
        knowledge = self.wizard.knowledge
        decision = self.session.interview.decision
        total = knowledge.verdicts if knowledge is not None else len(decision.possible)
        self.query_one(PossibleLine).show(decision.possible, total, self.session.words.verdict)
        shown = (decision.possible, decision.also)
        if self.has_class("-wide") and shown != self._possible_shown:
            self._possible_shown = shown
            self.query_one("#possible", Reading).show(drawn(possible(decision, self.session.words, total)))

    def _show_head(self) -> None:
        head = self.query_one(HeadLine)
        session = self.session
        name = self.wizard.shown(session.record.account.name) or "account without a name"
        head.name_shown = name
        head.right = f"{self._left_words()}{self._saved_words()}"

    def _left_words(self) -> str:
        if self._left is None:
            return ""
        low, high = self._left
        return left_words(low, high).rstrip(".").lower()

    def _saved_words(self) -> str:
        if self.session.read_only:
            return "  ·  only to look at"
        if self.session.save_error is not None:
            return f"  ·  {strings.NOT_SAVED.lower()}"
        if self.session.path is None:
            return ""
        current = self.session.interview.current
        waits = current is not None and self.session.draft(current) is not None
        return "  ·  not confirmed yet" if waits else "  ·  saved"

    def _count_soon(self) -> None:
        """Count the questions left once the screen is painted, beside it, and only for the last answer."""
        if self._counted_for is not self.session.interview and not self.busy:
            self.busy = True
            self.set_timer(COUNT_AFTER, self._count)

    async def _count(self) -> None:
        from wizard.decision.progress import remaining

        session = self.wizard.session
        while session is not None and self._counted_for is not session.interview:
            interview = session.interview
            self._left = await asyncio.to_thread(remaining, interview)
            self._counted_for = interview
            session = self.wizard.session
        self.busy = False
        if session is not None:
            self._show_head()
