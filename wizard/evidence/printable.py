"""Makes texts from exports fit for a terminal or a message."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str, limit: int = 200) -> str:
    """Return a text on one line, without control and direction characters, cut to a length."""
    shown = "".join("\ufffd" if unicodedata.category(char) in _HIDDEN else char for char in text[: limit + 1])
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}\u2026"
