"""What changing an earlier answer would do, shown before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from wizard.tui.screens.dialogs import Dialog, Ways
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.prose import Reading
from wizard.views.question import preview_page

if TYPE_CHECKING:
    from wizard.decision.interview import Preview
    from wizard.engagement.session import Session


class ChangeDialog(Dialog[bool]):
    """Shows the change and asks."""

    title_text = "Change this answer?"

    def __init__(self, session: Session, preview: Preview, value: Any) -> None:
        """Keep the change."""
        super().__init__()
        self.parts = drawn(preview_page(session, preview, value))

    def compose_body(self) -> ComposeResult:
        """Show what it does."""
        yield Reading(self.parts, id="change")

    def on_mount(self) -> None:
        """Focus the change; Enter confirms it."""
        self.query_one("#change").can_focus = True
        self.query_one("#ways", Ways).focus()

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        """Change it, or not."""
        return (("Change the answer", True), ("Keep the answer as it is", False))
