"""Text from users and files, made safe to draw.

Nothing here is read as markup. Control, direction and invisible characters become visible
substitutes, and sequences whose width terminals disagree about are taken apart.
"""

from __future__ import annotations

import unicodedata

HIDDEN = "\ufffd"
GAP = "…"


class _StandIns(dict[int, str]):
    """What is drawn in place of a character; looked up once for each."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        hidden = unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
        self[number] = HIDDEN if hidden else letter
        return self[number]


def _controls() -> dict[int, str]:
    return {**{number: chr(0x2400 + number) for number in range(0x20)}, 0x7F: "\u2421"}


_EDITED = _StandIns(_controls())
"""One substitute for each character, so that a cursor stays where it is."""

_SHOWN = _StandIns(
    {
        **_controls(),
        0x09: " ",
        0x200D: "",  # joins emoji into one glyph; terminals disagree about its width
        0xFE0F: "",
        0xFE0E: "",
        **dict.fromkeys(range(127995, 128000), ""),  # skin tones join too
        **{0x1F1E6 + number: chr(ord("A") + number) for number in range(26)},  # two letters make a flag
    }
)


def _valid(text: object) -> str:
    return str(text).encode("utf-8", "replace").decode("utf-8")


def one_line(text: object, limit: int = 2000) -> str:
    """Return text as one line that can be drawn anywhere, cut at a number of characters."""
    shown = _valid(text).replace("\r\n", " ").replace("\n", " ").replace("\r", " ").translate(_SHOWN)
    return shown if len(shown) <= limit else shown[: limit - 1] + GAP


def lines(text: object, limit: int = 40_000) -> str:
    """Return text of several lines that can be drawn anywhere, cut at a number of characters."""
    rows = _valid(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = "\n".join(row.translate(_SHOWN) for row in rows)
    return shown if len(shown) <= limit else shown[: limit - 1] + GAP


def edited(text: str) -> str:
    """Return text of the same length, as an editor draws it."""
    return text.translate(_EDITED)


def cut(text: str, width: int) -> str:
    """Return a line that fits a number of cells, with an ellipsis where something is missing."""
    from rich.cells import cell_len, set_cell_size

    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + GAP if width > 1 else GAP
