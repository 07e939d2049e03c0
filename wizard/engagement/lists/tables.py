"""From the bytes of a list to its rows: CSV of any dialect, and Excel workbooks as a person sees their cells."""

from __future__ import annotations

import csv
import io
import itertools
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from wizard.errors import EvidenceError, Problem
from wizard.files.decoding import BLANK, cut_off, encoding_of_rows, refuse_other_text
from wizard.files.reading import Wanted, opened, stamp_of
from wizard.files.workbooks import open_book, sheet_rows

LIST = Wanted(EvidenceError, "a list of accounts", "Save it as CSV or as an Excel workbook (.xlsx).", 2_000_000_000)
MAX_CELL = 1_000_000
"""Characters of a cell."""
MAX_COLUMNS = 2_000
KEPT_BYTES = 4_000_000
"""Of a CSV file whose rows are kept in memory."""
BOOK_BYTES = 500_000
"""Of a workbook whose rows are kept in memory; they unpack to about ten times as much."""
HEAD_ROWS = 20
"""Rows among which the headings are: lists have titles above them."""

_SAMPLE = 1 << 16
_SEPARATORS = ",;\t|"
_END = "\x1c\x1d"
"""A line after the last one: within a cell it shows that a quote is still open."""
_SEP_LINE = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)

Line = tuple[int, list[str]]
"""A row: the line on which it begins, or its number in a sheet, from 1, and its cells."""

Score = Callable[[list[list[str]]], int]
"""Tells from the first rows how many headings are known."""
NAMES_ACCOUNTS = 100
"""The least score of rows with a heading for the accounts."""


class Table(ABC):
    """Rows of a file, as often as they are needed.

    Attributes:
        sheets: Names of the sheets that look like lists.
        sheet: The one that is read; empty for CSV.
        remarks: What is odd although the file can be read.
    """

    sheets: tuple[str, ...] = ()
    sheet: str = ""
    remarks: tuple[str, ...] = ()

    def __init__(self, path: Path, most_kept: int) -> None:
        """Look how large the file is.

        Args:
            most_kept: Bytes up to which its rows are kept in memory; a larger file is read again for each walk.

        Raises:
            EvidenceError: It cannot be read, or is too large.
        """
        self.path = path
        self._stamp = self._stamped()
        self.kept = self._stamp[0] <= most_kept
        self._rows: list[Line] | None = None
        if self._stamp[0] > LIST.limit:
            raise LIST.too_large(str(path), self._stamp[0])

    def __iter__(self) -> Iterator[Line]:
        """Yield all rows.

        Raises:
            EvidenceError: The file cannot be read on, or has changed.
        """
        if self._rows is not None:
            return iter(self._rows)
        if self._stamped() != self._stamp:
            message = "changed while it was read."
            raise LIST.refused(str(self.path), message, "Wait until it is saved, then try again.", "changing")
        if not self.kept:
            return self._read()
        self._rows = list(self._read())
        return iter(self._rows)

    def _stamped(self) -> tuple[int, int, int]:
        try:
            return stamp_of(self.path, LIST)
        except (OSError, ValueError) as error:
            raise LIST.unread(str(self.path), error) from None

    @abstractmethod
    def _read(self) -> Iterator[Line]:
        """Read the file from its beginning."""

    @abstractmethod
    def place(self, line: int, column: int | None = None) -> str:
        """Return where a row or a cell is."""


