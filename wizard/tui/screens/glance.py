"""A page above the questions: it is looked at for a moment, and the key that opened it closes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from wizard.errors import WizardError
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import Block
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.prose import Reading

if TYPE_CHECKING:
    from wizard.tui.screens.base import RecordScreen
    from wizard.tui.widgets.blocks import Part

DECISION_PAGE = "Decision page"


class Glance(Dialog[None]):
    """Shows a page."""

    READS = True

    def __init__(self, title: str, parts: Sequence[Part], key: str) -> None:
        """Keep the page, and the action whose key closes it."""
        super().__init__()
        self.title_text, self.parts, self.key = title, parts, key

    def compose_body(self) -> ComposeResult:
        """Show the page."""
        yield Reading(self.parts, id=self.key)

    def on_mount(self) -> None:
        """Focus the page, so that keys scroll it."""
        self.query_one(Reading).focus()

    def on_key(self, event: events.Key) -> None:
        """Close with the key that opened it."""
        if {event.key, event.character} & {*self.wizard.keys.keys_of(self.key)}:
            event.stop()
            self.dismiss(None)


def import_documents() -> None:
    """Import what a decision page needs, which takes longer than a key may wait."""
    import wizard.documents.recommendation
    import wizard.tui.widgets.markdown
    import wizard.views.result  # noqa: F401


def decision_parts(screen: RecordScreen) -> list[Part]:
    """Return the decision page as it would be printed now."""
    from wizard.views.result import decision_page

    wizard = screen.wizard
    try:
        return drawn(decision_page(screen.session.case(wizard.day, redact=screen.redaction())), wizard.shown)
    except WizardError as error:
        return [Block(Content(one_line(problem))) for problem in error.problems]
