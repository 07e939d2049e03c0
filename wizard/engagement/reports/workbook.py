"""The register as a workbook: days are days, text is text, and the head stays in view.

The parts of the file are written as text. A library makes one object a cell, which takes longer than all other reports
together, and to load it takes longer than to write five thousand rows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that the same rows give the same bytes."""

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = date(1899, 12, 30)
"""The day before the first one that a workbook counts, with the day that never was."""

_NARROW, _WIDE = 11, 44
"""The width of a column in letters of the standard font: at least, and at most."""

LOOKED_AT = 200
"""Rows by which a column's width is found."""

LONGEST = 32_767
"""Letters that a cell of a workbook holds."""

_XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = "xl/worksheets/sheet1.xml"
_HEAD, _DAY, _TEXT = 1, 2, 3
"""Styles of cells, by their place below: of the head, of a day, and of a text that looks like a formula."""

_FIXED = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/{_SHEET}" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE3ECF7"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


class Sheet:
    """The sheet of a workbook. Its rows may come in parts."""

    def __init__(self, title: str, head: Sequence[str]) -> None:
        self._title, self._head = title, head
        self._letters = [_letters(number) for number in range(len(head))]
        self._known: dict[object, str] = {}  # most cells of a column are like others

    def lines(self, rows: Iterable[Sequence[object]], before: int = 0) -> bytes:
        """Return rows as the file has them.

        Args:
            rows: Texts, numbers, days and None, as many as the head has names.
            before: How many rows are above them, without the head.
        """
        return "".join(self._lines(rows, before + 2)).encode("utf-8", "replace")

    def _lines(self, rows: Iterable[Sequence[object]], first: int) -> Iterator[str]:
        for number, row in enumerate(rows, first):
            yield f'<row r="{number}">'
            for letter, value in zip(self._letters, row, strict=True):
                if value is None or value == "":
                    continue
                told = self._known.get(value)
                if told is None:
                    told = self._known[value] = _cell(value)
                yield f'<c r="{letter}{number}"{told}'
            yield "</row>"

    def as_xlsx(self, lines: Iterable[bytes], rows: Sequence[Sequence[object]], count: int, day: date) -> bytes:
        """Return the workbook.

        Args:
            lines: Of all rows, as ``lines`` made them.
            rows: The first ones, which tell how wide the columns are.
            count: Of all rows.
            day: When the file was made, by its own account.
        """
        area = f"A1:{self._letters[-1]}{count + 1}"
        end = f'</sheetData><autoFilter ref="{area}"/></worksheet>'.encode()
        parts = {
            **{name: text.encode() for name, text in _FIXED.items()},
            "docProps/core.xml": _core(day).encode(),
            "xl/workbook.xml": _workbook(self._title, f"$A$1:${self._letters[-1]}${count + 1}").encode(
                "utf-8", "replace"
            ),
            _SHEET: b"".join(("".join(self._top(area, rows)).encode("utf-8", "replace"), *lines, end)),
        }
        raw = io.BytesIO()
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
            for name, data in parts.items():
                made = zipfile.ZipInfo(name, _STAMP)
                made.compress_type = zipfile.ZIP_DEFLATED
                book.writestr(made, _XML + data)
        return raw.getvalue()

    def _top(self, area: str, rows: Sequence[Sequence[object]]) -> Iterator[str]:
        """Yield the sheet up to its rows: the first two columns and the head stay in view, and every column can be filtered."""
        yield (
            f'<worksheet xmlns="{_MAIN}"><dimension ref="{area}"/><sheetViews><sheetView workbookViewId="0">'
            '<pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/>'
            '<selection pane="topRight"/><selection pane="bottomLeft"/><selection pane="bottomRight"/>'
            '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
        )
        for number, name in enumerate(self._head):
            cells = [len(str(row[number])) for row in rows if row[number] is not None]
            width = min(max(len(name) + 4, *cells, _NARROW), _WIDE)
            yield f'<col min="{number + 1}" max="{number + 1}" width="{width}" customWidth="1"/>'
        yield '</cols><sheetData><row r="1">'
        named = zip(self._letters, self._head, strict=True)
        yield from (f'<c r="{letter}1"{_text(name, _HEAD)}' for letter, name in named)
        yield "</row>"


def _letters(number: int) -> str:
    """Return the letters of a column, counted from 0."""
    return f"{_letters(number // 26 - 1) if number > 25 else ''}{chr(ord('A') + number % 26)}"


def _core(day: date) -> str:
    times = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{times}</cp:coreProperties>'
    )


def _workbook(title: str, area: str) -> str:
    name = escape(title)
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets><definedNames>'
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">\'{name}\'!{area}</definedName>'
        "</definedNames></workbook>"
    )


def _cell(value: object) -> str:
    """Return a cell from behind its place; a text that looks like a formula stays text when somebody edits it."""
    if isinstance(value, date):
        return f' s="{_DAY}"><v>{(value - _EPOCH).days}</v></c>'
    if isinstance(value, int):
        return f"><v>{value}</v></c>"
    told = str(value)[:LONGEST]
    return _text(told, _TEXT if told.startswith("=") else 0)


def _text(text: str, style: int) -> str:
    told = escape(_NO_XML.sub("", text), quote=False)
    place = f' s="{style}"' if style else ""
    return f'{place} t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'
