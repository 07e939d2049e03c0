"""Days as people say them, seen from a day."""

from __future__ import annotations

from datetime import date

import pytest

from wizard.wording import day_from

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("+90", "2027-02-22"),
        ("in 3 weeks", "2026-12-15"),
        ("+3m", "2027-02-24"),
        ("-7", "2026-11-17"),
        ("7 days ago", "2026-11-17"),
        ("a week ago", "2026-11-17"),
        ("2 weeks ago", "2026-11-10"),
        ("yesterday", "2026-11-23"),
        ("tomorrow", "2026-11-25"),
        ("next Friday", "2026-11-27"),
        ("tue", "2026-12-01"),
        ("end of March", "2027-03-31"),
        ("end of November", "2026-11-30"),
        ("end of December", "2026-12-31"),
        ("end of January", "2027-01-31"),
        ("end of February 2028", "2028-02-29"),
        ("End of the month", "2026-11-30"),
        ("end of the quarter", "2026-12-31"),
        ("end of year", "2026-12-31"),
        ("31 Dec", "2026-12-31"),
        ("by 23 November", "2027-11-23"),
        ("24 Nov", "2026-11-24"),
        ("5. Januar", "2027-01-05"),
    ],
)
def test_a_day_is_said_in_words(said: str, day: str) -> None:
    assert day_from(said, TODAY) == date.fromisoformat(day)


def test_months_that_are_shorter_end_on_their_last_day() -> None:
    assert day_from("+1m", date(2027, 1, 31)) == date(2027, 2, 28)
    assert day_from("-2m", date(2027, 1, 31)) == date(2026, 11, 30)


@pytest.mark.parametrize("said", ["soon", "March", "end of", "end of nothing", "31 Feb", "05/06", "in", "mo", "+99999"])
def test_what_means_no_day_is_no_day(said: str) -> None:
    assert day_from(said, TODAY) is None
