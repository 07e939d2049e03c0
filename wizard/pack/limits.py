"""Bounds on what a file of the pack may hold: no endless lists, no characters that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wizard.errors import Problem
from wizard.pack.toml_lines import line_of

MAX_ROWS = 2000
"""Entries of one list; more are no pack that people read."""

MAX_TABLE_ROWS = 500
"""Rows of one decision table."""

MAX_DOTS = 200
"""Dots in one line of a TOML file; keys of thousands of parts take the reader minutes."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters, marks that turn the direction of text, and spaces without width."""


def limits(name: str, text: str, data: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is too long or cannot be seen in the values of a TOML file."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), data)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            if _UNSEEN.search(value):
                yield _unseen(f"{name}:{line_of(text, place)}")
            continue
        if not isinstance(value, dict | list):
            continue
        most = MAX_TABLE_ROWS if place and place[-1] == "row" else MAX_ROWS
        if len(value) > most:
            what = f"'{place[-1]}'" if place else "the file"
            message = f"has {len(value):,} entries of {what}; at most {most:,} are read."
            remedy = "Split the table into terms that people can read."
            yield Problem(f"{name}:{line_of(text, place)}", message, remedy, "P112")
            return
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        waiting.extend(((*place, key), part) for key, part in parts)


def crowded(name: str, text: str) -> Iterator[Problem]:
    """Yield the first line that could hold a key of more parts than can be read in time."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS:
            message = f"has a line with more than {MAX_DOTS} dots."
            yield Problem(f"{name}:{number}", message, "Split the line.", "P120")
            return


def unprintable(name: str, text: str) -> Iterator[Problem]:
    """Yield the first line of a prose file that holds characters that nobody sees."""
    found = _UNSEEN.search(text)
    if found:
        yield _unseen(f"{name}:{text.count(chr(10), 0, found.start()) + 1}")


def _unseen(place: str) -> Problem:
    return Problem(place, "has a control character or another invisible character.", "Remove it.", "P115")
