"""Sections 8 and 10 to 12: constraint, compensating controls, conditions, validity and renewal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wizard.documents.escape import inline
from wizard.documents.people import renewals, sign_offs
from wizard.documents.sections import parts
from wizard.pack.models import Meaning
from wizard.wording import count, listed, long_date

if TYPE_CHECKING:
    from datetime import date

    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.record.values import Control

MOST_REVIEWS = 60
"""Review dates that are computed at most; an end date far off is an open item anyway."""

YES_NO = {True: "Yes", False: "No", None: "Not told"}


def in_play(case: Case) -> bool:
    """Return whether the documents carry an exception with a rating."""
    group = case.pack.documents.risk.full_for
    return group is not None and group in case.outcome.groups


def constraint(page: Page, case: Case) -> None:
    """Say why the control cannot be met as written."""
    if not in_play(case) or not case.offers(Meaning.CONSTRAINT):
        return
    page.heading(2, "Constraint")
    if case.offers(Meaning.CONSTRAINT_KIND):
        kind = parts.value_text(case, case.library.fields[case.pack.meant[Meaning.CONSTRAINT_KIND]], "")
        page.text(f"{kind}." if kind else "Which kind of constraint it is, technical or business, is not given yet.")
    _given(page, case, Meaning.CONSTRAINT, "Why the control cannot be met as it is written is not given yet.")
    if case.offers(Meaning.NEED):
        page.text("Why the business asks for the exception:")
        _given(page, case, Meaning.NEED, "Not given yet.")


def _given(page: Page, case: Case, field: Meaning, missing: str) -> None:
    if case.text(field):
        parts.paragraphs(page, case.text(field))
    else:
        page.text(missing)


def controls(page: Page, case: Case) -> None:
    texts = parts.conditional(case, page, "compensating")
    if not in_play(case):
        if texts:
            page.heading(2, "Compensating controls")
            page.text("None is demanded for this outcome. This may help all the same:")
            page.bullets(texts)
        return
    page.heading(2, "Compensating controls")
    page.text(case.pack.documents.risk.objective)
    rows = case.controls
    rating = case.rating
    effects = {effect.position: effect for effect in rating.effects} if rating else {}
    if not rows:
        page.text("No compensating control is named yet.")
    for number, row in enumerate(rows, 1):
        effect = effects.get(number - 1)
        page.heading(3, f"Control {number}")
        page.table(("What", "Answer"), _control(row))
        if effect is not None:
            counts = (
                "It lowers the likelihood by one step." if effect.counts else f"It lowers nothing. {effect.why_not}"
            )
            page.text(counts)
    page.bullets(texts)


def _control(row: Control) -> list[tuple[str, str]]:
    tested = parts.day(row.tested_on, "No date")
    method = {"examine": "Examined", "interview": "Asked in an interview", "test": "Tested"}.get(row.method)
    return [
        ("Control", inline(row.name) or parts.NOT_GIVEN),
        ("Objective", inline(row.objective) or parts.NOT_GIVEN),
        ("Kind", (row.effect).capitalize() or parts.NOT_GIVEN),
        ("Above what is mandatory anyway", YES_NO[row.above_and_beyond]),
        ("Validation", f"{method}, {tested}" if method else f"Not told, {tested[:1].lower()}{tested[1:]}"),
        ("Result", inline(row.result) or parts.NOT_GIVEN),
        ("Kept up by", inline(row.owner) or parts.NOT_GIVEN),
    ]


def conditions(page: Page, case: Case) -> None:
    """Add the conditions of approval, and what ends an exception early."""
    rows = case.steps(Meaning.CONDITIONS)
    if not case.offers(Meaning.CONDITIONS) or not (rows or in_play(case)):
        return
    page.heading(2, "Conditions")
    if rows:
        page.text("The decision stands only while each of these holds:")
    else:
        page.text("No condition is given yet.")
    page.table(("Id", "Condition", "Owner", "Due", "Evidence"), condition_rows(case))
    if in_play(case) and case.pack.documents.early_end:
        page.text("The exception ends early where one of these happens:")
        page.bullets(case.pack.documents.early_end)


def condition_rows(case: Case) -> list[tuple[str, ...]]:
    """Return the conditions as rows of a table: id, text, owner, due, evidence."""
    return [
        (
            f"K{number}",
            inline(row.step) or parts.NOT_GIVEN,
            inline(row.owner) or parts.NOT_GIVEN,
            parts.day(row.due, "As long as the decision stands"),
            inline(row.evidence),
        )
        for number, row in enumerate(case.steps(Meaning.CONDITIONS), 1)
    ]


def validity(page: Page, case: Case) -> None:
    """Say from when to when, how often it is reviewed, and what happens at the end."""
    texts = parts.conditional(case, page, "renewal")
    rules = sign_offs(case)
    if not rules and not texts:
        return
    page.heading(2, "Validity and renewal")
    if in_play(case):
        _exception(page, case)
    else:
        page.text(_without_end(case))
    page.table(
        ("Applies to", "Validity", "Review"),
        [
            (case.library.groups[rule.group].title, rule.validity, rule.review)
            for rule in rules
            if rule.roles or not any(other.roles for other in rules)
        ],
    )
    page.bullets(texts)
    page.text(f"Source of these figures: {case.pack.profile.title.lower()}. {case.pack.profile.note}")


def _without_end(case: Case) -> str:
    review, target = case.date(Meaning.REVIEW), case.date(Meaning.TARGET)
    sentences = []
    if review:
        sentences.append(f"The next review is due by {long_date(review)}.")
    elif case.offers(Meaning.REVIEW):
        sentences.append("The date of the next review is not given yet.")
    if target:
        sentences.append(f"The work is to be done by {long_date(target)}.")
    elif case.requires(Meaning.TARGET):
        sentences.append("The date by which the work is done is not given yet.")
    return " ".join(sentences)


def _exception(page: Page, case: Case) -> None:
    start, end, review = case.date(Meaning.START), case.date(Meaning.END), case.date(Meaning.REVIEW)
    level = case.level
    rows = [
        ("Start", long_date(start) if start else parts.NOT_GIVEN),
        ("End", long_date(end) if end else parts.NOT_GIVEN),
        ("Length", count((end - start).days, "day") if start and end else parts.NOT_GIVEN),
        ("Next review", long_date(review) if review else parts.NOT_GIVEN),
    ]
    later = review_dates(case)[1:]
    if later:
        rows.append(("Later reviews", listed([long_date(then) for then in later])))
    if level is not None:
        name = case.library.level_title(level.id)
        known = case.rating is not None and case.rating.adjusted.level is not None
        basis = f"risk {name}" if known else f"risk Unknown, held to the rules of {name}"
        rows.append(("Longest term", f"{count(level.cap_days, 'day')} ({basis})"))
        if start:
            rows.append(("Last possible day", long_date(start + timedelta(days=level.cap_days))))
        rows.append(("Review cadence", f"{level.review_text}, every {count(level.review_days, 'day')} at the latest"))
    number, limit = renewals(case), case.pack.profile.limits.renewals
    if number is not None:
        left = max(0, limit - number)
        rows.append(("Renewals", f"{number} so far, {left} left before a higher approver joins"))
    page.table(("What", "Answer"), rows)
    page.text(_at_the_end(case))


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


def _at_the_end(case: Case) -> str:
    end = case.date(Meaning.END)
    when = f"On {long_date(end)}" if end else "On the end date"
    return (
        f"{when} the approval ends by itself, and the implementer ends the exclusion in the tenant on that day. "
        "An ended exception is not revived. "
        "Whoever still needs it asks anew, with a new record and new signatures."
    )
