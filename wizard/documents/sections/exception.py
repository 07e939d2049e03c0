"""The dates on which a decision is reviewed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from datetime import date

    from wizard.documents.case import Case

MOST_REVIEWS = 60
"""Review dates that are computed at most; an end date far off is an open item anyway."""


def in_play(case: Case) -> bool:
    """Return whether the documents carry an exception with a rating."""
    group = case.pack.documents.risk.full_for
    return group is not None and group in case.outcome.groups


def review_dates(case: Case) -> list[date]:
    """Return the dates of review: the one that is set, and from it on in the cadence of the level until the end."""
    review, end = case.date(Meaning.REVIEW), case.date(Meaning.END)
    if review is None:
        return []
    found, level = [review], case.level
    if end is None or level is None or level.review_days < 1 or not in_play(case):
        return found
    while (following := found[-1] + timedelta(days=level.review_days)) < end and len(found) < MOST_REVIEWS:
        found.append(following)
    return found
