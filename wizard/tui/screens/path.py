"""The decision path as a tree: the answers so far, the question, and where each of its options leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from wizard.tui.screens.dialogs import Dialog
from wizard.tui.widgets.prose import Reading
from wizard.tui.widgets.tree import tree
from wizard.views.path import ASKED, TITLE, path_tree

if TYPE_CHECKING:
    from wizard.engagement.session import Session

KEPT_ABOVE = 2
"""Lines of earlier answers that stay in sight above the question, where not all of the tree is."""


class PathScreen(Dialog[None]):
    """Shows the tree; the key that opened it closes it too."""

    title_text = TITLE
    READS = True

    def __init__(self, session: Session) -> None:
        """Keep the tree as it is now."""
        super().__init__()
        said = [*path_tree(session)]
        self.parts = tree(said)
        self.before = sum(1 for text in said if not text.depth and text.mark != ASKED)

    def compose_body(self) -> ComposeResult:
        """Show the tree."""
        yield Reading(self.parts, id="path")

    def on_mount(self) -> None:
        """Focus the tree, so that keys scroll it, and begin at the question."""
        self.query_one("#path").focus()
        self.call_after_refresh(self._to_question)

    def on_key(self, event: events.Key) -> None:
        """Close with the key that opened it."""
        if event.key in self.wizard.keys.keys_of("path"):
            event.stop()
            self.dismiss(None)

    def _to_question(self) -> None:
        reading = self.query_one("#path", Reading)
        width = reading.prose.content_size.width
        above = sum(len(part.lines(width)) for part in self.parts[: self.before])
        reading.scroll_to(y=max(above - KEPT_ABOVE, 0), animate=False)
