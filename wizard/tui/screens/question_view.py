"""How the one question screen looks: updated in place from answer to answer, never replaced."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.decision.words import Words
from wizard.pack.compiler import options_of
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import WizardScreen
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.asked import Asked, marks_of
from wizard.tui.widgets.choices import LONG, Choice, Choices
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.lines import HeadLine
from wizard.tui.widgets.possible import PossibleLine, possible_parts
from wizard.tui.widgets.prose import Reading
from wizard.tui.widgets.trail import Trail

if TYPE_CHECKING:
    from textual.binding import BindingType

    from wizard.decision.interview import Interview
    from wizard.engagement.session import Session
    from wizard.pack.models import Question


COUNT_AFTER = 0.02
"""Seconds after which the questions left are counted; the paint takes less."""

ROOMY = 22
"""Rows of a window in which blank lines part a question from its answers."""

TALL = 30
"""Rows of a window in which the help of every option is said in the list."""

FURNITURE = 11
"""Rows that head, question and foot take, as long as nothing is laid out yet."""


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
                yield Line(placeholder="Type to narrow the list", id="filter")
                yield Choices(id="choices")
                yield Static(id="hint", markup=False)
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
        self.words = Words(self.session.pack)
        self.trail = self.query_one(Trail)
        self.choices = self.query_one(Choices)
        self.choices.give = self.give
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

    def on_screen_resume(self) -> None:
        """Show what changed on the screens above."""
        if self._shown is not None:
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
        return self.session.pack.question_by_id[name] if name else None

    def refresh_all(self) -> None:
        """Draw everything that depends on the session, in one go; nothing once it is closed."""
        if self.wizard.session is None:
            return
        with self.app.batch_update():
            question = self.question
            if question is not None:
                self._show_question(question)
            self.trail.show(self.session, self.words, self.wizard.shown)
            self._show_possible()
            self._show_head()
        self._count_soon()

    def _proposed(self, name: str) -> str:
        """Return which export proposes the answer; Enter on it confirms."""
        from wizard.engagement.proposed import source_words

        origin = self.session.record.origins[name]
        text = f"Proposed by {source_words(origin)}. Enter confirms the marked answer. {one_line(origin.reason)}"
        return self.wizard.shown(one_line(text)[:400])

    def _show_question(self, question: Question) -> None:
        session, interview, pack = self.session, self.session.interview, self.session.pack
        self._show_asked(question)
        note = session.record.notes.get(question.id, "")
        proposed = question.id in session.proposals
        said = [self._proposed(question.id)] if proposed else []
        said += [f"Note: {self.wizard.shown(lines(note, 600))}"] if note else []
        self._set("#note", "\n".join(said))
        given = interview.answers.get(question.id, ())
        given = (given,) if isinstance(given, str) else given
        offered = set(interview.offered(question.id)) | set(given)
        choices = [
            Choice(option.id, option.label, option.letter, option.help)
            for option in options_of(pack, question)
            if option.id in offered
        ]
        self._fit(len(choices))
        keep = ""
        same = self._shown == question.id and self._was_proposed == proposed
        if same and self.choices.highlighted_choice is not None:
            keep = self.choices.highlighted_choice.id
        self._was_proposed = proposed
        self.choices.show(choices, many=question.kind == "many", exclusive=question.exclusive, given=given, keep=keep)
        entry = self.query_one("#filter", Line)
        entry.display = self.choices.long
        if self._shown != question.id:
            entry.value = ""
            self._shown = question.id
            self.show_why(question)
            if not self._typing_elsewhere:
                (entry if self.choices.long else self.choices).focus()

    @property
    def _typing_elsewhere(self) -> bool:
        return self.focused is self.trail and not self.choices.long

    def show_why(self, question: Question) -> None:
        """Fill the panel, where it is open."""
        if self.has_class("-why"):
            from wizard.tui.widgets.why import why_parts

            self.query_one("#why", Reading).show(why_parts(self.session.pack, question, self.wizard.day))

    def _show_asked(self, question: Question) -> None:
        marks = marks_of(self.session, question, self.wizard.shown)
        self.query_one(Asked).show_question(marks, question, spaced=self.size.height >= ROOMY)

    def _set(self, selector: str, text: str) -> None:
        widget = self.query_one(selector, Static)
        content = Content(text)
        if str(widget.content) != text:
            widget.update(content)
        widget.display = bool(text)

    def _fit(self, count: int | None = None) -> None:
        """Say option helps in the list where it is tall, below it where it is short; space out what fits.

        Args:
            count: Options of a list that is to be drawn; without it the present one is drawn anew if need be.
        """
        height = self.size.height
        options = len(self.choices.choices) if count is None else count
        spelled = height >= TALL or options > LONG
        room = self.choices.size.height or height - FURNITURE
        spacious = self.wizard.spacious and 2 * options <= room
        if (spelled, spacious) != (self.choices.spelled_out, self.choices.spacious):
            self.choices.spelled_out, self.choices.spacious = spelled, spacious
            if count is None:
                self.choices.redraw()
        self._hint()

    def _resized(self) -> None:
        if self.wizard.session is not None:
            question = self.question
            if question is not None:
                self._show_asked(question)
            self._show_possible()
            self._fit()
            self._focus_in_sight()

    def _focus_in_sight(self) -> None:
        """Move the focus where the window's new size hid what had it."""
        focused = self.focused
        if focused is not None and not (focused.display and all(node.display for node in focused.ancestors)):
            why = self.query_one("#why")
            (why if self.has_class("-why") and not self.has_class("-wide") else self.choices).focus()

    def _hint(self) -> None:
        choice = self.choices.highlighted_choice
        self._set("#hint", "" if self.choices.spelled_out else (one_line(choice.help) if choice else ""))

    def _show_possible(self) -> None:
        knowledge = self.wizard.knowledge
        decision = self.session.interview.decision
        total = knowledge.verdicts if knowledge is not None else len(decision.possible)
        self.query_one(PossibleLine).show(decision.possible, total, self.words.verdict)
        shown = (decision.possible, decision.also)
        if self.has_class("-wide") and shown != self._possible_shown:
            self._possible_shown = shown
            self.query_one("#possible", Reading).show(possible_parts(*shown, total, self.words.verdict))

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
        if high == 0:
            return "no question left"
        number = str(high) if low == high else f"{low} to {high}"
        return f"{number} question{'' if number == '1' else 's'} left"

    def _saved_words(self) -> str:
        if self.session.read_only:
            return "  ·  only to look at"
        if self.session.save_error is not None:
            return f"  ·  {strings.NOT_SAVED.lower()}"
        return "  ·  saved" if self.session.path is not None else ""

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
