"""Rows of any table-like file, one at a time: CSV, JSON, Excel, and lists that PowerShell prints."""

from __future__ import annotations

import csv
import functools
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any

from wizard.errors import Problem
from wizard.evidence.sign_ins.shape import heading_key
from wizard.evidence.slashed_dates import DAYS, Order, has_slashes, order_of, texts_in
from wizard.files.collections import Part
from wizard.files.json_stream import BrokenJsonError, records, utf8_chunks
from wizard.files.sniff import EXPORT, Sniffed
from wizard.files.workbooks import open_book, sheet_rows

MAX_PROBLEMS = 20
_MAX_CELL = 1 << 20
_HEADING_ROWS = 20
_LIST_LINE = re.compile(r"^([A-Za-z][A-Za-z0-9]*) +: ?(.*)$")
_SHELL_PART = re.compile(r"([A-Za-z][A-Za-z0-9:]*)=([^;}]*)")
_WITH_POINTS = "%d.%m.%Y %H:%M:%S"
_CLOCKS = (
    " %I:%M:%S %p",
    ", %I:%M:%S %p",
    ", %I:%M:%S.%f %p",
    " %H:%M:%S",
    ", %H:%M:%S",
    ", %H:%M:%S.%f",
    " %H:%M",
    "",
)


class Row:
    """One row; names are found whatever their case and blanks.

    Attributes:
        line: Where it begins in the file; the row number in a workbook.
        order: What comes first in its dates with slashes; None where nothing tells, so that they are not read.
    """

    __slots__ = ("_keys", "_nested", "_values", "line", "order")

    def __init__(self, line: int, values: Mapping[str, Any], order: Order | None = None) -> None:
        self.line = line
        self.order = order
        extra = values.get("AdditionalProperties") or values.get("additionalProperties")
        if isinstance(extra, dict):
            values = _with_extra(values, extra)
        self._values = values
        self._keys = {_key(str(key)): key for key in reversed(list(values))}
        self._nested: dict[str, Row | None] = {}

    def __contains__(self, name: str) -> bool:
        """Return True when the row has a name, filled or not."""
        return name.lower().replace(" ", "") in self._keys

    def keys(self) -> AbstractSet[str]:
        """Return the names in lower case, without blanks."""
        return self._keys.keys()

    @property
    def values(self) -> Mapping[str, Any]:
        """The row as the file has it."""
        return self._values

    def headings(self) -> list[str]:
        """Return the names as the file has them."""
        return [str(key) for key in self._values]

    def get(self, *names: str) -> Any:
        """Return the first value that is there; a dot leads into a nested object."""
        for name in names:
            value = self.value(name)
            if value not in (None, "", [], {}):
                return value
        return None

    def text(self, *names: str) -> str:
        """Return a value as text, or nothing."""
        value = self.get(*names)
        if value is None or isinstance(value, dict | list):
            return ""
        return str(value).strip()

    def flag(self, *names: str) -> bool | None:
        """Return a truth value, or None where there is none."""
        value = self.text(*names).lower()
        if value in {"true", "yes", "1", "enabled", "\u2713", "\u2714", "x"}:
            return True
        return False if value in {"false", "no", "0", "disabled", "-"} else None

    def names(self, *names: str) -> tuple[str, ...]:
        """Return a list of texts, whether it is a list or joined by commas or semicolons."""
        value = self.get(*names)
        parts = value if isinstance(value, list) else re.split(r"[;,|]", str(value or "").strip("[]{}"))
        return tuple(text for part in parts if (text := str(part).strip().strip('"')))

    def time(self, *names: str) -> datetime | None:
        """Return a time in UTC, or None where it cannot be read."""
        value = self.get(*names)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment(str(value), self.order) if value else None

    def value(self, name: str) -> Any:
        """Return a value as it is, None where it is not there; a dot leads into a nested object."""
        key = self._keys.get(name.lower().replace(" ", ""))
        if key is not None:
            return self._values[key]
        first, _, rest = name.partition(".")
        key = self._keys.get(first.lower()) if rest else None
        if key is None:
            return None
        if key not in self._nested:
            found = unpacked(self._values[key])
            self._nested[key] = Row(self.line, found, self.order) if isinstance(found, dict) else None
        nested = self._nested[key]
        return nested.value(rest) if nested is not None else None


@functools.lru_cache(maxsize=4096)  # every row of a file has the same headings
def _key(heading: str) -> str:
    return heading_key(heading).replace(" ", "")


