"""Users' text in cells: no spreadsheet takes it for a formula."""

from __future__ import annotations

from wizard.documents.escape import clean

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def guarded(text: str) -> str:
    """Return text as a cell that no spreadsheet takes for a formula."""
    text = clean(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Return the text of a cell that ``guarded`` wrote."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
