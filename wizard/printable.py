"""Text of users and exports made safe for a terminal or a message."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return a text as one line without control and direction characters, so that no terminal takes it as a command."""
    line = " ".join(text.split())
    return line if line.isprintable() else "".join(char if char.isprintable() else " " for char in line)


def short(text: str, limit: int = 200) -> str:
    """Return a text as ``printable`` does, cut to a number of characters."""
    # Blanks may fall together, so a little more than the limit is looked at, and never a text of megabytes.
    shown = printable(text[: 4 * limit])
    cut = len(shown) > limit or len(text) > 4 * limit
    return f"{shown[: limit - 1]}\u2026" if cut else shown
