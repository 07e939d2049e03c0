"""How large the pictures of the decision page may be, so that all that is signed fits one sheet."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from wizard.documents.columns import SIZE, widths
from wizard.documents.layout import RECOMMENDATION
from wizard.documents.markup import plain_words
from wizard.documents.pictures.metrics import width
from wizard.documents.pictures.picture import size_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token

    from wizard.documents.frame import Frame
    from wizard.documents.layout import Table

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
_PADDING = 10.0


def scale(tokens: Sequence[Token], tables: Mapping[int, Table], frame: Frame) -> float:
    """Return the part of their size at which the pictures leave room for the rest of the decision page.

    Args:
        tokens: Of the document, with their roles.
        tables: By the position at which they open.
    """
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
    columns = [part / 20 - _PADDING for part in widths(table, int(room * 20))]
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
