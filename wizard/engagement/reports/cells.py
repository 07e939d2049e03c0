"""Rows as comma-separated values that spreadsheets open as they are, and take no formula from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from wizard.documents.escape import guarded

if TYPE_CHECKING:
    from wizard.record.settings import OwnReports

_BOM = "\ufeff".encode()


class CsvLines:
    """Rows as lines, ended as Excel and importers expect; cells are guarded against formulas."""

    def __init__(self, settings: OwnReports) -> None:
        self._settings = settings
        self._known: dict[object, str] = {None: ""}  # most cells of a column are like others

    def of(self, rows: Iterable[Sequence[object]]) -> bytes:
        text, known = io.StringIO(newline=""), self._known
        writer = csv.writer(text, delimiter=self._settings.separator, lineterminator="\r\n")
        for row in rows:
            known.update((cell, cell_text(cell)) for cell in row if cell not in known)
            writer.writerow([known[cell] for cell in row])
        return text.getvalue().encode("utf-8", "replace")

    def file(self, head: Sequence[str], lines: Iterable[bytes]) -> bytes:
        """Return lines below a head, as the settings of the engagement want them."""
        return b"".join((_BOM if self._settings.bom else b"", self.of([head]), *lines))


def cell_text(cell: object) -> str:
    """Return a value as the text of a cell; days as ISO, so that they sort."""
    return "" if cell is None else guarded(str(cell))
