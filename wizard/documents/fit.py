"""How the blocks of a document fit its paper: the widths of columns, and the size of pictures on the decision page.

Columns are as wide as their content asks for, so that no word of a head is broken; pictures so large that all that is
signed fits one sheet.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

from wizard.documents.layout import RECOMMENDATION, plain_words
from wizard.documents.pictures.drawing import size_of
from wizard.documents.pictures.metrics import width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token

    from wizard.documents.frame import Frame
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

_WRITING = (("signature", 1900, 2500), ("date", 750, 1250), ("", 800, 1350))
"""The room to write in an empty column where space is short and where it is not, by how its head begins."""

LEAST = 0.55
"""Smaller pictures cannot be read on paper; then the page continues on the next sheet."""

_ROOM = {"a4": (493.0, 742.0), "letter": (510.0, 692.0)}
"""Width and height of the text on a sheet, in points."""

_HEADING, _ANSWER, _DECISION, _TEXT, _ITEM, _FOOT = (
    (15.5, 5.0), (10.5, 6.0), (10.0, 7.0), (9.5, 4.5), (9.5, 2.5), (7.5, 5.0),
)  # fmt: skip
"""Size of the letters and the gap after the block, in points."""

_BY_ROLE = {"answer": _ANSWER, "decision": _DECISION, "foot": _FOOT}
_LEADING = 1.22
_CODE = 0.6
"""Width of a letter of fixed width, as a part of its size."""

_SANS = {False: 0.88, True: 0.83}
"""The fonts of documents, plain and bold, are narrower than the widest."""

_PIXEL = 0.75
_GAP = 7.0
_SIGN, _FILL, _SIGNED = 34.0, 22.7, 8.0


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
        least, wanted = next(space for begin, *space in _WRITING if head.lower().startswith(begin))
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


def scale(tokens: Sequence[Token], tables: Mapping[int, Table], frame: Frame) -> float:
    """Return the part of their size at which the pictures leave room for the rest of the decision page."""
    if frame.name != RECOMMENDATION:
        return 1.0
    room, height = _ROOM[frame.paper]
    images: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open" and token.tag == "h2":
            break
        if token.type == "heading_open":
            height -= _block(tokens[index + 1], room, _HEADING, bold=True)
        elif token.type == "paragraph_open" and token.meta["role"] == "pictures":
            images += [child for child in tokens[index + 1].children or () if child.type == "image"]
        elif token.type == "paragraph_open":
            role = token.meta["role"]
            kind = _BY_ROLE.get(role, _ITEM if token.level else _TEXT)
            height -= _block(tokens[index + 1], room - token.level * 12, kind, bold=role in {"answer", "decision"})
        elif token.type == "table_open":
            height -= _table(tables[index], room)
            index = tables[index].end
        index += 1
    drawn, gaps = _rows(images, frame, room)
    return 1.0 if not drawn else max(LEAST, min(1.0, (height - gaps) / drawn))


def _block(inline: Token, room: float, kind: tuple[float, float], *, bold: bool) -> float:
    size, gap = kind
    return _lines(inline, room, size, bold=bold) * size * _LEADING + gap


def _lines(inline: Token, room: float, size: float, *, bold: bool = False) -> int:
    wide = sum(
        len(child.content) * size * _CODE
        if child.type == "code_inline"
        else width(child.content.replace("\n", " "), size, bold=bold) * _SANS[bold]
        for child in inline.children or ()
        if child.type in {"text", "code_inline"}
    )
    return max(1, ceil(wide / room))


def _table(table: Table, room: float) -> float:
    columns = [part / _TWIPS - _PADDING / _TWIPS for part in widths(table, int(room * _TWIPS))]
    least = {"sign": _SIGN, "fill": _FILL}.get(table.kind, 0.0)
    rows = [(table.head, 0.0)] if any(plain_words(cell) for cell in table.head) else []
    rows += [(row, least) for row in table.rows]
    size = _SIGNED if table.kind == "sign" else SIZE
    return _GAP + sum(
        max([at_least, *(_lines(cell, wide, size) * size * 1.2 + 5 for cell, wide in zip(row, columns, strict=False))])
        for row, at_least in rows
    )


def _rows(images: Sequence[Token], frame: Frame, room: float) -> tuple[float, float]:
    """Return the height of the pictures in their rows, and that of the gaps between."""
    rows: list[tuple[float, float]] = []
    for image in images:
        size = size_of(frame.pictures.get(str(image.attrGet("src") or ""), ""))
        if size is None:
            continue
        wide, high = (part * _PIXEL for part in size)
        if rows and rows[-1][0] + wide + 4 <= room:
            rows[-1] = (rows[-1][0] + wide + 4, max(rows[-1][1], high))
        else:
            rows.append((wide, high))
    return sum(high for _, high in rows), _GAP * len(rows)
