"""Lists that lead somewhere: the lines of a page to a question or a field, the headings of a text to its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widgets.option_list import Option

from wizard.decision.blocks import Block as Said
from wizard.decision.blocks import Text
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import BLANK, Block, Flow, Head, Part, flow
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.prose import Searched

if TYPE_CHECKING:
    from textual.widget import Widget

    from wizard.tui.widgets.search import SearchBar

WHOLE = 10_000
"""Cells into which the text of every line fits."""

NO_HEADS = "No headings on this page."


class Leads(PointedList, Searched):
    """A page whose lines with a place can be chosen; the others are only read."""

    def __init__(self, lead: Callable[[str], None], *, id: str, classes: str) -> None:  # noqa: A002
        """Keep what takes the place of a line."""
        super().__init__(id=id, classes=classes)
        self.lead = lead
        self.places: list[str] = []
        self.parts: list[Part] = []
        self._drawn: list[list[Part]] = []
        self._found: list[int] = []
        self._from = 0

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
        self._drawn = [drawn(blocks, hide) for _, blocks in groups]
        self.set_options(
            Option(prompt, disabled=not place) for prompt, place in zip(self._prompts(), self.places, strict=True)
        )
        self.action_first()

    def _prompts(self, words: str = "") -> list[Flow]:
        """Return the options, with the words marked that are searched for; under the pointer they have no colors."""

        def mark(content: Content, style: str) -> Content:
            if not words:
                return content
            from wizard.tui.widgets.search import marked

            return marked(content, words, style)

        found = []
        for number, (parts, place) in enumerate(zip(self._drawn, self.places, strict=True)):
            bare = [
                Block(Content(part.body.plain), Content(part.head.plain), part.indent)
                if isinstance(part, Block)
                else part
                for part in parts
            ]
            room: list[Part] = [BLANK] if number and not place else []
            found.append(Flow([*room, *parts], [*room, *bare], mark))
        return found

    @property
    def plain(self) -> str:
        """The text as it is drawn."""
        return flow(self.parts, max(self.content_size.width, 40)).plain

    # ---- search

    def open_bar(self, bar: SearchBar) -> None:
        bar.pressed = self.on_key
        self._from = self.highlighted or 0
        cast("Widget", self.parent).mount(bar)

    def match(self, by: int) -> None:
        if self._found:
            here = self._found.index(self.highlighted) if self.highlighted in self._found else -1
            self.highlighted = self._found[(here + by) % len(self._found)]
            self.tell()

    def on_hide(self) -> None:
        self.close_bar()

    def on_unmount(self) -> None:
        self.close_bar()

    def close_bar(self) -> None:
        if self._found:
            self._found = []
            self.reprompt(self._prompts())
        super().close_bar()

    def find(self, words: str) -> None:
        from wizard.tui.widgets.search import places

        leads = [number for number, place in enumerate(self.places) if place]
        found = [number for number, parts in enumerate(self._drawn) if places([flow(parts, WHOLE).plain], words)]
        self._found = sorted({next((lead for lead in leads if lead >= number), leads[-1]) for number in found if leads})
        self.reprompt(self._prompts(words))
        if self._found:
            self.highlighted = next((number for number in self._found if number >= self._from), self._found[0])
        self.tell()

    def tell(self) -> None:
        if self.bar is None:
            return
        found, words = self._found, self.bar.line.value.strip()
        told = f"{found.index(self.highlighted) + 1} of {len(found)}" if self.highlighted in found else "nothing found"
        self.bar.tell(told if words else "")

    def on_option_list_option_selected(self, event: PointedList.OptionSelected) -> None:
        event.stop()
        self.lead(self.places[event.option_index])


class Outline(PointedList):
    """The headings of a text, set in by their level; the one in sight has the pointer.

    Attributes:
        heads: What is listed.
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.heads: Sequence[Head] = ()

    def show(self, heads: Sequence[Head], line: int) -> None:
        """List headings, with the pointer on the one that a line belongs to."""
        if list(heads) != list(self.heads) or not self.option_count:
            self.heads = heads
            top = min((head.level for head in heads), default=1)
            rows = [Option(Content(f"{'  ' * (head.level - top)}{one_line(head.title, 200)}")) for head in heads]
            self.set_options(rows or [Option(NO_HEADS, disabled=True)])
            self._point(line)
        self.follow(line)

    def follow(self, line: int) -> None:
        """Put the pointer on the heading that a line belongs to, unless somebody chooses one."""
        if not self.has_focus:
            self._point(line)

    def _point(self, line: int) -> None:
        if self.heads:
            self.highlighted = max(sum(head.line <= line for head in self.heads) - 1, 0)
