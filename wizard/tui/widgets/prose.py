"""Text to read: blocks wrapped at the width there is, in a frame that scrolls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from wizard.tui.widgets.blocks import Part, flow


class Prose(Widget):
    """Blocks of text."""

    def __init__(self, parts: Iterable[Part] = (), **kwargs: Any) -> None:
        """Take the blocks."""
        super().__init__(**kwargs)
        self._parts: Sequence[Part] = tuple(parts)
        self._kept: tuple[int, Content] = (0, Content(""))

    def show(self, parts: Iterable[Part]) -> None:
        """Show other blocks."""
        self._parts = tuple(parts)
        self._kept = (0, Content(""))
        self.refresh(layout=True)

    def at(self, width: int) -> Content:
        """Return the text wrapped at a width."""
        if self._kept[0] != width:
            self._kept = (width, flow(self._parts, width))
        return self._kept[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at a width."""
        return self.at(width).plain.count("\n") + 1

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """Take the width there is."""
        return container.width

    def render(self) -> Content:
        """Return the lines."""
        return self.at(self.content_size.width)

    @property
    def plain(self) -> str:
        """The text as it is drawn, for copying."""
        return self.at(max(self.content_size.width, 40)).plain


class Reading(VerticalScroll):
    """A frame of prose that scrolls with the arrow keys."""

    def __init__(self, parts: Iterable[Part] = (), **kwargs: Any) -> None:
        """Take the blocks."""
        super().__init__(**kwargs)
        self.prose = Prose(parts)

    def compose(self) -> ComposeResult:
        """Hold the prose."""
        yield self.prose

    def show(self, parts: Iterable[Part]) -> None:
        """Show other blocks, from the top."""
        self.prose.show(parts)
        self.scroll_home(animate=False)
