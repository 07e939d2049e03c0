"""A page to read above a screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from wizard.tui.screens.dialogs import Dialog
from wizard.tui.widgets.blocks import Part
from wizard.tui.widgets.prose import Reading


class PageScreen(Dialog[None]):
    """Shows blocks in a window; any way of closing it leads back."""

    def __init__(self, title: str, parts: Sequence[Part]) -> None:
        """Keep the title and what is shown."""
        super().__init__()
        self.title_text, self.parts = title, parts

    def compose_body(self) -> ComposeResult:
        """Show the blocks."""
        yield Reading(self.parts, id="page-text")

    def on_mount(self) -> None:
        """Focus the text, so that keys scroll it."""
        self.query_one("#page-text").focus()
