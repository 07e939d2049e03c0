"""A Word file that came back as blocks, read from its XML with nothing but the standard library.

Boxes are content controls or characters. Text that a tracked change deletes does not
count, and text that one inserts does. Nothing in the file is run, and nothing that it points to is opened.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from wizard.engagement.readback_blocks import STRUCK, Block, Heading, Paragraph, Row, Table
from wizard.errors import Problem, RecordError
from wizard.files.decoding import is_zip
from wizard.files.workbooks import BROKEN

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_UNPACKED = 50_000_000
"""Bytes that a Word file may unpack to; a checklist has a hundredth of that."""
MAX_PARTS = 2_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_RELATIONS = "_rels/.rels"
_DOCUMENT = "word/document.xml"
"""Where the text usually is; Word for the web also writes ``word/document2.xml``, with ``styles2.xml`` next to it."""
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
"""Names of the parts of a "Strict Open XML Document", another choice of Word, up to what the usual ones date."""
_REMEDY = "Save the checklist as a Word document (.docx) again, or fill in checklist.md."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TRUE = {"1", "true", "on"}


@dataclass(frozen=True, slots=True)
class WordFile:
    """What was read of a Word file.

    Attributes:
        front: Its custom properties, by name.
        around: Text of its headers and footers.
        pictures: The texts of its pictures.
    """

    blocks: tuple[Block, ...]
    front: dict[str, str]
    around: str = ""
    pictures: tuple[str, ...] = ()


def read_word(data: bytes, place: str) -> WordFile:
    """Read a Word file.

    Raises:
        RecordError: It is something else, damaged, or unpacks to more than any checklist.
    """
    if not is_zip(data):
        raise RecordError(Problem(place, f"is {_kind(data)}, not a Word document (.docx).", _REMEDY))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                message = f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB or {MAX_PARTS:,} parts."
                raise RecordError(Problem(place, message, _REMEDY))
            names = set(archive.namelist())
            main = _main_part(archive.read(_RELATIONS)) if _RELATIONS in names else _DOCUMENT
            if main not in names:
                raise RecordError(Problem(place, "is an archive without a Word document in it.", _REMEDY))
            body = _parsed(archive.read(main)).find(f"{_W}body")
            styled = next((name for name in sorted(names) if re.fullmatch(r"word/styles\d*\.xml", name)), None)
            styles = _headings(archive.read(styled)) if styled else {}
            front = _properties(archive.read("docProps/custom.xml")) if "docProps/custom.xml" in names else {}
            edges = sorted(name for name in names if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name))
            around = " ".join(_text(_parsed(archive.read(name))) for name in edges)
    except BROKEN:
        message = "is a damaged Word document: it is cut off, encrypted, or holds broken parts."
        raise RecordError(Problem(place, message, _REMEDY)) from None
    if body is None:
        return WordFile((), front, around)
    pictures = tuple(one.get("descr") or "" for one in body.iter(_PICTURE))
    return WordFile(tuple(_blocks(body, styles)), front, around, pictures)


def _kind(data: bytes) -> str:
    if data.startswith(b"%PDF"):
        return "a PDF file with another name"
    if data.startswith(_OLE):
        return "an old (.doc) or encrypted Office file"
    if data.startswith(b"{\\rtf"):
        return "an RTF file with another name"
    if data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "an HTML file with another name"
    return "empty" if not data.strip() else "another kind of file"


def _parsed(data: bytes) -> Element:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        message = "Office files have no document type"
        raise ValueError(message)
    usual = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
    usual = usual.replace(b"org/officeDocument/2006/customProperties", b"org/officeDocument/2006/custom-properties")
    return ET.fromstring(usual)  # noqa: S314 - no entities: a document type was refused above


def _main_part(relations: bytes) -> str:
    """Return the name of the part with the text."""
    for one in _parsed(relations):
        if (one.get("Type") or "").endswith("/officeDocument"):
            return posixpath.normpath(f"/{one.get('Target') or ''}").lstrip("/")
    return _DOCUMENT


def _headings(data: bytes) -> dict[str, int]:
    """Return levels of heading by id of style; the id depends on the language of Word, the name does not."""
    found: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in _parsed(data).iter(f"{_W}style"):
        name, base = style.find(f"{_W}name"), style.find(f"{_W}basedOn")
        own = style.get(f"{_W}styleId") or ""
        match = re.fullmatch(r"heading ([1-9])", (name.get(f"{_W}val") or "").lower()) if name is not None else None
        if match:
            found[own] = int(match[1])
        elif base is not None:
            parents[own] = base.get(f"{_W}val") or ""
    for own, parent in parents.items():
        above, steps = parent, 0
        while above not in found and above in parents and steps < _MOST_STYLES:
            above, steps = parents[above], steps + 1
        if above in found:
            found[own] = found[above]
    return found


_MOST_STYLES = 20
"""Styles that rest on each other at most; a cycle ends there."""


def _properties(data: bytes) -> dict[str, str]:
    return {one.get("name") or "": "".join(one.itertext()).strip() for one in _parsed(data).iter(_PROPERTY)}


def _blocks(body: Element, styles: dict[str, int]) -> Iterator[Block]:
    tables = paragraphs = 0
    for element in _children(body):
        if element.tag == f"{_W}tbl":
            tables += 1
            yield Table(tuple(_rows(element, tables)))
        elif element.tag == f"{_W}p":
            paragraphs += 1
            text = _text(element)
            if not text:
                continue
            level = _level(element, styles)
            place = f"paragraph {paragraphs}"
            yield Heading(level, text, place) if level else Paragraph(text, place)


def _children(parent: Element) -> Iterator[Element]:
    """Yield paragraphs, tables, rows and cells, also those that a content control or a tracked change wraps."""
    for child in parent:
        if child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _children(child)
        else:
            yield child


def _level(paragraph: Element, styles: dict[str, int]) -> int:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return styles.get(style.get(f"{_W}val") or "", 0) if style is not None else 0


def _rows(table: Element, number: int) -> Iterator[Row]:
    count = 0
    for row in _children(table):
        if row.tag != f"{_W}tr" or row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        count += 1
        cells: list[str] = []
        for cell in _children(row):
            if cell.tag == f"{_W}tc":
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                wide = span.get(f"{_W}val") or "1" if span is not None else "1"
                cells += [_text(cell), *[""] * (min(int(wide), 20) - 1)]
        yield Row(tuple(cells), f"table {number}, row {count}")


def _text(element: Element) -> str:
    """Return the text of an element on one line; a box that is a content control as Markdown writes it."""
    return " ".join("".join(_pieces(element)).replace(STRUCK * 2, "").split())


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}sdt":
            box = child.find(f"{_W}sdtPr/{_W14}checkbox")
            if box is not None:
                checked = box.find(f"{_W14}checked")
                value = (checked.get(f"{_W14}val") or "1").lower() if checked is not None else "0"
                yield "[x]" if value in _TRUE else "[ ]"
                continue
            if child.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None:
                continue  # an invitation to write is not what somebody wrote
        elif child.tag == f"{_W}t":
            yield child.text or ""
            continue
        elif child.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            yield " "
            continue
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
            continue
        elif child.tag == f"{_W}sym":
            yield _symbol(child)
            continue
        elif child.tag in _UNSEEN or (child.tag == f"{_W}r" and _is_on(child, "vanish")):
            continue
        elif child.tag == f"{_W}r" and (_is_on(child, "strike") or _is_on(child, "dstrike")):
            yield f"{STRUCK}{''.join(_pieces(child))}{STRUCK}"
            continue
        yield from _pieces(child)
        if child.tag in {f"{_W}p", f"{_W}tc"}:
            yield " "


_UNSEEN = {
    f"{_W}{name}"
    for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr")
}
"""Elements whose text a reader does not see: deleted or moved away, instructions, and properties."""


def _is_on(run: Element, name: str) -> bool:
    """Return whether a property of a run is set: it is, unless its value is off."""
    found = run.find(f"{_W}rPr/{_W}{name}")
    return found is not None and (found.get(f"{_W}val") or "1").lower() in _TRUE


def _symbol(element: Element) -> str:
    """Return a box of the fonts Wingdings, in which Word writes ticks without Unicode."""
    font, char = element.get(f"{_W}font") or "", (element.get(f"{_W}char") or "").lower()[-2:]
    if not font.lower().startswith("wingdings"):
        return ""
    if char in {"fe", "fd", "fc", "52", "54"}:
        return "☒"
    return "☐" if char in {"a8", "6f", "71", "a3"} else ""
