"""The start: a new assessment, or a saved record to resume.

One line takes the name of an account and narrows the table of saved records meanwhile. The table comes after the first paint, and
a record is read when its row is in sight, so that a folder with thousands opens as fast as an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.engagement import store
from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import HomeScreen
from wizard.tui.screens.dialogs import AskDialog, ConfirmDialog, Dialog
from wizard.tui.text import one_line
from wizard.tui.widgets.accounts import AccountTable, naturally
from wizard.tui.widgets.inputs import TypedLine
from wizard.tui.widgets.lines import Foot, HeadLine
from wizard.tui.widgets.prose import Prose
from wizard.views import records
from wizard.views.columns import Column
from wizard.wording import count

if TYPE_CHECKING:
    from textual.binding import BindingType

    from wizard.engagement.saved import Saved
    from wizard.engagement.store import Stamp
    from wizard.tui.loading import Knowledge
    from wizard.views.columns import Line as Row


RESUMED = 10
"""Of the newest records, those among which one that is not finished is looked for, to be resumed."""

OF_A_RECORD = frozenset({"rename", "delete"})
"""Keys that the foot names where there is a record."""

AT_ONCE = 60
"""Records that are read before the table is shown; more than a screen has room for."""


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a text, one a line, each once."""
    return tuple(dict.fromkeys(name for line in text.splitlines() if (name := line.strip())))


class NameLine(TypedLine):
    """Takes the account's name and narrows the list meanwhile; several pasted names go to the screen."""

    def _on_paste(self, event: events.Paste) -> None:
        if len(names_in(event.text)) > 1:
            event.prevent_default()


class KnownDialog(Dialog[str]):
    """Asks what to do with a name that a record has already."""

    title_text = "A record of this name exists"
    FOCUS = "#ways"

    def actions(self) -> Sequence[tuple[str, str | None]]:
        return (("Resume the saved record", "open"), ("Start another record", "new"), ("Type another name", None))


