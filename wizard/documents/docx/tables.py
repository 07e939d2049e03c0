"""Tables of a Word file: columns by content, heads that repeat, rows that stay whole, boxes, and room for a pen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING

from wizard.documents.docx.xml import one, paragraph, value
from wizard.documents.fit import widths
from wizard.documents.layout import box_of, item_of

if TYPE_CHECKING:
    from markdown_it.token import Token

    from wizard.documents.layout import Table

Runs = Callable[..., str]

_HEIGHT = {"sign": 681, "fill": 454, "items": 0, "grid": 0}
"""The least height of a row, in twentieths of a point: 12 mm for a signature, 8 mm for a word."""

_LONG = 1200
"""Letters of a cell from which its row may go over the page."""

GAP = paragraph("", "TableGap")
"""What parts a table from the block after it."""

BOXES = {False: "☐", True: "☒"}


class Tables:
    """Writes tables, and counts the boxes in them."""

    def __init__(self, runs: Runs, room: int) -> None:
        """Start a document.

        Args:
            runs: Writes an inline token; ``bold=False`` where its style is bold already.
            room: Width of the text.
        """
        self.runs = runs
        self.room = room
        self.numbers: Iterator[int] = count(1)

    def write(self, table: Table) -> str:
        """Return a table and the small gap that parts it from the next."""
        columns = widths(table, self.room)
        style = "FormTable" if table.kind in {"sign", "fill"} else "ItemsTable" if table.head else "FactsTable"
        grid = "".join(one("gridCol", w=wide) for wide in columns)
        look = one(
            "tblLook",
            "0420" if table.head else "0480",
            firstRow=int(bool(table.head)),
            firstColumn=int(not table.head),
            noVBand=1,
        )
        rows = [self._head(table, columns)] if table.head else []
        rows += [self._row(row, columns, table) for row in table.rows]
        return (
            f"<w:tbl><w:tblPr>{one('tblStyle', style)}{one('tblW', w=sum(columns), type='dxa')}{one('tblLayout', type='fixed')}"
            f"{look}<w:tblCaption w:val={value(table.title)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
            f"{GAP}"
        )

    def _head(self, table: Table, columns: list[int]) -> str:
        cells = [
            _cell(paragraph(self.runs(cell, bold=False), "TableHead"), wide)
            for cell, wide in zip(table.head, columns, strict=False)
        ]
        return f"<w:tr><w:trPr>{one('cantSplit')}{one('tblHeader')}</w:trPr>{''.join(cells)}</w:tr>"

    def _row(self, row: tuple[Token, ...], columns: list[int], table: Table) -> str:
        text = "SignText" if table.kind == "sign" else "TableText"
        cells = [
            _cell(paragraph(self._content(cell, row, bold=bool(table.head) or number > 0), text), wide)
            for number, (cell, wide) in enumerate(zip(row, columns, strict=False))
        ]
        whole = one("cantSplit") if all(len(cell.content) < _LONG for cell in row) else ""
        height = _HEIGHT[table.kind]
        tall = one("trHeight", height, hRule="atLeast") if height else ""
        return f"<w:tr>{f'<w:trPr>{whole}{tall}</w:trPr>' if whole or tall else ''}{''.join(cells)}</w:tr>"

    def _content(self, cell: Token, row: tuple[Token, ...], *, bold: bool) -> str:
        ticked = box_of(cell) if cell is row[0] else None
        if ticked is None:
            return self.runs(cell, bold=bold)
        name, words = item_of(row)
        return self.box(name, words, ticked=ticked)

    def box(self, name: str, words: str, *, ticked: bool) -> str:
        """Return a box that can be ticked.

        Args:
            name: The id of its item.
            words: What Word calls it.
        """
        states = "".join(
            f'<w14:{state} w14:val="{code}" w14:font="MS Gothic"/>'
            for state, code in (("checkedState", "2612"), ("uncheckedState", "2610"))
        )
        return (
            f"<w:sdt><w:sdtPr><w:alias w:val={value(words[:64])}/><w:tag w:val={value(name[:64])}/>{one('id', next(self.numbers))}"
            f'{one("lock", "sdtLocked")}<w14:checkbox><w14:checked w14:val="{int(ticked)}"/>{states}</w14:checkbox></w:sdtPr>'
            f"<w:sdtContent><w:r><w:rPr>{one('rStyle', 'Box')}</w:rPr><w:t>{BOXES[ticked]}</w:t></w:r></w:sdtContent></w:sdt>"
        )


def _cell(content: str, wide: int) -> str:
    return f"<w:tc><w:tcPr>{one('tcW', w=wide, type='dxa')}</w:tcPr>{content}</w:tc>"
