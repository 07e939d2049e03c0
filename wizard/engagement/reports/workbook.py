"""The register as a workbook: days are days, text is text, and the head stays in view."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that the same rows give the same bytes."""

_CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FIXED = 2
"""Columns that stay in view."""

_NARROW, _WIDE = 11, 44
"""The width of a column in letters of the standard font: at least, and at most."""

_LOOKED_AT = 200
"""Rows by which a column's width is found."""

LONGEST = 32_767
"""Letters that a cell of a workbook holds."""


def as_xlsx(title: str, head: Sequence[str], rows: Sequence[Sequence[object]], day: date) -> bytes:
    """Return rows as a workbook with one sheet.

    Args:
        title: Of the sheet.
        day: When the file was made, by its own account.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator = ""
    book.properties.created = datetime.combine(day, time(), UTC).replace(tzinfo=None)
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = f"{get_column_letter(_FIXED + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(rows) + 1}"
    for number, name in enumerate(head, 1):
        cells = (len(str(row[number - 1])) for row in rows[:_LOOKED_AT] if row[number - 1] is not None)
        width = max(len(name) + 4, *cells, _NARROW) if rows else len(name) + 4
        sheet.column_dimensions[get_column_letter(number)].width = min(width, _WIDE)
    sheet.append(_head(sheet, head))
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    raw = io.BytesIO()
    book.save(raw)
    return _stable(raw.getvalue(), day)


def _head(sheet: Any, names: Iterable[str]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill

    font, fill = Font(bold=True), PatternFill("solid", fgColor="E3ECF7")
    cells = []
    for name in names:
        cell = WriteOnlyCell(sheet, name)
        cell.font, cell.fill = font, fill
        cells.append(cell)
    return cells


def _cell(sheet: Any, value: object) -> Any:
    """Return the content of a cell; a text that looks like a formula is kept as text, also when it is edited."""
    if not isinstance(value, str):
        return value
    if not value.startswith("="):
        return value[:LONGEST] or None
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value[:LONGEST])
    cell.data_type, cell.quotePrefix = "s", True
    return cell


def _stable(data: bytes, day: date) -> bytes:
    """Return a workbook without the time at which it was saved."""
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _CHANGED.sub(rf"\g<1>{day.isoformat()}T00:00:00Z".encode(), content)
            made = zipfile.ZipInfo(entry.filename, _STAMP)
            made.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(made, content)
    return raw.getvalue()
