"""Rows of an Excel workbook, as text: what a person sees in a cell, without its format."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from wizard.engagement.lists.tables import HEAD_ROWS, LIST, NAMES_ACCOUNTS, Line, Score, Table
from wizard.files.workbooks import open_book, sheet_rows

KEPT_BYTES = 500_000
"""Of a workbook whose rows are kept in memory; they unpack to about ten times as much."""


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
        super().__init__(path, KEPT_BYTES)
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
