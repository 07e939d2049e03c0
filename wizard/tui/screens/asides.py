"""What is kept with an answer: a note on the question, who gives the next answers, and a list of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.errors import WizardError

if TYPE_CHECKING:
    from wizard.pack.models import Question
    from wizard.tui.screens.base import RecordScreen

NOTES = "notes."
"""Begins the place of a note that is being typed, before the question."""


def ask_for_note(screen: RecordScreen, question: Question) -> None:
    """Ask for the note on a question, and save it."""
    from wizard.tui.screens.dialogs import NoteDialog

    def kept(text: str | None) -> None:
        if text is not None:
            try:
                screen.session.note(question.id, text)
            except WizardError as error:
                screen.say(str(error), "error")
                return
            screen.after_change("")

    known = screen.session.record.notes.get(question.id, "")
    screen.app.push_screen(NoteDialog(question.label, known, f"{NOTES}{question.id}"), kept)


def show_people(screen: RecordScreen) -> None:
    """List what is parked or to be found out, whom to ask, and who answered."""
    from wizard.tui.screens.proposals import OutcomeDialog
    from wizard.tui.widgets.drawn import drawn
    from wizard.views.people import TITLE, people_page

    screen.app.push_screen(OutcomeDialog(drawn(people_page(screen.session), screen.wizard.shown), TITLE))


def ask_who_answers(screen: RecordScreen) -> None:
    """Ask who gives the next answers."""
    from wizard.tui.screens.dialogs import AskDialog

    wizard = screen.wizard

    def kept(text: str | None) -> None:
        if text is not None:
            wizard.speaker = text
            shown = wizard.shown(text)
            screen.say(f"Next answers are noted as given by {shown}." if text else "Answers are noted without a name.")

    asked = AskDialog("Who gives the next answers?", "A name or a role; leave it empty for nobody.", wizard.speaker)
    screen.app.push_screen(asked, kept)
