"""What is loaded and what is open, below everything that users do."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App

from wizard.errors import WizardError
from wizard.tui import strings, themes
from wizard.tui.keys import KeyTable, bindings
from wizard.tui.screens.start import StartScreen
from wizard.tui.text import lines

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.screen import Screen

    from wizard.engagement.session import Session
    from wizard.tui.loading import Knowledge


class WorkApp(App[int], inherit_bindings=False):
    """Reads the knowledge after the first paint, lists and opens records.

    Attributes:
        home: Folder of the records.
        day: The day on which ages, dates and documents rest.
        knowledge: The pack and its engine; None until they are read.
        session: The record under work; None on the start screen.
        speaker: Who gives the next answers.
        crash: What ended the app against its will.
    """

    TITLE = strings.PRODUCT
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-medium"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-normal"), (32, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("all")]

    def __init__(
        self,
        home: Path,
        pack_folder: Path,
        day: date,
        *,
        theme: str | None = None,
        projector: bool = False,
        redact: bool = False,
        keys: KeyTable | None = None,
    ) -> None:
        """Take where records and knowledge lie, and how the screens look."""
        super().__init__()
        from wizard.tui.settings import read_settings

        self.home = home
        self.pack_folder = pack_folder
        self.day = day
        self.keys = keys or KeyTable()
        self.knowledge: Knowledge | None = None
        self.session: Session | None = None
        self.speaker = ""
        self.crash: BaseException | None = None
        self.failure: WizardError | None = None
        self.redacting = redact
        self._waiting: Callable[[], None] | None = None
        self._asked_to_leave = False
        settings = read_settings(home)
        for one in themes.themes():
            self.register_theme(one)
        kept = settings.get("theme")
        chosen = theme or (kept if kept in themes.NAMES else None) or (themes.LIGHT if projector else themes.DARK)
        self.theme = chosen
        self.spacious = projector or settings.get("projector") is True
        self.set_keymap(self.keys.keymap())
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"

    # ---- start

    def get_default_screen(self) -> Screen[Any]:
        """Start with the start screen itself, not with an empty one below it."""
        return StartScreen(id="_default")

    def begin(self) -> None:
        """Read the knowledge beside the screens, which are painted already."""
        if self.knowledge is not None:
            self._knowledge_read(self.knowledge)
        else:
            threading.Thread(target=self._read_knowledge, name="knowledge", daemon=True).start()

    def _read_knowledge(self) -> None:
        from wizard.tui.loading import load

        try:
            knowledge = load(self.pack_folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, the screens must end in order
            self._from_thread(self._knowledge_failed, error)
            return
        self._from_thread(self._knowledge_read, knowledge)

    def _from_thread(self, function: Callable[..., None], *values: Any) -> None:
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(lambda: self.call_later(function, *values))

    def _knowledge_read(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        start = self.start_screen
        if start is not None:
            info = knowledge.pack.info
            start.show_ready(info.version, info.checked_on.isoformat())
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()
        else:
            self.list_records()

    def _knowledge_failed(self, error: Exception) -> None:
        if isinstance(error, WizardError):
            self.failure = error
            self.exit(return_code=error.exit_code)
        else:
            self._handle_exception(error)

    @property
    def start_screen(self) -> StartScreen | None:
        """The start screen, below all others."""
        first = self.screen_stack[0] if self.screen_stack else None
        return first if isinstance(first, StartScreen) else None

    def list_records(self) -> None:
        """Look for saved records, beside the screens."""

        def look() -> None:
            from wizard.engagement.store import list_records
            from wizard.tui.resume import to_resume

            entries = tuple(list_records(self.home))
            resume = to_resume(entries, self.knowledge) if self.knowledge is not None else None
            self._from_thread(show, entries, resume)

        def show(entries: tuple[Any, ...], resume: Any) -> None:
            if self.start_screen is not None and self.start_screen.is_mounted:
                self.start_screen.show_records(entries, resume)

        threading.Thread(target=look, name="records", daemon=True).start()

    # ---- records

    def open_new(self, name: str) -> None:
        """Start a record for an account."""
        self._open(lambda session, k: session.new(self.home, k.pack, k.engine, name, self.day))

    def open_record(self, path: Path) -> None:
        """Go on with a saved record."""
        self._open(lambda session, k: session.open(path, k.pack, k.engine))

    def _open(self, how: Callable[[type[Session], Knowledge], Session]) -> None:
        def now() -> None:
            from wizard.engagement.session import Session

            assert self.knowledge is not None  # noqa: S101 - called once it is read
            try:
                self.show_session(how(Session, self.knowledge))
            except WizardError as error:
                self.say(str(error), "error")

        if self.knowledge is None:
            self._waiting = now
            self.say(strings.OPENING)
        else:
            now()

    def show_session(self, session: Session) -> None:
        """Show the questions of a session."""
        from wizard.tui.screens.question import QuestionScreen

        self.session = session
        self.push_screen(QuestionScreen())

    def shown(self, text: str) -> str:
        """Return users' text as one that can be drawn, without names where those are hidden."""
        if self.redacting and self.session is not None:
            from wizard.tui.redact import hide, names_in

            text = hide(text, names_in(self.session.record, self.speaker))
        return lines(text)

    def shown_path(self, path: Path) -> str:
        """Return a path as it may be drawn; file names are made of account names."""
        return str(path.parent if self.redacting else path)

    def say(self, text: str, level: str = "") -> None:
        """Show a message on the screen in front."""
        for screen in reversed(self.screen_stack):
            if hasattr(screen, "say"):
                screen.say(text, level)
                return

    def close_session(self) -> None:
        """Save what is not saved, and let other windows have the record."""
        session, self.session = self.session, None
        if session is not None:
            session.close()
