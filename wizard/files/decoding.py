"""From bytes to text: the right encoding, and a name for what is not text."""

from __future__ import annotations

import codecs
import json
from typing import IO, TYPE_CHECKING

from wizard.errors import Problem, UsageError

if TYPE_CHECKING:
    from wizard.files.reading import Wanted

BLANK = "\ufeff \t\r\n\0"
_KINDS = (
    (b"PK\x05\x06", "an empty zip archive", "archive"),
    (b"PK\x03\x04", "a zip archive (or an Office file)", "archive"),
    (b"\x1f\x8b", "a gzip archive", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "archive"),
    (b"Rar!", "a RAR archive", "archive"),
    (b"%PDF", "a PDF file", "binary"),
    (b"SQLite format 3", "a database", "binary"),
    (b"\xd0\xcf\x11\xe0", "an Excel file of the old binary kind", "binary"),
    (b"PAR1", "a Parquet file", "binary"),
    (b"\x89PNG", "a picture", "binary"),
)
_MAGIC = tuple(magic for magic, _, _ in _KINDS)
_SHEET = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_NAMED = 200
"""Bytes in which a zip archive says that it is such a document: it is the first file in it, and not compressed."""
_CHUNK = 1 << 20
_JSON_STARTS = frozenset('{["-tfn0123456789')


def refuse_binary(data: bytes, place: str, wanted: Wanted) -> None:
    """Raise for a file of another kind, told from its first bytes.

    Raises:
        UsageError: Of the wanted kind.
    """
    if not data.startswith(_MAGIC):
        return
    if _SHEET in data[:_NAMED]:
        raise wanted.refused(
            place, f"is an OpenDocument spreadsheet, not {wanted.what}.", "Save it as .xlsx or .csv.", "binary"
        )
    for magic, what, code in _KINDS:
        if data.startswith(magic):
            remedy = "Unpack it, and name the files in it." if code == "archive" else ""
            raise wanted.refused(place, f"is {what}, not {wanted.what}.", remedy, code)


def is_zip(data: bytes) -> bool:
    """Return True for a zip archive, whole or cut off; an Office file is one."""
    return data.startswith(b"PK")


def encoding_of(data: bytes) -> str:
    """Return the codec of a text that starts with two ASCII characters, as JSON and headings do; it takes the mark off."""
    return json.detect_encoding(data)


def decode(data: bytes, place: str, wanted: Wanted, *, guess: bool = False) -> tuple[str, Problem | None]:
    """Return the text of a whole file, and what is odd about it although it can be used.

    UTF-8, UTF-16 and UTF-32 are read with or without a byte order mark. Anything else is read as
    Windows-1252 where ``guess`` allows it: ids survive that, names may not.

    Raises:
        UsageError: Of the wanted kind; it is empty, damaged or not text.
    """
    refuse_binary(data, place, wanted)
    encoding = encoding_of(data)
    note = None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"{place}:{line_of(data, error.start)}"
        if not encoding.startswith("utf-8"):
            raise cut_off(encoding, where, wanted) from None
        if not guess:
            raise wanted.refused(where, "is not UTF-8 text.", "Save it as UTF-8.") from None
        text = data.decode("cp1252", errors="replace")
        note = garbled(where)
    if not text.strip(BLANK):
        raise wanted.refused(place, "is empty.", code="empty")
    if not guess and "\0" in text:
        raise not_text(place, wanted)
    return text, note


def not_text(place: str, wanted: Wanted) -> UsageError:
    """Return the error for a file of bytes."""
    return wanted.refused(place, "is not text: it has zero bytes.", "Check that it is the right file.", "damaged")


def encoding_of_rows(file: IO[bytes], place: str, wanted: Wanted) -> tuple[str, Problem | None]:
    """Return the codec of a text of any size, and what is odd about it although it can be used.

    Args:
        file: At its beginning; all of it is looked at.

    Raises:
        UsageError: Of the wanted kind; it isn't text.
    """
    chunk = file.read(_CHUNK)
    refuse_binary(chunk, place, wanted)
    found = encoding_of(chunk)
    if not found.startswith("utf-8"):
        return found, None
    decoder, following = codecs.getincrementaldecoder("utf-8")(), chunk
    try:
        while following:
            chunk, following = following, file.read(_CHUNK)
            decoder.decode(chunk, final=not following)
    except UnicodeDecodeError:
        if not mostly_utf8(chunk):
            return "cp1252", garbled(place)
        message = "has bytes that are not UTF-8, although the rest is; they are shown as \ufffd."
        return "utf-8-sig", Problem(place, message, "Save it as UTF-8.", "encoding", "note")
    return "utf-8-sig", None


def mostly_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a few bad bytes from an older encoding: good sequences outweigh bad bytes."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if ord(character) > 127) - bad
    return good > bad


def cut_off(encoding: str, place: str, wanted: Wanted) -> UsageError:
    """Return the error for a text that breaks off within a character."""
    message = f"is not whole: its {encoding.upper()} text is cut off or damaged."
    return wanted.refused(place, message, "Save or export it again.", "damaged")


def garbled(place: str) -> Problem:
    """Return the note on a text that is read as Windows-1252."""
    message = "is not UTF-8; it is read as Windows-1252, so names may be garbled."
    return Problem(place, message, "Save the export as UTF-8.", "encoding", "note")


def refuse_other_text(text: str, place: str, wanted: Wanted, *, json_only: bool = True) -> None:
    """Raise for a page of HTML, and for other text that does not start as JSON does.

    Raises:
        UsageError: Of the wanted kind.
    """
    start = text.lstrip(BLANK)[:1]
    line = text[: text.find(start)].count("\n") + 1
    if start == "<":
        message = "is HTML or XML, perhaps an error or sign-in page that was saved under this name."
        raise wanted.refused(f"{place}:{line}", message, "Export again and look into the file.", "html")
    if json_only and start not in _JSON_STARTS:
        message = "is not JSON: it starts with neither { nor [."
        raise wanted.refused(f"{place}:{line}", message, "Export as JSON.", "not-json")


def line_of(data: bytes, position: int) -> int:
    """Return the line of a position in bytes, from 1."""
    return data.count(b"\n", 0, position) + 1
