"""What kind of file an export is, told from its first bytes: kind, encoding, first records.

Nothing but a bounded sample is read here, so a file of ten gigabytes costs no more than a
small one. What is not an export (an archive, a page of HTML, nothing) is named as what it is.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from wizard.errors import EMPTY_LIST, EvidenceError, Problem
from wizard.files.decoding import (
    BLANK,
    encoding_of,
    garbled,
    line_of,
    mostly_utf8,
    not_text,
    refuse_binary,
    refuse_other_text,
)
from wizard.files.json_stream import records
from wizard.files.reading import Wanted, files_in, skipped, stamp_of

SAMPLE_BYTES = 1 << 20
SAMPLE_RECORDS = 100
MOST_FILES = 1000
"""Files of one reading."""
MAX_COLUMNS = 2000
"""Columns of a CSV file; the widest export that is known has some seventy."""
_LINES_TO_TRY = 5
_LOOKED_AT = 5
_LIST_LINE = re.compile(r"^[A-Za-z][A-Za-z0-9]* +: ", re.MULTILINE)
_LIST_LINES = 3
_PREAMBLE = re.compile(r'"?(?:#TYPE\b[^\n]*|sep=([,;\t|]))"?,*\r?\n', re.IGNORECASE)
Kind = Literal["csv", "json_lines", "json_array", "json_nested", "excel", "text_list"]
"""``json_nested``: a page ``{"value": [...]}``, objects over several lines, or one object.
``text_list``: what PowerShell prints as a list, ``Name : value`` a line."""

EXPORT = Wanted(EvidenceError, "an export", "Export as CSV, JSON or .xlsx.")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the first bytes of a file say.

    Attributes:
        kind: CSV, JSON lines, a JSON array, other JSON, or Excel.
        encoding: A codec's name; ``utf-8`` where an engine can read the file as it is.
        size: Bytes.
        stamp: Size, time of change and inode, to notice a file that changes while it is read.
        delimiter: Of a CSV file.
        heading: The first row of a CSV file, blanks kept.
        preamble: Lines before the heading: ``#TYPE`` of Windows PowerShell, ``sep=`` of Excel.
        skip_lines: Lines that the heading takes, with those before it.
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
    preamble: int = 0
    skip_lines: int = 1
    rows: tuple[tuple[str, ...], ...] = ()
    objects: tuple[dict[str, Any], ...] = ()
    notes: tuple[Problem, ...] = field(default=())

    def holds(self, looks_so: Callable[[dict[str, Any]], bool]) -> bool:
        """Return whether one of the first objects looks so."""
        return any(looks_so(row) for row in self.objects[:_LOOKED_AT])


def sniff(path: Path) -> Sniffed:
    """Tell the kind of an export.

    Raises:
        EvidenceError: The file cannot be read, is empty, or is not an export.
    """
    place = str(path)
    try:
        stamp = stamp_of(path, EXPORT)
        with path.open("rb") as file:
            head = file.read(SAMPLE_BYTES)
    except OSError as error:
        raise EXPORT.unread(place, error) from None
    if is_excel(path, head):
        return Sniffed(path, "excel", "", stamp[0], stamp)
    refuse_binary(head, place, EXPORT)
    encoding, text, notes = _decode(path, head, whole=len(head) == stamp[0])
    start = text.lstrip(BLANK)
    if not start:
        raise EXPORT.refused(place, "is empty.", "Export again.", "empty")
    if encoding == "cp1252" and "\0" in text:
        raise not_text(place, EXPORT)
    refuse_other_text(text, place, EXPORT, json_only=False)
    if start[:1] in {"{", "["}:
        line = text[: len(text) - len(start)].count("\n") + 1
        kind, objects = _json(start, f"{place}:{line}")
        return Sniffed(path, kind, encoding, stamp[0], stamp, objects=objects, notes=notes)
    if len(_LIST_LINE.findall(text)) >= _LIST_LINES:
        return Sniffed(path, "text_list", encoding, stamp[0], stamp, notes=notes)
    return _csv(Sniffed(path, "csv", encoding, stamp[0], stamp, notes=notes), text.lstrip("\ufeff"))


def sniff_all(paths: Iterable[Path]) -> tuple[list[Sniffed], list[Problem]]:
    """Tell the kind of each file once; a folder means the files in it.

    They come by path, so that which file of two with the same rows is counted does not depend on how they were named.

    Returns:
        What the files are, and what is wrong with those that cannot be used.

    Raises:
        EvidenceError: There are more files than are read at once.
    """
    found: list[Sniffed] = []
    problems: list[Problem] = []
    for path in sorted(set(paths)):
        folders = (
            [one for one in sorted(path.iterdir()) if one.is_dir() and one.name[:1] != "."] if path.is_dir() else []
        )
        if folders:
            problems.append(skipped(path, folders))
        number = -1
        for number, file in enumerate(files_in(path)):
            if number >= MOST_FILES or len(found) >= MOST_FILES:
                raise EvidenceError(Problem(str(path), f"holds more than {MOST_FILES} files.", "Name fewer files."))
            try:
                found.append(sniff(file))
            except EvidenceError as error:
                problems += error.problems
        if number < 0 and not folders:
            problems.append(
                Problem(str(path), "holds no file to read.", "Name the exports, or their folder.", "no-files")
            )
    return found, problems


def is_excel(path: Path, head: bytes) -> bool:
    """Return whether a file is an Excel workbook, by its name and its first bytes."""
    named = b"[Content_Types].xml" in head[:4096] or path.suffix.lower() in {".xlsx", ".xlsm"}
    return head.startswith(b"PK\x03\x04") and named


def _decode(path: Path, head: bytes, *, whole: bool) -> tuple[str, str, tuple[Problem, ...]]:
    name = encoding_of(head)
    if not name.startswith("utf-8"):
        return name, codecs.getincrementaldecoder(name)("replace").decode(head), ()
    try:
        return "utf-8", codecs.getincrementaldecoder(name)("strict").decode(head, final=whole), ()
    except UnicodeDecodeError as error:
        place = f"{path}:{line_of(head, error.start)}"
        if mostly_utf8(head):
            message = "holds bytes that are not UTF-8 although the rest is; rows with them are omitted."
            problem = Problem(place, message, "Save the export as UTF-8.", "encoding", "note")
            return "utf-8", head.decode("utf-8", "replace"), (problem,)
        return "cp1252", head.decode("cp1252", "replace"), (garbled(place),)


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
        if _is_empty(start):
            remedy = "Check the period and the filters of the export, and that it was allowed to read."
            raise EvidenceError(Problem(place, "holds an empty list.", remedy, EMPTY_LIST, "note"))
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
        if not any(isinstance(value.get(key), list) for key in ("value", "records", "responses")):
            return "json_lines", tuple(objects)
    return "json_nested", tuple(objects)


def _is_empty(text: str) -> bool:
    """Return whether a JSON text is a list of nothing, or an answer of Graph with one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return not value if isinstance(value, list) else value.get("value") == []


def _csv(sniffed: Sniffed, text: str) -> Sniffed:
    place = str(sniffed.path)
    preamble, delimiter = 0, ""
    while found := _PREAMBLE.match(text):
        preamble, delimiter, text = preamble + 1, found[1] or delimiter, text[found.end() :]
    first = text.split("\n", 1)[0]
    delimiter = delimiter or max(",;\t|", key=first.count)
    if not first.count(delimiter):
        message = "is neither CSV nor JSON: its first line holds no column headings."
        raise EvidenceError(Problem(f"{place}:{preamble + 1}", message, "Export as CSV or JSON.", "unknown-kind"))
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
    return replace(
        sniffed,
        delimiter=delimiter,
        heading=rows[0],
        preamble=preamble,
        skip_lines=preamble + skip,
        rows=tuple(rows[1:]),
    )
