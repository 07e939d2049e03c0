"""A page without frames and columns, so that a terminal's own selection takes nothing but the text."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from wizard.tui.screens.dialogs import Dialog
from wizard.tui.text import lines
from wizard.tui.widgets.blocks import Block
from wizard.tui.widgets.prose import Reading


class PlainScreen(Dialog[None]):
    """Shows text from edge to edge; the mouse belongs to the terminal meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "close", "Close", show=False)]

    def __init__(self, text: str) -> None:
        """Keep the page."""
        super().__init__()
        self.parts = [Block(Content(line)) for line in lines(text, len(text) + 1).split("\n")]

    def compose(self) -> ComposeResult:
        """Lay out the text, and one line on what to do."""
        keys = self.wizard.keys
        yield Static(
            Content(
                "The page was sent to the clipboard as Markdown; not every terminal takes it. Select here with the "
                f"mouse. {keys.first('search')} searches, {keys.first('close')} closes."
            ),
            id="plain-hint",
        )
        yield Reading(self.parts, id="plain")
        yield Static("", id="problem", markup=False)

    def on_mount(self) -> None:
        """Give the mouse to the terminal."""
        self.query_one("#plain").focus()
        self._mouse(on=False)

    def on_unmount(self) -> None:
        """Use the mouse again."""
        self._mouse(on=True)

    def _mouse(self, *, on: bool) -> None:
        driver = self.app._driver  # noqa: SLF001 - Textual has no public way to lend the mouse
        if driver is None or not getattr(driver, "_mouse", False):
            return
        change = getattr(driver, "_enable_mouse_support" if on else "_disable_mouse_support", None)
        if change is not None:
            change()
            driver.flush()
