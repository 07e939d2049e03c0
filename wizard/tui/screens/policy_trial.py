"""A change of policies, tried on the open account: asks for both sets and the directory, and shows before and after."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from wizard.errors import WizardError
from wizard.tui.screens.dialogs import AskDialog, Dialog
from wizard.tui.widgets.drawn import drawn
from wizard.views.policy_trial import PLACES, TITLE, tried

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.decision.blocks import Block
    from wizard.tui.app import WizardApp


def try_policies(app: WizardApp) -> None:
    """Ask for two sets of policies and the directory, and show what the open account meets."""
    if app.session is None:
        return
    if app.is_web:
        app.say(
            "Exports are read where they are: 'mfa-wizard evidence impact' compares two sets of policies.", "warning"
        )
        return
    ask(app, [])


def ask(app: WizardApp, given: list[Path]) -> None:
    """Ask for the next of the three places; with all of them, compare."""

    def named(line: str | None) -> None:
        if line:
            ask(app, [*given, Path(line).expanduser()])

    def shown(blocks: list[Block] | None) -> None:
        from wizard.tui.screens.proposals import OutcomeDialog

        if blocks is not None:
            app.push_screen(OutcomeDialog(drawn(blocks, app.shown), TITLE))

    if len(given) < len(PLACES):
        app.push_screen(AskDialog(TITLE, PLACES[len(given)], does="reads it"), named)
    else:
        app.push_screen(TrialDialog(given), shown)


class TrialDialog(Dialog[list[Any]]):
    """Compares in the background; Esc leaves it."""

    title_text = TITLE

    def __init__(self, places: Sequence[Path]) -> None:
        """Keep the two sets of policies and the directory."""
        super().__init__()
        self.places = places
        self.left = threading.Event()

    def compose_body(self) -> ComposeResult:
        """Say what happens."""
        yield Static(Content("Comparing. The record is not changed."), classes="body")
        yield self.keys_word("Esc stops.")

    def on_mount(self) -> None:
        """Compare in a thread, so that the screen takes keys meanwhile."""
        threading.Thread(target=self._compare, name="policies", daemon=True).start()

    def action_close(self) -> None:
        """Leave it."""
        self.left.set()
        self.dismiss(None)

    def _compare(self) -> None:
        from wizard.engagement.evidence_files import names_of

        session = self.wizard.session
        try:
            names = names_of(session.record, session.pack) if session is not None else []
            blocks = tried(self.places[0], self.places[1], self.places[2], names, self.wizard.pack_folder)
        except WizardError as error:
            self._later(self._failed, str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the screens must end in order
            self.wizard.crash_from_thread(error)
        else:
            self._later(self._done, blocks)

    def _later(self, function: Any, value: object) -> None:
        if not self.left.is_set():
            self.wizard.from_thread(function, value)

    def _failed(self, said: str) -> None:
        if self.is_mounted and not self.left.is_set():
            self.say(self.wizard.shown(said), "error")

    def _done(self, blocks: list[Block]) -> None:
        if self.is_mounted and not self.left.is_set():
            self.dismiss(blocks)
