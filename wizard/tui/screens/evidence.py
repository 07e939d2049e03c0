"""Exports in the wizard: read for the account, confirmed together, error codes looked up, and policies tried on it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from wizard.errors import UNMAPPED, WizardError
from wizard.files.reading import reason
from wizard.files.typed_paths import typed_path
from wizard.tui import strings
from wizard.tui.screens.commands import Command, CommandsScreen
from wizard.tui.screens.dialogs import AskDialog, Dialog, TextDialog
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import Part
from wizard.tui.widgets.drawn import drawn
from wizard.views.policy_trial import PLACES, TITLE, tried
from wizard.views.problems import refused
from wizard.views.proposals import next_try
from wizard.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.decision.blocks import Block as Said
    from wizard.engagement.session import Session
    from wizard.errors import Problem
    from wizard.evidence.observations import Observation
    from wizard.evidence.sign_ins.result import Progress
    from wizard.tui.app import WizardApp


CODE = "Error code: what does it mean"

T = TypeVar("T")

Outcome = tuple[tuple["Observation", ...], tuple["Problem", ...]]
"""Observations of the account, and the findings about the files."""


def read_exports(app: WizardApp) -> None:
    """Ask for a file or folder, read it, and let it propose answers."""
    session = app.session
    if session is None:
        return
    if app.is_web or session.read_only:
        why = "A browser reads no files of this machine." if app.is_web else strings.READ_ONLY
        app.say(why, "warning")
        return

    left_out: set[str] = set()

    def named(text: str | None) -> None:
        if text:
            read(typed_path(text))

    def read(path: Path, account: str = "") -> None:
        app.push_screen(ReadingDialog(session, path, account), lambda outcome: taken(path, outcome, account))

    def taken(path: Path, outcome: Outcome | Unnamed | None, account: str) -> None:
        if outcome is None or app.session is not session:
            return
        if isinstance(outcome, Unnamed):
            app.push_screen(AccountDialog(outcome, app.shown), lambda name: read(path, name) if name else None)
            return
        unknown = next((one.place for one in outcome[1] if one.code == UNMAPPED and one.place not in left_out), None)
        if unknown is None:
            show(*outcome)
            return
        from wizard.tui.screens.mapping import ask_mapping

        def mapped(known: bool) -> None:
            if known:
                read(path, account)
            else:
                left_out.add(unknown)
                taken(path, outcome, account)

        ask_mapping(app, Path(unknown), mapped)

    def show(observations: tuple[Observation, ...], problems: tuple[Problem, ...]) -> None:
        from wizard.tui.screens.proposals import ReadDialog
        from wizard.views.proposals import read_page, summary

        proposed = session.propose(observations)
        app.redraw()
        app.say(summary(len(proposed), len(session.contradictions), len(problems)), "warning" if problems else "")
        blocks = read_page(session, proposed, observations, problems)
        app.push_screen(ReadDialog(session, drawn(blocks, app.shown)), lambda kind: confirm(app, session, kind))

    text = (
        "A file or a folder of exports: sign-ins, directory, connections, flows, policies. Nothing leaves this machine."
    )
    ask_path(app, "Evidence: read exports", text, named)


def ask_path(app: WizardApp, title: str, about: str, named: Callable[[str | None], None]) -> None:
    """Ask for a file or folder, until there is one or none is named."""

    def refused(line: str) -> str:
        try:
            path = typed_path(line)
            path.stat()
        except WizardError as error:
            return one_line(error)
        except (OSError, ValueError) as error:
            why = reason(error) if isinstance(error, OSError) else "the name is not allowed"
            return f"{one_line(app.shown_path(path))}: cannot be read: {why}. Check the path and its permissions."
        return ""

    app.push_screen(AskDialog(title, about, does="reads it", refuse=refused), named)


def confirm_all(app: WizardApp) -> None:
    """Confirm the proposals of the record together, or those of one file or stage, after a question."""
    from wizard.tui.screens.proposals import ConfirmProposals

    session = app.session
    if session is None or session.read_only:
        return
    if not session.proposals:
        app.say("No suggested answer waits to be confirmed.")
        return

    app.push_screen(ConfirmProposals(session), lambda kind: confirm(app, session, kind))


def confirm(app: WizardApp, session: Session, kind: str | None) -> None:
    """Confirm proposals of a kind together; none where no kind was chosen."""
    if kind is not None and app.session is session:
        confirmed = session.confirm_all(kind, by=app.speaker)
        app.redraw()
        app.say(f"Confirmed: {count(len(confirmed), 'answer')}.")


def error_code(app: WizardApp) -> None:
    """Ask for a code or a message, and say what it means."""
    from wizard.views.error_codes import error_page, explain

    meaning: list[Part] = []

    def refused(text: str) -> str:
        try:
            found = explain(text, app.pack_folder, app.day)
        except WizardError as error:
            return one_line(error)
        meaning[:] = drawn(error_page(found))
        return "" if found.meaning.found else found.said[0].heading

    def named(text: str | None) -> None:
        if text:
            app.push_screen(TextDialog(CODE, meaning))

    about = "A code such as 50076 or AADSTS50076, or the message in English."
    app.push_screen(AskDialog(CODE, about, does="looks it up", refuse=refused), named)


@dataclass(frozen=True, slots=True)
class Unnamed:
    """The exports do not name the account under any of its names; these are the accounts that they name."""

    names: tuple[str, ...]
    accounts: tuple[str, ...]


class AccountDialog(CommandsScreen):
    """Lists the accounts that exports name; gives the one that is meant."""

    title_text = "Which account of the exports is it?"
    placeholder = "Type to find an account"
    nothing = "No account holds “{typed}”."

    def __init__(self, found: Unnamed, hide: Callable[[str], str]) -> None:
        """Keep the accounts, those with a close name first."""
        super().__init__([Command(hide(name), "", name) for name in found.accounts])
        self.found, self.hide = found, hide

    def compose_body(self) -> ComposeResult:
        said = f"The exports don't name {self.hide(self.found.names[0])}. They name {count(len(self.found.accounts), 'account')}."
        yield Static(Content(one_line(said, 400)), classes="body")
        yield from super().compose_body()


class WorkDialog(Dialog[T]):
    """Works in the background; Esc stops it, and takes nothing."""

    def __init__(self, work: Callable[[], T]) -> None:
        """Keep what returns the result of the window."""
        super().__init__()
        self.work = work
        self.stop = threading.Event()
        self._found: list[T] = []

    def on_mount(self) -> None:
        """Work in a thread, so that the screen takes keys meanwhile."""
        threading.Thread(target=self._run, name="exports", daemon=True).start()

    def action_close(self) -> None:
        self.stop.set()
        self.dismiss(None)

    def _run(self) -> None:
        try:
            found = self.work()
        except WizardError as error:
            said = "\n".join(refused(error, next_try(error)))
            self.later(lambda: self.say(self.wizard.shown(said), "error"))
        except Exception as error:  # noqa: BLE001 - whatever it is, the screens must end in order
            self.wizard.crash_from_thread(error)
        else:
            self.later(lambda: self._finish(found))

    def _finish(self, found: T) -> None:
        """Close with the result; below another window, such as the help, once that is closed."""
        if self.app.screen is self:
            self.dismiss(found)
        else:
            self._found.append(found)

    def on_screen_resume(self) -> None:
        """Close, where the work ended while another window was above."""
        if self._found:
            self.dismiss(self._found.pop())

    def later(self, function: Callable[[], object]) -> None:
        """Call a function where the screens run, unless the window is left by then."""

        def call() -> None:
            if self.is_mounted and not self.stop.is_set():
                function()

        if not self.stop.is_set():
            self.wizard.from_thread(call)


class ReadingDialog(WorkDialog[Outcome | Unnamed]):
    """Reads exports."""

    title_text = "Reading exports"

    def __init__(self, session: Session, path: Path, account: str = "") -> None:
        """Keep the record, the place of the exports, and what they call the account where that was asked."""
        super().__init__(self._outcome)
        self.session, self.path, self.account = session, path, account

    def compose_body(self) -> ComposeResult:
        yield Static(Content(one_line(self.wizard.shown_path(self.path))), classes="body")
        yield Static("", id="progress", markup=False)
        yield self.keys_word("Esc stops. Nothing is taken before all is read.")

    def _outcome(self) -> Outcome | Unnamed:
        try:
            return self._read()
        except WizardError as error:
            if any(problem.code == UNMAPPED for problem in error.problems):
                return (), error.problems
            raise

    def _read(self) -> Outcome | Unnamed:
        from wizard.engagement.evidence_files import (
            Exports,
            UnnamedAccountError,
            accounts_in,
            names_of,
            observed,
        )
        from wizard.tui.screens.mapping import heading_maps

        names = [self.account] if self.account else names_of(self.session.record)
        exports = replace(Exports.sorted_out([self.path], only=names), maps=heading_maps(self.wizard.home))
        with exports.opened(self.wizard.pack_folder, self._progress, self.stop) as (evidence, problems):
            if evidence is None:
                return (), tuple(problems)
            try:
                seen, left = observed(evidence, names, self.wizard.day, self.session.as_record())
            except UnnamedAccountError:
                found = accounts_in(exports, self.wizard.pack_folder, names, self._progress, self.stop)
                if self.account or not found:
                    raise
                return Unnamed(tuple(names), tuple(found))
        return seen, (*problems, *left)

    def _progress(self, progress: Progress) -> None:
        left = "" if progress.seconds_left is None else f", about {progress.seconds_left:.0f} s left"
        text = f"{progress.rows:,} rows, {progress.share:.0%}{left}"
        self.later(lambda: self.query_one("#progress", Static).update(Content(text)))


def try_policies(app: WizardApp) -> None:
    """Ask for two sets of policies and the directory, and show what the open account meets."""
    if app.session is None:
        return
    if app.is_web:
        app.say(
            "Exports are read where they are: 'mfa-wizard evidence impact' compares two sets of policies.", "warning"
        )
        return
    _ask_place(app, [])


def _ask_place(app: WizardApp, given: list[Path]) -> None:
    """Ask for the next of the three places; with all of them, compare."""

    def named(line: str | None) -> None:
        if line:
            _ask_place(app, [*given, typed_path(line)])

    def shown(blocks: list[Said] | None) -> None:
        from wizard.tui.screens.proposals import OutcomeDialog

        if blocks is not None:
            app.push_screen(OutcomeDialog(TITLE, drawn(blocks, app.shown)))

    if len(given) < len(PLACES):
        ask_path(app, TITLE, PLACES[len(given)], named)
    else:
        app.push_screen(TrialDialog(given), shown)


class TrialDialog(WorkDialog[list[Any]]):
    """Compares two sets of policies, the third place being the directory."""

    title_text = TITLE

    def __init__(self, places: Sequence[Path]) -> None:
        super().__init__(self._compared)
        self.places = places

    def compose_body(self) -> ComposeResult:
        yield Static(Content("Comparing. The record is not changed."), classes="body")
        yield self.keys_word("Esc stops.")

    def _compared(self) -> list[Any]:
        from wizard.engagement.evidence_files import names_of, object_id_of

        session = self.wizard.session
        names = names_of(session.record) if session is not None else []
        given = object_id_of(session.record) if session is not None else ""
        return tried(self.places[0], self.places[1], self.places[2], names, self.wizard.pack_folder, given=given)
