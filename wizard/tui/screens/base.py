"""What all full screens share: head, body, what was said last, and the keys."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard, TypeVar

from textual.app import ComposeResult
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.timer import Timer

from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.widgets.lines import Foot, HeadLine, Status

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.engagement.session import Session
    from wizard.record.redact import Redaction
    from wizard.tui.app import WizardApp
    from wizard.tui.loading import Knowledge

T = TypeVar("T")

READ_ONLY = "read-only"


class Timely(MessagePump):
    """A screen or an app whose single calls are made late rather than never, however busy the machine is.

    Textual skips a call whose time is over before the timer has begun to wait. That is right for what repeats; of a
    timer that rings once nothing would be left, and a page that is filled by it would stay empty.
    """

    def set_timer(self, *args: Any, **options: Any) -> Timer:
        """Call a function once, after a delay."""
        timer = super().set_timer(*args, **options)
        timer._skip = False  # noqa: SLF001 - Textual has no other name for it, and its task has not started yet
        return timer


def wizard_of(screen: Screen[Any]) -> WizardApp:
    """Return the app that shows a screen, by its own type."""
    from wizard.tui.app import WizardApp

    app = screen.app
    if not isinstance(app, WizardApp):  # pragma: no cover - no other app shows these screens
        raise TypeError
    return app


def take_size(screen: Screen[Any]) -> None:
    """Give a screen the classes of its size before anything in it is styled; Textual would, at the first resize, style all again."""
    size, app = screen.app.size, screen.app
    for cells, own, common in (
        (size.width, screen.HORIZONTAL_BREAKPOINTS, app.HORIZONTAL_BREAKPOINTS),
        (size.height, screen.VERTICAL_BREAKPOINTS, app.VERTICAL_BREAKPOINTS),
    ):
        fitting = screen._get_breakpoint_classes(cells, (common if own is None else own) or [])  # noqa: SLF001 - the same rule
        screen.update_classes(dict.fromkeys(fitting, True), update=False)


def only_in_memory(session: Session | None) -> TypeGuard[Session]:
    """Return whether a record has answers that could not be saved."""
    return session is not None and session.save_error is not None and not session.read_only


class WizardScreen(Timely, Screen[None]):
    """A full screen.

    Attributes:
        KIND: Its name in the table of keys.
    """

    KIND: ClassVar[str] = "start"
    AUTO_FOCUS = ""

    @property
    def wizard(self) -> WizardApp:
        """The app, by its own type."""
        return wizard_of(self)

    def compose(self) -> ComposeResult:
        take_size(self)
        yield HeadLine(id="head")
        yield from self.compose_body()
        yield Status()
        yield Foot(self.KIND, self.wizard.keys)

    def compose_body(self) -> ComposeResult:
        """Lay out what is between head and foot."""
        yield from ()

    def say(self, text: str, level: str = "") -> None:
        """Show a message above the keys; an empty one hides it."""
        self.query_one(Status).say(text, level)


class HomeScreen(WizardScreen):
    """The screen below all others: it leads to a record, and shows again where that one is closed.

    Attributes:
        coming: Its rows are not there yet; keys that are meant for them wait.
    """

    coming = True
    _at_work = 0

    def say(self, text: str, level: str = "") -> None:
        """Show a message above the keys; names are hidden in it as in the rows."""
        super().say(self.without_names(text), level)

    def known_names(self) -> Iterable[str]:
        """Return the names of all accounts and people that the screen knows."""
        return ()

    def without_names(self, text: str, typed: Iterable[str] = ()) -> str:
        """Return text without names where those are hidden.

        Args:
            text: What is to be shown.
            typed: Names that were typed just now, so that the screen knows none of them.
        """
        if not self.wizard.redacting or not text:
            return text
        from wizard.tui.redact import hide, names_among

        return hide(text, names_among([*self.known_names(), *typed]))

    @property
    def busy(self) -> bool:
        """Whether records are being looked at or changed."""
        return self._at_work > 0

    def in_background(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do something in a thread, and what follows from it where the screens run; say why it was refused."""
        self._at_work += 1
        wizard = self.wizard  # a thread that outlives the screens does not find it any more

        def run() -> None:
            try:
                result = work()
            except WizardError as error:
                wizard.from_thread(self._done, partial(self.say, str(error), "error"))
            except Exception as error:  # noqa: BLE001 - whatever it is, the screens must end in order
                wizard.crash_from_thread(error)
            else:
                wizard.from_thread(self._done, partial(then, result))

        threading.Thread(target=run, name="records", daemon=True).start()

    def _done(self, then: Callable[[], None]) -> None:
        self._at_work -= 1
        self.coming = False
        if self.is_mounted:
            then()
        self.wizard.records_seen()

    def show_ready(self, knowledge: Knowledge) -> None:
        """Show what depends on the knowledge, which is read now."""

    def look_again(self) -> None:
        """Look at the records again; one of them may have changed."""

    def look(self) -> None:
        """Look at all records again; any of them may have changed."""
        self.look_again()

    @property
    def path_here(self) -> Path | None:
        """The file of the record under the pointer; None where there is none."""
        return None

    def action_lifecycle(self, command: str) -> None:
        from wizard.tui.screens.lifecycle import show_form

        show_form(self, command)

    def begin_again(self) -> None:
        """Be in front again, after a record was closed."""
        self.look_again()


