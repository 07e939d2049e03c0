"""How a question is laid out in the room there is: with blank lines and every help, or close together."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import Block
from wizard.tui.widgets.hint import MOST_ROWS

if TYPE_CHECKING:
    from wizard.tui.widgets.choices import Choice

POINTER, KEYS, BOX, STEP = 2, 4, 4, 2
"""Cells before an answer: the pointer, letter and digit, the box; and the indent of its help."""

BLANKS = 2
"""Blank lines around the question where there is room for them."""

FRAME, FRAME_CELLS = 2, 8
"""Rows, and cells, that a frame around the question takes."""

FILTER = 2
"""Rows of the line that narrows a long list, with the one below it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a question is laid out.

    Attributes:
        spaced: Blank lines part the question from its answers.
        spelled_out: The help of each answer is below it, not only that of the answer under the pointer.
        spacious: Blank lines part the answers.
        framed: A frame is around it all.
    """

    spaced: bool
    spelled_out: bool
    spacious: bool
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What a question has to fit into.

    Attributes:
        width: Cells in a row.
        height: Rows for question, answers and what is below them.
        taken: Rows of the question without blank lines, and of notes.
        many: Several answers may be chosen, which takes a row to say so.
        long: The list is narrowed by typing.
    """

    width: int
    height: int
    taken: int
    many: bool
    long: bool


def look_for(choices: Sequence[Choice], room: Room, *, projector: bool) -> Look:
    """Return the most generous look in which all answers are in sight; the closest one where none does."""
    looks = list(_looks(projector=projector))
    return next((look for look in looks if _fits(choices, room, look)), looks[-1])


def _looks(*, projector: bool) -> Iterator[Look]:
    if projector:
        for spelled_out in (True, False):
            yield Look(spaced=True, spelled_out=spelled_out, spacious=True, framed=True)
            yield Look(spaced=True, spelled_out=spelled_out, spacious=True)
        yield Look(spaced=False, spelled_out=False, spacious=True)
    for spelled_out in (True, False):
        yield Look(spaced=True, spelled_out=spelled_out, spacious=False)
        yield Look(spaced=False, spelled_out=spelled_out, spacious=False)


def _fits(choices: Sequence[Choice], room: Room, look: Look) -> bool:
    left = room.height - room.taken - look.spaced * BLANKS - room.long * FILTER - room.many
    width = room.width - look.framed * FRAME_CELLS
    left -= look.framed * FRAME
    if look.spacious:
        left -= len(choices)
    head = POINTER + (0 if room.long else KEYS) + BOX
    if not look.spelled_out:
        helps = (_rows(one_line(choice.help), width) for choice in choices if choice.help)
        left -= min(max(helps, default=0), MOST_ROWS)
    texts = [(one_line(choice.label), width - head) for choice in choices]
    if look.spelled_out:
        texts += [(one_line(choice.help), width - head - STEP) for choice in choices if choice.help]
    if sum(_at_least(*text) for text in texts) > left:
        return False
    return sum(_rows(*text) for text in texts) <= left


def _at_least(text: str, width: int) -> int:
    return max(ceil(cell_len(text) / max(width, 8)), 1)


@functools.lru_cache(maxsize=1024)
def _rows(text: str, width: int) -> int:
    return len(Block(Content(text)).lines(width))
