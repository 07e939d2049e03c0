"""Counts, lists, dates and safe text in words, for every room above.

On the lowest floor on purpose: a noun that is counted in one room and forgotten in another gave "1 open items".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache

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
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GERMAN = (
    "Januar",
    "Februar",
    "Maerz",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")
"""Hyphens and dashes that word processors write instead of a hyphen."""


_AROUND_A_DATE = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|(?:mo|di|mi|do|fr|sa|so)|(?:mon|diens|donners|frei|sams|sonn)tag"
    r"|mittwoch|sonnabend|dated?|datum|signed|on|am)[.:]?,? (?=\d|[^\W\d_]{3,}\.? \d)"
    r"|[ T,|]+(?:at |um )?(?:\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?|(?:[01]?\d|2[0-3])\.(?:[0-5]\d|(?:00|1[3-9]|[2-5]\d)\.[0-5]\d))"
    r"(?: ?(?:[ap]\.?m\.?|uhr))?"
    r"(?: ?\(?(?:z|utc|gmt|[a-z]{1,4}t)?(?:[+-]\d{1,2}(?:[:'\u2019]?\d{2}['\u2019]?)?)?\)?){0,2}(?:(?: [a-z]+){1,3} time)?$",
    re.IGNORECASE,
)
"""A day of the week or a word before a date, and a time after it; neither says which day it is.

The zone of a time doesn't either: the day is that of the place where it was written.
``10.15.22`` is a time, ``10.12.22`` may be another date, and no hour is 31.
"""


def long_date(day: date) -> str:
    """Return a date as prose writes it: ``31 January 2027``, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04d}"


def read_date(text: str) -> date | None:
    """Return the one date that a text means; None where it means none, or for two."""
    found = date_readings(text)
    return found[0] if len(found) == 1 else None


def day_from(text: str, today: date) -> date | None:
    """Return the day that a text means as seen from a day; None where it means none.

    ``+90`` or ``in 90 days`` is 90 days later, ``+2w`` two weeks, ``+3m`` three months, ``-7`` or ``a week ago`` a week
    before; ``today``, ``yesterday``, ``Friday`` (the next one), ``31 Dec`` (the next one), ``end of March``.
    """
    words = re.sub(r"\b(?:next|the|of|on|by) ", "", " ".join(text.casefold().split()))
    if words.endswith(" ago"):
        words = "-" + re.sub(r"^an? ", "1 ", words.removesuffix(" ago"))
    if found := re.fullmatch(r"(\+|-|in) ?([0-9]{1,4}) ?(?:(d)|(w)|(m))?(?:ays?|eeks?|onths?)?", words):
        number = -int(found[2]) if found[1] == "-" else int(found[2])
        return _later(today, number, weeks=bool(found[4]), months=bool(found[5]))
    if found := re.fullmatch(r"end (?:(month)|(year)|(quarter)|([^\W\d_]{3,})(?: ([0-9]{4}))?)", words):
        month = 12 if found[2] else (today.month + 2) // 3 * 3 if found[3] else _month(found[4]) if found[4] else 0
        year = int(found[5]) if found[5] else today.year + (0 < month < today.month)
        return _end_of(year, month or today.month) if month or found[1] else None
    if len(words) > 2 and (numbers := [number for number, name in enumerate(WEEKDAYS) if name.startswith(words)]):
        return today + timedelta(days=(numbers[0] - today.weekday() - 1) % 7 + 1)
    this_year = (day for year in (today.year, today.year + 1) for day in date_readings(f"{words.rstrip('.,')} {year}"))
    named = {"today": today, "tomorrow": today + timedelta(days=1), "yesterday": today - timedelta(days=1)}
    return named.get(words) or next((day for day in this_year if day >= today), None)


def _later(day: date, number: int, *, weeks: bool, months: bool) -> date | None:
    """Return the day a number of days, weeks or months later; the last of its month where that is shorter."""
    with suppress(ValueError, OverflowError):
        if not months:
            return day + timedelta(days=number * (7 if weeks else 1))
        year, month = divmod(day.month - 1 + number, 12)
        last = _end_of(day.year + year, month + 1)
        return last.replace(day=min(day.day, last.day))
    return None


