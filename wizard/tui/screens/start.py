"""The start: a new assessment, or a saved record to resume."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from wizard.engagement import store
from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import HomeScreen
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.text import cut, one_line
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.inputs import Line
from wizard.wording import count

if TYPE_CHECKING:
    from textual.binding import BindingType

    from wizard.tui.loading import Knowledge


MOST = 200
"""Records that are listed, the newest ones; older ones are reached by name."""


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a text, one a line, each once."""
    return tuple(dict.fromkeys(name for line in text.splitlines() if (name := line.strip())))


class NameLine(Line):
    """Takes the account's name; several pasted names go to the screen."""

    def _on_paste(self, event: events.Paste) -> None:
        if len(names_in(event.text)) > 1:
            event.prevent_default()


class KnownDialog(Dialog[str]):
    """Asks what to do with a name that a record has already."""

    title_text = "A record of this name exists"

    def on_mount(self) -> None:
        """Focus what makes no second record."""
        self.query_one("#ways").focus()

    def actions(self) -> Sequence[tuple[str, str | None]]:
        """Resume it, start another one, or type another name."""
        return (("Resume the saved record", "open"), ("Start another record", "new"), ("Type another name", None))


class StartScreen(HomeScreen):
    """Asks for a name, and lists what is there."""

    KIND = "start"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("start")]

    entries: tuple[store.Entry, ...] = ()
    resume: store.Entry | None = None
    _pointed: Path | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the two choices."""
        with Vertical(id="start"):
            yield Static(strings.PRODUCT, id="product", markup=False)
            yield Static(strings.CLAIM, classes="quiet", markup=False)
            yield Static(strings.NEW, classes="caption", markup=False)
            yield NameLine(placeholder=strings.NAME_PLACEHOLDER, id="name")
            yield Static(strings.NEW_HINT, classes="quiet", markup=False)
            yield Static(strings.RESUME, id="saved", classes="caption", markup=False)
            yield PointedList(id="records", markup=False, compact=True)
            yield Static(strings.LOADING, id="where", classes="quiet", markup=False)

    def on_mount(self) -> None:
        """Paint first, then read."""
        self.query_one("#name").focus()
        self.call_after_refresh(self.wizard.begin)

    def begin_again(self) -> None:
        """Empty the name line and focus it, for the next account."""
        name = self.query_one("#name", Line)
        name.value = ""
        name.focus()
        self.query_one("#records", OptionList).highlighted = None
        self.look_again()

    def look_again(self) -> None:
        """Look for saved records in the background."""

        def look() -> None:
            from wizard.tui.resume import to_resume

            entries = tuple(store.list_records(self.wizard.home, MOST + 1))
            knowledge = self.wizard.knowledge
            resume = to_resume(entries, knowledge) if knowledge is not None else None
            self.wizard.from_thread(show, entries, resume)

        def show(entries: tuple[store.Entry, ...], resume: store.Entry | None) -> None:
            if self.is_mounted:
                self.show_records(entries, resume)

        threading.Thread(target=look, name="records", daemon=True).start()

    def show_records(self, entries: tuple[store.Entry, ...], resume: store.Entry | None = None) -> None:
        """Show the saved records, the newest first; the one to resume is above them. The pointer stays with its record."""
        listed = self.query_one("#records", OptionList)
        kept = listed.highlighted or 0
        here = self._pointed or (self.entries[kept].path if kept < len(self.entries) else None)
        self._pointed = None
        self.resume = resume
        self.entries = (
            tuple(sorted(entries, key=lambda entry: entry.path != resume.path)) if resume is not None else entries
        )[:MOST]
        options = [
            Option(self._row(number, entry), disabled=bool(entry.problem))
            for number, entry in enumerate(self.entries, 1)
        ]
        pointed = listed.highlighted is not None
        more = [Option(strings.MORE_RECORDS, disabled=True)] if len(entries) > MOST else []
        listed.set_options([*options, *more] or [Option(strings.NO_RECORDS, disabled=True)])
        if options:
            places = [number for number, entry in enumerate(self.entries) if pointed and entry.path == here]
            listed.highlighted = places[0] if places else min(kept, len(options) - 1)
        usable = any(not entry.problem for entry in self.entries)
        self.query_one("#saved", Static).update(strings.RESUME_HOW if usable else strings.RESUME)

    def _row(self, number: int, entry: store.Entry) -> Content:
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

    def _called(self, number: int, entry: store.Entry) -> str:
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
        known = store.record_of(self.wizard.home, name)
        if known is None:
            self.wizard.open_new(name)
        else:
            self.app.push_screen(KnownDialog(), lambda way: self._known(way, name, known))

    def _known(self, way: str | None, name: str, known: Path) -> None:
        if way == "open":
            self.wizard.open_record(known)
        elif way == "new":
            self.wizard.open_new(name)

    def take_names(self, names: Sequence[str]) -> None:
        """Ask what to do with several names that were pasted, one a line."""
        from wizard.tui.screens.dialogs import ConfirmDialog

        def agreed(yes: bool | None) -> None:
            if yes:
                self._start_each(names)

        shown = "hidden" if self.wizard.redacting else ", ".join(one_line(name, 60) for name in names)
        text = f"The names: {shown}. A name that has a record already gets no second one."
        title = f"Start {len(names)} records?"
        self.app.push_screen(ConfirmDialog(title, text, "Start a record for each name", "Start none"), agreed)

    def _start_each(self, names: Sequence[str]) -> None:
        fresh = [name for name in names if store.record_of(self.wizard.home, name) is None]
        try:
            for name in fresh:
                self.wizard.start_record(name)
        except WizardError as error:
            self.say(str(error), "error")
        else:
            known = len(names) - len(fresh)
            left = f" {count(known, 'name')} had one already." if known else ""
            self.say(f"Started: {count(len(fresh), 'record')}.{left}")
        self.begin_again()

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

    def on_key(self, event: events.Key) -> None:
        """Let the arrow keys move between the name and the records; what is typed in the list begins a name."""
        key = event.key
        focused = self.focused
        records = self.query_one("#records", OptionList)
        if key == "down" and isinstance(focused, Line) and self.entries:
            records.focus()
            if records.highlighted is None:
                records.action_first()
        elif key == "up" and focused is records and records.highlighted in {None, 0}:
            self.query_one("#name").focus()
        elif focused is records and event.is_printable and (event.character or "").isalnum():
            self._type(event.character or "")
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Start a name with what is pasted into the list."""
        event.stop()
        names = names_in(event.text)
        if len(names) > 1:
            self.take_names(names)
        elif names:
            self._type(names[0])

    def _type(self, text: str) -> None:
        line = self.query_one("#name", Line)
        line.focus()
        line.insert_text_at_cursor(text)

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
        from wizard.tui.screens.dialogs import AskDialog, ConfirmDialog

        def rename(name: str) -> None:
            self._change(lambda: store.rename_record(entry.path, name))

        def named(name: str | None) -> None:
            if not name or name == entry.name:
                return
            if store.record_of(self.wizard.home, name) in {None, entry.path}:
                rename(name)
                return
            text = "Another record has this name. Both keep their files."
            self.app.push_screen(
                ConfirmDialog("Use the name twice?", text, "Rename it anyway"),
                lambda yes: rename(name) if yes else None,
            )

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
                self._deleted = self._change(lambda: store.delete_record(entry.path))
                if self._deleted is not None:
                    self.say(f"Deleted. {self.wizard.keys.first('restore')} brings it back.")

        name = "this record" if self.wizard.redacting else f"“{one_line(entry.name, 200)}”"
        text = f"{name}, with {count(entry.answered, 'answer')}. It moves to the folder “{store.DELETED}”."
        self.app.push_screen(ConfirmDialog("Delete the record?", text, "Delete it"), agreed)

    _deleted: Path | None = None

    def action_restore(self) -> None:
        """Bring back the record that was deleted last."""
        deleted, self._deleted = self._deleted, None
        if deleted is None:
            self.say("No record was deleted here.", "warning")
        elif self._change(lambda: store.restore_record(deleted)) is not None:
            self.say("The record is back.")

    def _change(self, change: Callable[[], Path]) -> Path | None:
        """Change a record's file, and let the pointer go with it; return the new file, None where it failed."""
        try:
            self._pointed = change()
        except WizardError as error:
            self.say(str(error), "error")
        else:
            self.say("")
        self.wizard.list_records()
        return self._pointed

    def _none_chosen(self) -> None:
        first = "Choose a record first: arrow keys lead to the list." if self.entries else "There is no record yet."
        self.say(first, "warning")

    @property
    def path_here(self) -> Path | None:
        """The file of the record under the pointer; None where there is none."""
        entry = self.entry()
        return entry.path if entry is not None and not entry.problem else None

    def entry(self) -> store.Entry | None:
        """The record under the pointer; None where the pointer is not in the list."""
        records = self.query_one("#records", OptionList)
        index = records.highlighted if self.focused is records else None
        return self.entries[index] if index is not None and index < len(self.entries) else None
