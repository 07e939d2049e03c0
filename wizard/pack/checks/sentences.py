"""Prose cut into blocks and sentences, as a reader counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"(?<=[.!?:;])[\"')\]”’*_]*\s+(?=[^\s])")
"""Where a sentence may end; a colon or semicolon ends none, but is looked at for what follows."""

_ABBREVIATIONS = frozenset({"e.g.", "i.e.", "etc.", "vs.", "no.", "cf.", "approx.", "incl.", "art.", "sec.", "st."})


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text: paragraphs and list items are cut apart first."""
    for block in blocks(text):
        start = 0
        for end in _END.finditer(block):
            before = block[start : end.start()]
            last = before.rsplit(None, 1)[-1].lower() if before.split() else ""
            if last.endswith((":", ";")) or last.lstrip('(“"') in _ABBREVIATIONS:
                continue
            yield before.strip()
            start = end.end()
        if block[start:].strip():
            yield block[start:].strip()


def blocks(text: str) -> Iterator[str]:
    """Yield paragraphs, list items, headings and table cells, each as one line."""
    current: list[str] = []
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or re.match(r"(?:[-*+]|\d+[.)])\s|#{1,6}\s|\||```", stripped):
            if current:
                yield " ".join(current)
            current = []
        if stripped.startswith("|"):
            yield from (cell.strip() for cell in stripped.strip("|").split("|") if cell.strip(" :-"))
        elif stripped:
            current.append(re.sub(r"^(?:[-*+]|\d+[.)]|#{1,6})\s+", "", stripped))
    if current:
        yield " ".join(current)


def words(sentence: str) -> int:
    """Return the number of words; code and links count as their text."""
    plain = re.sub(r"\]\([^)]*\)", "]", sentence)
    return sum(1 for word in plain.split() if any(char.isalnum() for char in word))
