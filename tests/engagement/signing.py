"""A folder of documents that people filled in as they should, in Markdown and Word, and edits that spoil it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.documents.making import ANSWERS, DAY, SIGNOFF
from tests.support.packs import real_engine, real_pack
from wizard.engagement.export import export_record
from wizard.engagement.readback import checklist_of
from wizard.record.reading import record_from

SIGNED = date(2026, 12, 3)
START = date(2026, 12, 7)
RUNNING = date(2026, 12, 10)
Edit = Callable[[Path], None]


def printed(folder: Path, *, formats: tuple[str, ...] = ("md",), final: bool = True, **record: object) -> Path:
    """Write the documents of an account with a time-limited exception."""
    values = {"account": {"name": "svc-flow@contoso.com"}, "answers": ANSWERS, "signoff": SIGNOFF, **record}
    export_record(real_pack(), real_engine(), record_from(values, "test"), DAY, folder, formats=formats, final=final)
    return folder


def filled_in(folder: Path, until: str = "after", box: str = "[x]") -> Path:
    """Sign a printed folder, and tick the items of every checkpoint up to one; ``box`` is how a tick is written."""
    path = folder / "checklist.md"
    text = path.read_text(encoding="utf-8")
    days = {"before": "2026-11-26", "at": "2026-12-03", "after": "2026-12-07"}
    for item in checklist_of(text).items:
        if item.checkpoint in days and list(days).index(item.checkpoint) <= list(days).index(until):
            text = ticked(text, item.id, days[item.checkpoint], box)
    for row in checklist_of(text).signatures:
        text = signed(text, row.role, decision="approve", date="2026-12-03", reference="mail 17")
    text = answered(text, "Final status", "approved")
    text = answered(text, "Decided on", "2026-12-03")
    text = answered(text, "Decision 1 valid from", "2026-12-07")
    text = answered(text, "Decision 1 valid to", "2027-05-31")
    path.write_text(text, encoding="utf-8")
    return folder


def ticked(text: str, item: str, day: str = "", box: str = "[x]") -> str:
    """Tick an item and write a day next to it."""
    pattern = rf"^\| (?:\[.?\]|☒) (\| \*\*{item}\*\* .*\|)[^|]*\|$"
    found, number = re.subn(pattern, lambda match: f"| {box} {match[1]} {day} |", text, flags=re.MULTILINE)
    assert number, item
    return found


def signed(text: str, role: str, **cells: str) -> str:
    """Fill cells of a row of the sign-off table in: name, decision, conditions, date, reference."""
    lines = text.split("\n")
    head = next(number for number, line in enumerate(lines) if line.startswith("| Role | Person |"))
    at = next(number for number in range(head, len(lines)) if lines[number].startswith(f"| {role} |"))
    values = [cell.strip() for cell in lines[at].strip("|").split("|")]
    decisions = range(2, len(values) - 3)
    where = {"name": [1], "decision": decisions, "conditions": [-3], "date": [-2], "reference": [-1]}
    for name, value in cells.items():
        for index in where[name]:
            values[index] = value
    lines[at] = f"| {' | '.join(values)} |"
    return "\n".join(lines)


def answered(text: str, label: str, value: str) -> str:
    """Fill the second cell of a row in."""
    found, number = re.subn(
        rf"^(\| {re.escape(label)}[^|]*\|)[^|]*\|$",
        lambda match: f"{match[1]} {value} |",
        text,
        count=1,
        flags=re.MULTILINE,
    )
    assert number, label
    return found


def logged(text: str, due: str, *cells: str) -> str:
    """Fill a row of the review log in: held on, by, controls, evidence, result, next."""
    pattern = rf"^\| {due} \|.*$"
    found, number = re.subn(pattern, f"| {due} | {' | '.join(cells)} |", text, count=1, flags=re.MULTILINE)
    assert number, due
    return found


def edit(change: Callable[[str], str], name: str = "checklist.md") -> Edit:
    """Return an edit of one file."""

    def run(folder: Path) -> None:
        path = folder / name
        before = path.read_text(encoding="utf-8")
        after = change(before)
        assert after != before, "the edit changes nothing"
        path.write_text(after, encoding="utf-8")

    return run


def replaced(old: str, new: str, name: str = "checklist.md") -> Edit:
    """Return an edit that replaces a text once."""
    return edit(lambda text: text.replace(old, new, 1), name)


def resealed(*edits: Edit) -> Edit:
    """Return edits after which every digest is computed again, as somebody would who wants to hide them."""

    def run(folder: Path) -> None:
        before = hashlib.sha256((folder / "recommendation.md").read_bytes()).hexdigest()
        for one in edits:
            one(folder)
        after = hashlib.sha256((folder / "recommendation.md").read_bytes()).hexdigest()
        for name in ("checklist.md", "dossier.md"):
            path = folder / name
            path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
        sums = folder / "SHA256SUMS"
        names = [line.split("  ", 1)[1] for line in sums.read_text(encoding="utf-8").splitlines()]
        kept = [name for name in names if (folder / name).exists()]
        lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in kept]
        sums.write_text("".join(lines), encoding="utf-8")

    return run


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
