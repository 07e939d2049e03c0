"""Blocks of a document that came back, whatever program wrote it: headings, paragraphs and rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Box = Literal["ticked", "open", "not_applicable", "unreadable"]

TICKED = frozenset("xX☒☑✓✔✅🗹🗷")
OPEN = frozenset("☐□▢⬜◻")
_BRACKETS = re.compile(r"\[\s*([^\[\]]?)\s*\]")
STRUCK = "~~"
"""Is before and after text that is struck out, in every format; such text does not count as written."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; its level counts from 1."""

    level: int
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or an item of a list."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; its cells as a reader sees them.

    Attributes:
        place: Where it is, in words such as ``line 24``.
    """

    cells: tuple[str, ...]
    place: str

    def cell(self, index: int | None) -> str:
        """Return a cell; empty where the row has none there."""
        return self.cells[index] if index is not None and index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its head as the first row."""

    rows: tuple[Row, ...]


Block = Heading | Paragraph | Table


def box_of(text: str) -> Box:
    """Return what a box says in any form that editors, converters and pens leave; an empty cell is open."""
    bare = text.replace("\\", "").replace("\ufe0e", "").replace("\ufe0f", "").strip().strip("*_`").strip()
    inside = _BRACKETS.findall(bare)
    marks = {*inside, *"".join(_BRACKETS.sub(" ", bare).split())} - {""}
    if "~" in marks and marks <= {"~"}:
        return "not_applicable"
    if marks & TICKED and marks <= TICKED | OPEN:
        return "ticked"
    if marks <= OPEN and (inside or marks or not bare):
        return "open"
    return "unreadable"
