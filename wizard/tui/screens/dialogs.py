"""Small windows above a screen: a text, a line, a note, a confirmation, another place to save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from wizard.errors import WizardError
from wizard.files.typed_paths import whole_path
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import only_in_memory, take_size, wizard_of
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.lines import foot_entries
from wizard.tui.widgets.prose import Reading, Searched

if TYPE_CHECKING:
    from textual.binding import BindingType

    from wizard.engagement.session import Session
    from wizard.tui.app import WizardApp
    from wizard.tui.widgets.blocks import Part
    from wizard.tui.widgets.page import Page

T = TypeVar("T")

LEAST_WIDTH = 50
"""Cells for the keys in a window's frame; the smallest terminal that is looked after has 60."""


class Window(Vertical):
    """The frame of a window, with the keys at its foot."""

    async def _on_click(self, event: events.Click) -> None:
        """Leave the second click of a double click: nobody has read yet what the first one said."""
        if event.chain > 1 and "@click" in event.style.meta:
            event.prevent_default()
            event.stop()


class Dialog(ModalScreen[T], Generic[T]):
    """A window with a title, a body and what can be done.

    Attributes:
        READS: It holds a text that can be searched.
        FOCUS: What has the focus at first, as a selector; empty where the window itself says it.
        kept_as: The place under which the record keeps what is being typed here when the terminal closes; empty for
            a window that takes no text.
    """

    KIND: ClassVar[str] = "dialog"
    READS: ClassVar[bool] = False
    FOCUS: ClassVar[str] = ""
    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("dialog")]

    title_text = ""
    kept_as = ""

    @property
    def wizard(self) -> WizardApp:
        """The app, by its own type."""
        return wizard_of(self)

    def compose(self) -> ComposeResult:
        take_size(self)
        with Window(id="window") as window:
            entries = foot_entries(self.wizard.keys, self.KIND, LEAST_WIDTH, reads=self.READS)
            window.auto_links = False  # keys at the foot look as they do where they cannot be clicked
            keys = (
                Content(f"{entry.key} {entry.label}").stylize(Style.from_meta({"@click": entry.action}))
                for entry in entries
            )
            window.border_subtitle = Content("  ").join(keys)
            yield Static(Content(one_line(self.title_text)), id="title")
            yield from self.compose_body()
            yield Static("", id="problem", markup=False)
            actions = self.actions()
            if actions:
                yield Ways([label for label, _ in actions], id="ways")

    def keys_word(self, text: str) -> Static:
        """Return a word on the keys; where another key than Esc closes the window, it says that one."""
        return Static(Content(text.replace("Esc", self.wizard.keys.first("close"))), classes="quiet")

    def on_mount(self) -> None:
        """Put back what was being typed here when the wizard closed."""
        if self.FOCUS:
            self.query_one(self.FOCUS).focus()
        session = self.wizard.session
        typed = session.record.typed.get(self.kept_as) if session is not None else None
        if typed is not None:
            self.put_back(typed)
            self.say("You typed this before the wizard closed. It is not saved yet.", "done")

    def put_back(self, typed: Any) -> None:
        """Show what was being typed."""

    def keep_typed(self) -> None:
        """Let the record keep what is being typed."""
        session = self.wizard.session
        if session is not None and self.kept_as:
            session.keep_typed(self.kept_as, self.typed_anew())

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close; what was being typed is saved or dropped.

        Two clicks that arrive together both choose. The second one finds the window closed, and closes none below it.
        """
        if self.app.screen is not self:
            return AwaitComplete()
        session = self.wizard.session
        if session is not None and self.kept_as in session.record.typed:
            session.keep_typed(self.kept_as)
        return super().dismiss(result)

    def compose_body(self) -> ComposeResult:
        """Lay out what is between title and actions."""
        yield from ()

    def actions(self) -> Sequence[tuple[str, T | None]]:
        """Return the actions, each with its result; a window of one line has none."""
        return ()

    def say(self, text: str, level: str = "") -> None:
        """Show what is wrong, inside the window, or with the level ``done`` what went well."""
        problem = self.query_one("#problem", Static)
        problem.set_class(level == "done", "-done")
        problem.update(Content(lines(text, 800)))
        problem.display = bool(text)

    @on(OptionList.OptionSelected, "#ways")
    def _way(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.chosen(event.option_index)

    def chosen(self, index: int) -> None:
        """Carry out an action, by its place."""
        self.take(self.way(index))

    def way(self, index: int) -> T | None:
        """Return the result of an action."""
        return self.actions()[index][1]

    def take(self, result: T | None) -> None:
        """Close with a result."""
        self.dismiss(result)

    def typed_anew(self) -> Any:
        """Return what closing would lose, where it is more than a line; None where there is nothing."""
        return None

    _told_of: Any = None

    def action_close(self) -> None:
        """Close without one; where more than a line would be lost, say so first."""
        text = self.typed_anew()
        if text is not None and text != self._told_of:
            self._told_of = text
            self.say(strings.NOT_KEPT_YET.format(self.wizard.keys.first("close")))
        else:
            self.dismiss(None)


class Ways(PointedList):
    """The available actions, one a line; Enter, a click or its digit starts one."""

    def __init__(self, labels: Sequence[str], *, id: str) -> None:  # noqa: A002
        options = [
            Option(Content.assemble((str(number), "bold"), f" {label}")) for number, label in enumerate(labels, 1)
        ]
        super().__init__(*options, id=id)

    def on_key(self, event: events.Key) -> None:
        digit = event.character or ""
        if digit.isdigit() and 0 < int(digit) <= self.option_count:
            self.highlighted = int(digit) - 1
            self.action_select()
            event.stop()
            event.prevent_default()


class ConfirmDialog(Dialog[bool]):
    """Asks before something that cannot be taken back."""

    def __init__(self, title: str, text: str, yes: str, no: str = "Leave it as it is") -> None:
        """Keep the question, what it means, and the two answers."""
        super().__init__()
        self.title_text, self.text, self.yes, self.no = title, text, yes, no

    def compose_body(self) -> ComposeResult:
        yield Static(Content(lines(self.text, 2000)), classes="body")

    def on_mount(self) -> None:
        """Focus the safe choice."""
        ways = self.query_one("#ways", Ways)
        ways.highlighted = 1
        ways.focus()

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        return ((self.yes, True), (self.no, False))


class TextDialog(Dialog[T]):
    """Shows a text; any way of closing it leads back.

    Attributes:
        name_of_text: The ID of the widget that holds it.
    """

    READS = True
    FOCUS = "Reading"

    def __init__(self, title: str, parts: Sequence[Part], name_of_text: str = "meaning") -> None:
        super().__init__()
        self.title_text, self.parts, self.name_of_text = title, parts, name_of_text

    def compose_body(self) -> ComposeResult:
        yield Reading(self.parts, id=self.name_of_text)

    def action_search(self) -> None:
        """Search the text, where its key is clicked; pressed, the key reaches the text itself."""
        self.query_one(f"#{self.name_of_text}", Searched).search()


class AskDialog(Dialog[str]):
    """Asks for one line; it stays open while that is refused."""

    FOCUS = "#line"

    def __init__(
        self,
        title: str,
        text: str,
        value: str = "",
        does: str = "saves",
        refuse: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Keep the question, a word on it, the line so far, and what Enter does.

        Args:
            refuse: Returns what is wrong with a line, or nothing.
        """
        super().__init__()
        self.title_text, self.text, self.value, self.does, self.refuse = title, text, value, does, refuse

    def compose_body(self) -> ComposeResult:
        yield Static(Content(lines(self.text, 2000)), classes="body")
        line = Line(self.value, id="line")
        line.password = self.wizard.redacting
        yield line
        yield self.keys_word(f"Enter {self.does}. Esc cancels.")

    @on(Input.Submitted, "#line")
    def _done(self, event: Input.Submitted) -> None:
        event.stop()
        line = event.value.strip()
        problem = self.refuse(line) if line else ""
        if problem:
            self.say(problem)
        else:
            self.dismiss(line)


