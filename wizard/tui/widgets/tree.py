"""A tree drawn with lines: a trunk from top to bottom, and branches set in by their depth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content

from wizard.decision.blocks import Text
from wizard.tui.text import lines
from wizard.tui.widgets.blocks import Block
from wizard.tui.widgets.drawn import one_liner

QUIET = "$text-muted"
FORK, LAST, DOWN, NOTHING = "├─ ", "└─ ", "│  ", "   "


@dataclass(frozen=True, slots=True)
class Twig(Block):
    """A line of a tree; where it wraps, the lines of the tree continue on its left.

    Attributes:
        further: What precedes the other lines, as wide as the head.
    """

    further: str = ""

    def lines(self, width: int) -> list[Content]:
        """Return the wrapped lines between those of the tree."""
        wrapped = self.body.wrap(max(width - self.head.cell_length, 8)) or [Content("")]
        heads = (self.head, *(Content.styled(self.further, QUIET) for _ in wrapped[1:]))
        return [Content.assemble(head, part.rstrip()) for head, part in zip(heads, wrapped, strict=True)]


def tree(said: Iterable[Text]) -> list[Twig]:
    """Return lines as a tree; those without depth are its trunk, and their marks are on it."""
    found: list[Twig] = []
    going: list[bool] = []  # for each depth, whether the tree continues below
    for text in reversed([*said]):
        here = text.depth
        going += [False] * (here + 2 - len(going))
        outer = "".join(DOWN if more else NOTHING for more in going[1:here])
        if here:
            head = Content.styled(f"{outer}{FORK if going[here] else LAST}", QUIET)
            further = f"{outer}{DOWN if going[here] else NOTHING}"
        else:
            head, further = Content.styled(f"{text.mark}  ", "bold"), DOWN if going[0] or going[1] else NOTHING
        label = Content.styled(f"{lines(text.label)}: ", "bold") if text.label else Content("")
        found.append(Twig(Content.assemble(label, one_liner(text)), head, further=further))
        going = [*going[:here], True]
    return found[::-1]
