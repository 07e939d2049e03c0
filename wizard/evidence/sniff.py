"""What kind of file an export is, told from its first bytes: kind, encoding, first records.

Nothing but a bounded sample is read here, so a file of ten gigabytes costs no more than a
small one. What is no export at all (an archive, a page of HTML, nothing) is named as what it is.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from wizard.errors import EvidenceError, Problem
from wizard.evidence.json_stream import records

SAMPLE_BYTES = 1 << 20
SAMPLE_RECORDS = 100
MAX_COLUMNS = 2000
"""Columns of a CSV file; the widest export that is known has some seventy."""
_LINES_TO_TRY = 5
_LIST_LINE = re.compile(r"^[A-Za-z][A-Za-z0-9]* +: ", re.MULTILINE)
_LIST_LINES = 3
Kind = Literal["csv", "json_lines", "json_array", "json_nested", "excel", "text_list"]
"""``json_nested``: a page ``{"value": [...]}``, objects over several lines, or one object.
``text_list``: what PowerShell prints as a list, ``Name : value`` a line."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARCHIVES = (
    (b"PK\x05\x06", "an empty zip archive"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)
_OTHERS = (
    (b"%PDF", "a PDF file"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an Excel file of the old binary kind"),
    (b"PAR1", "a Parquet file"),
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the first bytes of a file say.

    Attributes:
        path: The file.
        kind: CSV, JSON lines, a JSON array, other JSON, or Excel.
        encoding: A codec's name; ``utf-8`` where an engine can read the file as it is.
        size: Bytes.
        stamp: Size, time of change and inode, to notice a file that changes while it is read.
        delimiter: Of a CSV file.
        heading: The first row of a CSV file, blanks kept.
        skip_lines: Lines that the heading takes.
        rows: First rows of a CSV file, as they are.
        objects: First records of a JSON file that could be parsed.
        notes: What is odd although the file can be read.
    """

    path: Path
    kind: Kind
    encoding: str
    size: int
    stamp: tuple[int, int, int]
    delimiter: str = ","
    heading: tuple[str, ...] = ()
    skip_lines: int = 1
    rows: tuple[tuple[str, ...], ...] = ()
    objects: tuple[dict[str, Any], ...] = ()
    notes: tuple[Problem, ...] = field(default=())


def stamp_of(path: Path) -> tuple[int, int, int]:
    """Return size, time of change and inode of a file."""
    info = path.stat()
    return info.st_size, info.st_mtime_ns, info.st_ino


def sniff(path: Path) -> Sniffed:
    """Tell the kind of an export.

    Raises:
        EvidenceError: The file cannot be read, is empty, or is no export.
    """
    place = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise EvidenceError(Problem(place, "is not a regular file.", "Name the files of the export one by one."))
        stamp = stamp_of(path)
        with path.open("rb") as file:
            head = file.read(SAMPLE_BYTES)
    except OSError as error:
        message = f"cannot be read: {error.strerror or 'unknown reason'}."
        raise EvidenceError(Problem(place, message, "Check the path and its rights.")) from None
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise EvidenceError(Problem(place, "is empty.", "Export again.", "empty"))
    excel = _refuse_binary(path, head)
    if excel:
        return Sniffed(path, "excel", "", stamp[0], stamp)
    encoding, text, notes = _decode(path, head, whole=len(head) == stamp[0])
    start = text.lstrip("\ufeff \t\r\n")
    line = text[: len(text) - len(start)].count("\n") + 1
    if start.startswith("<"):
        message = "is HTML or XML, perhaps an error or sign-in page that was saved under this name."
        raise EvidenceError(Problem(f"{place}:{line}", message, "Export again and look into the file.", "html"))
    if start[:1] in {"{", "["}:
        kind, objects = _json(start, f"{place}:{line}")
        return Sniffed(path, kind, encoding, stamp[0], stamp, objects=objects, notes=notes)
    if len(_LIST_LINE.findall(text)) >= _LIST_LINES:
        return Sniffed(path, "text_list", encoding, stamp[0], stamp, notes=notes)
    return _csv(Sniffed(path, "csv", encoding, stamp[0], stamp, notes=notes), text.lstrip("\ufeff"))


def _refuse_binary(path: Path, head: bytes) -> bool:
    """Return True for an Excel file; raise for every other binary kind."""
    place = str(path)
    if head.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in head[:4096]:
        return True
    if head.startswith(b"PK\x03\x04") and path.suffix.lower() in {".xlsx", ".xlsm"}:
        return True
    for magic, what in _ARCHIVES:
        if head.startswith(magic):
            raise EvidenceError(Problem(place, f"is {what}.", "Unpack it and name the files in it.", "archive"))
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise EvidenceError(Problem(place, f"is {what}.", "Export as CSV, JSON or .xlsx.", "binary"))
    return False


def _decode(path: Path, head: bytes, *, whole: bool) -> tuple[str, str, tuple[Problem, ...]]:
    for mark, name in _BOMS:
        if head.startswith(mark):
            text = codecs.getincrementaldecoder(name)("replace").decode(head)
            return ("utf-8" if name == "utf-8-sig" else name), text, ()
    if len(head) > 1 and (head[0] == 0) != (head[1] == 0):
        # Headings and JSON start with ASCII, so one zero byte among the first two tells the width.
        name = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        return name, codecs.getincrementaldecoder(name)("replace").decode(head), ()
    try:
        return "utf-8", codecs.getincrementaldecoder("utf-8")("strict").decode(head, final=whole), ()
    except UnicodeDecodeError as error:
        line = head[: error.start].count(b"\n") + 1
        if _mostly_utf8(head):
            message = "holds bytes that are not UTF-8 although the rest is; rows with them are left out."
            problem = Problem(f"{path}:{line}", message, "Save the export as UTF-8.", "encoding", "note")
            return "utf-8", head.decode("utf-8", "replace"), (problem,)
        message = "is not UTF-8; it is read as Windows-1252, so names may be garbled."
        problem = Problem(f"{path}:{line}", message, "Save the export as UTF-8.", "encoding", "note")
        return "cp1252", head.decode("cp1252", "replace"), (problem,)


def _mostly_utf8(head: bytes) -> bool:
    """Tell UTF-8 with a few bad bytes from an older encoding: good sequences outweigh bad bytes."""
    text = head.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if ord(character) > 127) - bad
    return good > bad


def _json(start: str, place: str) -> tuple[Kind, tuple[dict[str, Any], ...]]:
    """Return the kind of a JSON text and the first records that are whole."""
    objects: list[dict[str, Any]] = []
    for record in records([start.encode("utf-8", "surrogatepass")]):
        try:
            value = json.loads(record.data)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            objects.append(value)
        if len(objects) >= SAMPLE_RECORDS:
            break
    if not objects:
        message = "is JSON, but no object in it is whole or of a size that exports have."
        raise EvidenceError(Problem(place, message, "Check what was exported.", "no-objects"))
    if start.startswith("["):
        paged = start[1:].lstrip().startswith(('{"value"', '{"@odata', '{"records"'))
        return ("json_nested" if paged else "json_array"), tuple(objects)
    for line in start.split("\n", _LINES_TO_TRY)[:_LINES_TO_TRY]:
        if not line.startswith("{"):
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not any(isinstance(value.get(key), list) for key in ("value", "records")):
            return "json_lines", tuple(objects)
    return "json_nested", tuple(objects)


def _csv(sniffed: Sniffed, text: str) -> Sniffed:
    place = str(sniffed.path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    if not first.count(delimiter):
        message = "is neither CSV nor JSON: its first line holds no column headings."
        raise EvidenceError(Problem(f"{place}:1", message, "Export as CSV or JSON.", "unknown-kind"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[str, ...]] = []
    skip = 1
    try:
        for row in reader:
            if not rows:
                skip = reader.line_num
            rows.append(tuple(row))
            if len(rows) > SAMPLE_RECORDS:
                break
    except csv.Error as error:
        if not rows:
            message = f"has no readable row of headings: {error}."
            raise EvidenceError(Problem(f"{place}:1", message, "Export again.", "heading")) from None
    if len(rows[0]) > MAX_COLUMNS:
        message = f"has {len(rows[0]):,} columns, more than the {MAX_COLUMNS:,} that are read."
        raise EvidenceError(Problem(f"{place}:1", message, "Check what was exported.", "too-wide"))
    return Sniffed(
        sniffed.path,
        "csv",
        sniffed.encoding,
        sniffed.size,
        sniffed.stamp,
        delimiter=delimiter,
        heading=rows[0],
        skip_lines=skip,
        rows=tuple(rows[1:]),
        notes=sniffed.notes,
    )
