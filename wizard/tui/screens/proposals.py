"""What exports said: proposals, contradictions and findings, shown at once; and which proposals to confirm together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult

from wizard.engagement.session import CERTAIN
from wizard.tui.screens.dialogs import Dialog, TextDialog
from wizard.tui.widgets.blocks import Part
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.prose import Reading
from wizard.views.proposals import waiting_page
from wizard.wording import count

if TYPE_CHECKING:
    from wizard.engagement.session import Session

MOST_KINDS = 7
"""Kinds that are offered, so that each has a digit."""


class OutcomeDialog(TextDialog[str]):
    """Shows a text between two questions, such as what reading exports came to."""

    CSS_PATH: ClassVar[Any] = ["dialogs.tcss", "proposals.tcss"]

    def on_key(self, event: events.Key) -> None:
        """Continue with Enter or 1, while the text has the focus too."""
        if event.key in {"enter", "1"}:
            event.stop()
            event.prevent_default()
            self.dismiss(None)

    def actions(self) -> Sequence[tuple[str, str | None]]:
        return ((self._leads_back, None),)

    @property
    def _leads_back(self) -> str:
        """What closing leads to; a fact is shown above any screen."""
        kinds = [getattr(screen, "KIND", "dialog") for screen in self.app.screen_stack]
        below = [kind for kind in kinds if kind != "dialog"]
        return "Continue with the questions" if below[-1:] == ["question"] else "Close"


class ReadDialog(OutcomeDialog):
    """The same after exports were read; what they prove can be confirmed at once."""

    def __init__(self, session: Session, parts: Sequence[Part]) -> None:
        super().__init__("What the exports say", parts)
        self.session = session

    def on_key(self, event: events.Key) -> None:
        """Confirm with 2, while the text has the focus too."""
        if event.key == "2" and self.session.certain:
            event.stop()
            event.prevent_default()
            self.dismiss(CERTAIN)
        else:
            super().on_key(event)

    def actions(self) -> Sequence[tuple[str, str | None]]:
        """Return to the questions, with what is proven confirmed or not."""
        number = len(self.session.certain)
        confirm = ((f"Confirm {count(number, 'answer')} that the exports prove, and continue", CERTAIN),)
        return (*super().actions(), *(confirm if number else ()))


def kinds(session: Session) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return what proposals can be confirmed together: a label, what names it, and the questions; all of them first."""
    waiting = session.proposals
    found: list[tuple[str, str, tuple[str, ...]]] = [("All", "", waiting)]
    found.append(("All that the exports prove", CERTAIN, session.certain))
    files = dict.fromkeys(file for name in waiting for file in session.record.origins[name].files)
    for file in files:
        names = tuple(name for name in waiting if file in session.record.origins[name].files)
        found.append((f"All of the file {file}", file, names))
    for stage in session.pack.stages:
        names = tuple(name for name in waiting if session.pack.question_by_id[name].stage == stage.id)
        found.append((f"All of the stage {stage.title}", stage.id, names))
    return [kind for kind in found if kind[2] and (not kind[1] or kind[2] != waiting)][:MOST_KINDS]


class ConfirmProposals(Dialog[str]):
    """Asks which proposals are confirmed together; gives what names the kind, empty for all."""

    CSS_PATH: ClassVar[Any] = ["dialogs.tcss", "proposals.tcss"]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.kinds = kinds(session)
        self.title_text = f"Confirm suggested answers: {len(session.proposals)} wait"

    def compose_body(self) -> ComposeResult:
        parts = drawn(waiting_page(self.session), self.wizard.shown)
        yield Reading(parts, id="meaning")

    def on_mount(self) -> None:
        """Focus the safe choice."""
        ways = self.query_one("#ways")
        ways.highlighted = len(self.kinds)  # type: ignore[attr-defined]
        ways.focus()

    def actions(self) -> Sequence[tuple[str, str | None]]:
        found: list[tuple[str, str | None]] = [(f"{label} ({len(names)})", name) for label, name, names in self.kinds]
        return (*found, ("None now; each waits at its question", None))
