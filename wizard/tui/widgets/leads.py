"""A page whose lines lead somewhere: Enter or a click on one goes to the question or the field that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widgets.option_list import Option

from wizard.decision.blocks import Block as Said
from wizard.decision.blocks import Text
from wizard.tui.widgets.blocks import BLANK, Block, Flow, Part, flow
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.search_keys import key_table, search_entered, search_key

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

    from wizard.tui.widgets.search import SearchBar

WHOLE = 10_000
"""Cells into which the text of every line fits."""


class Leads(PointedList):
    """Lines with a place can be chosen; the others are only read."""

    def __init__(self, lead: Callable[[str], None], *, id: str, classes: str) -> None:  # noqa: A002
        """Keep what takes the place of a line."""
        super().__init__(id=id, classes=classes, markup=False, compact=True)
        self.lead = lead
        self.places: list[str] = []
        self.parts: list[Part] = []
        self.texts: list[str] = []
        self._found: list[int] = []
        self._from = 0
        self.bar: SearchBar | None = None

    def on_key(self, event: events.Key) -> None:
        """Open, lead and close a search."""
        search_key(self, event)

    def show(self, said: Iterable[Said], hide: Callable[[str], str]) -> None:
        """Show the blocks; what is set in below a line with a place belongs to it."""
        said = list(said)
        self.parts = drawn(said, hide)
        groups: list[tuple[str, list[Said]]] = []
        depth = 0
        for block in said:
            if isinstance(block, Text) and block.place:
                groups.append((block.place, [block]))
                depth = block.depth
            elif isinstance(block, Text) and block.depth > depth and groups and groups[-1][0]:
                groups[-1][1].append(block)
            else:
                groups.append(("", [block]))
        self.places = [place for place, _ in groups]
        self.texts = [flow(drawn(blocks, hide), WHOLE).plain for _, blocks in groups]
        self.set_options(
            [
                Option(_flow(drawn(blocks, hide), before=bool(number) and not place), disabled=not place)
                for number, (place, blocks) in enumerate(groups)
            ]
        )
        self.action_first()

    @property
    def plain(self) -> str:
        """The text as it is drawn."""
        return flow(self.parts, max(self.content_size.width, 40)).plain

    # ---- search

    def search(self) -> None:
        """Open the line that takes words to search for, or go back to it."""
        if self.bar is not None:
            self.bar.line.focus()
            return
        from wizard.tui.widgets.search import SearchBar

        self.bar = bar = SearchBar(key_table(self))
        bar.line.typed, bar.line.entered = self._typed, partial(search_entered, self, self._tell)
        bar.pressed = self.on_key
        self._from = self.highlighted or 0
        cast("Widget", self.parent).mount(bar)

    def match(self, by: int) -> None:
        """Point at the next line that was found, or at the one before."""
        if self._found:
            here = self._found.index(self.highlighted) if self.highlighted in self._found else -1
            self.highlighted = self._found[(here + by) % len(self._found)]
            self._tell()

    def end_search(self) -> None:
        """Close the line, and stay where the pointer is."""
        self._close_bar()
        self.focus(scroll_visible=False)

    def on_hide(self) -> None:
        """Close the line with the page."""
        self._close_bar()

    def on_unmount(self) -> None:
        """Close the line with the page."""
        self._close_bar()

    def _close_bar(self) -> None:
        bar, self.bar = self.bar, None
        self._found = []
        if bar is not None and bar.is_mounted:
            bar.remove()

    def _typed(self, words: str) -> None:
        from wizard.tui.widgets.search import places

        leads = [number for number, place in enumerate(self.places) if place]
        found = [number for number, text in enumerate(self.texts) if places([text], words)]
        self._found = sorted({next((lead for lead in leads if lead >= number), leads[-1]) for number in found if leads})
        if self._found:
            self.highlighted = next((number for number in self._found if number >= self._from), self._found[0])
        self._tell()

    def _tell(self) -> None:
        if self.bar is None:
            return
        found, words = self._found, self.bar.line.value.strip()
        told = f"{found.index(self.highlighted) + 1} of {len(found)}" if self.highlighted in found else "nothing found"
        self.bar.tell(told if words else "")

    def on_option_list_option_selected(self, event: PointedList.OptionSelected) -> None:
        """Lead to the place."""
        event.stop()
        self.lead(self.places[event.option_index])


def _flow(parts: list[Part], *, before: bool) -> Flow:
    """Return parts as an option; under the pointer they have no colors."""
    bare = [
        Block(Content(part.body.plain), Content(part.head.plain), part.indent) if isinstance(part, Block) else part
        for part in parts
    ]
    room: list[Part] = [BLANK] if before else []
    return Flow([*room, *parts], [*room, *bare])
