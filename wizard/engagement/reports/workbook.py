"""The register as a workbook: days are days, text is text, and the head stays in view.

The library makes the workbook with its head and one row of samples. The rows are written directly, with the styles of
the samples, because one object a cell takes longer than all other reports together.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that the same rows give the same bytes."""

_CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_SAMPLES = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_STYLE = re.compile(r'<c r="[AB]2"[^>]* s="(\d+)"')
_SIZE = re.compile(r'<dimension ref="[^"]*"\s*/>')
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHEET = "xl/worksheets/sheet1.xml"
_EPOCH = date(1899, 12, 30)
"""The day before the first one that a workbook counts, with the day that never was."""

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
        rows: Texts, numbers, days and None, as many as the head has names.
        day: When the file was made, by its own account.
    """
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(number) for number in range(1, len(head) + 1)]
    raw = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_frame(title, head, rows, letters, day))) as frame,
        zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as book,
    ):
        for entry in frame.infolist():
            content = frame.read(entry)
            if entry.filename == _SHEET:
                content = _with_rows(content.decode(), rows, letters).encode("utf-8", "replace")
            elif entry.filename == "docProps/core.xml":
                content = _CHANGED.sub(rf"\g<1>{day.isoformat()}T00:00:00Z".encode(), content)
            made = zipfile.ZipInfo(entry.filename, _STAMP)
            made.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(made, content)
    return raw.getvalue()


def _frame(
    title: str, head: Sequence[str], rows: Sequence[Sequence[object]], letters: Sequence[str], day: date
) -> bytes:
    """Return a workbook with the head, and in its second row a day and a text that looks like a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    book.properties.creator = ""
    book.properties.created = datetime.combine(day, time())
    sheet: Any = book.active
    sheet.title = title
    sheet.freeze_panes = sheet.cell(2, _FIXED + 1)
    sheet.auto_filter.ref = f"A1:{letters[-1]}{len(rows) + 1}"
    font, fill = Font(bold=True), PatternFill("solid", fgColor="E3ECF7")
    for number, (letter, name) in enumerate(zip(letters, head, strict=True)):
        cell = sheet[f"{letter}1"]
        cell.value, cell.font, cell.fill = name, font, fill
        cells = [len(str(row[number])) for row in rows[:_LOOKED_AT] if row[number] is not None]
        sheet.column_dimensions[letter].width = min(max(len(name) + 4, *cells, _NARROW), _WIDE)
    sheet["A2"].value = day
    sheet["B2"].value, sheet["B2"].quotePrefix = "sample", True
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _with_rows(sheet: str, rows: Sequence[Sequence[object]], letters: Sequence[str]) -> str:
    """Return a sheet whose samples give way to rows."""
    found = _SAMPLES.search(sheet)
    styles = _STYLE.findall(found[0]) if found is not None else []
    if found is None or len(styles) != 2:  # pragma: no cover - the library writes what it was given
        raise RuntimeError
    day, text = styles
    made = (
        f'<row r="{number}">{"".join(_cells(row, letters, number, day, text))}</row>'
        for number, row in enumerate(rows, 2)
    )
    before = _SIZE.sub(f'<dimension ref="A1:{letters[-1]}{len(rows) + 1}"/>', sheet[: found.start()])
    return f"{before}{''.join(made)}{sheet[found.end() :]}"


def _cells(row: Sequence[object], letters: Sequence[str], number: int, day: str, text: str) -> Iterator[str]:
    """Yield the cells of a row; a text that looks like a formula stays text when somebody edits it."""
    for letter, value in zip(letters, row, strict=True):
        if value is None or value == "":
            continue
        if isinstance(value, date):
            yield f'<c r="{letter}{number}" s="{day}"><v>{(value - _EPOCH).days}</v></c>'
        elif isinstance(value, int):
            yield f'<c r="{letter}{number}"><v>{value}</v></c>'
        else:
            told = _NO_XML.sub("", str(value)[:LONGEST])
            style = f' s="{text}"' if told.startswith("=") else ""
            yield f'<c r="{letter}{number}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(told)}</t></is></c>'
