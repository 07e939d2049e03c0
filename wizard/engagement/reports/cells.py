"""Rows as comma-separated values that spreadsheets open as they are, and take no formula from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from wizard.documents.escape import guarded

if TYPE_CHECKING:
    from wizard.record.settings import OwnReports

_BOM = "\ufeff"


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]], settings: OwnReports) -> bytes:
    """Return rows below a head, lines ended as Excel and importers expect; cells are guarded against formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=settings.separator, lineterminator="\r\n")
    writer.writerow(head)
    known: dict[object, str] = {None: ""}  # most cells of a column are like others
    for row in rows:
        known.update((cell, cell_text(cell)) for cell in row if cell not in known)
        writer.writerow([known[cell] for cell in row])
    return f"{_BOM if settings.bom else ''}{text.getvalue()}".encode("utf-8", "replace")


def cell_text(cell: object) -> str:
    """Return a value as the text of a cell; days as ISO, so that they sort."""
    return "" if cell is None else guarded(str(cell))
