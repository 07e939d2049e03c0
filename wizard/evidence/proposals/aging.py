"""The age of what a proposal rests on: an old log is a hint, and one that is older still says nothing about today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wizard.evidence.accounts import Period
from wizard.evidence.proposals.observation import Observation
from wizard.wording import span

OLD_DAYS = 90
"""What is older is a hint and no proof."""
TOO_OLD_DAYS = 400
"""What is older says nothing about today: the longest business cycle, a year, is over, and the next one has begun."""
_SPARE_DAYS = 1
"""Clocks and time zones differ by a day at most."""


def is_of_today(period: Period, today: date) -> bool:
    """Return whether rows of a period can say something about today; rows without times may."""
    age = None if period.last is None else (today - period.last.date()).days
    return age is None or -_SPARE_DAYS <= age <= TOO_OLD_DAYS


def aged(one: Observation, today: date) -> Observation:
    """Return an observation that says how old it is, without answers where it is too old, or dated after today."""
    if one.last is None:
        return replace(one, reason=f"{one.reason} No date in the file says how old this is.")
    age = (today - one.last).days
    if age < -_SPARE_DAYS:
        why = f"Its dates go to {one.last.isoformat()}, after {today.isoformat()}, so they are wrong or were misread."
        return _silent(one, why, "The same export with times in ISO 8601.")
    seen = f"The newest of it is {span(max(age, 0))} old"
    if age > TOO_OLD_DAYS:
        return _silent(one, f"{seen}, too old to say anything about today.", "The same from the last business cycle.")
    certainty = "suggests" if age > OLD_DAYS else one.certainty
    return replace(one, reason=f"{one.reason} {seen}.", certainty=certainty)


def _silent(one: Observation, why: str, would_tell: str) -> Observation:
    return replace(
        one, answers=(), undecided=(), certainty="suggests", reason=f"{one.reason} {why}", would_tell=would_tell
    )