def _end_of(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@lru_cache(maxsize=4096)  # a register has few days and many cells
def date_readings(text: str) -> tuple[date, ...]:
    """Return the dates that a text can mean: one as a rule, two where countries read it differently.

    ``2027-01-31``, ``31 January 2027``, ``Jan 31, 2027``, ``31.01.2027`` and ``31. Januar 2027`` are one date, and so is
    ``2027.01.31 10:15:22 -08'00'``, as PDF signatures have it.
    ``03/12/2026`` is 3 December in Europe and 12 March in the US.
    """
    plain = " ".join(text.translate(_DASHES).split())
    if len(plain) > 64:
        return ()
    plain = _AROUND_A_DATE.sub("", plain)
    if found := re.fullmatch(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", plain):
        return _dates((found[1], found[3], found[4]))
    if found := re.fullmatch(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})", plain):
        return _dates((found[3], found[2], found[1]))
    if found := re.fullmatch(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})", plain):
        return _dates((found[4], found[3], found[1]), (found[4], found[1], found[3]))
    if found := re.fullmatch(
        r"([0-9]{1,2})(?:\.|st|nd|rd|th)?(?: of)?[ /-]?([^\W\d_]{3,})(?:\.|\.?,?[ /-])([0-9]{4})", plain
    ):
        return _dates((found[3], _month(found[2]), found[1]))
    if found := re.fullmatch(r"([0-9]{4})([ /-])([^\W\d_]{3,})\2([0-9]{1,2})", plain):
        return _dates((found[1], _month(found[3]), found[4]))
    if found := re.fullmatch(r"([^\W\d_]{3,})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", plain):
        return _dates((found[3], _month(found[1]), found[2]))
    return ()


def _dates(*parts: tuple[str, str | int, str]) -> tuple[date, ...]:
    """Return the days that exist among parts of dates, each once, the earlier first."""
    found: set[date] = set()
    for year, month, number in parts:
        with suppress(ValueError):
            found.add(date(int(year), int(month), int(number)))
    return tuple(sorted(found))


def _month(name: str) -> int:
    """Return the number of the month that a name means, in full or by its first letters; 0 for no month."""
    name = name.casefold().replace("ä", "ae")
    for names in (MONTHS, _GERMAN):
        for number, full in enumerate(names, 1):
            if full.casefold().startswith(name):
                return number
    return {"mrz": 3, "mae": 3, "sept": 9}.get(name, 0)


_LATER = frozenset(
    {"tbd", "tba", "tbc", "todo", "to do", "to be determined", "to be defined", "to be confirmed", "to be announced"}
    | {"xxx", "pending", "placeholder", "offen", "folgt", "noch offen", "wird nachgereicht"}
)
_NOBODY = frozenset({"n a", "na", "none", "nobody", "no one", "unknown", "not known", "unbekannt", "niemand", "keiner"})


def is_placeholder(text: str, *, name: bool = False) -> bool:
    """Return whether a text only marks that something is to follow; an empty one marks nothing.

    Args:
        text: As somebody wrote it.
        name: It is the name of a person, of whom no word says that there is none.
    """
    if not text.strip():
        return False
    bare = " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())
    return not bare or bool(_LATER & {bare, bare.replace(" ", "")}) or (name and bare in _NOBODY)


def two_readings(text: str) -> str:
    """Return the question about a date that can be read in two ways, with both; empty where it cannot."""
    found = date_readings(text)
    return f"can mean {listed([long_date(day) for day in found], 'or')}." if len(found) > 1 else ""


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


def joined(names: Iterable[str], most: int = 4, between: str = ", ") -> str:
    """Return different names as a text, the first few of them: ``a, b, c, d and 3 more``."""
    found = [name for name in dict.fromkeys(names) if name]
    rest = len(found) - most
    return between.join(found[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def more_answers(labels: Sequence[str]) -> str:
    """Return the line that represents answers which few accounts need."""
    return f"More answers ({len(labels)}): {joined(labels, between='; ')}"


def cited(facts: Iterable[str]) -> str:
    """Return ids of facts as a mark, ``[F: CA-19, MFA-01]``; empty for none.

    Fact ids look like control ids of a standard: NIST SP 800-53 has its own CA-5.
    """
    ids = ", ".join(dict.fromkeys(facts))
    return f"[F: {ids}]" if ids else ""


def lower_first(text: str) -> str:
    """Return a text as it continues a sentence; short forms keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return a text as it begins a sentence; ``capitalize`` would make the rest small."""
    return text[:1].upper() + text[1:]


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


def encodable(text: str) -> str:
    """Return a text that UTF-8 can hold; names of files need not be one."""
    return text.encode("utf-8", "replace").decode()


def short(text: str, limit: int = 200) -> str:
    """Return a text as ``printable`` does, cut to a number of characters."""
    # Blanks may fall together, so a little more than the limit is looked at, and never a text of megabytes.
    shown = printable(text[: 4 * limit])
    cut = len(shown) > limit or len(text) > 4 * limit
    return f"{shown[: limit - 1]}\u2026" if cut else shown
