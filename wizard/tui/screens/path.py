"""The decision path as a tree: the answers so far, the question, and where each of its options leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.tui.screens.glance import Glance
from wizard.tui.widgets.prose import Reading
from wizard.tui.widgets.tree import tree
from wizard.views.path import ASKED, TITLE, path_tree

if TYPE_CHECKING:
    from wizard.engagement.session import Session

KEPT_ABOVE = 2
"""Lines of earlier answers that stay in sight above the question, where not all of the tree is."""


class PathScreen(Glance):
    """Shows the tree, from the question on."""

    def __init__(self, session: Session) -> None:
        """Keep the tree as it is now."""
        said = [*path_tree(session)]
        super().__init__(TITLE, tree(said), "path")
        self.before = sum(1 for text in said if not text.depth and text.mark != ASKED)

    def on_mount(self) -> None:
        """Scroll to the question."""
        super().on_mount()
        self.call_after_refresh(self._to_question)

    def _to_question(self) -> None:
        reading = self.query_one("#path", Reading)
        width = reading.prose.content_size.width
        above = sum(len(part.lines(width)) for part in self.parts[: self.before])
        reading.scroll_to(y=max(above - KEPT_ABOVE, 0), animate=False)
