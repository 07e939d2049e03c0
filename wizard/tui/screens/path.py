"""The decision path as a tree of lines: the answers so far, the question, and where each of its options leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.decision.blocks import Text
from wizard.tui.screens.panels import Glance
from wizard.tui.text import lines
from wizard.tui.widgets.blocks import Block
from wizard.tui.widgets.drawn import one_liner
from wizard.tui.widgets.prose import Reading
from wizard.views.path import ASKED, TITLE, path_tree

if TYPE_CHECKING:
    from wizard.engagement.session import Session


KEPT_ABOVE = 2
"""Lines of earlier answers that stay in sight above the question, where not all of the tree is."""


class PathScreen(Glance):
    """Shows the tree, from the question on."""

    def __init__(self, session: Session) -> None:
        said = [*path_tree(session)]
        super().__init__(TITLE, tree(said), "path")
        self.before = sum(1 for text in said if not text.depth and text.mark != ASKED)

    def on_mount(self) -> None:
        self.call_after_refresh(self._to_question)

    def _to_question(self) -> None:
        reading = self.query_one("#path", Reading)
        width = reading.prose.content_size.width
        above = sum(len(part.lines(width)) for part in self.parts[: self.before])
        reading.scroll_to(y=max(above - KEPT_ABOVE, 0), animate=False)


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
