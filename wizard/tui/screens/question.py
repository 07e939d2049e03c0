"""What the one question screen does: it takes answers, and moves about between questions."""

from __future__ import annotations

from typing import Any

from textual import events, on
from textual.widgets import OptionList

from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.screens.marking import Marking
from wizard.tui.text import one_line
from wizard.tui.widgets.lines import Foot, Lead

MOVES = {"down": "cursor_down", "up": "cursor_up", "pagedown": "page_down", "pageup": "page_up"}
"""Keys that move in the list while one types in the line above it."""

CLOSE_WHY = Lead("why", "Close why", "Close")


class QuestionScreen(Marking):
    """Asks the questions of the session."""

    def opened(self) -> None:
        """Show the result where every question has an answer."""
        if self.session.interview.current is None:
            self.call_after_refresh(self.action_result)

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
            if event.key not in MOVES:
                return
            getattr(self.choices, f"action_{MOVES[event.key]}")()
        elif self.choices.long and event.character and event.character.isalpha():
            self.entry.focus()
            self.entry.insert_text_at_cursor(event.character)
        elif not (event.is_printable and event.character and self.choices.press(event.character)):
            return
        event.stop()
        event.prevent_default()

    def _close_or_empty(self) -> bool:
        """Close what is open beside the question, or empty the line; return whether there was anything."""
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

    _asking = False

    def give(self, value: str | list[str]) -> None:
        """Take an answer; show first what changes where another one stood."""
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
        elif before == (tuple(value) if isinstance(value, list) else value):
            self.action_forward()
        else:
            self._ask_first(question.id, value)

    def _ask_first(self, question: str, value: str | list[str]) -> None:
        from wizard.tui.screens.change import ChangeDialog

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
        self.after_change("The export speaks against this answer; its note says how." if against else "")

    def after_change(self, said: str) -> None:
        """Draw the next question, and say what must be said at once."""
        said = " ".join(part for part in (said, *self.session.asides) if part)
        self.say(said, "warning" if self.session.asides else "")
        self.refresh_all()
        self.check_saved()
        if self.session.interview.current is None:
            self.action_result()

    _told: str | None = None

    def check_saved(self) -> None:
        """Say at once that a save failed, and offer another place."""
        error = self.session.save_error
        if error is None:
            self._told = None
        elif self._told is None and not self.session.read_only and not self.app.is_web:
            self._told = error
            from wizard.tui.screens.dialogs import SaveDialog

            self.say(error, "error")
            self.app.push_screen(SaveDialog(self.session), lambda _: self.refresh_all())
        elif not self.session.read_only:
            self.say(error, "error")

    @property
    def only_to_look(self) -> bool:
        """Whether another window holds the record; says so."""
        if self.session.read_only:
            self.say(strings.READ_ONLY, "warning")
        return self.session.read_only

    # ---- moving about

    def action_back(self) -> None:
        """Go to the question before."""
        before = self.session.interview.current
        self.session.back()
        self.say("This is the first question." if self.session.interview.current == before else "")
        self.refresh_all()

    def action_forward(self) -> None:
        """Go to the next question of the way, at most to the next open one."""
        interview = self.session.interview
        path, here = interview.path, interview.current
        following = path[path.index(here) + 1 :] if here in path else ()
        target = next((name for name in following if name in interview.answers or name in interview.to_do), None)
        first_open = interview.open[0] if interview.open else None
        if first_open is not None and (target is None or path.index(first_open) < path.index(target)):
            target = first_open if here is None or path.index(first_open) > path.index(here) else target
        if target is None and here == first_open and here is not None:
            unknown = self.wizard.keys.first("unknown")
            self.say(f"This question is open. Answer it, or set it down as a to-do with {unknown}.", "")
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
        """Set the question down as a to-do, and say who may know."""
        question = self.question
        if question is None or self.only_to_look:
            return
        self.session.do_not_know(question.id)
        who = f"Ask: {question.who_knows}." if question.who_knows else ""
        what = f"Look at: {question.ask_for}" if question.ask_for else ""
        self.after_change(one_line(f"Set down as a to-do. {who} {what}"))

    def action_clear(self) -> None:
        """Take the answer back."""
        question = self.question
        if question is not None and not self.only_to_look:
            self.session.clear(question.id)
            self.after_change("The answer was taken back.")

    def action_discuss(self) -> None:
        """Park the question for discussion, or take it back."""
        question = self.question
        if question is not None and not self.only_to_look:
            parked = self.session.toggle_discuss(question.id)
            self.after_change("Parked for discussion." if parked else "No longer parked for discussion.")

    def action_note(self) -> None:
        """Write a note on the question."""
        question = self.question
        if question is None or self.only_to_look:
            return
        from wizard.tui.screens.dialogs import NoteDialog

        def kept(text: str | None) -> None:
            if text is not None:
                try:
                    self.session.note(question.id, text)
                except WizardError as error:
                    self.say(str(error), "error")
                    return
                self.after_change("")

        self.app.push_screen(NoteDialog(question.label, self.session.record.notes.get(question.id, "")), kept)

    def action_who(self) -> None:
        """Say who gives the next answers."""
        from wizard.tui.screens.dialogs import AskDialog

        def kept(text: str | None) -> None:
            if text is not None:
                self.wizard.speaker = text
                shown = self.wizard.shown(text)
                self.say(
                    f"Next answers are noted as given by {shown}." if text else "Answers are noted without a name."
                )

        self.app.push_screen(
            AskDialog(
                "Who gives the next answers?", "A name or a role; leave it empty for nobody.", self.wizard.speaker
            ),
            kept,
        )

    def action_why(self) -> None:
        """Open or close the panel with reason, facts and sources."""
        self.toggle_class("-why")
        self.query_one(Foot).lead = CLOSE_WHY if self.has_class("-why") else None
        question = self.question
        if self.has_class("-why") and question is not None:
            self.show_why(question)
            if not self.has_class("-wide"):
                self.query_one("#why").focus()
        elif not self.has_class("-why"):
            self.choices.focus()

    def action_review(self) -> None:
        """Look at all answers."""
        from wizard.tui.screens.review import ReviewScreen

        self.app.push_screen(ReviewScreen(self.session), self._reviewed)

    def _reviewed(self, question: str | None) -> None:
        if question is not None:
            self.go_to(question)

    def action_result(self) -> None:
        """Look at the result so far."""
        from wizard.tui.screens.result import ResultScreen

        self.app.push_screen(ResultScreen())

    def action_save(self) -> None:
        """Save now; offer another place where that fails."""
        session = self.session
        if session.save() and session.path is not None:
            self.say(f"Saved in {self.wizard.shown_path(session.path)}")
        elif self.app.is_web:
            self.say(session.save_error or "", "error")
        else:
            from wizard.tui.screens.dialogs import SaveDialog

            self.app.push_screen(SaveDialog(session), lambda _: self.refresh_all())
        self._show_head()
