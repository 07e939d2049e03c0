"""Sections 13 to 16: plan, consequences, confirmation, rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wizard.documents.escape import inline
from wizard.documents.people import signers
from wizard.documents.sections import parts
from wizard.pack.models import Meaning

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
            page.text(f"For the accompanying decision “{parts.title(case, verdict.id)}”:")
            page.prose(parts.filled(case, text), 4)


def _prose(case: Case) -> VerdictProse | None:
    return case.pack.verdict_by_id[case.outcome.main].prose if case.outcome.main else None


def _follows(case: Case, part: Literal["if_approved", "if_refused", "confirmation", "rollback"]) -> str:
    """Return a part of the main verdict's prose, in the words that fit the account."""
    main = case.outcome.main
    if main is None:
        return ""
    other = case.words.instead.get(main)
    return (getattr(other, part) if other else "") or getattr(case.pack.verdict_by_id[main].prose, part)


def plan(page: Page, case: Case) -> None:
    """Add the steps of all verdicts in one order, and those that people have planned."""
    texts = parts.conditional(case, page, "plan", "method")
    page.heading(2, "Plan")
    if case.outcome.main is None:
        page.text("The first step is to answer what is open.")
        return
    _steps(page, case)
    if texts:
        page.text("For this account in particular:")
        page.bullets(texts)
    _own_steps(page, case)
    cost = parts.conditional(case, page, "cost")
    if cost or case.text(Meaning.RESOURCES):
        page.heading(3, "What it costs")
        page.bullets(cost)
        parts.paragraphs(page, case.text(Meaning.RESOURCES))
    if case.text(Meaning.VENDOR):
        page.heading(3, "Vendor")
        parts.paragraphs(page, case.text(Meaning.VENDOR))


def ordered_steps(case: Case) -> list[tuple[str, str, str]]:
    """Return the steps of all verdicts in the order in which they are done: phase, step, verdict.

    Phases come first, so that what protects comes before what opens, and nothing is changed
    before it is signed; inside a phase the order of the pack's plan counts.
    """
    rules, phases = case.pack.documents, list(case.library.phases)
    order = list(case.library.phases_of_steps)
    verdicts = sorted(case.outcome.verdicts, key=lambda name: order.index(name) if name in order else len(order))
    found = [(phase, text, verdict) for verdict in verdicts for phase, text in parts.steps(case, verdict)]
    signed = bool(set(rules.signed_in).intersection(verdicts))
    if rules.sign_step and rules.sign_phase and not signed and signers(case):
        found.append((rules.sign_phase, rules.sign_step, ""))
    return sorted(found, key=lambda step: phases.index(step[0]) if step[0] in phases else len(phases))


def _steps(page: Page, case: Case) -> None:
    steps = ordered_steps(case)
    phased = bool(case.outcome.checklist) and any(phase for phase, _, _ in steps)
    several = len({verdict for _, _, verdict in steps if verdict}) > 1
    head = ["Step", *(["When"] if phased else []), "What", *(["Part of"] if several else [])]
    rows = []
    for number, (phase, text, verdict) in enumerate(steps, 1):
        row = [f"P{number}"]
        if phased:
            row.append(case.library.phases[phase].title if phase in case.library.phases else "")
        row.append(text)
        if several:
            row.append(parts.title(case, verdict) if verdict else "Sign-off")
        rows.append(row)
    if several and phased:
        page.text("The steps of all decisions stand here in the order in which they are done.")
    page.table(head, rows)


def _own_steps(page: Page, case: Case) -> None:
    if not case.offers(Meaning.PLAN):
        return
    page.heading(3, "Steps with owner and date")
    rows = case.steps(Meaning.PLAN)
    if not rows:
        page.text("No step has an owner and a date yet.")
    page.table(
        ("Step", "What", "Owner", "Due", "Evidence of done", "Goes back when"),
        [
            (
                f"S{number}",
                inline(row.step) or parts.NOT_GIVEN,
                inline(row.owner) or parts.NOT_GIVEN,
                parts.day(row.due, parts.NOT_GIVEN),
                inline(row.evidence),
                inline(row.rollback),
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
    page.prose(parts.filled(case, _follows(case, "if_approved")), 4)
    _add_carried(page, case, "if_approved")
    page.heading(3, "If it is refused")
    page.prose(parts.filled(case, _follows(case, "if_refused")), 4)
    _add_carried(page, case, "if_refused")
    parts.paragraphs(page, case.text(Meaning.REFUSAL_EFFECT))
    default = parts.first(case, page, case.pack.documents.undecided)
    if default:
        page.heading(3, "If nobody decides")
        page.text(f"{default[:1].upper()}{default[1:]}")


def confirmation(page: Page, case: Case) -> None:
    """Say how anybody will know that it worked."""
    prose = _prose(case)
    rows = case.steps(Meaning.CHECKS)
    if prose is None:
        return
    page.heading(2, "Confirmation")
    page.prose(parts.filled(case, _follows(case, "confirmation")))
    _add_carried(page, case, "confirmation")
    if not rows and case.offers(Meaning.CHECKS):
        page.text("No check has a name and a date yet.")
    page.table(
        ("Check", "How it is seen", "Who checks", "When"),
        [
            (
                f"C{number}",
                "; ".join(filter(None, (inline(row.step), inline(row.evidence)))),
                inline(row.owner) or parts.NOT_GIVEN,
                parts.day(row.due, parts.NOT_GIVEN),
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
    page.prose(parts.filled(case, _follows(case, "rollback")))
    _add_carried(page, case, "rollback")
    if case.offers(Meaning.ROLLBACK_CONTACT):
        page.text(f"Call: {parts.person(case.person(Meaning.ROLLBACK_CONTACT), 'nobody is named yet')}.")