class NoteDialog(Dialog[bool]):
    """Takes a note of several lines; it stays open while that is refused."""

    FOCUS = "#page"
    page: Page

    def __init__(self, title: str, text: str, keep: Callable[[str], None], kept_as: str = "") -> None:
        """Keep the note so far, and what takes the new one or raises ``WizardError``."""
        super().__init__()
        self.title_text, self.text, self.keep, self.kept_as = f"Note: {title}", text, keep, kept_as

    def compose_body(self) -> ComposeResult:
        from wizard.tui.widgets.page import Page

        self.page = Page(self.text, id="page")
        yield self.page
        yield self.keys_word("Tab, then Enter saves. Esc cancels.")

    def put_back(self, typed: Any) -> None:
        self.page.text = str(typed)

    def typed_anew(self) -> str | None:
        """Return the note where it differs from the one that is kept."""
        return self.page.typed_anew()

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        return (("Save", True), ("Cancel", None))

    def take(self, result: bool | None) -> None:
        """Keep the note, and close where it is taken."""
        try:
            if result:
                self.keep(self.page.text)
        except WizardError as error:
            self.say(str(error))
        else:
            self.dismiss(result)


class SaveDialog(Dialog[bool]):
    """Offers another place, where the record cannot be written."""

    FOCUS = "#line"

    def __init__(self, session: Session) -> None:
        """Keep the session whose answers are in memory only."""
        super().__init__()
        self.session = session
        self.title_text = "The answers are not saved" if only_in_memory(session) else "Save in another place"

    def compose_body(self) -> ComposeResult:
        reason = self.session.save_error or "The answers are saved. Name another file to continue there."
        if self.session.read_only:
            reason = "This record is open in another window. Name another file to continue there with a copy."
        yield Static(Content(lines(self.wizard.shown(reason), 600)), classes="body")
        name = self.session.path.name if self.session.path and not self.wizard.redacting else "record.json"
        yield Line(f"~/{name}", id="line")
        stays = (
            "leaves all as it is"
            if self.session.read_only
            else "keeps the answers in memory; the head of the screen says so"
        )
        yield self.keys_word(f"Enter saves there. Esc {stays}.")

    @on(Input.Submitted, "#line")
    def _done(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if not text:
            self.say("Name a file.")
            return
        try:
            path = whole_path(text)
        except WizardError as error:
            self.say(one_line(error))
            return
        if self.session.save_to(path):
            self.dismiss(result=True)
        else:
            self.say(self.session.save_error or "That place does not take the file.")


class UnsavedDialog(Dialog[bool]):
    """Asks before answers that are only in memory are lost."""

    title_text = "The answers are not saved"
    FOCUS = "#ways"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose_body(self) -> ComposeResult:
        yield Static(Content(lines(self.wizard.shown(self.session.save_error or ""), 600)), classes="body")

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        ways: tuple[tuple[str, bool | None], ...] = (
            ("Save in another place", None),
            ("Stay here", False),
            ("Leave and lose the answers that are not saved", True),
        )
        return ways[1:] if self.app.is_web else ways  # a browser must not write where it likes

    def chosen(self, index: int) -> None:
        """Save elsewhere first where that was chosen."""
        result = self.way(index)
        if result is not None:
            self.dismiss(result)
            return

        def saved(done: bool | None) -> None:
            if done:
                self.dismiss(result=True)

        self.app.push_screen(SaveDialog(self.session), saved)
