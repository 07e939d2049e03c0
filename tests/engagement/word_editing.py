"""A Word checklist as people edit it, on its XML: boxes clicked, cells filled in, rows deleted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def edit_word(path: Path, change: Callable[[ET.Element], None], drop: tuple[str, ...] = ()) -> None:
    """Change the body of a Word file, and drop parts of it."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name in drop:
                continue
            if name == "word/document.xml":
                tree = ET.fromstring(data)  # noqa: S314 - our own file
                change(tree)
                data = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
            target.writestr(name, data)


def row_of(tree: ET.Element, words: str) -> ET.Element:
    """Return the row of a table that begins with these words, apart from its box."""
    for row in tree.iter(f"{W}tr"):
        cells = ["".join(cell.itertext()).strip() for cell in row.iter(f"{W}tc")]
        if any(cell.startswith(words) for cell in cells[:2]):
            return row
    raise AssertionError(words)


def click(tree: ET.Element, item: str) -> None:
    """Tick the content control of an item."""
    box = next(row_of(tree, item).iter(f"{W14}checked"))
    box.set(f"{W14}val", "1")


def write(tree: ET.Element, words: str, **cells: str) -> None:
    """Write into cells of a row, by their number from 0 as ``cell_4``; what is there goes."""
    row = row_of(tree, words)
    for name, text in cells.items():
        cell = list(row.iter(f"{W}tc"))[int(name.removeprefix("cell_"))]
        paragraph = next(cell.iter(f"{W}p"))
        for run in list(paragraph):
            if run.tag != f"{W}pPr":
                paragraph.remove(run)
        ET.SubElement(ET.SubElement(paragraph, f"{W}r"), f"{W}t").text = text


def delete(tree: ET.Element, words: str) -> None:
    """Delete a row."""
    row = row_of(tree, words)
    for parent in tree.iter():
        if row in list(parent):
            parent.remove(row)
