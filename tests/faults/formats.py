"""Opens what the wizard writes with another parser: its structure, and nothing in it that acts."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import docx
import vobject
from lxml import etree
from python_calamine import CalamineWorkbook
from ruamel.yaml import YAML

from tests.documents.making import parse
from tests.evidence.collect.powershell_words import tokens

OBEYED = {
    chr(n)
    for n in (
        *range(9),
        11,
        12,
        *range(14, 32),
        0x7F,
        *range(0x80, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}
"""Characters that a terminal obeys, or that turn the direction of text."""
VOID = {"meta", "input", "br", "hr", "img", "col", "link", "wbr"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LINKED = re.compile(r"(?i)(https?://|www\.|mailto:)\w")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
HERE = re.compile(r"(?<== )@'\n(.*?)\n'@", re.DOTALL)
QUOTED = re.compile(r"'(?:[^']|'')*'")
TERRAFORM = shutil.which("terraform")
OURS = ("https://learn.microsoft.com/", "https://", "#", "pictures/", "data:image/")
"""What addresses in documents begin with; texts of users are never addresses."""


class ActiveError(AssertionError):
    """Something in a file acts."""


def refuse(acts: object, what: str) -> None:
    """Raise where something acts."""
    if acts:
        raise ActiveError(f"{what}: {acts!r}"[:400])


def markdown(data: bytes) -> list[str]:
    """Return the blocks of Markdown; links are our own, no text is HTML, and no address links by itself."""
    found = []
    for token in parse(data.decode()):
        found.append(f"{token.type} {token.tag} {token.level}")
        for child in token.children or ():
            if child.type == "link_open":
                refuse(not str(child.attrGet("href")).startswith(OURS), f"link {child.attrGet('href')}")
                found.append(str(child.attrGet("href")))
            elif child.type == "image":
                refuse(not str(child.attrGet("src")).startswith("pictures/"), "image")
            elif child.type == "html_inline":
                refuse("task-list-item-checkbox" not in child.content, f"HTML {child.content}")
            elif child.type == "text" and not found[-1].startswith("https"):
                refuse(LINKED.search(child.content), f"address as text in {child.content}")
    refuse(OBEYED & set(data.decode()), "control characters")
    return found


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.found: list[str] = []
        self.feed(text)
        self.close()
        refuse(self.open, "elements that do not end")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            refuse(name.startswith("on"), f"{tag} {name}")
            refuse(name in {"href", "src"} and not str(value).startswith(OURS), f"{tag} {name}={value}")
        refuse(tag in {"iframe", "object", "embed", "form", "base", "link"}, tag)
        if tag != "code":  # addresses in texts of users
            self.found.append(f"{tag} {sorted(name for name, _ in attrs)}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        refuse(not self.open or self.open.pop() != tag, f"</{tag}>")


def html(data: bytes) -> list[str]:
    """Return the elements of a page outside of its pictures, which draw a text in as many lines as it needs."""
    text = data.decode()
    refuse(OBEYED & set(text), "control characters")
    plain = re.sub(r"(?s)<svg.*?</svg>", "", text)
    _Tags(text)
    return _Tags(plain).found


def word(data: bytes) -> list[str]:
    """Return paragraphs and tables of a Word file, and where it leads."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".svg")):
                tree = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False))
                for one in tree.iter("{*}Relationship"):
                    if one.get("TargetMode") == "External":
                        refuse(not str(one.get("Target")).startswith("https://"), f"leads to {one.get('Target')}")
                        found.append(str(one.get("Target")))
                refuse([one.text for one in tree.iter("{*}instrText") if not _field(one.text)], "a field")
    book = docx.Document(io.BytesIO(data))
    found += [f"paragraph {one.style.name if one.style else ''}" for one in book.paragraphs]
    found += [f"table {len(one.rows)} x {len(one.columns)}" for one in book.tables]
    return found


def _field(text: str | None) -> bool:
    return (text or "").split()[:1] in ([], ["PAGE"], ["NUMPAGES"], ["TOC"], ["PAGEREF"], ["REF"])


def picture(data: bytes) -> list[str]:
    """Return the kinds of elements of a picture; texts may take another number of lines."""
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    kinds = {etree.QName(one).localname for one in tree.iter(etree.Element)}
    refuse(kinds & {"script", "foreignObject", "a", "image", "use", "animate", "set", "handler"}, "an element")
    attributes = {str(name) for one in tree.iter(etree.Element) for name in one.attrib}
    refuse([name for name in attributes if name.startswith("on") or name.endswith("href")], "an attribute")
    return []


