"""The one question screen: updated in place from answer to answer, never replaced."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.widgets import OptionList

from wizard.decision.answers import as_tuple
from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.dialogs import AskDialog, NoteDialog
from wizard.tui.screens.panels import PanelScreen
from wizard.tui.text import one_line
from wizard.tui.widgets.choices import UNFOLDS, Choice, Choices
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.hint import Hint
from wizard.tui.widgets.lines import Foot, Lead
from wizard.tui.widgets.narrow import Narrow
from wizard.tui.widgets.question_pane import QuestionPane, choices_of, marks_of, note_of, stage_of
from wizard.views.state import beside, given_by
from wizard.wording import agreed

if TYPE_CHECKING:
    from textual.binding import BindingType

    from wizard.pack.models import Question


NOTES = "notes."
"""Begins the place of a note that is being typed, before the question."""

CLOSE_WHY = Lead("why", "Close why", "Close")


class QuestionScreen(PanelScreen):
    """Asks the questions of the session: draws them, takes answers, and moves about between them."""

    KIND = "question"
    CSS_PATH = "question.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("question")]

    _shown: str | None = None
    _was_proposed = False
    _asking = False
    _alone = False

    def on_mount(self) -> None:
        """Show the question where the record stopped."""
        self.pane = self.query_one(QuestionPane)
        self.choices = self.query_one(Choices)
        self.choices.give, self.choices.keep, self.choices.reveal = self.give, self.keep_marks, self.reveal_marks
        self.choices.unfolded = self.show_unfolded
        self.choices.hold = lambda: self.say("That answer needed one key. Press Enter again to answer this question.")
        self.entry = self.query_one(Narrow)
        self.entry.typed, self.entry.entered, self.entry.moved = self.narrow, self.take_typed, self.move_on
        self.prepare_panels()
        being_typed = [name for name in self.session.interview.path if f"{NOTES}{name}" in self.session.record.typed]
        if being_typed:
            self.session.go_to(being_typed[0])
        self.refresh_all()
        if being_typed:
            note = self.wizard.keys.first("note")
            self.say(f"A note was being typed here when the wizard closed. {note} shows it.", "warning")
        self.say_notices()
        if self.session.interview.current is None:
            self.call_after_refresh(self.action_result)

    def on_screen_resume(self) -> None:
        if self._shown is not None or self.session.interview.current is not None:
            self.refresh_all()

    def on_resize(self) -> None:
        if self._shown is not None:
            self.call_after_refresh(self.laid_out)

    # ---- drawing

    @property
    def question(self) -> Question | None:
        """The question that is shown."""
        name = self.session.interview.current
        return self.session.words.pack.question_by_id[name] if name else None

    def refresh_all(self) -> None:
        """Draw everything that depends on the session, in one go."""
        with self.app.batch_update():
            question = self.question
            if question is not None:
                self._show_question(question)
            self.show_panels()
            self._show_head()
        if self._alone != self.wizard.spacious:
            self._alone = self.wizard.spacious
            self.call_after_refresh(self.laid_out)

    def _show_question(self, question: Question) -> None:
        session = self.session
        proposed = question.id in session.proposals
        self.pane.show_note(note_of(session, question, self.wizard.shown))
        self.pane.show_asides(drawn(beside(session, question.id)))
        draft = session.draft(question.id)
        given = as_tuple(session.interview.answers.get(question.id)) if draft is None else draft
        choices, folded = choices_of(session, question, given)
        if self._shown == question.id:
            folded &= self.choices.folded
        self._fit([choice for choice in choices if choice.id not in folded], question, folded=bool(folded))
        keep = ""
        if self._shown != question.id:
            self.entry.value = ""
        same = self._shown == question.id and self._was_proposed == proposed
        if same and self.choices.highlighted_choice is not None:
            keep = self.choices.highlighted_choice.id
        self._was_proposed = proposed
        self.choices.show(
            choices,
            many=question.kind == "many",
            exclusive=question.exclusive,
            given=given,
            folded=folded,
            keep=keep,
            proposed=proposed and draft is None,
        )
        entry = self.entry
        entry.display = self.choices.long
        entry.placeholder = strings.NARROW if self.choices.many else strings.NARROW_ONE
        if self._shown != question.id:
            self._shown = question.id
            self.show_why(question)
            if not self._typing_elsewhere:
                (entry if self.choices.long else self.choices).focus()

        self._hint()

    @property
    def _typing_elsewhere(self) -> bool:
        return self.focused is self.trail and not self.choices.long

    def show_why(self, question: Question) -> None:
        """Fill the panel, where it is open."""
        if self.has_class("-why"):
            from wizard.views.question import question_page

            self.side.show_why(drawn(question_page(self.session.pack, question, self.wizard.day)))

    def _fit(self, choices: Sequence[Choice], question: Question, *, folded: bool) -> bool:
        """Lay the question out for the rows there are; return whether the list has to be drawn again for it."""
        marks = marks_of(self.session, question, self.wizard.shown, self.wizard.speaker)
        stage = stage_of(self.session, question)
        return self.pane.fit(choices, question, stage, marks, folded=folded, projector=self.wizard.spacious)

    def laid_out(self) -> None:
        """Draw for the room there is now."""
        question = self.question
        if question is not None:
            self.show_panels()
            if self._fit(self.choices.shown, question, folded=bool(self.choices.folded)):
                self.choices.redraw()
            self._hint()
            self._focus_in_sight()

    def _focus_in_sight(self) -> None:
        """Move the focus where the window's new size hid what had it."""
        focused = self.focused
        if focused is None or not (focused.display and all(node.display for node in focused.ancestors)):
            why = self.query_one("#why")
            (why if self.has_class("-why") and not self.has_class("-wide") else self.choices).focus()

    def _hint(self) -> None:
        question = self.question
        if question is not None and self._shown == question.id:
            settled = self.choices.marked == {*as_tuple(self.session.interview.answers.get(question.id))}
            settled = settled and question.id not in self.session.proposals
            typed = self.entry.value if self.focused is self.entry else None
            self.query_one(Hint).show_for(self.choices, typed, self.wizard.keys, settled=settled)

    # ---- marks of a question that takes several answers, and the line that narrows a long list

    def on_descendant_focus(self) -> None:
        """Say what the keys do where the focus is now."""
        if self._shown is not None:
            self._hint()

    def narrow(self, typed: str) -> None:
        """Narrow a long list to the answers that hold what is typed."""
        if self.choices.long and typed != self.choices.wanted:
            self.choices.narrow(typed)
            self._hint()

    def show_unfolded(self) -> None:
        """Make room for the rare answers; a list that is long now is narrowed by typing."""
        self.refresh_all()
        if self.choices.long:
            self.entry.focus()

    def take_typed(self) -> None:
        """Enter in the line: take or mark the answer under the pointer; in the empty line, confirm the marks."""
        if not self.entry.value:
            self.choices.action_select()
        elif self.choices.highlighted_choice is not None:
            self.choices.action_mark()
            self.entry.value = ""

    def move_on(self, key: str) -> bool:
        """Do what a key does on this screen, such as going back; return whether it does anything."""
        for entry in self.wizard.keys.on(self.KIND):
            if key in self.wizard.keys.keys_of(entry.id) and not entry.action.startswith("app."):
                getattr(self, f"action_{entry.action}")()
                return True
        return False

    def keep_marks(self, marks: list[str]) -> None:
        """Save marks as they are made; Enter makes them the answer."""
        question = self.question
        if question is None:
            return
        if self.only_to_look:
            self.choices.unmark()
        else:
            self.session.mark(question.id, marks)
            self.say("")
            self.check_saved()
        self._hint()
        self._show_head()

    def reveal_marks(self) -> None:
        """Show the whole list where marks are out of sight; the next Enter confirms them."""
        hidden, marked = len(self.choices.hidden), len(self.choices.marked)
        self.entry.value = ""
        self.choices.focus()
        self.call_after_refresh(self.choices.scroll_to_highlight)
        self.say(
            f"{marked} marked; {hidden} of them {agreed(hidden, 'was', 'were')} not in sight. Enter confirms all of them."
        )

    # ---- answering

    def on_key(self, event: events.Key) -> None:
        """Choose by letter or digit, whatever has the focus; narrow a long list with the arrows at hand."""
        focused = self.focused
        if event.key == "escape":
            if not self._close_or_empty():
                return
        elif self.has_class("-why") and not self.has_class("-wide"):
            return  # the question is not in sight
        elif event.key == "space" and focused in {self.choices, self.entry}:
            self.choices.action_mark()
        elif focused is self.entry:
            if not self.choices.move(event.key):
                return
        elif event.character == UNFOLDS and self.choices.folded:
            self.choices.unfold()
        elif self.choices.long and event.character and event.character.isalpha():
            self.entry.focus()
            self.entry.insert_text_at_cursor(event.character)
        elif not (event.is_printable and event.character and self.choices.press(event.character)):
            return
        event.stop()
        event.prevent_default()

    def _close_or_empty(self) -> bool:
        """Close what is open next to the question, or empty the line; return whether there was anything."""
        if self.has_class("-why"):
            self.action_why()
        elif self.entry.value:
            self.entry.value = ""
            self.entry.focus()
        else:
            return False
        return True

    @on(OptionList.OptionHighlighted, "#choices")
    def _moved(self) -> None:
        self._hint()

    def give(self, value: str | list[str]) -> None:
        """Store an answer; show first what changes where it replaces another one."""
        question = self.question
        if question is None or self._asking or self.only_to_look:
            return
        if value == []:
            how = "type to find it, then Enter" if self.choices.long else "letter, digit or Space"
            self.say(f"Mark an answer first: {how}.", "warning")
            return
        before = self.session.interview.answers.get(question.id)
        if before is None or question.id in self.session.proposals:
            self._answer(question.id, value)
        elif {*as_tuple(before)} == {*([value] if isinstance(value, str) else value)}:
            self.action_forward()
        else:
            self._ask_first(question.id, value)

    def _ask_first(self, question: str, value: str | list[str]) -> None:
        from wizard.tui.screens.review import ChangeDialog

        def decided(go_on: bool | None) -> None:
            self._asking = False
            if go_on:
                self._answer(question, value)
            else:
                self.session.mark(question, self.session.interview.answers.get(question, ()))
                self.refresh_all()

        self._asking = True
        preview = self.session.preview(question, value)
        self.app.push_screen(ChangeDialog(self.session, preview, value), decided)

    def _answer(self, question: str, value: Any) -> None:
        noted = self.session.record.notes.get(question)
        try:
            self.session.answer(question, value, by=self.wizard.speaker)
        except WizardError as error:
            self.say(str(error), "error")
            return
        against = self.session.record.notes.get(question) != noted
        self.after_change("The export contradicts this answer; its note says how." if against else "")

    def after_change(self, said: str) -> None:
        """Draw the next question, and say what must be said at once."""
        said = " ".join(part for part in (said, *self.session.asides) if part)
        self.say(said, "warning" if self.session.asides else "")
        self.refresh_all()
        self.check_saved()
        if self.session.interview.current is None:
            self.action_result()

    # ---- moving about

    def action_back(self) -> None:
        before = self.session.interview.current
        self.session.back()
        self.say("This is the first question." if self.session.interview.current == before else "")
        self.refresh_all()

    def action_forward(self) -> None:
        """Go to the next question, at most to the next open one."""
        here, target = self.session.interview.current, self.session.interview.following
        if target is None and here is not None and here in self.session.interview.open[:1]:
            unknown = self.wizard.keys.first("unknown")
            self.say(f"This question is open. Answer it, or add it to your to-dos with {unknown}.", "")
            return
        self.say("")
        self.session.go_to(target)
        if target is None and self.session.interview.current is None:
            self.refresh_all()
            self.action_result()
            return
        self.refresh_all()

    def go_to(self, question: str | None) -> None:
        """Jump to a question."""
        self.session.go_to(question)
        self.say("")
        self.refresh_all()
        self.choices.focus()

    @on(OptionList.OptionSelected, "#trail")
    def _jump(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None:
            self.go_to(event.option_id)

    def action_unknown(self) -> None:
        question = self.question
        if question is None or self.only_to_look:
            return
        self.session.do_not_know(question.id, by=self.wizard.speaker)
        who = f"Ask: {question.who_knows}." if question.who_knows else ""
        what = f"Look at: {question.ask_for}" if question.ask_for else ""
        self.after_change(one_line(f"Added to your to-dos. {who} {what}"))

    def action_clear(self) -> None:
        question = self.question
        if question is not None and not self.only_to_look:
            self.session.clear(question.id)
            self.after_change("The answer was taken back.")

    def action_discuss(self) -> None:
        question = self.question
        if question is not None and not self.only_to_look:
            parked = self.session.toggle_discuss(question.id)
            self.after_change("Parked for discussion." if parked else "No longer parked for discussion.")

    def action_note(self) -> None:
        question = self.question
        if question is None or self.only_to_look:
            return

        def kept(result: bool | None) -> None:
            if result:
                self.after_change("")

        known = self.session.record.notes.get(question.id, "")
        keep = partial(self.session.note, question.id)
        self.app.push_screen(NoteDialog(question.label, known, keep, f"{NOTES}{question.id}"), kept)

    def action_who(self) -> None:
        def kept(text: str | None) -> None:
            if text is not None:
                self.wizard.speaker = text
                self.say(given_by(self.wizard.shown(text)))

        about, speaker = "A name or a role; leave it empty for nobody.", self.wizard.speaker
        self.app.push_screen(AskDialog("Who gives the next answers?", about, speaker), kept)

    def action_why(self) -> None:
        self.toggle_class("-why")
        self.query_one(Foot).lead = CLOSE_WHY if self.has_class("-why") else None
        question = self.question
        if self.has_class("-why") and question is not None:
            self.show_why(question)
            if not self.has_class("-wide"):
                self.query_one("#why").focus()
        elif not self.has_class("-why"):
            self.choices.focus()

    def action_path(self) -> None:
        """Look at the answers so far, and at where each option leads."""
        from wizard.tui.screens.review import PathScreen

        self.app.push_screen(PathScreen(self.session))

    def action_review(self) -> None:
        from wizard.tui.screens.review import ReviewScreen

        self.app.push_screen(ReviewScreen(self.session), self._reviewed)

    def _reviewed(self, question: str | None) -> None:
        if question is not None:
            self.go_to(question)

    def action_result(self) -> None:
        from wizard.tui.screens.result import ResultScreen

        self.app.push_screen(ResultScreen(self.session))
