"""The application: what is loaded and open, what works on every screen, and how it ends."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App

from wizard.engagement.paths import ACCOUNTS, is_engagement
from wizard.errors import EXIT_DONE, EXIT_INTERNAL, EXIT_INTERRUPTED, WizardError
from wizard.tui import strings, themes
from wizard.tui.key_order import KeyOrder
from wizard.tui.keys import KeyTable, bindings
from wizard.tui.screens.base import HomeScreen, RecordScreen, Timely, only_in_memory
from wizard.tui.screens.dialogs import Dialog, UnsavedDialog
from wizard.tui.screens.start import StartScreen
from wizard.tui.text import lines

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.screen import Screen

    from wizard.engagement.session import Session
    from wizard.record.model import Record
    from wizard.tui.loading import Knowledge
    from wizard.tui.widgets.inputs import Line


class WizardApp(Timely, App[int], inherit_bindings=False):
    """The wizard's screens. The knowledge is read after the first paint.

    Attributes:
        first: A saved record to open at once; None to begin at the start screen.
        first_question: The question to look at in it; empty for the next open one.
        home: Folder of the records.
        engagement_folder: The engagement that they belong to; None for a user's own records.
        day: The day on which ages, dates and documents rest.
        knowledge: The pack and its engine; None until they are read.
        session: The record under work; None on the start screen.
        closed_record: The file of the record that was closed last.
        speaker: Who gives the next answers.
        crash: What ended the app against its will.
        lost: The file of a record that was closed with answers that could not be saved; else None.
    """

    CSS_PATH = "app.tcss"
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
        super().__init__()
        from wizard.tui.settings import read_settings

        self.home = home
        self.engagement_folder = home.parent if home.name == ACCOUNTS and is_engagement(home.parent) else None
        self.pack_folder = pack_folder
        self.day = day
        self.keys = keys or KeyTable()
        self.knowledge: Knowledge | None = None
        self.session: Session | None = None
        self.closed_record: Path | None = None
        self.speaker = ""
        self.first: Path | None = None
        self.first_question = ""
        self.crash: BaseException | None = None
        self.closed_window = False
        self.lost: Path | None = None
        self.failure: WizardError | None = None
        self.redacting = redact
        self._waiting: Callable[[], None] | None = None
        self._just_read = False
        self._asked_to_leave = False
        self.key_order = KeyOrder(self, self._handle)
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
        """Start with the first screen itself, not with an empty one below it."""
        if self.engagement_folder is not None:
            from wizard.tui.screens.portfolio import PortfolioScreen

            return PortfolioScreen(id="_default")
        return StartScreen(id="_default")

    def on_mount(self) -> None:
        """Handle the signals that would leave a terminal broken."""
        from textual.scrollbar import ScrollBar

        from wizard.tui.signals import take_signals
        from wizard.tui.widgets.bar import Bar

        ScrollBar.renderer = Bar
        self.set_class(self.spacious, "-projector")
        take_signals(self.stop_now)
        asyncio.get_running_loop().set_exception_handler(self._loop_error)
        if self.first is not None:
            self.call_after_refresh(self.open_record, self.first, self.first_question)

    def begin(self) -> None:
        """Read the knowledge in the background; the screens are painted already."""
        if self.knowledge is not None:
            self._knowledge_read(self.knowledge)
        else:
            threading.Thread(target=self._read_knowledge, name="knowledge", daemon=True).start()

    def _read_knowledge(self) -> None:
        from wizard.tui.loading import load

        try:
            knowledge = load(self.pack_folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, the screens must end in order
            self.from_thread(self._knowledge_failed, error)
            return
        self._just_read = True
        self.from_thread(self._knowledge_read, knowledge)

    def records_seen(self) -> None:
        """Return, after the first look at the records, the memory that reading the first ones needed for a moment."""
        if self._just_read:
            from wizard.tui.loading import give_back_memory

            self._just_read = False
            give_back_memory()

    def from_thread(self, function: Callable[..., None], *values: Any) -> None:
        """Call a function where the screens run; nothing once they have ended."""
        self._soon(lambda: self.call_later(function, *values))

    def _soon(self, function: Callable[[], object]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(function)

    def _knowledge_read(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        first = self.first_screen
        if first is not None:
            first.show_ready(knowledge)
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
    def opening(self) -> bool:
        """Whether a record is to be opened as soon as the knowledge is read."""
        return self._waiting is not None

    @property
    def first_screen(self) -> HomeScreen | None:
        """The start screen or the portfolio, below all others."""
        first = self.screen_stack[0] if self.screen_stack else None
        return first if isinstance(first, HomeScreen) else None

    def list_records(self) -> None:
        """Look for saved records in the background."""
        first = self.first_screen
        if first is not None and first.is_mounted:
            first.look_again()

    # ---- records

    def open_new(self, name: str, template: Record | None = None) -> None:
        """Start a record for an account, after that of another one where a template is given."""
        self._open(lambda session, k: session.new(self.home, k.pack, k.engine, name, self.day, template=template))

    def start_record(self, name: str) -> None:
        """Start a record for an account, and leave it for later.

        Raises:
            RecordError: The name is too long.
        """
        from wizard.engagement.session import Session

        if self.knowledge is not None:
            Session.new(self.home, self.knowledge.pack, self.knowledge.engine, name, self.day).close()

    def open_record(self, path: Path, question: str = "") -> None:
        """Resume a saved record, at a question where one is named and the interview still has it."""

        def resume(session: type[Session], k: Knowledge) -> Session:
            opened = session.open(path, k.pack, k.engine)
            if question in opened.interview.path:
                opened.go_to(question)
            return opened

        self._open(resume)

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
        self.push_screen(QuestionScreen(session))

    def shown(self, text: str) -> str:
        """Return users' text as one that can be drawn, without names where those are hidden."""
        if self.redacting and self.session is not None:
            from wizard.tui.redact import hide, names_in

            file = self.session.path.stem if self.session.path is not None else ""
            text = hide(text, names_in(self.session.record, self.speaker, file))
        return lines(text)

    def shown_path(self, path: Path) -> str:
        """Return a path as it may be drawn; file names are made of account names."""
        return str(path.parent if self.redacting else path)

    def on_line_cut(self, event: Line.Cut) -> None:
        """Say that a pasted text was too long."""
        self.say(f"The last {event.left:,} characters of the pasted text don't fit here.", "warning")

    def say(self, text: str, level: str = "") -> None:
        """Show a message on the screen in front."""
        for screen in reversed(self.screen_stack):
            if hasattr(screen, "say"):
                screen.say(text, level)
                return

    def close_session(self) -> None:
        """Save what is not saved, and let other windows have the record."""
        if self.session is None:
            return
        self._keep_typed()
        session, self.session = self.session, None
        session.close()
        self.closed_record = path = session.path
        self.lost = path if only_in_memory(session) else None

    def _keep_typed(self) -> None:
        """Let the record keep what is being typed on any screen."""
        for screen in self.screen_stack:
            if isinstance(screen, Dialog | RecordScreen) and screen.is_mounted:
                screen.keep_typed()

    # ---- what works everywhere

    def action_help(self) -> None:
        from wizard.tui.screens.pages import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_commands(self) -> None:
        from wizard.tui.screens.commands import FINDS_FACTS, FINDS_NO_FACT, CommandsScreen, commands_of, findable

        below = self.screen
        kind = getattr(below, "KIND", "dialog")
        if kind == "dialog":
            return

        def run(action: str | None) -> None:
            if action is not None:
                self.call_later(self._run_command, action, below)

        commands = commands_of(kind, self.keys, self.session, web=self.is_web)
        pack = self.knowledge.pack if self.knowledge is not None else None
        listed = CommandsScreen(commands, lambda: findable(pack, self.session))
        if self.session is None:
            listed.placeholder, listed.nothing = FINDS_FACTS, FINDS_NO_FACT
        self.push_screen(listed, run)

    async def _run_command(self, action: str, below: Screen[Any]) -> None:
        await self.run_action(action if action.startswith("app.") else f"screen.{action}", below)

    def action_jump(self, question: str, option: str = "") -> None:
        """Jump to a question of the interview, with the pointer on one of its answers."""
        from wizard.tui.screens.question import QuestionScreen

        if self.session is None:
            return
        self.session.go_to(question)
        while not isinstance(self.screen, QuestionScreen) and len(self.screen_stack) > 1:
            self.pop_screen()
        if isinstance(self.screen, QuestionScreen):
            self.screen.go_to(question)
            self.screen.choices.point_at(option)

    def action_fact(self, fact: str) -> None:
        from wizard.tui.screens.proposals import OutcomeDialog
        from wizard.tui.widgets.drawn import drawn
        from wizard.views.facts import fact_blocks

        if self.knowledge is not None:
            pack = self.knowledge.pack
            self.push_screen(OutcomeDialog(f"Fact {fact}", drawn(fact_blocks(pack, pack.fact_by_id[fact], self.day))))

    def action_evidence(self, what: str) -> None:
        """Read exports, confirm what they suggest, try policies, or look up a code.

        Args:
            what: The function that does it.
        """
        from wizard.tui.screens import evidence

        getattr(evidence, what)(self)

    def action_theme(self) -> None:
        from wizard.tui.settings import keep_setting

        self.theme = themes.LIGHT if self.theme == themes.DARK else themes.DARK
        keep_setting(self.home, "theme", self.theme)

    def action_projector(self) -> None:
        from wizard.tui.settings import keep_setting

        self.spacious = not self.spacious
        self.set_class(self.spacious, "-projector")
        keep_setting(self.home, "projector", self.spacious)
        self.redraw()

    def action_redact(self) -> None:
        self.redacting = not self.redacting
        self.redraw()
        self.say("Names are hidden on the screen." if self.redacting else "Names are shown.")

    def redraw(self) -> None:
        """Redraw every open screen."""
        for screen in self.screen_stack:
            if hasattr(screen, "refresh_all") and screen.is_mounted:
                screen.refresh_all()

    def action_accounts(self) -> None:
        """Go back to the accounts of the engagement; outside of one there is no such list."""
        if self.engagement_folder is not None:
            self.action_other()

    def action_other(self) -> None:
        session = self.session
        if only_in_memory(session):
            self.push_screen(UnsavedDialog(session), self._go_to_start)
        else:
            self._go_to_start(go=True)

    def _go_to_start(self, go: bool | None) -> None:
        if not go:
            return
        self._keep_typed()
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.close_session()
        if self.first_screen is not None:
            self.first_screen.begin_again()

    # ---- the end

    def action_interrupt(self) -> None:
        """Ctrl+C: copy selected text; else leave when it is pressed twice."""
        focused = self.focused
        selected = getattr(focused, "selected_text", "") or self.screen.get_selected_text() or ""
        if selected:
            self.copy_to_clipboard(selected)
            self._asked_to_leave = False
        elif self._asked_to_leave:
            self.close_session()
            self.exit(return_code=EXIT_INTERRUPTED)
        else:
            self._asked_to_leave = True
            saved = not only_in_memory(self.session)
            self.say(strings.again_to_leave(self.keys.first("interrupt"), saved=saved))

    async def on_event(self, event: events.Event) -> None:
        """Let each key wait for those before it."""
        if event.is_forwarded or not self.key_order.take(event):
            await self._handle(event)

    async def _handle(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._forget_interrupt(event.key)
        await super().on_event(event)

    def _forget_interrupt(self, key: str) -> None:
        """Let the key that leaves at the second time count as the first again after any other key."""
        if self._asked_to_leave and key not in self.keys.keys_of("interrupt"):
            self._asked_to_leave = False
            self.say("")

    def on_exit_app(self) -> None:
        """Save while the screens are still there, with what is being typed on them."""
        self.close_session()

    def stop_now(self) -> None:
        """End because the system says so: nothing is asked, everything is saved."""
        self.close_session()
        self.exit(return_code=EXIT_INTERRUPTED)

    def action_leave(self) -> None:
        """Leave; ask first where answers are not on the disk."""
        session = self.session
        if only_in_memory(session):
            session.save()
        if only_in_memory(session):
            self.push_screen(UnsavedDialog(session), self._leave_anyway)
            return
        self._leave_anyway(leave=True)

    def _leave_anyway(self, leave: bool | None) -> None:
        if leave:
            self.close_session()
            self.exit(return_code=EXIT_DONE)

    def _handle_exception(self, error: Exception) -> None:
        if self.return_code is not None:  # it ends already, and everything is saved
            self._close_messages_no_wait()
            return
        self._return_code = EXIT_INTERNAL
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        if self.crash is None:
            self.crash = error
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """End without printing anything: what a library would print may hold users' data."""
        del renderables
        self._return_code = EXIT_INTERNAL
        self._close_messages_no_wait()

    def terminal_gone(self) -> None:
        """End because the window was closed; that isn't an error of the program. Called from a thread."""
        self.closed_window = True
        self._soon(self.stop_now)

    def crash_from_thread(self, error: BaseException) -> None:
        """End because a thread failed."""
        self.crash = self.crash or error
        self._soon(lambda: self.exit(return_code=EXIT_INTERNAL))

    def _loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._handle_exception(error)
