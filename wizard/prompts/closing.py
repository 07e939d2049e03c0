"""The end of an interview: the result and its pages, and the documents on the disk."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.paths import pseudonym_key, slug
from wizard.errors import ExportError, WizardError
from wizard.files.typed_paths import whole_path
from wizard.prompts import texts
from wizard.prompts.face import BACK, QUIT, Asking, Face, Option
from wizard.prompts.fields import SignOff
from wizard.prompts.flow import Flow, Left, staying
from wizard.views.decision import result_page
from wizard.views.result import result_blocks
from wizard.views.risk import duties

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wizard.decision.blocks import Block


PAGES = (
    Option("recommendation", "Read the recommendation", "r"),
    Option("checklist", "Read the checklist", "k"),
    Option("dossier", "Read the dossier", "d"),
    Option("why", "Why this verdict: rules that fired, stronger verdicts and what rejected each", "y"),
    Option("change", "What would change it: single answers that turn the verdict", "t"),
    Option("open", "Open items, notes, and what is parked for discussion", "o"),
    Option("sources", "Facts and sources behind it", "f"),
    Option("picture", "The case as a picture, in words", "c"),
    Option("risk", "Risk, duties and who signs", "i"),
)
WRITE = Option("write", "Write the documents", "w")
WAYS = (
    Option("settings", "How they are written: formats, pseudonyms, draft or final", "p"),
    Option("signoff", "Fill in or change an entry of the sign-off", "s"),
    Option("list", "Change an answer", "l"),
    Option("exports", "Let exports suggest answers", "x"),
    Option("after", "After the board: renew the exception, or close the record", "n"),
    Option("code", "What an error code means", "e"),
    Option("trial", "Try a change of policies on the account", "a"),
)
SETTINGS = (
    Option("html", "HTML pages too", "h"),
    Option("docx", "Word files too", "d"),
    Option("redact", "Pseudonyms in place of names, and no free text", "p"),
    Option("final", "Final: refused while something is missing", "f"),
    Option("none", "None of these: Markdown, names as they are, draft", "n"),
)


class Closing:
    """Shows the result, answers what people ask next, and writes the documents.

    Attributes:
        written: Documents were written in this run.
    """

    def __init__(self, flow: Flow, sign_off: SignOff, formats: tuple[str, ...], home: Path) -> None:
        """Keep the flows of questions and sign-off, the formats, and the folder of the records."""
        self._home = home
        self.flow, self.sign_off = flow, sign_off
        self.face: Face = flow.face
        self.session = flow.session
        self.written = False
        self._settings = tuple(name for name in formats if name != "md")

    def hold(self) -> bool:
        """Show the result and what is asked of it; return False to go back to the questions.

        Raises:
            Left: The person left.
            EOFError: The input ended before documents were written.
        """
        self.show()
        while True:
            try:
                asking = Asking("What do you want to do now?", (WRITE, *PAGES, *WAYS), commands=(BACK, QUIT))
                reply = staying(self.face.choose(asking))
            except EOFError:
                if self.written:
                    raise Left from None
                raise
            if reply.command == "back":
                self.session.back()
                return False
            self._do(reply.options[0])
            if self.session.interview.current is not None:
                return False

    def show(self) -> None:
        """Show the result: the decision sentence first."""
        case = self.session.case(self.flow.day)
        self._page("Result", result_page(self.session, case))
        texts.tell(self.face, duties(case))

    def _do(self, name: str) -> None:
        match name:
            case "write":
                self.write()
            case "settings":
                self._choose_settings()
            case "signoff":
                self.sign_off.change_one()
            case "list":
                self.flow.change_one()
            case "after":
                from wizard.prompts.lifecycle import after_board

                after_board(self.sign_off)
            case "exports" | "code" | "trial":
                self.flow.beside(name)
            case _:
                self._show(name)

    def _show(self, name: str) -> None:
        blocks = result_blocks(name, self.session, self.session.case(self.flow.day))
        self._page(next(page.label for page in PAGES if page.id == name), blocks)

    def _page(self, title: str, blocks: Iterable[Block]) -> None:
        self.face.tell()
        self.face.tell(title)
        texts.tell(self.face, blocks)

    def _choose_settings(self) -> None:
        asking = Asking(
            "How do you want the documents? Markdown is always among them.",
            SETTINGS,
            many=True,
            exclusive=("none",),
            chosen=self._settings or ("none",),
            commands=(BACK, QUIT),
        )
        reply = staying(self.face.choose(asking))
        if not reply.command:
            self._settings = tuple(name for name in reply.options if name != "none")

    def write(self, folder: Path | None = None) -> None:
        """Write the documents where the person wants them; what is there is never overwritten."""
        revision = False
        while True:
            try:
                folder = folder or self._folder()
                if folder is None:
                    return
                self._write(folder, revision=revision)
            except WizardError as error:
                texts.refuse(self.face, "Not written", error, placed=True)
                differs = isinstance(error, ExportError) and bool(error.differing)
                if "final" in self._settings and not differs:
                    self.face.tell("A draft lists what is missing instead; choose how they are written to get one.")
                    return
                revision = differs and self._wants_revision()
                folder = folder if revision else None
                continue
            return

    def _write(self, folder: Path, *, revision: bool) -> None:
        from wizard.engagement.export import export_record
        from wizard.engagement.pseudonym_key import Redacting

        made = export_record(
            self.session.pack,
            self.session.engine,
            self.session.settled(self.flow.day),
            self.flow.day,
            folder,
            formats=("md", *(name for name in self._settings if name in {"html", "docx"})),
            final="final" in self._settings,
            redact=Redacting(pseudonym_key(self._home)) if "redact" in self._settings else None,
            revision=revision,
        )
        self.written = True
        self.face.tell(f"Written to {made.folder}:")
        for path in made.files:
            self.face.tell(str(path))

    def _folder(self) -> Path | None:
        """Ask for a folder; None where nothing is to be written after all."""
        proposed = "documents" if "redact" in self._settings else slug(self.session.record.account.name)
        with suppress(WizardError):  # the current folder is gone, and another one can still be named
            proposed = str(whole_path(proposed))
        asking = Asking(
            "In which folder do you want the documents?",
            help=f"Press Enter to use {proposed}; a hyphen writes none.",
            commands=(BACK, QUIT),
        )
        reply = staying(self.face.line(asking))
        text = reply.text.strip()
        if reply.command or text == "-":
            return None
        return whole_path(text or proposed)

    def _wants_revision(self) -> bool:
        """Ask whether to write documents that differ as a revision next to the old ones."""
        options = (
            Option("other", "Name another folder", "o"),
            Option("revision", "Write a revision next to them", "r"),
        )
        asking = Asking("What do you want to do?", options, commands=(QUIT,))
        return staying(self.face.choose(asking)).options == ("revision",)