class RecordScreen(WizardScreen):
    """A full screen for a record.

    It keeps the record's session for as long as it exists. Events that arrive after the record was closed find a
    session that takes no change any more, so no handler has to ask.
    """

    _told: str | None = None

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def say(self, text: str, level: str = "") -> None:
        """Show a message above the keys, such as one with a path that was made of the account's name."""
        super().say(self.wizard.shown(text), level)

    def action_people(self) -> None:
        from wizard.tui.screens.proposals import OutcomeDialog
        from wizard.tui.widgets.drawn import drawn
        from wizard.views.people import TITLE, people_page

        self.app.push_screen(OutcomeDialog(TITLE, drawn(people_page(self.session), self.wizard.shown)))

    @property
    def only_to_look(self) -> bool:
        """Whether another window holds the record; says so."""
        if self.session.read_only:
            self.say(strings.READ_ONLY, "warning")
        return self.session.read_only

    def say_notices(self) -> None:
        """Say that another window holds the record, or else what was found when it was opened."""
        if not self.only_to_look and self.session.notices:
            self.say(" ".join(self.session.notices), "warning")

    def redaction(self) -> Redaction | None:
        """Return how names are hidden; text stays, for people work on it."""
        if not self.wizard.redacting:
            return None
        from wizard.engagement.paths import pseudonym_key
        from wizard.engagement.pseudonym_key import Redacting

        return Redacting(pseudonym_key(self.wizard.home), keep_text=True).peeked()

    def refresh_all(self) -> None:
        """Draw everything that depends on the record."""

    def keep_typed(self) -> None:
        """Let the record keep what is being typed."""

    def _show_head(self) -> None:
        """Show account and state again."""

    def saved_words(self, saved: str = "saved") -> str:
        """Return whether the record is saved, for the head.

        Args:
            saved: What is said where all is well.
        """
        if self.session.read_only:
            return READ_ONLY
        if self.session.save_error is not None:
            return strings.NOT_SAVED.lower()
        return saved if self.session.path is not None else ""

    def show_head(self, right: str) -> None:
        """Show the account's name, and on the right what the screen says of it."""
        head = self.query_one(HeadLine)
        head.name_shown = self.wizard.shown(self.session.record.account.name) or "account without a name"
        head.right = right

    def action_save(self) -> None:
        """Save now; offer another place where that fails."""
        session = self.session
        if session.save() and session.path is not None:
            self.say(f"Saved in {self.wizard.shown_path(session.path)}")
        elif self.app.is_web:
            self.say(session.save_error or "", "error")
        else:
            from wizard.tui.screens.dialogs import SaveDialog

            self.app.push_screen(SaveDialog(session), lambda _: self.refresh_all())
        self._show_head()

    def action_undo(self) -> None:
        from wizard.views.state import step_back

        self._step(step_back)

    def action_redo(self) -> None:
        from wizard.views.state import step_forth

        self._step(step_forth)

    def _step(self, step: Callable[[Session], str]) -> None:
        if not self.only_to_look:
            self.after_change(step(self.session))

    def after_change(self, said: str) -> None:
        """Draw the record again, and say what was done."""
        self.refresh_all()
        self.say(said)
        self.check_saved()

    def check_saved(self) -> None:
        """Say at once that a save failed, and offer another place."""
        error = self.session.save_error
        if error is None:
            self._told = None
        elif self._told is None and not self.session.read_only and not self.app.is_web:
            self._told = error
            from wizard.tui.screens.dialogs import SaveDialog

            self.say(error, "error")
            self.app.push_screen(SaveDialog(self.session), lambda _: self.refresh_all())
        elif not self.session.read_only:
            self.say(error, "error")
