"""The forms with which saved records are renewed, closed and handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.decision.blocks import item
from wizard.errors import Problem, RecordError, WizardError
from wizard.tui.screens.forms import FormEditor
from wizard.tui.screens.proposals import OutcomeDialog
from wizard.tui.widgets.drawn import drawn
from wizard.views import lifecycle
from wizard.views.problems import said

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.values import Part
    from wizard.tui.screens.base import HomeScreen


class LifecycleForm(FormEditor):
    """Takes what a command on a record asks for; it stays open while that is refused.

    Attributes:
        told: What is to be said once it is done, a line each.
    """

    def __init__(
        self,
        title: str,
        about: str,
        parts: Sequence[Part],
        act: Callable[[Mapping[str, Any]], Iterable[str]],
        hidden: Callable[[str, Iterable[str]], str],
        **value: str,
    ) -> None:
        """Keep the command.

        Args:
            act: The command; yields what is said once it is done.
            hidden: Hides names in what is said; gets those that were typed.
            value: What the parts hold at first.
        """
        self.told: list[str] = []

        def keep(given: Mapping[str, Any]) -> str:
            typed = [str(given[part.key] or "") for part in parts if part.ask.names]
            names = [name.strip() for line in typed for name in line.split(";")]
            try:
                self.told = [hidden(line, names) for line in act(given)]
            except WizardError as error:
                return hidden(_sentences(error), names)
            return ""

        super().__init__(title, about, parts, value, keep)


def _sentences(error: WizardError) -> str:
    texts = [said(problem) for problem in error.problems]
    return " ".join(f"{text[:1].upper()}{text[1:]}" for text in texts)


def show_form(screen: HomeScreen, command: str) -> None:
    """Show the form of a command on the record under the pointer, and what became of it.

    Args:
        command: ``renew``, ``close``, ``reopen`` or ``hand_over``.
    """
    path, knowledge = screen.path_here, screen.wizard.knowledge
    if knowledge is None:
        return
    if path is None and command != "hand_over":
        screen.say("Choose a record first.", "warning")
        return
    work = _Work(knowledge.pack, knowledge.engine, screen.wizard.day, screen)
    try:
        if command == "reopen" and path is not None:
            lines = work.reopen(path)
            screen.look()
            screen.say(" ".join(lines))
            return
        form = work.hand_over() if path is None or command == "hand_over" else work.form(command, path)
    except WizardError as error:
        screen.say(_sentences(error), "error")
        return

    def done(_: bool | None = None) -> None:
        if not form.told:
            return
        screen.look()
        if command == "hand_over":  # a line for each role of each account
            blocks = [item(line) for line in form.told]
            screen.app.push_screen(OutcomeDialog(form.title_text, drawn(blocks, str)))
        else:
            screen.say(" ".join(form.told))

    screen.app.push_screen(form, done)


@dataclass(frozen=True)
class _Work:
    pack: Pack
    engine: Engine
    day: date
    screen: HomeScreen

    def form(self, command: str, path: Path) -> LifecycleForm:
        """Return the form of a command on one record.

        Raises:
            WizardError: There is nothing to renew.
        """
        return self.renew(path) if command == "renew" else self.close(path)

    def renew(self, path: Path) -> LifecycleForm:
        from wizard.engagement.living import Living
        from wizard.engagement.renewal import renew, renewal_of
        from wizard.engagement.store import read_saved

        begun = renewal_of(Living.at(path, self.pack, self.engine, read_saved(path), self.day))

        def act(given: Mapping[str, Any]) -> Iterable[str]:
            start, end = lifecycle.term_given(given)
            if end is None:
                raise RecordError(Problem("", "A renewal needs a last day.", "Write it as 2027-11-30."))
            return lifecycle.renewal_lines(renew(path, self.pack, self.engine, self.day, start=start, end=end))

        about, start = lifecycle.renewal_asked(begun), begun.start.isoformat()
        return LifecycleForm("Renew the exception", about, lifecycle.RENEW, act, self.screen.without_names, start=start)

    def close(self, path: Path) -> LifecycleForm:
        from wizard.engagement.closing import close

        def act(given: Mapping[str, Any]) -> Iterable[str]:
            closure = lifecycle.closure_given(given)
            return lifecycle.closed_lines(close(path, self.pack, self.engine, self.day, closure))

        about, on = lifecycle.CLOSE_ABOUT, self.day.isoformat()
        return LifecycleForm("Close the record", about, lifecycle.CLOSE, act, self.screen.without_names, on=on)

    def reopen(self, path: Path) -> list[str]:
        from wizard.engagement.closing import reopen
        from wizard.engagement.store import read_saved

        taken = reopen(path, self.pack, self.engine, self.day)
        return list(lifecycle.reopened_lines(read_saved(path).account.name, taken))

    def hand_over(self) -> LifecycleForm:
        from wizard.engagement.handing_over import hand_over
        from wizard.engagement.store import saved_files

        wizard = self.screen.wizard

        def act(given: Mapping[str, Any]) -> Iterable[str]:
            order = lifecycle.order_given(given, self.pack, self.engine, self.day)
            done = hand_over(order, saved_files(wizard.home), engagement=wizard.engagement_folder)
            lines = [*lifecycle.hand_over_lines(done, order, dry=False), *map(said, done.problems)]
            if not done.changes and not done.problems:  # a name that is written otherwise keeps the form open
                raise RecordError(Problem("", " ".join(lines), "Give the name as the accounts have it."))
            yield from lines

        about = lifecycle.HAND_OVER_ABOUT
        return LifecycleForm("Hand over", about, lifecycle.HAND_OVER, act, self.screen.without_names)
