"""The checklist for sign-off: mutable, and bound to one recommendation by its digest."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from wizard.documents.escape import identifier, inline, quoted
from wizard.documents.page import Page, front_matter
from wizard.documents.people import renewals, sign_offs, signers
from wizard.documents.readiness import open_items
from wizard.documents.sections import exception, head, parts, provenance
from wizard.documents.sections.why import dated
from wizard.pack.models import Meaning
from wizard.record.version import SCHEMA_VERSION
from wizard.wording import agreed, count, listed, long_date, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.documents.case import Case
    from wizard.pack.models import Item

RECOMMENDATION = "recommendation.md"
DIGEST_SHOWN = 12
BLANK = "…"
"""Marks where people write; a screen reader says it, unlike a row of underscores."""


def checklist(case: Case, digest: str) -> bytes:
    """Return the checklist as bytes.

    Args:
        digest: SHA-256 of the recommendation as written, in hex.
    """
    front = front_matter(_front(case, digest))
    return case.library.expander.finish(f"{front}\n{checklist_page(case, digest).body()}")


def checklist_page(case: Case, digest: str) -> Page:
    page = Page()
    page.heading(1, f"Sign-off checklist: {parts.title(case, case.outcome.main)} – {parts.account(case)}")
    _header(page, case, digest)
    if case.outcome.checklist:
        _how_to_use(page, case)
    _phases(page, case)
    _discussion(page, case)
    _conditions(page, case)
    _sign_off(page, case, digest)
    if case.outcome.checklist:
        _result(page, case)
    _reminders(page, case)
    _renewal(page, case)
    _closure(page, case)
    _who(page, case)
    provenance.sources(page, case, "Appendix: facts and their sources")
    return page


def _front(case: Case, digest: str) -> Iterator[tuple[str, str]]:
    yield "record_id", quoted(case.record.record_id)
    yield "schema_version", quoted(SCHEMA_VERSION)
    yield "recommendation", quoted(RECOMMENDATION)
    yield "recommendation_sha256", digest
    yield "outcome", case.outcome.main or "open"
    if case.rating is not None:
        yield "risk_initial", case.library.level_title(case.rating.initial.level)
        yield "risk_residual", case.library.level_title(case.rating.adjusted.level)
    end = case.date(Meaning.END)
    if _ends(case):
        yield "expires_on", end.isoformat() if end else '""'
    reviews = exception.review_dates(case)
    yield "review_by", reviews[0].isoformat() if reviews else ""
    yield "printed_on", case.day.isoformat()


def _header(page: Page, case: Case, digest: str) -> None:
    if case.outcome.main:
        page.text(f"**{parts.decision_sentence(case, case.outcome.main)}**")
    else:
        page.text("**Nothing is decided yet, so there is nothing to sign.**")
    rows = [
        ("Record", identifier(case.record.record_id)),
        ("Recommendation", f"`{RECOMMENDATION}`, digest `{digest[:DIGEST_SHOWN]}`"),
        ("Outcome", "; ".join(parts.title(case, verdict) for verdict in case.outcome.verdicts) or "Open"),
    ]
    if case.rating is not None:
        levels = (case.rating.initial.level, case.rating.adjusted.level)
        before, after = (case.library.level_title(level) for level in levels)
        rows.append(("Risk", f"{before} before controls, {after} after them"))
    rows += _dates(case)
    rows += parts.scope_rows(case)
    rows.append(("Date of this checklist", long_date(case.day)))
    page.table(("What", "Answer"), rows)
    if case.outcome.checklist and case.pack.documents.who:
        page.text("The roles are explained under “Who is who”, and the facts in the appendix.")
    if open_items(case):
        page.text(
            f"The recommendation is a draft with {count(len(open_items(case)), 'open item')}. "
            "Close them and print both documents again before anybody signs."
        )


def _ends(case: Case) -> bool:
    """Return whether what is signed here has an end date."""
    return case.offers(Meaning.END) and not case.outcome.refused


def _dates(case: Case) -> list[tuple[str, str]]:
    """Return when the decision ends and when it is reviewed, or that this is open."""
    if case.outcome.main is None:
        return []
    rows = []
    if _ends(case):
        end = case.date(Meaning.END)
        rows.append(
            (
                "Ends on",
                long_date(end) if end else "Open: no end date is given yet, and nothing is excluded without one",
            )
        )
    else:
        rows.append(("Validity", head.validity(case)))
    reviews = exception.review_dates(case)
    if reviews:
        rows.append(("Reviews on", listed([long_date(then) for then in reviews])))
    elif case.offers(Meaning.REVIEW):
        rows.append(("Reviews on", "Open: no review date is given yet"))
    return rows


def _how_to_use(page: Page, case: Case) -> None:
    if case.pack.documents.how_to_use:
        page.heading(2, "How to use this checklist")
        page.bullets(case.pack.documents.how_to_use, numbered=True)


def _who(page: Page, case: Case) -> None:
    """Say who is who: the roles that the page above names."""
    rows = parts.who(case, page.body())
    page.heading(2, "Who is who")
    page.table(("Role", "What the role does", "Person"), rows)


def _phases(page: Page, case: Case) -> None:
    items = [case.library.items[name] for name in case.outcome.checklist if name in case.library.items]
    if not items:
        page.heading(2, "Items")
        reason = case.pack.verdict_by_id[case.outcome.main].no_checklist if case.outcome.main else ""
        page.text(reason or "No item applies to this outcome.")
        return
    for phase in case.library.phases.values():
        own = [item for item in items if item.phase == phase.id]
        if own:
            page.heading(2, f"Phase {phase.id}: {lower_first(phase.title)}")
            page.text(f"Pause point: {phase.pause_point}" if phase.pause_point else "")
            page.bullets(_item(page, case, item) for item in own)


def _item(page: Page, case: Case, item: Item) -> str:
    page.cite(item.facts)
    return case.library.kept("item", item.id, case.day, partial(_item_text, case, item))


def _item_text(case: Case, item: Item) -> str:
    sources = [dated(case, case.pack.source_by_id[name]) for name in item.sources if name in case.pack.source_by_id]
    facts = f"{agreed(len(item.facts), 'fact', 'facts')} {', '.join(item.facts)} (see appendix)" if item.facts else ""
    basis = "; ".join(filter(None, (*sources, facts)))
    if item.house_rule:
        basis = f"{basis}; house rule" if basis else "house rule"
    lines = [
        f"[ ] **{item.id}** {' '.join(item.text.split())}",
        f"- Owner role: {item.owner_role}. Evidence: {item.evidence.rstrip('.')}.",
    ]
    if basis:
        lines.append(f"- Source: {basis}.")
    lines.append(f"- Done by: {BLANK} Date: {BLANK} Not applicable because: {BLANK}")
    return "\n".join(lines)


def _discussion(page: Page, case: Case) -> None:
    questions = [variant.text for variant in case.pack.documents.discuss if case.holds(variant.when)]
    if questions:
        page.heading(2, "Questions for the meeting")
        page.text("These are to be talked about, not ticked.")
        page.bullets(questions)


def _conditions(page: Page, case: Case) -> None:
    rows = exception.condition_rows(case)
    if rows:
        page.heading(2, "Conditions register")
        head = ("Id", "Condition", "Owner", "Due", "State")
        page.table(head, [(*row[:4], "") for row in rows])


def _sign_off(page: Page, case: Case, digest: str) -> None:
    page.heading(2, "Sign-off")
    signing = signers(case)
    if not signing:
        rules = [rule.validity for rule in sign_offs(case) if rule.validity and not rule.roles]
        page.text(" ".join(rules) or "Nobody signs this outcome.")
        return
    page.text(
        f"Each signature stands for the recommendation with the digest `{digest[:DIGEST_SHOWN]}` and for no other text. "
        "Write approve, approve with conditions, reject or return as the decision."
    )
    head = ("Role", "Name", "Decision", "Conditions", "Date", "Signature or reference")
    page.table(head, [(signer.title, inline(signer.person.name), "", "", "", "") for signer in signing])


def _result(page: Page, case: Case) -> None:
    page.heading(2, "Result")
    rows = [("Final status", ""), ("Decided on", "")]
    if case.offers(Meaning.END) and not case.outcome.refused:
        rows += [("Valid from, as approved", ""), ("Valid to, as approved, not later than recommended", "")]
    rows.append(("Record updated in the register by and on", ""))
    page.table(("What", "Answer"), rows)


def reminders(case: Case) -> list[tuple[date, str]]:
    """Return the dates of the calendar with what is due, in order: review, end, the days before, and checks after."""
    found: list[tuple[date, str]] = []
    rules = case.pack.profile.reminders
    for field, what in (
        (Meaning.REVIEW, "Review"),
        (Meaning.END, "End of the exception"),
        (Meaning.TARGET, "Target date"),
    ):
        then = case.date(field)
        if then is None:
            continue
        found += [(then - timedelta(days=before), f"{what} in {count(before, 'day')}") for before in rules.days_before]
        found.append((then, what))
    found += [(then, "Review") for then in exception.review_dates(case)[1:]]
    for rule in rules.after:
        then = case.date(rule.field)
        if rule.group in case.outcome.groups and then is not None:
            found += [(then, rule.at)] if rule.at else []
            found.append((then + timedelta(days=rule.days), rule.what))
    return sorted(found)


def _reminders(page: Page, case: Case) -> None:
    dates = reminders(case)
    waiting = [
        rule
        for rule in case.pack.profile.reminders.after
        if rule.group in case.outcome.groups and case.date(rule.field) is None
    ]
    if not dates and not waiting:
        return
    page.heading(2, "Reminder calendar")
    past = [entry for entry in dates if entry[0] < case.day]
    rows = [(long_date(then), what) for then, what in dates if then >= case.day]
    for rule in waiting:
        rows += [(f"Open: “{case.library.fields[rule.field].label}” has no date yet", rule.at)] if rule.at else []
        rows.append((f"{count(rule.days, 'day')} after that date", rule.what))
    page.table(("Date", "What"), rows)
    if past:
        verb, left = agreed(len(past), "lies", "lie"), agreed(len(past), "is", "are")
        page.text(f"{count(len(past), 'reminder')} {verb} before the day of this document and {left} left out.")


def _renewal(page: Page, case: Case) -> None:
    if not renewals(case):
        return
    page.heading(2, "Renewal")
    page.text(f"This exception was renewed {count(renewals(case) or 0, 'time')} before. Fill in all three rows.")
    rows = [("What changed since the last time", ""), ("Which controls were tested again, and when", "")]
    page.table(("What", "Answer"), [*rows, ("Why the exception could not be ended", "")])


def _closure(page: Page, case: Case) -> None:
    if not case.outcome.checklist:
        return
    page.heading(2, "Closure")
    page.text("Filled in when the matter has ended. Whoever made the change does not close it.")
    rows = [("Ended on", ""), ("Evidence of the end", ""), ("Closed by", ""), ("Verified on", "")]
    page.table(("What", "Answer"), rows)
