"""The calendar of a decision: reviews, ends, the days before, and checks after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from wizard.documents.sections import exception
from wizard.pack.models import Meaning
from wizard.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.documents.case import Case


def reminders(case: Case) -> list[tuple[date, str]]:
    """Return the dates of the calendar with what is due, in order."""
    found: list[tuple[date, str]] = []
    rules = case.pack.profile.reminders
    for field, what in (
        (Meaning.REVIEW, "Review"),
        (Meaning.END, "End of the exception"),
        (Meaning.TARGET, "Target date"),
    ):
        then = case.date(field)
        if then is None:
            continue
        found += [(then - timedelta(days=before), f"{what} in {count(before, 'day')}") for before in rules.days_before]
        found.append((then, what))
    found += [(then, "Review") for then in exception.review_dates(case)[1:]]
    for rule in rules.after:
        then = case.date(rule.field)
        if rule.group in case.outcome.groups and then is not None and rule.at:
            found.append((then, rule.at))
    return sorted([*found, *checks_after(case)])


def checks_after(case: Case) -> Iterator[tuple[date, str]]:
    """Yield checks that fall due some days after a date of the sign-off."""
    for rule in case.pack.profile.reminders.after:
        then = case.date(rule.field)
        if rule.group in case.outcome.groups and then is not None:
            yield then + timedelta(days=rule.days), rule.what
