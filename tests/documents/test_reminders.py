"""The calendar of a decision comes in order, with the days before each date."""

from __future__ import annotations

from tests.documents.making import make_case
from wizard.documents.reminders import reminders


def test_reminders_come_before_review_and_end():
    dates = [(day.isoformat(), what) for day, what in reminders(make_case())]

    assert ("2027-01-27", "Review in 30 days") in dates
    assert ("2027-05-24", "End of the exception in 7 days") in dates
    assert dates == sorted(dates)


def test_a_retirement_is_reminded_of_the_day_on_which_the_account_is_gone():
    answers = {"identity": "user_cloud", "activity": "idle", "exclusion_today": "undocumented"}
    dates = [(day.isoformat(), what.split(":")[0]) for day, what in reminders(make_case(answers))]

    assert ("2027-01-03", "Observation period ends") in dates
    assert reminders(make_case(answers, {})) == []
