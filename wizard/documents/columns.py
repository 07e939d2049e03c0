"""How wide the columns of a table are: by their content, so that no word of a head is broken."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from wizard.documents.markup import plain_words
from wizard.documents.pictures.metrics import width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.documents.layout import Table

SIZE = 9.0
"""Points of the text in tables."""

_TWIPS = 20
_PADDING = 200
_USUAL = 0.9
"""Text of cells may be wrapped, so it is measured in a usual font; heads in the widest."""

_WORD_SHARE = 0.28
"""A single word claims no more of the table; a longer one is broken."""

_ANSWER_SHARE = 0.6
"""What an empty column gets next to a single column of questions."""

_ROUNDS = 40
"""Halvings after which the widths no longer change."""

_SHORT = 2150
"""A column of dates or names, which stay on one line where there is room."""

_ROOM = (("signature", 1900, 2500), ("date", 750, 1250), ("", 800, 1350))
"""The room to write in an empty column where space is short and where it is not, by how its head begins."""


def widths(table: Table, room: int) -> list[int]:
    """Return the width of each column in twentieths of a point; together they fill the room."""
    count = max(len(table.head), *(len(row) for row in table.rows)) if table.rows else len(table.head)
    columns = [_column(table, number, room) for number in range(count)]
    hard, low, full = (list(part) for part in zip(*columns, strict=True))
    if sum(hard) > room:
        return _exact([room * part / sum(hard) for part in hard], room)
    if sum(low) > room:
        share = (room - sum(hard)) / (sum(low) - sum(hard))
        return _exact([least + (part - least) * share for least, part in zip(hard, low, strict=True)], room)
    return _exact(_filled(low, full, room), room)


def _column(table: Table, number: int, room: int) -> tuple[float, float, float]:
    """Return what a column needs for its head, for its words, and for one line."""
    head = plain_words(table.head[number]) if number < len(table.head) else ""
    texts = [plain_words(row[number]) for row in table.rows if number < len(row)]
    hard = _longest(head, bold=True)
    if not any(texts):
        least, wanted = next(space for begin, *space in _ROOM if head.lower().startswith(begin))
        if len(table.head or table.rows[0]) == 2:
            wanted = max(wanted, int(room * _ANSWER_SHARE))
        return hard, max(hard, least), max(hard, wanted, _line(head, bold=True))
    longest = max(map(_line, texts))
    words = longest if longest <= _SHORT else min(max(map(_longest, texts)), room * _WORD_SHARE)
    low = max(hard, words)
    return hard, low, max(low, longest, _line(head, bold=True))


def _longest(text: str, *, bold: bool = False) -> float:
    return max((_line(word, bold=bold) for word in text.split()), default=_PADDING)


def _line(text: str, *, bold: bool = False) -> float:
    return width(text, SIZE, bold=bold) * _TWIPS * (1 if bold else _USUAL) + _PADDING


def _filled(low: Sequence[float], full: Sequence[float], room: int) -> list[float]:
    """Return widths that fill the room: each between its bounds, and a long text with less than its share of letters."""
    if sum(full) <= room:
        return [part * room / sum(full) for part in full]
    least, most = 0.0, float(room)
    for _ in range(_ROUNDS):
        scale = (least + most) / 2
        made = [min(most_of, max(least_of, scale * sqrt(most_of))) for least_of, most_of in zip(low, full, strict=True)]
        least, most = (scale, most) if sum(made) <= room else (least, scale)
    return made


def _exact(parts: Sequence[float], room: int) -> list[int]:
    whole = [int(part) for part in parts]
    whole[whole.index(max(whole))] += room - sum(whole)
    return whole
