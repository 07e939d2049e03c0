"""Excel workbooks: opened with a limit on what they unpack to, and read row by row."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.errors import MissingExtraError, UsageError
from wizard.files.reading import Wanted

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_UNPACKED = 1 << 29
"""Bytes of a workbook when unpacked; a report of 100,000 users has some thirty million."""

BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, SyntaxError, ArithmeticError, AssertionError),
)
"""What readers of Office files and the modules below them raise for files that no Office wrote."""


def open_book(path: Path, wanted: Wanted) -> Workbook:
    """Return a workbook whose rows are read as they are needed; the caller closes it.

    Raises:
        UsageError: Of the wanted kind; it is damaged, or too large.
        MissingExtraError: The library for workbooks is not installed.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise MissingExtraError("data", "Reading Excel files") from None
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked <= MAX_UNPACKED:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of styles and rules that no row needs
                return load_workbook(path, read_only=True, data_only=True)
    except BROKEN:
        raise _damaged(str(path), wanted) from None
    message = f"unpacks to more than {MAX_UNPACKED >> 20} MB."
    raise wanted.refused(str(path), message, "Save the sheet as CSV.", "too-large")


def sheet_rows(sheet: Any, place: str, wanted: Wanted) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each row of a sheet, blank rows among them.

    Raises:
        UsageError: Of the wanted kind; the sheet cannot be read on.
    """
    try:
        # Other programs write sizes of sheets that are too small, which would cut rows off.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        while True:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                row = next(rows, None)
            if row is None:
                return
            yield row
    except BROKEN:
        raise _damaged(place, wanted) from None


def _damaged(place: str, wanted: Wanted) -> UsageError:
    return wanted.refused(place, "isn't a whole Excel workbook.", "Export again, or save it as CSV.", "damaged")
