"""From a file to text: bounded size, regular files only, a stable copy, the right encoding.

Nothing is read before its size is known, so a file of ten gigabytes costs nothing but a
message. What is no JSON at all (a zip, a page of HTML, nothing) is named as what it is.
"""

from __future__ import annotations

import codecs
import stat
from dataclasses import dataclass
from pathlib import Path

from wizard.errors import Problem

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of one policy export. A tenant has some hundred policies of a few kilobytes."""
ATTEMPTS = 3
"""How often a file that changes while it is read is tried again."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"PK\x03\x04", "a zip archive (or an Office file)", "Unpack it and name the folder."),
    (b"PK\x05\x06", "an empty zip archive", "Export again."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and name the file."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it and name the folder."),
    (b"%PDF", "a PDF file", "Export the policies as JSON."),
    (b"SQLite format 3", "a database", "Export the policies as JSON."),
)
_JSON_STARTS = frozenset('{["-tfn0123456789')


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file, or why there is none.

    Attributes:
        text: Empty when ``failure`` is set.
        failure: What is wrong; the file could not be used.
        note: What is odd although the file could be used.
    """

    text: str = ""
    failure: Problem | None = None
    note: Problem | None = None


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> Text:
    """Read a file as text that looks like JSON.

    Args:
        path: The file.
        max_bytes: Larger files are not opened.
    """
    place = str(path)
    for _ in range(ATTEMPTS):
        try:
            before = path.stat()
            if not stat.S_ISREG(before.st_mode):
                return _fail(place, "is not a regular file.", "Name a file or a folder of files.")
            if before.st_size > max_bytes:
                message = f"has {_size(before.st_size)}, more than the {_size(max_bytes)} that are read at once."
                return _fail(place, message, "Export the policies alone, or split the file.", "too-large")
            with path.open("rb") as file:
                data = file.read(before.st_size + 1)
            after = path.stat()
        except OSError as error:
            return _fail(
                place, f"cannot be read: {error.strerror or 'unknown reason'}.", "Check the path and its rights."
            )
        same = (before.st_size, before.st_mtime_ns, before.st_ino) == (after.st_size, after.st_mtime_ns, after.st_ino)
        if same and len(data) == before.st_size:
            return decode(data, place)
    return _fail(place, "changed while it was read.", "Wait until the export is complete.", "changing")


def decode(data: bytes, place: str) -> Text:
    """Turn bytes into text.

    UTF-8, UTF-16 and UTF-32 with or without a byte order mark are read, and as a last
    resort Windows-1252, with a note: ids survive it, names may not.
    """
    if not data:
        return _fail(place, "is empty.", "Export again.", "empty")
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            return _fail(place, f"is {what}, not JSON.", remedy, "not-json")
    note: Problem | None = None
    encoding, skip = _encoding(data)
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            line = data[: error.start].count(b"\n") + 1
            message = f"is not whole: its {encoding.upper()} text breaks off or is damaged."
            return _fail(f"{place}:{line}", message, "Export again.", "damaged")
        line = data[: error.start].count(b"\n") + 1
        text = data[skip:].decode("cp1252", errors="replace")
        message = "is not UTF-8; read as Windows-1252, so names may be garbled."
        note = Problem(f"{place}:{line}", message, "Save the export as UTF-8.", "encoding", "note")
    return _looks_like_json(text, place) or Text(text, note=note)


def _encoding(data: bytes) -> tuple[str, int]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name, len(mark)
    # JSON starts with two ASCII characters, so zero bytes tell the width of an unmarked file.
    head = data[:4]
    if len(head) == 4 and head[0] and not head[1] and not head[2] and not head[3]:
        return "utf-32-le", 0
    if len(head) == 4 and not head[0] and not head[1] and not head[2] and head[3]:
        return "utf-32-be", 0
    if len(head) >= 2 and head[0] and not head[1]:
        return "utf-16-le", 0
    if len(head) >= 2 and not head[0] and head[1]:
        return "utf-16-be", 0
    return "utf-8", 0


def _looks_like_json(text: str, place: str) -> Text | None:
    start = text[:4096].lstrip("\ufeff \t\r\n")
    if not start:
        if text.strip("\ufeff \t\r\n\0"):
            return None
        return _fail(place, "is empty: it holds nothing but blanks.", "Export again.", "empty")
    if start[0] in _JSON_STARTS:
        return None
    line = text[: text.find(start[0])].count("\n") + 1
    if start[0] == "<":
        message = "is HTML or XML, perhaps an error or sign-in page that was saved as JSON."
        return _fail(f"{place}:{line}", message, "Export again and look into the file.", "not-json")
    return _fail(f"{place}:{line}", "is not JSON: it starts with neither { nor [.", "Export as JSON.", "not-json")


def _fail(place: str, message: str, remedy: str, code: str = "unreadable") -> Text:
    return Text(failure=Problem(place, message, remedy, code))


def _size(count: int) -> str:
    for unit, factor in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"
