"""Counts, lists, dates and safe text in words, for every room above.

On the lowest floor on purpose: a noun that is counted in one room and forgotten in another gave "1 open items".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(day: date) -> str:
    """Return a date as prose writes it: ``31 January 2027``, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04d}"


def read_date(text: str) -> date | None:
    """Return the date that a text stands for: ``2027-01-31`` or ``31 January 2027``; None for any other."""
    text = " ".join(text.split())
    try:
        if len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isascii():
            return date.fromisoformat(text)
        number, name, year = text.split(" ")
        month = next(i for i, full in enumerate(MONTHS, 1) if full[:3].lower() == name[:3].lower() and len(name) >= 3)
        if full_or_short(name, month) and len(year) == 4:
            return date(int(year), month, int(number))
    except (ValueError, StopIteration):
        return None
    return None


def full_or_short(name: str, month: int) -> bool:
    """Return whether a word names the month, in full or by its first letters."""
    return MONTHS[month - 1].lower().startswith(name.lower().rstrip("."))


def as_date(value: object) -> date | None:
    """Return a stored value as a date; None for any other."""
    if isinstance(value, date):
        return value
    return read_date(value) if isinstance(value, str) else None


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 day``, ``3 days``, ``2 entries``."""
    return f"{number:,} {agreed(number, one, many or f'{one}s')}"


def agreed(number: int, one: str, many: str) -> str:
    """Return the word that goes with a number: ``is`` or ``are``."""
    return one if number == 1 else many


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Return words as prose lists them: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def joined(names: Iterable[str], most: int = 4) -> str:
    """Return different names as a text, the first few of them: ``a, b, c, d and 3 more``."""
    found = [name for name in dict.fromkeys(names) if name]
    rest = len(found) - most
    return ", ".join(found[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def lower_first(text: str) -> str:
    """Return a text as it continues a sentence; short forms keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def span(days: int) -> str:
    """Return a span in the largest unit that says enough: days, months or years and months."""
    if days < 61:
        return count(days, "day")
    months = round(days / 30.4375)
    if months < 24:
        return f"about {count(months, 'month')}"
    years, rest = divmod(months, 12)
    return f"about {count(years, 'year')}" + (f" and {count(rest, 'month')}" if rest else "")


def age(then: date, day: date) -> str:
    """Return how long ago a day was, seen from the day of the document."""
    days = (day - then).days
    if days == 0:
        return "on the day of this document"
    if days < 0:
        return f"{span(-days)} after the day of this document"
    return f"{span(days)} before this document"


def ago(then: date, day: date) -> str:
    """Return how long ago a day was, seen from the day of a session."""
    days = (day - then).days
    if days == 0:
        return "on this day"
    return f"{span(days)} ago" if days > 0 else "after the day of this session"


def working_days_after(day: date, working_days: int) -> date:
    """Return the day that many working days later; Saturdays and Sundays do not count."""
    while working_days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            working_days -= 1
    return day


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
