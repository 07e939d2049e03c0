"""The panels next to a question: both layers, what is still possible, the decision page, and why it is asked.

They are filled once the question is painted: people read the question first, and an answer must not wait for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from wizard.tui.text import one_line
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.prose import Reading
from wizard.views.layers import LAYERS, layer_page, possible_page, possible_title

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.tui.widgets.blocks import Part


class Side(Vertical):
    """Holds the panels; each has its title in its frame, but for the page on why, which begins with one."""

    def compose(self) -> ComposeResult:
        """Lay out what is always there; the decision page comes when it is wanted."""
        yield Reading(id="layers")
        yield Reading(id="possible")
        yield Reading(id="why")

    def on_mount(self) -> None:
        """Name the panels; keys stay with the question, but for the one that is read."""
        self.query_one("#layers", Reading).border_title = LAYERS
        for name in ("layers", "possible"):
            self.query_one(f"#{name}").can_focus = False
        self._shown: object = None

    def show(self, session: Session) -> None:
        """Show what the answers leave open, where they changed."""
        if session.interview.answers == self._shown:
            return
        self._shown = session.interview.answers
        self.query_one("#layers", Reading).show(drawn(layer_page(session)))
        possible = self.query_one("#possible", Reading)
        possible.border_title = Content(one_line(possible_title(session)))
        possible.show(drawn(possible_page(session)))

    def show_why(self, parts: Sequence[Part]) -> None:
        """Show why the question is asked."""
        self.query_one("#why", Reading).show(parts)

    async def show_page(self, title: str, parts: Sequence[Part]) -> None:
        """Show the decision page below the other panels."""
        for page in self.query("#preview").results(Reading):
            page.show(parts)
            return
        page = Reading(parts, id="preview")
        page.border_title = title
        await self.mount(page, before="#why")
