"""What follows a decision: the dates of its reviews, and checks that fall due after it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from wizard.documents.case import Case
    from wizard.pack.models import Pack


MOST_REVIEWS = 60
"""Review dates that are computed at most; an end date far off is an open item anyway."""


def review_dates(case: Case) -> list[date]:
    """Return the dates of review: the one that is set, and from it on in the cadence of the level until the end."""
    review, end = case.date(Meaning.REVIEW), case.date(Meaning.END)
    if review is None:
        return []
    found, level = [review], case.level
    rated = case.pack.documents.risk.full_for in case.outcome.groups
    if end is None or level is None or level.review_days < 1 or not rated:
        return found
    while (following := found[-1] + timedelta(days=level.review_days)) < end and len(found) < MOST_REVIEWS:
        found.append(following)
    return found


def checks_after(
    pack: Pack, groups: Collection[str], day_of: Callable[[str], date | None]
) -> Iterator[tuple[date, str]]:
    """Yield the checks of groups of outcomes that fall due some days after a date of the sign-off."""
    for rule in pack.profile.reminders.after:
        then = day_of(rule.field)
        if rule.group in groups and then is not None:
            yield then + timedelta(days=rule.days), rule.what
