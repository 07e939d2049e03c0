"""The application: what works on every screen, and how it ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import events

from wizard.errors import EXIT_DONE, EXIT_INTERNAL, EXIT_INTERRUPTED
from wizard.tui import strings, themes
from wizard.tui.work import WorkApp

if TYPE_CHECKING:
    from pathlib import Path

    from textual.screen import Screen


class WizardApp(WorkApp):
    """The wizard's screens.

    Attributes:
        first: A saved record to open at once; None to begin at the start screen.
    """

    CSS_PATH = "app.tcss"
    closed_window = False

    first: Path | None = None

    def on_mount(self) -> None:
        """Take the signals that would leave a terminal broken."""
        from textual.scrollbar import ScrollBar

        from wizard.tui.guard import take_signals
        from wizard.tui.widgets.bar import Bar

        ScrollBar.renderer = Bar
        self.set_class(self.spacious, "-projector")
        take_signals(self.stop_now)
        asyncio.get_running_loop().set_exception_handler(self._loop_error)
        if self.first is not None:
            self.call_after_refresh(self.open_record, self.first)

    # ---- what works everywhere

    def action_help(self) -> None:
        """Explain what has the focus."""
        from wizard.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_commands(self) -> None:
        """List every command of the screen."""
        from wizard.tui.screens.commands import CommandsScreen, commands_of

        below = self.screen
        kind = getattr(below, "KIND", "dialog")
        if kind == "dialog":
            return

        def run(action: str | None) -> None:
            if action is not None:
                self.call_later(self._run_command, action, below)

        self.push_screen(CommandsScreen(commands_of(kind, self.keys, self.session)), run)

    async def _run_command(self, action: str, below: Screen[Any]) -> None:
        await self.run_action(action if action.startswith("app.") else f"screen.{action}", below)

    def action_jump(self, question: str) -> None:
        """Jump to a question of the way."""
        from wizard.tui.screens.question import QuestionScreen

        if self.session is None:
            return
        self.session.go_to(question)
        while not isinstance(self.screen, QuestionScreen) and len(self.screen_stack) > 1:
            self.pop_screen()
        if isinstance(self.screen, QuestionScreen):
            self.screen.go_to(question)

    def action_read_exports(self) -> None:
        """Let exports propose answers."""
        from wizard.tui.screens.evidence import read_exports

        read_exports(self)

    def action_confirm_proposals(self) -> None:
        """Confirm every proposed answer."""
        from wizard.tui.screens.evidence import confirm_all

        confirm_all(self)

    def action_error_code(self) -> None:
        """Say what an error code means."""
        from wizard.tui.screens.evidence import error_code

        error_code(self)

    def action_theme(self) -> None:
        """Change between dark and light, and remember it."""
        from wizard.tui.settings import keep_setting

        self.theme = themes.LIGHT if self.theme == themes.DARK else themes.DARK
        keep_setting(self.home, "theme", self.theme)

    def action_projector(self) -> None:
        """More or less space between lines, and remember it."""
        from wizard.tui.settings import keep_setting

        self.spacious = not self.spacious
        self.set_class(self.spacious, "-projector")
        keep_setting(self.home, "projector", self.spacious)
        self.redraw()

    def action_redact(self) -> None:
        """Hide or show names."""
        self.redacting = not self.redacting
        self.redraw()
        self.say("Names are hidden on the screen." if self.redacting else "Names are shown.")

    def redraw(self) -> None:
        """Draw every open screen anew."""
        for screen in self.screen_stack:
            for method in ("refresh_all", "redraw"):
                if hasattr(screen, method) and screen.is_mounted:
                    getattr(screen, method)()
                    break

    def action_other(self) -> None:
        """Close the record and go back to the start."""
        session = self.session
        if session is not None and session.save_error is not None and not session.read_only:
            from wizard.tui.screens.dialogs import UnsavedDialog

            self.push_screen(UnsavedDialog(session), self._go_to_start)
        else:
            self._go_to_start(go=True)

    def _go_to_start(self, go: bool | None) -> None:
        if not go:
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.close_session()
        self.list_records()

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
            saved = self.session is None or self.session.read_only or self.session.save_error is None
            self.say(strings.again_to_leave(self.keys.first("interrupt"), saved=saved))

    async def on_event(self, event: events.Event) -> None:
        """Let the key that leaves at the second time count as the first again after any other key."""
        if isinstance(event, events.Key) and event.key not in self.keys.keys_of("interrupt"):
            self._asked_to_leave = False
        await super().on_event(event)

    def stop_now(self) -> None:
        """End because the system says so: nothing is asked, everything is saved."""
        self.close_session()
        self.exit(return_code=EXIT_INTERRUPTED)

    def action_leave(self) -> None:
        """Leave; ask first where answers are not on the disk."""
        session = self.session
        if session is not None and session.save_error is not None and not session.read_only:
            session.save()
        if session is not None and session.save_error is not None and not session.read_only:
            from wizard.tui.screens.dialogs import UnsavedDialog

            self.push_screen(UnsavedDialog(session), self._leave_anyway)
            return
        self._leave_anyway(leave=True)

    def _leave_anyway(self, leave: bool | None) -> None:
        if leave:
            self.close_session()
            self.exit(return_code=EXIT_DONE)

    def _handle_exception(self, error: Exception) -> None:
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
        """End because the window was closed; that is no error of the program. Called from a thread."""
        self.closed_window = True
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self.stop_now)

    def crash_from_thread(self, error: BaseException) -> None:
        """End because a thread failed."""
        self.crash = self.crash or error
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(lambda: self.exit(return_code=EXIT_INTERNAL))

    def _loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._handle_exception(error)
