"""Sections 13 to 16: plan, consequences, confirmation, rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.escape import inline
from wizard.documents.sections import parts

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models.verdicts import Verdict, VerdictProse


def _carried(case: Case) -> list[Verdict]:
    """Return the accompanying verdicts that take something away, so that a board weighs them too."""
    found = [case.pack.verdict_by_id[name] for name in case.outcome.also]
    return [verdict for verdict in found if verdict.stance == "permits"]


def _add_carried(page: Page, case: Case, part: str) -> None:
    for verdict in _carried(case):
        text = getattr(verdict.prose, part)
        if text:
            page.text(f"For the accompanying decision “{verdict.title}”:")
            page.prose(parts.filled(case, text), 4)


def _prose(case: Case) -> VerdictProse | None:
    return case.pack.verdict_by_id[case.outcome.main].prose if case.outcome.main else None


def plan(page: Page, case: Case) -> None:
    """Add the steps of the verdict and those that people have planned."""
    prose = _prose(case)
    texts = parts.conditional(case, page, "plan", "method")
    page.heading(2, "Plan")
    if prose is None:
        page.text("The first step is to answer what is open.")
        return
    if prose.steps:
        page.prose(parts.filled(case, prose.steps))
    if texts:
        page.text("For this account in particular:")
        page.bullets(texts)
    _own_steps(page, case)
    cost = parts.conditional(case, page, "cost")
    if cost or case.text("resources"):
        page.heading(3, "What it costs")
        page.bullets(cost)
        parts.paragraphs(page, case.text("resources"))
    if case.text("vendor_dependency"):
        page.heading(3, "Vendor")
        parts.paragraphs(page, case.text("vendor_dependency"))


def _own_steps(page: Page, case: Case) -> None:
    if "plan_steps" not in case.outcome.fields:
        return
    page.heading(3, "Steps with owner and date")
    rows = case.rows("plan_steps")
    if not rows:
        page.text("No step has an owner and a date yet.")
    page.table(
        ("Step", "What", "Owner", "Due", "Evidence of done", "Goes back when"),
        [
            (
                f"S{number}",
                inline(row.get("step") or "") or parts.NOT_GIVEN,
                inline(row.get("owner") or "") or parts.NOT_GIVEN,
                parts.day(row.get("due"), parts.NOT_GIVEN),
                inline(row.get("evidence") or ""),
                inline(row.get("rollback") or ""),
            )
            for number, row in enumerate(rows, 1)
        ],
    )


def consequences(page: Page, case: Case) -> None:
    """Say what follows if the decision is approved and if it is refused."""
    prose = _prose(case)
    if prose is None:
        return
    page.heading(2, "Consequences")
    page.heading(3, "If this decision is approved")
    page.prose(parts.filled(case, prose.if_approved), 4)
    _add_carried(page, case, "if_approved")
    page.heading(3, "If it is refused")
    page.prose(parts.filled(case, prose.if_refused), 4)
    _add_carried(page, case, "if_refused")
    parts.paragraphs(page, case.text("consequence_if_refused"))
    default = parts.first(case, page, case.pack.documents.undecided)
    if default:
        page.heading(3, "If nobody decides")
        page.text(f"{default[:1].upper()}{default[1:]}")


def confirmation(page: Page, case: Case) -> None:
    """Say how anybody will know that it worked."""
    prose = _prose(case)
    rows = case.rows("confirmation")
    if prose is None:
        return
    page.heading(2, "Confirmation")
    page.prose(parts.filled(case, prose.confirmation))
    _add_carried(page, case, "confirmation")
    if not rows and "confirmation" in case.outcome.fields:
        page.text("No check has a name and a date yet.")
    page.table(
        ("Check", "How it is seen", "Who checks", "When"),
        [
            (
                f"C{number}",
                "; ".join(filter(None, (inline(row.get("step") or ""), inline(row.get("evidence") or "")))),
                inline(row.get("owner") or "") or parts.NOT_GIVEN,
                parts.day(row.get("due"), parts.NOT_GIVEN),
            )
            for number, row in enumerate(rows, 1)
        ],
    )


def rollback(page: Page, case: Case) -> None:
    """Say how the change is undone, and whom people call."""
    prose = _prose(case)
    if prose is None or not prose.rollback:
        return
    page.heading(2, "Rollback and emergency")
    page.prose(parts.filled(case, prose.rollback))
    _add_carried(page, case, "rollback")
    if "rollback_contact" in case.outcome.fields:
        page.text(f"Call: {parts.person(case.person('rollback_contact'), 'nobody is named yet')}.")