def _with_extra(values: Mapping[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    """Return an object with what PowerShell's version of the module does not know and keeps apart."""
    filled = {key.lower() for key, value in values.items() if value is not None}
    more = {key: value for key, value in extra.items() if key.lower() not in filled}
    lower = {key.lower() for key in more}
    return {**{key: value for key, value in values.items() if key.lower() not in lower}, **more}


def moment(text: str, order: Order | None = None) -> datetime | None:
    """Return a time as exports write it, in UTC; one with slashes only by the order of day and month."""
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text.strip())
    try:
        found = datetime.fromisoformat(cut)
    except ValueError:
        for form in (_WITH_POINTS, *(f"{DAYS[order]}{clock}" for clock in _CLOCKS if order is not None)):
            try:
                return datetime.strptime(cut, form).replace(tzinfo=UTC)
            except ValueError:
                continue
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def unpacked(value: Any) -> Any:
    """Return a nested value that was written as text: JSON, or ``@{name=value; ...}`` of PowerShell."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.startswith(("{@{", "@{")):
        return {key: part.strip() for key, part in _SHELL_PART.findall(text)}
    if text.startswith(("{", "[")):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None
    return None


class RowReader:
    """Yields the rows of a file.

    Attributes:
        count: Rows so far.
        problems: What could not be used, with file and line.
    """

    def __init__(self, sniffed: Sniffed) -> None:
        self.sniffed = sniffed
        self.count = 0
        self.problems: list[Problem] = list(sniffed.notes)
        samples = [*itertools.chain(*sniffed.rows), *itertools.chain(*map(texts_in, sniffed.objects))]
        self.order = order_of(samples)
        self._undated = self.order is None and any(map(has_slashes, samples))

    def tell_undated(self) -> None:
        """Report that days of the file cannot be told from months; for readers of times."""
        if self._undated:
            message = "has dates that may be read day first or month first, so they are not read."
            self.problems.append(
                Problem(str(self.sniffed.path), message, "Export with times in ISO 8601.", "undated", "note")
            )

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows; bad ones go to the problems."""
        kind = self.sniffed.kind
        source = {"csv": self._csv, "excel": self._excel, "text_list": self._text_list}.get(kind, self._json)
        for row in source():
            self.count += 1
            yield row

    def report(self, line: int, message: str, remedy: str = "") -> None:
        """Say what is wrong with a row; beyond some rows only their number counts."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(f"{self.sniffed.path}:{line}", message, remedy, "bad-row"))

    def _csv(self) -> Iterator[Row]:
        old = csv.field_size_limit(_MAX_CELL)
        try:
            lines = _lines(utf8_chunks(self.sniffed.path, self.sniffed.encoding))
            before, heading = self.sniffed.skip_lines, self.sniffed.heading
            reader = csv.reader(itertools.islice(lines, before, None), delimiter=self.sniffed.delimiter)
            while True:
                line = before + reader.line_num + 1
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    self.report(line, f"cannot be read: {error}; the row is skipped.")
                    continue
                if cells is None:
                    return
                if not any(cells):
                    continue
                if len(cells) != len(heading):
                    self.report(line, f"has {len(cells)} columns, not {len(heading)}; the row is skipped.")
                    continue
                yield Row(line, dict(zip(heading, cells, strict=True)), self.order)
        finally:
            csv.field_size_limit(old)

    def _json(self) -> Iterator[Row]:
        chunks = utf8_chunks(self.sniffed.path, self.sniffed.encoding)
        parts: list[Part] = []
        try:
            for record in records(chunks, strict=True, parts=parts, place=str(self.sniffed.path)):
                try:
                    value = json.loads(record.data)
                except (ValueError, RecursionError):
                    self.report(record.line, "isn't a valid JSON object; it is skipped.")
                    continue
                yield Row(record.line, value, self.order)
        except BrokenJsonError as error:
            message = f"breaks off: {error.reason}. What precedes it is used."
            self.problems.append(Problem(f"{self.sniffed.path}:{error.line}", message, "Export again.", "cut-off"))
        self.problems += [part.problem for part in parts]

    def _excel(self) -> Iterator[Row]:
        place = str(self.sniffed.path)
        book = open_book(self.sniffed.path, EXPORT)
        try:
            for sheet in book.worksheets:
                yield from self._sheet(sheet_rows(sheet, place, EXPORT))
        finally:
            book.close()

    def _sheet(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
        heading: list[str] | None = None
        for number, cells in enumerate(rows, start=1):
            if heading is None:
                texts = [str(cell).strip() if cell is not None else "" for cell in cells]
                # Reports put a title above the headings, which fills one cell only.
                if sum(bool(text) for text in texts) >= 2:
                    heading = [text or f"column {index}" for index, text in enumerate(texts, start=1)]
                elif number > _HEADING_ROWS:
                    return
                continue
            if any(cell not in (None, "") for cell in cells):
                yield Row(number, dict(zip(heading, cells, strict=False)))

    def _text_list(self) -> Iterator[Row]:
        values: dict[str, str] = {}
        start, key = 1, ""
        for number, line in enumerate(_lines(utf8_chunks(self.sniffed.path, self.sniffed.encoding)), start=1):
            text = line.rstrip("\r\n")
            found = _LIST_LINE.match(text)
            if found:
                if found[1] in values:
                    # A list of objects without a blank line between them.
                    yield Row(start, values)
                    values = {}
                start = start if values else number
                key = found[1]
                values[key] = found[2].strip()
            elif values and key and text.startswith(" ") and text.strip():
                # PowerShell breaks long values at the width of the window, in the middle of a word.
                values[key] += text.strip()
            elif values:
                yield Row(start, values)
                values, key = {}, ""
        if values:
            yield Row(start, values)


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield lines with their ends, of any of the three kinds."""
    rest = b""
    for chunk in chunks:
        parts = (rest + chunk).splitlines(keepends=True)
        rest = parts.pop() if parts and not parts[-1].endswith(b"\n") else b""
        for part in parts:
            yield part.decode("utf-8", "replace")
        if len(rest) > _MAX_CELL:
            yield rest.decode("utf-8", "replace")
            rest = b""
    if rest:
        yield rest.decode("utf-8", "replace")
