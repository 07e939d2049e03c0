"""A page whose lines lead somewhere: Enter or a click on one goes to the question or the field that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content
from textual.widgets.option_list import Option

from wizard.decision.blocks import Block as Said
from wizard.decision.blocks import Text
from wizard.tui.widgets.blocks import BLANK, Block, Flow, Part, flow
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.drawn import drawn


class Leads(PointedList):
    """Lines with a place can be chosen; the others are only read."""

    def __init__(self, lead: Callable[[str], None], *, id: str, classes: str) -> None:  # noqa: A002
        """Keep what takes the place of a line."""
        super().__init__(id=id, classes=classes, markup=False, compact=True)
        self.lead = lead
        self.places: list[str] = []
        self.parts: list[Part] = []

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
