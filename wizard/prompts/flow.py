"""The interview as a prompting face holds it: name, questions, sign-off, result, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.printable import printable
from wizard.engagement.session import Session
from wizard.errors import AnswersError, RecordError
from wizard.prompts import texts
from wizard.prompts.face import BACK, QUIT, Asking, Face, Option, Reply

if TYPE_CHECKING:
    from wizard.decision.interview import Preview


class Left(Exception):  # noqa: N818 - leaving is no error
    """The person saved and left."""


class Flow:
    """Leads one session through a face.

    Attributes:
        session: The record under work.
    """

    def __init__(self, face: Face, session: Session) -> None:
        """Take a face and a session."""
        self.face = face
        self.session = session
        self._told_error: str | None = None

    def questions(self) -> None:
        """Ask until no question is open.

        Raises:
            Left: The person saved and left.
        """
        while (name := self.session.interview.current) is not None:
            asking = texts.asking_of(self.session, name)
            self.handle(name, self.face.choose(asking))

    def handle(self, name: str, reply: Reply) -> None:
        """Do what a reply to a question says."""
        session = self.session
        match reply.command:
            case "":
                self.take(name, reply)
            case "back":
                before = session.interview
                session.back()
                if session.interview == before:
                    self.face.tell("This is the first question.")
            case "why":
                for line in texts.why_lines(session, name):
                    self.face.tell(line)
            case "unknown":
                session.do_not_know(name)
                self._after_answer(name)
            case "confirm":
                session.confirm(name)
                self._after_answer(name)
            case "reject":
                session.reject(name)
                self.face.tell("Rejected. The question is open again.")
                self.report_save()
            case "confirm_all":
                self.confirm_all(reply.text)
            case "note":
                self.note(name, reply.text)
            case "discuss":
                parked = session.toggle_discuss(name)
                self.face.tell("Parked for discussion." if parked else "No longer parked for discussion.")
                self.report_save()
            case "list":
                self.change_one()
            case "quit":
                raise Left

    def take(self, name: str, reply: Reply) -> None:
        """Take an answer; a change of an earlier one is shown and confirmed first."""
        session = self.session
        value = list(reply.options) if session.engine.questions[name]["many"] else reply.options[0]
        noted = session.record.notes.get(name)
        try:
            if name in session.interview.answers and name not in session.proposals:
                preview = session.preview(name, value)
                if preview.changes_anything_else and not self.confirmed(preview):
                    self.face.tell("Left as it was.")
                    session.go_to(None)
                    return
            session.answer(name, value)
        except AnswersError as error:
            for problem in error.problems:
                self.face.tell(f"Not taken: {problem.message} {problem.remedy}")
            return
        self._after_answer(name)
        if session.record.notes.get(name) != noted:
            self.face.tell("The export speaks against it; the note says how.")

    def confirm_all(self, of: str) -> None:
        """Confirm every proposal, or those of a file or a stage."""
        confirmed = self.session.confirm_all(of)
        for name in confirmed:
            self.face.tell(f"Confirmed: {texts.answer_line(self.session, name)}")
        if not confirmed:
            self.face.tell(f"Nothing is proposed by '{of[:80]}'.")
            return
        self.face.tell(texts.verdict_line(self.session))
        self.report_save()

    def confirmed(self, preview: Preview) -> bool:
        """Show what a change would do, and ask whether to make it."""
        self.face.tell("This changes an earlier answer.")
        for line in texts.preview_lines(self.session, preview):
            self.face.tell(line)
        return self.agreed("Make this change?")

    def agreed(self, question: str) -> bool:
        """Ask a yes or no question."""
        asking = Asking(question, (Option("yes", "Yes", "y"), Option("no", "No", "n")), commands=(QUIT,))
        reply = self.face.choose(asking)
        if reply.command == "quit":
            raise Left
        return reply.options == ("yes",)

    def _after_answer(self, name: str) -> None:
        words = texts.answer_line(self.session, name)
        self.face.tell(f"Taken: {words}")
        self.face.tell(texts.verdict_line(self.session))
        self.report_save()

    def note(self, name: str, text: str = "") -> None:
        """Keep a note on a question."""
        if not text:
            known = self.session.record.notes.get(name, "")
            notes = (f"Now: {printable(known)}",) if known else ()
            reply = self.face.line(Asking("Note; Enter alone leaves it, a hyphen removes it", notes=notes))
            text = reply.text
        if not text.strip():
            return
        try:
            self.session.note(name, "" if text.strip() == "-" else text)
        except RecordError as error:
            self.face.tell(f"Not taken: {error.problems[0].message} {error.problems[0].remedy}")
            return
        self.face.tell("Note removed." if text.strip() == "-" else "Note kept.")
        self.report_save()

    def change_one(self) -> None:
        """List the answers and change one, with a preview."""
        session = self.session
        answered = [name for name in session.interview.path if name in session.interview.answers]
        answered += [name for name in session.interview.decision.unanswered if name in session.interview.to_do]
        if not answered:
            self.face.tell("No question is answered yet.")
            return
        options = tuple(Option(name, texts.answer_line(session, name)) for name in answered)
        reply = self.face.choose(Asking("Which answer do you want to change?", options, commands=(BACK, QUIT)))
        if reply.command == "quit":
            raise Left
        if reply.options:
            session.go_to(reply.options[0])
            self.handle(reply.options[0], self.face.choose(texts.asking_of(session, reply.options[0])))

    def report_save(self) -> None:
        """Say at once that a save failed, and offer another place for the record."""
        error = self.session.save_error
        if error is None:
            self._told_error = None
            return
        if error == self._told_error:
            self.face.tell("Not saved yet; the answers are in memory.")
            return
        self._told_error = error
        self.face.tell(f"Not saved: {error}")
        while True:
            reply = self.face.line(Asking("Another file for the record; Enter alone goes on in memory"))
            if not reply.text.strip():
                return
            if self.session.save_to(Path(reply.text.strip()).expanduser()):
                self._told_error = None
                self.face.tell(f"Saved: {self.session.path}")
                return
            self.face.tell(f"Not saved: {self.session.save_error}")
