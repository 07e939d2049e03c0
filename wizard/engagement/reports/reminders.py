"""The calendar: each day on which something is due, and the days before on which people are reminded.

The reminders are separate events, because calendars keep one alarm of an imported event at most, and some keep
none. What is due for many accounts on one day is one event, so that a large tenant does not fill a calendar.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from wizard.documents.escape import clean
from wizard.engagement.reports.figures import due_days
from wizard.wording import count, joined

if TYPE_CHECKING:
    from wizard.engagement.overview import Overview

NAME = "reminders.ics"
NAMED = 50
"""Accounts that an event names."""

_MAKER = "-//MFA Exception Wizard//reminders//EN"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One event of a whole day.

    Attributes:
        uid: The same whenever the calendar is written, so that importing it again changes the event.
        accounts: Names of the accounts, where the text has their number.
    """

    uid: str
    day: date
    text: str
    accounts: str = ""


def reminders(overview: Overview, days_before: Sequence[int]) -> Iterator[Reminder]:
    """Yield what is due from the day of the overview on; nothing of an account but its name and what is due."""
    tenant = overview.engagement.settings.client or overview.engagement.folder.name
    for due in due_days(overview.rows):
        names = [clean(row.account) for row in due.rows]
        whose = names[0] if len(names) == 1 else count(len(names), "account")
        for before in (*days_before, 0):
            day = due.day - timedelta(days=before)
            if day >= overview.day:
                ahead = f" in {count(before, 'day')}" if before else ""
                uid = _uid(tenant, due.day.isoformat(), due.what, str(before))
                yield Reminder(
                    uid, day, clean(f"{due.what}{ahead}: {whose}"), joined(names, NAMED) if names[1:] else ""
                )


def _uid(*told: str) -> str:
    return f"{hashlib.sha256(chr(0).join(told).encode('utf-8', 'replace')).hexdigest()[:32]}@mfa-wizard"


def as_ics(overview: Overview, days_before: Sequence[int]) -> bytes:
    """Return the reminders as a calendar; the same day and accounts give the same bytes."""
    found = list(reminders(overview, days_before))
    if not found:  # to load the library takes longer than to write every other report
        return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{_MAKER}\r\nEND:VCALENDAR\r\n".encode()
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    stamp = datetime.combine(overview.day, time(), UTC)
    for one in found:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", one.day)
        event.add("summary", one.text)
        if one.accounts:
            event.add("description", one.accounts)
        event.add("transp", "TRANSPARENT")  # nobody is busy on that day
        calendar.add_component(event)
    return bytes(calendar.to_ical())
