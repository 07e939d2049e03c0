"""The start: a new assessment, or a saved record to resume."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import HomeScreen
from wizard.tui.text import cut, one_line
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.inputs import Line
from wizard.wording import count

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType

    from wizard.engagement.store import Entry
    from wizard.tui.loading import Knowledge


class StartScreen(HomeScreen):
    """Asks for a name, and lists what is there."""

    KIND = "start"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("start")]

    entries: tuple[Entry, ...] = ()
    resume: Entry | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the two choices."""
        with Vertical(id="start"):
            yield Static(strings.PRODUCT, id="product", markup=False)
            yield Static(strings.CLAIM, classes="quiet", markup=False)
            yield Static(strings.NEW, classes="caption", markup=False)
            yield Line(placeholder=strings.NAME_PLACEHOLDER, id="name")
            yield Static(strings.NEW_HINT, classes="quiet", markup=False)
            yield Static(strings.RESUME, id="saved", classes="caption", markup=False)
            yield PointedList(id="records", markup=False, compact=True)
            yield Static(strings.LOADING, id="where", classes="quiet", markup=False)

    def on_mount(self) -> None:
        """Paint first, then read."""
        self.query_one("#name").focus()
        self.call_after_refresh(self.wizard.begin)

    def on_screen_resume(self) -> None:
        """Look at the records again, after one was closed."""
        if self.wizard.knowledge is not None:
            self.query_one("#name", Line).value = ""
            self.wizard.list_records()

    def look_again(self) -> None:
        """Look for saved records in the background."""

        def look() -> None:
            from wizard.engagement.store import list_records
            from wizard.tui.resume import to_resume

            entries = tuple(list_records(self.wizard.home))
            knowledge = self.wizard.knowledge
            resume = to_resume(entries, knowledge) if knowledge is not None else None
            self.wizard.from_thread(show, entries, resume)

        def show(entries: tuple[Entry, ...], resume: Entry | None) -> None:
            if self.is_mounted:
                self.show_records(entries, resume)

        threading.Thread(target=look, name="records", daemon=True).start()

    def show_records(self, entries: tuple[Entry, ...], resume: Entry | None = None) -> None:
        """Show the saved records, the newest first; the one to resume is above them."""
        self.resume = resume
        self.entries = (
            tuple(sorted(entries, key=lambda entry: entry.path != resume.path)) if resume is not None else entries
        )
        listed = self.query_one("#records", OptionList)
        options = [
            Option(self._row(number, entry), disabled=bool(entry.problem))
            for number, entry in enumerate(self.entries, 1)
        ]
        kept = listed.highlighted
        listed.set_options(options or [Option(strings.NO_RECORDS, disabled=True)])
        if options:
            listed.highlighted = min(kept or 0, len(options) - 1)
        usable = any(not entry.problem for entry in self.entries)
        self.query_one("#saved", Static).update(strings.RESUME_HOW if usable else strings.RESUME)

    def _row(self, number: int, entry: Entry) -> Content:
        width = max(self.size.width - 12, 20)
        if entry.problem:
            about = f"cannot be opened: {one_line(entry.problem, 200)}"
        else:
            about = f"{count(entry.answered, 'answer')}, saved {entry.changed_on.isoformat()}"
            if entry.in_use:
                about += ", open in another window"
        head = f"{strings.RESUME_THIS}: " if entry is self.resume else ""
        room = max(width // 2, width - len(about) - len(head) - 3)
        return Content.assemble(
            head, (cut(self._called(number, entry), room), "bold"), "   ", cut(about, max(width, 1))
        )

    def _called(self, number: int, entry: Entry) -> str:
        return f"Record {number}" if self.wizard.redacting else one_line(entry.name, 300)

    def show_ready(self, knowledge: Knowledge) -> None:
        """Say which knowledge is in use and where records lie."""
        info = knowledge.pack.info
        folder = "a folder of this computer" if self.wizard.redacting else str(self.wizard.home)
        said = f"Knowledge {info.version}, read against its sources on {info.checked_on}. Records are in {folder}"
        self.query_one("#where", Static).update(Content(one_line(said)))

    @on(Input.Submitted, "#name")
    def _new(self, event: Input.Submitted) -> None:
        name = event.value.strip()
        if not name:
            self.say(self._nothing_typed(), "warning")
            return
        self.say("")
        self.wizard.open_new(name)

    def _nothing_typed(self) -> str:
        said = "Type a name first."
        if self.resume is not None:
            return f"{said} To resume {self._called(1, self.resume)}, press the Down key, then Enter."
        usable = any(not entry.problem for entry in self.entries)
        return f"{said} The Down key or Tab leads to the saved records." if usable else said

    @on(OptionList.OptionSelected, "#records")
    def _open(self, event: OptionList.OptionSelected) -> None:
        if event.option_index < len(self.entries):
            self.say("")
            self.wizard.open_record(self.entries[event.option_index].path)

    def on_key(self, event: object) -> None:
        """Let the arrow keys move between the name and the records."""
        key = getattr(event, "key", "")
        focused = self.focused
        records = self.query_one("#records", OptionList)
        if key == "down" and isinstance(focused, Line) and self.entries:
            records.focus()
            if records.highlighted is None:
                records.action_first()
        elif key == "up" and focused is records and records.highlighted in {None, 0}:
            self.query_one("#name").focus()
        else:
            return
        event.stop()  # type: ignore[attr-defined]
        event.prevent_default()  # type: ignore[attr-defined]

    def refresh_all(self) -> None:
        """Draw for hidden names or other spacing."""
        self.show_records(self.entries, self.resume)
        knowledge = self.wizard.knowledge
        if knowledge is not None:
            self.show_ready(knowledge)

    def action_rename(self) -> None:
        """Give the record under the pointer another name."""
        entry = self.entry()
        if entry is None:
            self._none_chosen()
            return
        from wizard.tui.screens.dialogs import AskDialog

        def named(name: str | None) -> None:
            if name:
                self._change(lambda store: store.rename_record(entry.path, name))

        self.app.push_screen(
            AskDialog("Another name for the account", "The file takes the name too.", entry.name), named
        )

    def action_delete(self) -> None:
        """Delete the record under the pointer, after a question."""
        entry = self.entry()
        if entry is None:
            self._none_chosen()
            return
        from wizard.tui.screens.dialogs import ConfirmDialog

        def agreed(yes: bool | None) -> None:
            if yes:
                self._change(lambda store: store.delete_record(entry.path))

        name = "this record" if self.wizard.redacting else f"“{one_line(entry.name, 200)}”"
        text = f"{name}, with {entry.answered} answers. It cannot be brought back."
        self.app.push_screen(ConfirmDialog("Delete the record?", text, "Delete it"), agreed)

    def _change(self, change: Callable[[Any], object]) -> None:
        from wizard.engagement import store

        try:
            change(store)
        except WizardError as error:
            self.say(str(error), "error")
        self.wizard.list_records()

    def _none_chosen(self) -> None:
        first = "Choose a record first: arrow keys lead to the list." if self.entries else "There is no record yet."
        self.say(first, "warning")

    @property
    def path_here(self) -> Path | None:
        """The file of the record under the pointer; None where there is none."""
        entry = self.entry()
        return entry.path if entry is not None and not entry.problem else None

    def entry(self) -> Entry | None:
        """The record under the pointer."""
        index = self.query_one("#records", OptionList).highlighted
        return self.entries[index] if index is not None and index < len(self.entries) else None
