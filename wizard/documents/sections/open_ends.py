"""Section 17: assumptions, open questions, conflicts between sources, confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.dates import long_date
from wizard.documents.people import duty_findings
from wizard.documents.sections import parts

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page

LEVELS = ("low", "medium", "high")


def confidence(case: Case) -> str:
    """Return the confidence of the decision: the lowest level of the texts that hold; low where none does."""
    found = {level for level in LEVELS for text in case.texts if text.startswith(f"confidence_{level}")}
    return next((level for level in LEVELS if level in found), "low")


def open_ends(page: Page, case: Case) -> None:
    """Add what is taken for granted, what is open, what sources disagree on, and how sure this is."""
    page.heading(2, "Assumptions, open questions and confidence")
    level = confidence(case)
    page.text(f"Confidence in this decision is {level}.")
    page.bullets(parts.conditional(case, page, "confidence"))
    assumptions = parts.every(case, page, case.pack.documents.assumption)
    if assumptions:
        page.heading(3, "Assumptions")
        page.bullets(assumptions)
    _questions(page, case)
    _conflicts(page, case)


def _questions(page: Page, case: Case) -> None:
    page.heading(3, "Open questions")
    texts = parts.conditional(case, page, "question")
    page.bullets(texts)
    owner, due = parts.person(case.person("gap_owner")), case.date("gaps_due_by")
    if owner or due:
        page.text(f"Owner of the open questions: {owner or 'not named'}. Due: {long_date(due) if due else 'no date'}.")
    unknown = [
        name
        for name, given in case.decision.answers.items()
        if name not in case.decision.not_used
        and ("unknown" in given if isinstance(given, tuple) else given == "unknown")
    ]
    if unknown:
        page.text("These answers are “not known”:")
        page.table(
            ("Question", "Who can answer", "What to ask for"),
            [(q.label, q.who_knows, q.ask_for) for q in (case.pack.question_by_id[name] for name in unknown)],
        )
    if case.open_items:
        page.text("These items are open, and keep this document a draft:")
        page.table(
            ("Entry", "What is asked", "What is missing"),
            [_item(case, number) for number in range(len(case.open_items))],
        )
    elif not texts and not unknown:
        page.text("None.")
    notes = [finding.text for finding in duty_findings(case) if not finding.blocks]
    page.bullets(notes)


def _item(case: Case, number: int) -> tuple[str, ...]:
    item = case.open_items[number]
    reason = item.reason
    if item.section == "answers":
        question = case.pack.question_by_id[item.field_id]
        if question.who_knows:
            reason += f" Who can answer: {question.who_knows}."
    return f"`{item.field_id}`", item.label, reason


def _conflicts(page: Page, case: Case) -> None:
    shown = [conflict for conflict in case.pack.conflicts if conflict.id in case.conflicts]
    if not shown:
        return
    page.heading(3, "Where sources disagree")
    for conflict in shown:
        page.heading(4, conflict.title)
        page.bullets(f"{side.authority}: {side.says} {page.cite(side.facts)}".rstrip() for side in conflict.side)
        page.text(f"Followed here: {conflict.followed}")
