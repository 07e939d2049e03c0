"""Writes the documents, or hands them to a browser: where they go is said before, and nothing is overwritten."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wizard.documents.readiness import open_items
from wizard.errors import ExportError, UsageError, WizardError
from wizard.files.typed_paths import whole_path
from wizard.tui.screens.dialogs import Dialog, Ways
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.blocks import Block, Part
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.parts import Picker
from wizard.tui.widgets.prose import Reading

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.engagement.session import Session


FORMATS = (("md", "Markdown"), ("md,html", "Markdown and HTML"), ("md,html,docx", "Markdown, HTML and Word"))
STATES = ((False, "Draft, with what is missing listed"), (True, "Final, refused while an item is open"))
NAMES = ((False, "As they are"), (True, "Replaced by pseudonyms, and no free text"))

FORMS = (".docx", ".html", ".md")
"""Forms of a document, the one first that most people have a program for."""
OPENED = "Opened in the program that this computer has for it."

Way = tuple[str, Callable[[], None]]
"""What a person can do next, and what then happens."""


class WriteDialog(Dialog[bool]):
    """Asks where the documents go, and writes them."""

    CSS_PATH: ClassVar[Any] = ["dialogs.tcss", "write.tcss"]

    title_text = "Write the documents"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.ways: tuple[Way, ...] = ()
        self._mixed_in: Path | None = None

    @property
    def downloads(self) -> bool:
        """Whether documents go to a browser instead of a folder."""
        return self.app.is_web

    def compose_body(self) -> ComposeResult:
        with Vertical(id="form"):
            if not self.downloads:
                from wizard.tui.document_folders import proposed_folder

                folder = proposed_folder(self.wizard.home, self.session.record, redact=self.wizard.redacting)
                yield Static(Content("Folder; it is made where it is missing"), classes="part")
                yield Line(str(folder), id="folder")
                yield Static("", id="whole", markup=False)
            pickers = (
                ("state", STATES, False),
                ("names", NAMES, self.wizard.redacting),
                ("formats", self._formats, "md"),
            )
            for number, (name, options, value) in enumerate(pickers):
                with Horizontal(classes="pair" if number else "pair -first"):
                    yield Static(Content(name.capitalize()), classes="part")
                    yield Picker(options, value, id=name)
        written = Reading((), id="written")
        written.display = False
        yield written

    @property
    def _formats(self) -> Sequence[tuple[str, str]]:
        return FORMATS[: 2 if self.downloads else 3]

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        return tuple((label, None) for label, _ in self._first_ways())

    def _first_ways(self) -> tuple[Way, ...]:
        return (("Prepare downloads" if self.downloads else "Write", self.write), ("Close", self.action_close))

    def on_mount(self) -> None:
        """Focus the folder, or the actions where there is none."""
        self.ways = self._first_ways()
        self.query_one("#ways" if self.downloads else "#folder").focus()

    def chosen(self, index: int) -> None:
        self.ways[index][1]()

    def _offer(self, *ways: Way, focus: bool = True) -> None:
        """Show other actions."""
        self.ways = ways or self._first_ways()
        listed = self.query_one("#ways", Ways)
        listed.set_options(Ways([label for label, _ in self.ways], id="x").options)
        listed.highlighted = 0
        if focus:
            listed.focus()

    @on(Input.Submitted, "#folder")
    def _go(self, event: Input.Submitted) -> None:
        event.stop()
        self.write()

    @on(Input.Changed, "#folder")
    def _named(self, event: Input.Changed) -> None:
        """Forget what was said of another folder."""
        event.stop()
        self._show_whole()
        if self.ways:
            self.say("")
            if [label for label, _ in self.ways] != [label for label, _ in self._first_ways()]:
                self._offer(focus=False)

    def on_resize(self) -> None:
        """Show the whole path where the line has no room for it now."""
        if not self.downloads:
            self.call_after_refresh(self._show_whole)

    def _show_whole(self) -> None:
        line, shown = self.query_one("#folder", Line), ""
        with suppress(WizardError):
            shown = str(self.folder())
        seen = shown == line.value and (not line.size.width or len(shown) < line.size.width)
        whole = self.query_one("#whole", Static)
        whole.update(Content(one_line(f"Full path: {shown}", 1000)))
        whole.display = bool(shown) and not seen

    def folder(self) -> Path:
        """Return the whole path of the folder.

        Raises:
            UsageError: Nothing usable is named.
        """
        text = self.query_one("#folder", Line).value.strip()
        if not text or not text.isprintable():
            raise UsageError("Name a folder.")
        return whole_path(text)

    def on_key(self, event: events.Key) -> None:
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

    # ---- writing

    def write(self, *, revision: bool = False) -> None:
        """Write the documents and show where they are; tell what prevents it."""
        from wizard.documents.case import build_case
        from wizard.engagement.export import export_record, make_documents, read_formats
        from wizard.engagement.paths import pseudonym_key
        from wizard.engagement.pseudonym_key import Redacting

        formats = read_formats(str(self.query_one("#formats", Picker).value))
        final = bool(self.query_one("#state", Picker).value)
        redact = bool(self.query_one("#names", Picker).value)
        session, day = self.session, self.wizard.day
        how = Redacting(pseudonym_key(self.wizard.home)) if redact else None
        try:
            case = session.case(day)
            if final and (open_items(case) or case.outcome.main is None):
                self._not_final(case)
                return
            if self.downloads:
                from wizard.tui.screens.write import DownloadsDialog

                if how is not None:
                    record = how.redacted(session.pack, session.engine, session.settled(day), day)
                    case = build_case(session.pack, session.engine, record, day)
                documents = make_documents(case, formats, final=final)
                self.app.push_screen(DownloadsDialog(documents), self._downloaded)
                return
            folder = self.folder()
            if self._mixes(folder, redact=redact):
                return
            export = export_record(
                session.pack,
                session.engine,
                session.settled(day),
                day,
                folder,
                formats=formats,
                final=final,
                redact=how,
                revision=revision,
            )
        except WizardError as error:
            self._refused(error)
            return
        from wizard.tui.document_folders import keep_folder

        keep_folder(self.wizard.home, session.record, folder)
        self._say_written(export.folder, export.files)

    def _downloaded(self, done: bool | None) -> None:
        del done
        self.dismiss(result=True)  # not handed over as it is: what it returns must not be awaited here

    def _mixes(self, folder: Path, *, redact: bool) -> bool:
        """Tell where documents with names and documents without would share a folder; return whether that was told."""
        from wizard.tui.document_folders import other_kind

        if self._mixed_in == folder or other_kind(folder, redact=redact) is None:
            return False

        def anyway() -> None:
            self._mixed_in = folder
            self.write()

        here, new = ("with names", "without names") if redact else ("without names", "with names")
        self.say(
            f"This folder holds documents {here}; these are {new}. "
            "Side by side they tell who is meant. Nothing is written yet."
        )
        self._offer(("Name another folder", self._name_another), ("Write here anyway", anyway))
        return True

    def _name_another(self) -> None:
        self.say("")
        self._offer(focus=False)
        self.query_one("#folder").focus()

    def _refused(self, error: WizardError) -> None:
        if not isinstance(error, ExportError) or not error.differing:
            self.say("\n".join(one_line(problem, 400) for problem in error.problems[:12]))
            self._offer()
            return
        names = ", ".join(path.name for path in error.differing)
        self.say(
            f"Nothing was written. There is something else in this folder already: {one_line(names, 200)}. "
            "It is never overwritten."
        )
        self._offer(
            ("Write a revision next to them", lambda: self.write(revision=True)),
            ("Name another folder", self._name_another),
        )

    def _not_final(self, case: Case) -> None:
        """Show everything that keeps the documents a draft."""
        from wizard.views.open_items import not_final

        parts = drawn(not_final(case), self.wizard.shown)
        self._show(parts)

        def draft() -> None:
            self._form()
            self.query_one("#state", Picker).index = 0
            self.write()

        self._offer(("Write a draft instead", draft), ("Go back", self._form), ("Close", self.action_close))

    def _form(self) -> None:
        self.query_one("#form").display = True
        self.query_one("#written").display = False
        self._offer()

    def _show(self, parts: Sequence[Part]) -> None:
        self.say("")
        self.query_one("#form").display = False
        written = self.query_one("#written", Reading)
        written.display = True
        written.show(parts)

    def _say_written(self, folder: Path, places: Sequence[Path]) -> None:
        """Show the folder once, then what is in it; a whole path on each line would wrap inside its name."""
        parts: list[Part] = [
            Block(Content.styled("Written in this folder:", "bold")),
            Block(Content(lines(folder, 400))),
        ]
        names = [path.relative_to(folder).as_posix() for path in places]
        parts += [Block(Content(lines(name, 400)), Content("- ")) for name in names]
        self._show(parts)
        self._offer(("Close", self.action_close), *self._openings(folder, places))

    def _openings(self, folder: Path, places: Sequence[Path]) -> Iterator[Way]:
        """Yield how what was written is opened, the best form of the recommendation first; nothing in a browser."""
        from wizard.tui.viewer import viewer

        show = None if self.downloads else viewer()
        if show is None:
            return
        found = {path.suffix: path for path in places if path.stem == "recommendation"}
        for path in (next((found[kind] for kind in FORMS if kind in found), None), folder):
            if path is not None:
                name = "the folder" if path == folder else path.name
                yield f"Open {name}", partial(self._open, show, path)

    def _open(self, show: Callable[[Path], None], path: Path) -> None:
        show(path)
        self.say(OPENED, "done")


ARCHIVE = "documents.zip"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""Files in the archive carry no clock, so the same documents make the same archive."""


def archive(documents: Mapping[str, bytes]) -> bytes:
    """Return the documents as one ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in documents.items():
            file.writestr(zipfile.ZipInfo(name, FIXED_TIME), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class DownloadsDialog(Dialog[bool]):
    """Hands the documents to the browser, all in one file or one by one."""

    title_text = "Download the documents"
    FOCUS = "#ways"

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        super().__init__()
        self.documents = dict(documents)

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        """One archive, each document, or nothing more."""
        names = [f"All in one file, {ARCHIVE}", *self.documents]
        return tuple((name, None) for name in (*names, "Close"))

    def chosen(self, index: int) -> None:
        if index > len(self.documents):
            self.dismiss(result=True)
            return
        if index == 0:
            name, data = ARCHIVE, archive(self.documents)
            self.app.deliver_binary(io.BytesIO(data), save_filename=name, mime_type="application/zip")
        else:
            path = list(self.documents)[index - 1]
            text, name = self.documents[path].decode("utf-8"), path.rpartition("/")[2]
            self.app.deliver_text(io.StringIO(text, newline=""), save_filename=name, mime_type="text/plain")
        self.say(f"The browser downloads {name}.", "done")
