"""Dates with slashes: day and month look alike, so they are read only where the file tells which comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

Order = Literal["day", "month"]
"""What comes first."""
DAYS: dict[Order, str] = {"day": "%d/%m/%Y", "month": "%m/%d/%Y"}
PATTERN = r"^\s*(\d{1,2})/(\d{1,2})/\d{4}\b"
MONTHS = 12
_FIND = re.compile(PATTERN).match


def has_slashes(text: str) -> bool:
    """Return whether a text begins with such a date."""
    return _FIND(text) is not None


def order_of(texts: Iterable[str]) -> Order | None:
    """Return what comes first in the dates among some texts: a number above 12 is a day. None where nothing tells."""
    found = [match for text in texts if (match := _FIND(text))]
    return settled(any(int(match[1]) > MONTHS for match in found), any(int(match[2]) > MONTHS for match in found))


def settled(first_is_day: bool, second_is_day: bool) -> Order | None:
    """Return the order that two findings on a file mean; None where neither or both hold."""
    if first_is_day == second_is_day:
        return None
    return "day" if first_is_day else "month"


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts of a record, its own and those one level below."""
    for part in value.values():
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            yield from (text for text in part.values() if isinstance(text, str))
