"""Sections 1 and 2: the decision, and all of it at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.escape import inline
from wizard.documents.people import sign_offs, signers
from wizard.documents.readiness import open_items, status
from wizard.documents.sections import parts
from wizard.pack.models import Meaning
from wizard.wording import agreed, count, listed, long_date, lower_first

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page


def headline(case: Case) -> str:
    """Return the title of the document: the decision in short, and the account."""
    return f"{parts.title(case, case.outcome.main)} – {parts.account(case)}"


def decision(page: Page, case: Case) -> None:
    """Say what is decided, what is asked of whom by when, and what happens by default."""
    page.heading(2, "Decision")
    main = case.outcome.main
    if main is None:
        _open(page, case)
        return
    page.text(f"**{parts.decision_sentence(case, main)}**")
    if case.outcome.refused:
        page.text(_refusal(case))
    causes = parts.conditional(case, page, "refusal")
    if causes:
        page.text("Why an exception is refused:")
        page.bullets(causes)
    page.text(_asked(case), _default(page, case))
    page.text(f"First step: {lower_first(_next_step(case))}.")
    also = _beside(case)
    if also:
        page.text("These decisions come with it:")
        page.bullets(parts.decision_sentence(case, verdict) for verdict in also)
    urgent = parts.conditional(case, page, "urgency", "warning")
    warnings = [*urgent, *_framework_warnings(page, case), *_barred_controls(case)]
    if warnings:
        page.text("Read this before you decide:")
        page.bullets(warnings)
    _draft(page, case)


def _beside(case: Case) -> list[str]:
    """Return the accompanying verdicts to read out; a refusal that the page has said already is omitted."""
    refusals = [v for v in case.pack.documents.refusals if v in case.outcome.verdicts]
    said = case.outcome.main if case.outcome.main in refusals else next(iter(refusals), None)
    return [verdict for verdict in case.outcome.also if verdict not in refusals or verdict == said]


def _open(page: Page, case: Case) -> None:
    page.text("**The answers so far leave more than one decision possible, so there is nothing to sign yet.**")
    page.text("Still possible are:")
    page.bullets(parts.title(case, verdict) for verdict in case.decision.possible)
    _draft(page, case)


def _refusal(case: Case) -> str:
    level = case.library.level_title(case.rating.adjusted.level if case.rating else None)
    return case.pack.documents.risk.refused.replace("{level}", level)


def _asked(case: Case) -> str:
    roles = list(dict.fromkeys(signer.title for signer in signers(case)))
    by = case.date(Meaning.NEEDED_BY)
    until = f" by {long_date(by)}" if by else ""
    if not roles:
        return "Nobody is asked to sign."
    who = listed([roles[0], *map(lower_first, roles[1:])])
    main = case.outcome.main
    refuses = main is not None and case.pack.verdict_by_id[main].stance == "refuses"
    if refuses and len(roles) == 1:
        return f"{who}: please acknowledge this decision{until}."
    return f"{who}: please sign this decision or send it back{until}."


def _default(page: Page, case: Case) -> str:
    text = parts.first(case, page, case.pack.documents.undecided)
    return f"If nobody decides, {text}" if text else ""


def _framework_warnings(page: Page, case: Case) -> list[str]:
    warnings = [case.pack.framework_warnings[index] for index in case.outcome.decision.warnings]
    return [f"{warning.text} {page.cite(warning.facts)}".rstrip() for warning in warnings]


def _barred_controls(case: Case) -> list[str]:
    """Return a warning for each control that is named and cannot hold for this account."""
    rows = case.controls
    barred = [effect for effect in case.rating.effects if effect.barred] if case.rating else []
    return [
        f"Compensating control {effect.position + 1}, {inline(rows[effect.position].name or 'without a name')}, "
        f"lowers nothing. {effect.why_not}"
        for effect in barred
    ]


def _draft(page: Page, case: Case) -> None:
    if open_items(case):
        number = len(open_items(case))
        page.text(
            f"This is a draft: {count(number, 'item')} {agreed(number, 'is', 'are')} open, as listed under “Open questions”."
        )


def at_a_glance(page: Page, case: Case) -> None:
    """Add the table of eight rows at most."""
    page.heading(2, "At a glance")
    rows = [
        ("Account", parts.account(case)),
        ("Account owner", parts.person(case.person(Meaning.OWNER), parts.NOT_GIVEN)),
        ("Outcome", _outcome(case)),
        ("Can be waived by", _waivable(case)),
        ("Risk before and after controls", _risk(case)),
        ("Validity", validity(case)),
        ("Next step", _next_step(case)),
        ("Status", "Draft" if status(case) == "draft" else "Proposed for approval"),
    ]
    page.table(("What", "Answer"), rows)
    if case.decision.facts:
        page.text(
            f"Ids in brackets, such as {case.decision.facts[0]}, name facts. "
            "“Appendix A” gives for each its source, the date of that source, and the day on which it was last read. "
            "The roles are explained under “People”."
        )


def _next_step(case: Case) -> str:
    """Return what comes next: the first step of the main verdict, or the signatures once nothing is open."""
    main = case.outcome.main
    verdict = case.pack.verdict_by_id[main] if main else None
    if verdict is not None and status(case) != "draft" and signers(case):
        return "Sign or send back (everybody named under “Who signs”)"
    if main is None or verdict is None or not verdict.next_step:
        return "Answer what is open"
    other = case.words.instead.get(main)
    step = (other.next_step if other else "") or verdict.next_step
    role = (other.owner_role if other else "") or verdict.owner_role or "account owner"
    return f"{step} ({lower_first(role)})"


def _outcome(case: Case) -> str:
    titles = "; ".join(parts.title(case, verdict) for verdict in case.outcome.verdicts)
    if case.outcome.main is None:
        return f"Not decided yet; certain already: {titles}" if titles else "Not decided yet"
    return titles


def _waivable(case: Case) -> str:
    values = [value for value in case.decision.values.values() if value]
    words = {
        "nobody": "Nobody",
        "tenant": "The tenant",
        "unknown": "Not known yet",
        "not_applicable": "Nothing to waive",
    }
    return "; ".join(words.get(value, value.replace("_", " ")) for value in values) or "Not decided yet"


def _risk(case: Case) -> str:
    if case.rating is None:
        return "Not rated; see “Risk”"
    levels = (case.rating.initial.level, case.rating.adjusted.level)
    return " before, ".join(case.library.level_title(level) for level in levels) + " after"


def validity(case: Case) -> str:
    """Return from when to when the decision applies, or what date it has instead."""
    start, end, review = case.date(Meaning.START), case.date(Meaning.END), case.date(Meaning.REVIEW)
    if case.offers(Meaning.END) and not case.outcome.refused:
        if start and end:
            return f"{long_date(start)} to {long_date(end)}"
        return f"Until {long_date(end)}" if end else "End date not given yet"
    if review:
        return f"No end date; next review by {long_date(review)}"
    target = case.date(Meaning.TARGET)
    if target:
        return f"To be done by {long_date(target)}"
    groups = case.library.groups
    rules = sorted(sign_offs(case), key=lambda rule: case.outcome.main not in groups[rule.group].verdicts)
    told = [rule.validity.rstrip(".") for rule in rules if rule.validity]
    return told[0] if told else ("No end date" if case.outcome.main else "Not decided yet")
