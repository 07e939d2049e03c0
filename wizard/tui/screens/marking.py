"""Marks of a question that takes several answers, and the line that narrows a long list."""

from __future__ import annotations

from wizard.tui.screens.question_view import QuestionView
from wizard.wording import agreed


class Marking(QuestionView):
    """Keeps marks as they are made, and none of them is lost out of sight."""

    def check_saved(self) -> None:
        """Say at once that a save failed."""
        raise NotImplementedError

    @property
    def only_to_look(self) -> bool:
        """Whether another window holds the record; says so."""
        raise NotImplementedError

    def on_descendant_focus(self) -> None:
        """Say what the keys do where the focus is now."""
        if self._shown is not None:
            self._hint()

    def narrow(self, typed: str) -> None:
        """Narrow a long list to the answers that hold what is typed."""
        if self.choices.long and typed != self.choices.wanted:
            self.choices.narrow(typed)
            self._hint()

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
