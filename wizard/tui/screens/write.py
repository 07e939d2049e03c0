"""Writes the documents: where they go is said before, and what lies there is never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wizard.errors import ExportError, WizardError
from wizard.tui.screens.dialogs import Dialog, Ways
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.blocks import Block
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.picker import Picker
from wizard.tui.widgets.prose import Reading

if TYPE_CHECKING:
    from wizard.engagement.session import Session

FORMATS = (("md", "Markdown"), ("md,html", "Markdown and HTML"), ("md,html,docx", "Markdown, HTML and Word"))


class WriteDialog(Dialog[bool]):
    """Asks where the documents go, and writes them."""

    title_text = "Write the documents"

    def __init__(self, session: Session) -> None:
        """Take the session."""
        super().__init__()
        self.session = session
        self.taken = False

    @property
    def downloads(self) -> bool:
        """Whether documents go to a browser instead of a folder."""
        return self.app.is_web

    def compose_body(self) -> ComposeResult:
        """Show folder, state, names and formats."""
        with Vertical(id="form"):
            if not self.downloads:
                yield Static(Content("Folder; it is made where it is missing"), classes="part")
                yield Line(str(self.folder()), id="folder")
            yield Static(Content("State"), classes="part")
            state = [
                (False, "Draft: what is missing is listed as open"),
                (True, "Final: refused while something is missing"),
            ]
            yield Picker(state, state[0][0], id="state")
            yield Static(Content("Names"), classes="part")
            names = [(False, "As they are"), (True, "Replaced by pseudonyms")]
            yield Picker(names, self.wizard.redacting, id="names")
            yield Static(Content("Formats"), classes="part")
            yield Picker(FORMATS[: 2 if self.downloads else 3], "md", id="formats")
        written = Reading((), id="written")
        written.display = False
        yield written

    def folder(self) -> Path:
        """Return where the documents go where nothing else is said."""
        if self.wizard.redacting:
            return Path.cwd() / "documents"
        from wizard.engagement.paths import slug

        return Path.cwd() / slug(self.session.record.account.name)

    def on_mount(self) -> None:
        """Stand on the folder, or on the ways on where there is none."""
        self.query_one("#ways" if self.downloads else "#folder").focus()

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        """Write, or not."""
        if self.taken:
            return (("Write a revision beside them", True), ("Close", None))
        return (("Prepare downloads" if self.downloads else "Write", True), ("Close", None))

    def take(self, result: bool | None) -> None:
        """Write where that was chosen."""
        if result:
            self.write(revision=self.taken)
        else:
            self.dismiss(None)

    @on(Input.Submitted, "#folder")
    def _go(self, event: Input.Submitted) -> None:
        event.stop()
        self.write(revision=False)

    def on_key(self, event: events.Key) -> None:
        """Move between the lines with Enter and the arrow keys."""
        focused = self.focused
        if (event.key in {"down", "enter"} and isinstance(focused, Picker)) or (
            event.key == "down" and isinstance(focused, Line)
        ):
            self.focus_next()
        elif event.key == "up" and isinstance(focused, Line | Picker):
            self.focus_previous()
        else:
            return
        event.stop()
        event.prevent_default()

    def write(self, *, revision: bool) -> None:
        """Write the documents and show where they lie."""
        from wizard.engagement.export import export_record, make_documents, read_formats

        formats = read_formats(str(self.query_one("#formats", Picker).value))
        final = bool(self.query_one("#state", Picker).value)
        redact = bool(self.query_one("#names", Picker).value)
        session, day = self.session, self.wizard.day
        try:
            if self.downloads:
                from wizard.tui.screens.downloads import DownloadsDialog

                documents = make_documents(session.case(day, redact=redact), formats, final=final)
                self.app.push_screen(DownloadsDialog(documents), self.dismiss)
                return
            text = self.query_one("#folder", Line).value.strip()
            if not text:
                self.say("Name a folder.")
                return
            export = export_record(
                session.pack,
                session.engine,
                session.as_record(),
                day,
                Path(text).expanduser().absolute(),
                formats=formats,
                final=final,
                redact=redact,
                revision=revision,
            )
        except WizardError as error:
            self._refused(error)
            return
        self._say_written([str(path) for path in export.files])

    def _refused(self, error: WizardError) -> None:
        self.say("\n".join(one_line(problem, 400) for problem in error.problems[:12]))
        differs = isinstance(error, ExportError) and any("differs" in problem.message for problem in error.problems)
        if differs != self.taken:
            self.taken = differs
            old = self.query_one("#ways", Ways)
            old.set_options(Ways([label for label, _ in self.actions()], id="x").options)
            old.highlighted = 0
        self.query_one("#ways").focus()

    def _say_written(self, places: list[str]) -> None:
        self.say("")
        self.query_one("#form").display = False
        written = self.query_one("#written", Reading)
        written.display = True
        written.show(
            [
                Block(Content.styled("Written:", "bold")),
                *(Block(Content(lines(place, 400)), Content("- ")) for place in places),
            ]
        )
        ways = self.query_one("#ways", Ways)
        self.taken = False
        ways.set_options(Ways(["Close"], id="x").options)
        ways.highlighted = 0
        self._done = True
        ways.focus()

    _done = False

    def way(self, index: int) -> bool | None:
        """Return what a way on gives; once it is written, there is only one."""
        return None if self._done else self.actions()[index][1]
