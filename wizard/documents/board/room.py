"""How much of users' texts a page has room for, and how its words are counted; the dossier holds each text whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from wizard.documents.escape import CLOSE, OPEN, clean, inline

MORE = "… (full text in the dossier)"
CUT = "…"
CUT_MEANS = "Texts that end in “…” are in full in the dossier."
NOTED = 18
"""Words from which on each cut text says where the rest is; below, the page says it once."""

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_IMAGE = re.compile(r"!\[(?:\\.|[^\]\\])*\]\([^)\n]*\)")
_TARGET = re.compile(r"(?<=\])\([^)\s]*\)")
_WORD = re.compile(r"\S*?[^\W_]\S*")
_CASE = re.compile(r"^## ", re.MULTILINE)

ROW = TypeVar("ROW")


@dataclass(frozen=True, slots=True)
class Room:
    """What one attempt at a page allows.

    Attributes:
        words: Words of a user's text.
        name: Words of a person's name or title.
        rows: Rows of a table or list that users fill.
        rest: Options that are not chosen.
        notes: Texts that a board reads first.
    """

    words: int
    name: int
    rows: int
    rest: int
    notes: int

    def text(self, text: str) -> str:
        """Return a user's text on one line, cut at a word where it is too long."""
        words = clean(text).split()
        if len(words) <= self.words:
            return inline(text)
        return f"{inline(' '.join(words[: self.words]))}{MORE if self.words >= NOTED else CUT}"

    def label(self, text: str) -> str:
        """Return a name, title or short entry, cut without a note; it is found whole in the sign-off table."""
        words = clean(text).split()
        return inline(text) if len(words) <= self.name else f"{inline(' '.join(words[: self.name]))}{CUT}"

    def fits(self, escaped: str) -> str:
        """Return a name that is escaped already, cut like a label."""
        words = escaped.replace(OPEN, "").replace(CLOSE, "").split()
        return escaped if len(words) <= self.name else f"{OPEN}{' '.join(words[: self.name])}{CLOSE}{CUT}"

    def some(self, rows: Sequence[ROW]) -> tuple[Sequence[ROW], int]:
        """Return the rows that fit, and how many more there are."""
        return rows[: self.rows], max(0, len(rows) - self.rows)


ROOMS = (
    Room(words=60, name=12, rows=40, rest=9, notes=4),
    Room(words=30, name=12, rows=20, rest=9, notes=3),
    Room(words=18, name=8, rows=12, rest=6, notes=3),
    Room(words=12, name=6, rows=8, rest=5, notes=2),
    Room(words=8, name=4, rows=6, rest=4, notes=2),
    Room(words=6, name=3, rows=4, rest=3, notes=2),
    Room(words=4, name=2, rows=3, rest=3, notes=1),
    Room(words=3, name=1, rows=2, rest=2, notes=1),
    Room(words=2, name=1, rows=1, rest=1, notes=1),
)
"""Attempts from the widest to the narrowest."""


def word_count(markdown: str) -> int:
    """Return how many tokens have a letter or digit; front matter, pictures and link targets do not count."""
    text = _TARGET.sub("", _IMAGE.sub(" ", _FRONT.sub("", markdown)))
    return len(_WORD.findall(text))


def split_page(markdown: str) -> tuple[str, str]:
    """Return the decision page and the case, which begins with the first heading of the second level."""
    found = _CASE.search(markdown)
    return (markdown[: found.start()], markdown[found.start() :]) if found else (markdown, "")
