"""Cuts a stream of JSON into records without building the whole: arrays, pages, lines.

Read are an array of objects, objects one after another, and pages ``{"value": [...]}`` or
``{"records": [...]}`` whose members are the records. Only one record is in memory at a time,
and what comes before a break in the file is kept.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wizard.files.collections import (
    BATCH_IN_TEXT,
    COUNT_IN_TEXT,
    FIRST_ERROR,
    NEXT_IN_TEXT,
    STATUS_IN_TEXT,
    Part,
    counted,
)

CHUNK_BYTES = 1 << 22
MAX_RECORD_BYTES = 1 << 24
"""Bytes of one record; a sign-in with a hundred policies has some fifty thousand."""

# Blanks, numbers and whole strings up to the next bracket; possessive, so that damage costs no second look.
_UP_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+[{}\[\]]', re.DOTALL).match
_PAGE_KEY = re.compile(rb'.*"(?:[Vv]alue|[Rr]ecords)"\s*:\s*\[$', re.DOTALL).match
_BRACE, _BRACKET = b"{["
_OPENING = frozenset({_BRACE, _BRACKET})
_OPENING_OF = {ord("}"): _BRACE, ord("]"): _BRACKET}
_PAGE_DEPTHS = ([_BRACE], [_BRACKET, _BRACE])
"""Open brackets around a page's own keys: a page by itself, or in an array of pages."""
_ANSWER = [_BRACE, _BRACKET, _BRACE]
"""Open brackets around the keys of an answer of a batch; the page is its body."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the file has it.

    Attributes:
        data: Its bytes, UTF-8.
        line: Line where it begins, from 1.
    """

    data: bytes
    line: int


class BrokenJsonError(Exception):
    """The text ends inside a record, or brackets do not match.

    Attributes:
        line: Where the damage was noticed.
        reason: What is wrong, as a phrase.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def utf8_chunks(path: Path, encoding: str) -> Iterator[bytes]:
    """Yield a file as UTF-8 bytes, whatever its encoding; damaged characters become U+FFFD."""
    with path.open("rb") as file:
        if encoding == "utf-8":
            first = file.read(CHUNK_BYTES)
            yield first.removeprefix(codecs.BOM_UTF8)
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
            return
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        while chunk := file.read(CHUNK_BYTES):
            yield decoder.decode(chunk).removeprefix("\ufeff").encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def records(
    chunks: Iterable[bytes], *, strict: bool = False, parts: list[Part] | None = None, place: str = ""
) -> Iterator[Record]:
    """Yield the records of a JSON text.

    Args:
        chunks: The text in parts, UTF-8, without byte order mark.
        strict: Raise when the text breaks off; otherwise the records before the break are all.
        parts: Takes what says that the records are not all of the collection.
        place: The file, for the parts.

    Raises:
        BrokenJsonError: Only if ``strict``: the text breaks off, or brackets do not match.
    """
    cutter = _Cutter(place, [] if parts is None else parts)
    for chunk in chunks:
        yield from cutter.feed(chunk)
        if cutter.failure:
            break
    cutter.finish()
    if strict and cutter.failure:
        raise cutter.failure


class _Cutter:
    """Keeps the open brackets and the text of the record that is not whole yet."""

    def __init__(self, place: str, parts: list[Part]) -> None:
        self.place = place
        self.parts = parts
        self.buffer = b""
        self.scanned = 0
        self.start = -1
        self.start_line = 1
        self.line = 1
        self.stack: list[int] = []
        self.page: list[int] = []
        self.members = 0
        self.expected = 0
        self.continues = False
        self.batch = False
        self.failure: BrokenJsonError | None = None

    def feed(self, chunk: bytes) -> Iterator[Record]:
        """Add the next part of the text, and yield the records that are whole now."""
        buffer = self.buffer + chunk if self.buffer else chunk
        stack = self.stack
        lines_to, position = 0, self.scanned
        while match := _UP_TO_BRACKET(buffer, position):
            before, position = position, match.end()
            first = buffer[position - 1]
            if self.batch and stack == _ANSWER:
                self._answered(buffer[before:position])
            if first in _OPENING:
                if first == _BRACE and self.start < 0 and self._between_records():
                    self.start = position - 1
                    self.line += buffer.count(b"\n", lines_to, self.start)
                    lines_to = self.start
                    self.start_line = self.line
                elif first == _BRACKET and self._is_page() and _PAGE_KEY(buffer, before, position):
                    # The object is a page: its members are the records, not itself.
                    self.members, self.expected, self.continues = 0, 0, False
                    self._see(buffer[max(self.start, 0) if self.start >= 0 else before : position])
                    self.page, self.start = stack.copy(), -1
                elif first == _BRACKET and stack == [_BRACE] and BATCH_IN_TEXT(buffer[max(self.start, 0) : position]):
                    self.batch, self.start = True, -1
                stack.append(first)
                continue
            if self.page and stack == self.page:
                self._see(buffer[before:position])
            if not stack or stack.pop() != _OPENING_OF[first]:
                self.line += buffer.count(b"\n", lines_to, position)
                self.failure = BrokenJsonError(self.line, "a bracket is closed that was not opened")
                return
            if self.start >= 0 and self._between_records():
                yield Record(buffer[self.start : position], self.start_line)
                self.members += 1
                self.start = -1
            elif len(stack) < len(self.page):
                self._close_page()
        self._keep(buffer, position, lines_to)

    def _between_records(self) -> bool:
        """Return True outside all records: at top level, in the top array, or in a page's array."""
        if self.page:
            return self.stack[-1:] == [_BRACKET] and self.stack[:-1] == self.page
        return not self.stack or self.stack == [_BRACKET]

    def _is_page(self) -> bool:
        return self.stack in _PAGE_DEPTHS or (self.batch and self.stack == [*_ANSWER, _BRACE])

    def _see(self, keys: bytes) -> None:
        """Notice among the keys of a page that others follow, and how many entries it counts."""
        if NEXT_IN_TEXT(keys):
            self.continues = True
            self.parts.append(Part(self.place, "page"))
        if found := COUNT_IN_TEXT(keys):
            self.expected = int(found[1])

    def _close_page(self) -> None:
        self.page = []
        if self.expected > self.members and not self.continues:
            self.parts.append(counted(self.place, self.members, self.expected))

    def _answered(self, keys: bytes) -> None:
        """Notice among the keys of an answer that it is an error."""
        found = STATUS_IN_TEXT(keys)
        if found and int(found[1]) >= FIRST_ERROR:
            self.parts.append(Part(self.place, "refused", found[1].decode()))

    def _keep(self, buffer: bytes, position: int, counted: int) -> None:
        keep = self.start if self.start >= 0 else position
        if len(buffer) - keep > MAX_RECORD_BYTES:
            self.failure = BrokenJsonError(self.line, f"a record is longer than {MAX_RECORD_BYTES >> 20} MB")
            return
        self.line += buffer.count(b"\n", counted, keep)
        self.buffer = buffer[keep:]
        self.scanned = position - keep
        self.start = min(self.start, 0)

    def finish(self) -> None:
        """Notice a text that ends while something is open."""
        if self.failure is None and (self.stack or b'"' in self.buffer):
            line = self.line + self.buffer.count(b"\n")
            self.failure = BrokenJsonError(line, "the text breaks off inside a record")
