"""Text of users made safe for a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return text as one line without control and direction characters, so that no terminal takes it as a command."""
    return "".join(char if char.isprintable() else " " for char in " ".join(text.split()))
