"""Dates as people read them, and spans of time in words."""

from __future__ import annotations

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
    """Return the date that a text stands for: ``2027-01-31`` or ``31 January 2027``; None where it is none."""
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
    """Return a stored value as a date; None where it is none."""
    if isinstance(value, date):
        return value
    return read_date(value) if isinstance(value, str) else None


def count(number: int, unit: str) -> str:
    """Return a number with its unit: ``1 day``, ``3 days``."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


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