class StartScreen(HomeScreen):
    """Asks for a name, and lists what is there.

    Attributes:
        stamps: The saved records, the newest first.
        resume: The file of the record to resume; empty for none.
    """

    KIND = "start"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("start")]

    def __init__(self, **kwargs: Any) -> None:
        """Start with nothing known."""
        super().__init__(**kwargs)
        self.stamps: dict[str, Stamp] = {}
        self.resume = ""
        self._saved: dict[Stamp, Saved] = {}
        self._rows: dict[str, Row] = {}
        self._looking = False
        self._pointed = ""
        self._chosen = False

    def compose_body(self) -> ComposeResult:
        with Vertical(id="start"):
            yield Static(strings.CLAIM, id="claim", classes="quiet", markup=False)
            yield Static(strings.NEW, classes="caption", markup=False)
            yield NameLine(placeholder=strings.NAME_PLACEHOLDER, id="name")
            yield Static(strings.NEW_HINT, id="how", classes="quiet", markup=False)
            yield AccountTable(id="records", heads=records.HEADS, plain=True)
            yield Prose(id="details")
            yield Prose(id="steps")
            yield Static(strings.LOADING, id="where", classes="quiet", markup=False)

    def on_mount(self) -> None:
        """Paint first, then read."""
        self.table: AccountTable[Row] = self.query_one(AccountTable)
        self.name_line = self.query_one(NameLine)
        self.name_line.typed, self.name_line.entered = lambda _: self.refresh_table(), self._new
        self.table.moved, self.table.opened, self.table.looked = self._moved, self.open, self._look_in_sight
        self.table.show((), nothing=strings.LOADING)
        self.query_one(Foot).idle = OF_A_RECORD
        self.name_line.focus()
        self.call_after_refresh(self.wizard.begin)

    def begin_again(self) -> None:
        """Empty the name line and focus it, for the next account."""
        self.name_line.value = ""
        self.name_line.focus()
        self._chosen = False
        self.look_again()

    # ---- what is known of the records

    def look_again(self) -> None:
        """Look for saved records in the background; those in sight are read."""
        from wizard.engagement.store import stamps

        home, before = self.wizard.home, dict(self._saved)

        def look() -> tuple[list[Stamp], dict[Stamp, Saved]]:
            found = stamps(home)
            known = {stamp: before[stamp] for stamp in found if stamp in before}
            # Who was read before is read again: another window may have opened it meanwhile, or closed it.
            again = [stamp for stamp in found[:AT_ONCE] if stamp not in known or known[stamp].in_use]
            return found, {**known, **self._read(again)}

        self.in_background(look, lambda seen: self._listed(*seen))

    def _look_in_sight(self) -> None:
        """Read the records that have come in sight; while some are read, the next ones wait."""
        wanted = [stamp for row in self.table.sight if (stamp := self.stamps[row.file]) not in self._saved]
        if not wanted or self._looking or self.wizard.knowledge is None:
            return
        self._looking = True
        self.in_background(lambda: self._read(wanted), self._seen)

    def _read(self, stamps: Sequence[Stamp]) -> dict[Stamp, Saved]:
        from wizard.engagement.saved import look_at

        knowledge, day = self.wizard.knowledge, self.wizard.day
        if knowledge is None:
            return {}
        return {stamp: look_at(stamp.path, knowledge.pack, knowledge.engine, day) for stamp in stamps}

    def _listed(self, found: list[Stamp], known: dict[Stamp, Saved]) -> None:
        """Show the records that are there now; the pointer stays with its record."""
        self.stamps = {stamp.path.name: stamp for stamp in found}
        self._saved = known
        self._rows = {stamp.path.name: self._row(stamp) for stamp in found}
        self.query_one("#start").set_class(not found, "-empty")
        self.query_one(Foot).idle = frozenset() if found else OF_A_RECORD
        if not found:
            from wizard.tui.widgets.drawn import drawn

            self.query_one("#steps", Prose).show(drawn(records.first_steps()))
        self.table.styles.max_height = len(found) + 1
        self._point_to_resume()
        self._fit()
        self.refresh_all()

    def _seen(self, read: dict[Stamp, Saved]) -> None:
        self._looking = False
        self._saved |= read
        for stamp in read:
            if self.stamps.get(stamp.path.name) == stamp:
                self._rows[stamp.path.name] = self._row(stamp)
        self._fit()
        self.refresh_table()

    def _row(self, stamp: Stamp) -> Row:
        saved, knowledge = self._saved.get(stamp), self.wizard.knowledge
        if saved is None or knowledge is None:
            return records.unread(stamp)
        return records.line(stamp, saved, knowledge.pack)

    def _fit(self) -> None:
        """Give the columns the width they need; they grow with what is read and never jump back."""
        needed = naturally(self._rows.values(), "")
        self.table.natural = {column: max(needed[column], self.table.natural[column]) for column in Column}

    def _point_to_resume(self) -> None:
        """Find the record worked on last that is not finished; the pointer goes there until somebody moves it."""
        newest = [self._saved.get(stamp) for stamp in list(self.stamps.values())[:RESUMED]]
        files = [
            file
            for file, saved in zip(self.stamps, newest, strict=False)
            if saved is not None and saved.unanswered and not saved.in_use and saved.problem is None
        ]
        self.resume = files[0] if files else ""
        if not self._chosen and not self._pointed:
            self._pointed = self.resume or next(iter(self.stamps), "")

    # ---- drawing

    def show_ready(self, knowledge: Knowledge) -> None:
        """Say which knowledge is in use and where records lie."""
        info = knowledge.pack.info
        folder = "a folder of this computer" if self.wizard.redacting else str(self.wizard.home)
        said = f"Knowledge {info.version}, read against its sources on {info.checked_on}. Records are in {folder}"
        self.query_one("#where", Static).update(Content(one_line(said)))

    def refresh_all(self) -> None:
        hidden = self.wizard.redacting
        self.table.hidden = {file: number for number, file in enumerate(self.stamps, 1)} if hidden else None
        self.refresh_table()
        if self.wizard.knowledge is not None:
            self.show_ready(self.wizard.knowledge)

    def refresh_table(self) -> None:
        """Show the records that hold what is typed."""
        pointed, self._pointed = self._pointed, ""
        rows = records.matching(self._rows.values(), self.name_line.value)
        self.query_one(HeadLine).right = records.summary(len(self._rows), len(rows)) if self._rows else ""
        here = pointed or (self.table.here.file if self.table.here is not None else "")
        if rows and all(row.file != here for row in rows):
            here = rows[0].file
        self.table.show(rows, here, strings.NO_MATCH if self._rows else "")

    def _moved(self) -> None:
        """Show the details of the record under the pointer."""
        from wizard.tui.widgets.drawn import drawn

        here = self.table.here
        stamp = self.stamps[here.file] if here is not None else None
        saved = self._saved.get(stamp) if stamp is not None else None
        parts = (
            drawn(records.details(saved, stamp), self._hidden(saved)) if saved is not None and stamp is not None else []
        )
        self.query_one("#details", Prose).show(parts, layout=False)

    def _hidden(self, saved: Saved) -> Callable[[str], str]:
        if not self.wizard.redacting:
            return str
        from wizard.tui.redact import hide, names_among

        names = names_among([saved.account])
        return lambda text: hide(text, names)

    def known_names(self) -> Iterable[str]:
        return (name for stamp, saved in self._saved.items() for name in (saved.account, stamp.path.stem))

    # ---- a new account

    def _new(self) -> None:
        name = self.name_line.value.strip()
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
        if self.resume and self.table.here is not None and self.table.here.file == self.resume:
            name = "the record under the pointer" if self.wizard.redacting else self.table.here.cells[Column.ACCOUNT]
            return f"{said} To resume {one_line(name, 300)}, press the Down key, then Enter."
        return f"{said} The Down key or Tab leads to the saved records." if self.stamps else said

    # ---- finding and opening

    def open(self) -> None:
        """Open the record under the pointer."""
        entry = self.entry()
        if entry is not None:
            self.say("")
            self.wizard.open_record(entry[0].path)

    def on_key(self, event: events.Key) -> None:
        """Let the arrow keys move between the name and the records; what is typed in the table begins a name."""
        key, focused, table = event.key, self.focused, self.table
        if key == "down" and focused is self.name_line and table.lines:
            self._chosen = True
            table.focus()
        elif key == "escape" and focused is self.name_line and self.name_line.value:
            self.name_line.value = ""
        elif focused is table and (key == "escape" or (key == "up" and table.index == 0)):
            self.name_line.focus()
        elif focused is table and event.is_printable and (event.character or "").isalnum():
            self._type(event.character or "")
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        names = names_in(event.text)
        if len(names) > 1:
            self.take_names(names)
        elif names:
            self._type(names[0])

    def _type(self, text: str) -> None:
        self.name_line.focus()
        self.name_line.insert_text_at_cursor(text)

    # ---- what is done with a record

    def _to_change(self) -> tuple[Path, Saved, str] | None:
        """Return the record under the pointer: file, content and name; None where none is chosen, which is said."""
        entry = self.entry()
        if entry is None:
            first = "Choose a record first: arrow keys lead to the table." if self.stamps else "There is no record yet."
            self.say(first, "warning")
            return None
        stamp, saved = entry
        return stamp.path, saved, saved.account or stamp.path.stem

    def action_rename(self) -> None:
        chosen = self._to_change()
        if chosen is None:
            return
        path, _, before = chosen

        def rename(name: str) -> None:
            self._change(lambda: store.rename_record(path, name))

        def named(name: str | None) -> None:
            if not name or name == before:
                return
            if store.record_of(self.wizard.home, name) in {None, path}:
                rename(name)
                return
            text = "Another record has this name. Both keep their files."
            twice = ConfirmDialog("Use the name twice?", text, "Rename it anyway")
            self.app.push_screen(twice, lambda yes: rename(name) if yes else None)

        about = "The file takes the name too."
        self.app.push_screen(AskDialog("Another name for the account", about, before), named)

    def action_delete(self) -> None:
        chosen = self._to_change()
        if chosen is None:
            return
        path, saved, name = chosen

        def agreed(yes: bool | None) -> None:
            if yes:
                self._deleted = self._change(lambda: store.delete_record(path))
                if self._deleted is not None:
                    self.say(f"Deleted. {self.wizard.keys.first('restore')} brings it back.")

        shown = "this record" if self.wizard.redacting else f"“{one_line(name, 200)}”"
        text = f"{shown}, with {count(saved.answered, 'answer')}. It moves to the folder “{store.DELETED}”."
        self.app.push_screen(ConfirmDialog("Delete the record?", text, "Delete it"), agreed)

    _deleted: Path | None = None

    def action_restore(self) -> None:
        deleted, self._deleted = self._deleted, None
        if deleted is None:
            self.say("No record was deleted here.", "warning")
        elif self._change(lambda: store.restore_record(deleted)) is not None:
            self.say("The record is back.")

    def _change(self, change: Callable[[], Path]) -> Path | None:
        """Change a record's file, and let the pointer go with it; return the new file, None where it failed."""
        try:
            path = change()
        except WizardError as error:
            self.say(str(error), "error")
            return None
        self.say("")
        self._pointed = path.name
        self.look_again()
        return path

    @property
    def path_here(self) -> Path | None:
        """The file of the record under the pointer; None where there is none."""
        entry = self.entry()
        return entry[0].path if entry is not None and entry[1].problem is None else None

    def entry(self) -> tuple[Stamp, Saved] | None:
        """The record under the pointer; None where the pointer is not in the table."""
        here = self.table.here if self.focused is self.table else None
        if here is None:
            return None
        stamp = self.stamps[here.file]
        if stamp not in self._saved:
            self._saved |= self._read([stamp])
        return (stamp, self._saved[stamp]) if stamp in self._saved else None
