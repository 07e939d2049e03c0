"""How much of users' texts a page has room for; the dossier holds each of them whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from wizard.documents.escape import CLOSE, OPEN, clean, inline

MORE = "… (full text in the dossier)"
ROW = TypeVar("ROW")


@dataclass(frozen=True, slots=True)
class Room:
    """What one attempt at a page allows.

    Attributes:
        words: Words of a user's text.
        name: Words of a person's name or title.
        rows: Rows of a table or list that users fill.
    """

    words: int
    name: int
    rows: int

    def text(self, text: str) -> str:
        """Return a user's text on one line, cut at a word where it is too long."""
        words = clean(text).split()
        if len(words) <= self.words:
            return inline(text)
        return f"{inline(' '.join(words[: self.words]))}{MORE}"

    def label(self, text: str) -> str:
        """Return a name, title or short entry, cut without a note; it is found whole in the sign-off table."""
        words = clean(text).split()
        return inline(text) if len(words) <= self.name else f"{inline(' '.join(words[: self.name]))}…"

    def fits(self, escaped: str) -> str:
        """Return a name that is escaped already, cut like a label."""
        words = escaped.replace(OPEN, "").replace(CLOSE, "").split()
        return escaped if len(words) <= self.name else f"{OPEN}{' '.join(words[: self.name])}{CLOSE}…"

    def some(self, rows: Sequence[ROW]) -> tuple[Sequence[ROW], int]:
        """Return the rows that fit, and how many more there are."""
        return rows[: self.rows], max(0, len(rows) - self.rows)


ROOMS = (
    Room(60, 12, 40),
    Room(30, 12, 20),
    Room(18, 8, 12),
    Room(12, 6, 8),
    Room(8, 4, 6),
    Room(6, 3, 4),
    Room(4, 2, 3),
    Room(3, 1, 2),
)
"""Attempts from the widest to the narrowest."""
