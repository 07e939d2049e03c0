"""Hands a file to the engine: as it is where the engine can read it, else as a copy in its private folder."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from wizard.errors import EvidenceError, Problem
from wizard.evidence.sign_ins.shape import Shape, literal
from wizard.files.collections import Part
from wizard.files.json_stream import BrokenJsonError, records, utf8_chunks
from wizard.files.sniff import Sniffed

MAX_OBJECT_BYTES = 1 << 24
MOST_REJECTS = 10_000
"""Bad lines of a CSV file that are kept count of; a file with more is said to have at least these."""
_GLOB = re.compile(r"([*?\[])")
_SEARCH_SECONDS = 5.0
_NAMED_LINES = 5


def needs_copy(sniffed: Sniffed, shape: Shape) -> bool:
    """Return True when the engine cannot read the file as it is."""
    # Lines before the heading may end in another way than the rows, by which the engine then finds none.
    odd = sniffed.encoding != "utf-8" or sniffed.kind == "json_nested" or sniffed.preamble > 0
    return odd or bool(shape.wrapper)


def copy_for_engine(sniffed: Sniffed, shape: Shape, folder: Path) -> tuple[Path, list[Problem]]:
    """Write what the engine can read: UTF-8 CSV, or one JSON record a line.

    The copy is in the engine's private folder and goes with it.

    Returns:
        The copy, and what is wrong with the file although its good part was taken.

    Raises:
        EvidenceError: There is no room for the copy.
    """
    free = shutil.disk_usage(folder).free
    if free < sniffed.size * 2:
        message = f"has to be converted, and there is no room for it in {folder.parent}."
        raise EvidenceError(Problem(str(sniffed.path), message, "Free some space, or set TMPDIR to a larger disk."))
    target = folder / "copy"
    chunks = utf8_chunks(sniffed.path, sniffed.encoding)
    problems: list[Problem] = []
    parts: list[Part] = []
    with target.open("wb") as file:
        if sniffed.kind == "csv":
            for part in _line_ends(chunks):
                file.write(part)
            return target, problems
        try:
            for record in records(chunks, strict=True, parts=parts, place=str(sniffed.path)):
                # Line ends are only between the parts of a record: in a text JSON writes them as \n.
                data = record.data.replace(b"\r", b" ").replace(b"\n", b" ")
                file.write((_unwrapped(data, shape.wrapper) if shape.wrapper else data) + b"\n")
        except BrokenJsonError as error:
            message = f"breaks off: {error.reason}. What precedes it is used."
            problems.append(Problem(f"{sniffed.path}:{error.line}", message, "Export again.", "cut-off"))
    return target, [*problems, *(part.problem for part in parts)]


def _unwrapped(data: bytes, key: str) -> bytes:
    """Return the value of a key of a record; a record without it becomes one that counts as bad."""
    try:
        value = json.loads(data).get(key)
    except (ValueError, RecursionError):
        return data
    return json.dumps(value if isinstance(value, dict) else {}).encode()


def _line_ends(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield CSV with plain line ends; a carriage return by itself is inside a value."""
    held = b""
    for chunk in chunks:
        part = held + chunk
        held = b"\r" if part.endswith(b"\r") else b""
        yield part.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b" ")
    yield held.replace(b"\r", b"\n")


def reader(sniffed: Sniffed, shape: Shape, path: Path, number: int) -> str:
    """Return SQL of the source: the engine's reader with everything told, nothing guessed."""
    columns = "{" + ", ".join(f"{literal(key)}: {literal(kind)}" for key, kind in shape.columns.items()) + "}"
    place = literal(_GLOB.sub(r"[\1]", str(path)))
    if shape.reader == "csv":
        return (
            f"read_csv({place}, columns = {columns}, auto_detect = false, header = false, skip = {sniffed.skip_lines},"
            f" delim = {literal(sniffed.delimiter)}, quote = '\"', escape = '\"', strict_mode = true,"
            f" store_rejects = true, rejects_table = 'rejects_{number}', rejects_scan = 'scan_{number}',"
            f" rejects_limit = {MOST_REJECTS})"
        )
    # A copy has one record a line, whatever the file has.
    array = sniffed.kind == "json_array" and path == sniffed.path.resolve()
    form = "array" if array else "newline_delimited"
    lenient = "" if array else ", ignore_errors = true"
    return (
        f"read_json({place}, format = '{form}', columns = {columns}, maximum_object_size = {MAX_OBJECT_BYTES}{lenient})"
    )


def bad_records(sniffed: Sniffed) -> list[int]:
    """Return the lines of the first records that are no JSON objects; the search is bounded in time."""
    lines: list[int] = []
    end = time.monotonic() + _SEARCH_SECONDS
    for line, data in _each(sniffed):
        try:
            good = isinstance(json.loads(data), dict)
        except (ValueError, RecursionError):
            good = False
        if not good:
            lines.append(line)
        if len(lines) >= _NAMED_LINES or time.monotonic() > end:
            break
    return lines


def _each(sniffed: Sniffed) -> Iterator[tuple[int, bytes]]:
    if sniffed.kind != "json_lines":
        for record in records(utf8_chunks(sniffed.path, sniffed.encoding)):
            yield record.line, record.data
        return
    with sniffed.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield number, line.removeprefix(b"\xef\xbb\xbf")