def json_keys(data: bytes) -> list[str]:
    """Return how many JSON texts there are: one, or one a line."""
    lines = [data] if data[:2] in {b"{\n", b"[\n"} else data.splitlines()
    return [str(len([json.loads(line) for line in lines]))]


def table(data: bytes) -> list[str]:
    """Return the size of a CSV table; no cell is a formula."""
    text = data.decode("utf-8-sig")
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    refuse({len(row) for row in rows} - {len(rows[0])}, "rows of another length")
    refuse(
        [cell for row in rows for cell in row if cell.startswith(FORMULA) and not re.fullmatch(r"-?[\d.]+|-", cell)],
        "a formula",
    )
    refuse(OBEYED & set(text), "control characters")
    return [f"{len(rows)} x {len(rows[0])}"]


def workbook(data: bytes) -> list[str]:
    """Return the size of a workbook; no cell is a formula."""
    from openpyxl import load_workbook

    found = []
    for sheet in load_workbook(io.BytesIO(data)):
        refuse(
            {cell.data_type for row in sheet.iter_rows() for cell in row} - {"s", "n", "d", "inlineStr"}, "a formula"
        )
        found.append(f"{sheet.max_row} x {sheet.max_column}")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    refuse([name for name in book.sheet_names if not book.get_sheet_by_name(name).to_python()], "an empty sheet")
    return found


def calendar(data: bytes) -> list[str]:
    """Return the days of a calendar."""
    found = vobject.readOne(data.decode())
    refuse(
        [
            one.name
            for one in found.getChildren()
            if one.name not in {"VEVENT", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME"}
        ],
        "a part",
    )
    inside = {child.name for one in found.vevent_list for child in one.getChildren()}
    refuse(
        inside - {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP", "CATEGORIES", "SEQUENCE"},
        "a part of an event",
    )
    return sorted(str(one.dtstart.value) for one in found.vevent_list)


def yaml(data: bytes) -> list[str]:
    """Return the keys of a YAML text."""
    return list(_keys(YAML(typ="safe").load(data.decode())))


def _keys(value: Any, place: str = "") -> list[str]:
    if isinstance(value, dict):
        return [place, *(line for key, part in value.items() for line in _keys(part, f"{place}.{key}"))]
    return [place]


def powershell(data: bytes) -> list[str]:
    """Return what a script runs; of one that has its values as JSON, whatever is outside of them."""
    text = data.decode()
    values = HERE.findall(text)
    if values:
        refuse(not all(json.loads(one) for one in values), "no values")
        return ["#" if line.startswith("#") else QUOTED.sub("''", line) for line in HERE.sub("''", text).split("\n")]
    found = tokens(text)
    return [
        *(name for name, _ in found.commands),
        *sorted(found.functions),
        *sorted(found.calls),
        *sorted(found.operators),
    ]


def terraform(data: bytes) -> list[str]:
    """Return the lines of a Terraform file without their texts."""
    text = data.decode()
    if TERRAFORM is not None:
        done = subprocess.run([TERRAFORM, "fmt", "-"], input=data, capture_output=True, check=False)
        refuse(done.returncode, done.stderr.decode()[-300:])
    refuse(re.findall(r"(?<!\$)\$\{|(?<!%)%\{", text), "a template")
    return [STRING.sub('""', line) for line in text.splitlines() if not line.startswith("#")]


def kusto(data: bytes) -> list[str]:
    """Return the lines of a query without their texts."""
    return [STRING.sub('""', line) for line in data.decode().splitlines()]


def terminal(data: bytes) -> list[str]:
    """Look at what a terminal is sent; nothing ends in an internal error."""
    refuse(b"internal error" in data, data.decode()[-300:])
    refuse(OBEYED & set(data.decode()), "control characters")
    return []


FORMATS: dict[str, Callable[[bytes], list[str]]] = {
    ".md": markdown, ".html": html, ".docx": word, ".svg": picture, ".json": json_keys, ".csv": table, ".xlsx": workbook,
    ".ics": calendar, ".yaml": yaml, ".ps1": powershell, ".tf": terraform, ".kql": kusto, ".txt": terminal,
}  # fmt: skip
