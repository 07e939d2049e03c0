"""The questions as a prompting face holds them: answers, changes with their preview, and notes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.session import CERTAIN, Session
from wizard.errors import AnswersError, RecordError, WizardError
from wizard.files.typed_paths import whole_path
from wizard.pack.compiler import options_of
from wizard.prompts import texts
from wizard.prompts.face import BACK, CONFIRM_ALL, QUIT, UNKNOWN, Asking, Face, Option, Reply
from wizard.views import state
from wizard.views.question import preview_page, question_page
from wizard.wording import printable

if TYPE_CHECKING:
    from wizard.decision.interview import Preview


class Left(Exception):  # noqa: N818 - leaving isn't an error
    """The person saved and left."""


def staying(reply: Reply) -> Reply:
    """Return a reply with which the interview continues.

    Raises:
        Left: The person saved and left.
    """
    if reply.command == "quit":
        raise Left
    return reply


class Flow:
    """Leads one session through a face.

    Attributes:
        session: The record under work.
        day: The day that ages and documents go by.
        pack_folder: Another pack than the shipped one; None for that.
        speaker: Who gives the next answers; empty for nobody in particular.
    """

    def __init__(self, face: Face, session: Session, day: date, pack_folder: Path | None = None) -> None:
        self.face = face
        self.session = session
        self.day = day
        self.pack_folder = pack_folder
        self.speaker = ""
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
        match staying(reply).command:
            case "":
                self.take(name, list(reply.options))
            case "back":
                before = session.interview
                session.back()
                if session.interview == before:
                    self.face.tell("This is the first question.")
            case "why":
                self.why(name)
            case "unknown":
                self.unknown(name)
            case "confirm":
                session.confirm(name, self.speaker)
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
            case other:
                self.beside(other, reply.text)

    def beside(self, command: str, text: str = "") -> None:
        """Carry out a command that does not depend on a question."""
        from wizard.prompts import exports
        from wizard.views.decision import result_page
        from wizard.views.layers import standing_page
        from wizard.views.path import path_page
        from wizard.views.people import people_page

        match command:
            case "list":
                self.change_one()
            case "undo" | "redo":
                self.face.tell(state.step_back(self.session) if command == "undo" else state.step_forth(self.session))
                self.report_save()
            case "who":
                self.who(text)
            case "verdict":
                texts.tell(self.face, result_page(self.session, self.session.case(self.day)))
            case "layers":
                texts.tell(self.face, standing_page(self.session))
            case "people":
                texts.tell(self.face, people_page(self.session))
            case "path":
                texts.tell(self.face, path_page(self.session))
            case "exports":
                if exports.read(self.face, self.session, self.day, self.pack_folder, text):
                    if self.session.certain and self.face.plain:
                        self.face.tell(f"Type {CONFIRM_ALL.key} {CERTAIN} to confirm what the exports prove.")
                    self.report_save()
            case "code":
                exports.explain_code(self.face, self.day, self.pack_folder, text)
            case "trial":
                exports.try_policies(self.face, self.session, self.pack_folder, text)

    def why(self, name: str) -> None:
        """Say what each option means, and all that is behind the question."""
        pack = self.session.words.pack
        question = pack.question_by_id[name]
        for option in options_of(pack, question):
            if option.help:
                self.face.tell(f"{option.label}: {option.help}")
        texts.tell(self.face, question_page(pack, question, self.day))

    def take(self, name: str, options: list[str]) -> None:
        """Store an answer; a change of an earlier one is shown and confirmed first."""
        session = self.session
        value = options if session.engine.questions[name]["many"] else options[0]
        noted = session.record.notes.get(name)
        known = session.interview.answers.get(name)
        try:
            changes = known is not None and name not in session.proposals and _set(known) != set(options)
            if changes and not self.confirmed(session.preview(name, value), value):
                self.face.tell("Not changed.")
                session.go_to(None)
                return
            session.answer(name, value, by=self.speaker)
        except AnswersError as error:
            texts.refuse(self.face, "Not taken", error)
            return
        self._after_answer(name)
        if session.record.notes.get(name) != noted:
            self.face.tell("The export contradicts it; the note says how.")

    def unknown(self, name: str) -> None:
        """Set a question down as one to be found out; an answer that is there is not lost without a question."""
        session = self.session
        if UNKNOWN.id in session.engine.questions[name]["options"]:
            self.take(name, [UNKNOWN.id])
        elif name in session.interview.answers and not self.agreed("This takes the answer back. Set it down as open?"):
            self.face.tell("Not changed.")
            session.go_to(None)
            return
        else:
            session.do_not_know(name)
            self._after_answer(name)
        texts.tell(self.face, state.who_and_what(session.words.pack.question_by_id[name]))

    def confirm_all(self, of: str) -> None:
        """Confirm every proposal, or those of a file or a stage."""
        if not of and not self.face.plain:
            of = self._kind()
        confirmed = self.session.confirm_all(of, self.speaker)
        for name in confirmed:
            self.face.tell(f"Confirmed: {texts.answer_line(self.session, name)}")
        if not confirmed:
            files = sorted(
                {file for name in self.session.proposals for file in self.session.record.origins[name].files}
            )
            self.face.tell(f"Nothing is suggested by '{of[:80]}'. Suggestions come from: {', '.join(files)}.")
            return
        self.face.tell(state.verdict_line(self.session))
        self.report_save()

    def _kind(self) -> str:
        """Ask which proposals are meant: those of a file, of a stage, or all."""
        pack, record, waiting = self.session.pack, self.session.record, self.session.proposals
        files = sorted({file for name in waiting for file in record.origins[name].files})
        stages = [stage for stage in pack.stages if any(pack.question_by_id[n].stage == stage.id for n in waiting)]
        kinds = [(CERTAIN, "Those that the exports prove")] if self.session.certain else []
        kinds += [(file, f"Those of {file}") for file in files if len(files) > 1]
        kinds += [(stage.id, f"Those of the stage {stage.title}") for stage in stages if len(stages) > 1]
        if not kinds:
            return ""
        options = [Option(f"kind{index}", label) for index, (_, label) in enumerate(kinds)]
        everything = Option("all", f"All {len(waiting)} suggested answers", "a")
        asking = Asking("Which suggested answers do you confirm?", (everything, *options), commands=(QUIT,))
        reply = staying(self.face.choose(asking))
        return "" if reply.options == ("all",) else kinds[int(reply.options[0].removeprefix("kind"))][0]

    def confirmed(self, preview: Preview, value: str | list[str]) -> bool:
        """Show what a change would do, and ask whether to make it."""
        self.face.tell("This changes an earlier answer.")
        texts.tell(self.face, preview_page(self.session, preview, value))
        return self.agreed("Make this change?")

    def agreed(self, question: str) -> bool:
        """Ask a yes or no question."""
        asking = Asking(question, (Option("yes", "Yes", "y"), Option("no", "No", "n")), commands=(QUIT,))
        return staying(self.face.choose(asking)).options == ("yes",)

    def _after_answer(self, name: str) -> None:
        words = texts.answer_line(self.session, name)
        self.face.tell(f"Taken: {words}")
        texts.tell(self.face, state.checks(self.session.asides))
        self.face.tell(state.verdict_line(self.session))
        self.report_save()

    def who(self, text: str) -> None:
        """Keep who gives the next answers."""
        if not text.strip():
            notes = (f"Now: {self.speaker}",) if self.speaker else ()
            asking = Asking("Who gives the next answers? A name or a role; press Enter for no name.", notes=notes)
            text = self.face.line(asking).text
        self.speaker = " ".join(printable(text).split())[:200]
        self.face.tell(state.given_by(self.speaker))

    def note(self, name: str, text: str = "") -> None:
        """Keep a note on a question."""
        if not text:
            known = self.session.record.notes.get(name, "")
            notes = (f"Now: {printable(known)}",) if known else ()
            reply = self.face.line(Asking("Note; press Enter to keep it, a hyphen removes it", notes=notes))
            text = reply.text
        if not text.strip():
            return
        try:
            self.session.note(name, "" if text.strip() == "-" else text)
        except RecordError as error:
            texts.refuse(self.face, "Not taken", error)
            return
        self.face.tell("Note removed." if text.strip() == "-" else "Note kept.")
        self.report_save()

    def change_one(self) -> None:
        """List the answers and change one, with a preview."""
        session = self.session
        answered = [name for name in session.interview.path if name in session.interview.answers]
        kept = {*session.interview.to_do, *session.interview.held}
        answered += [name for name in session.interview.decision.unanswered if name in kept]
        if not answered:
            self.face.tell("No question is answered yet.")
            return
        options = tuple(Option(name, texts.answer_line(session, name)) for name in answered)
        asking = Asking("Which answer do you want to change?", options, commands=(BACK, QUIT))
        reply = staying(self.face.choose(asking))
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
        self.face.tell(error)
        asking = Asking("Another file for the record; press Enter to continue in memory", commands=(QUIT,))
        while True:
            reply = staying(self.face.line(asking))
            if not reply.text.strip():
                return
            try:
                path = whole_path(reply.text.strip())
            except WizardError as refused:
                texts.refuse(self.face, "Not saved", refused, placed=True)
                continue
            if path.suffix != ".json" and not path.is_dir() and self.face.give_back(reply.text):
                return
            if self.session.save_to(path):
                self._told_error = None
                self.face.tell(f"Saved: {self.session.path}")
                return
            self.face.tell(self.session.save_error or "")


def _set(answer: str | tuple[str, ...]) -> set[str]:
    return {answer} if isinstance(answer, str) else set(answer)