class CsvTable(Table):
    """A text file of rows: any of the usual separators, encodings and line ends."""

    def __init__(self, path: Path, score: Score) -> None:
        """Find out how the file is written.

        Args:
            score: Decides between separators.

        Raises:
            EvidenceError: The file isn't text, or is empty.
        """
        super().__init__(path, KEPT_BYTES)
        with opened(path, LIST) as (file, place):
            self.encoding, note = encoding_of_rows(file, place, LIST)
        self.remarks = (f"{note.place}: {note.message}",) if note else ()
        sample = self._sample()
        found = _SEP_LINE.match(sample)
        self._skipped = 1 if found else 0
        self.separator = found[1] if found else _separator(sample, score)

    def place(self, line: int, column: int | None = None) -> str:  # noqa: ARG002 - a line has no letters for columns
        return f"{self.path}:{line}"

    def _open(self) -> io.TextIOWrapper:
        errors = "replace" if self.encoding in {"utf-8-sig", "cp1252"} else "strict"
        try:
            return self.path.open(encoding=self.encoding, errors=errors, newline="")
        except OSError as error:
            raise LIST.unread(str(self.path), error) from None

    def _sample(self) -> str:
        try:
            with self._open() as file:
                text = file.read(_SAMPLE)
        except UnicodeError:
            raise cut_off(self.encoding, self.place(1), LIST) from None
        refuse_other_text(text, str(self.path), LIST, json_only=False)
        if not text.strip(BLANK):
            raise LIST.refused(str(self.path), "is empty.", code="empty")
        return text

    def _read(self) -> Iterator[Line]:
        csv.field_size_limit(MAX_CELL)
        with self._open() as file:
            if self._skipped:
                file.readline()
            lines = itertools.chain(_without_zeros(file, str(self.path)), (_END,))
            reader = csv.reader(lines, delimiter=self.separator)
            line = 1 + self._skipped
            while True:
                try:
                    cells = next(reader)
                    if cells == [_END]:
                        return
                    if cells and cells[-1].endswith(_END):
                        raise csv.Error("a quote is open to the end of the file")  # noqa: TRY301 - one way to say it
                except csv.Error as error:
                    message = f"cannot be read on: {error}."
                    remedy = "Fix this row, where a quote may be open; the rows below it are not read."
                    raise EvidenceError(Problem(f"{self.path}:{line}", message, remedy)) from None
                except UnicodeError:
                    raise cut_off(self.encoding, self.place(line), LIST) from None
                yield line, cells
                line = self._skipped + reader.line_num + 1


def _without_zeros(lines: Iterator[str], place: str) -> Iterator[str]:
    for text in lines:
        if "\0" in text:
            message = "is not text: it has zero bytes."
            raise LIST.refused(place, message, "Check that it is the right file.", "damaged")
        yield text


def _separator(sample: str, score: Score) -> str:
    """Return the separator with which the most headings are known; of equal ones that which makes the most columns."""

    def rating(separator: str) -> tuple[int, int]:
        rows: list[list[str]] = []
        try:
            for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
                rows.append(row)
                if len(rows) == HEAD_ROWS:
                    break
        except csv.Error:
            pass
        return score(rows), max((len(row) for row in rows), default=0)

    return max(_SEPARATORS, key=rating)


class WorkbookTable(Table):
    """One sheet of a workbook: the one that was chosen, or the first whose headings are known best."""

    def __init__(self, path: Path, score: Score, chosen: Sequence[str] = ()) -> None:
        """Find the sheet.

        Args:
            score: Tells how many headings the first rows have.
            chosen: Sheets that somebody chose; the first that is there is taken.

        Raises:
            EvidenceError: It isn't a workbook, or has no sheet.
            MissingExtraError: The library for workbooks is not installed.
        """
        super().__init__(path, BOOK_BYTES)
        book = open_book(path, LIST)
        try:
            seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            scores = {sheet.title: score(self._head(sheet)) for sheet in seen}
        finally:
            book.close()
        if not scores:
            raise LIST.refused(str(path), "has no sheet that can be seen.", code="empty")
        lists = [title for title, found in scores.items() if found >= NAMES_ACCOUNTS]
        self.sheets = tuple(lists or [title for title, found in scores.items() if found])
        best = max(scores, key=lambda title: scores[title])
        self.sheet = next((title for title in chosen if title in scores), best)
        self._named = f"{self.sheet}!" if len(scores) > 1 else ""

    def place(self, line: int, column: int | None = None) -> str:
        from openpyxl.utils import get_column_letter

        return f"{self.path}:{self._named}{get_column_letter(column + 1) if column is not None else 'row '}{line}"

    def _read(self) -> Iterator[Line]:
        book = open_book(self.path, LIST)
        try:
            yield from self._lines(book[self.sheet])
        finally:
            book.close()

    def _lines(self, sheet: Any) -> Iterator[Line]:
        for number, cells in enumerate(sheet_rows(sheet, str(self.path), LIST), 1):
            yield number, [cell_text(value) for value in cells]

    def _head(self, sheet: Any) -> list[list[str]]:
        return [cells for _, cells in itertools.islice(self._lines(sheet), HEAD_ROWS)]


def cell_text(value: object) -> str:
    """Return the value of a cell as text: dates as ISO, whole numbers without a point, truth values as yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
