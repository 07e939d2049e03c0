"""Rows of an Excel workbook, as text: what a person sees in a cell, without its format."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.engagement.lists.tables import HEAD_ROWS, LIST, NAMES_ACCOUNTS, Line, Score
from wizard.errors import EvidenceError, MissingExtraError, Problem
from wizard.files.reading import stamp_of

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_UNPACKED = 1 << 29
"""Bytes of a workbook when unpacked."""
KEPT_BYTES = 2_000_000
"""Rows of a workbook up to this size are kept in memory; they unpack to about ten times as much."""

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, SyntaxError, ArithmeticError, AssertionError),
)
"""What openpyxl and the modules below it raise for files that no Excel wrote."""


class WorkbookTable:
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
        self.path = path
        self.remarks: tuple[str, ...] = ()
        self._stamp = self._stamped()
        book = self._opened()
        try:
            scores = {one.title: score(_head(one)) for one in book.worksheets if one.sheet_state == "visible"}
        except _BROKEN:
            raise self._damaged() from None
        finally:
            book.close()
        if not scores:
            raise LIST.refused(str(path), "has no sheet that can be seen.", code="empty")
        lists = [title for title, found in scores.items() if found >= NAMES_ACCOUNTS]
        self.sheets = tuple(lists or [title for title, found in scores.items() if found])
        best = max(scores, key=lambda title: scores[title])
        self.sheet = next((title for title in chosen if title in scores), best)
        self._named = f"{self.sheet}!" if len(scores) > 1 else ""
        self._rows: list[Line] | None = None

    @property
    def kept(self) -> bool:
        return self._stamp[0] <= KEPT_BYTES

    def place(self, line: int, column: int | None = None) -> str:
        from openpyxl.utils import get_column_letter

        return f"{self.path}:{self._named}{get_column_letter(column + 1) if column is not None else 'row '}{line}"

    def __iter__(self) -> Iterator[Line]:
        if self._rows is None and self.kept:
            self._rows = list(self._read())
        return iter(self._rows) if self._rows is not None else self._read()

    def _read(self) -> Iterator[Line]:
        if self._stamped() != self._stamp:
            raise LIST.refused(
                str(self.path), "changed while it was read.", "Wait until it is saved, then try again.", "changing"
            )
        book = self._opened()
        try:
            yield from _lines(book[self.sheet])
        except _BROKEN:
            raise self._damaged() from None
        finally:
            book.close()

    def _stamped(self) -> tuple[int, int, int]:
        try:
            return stamp_of(self.path, LIST)
        except OSError as error:
            raise LIST.unread(str(self.path), error) from None

    def _opened(self) -> Workbook:
        try:
            from openpyxl import load_workbook
        except ImportError:
            raise MissingExtraError("data", "Reading Excel workbooks") from None
        try:
            with zipfile.ZipFile(self.path) as archive:
                if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                    message = f"unpacks to more than {MAX_UNPACKED >> 20} MB."
                    raise EvidenceError(Problem(str(self.path), message, "Save the sheet as CSV.", "too-large"))
            return load_workbook(self.path, read_only=True, data_only=True)
        except _BROKEN:
            raise self._damaged() from None

    def _damaged(self) -> EvidenceError:
        message = "isn't a whole Excel workbook."
        return EvidenceError(Problem(str(self.path), message, "Save it again, or save the sheet as CSV.", "damaged"))


def is_workbook(path: Path) -> bool:
    """Return whether a file is a workbook by its name or its first bytes; a whole one or a damaged one."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return True
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except (OSError, ValueError):
        return False
    return head.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head or b"xl/" in head)


def _lines(sheet: Any) -> Iterator[Line]:
    # Other programs write sizes of sheets that are too small, which would cut rows off.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, [cell_text(value) for value in cells]


def _head(sheet: Any) -> list[list[str]]:
    found: list[list[str]] = []
    for _, cells in _lines(sheet):
        found.append(cells)
        if len(found) == HEAD_ROWS:
            break
    return found


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
