"""How wide a text is at most, and how it is broken into lines, without a font at hand.

The reader's font is not known: a browser, Word and a phone each choose one. The table holds the widths of a wide
common sans font, so a text in a narrower one takes less room. Scripts that the table does not hold count by kind.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import chain

MARGIN = 1.04
"""A font may be a little wider than the table."""

ELLIPSIS = "\u2026"
MOST_MARKS = 2
"""Marks that are kept above or below one letter; piles of them run into other lines."""

_REGULAR = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
)  # fmt: skip
_BOLD = (
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696,
    696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775,
    637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675,
    716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924,
    645, 652, 582, 712, 365, 712, 838,
)  # fmt: skip

_JOINER, _KEYCAP = "\u200d", "\u20e3"
_BREAKS_AFTER = frozenset("-_@./:\\")


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is at most, in the unit of its size."""
    table = _BOLD if bold else _REGULAR
    return sum(_of_cluster(cluster, table) for cluster in clusters(text)) * size * MARGIN / 1000


def _of_cluster(cluster: str, table: tuple[int, ...]) -> int:
    if len(cluster) == 1 and " " <= cluster <= "~":
        return table[ord(cluster) - 32]
    # A renderer without the joined picture draws its parts side by side.
    return sum(_of_letter(letter, table) for letter in cluster)


def _of_letter(letter: str, table: tuple[int, ...]) -> int:
    if " " <= letter <= "~":
        return table[ord(letter) - 32]
    if letter in _PUNCTUATION:
        return _PUNCTUATION[letter]
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    if " " <= base <= "~":
        return table[ord(base) - 32] + 60
    code = ord(letter)
    return next((most for last, most in _KINDS if code <= last), 1400)


_PUNCTUATION = {
    "\u2018": 400,
    "\u2019": 400,
    "\u201c": 700,
    "\u201d": 700,
    "\u2013": 550,
    "\u2026": 1000,
    "\u00b7": 400,
}

_KINDS = (
    (0x017F, 1250),  # Latin with marks; the ligatures are the widest
    (0x036F, 1600),  # more Latin, with digraphs in one letter
    (0x03FF, 1000),  # Greek
    (0x052F, 1450),  # Cyrillic
    (0x05FF, 800),  # Hebrew, Armenian
    (0x08FF, 1500),  # Arabic and neighbors
    (0x1FFF, 1500),  # scripts of South Asia and others
    (0x214F, 1900),  # punctuation, currencies, letterlike signs
    (0x2BFF, 1300),  # arrows, mathematics, drawing
    (0x2E7F, 1500),
    (0x9FFF, 1100),  # Chinese, Japanese
    (0xABFF, 3200),  # rare scripts; one of their signs is a whole phrase
    (0xD7FF, 1100),  # Korean
    (0xFAFF, 1100),
    (0xFB4F, 1300),
    (0xFDFF, 9000),  # Arabic phrases in one letter
    (0xFFFF, 1300),
    (0x11FFF, 1600),
    (0x1254F, 5000),  # cuneiform
    (0x1EFFF, 1800),
    (0x1FFFF, 1500),  # emoji
)
"""The last code of a range, and how wide its letters are at most, in thousandths of the size."""


def clusters(text: str) -> list[str]:
    """Return the letters of a text as a reader sees them, each with its marks; a line never breaks inside one."""
    found: list[str] = []
    marks = 0
    for letter in text:
        if found and _joins(letter, found[-1]):
            is_mark = unicodedata.category(letter) in {"Mn", "Me"}
            marks += is_mark
            if not is_mark or marks <= MOST_MARKS:
                found[-1] += letter
        else:
            found.append(letter)
            marks = 0
    return found


def _joins(letter: str, before: str) -> bool:
    code = ord(letter)
    return (
        unicodedata.category(letter) in {"Mn", "Me", "Mc"}
        or letter in {_JOINER, _KEYCAP}
        or before.endswith(_JOINER)
        or 0x1F3FB <= code <= 0x1F3FF
        or (0x1F1E6 <= code <= 0x1F1FF and len(before) == 1 and 0x1F1E6 <= ord(before) <= 0x1F1FF)
    )


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 2) -> tuple[str, ...]:
    """Return a text as lines that fit a width; what does not fit into the last one that there may be ends with an ellipsis."""
    lines: list[tuple[str, str]] = []
    parts = [_broken(word, room, size, bold=bold) for word in text.split()]
    for glue, word in chain.from_iterable(parts):
        if lines and width(f"{lines[-1][1]}{glue}{word}", size, bold=bold) <= room:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]}{glue}{word}")
        else:
            lines.append((glue, word))
    if len(lines) <= most:
        return tuple(line for _, line in lines)
    rest = "".join(f"{glue}{line}" for glue, line in lines[most - 1 :]).strip()
    return (*(line for _, line in lines[: most - 1]), cut(rest, room, size, bold=bold))


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return a text on one line; where it is too wide, its beginning with an ellipsis."""
    if width(text, size, bold=bold) <= room:
        return text
    kept = ""
    for cluster in clusters(text):
        if width(f"{kept}{cluster}{ELLIPSIS}", size, bold=bold) > room:
            break
        kept += cluster
    return f"{kept.rstrip()}{ELLIPSIS}"


def _broken(word: str, room: float, size: float, *, bold: bool) -> list[tuple[str, str]]:
    """Return a word as parts that fit a line, each with what joins it to the part before."""
    if width(word, size, bold=bold) <= room:
        return [(" ", word)]
    parts: list[str] = []
    part = ""
    for cluster in clusters(word):
        if part and width(part + cluster, size, bold=bold) > room:
            at = max((place for place, letter in enumerate(part, 1) if letter in _BREAKS_AFTER), default=0)
            at = at if at > len(part) // 2 else len(part)
            parts.append(part[:at])
            part = part[at:]
        part += cluster
    parts.append(part)
    return [(" " if number == 0 else "", part) for number, part in enumerate(parts)]
