"""Section 17: assumptions, open questions, conflicts between sources, confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.people import duty_findings
from wizard.documents.readiness import REQUIRED, open_items
from wizard.documents.sections import parts
from wizard.documents.sections.why import dated
from wizard.pack.models import Meaning
from wizard.wording import long_date, lower_first

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.documents.readiness import OpenItem
    from wizard.pack.models.facts import ConflictSide

LEVELS = ("low", "medium", "high")


def confidence(case: Case) -> str:
    """Return the confidence of the decision: the lowest level of the texts that hold; low where none does."""
    texts = case.outcome.decision.texts
    found = {level for level in LEVELS for text in texts if text.startswith(f"confidence_{level}")}
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
    owner, due = parts.person(case.person(Meaning.GAP_OWNER)), case.date(Meaning.GAPS_DUE)
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
            [(q.label, q.who_knows, q.ask_for) for q in (case.words.pack.question_by_id[name] for name in unknown)],
        )
    if open_items(case):
        _open_items(page, case)
    elif not texts and not unknown:
        page.text("None.")
    notes = [finding.text for finding in duty_findings(case) if not finding.blocks]
    page.bullets(notes)


def _open_items(page: Page, case: Case) -> None:
    """Add what keeps the document a draft, by section, each with who closes it."""
    by = case.date(Meaning.NEEDED_BY)
    until = f"by {long_date(by)}, when the decision is needed" if by else "before the decision is needed"
    page.text(f"These items are open, and keep this document a draft. Each is to be closed {until}.")
    words = {part.section: part for part in case.pack.documents.open_section}
    sections = dict.fromkeys([*(name for name in words), *(item.section for item in open_items(case))])
    for section in sections:
        items = [item for item in open_items(case) if item.section == section]
        if not items:
            continue
        known = words.get(section)
        page.heading(4, known.title if known else section.replace("_", " ").capitalize())
        if known:
            page.text(f"Closed by: {lower_first(known.owner)}.")
        single = []
        for reason in sorted(dict.fromkeys(item.reason for item in items), key=lambda reason: reason != REQUIRED):
            alike = [_entry(case, item) for item in items if item.reason == reason]
            if len(alike) == 1 and reason != REQUIRED:
                single.append(f"{alike[0]}: {lower_first(reason)}")
                continue
            page.text("Required for this outcome, and not given yet:" if reason == REQUIRED else f"{reason[:-1]}:")
            page.bullets(alike)
        if single:
            page.text("To be put right:")
            page.bullets(single)


def _entry(case: Case, item: OpenItem) -> str:
    text = f"{item.label} (`{item.field_id}`)"
    if item.section == "answers":
        knows = case.pack.question_by_id[item.field_id].who_knows
        text += f", known to: {lower_first(knows.rstrip('.'))}" if knows else ""
    return text


def _conflicts(page: Page, case: Case) -> None:
    shown = [conflict for conflict in case.pack.conflicts if conflict.id in case.outcome.decision.conflicts]
    if not shown:
        return
    page.heading(3, "Where sources disagree")
    for conflict in shown:
        page.heading(4, conflict.title)
        page.bullets(_side(page, case, side) for side in conflict.side)
        page.text(f"Followed here: {conflict.followed}")


def _side(page: Page, case: Case, side: ConflictSide) -> str:
    lines = [f"{side.authority}: {side.says} {page.cite(side.facts)}".rstrip()]
    lines += [
        f"- {dated(case, case.pack.source_by_id[name])}" for name in side.sources if name in case.pack.source_by_id
    ]
    if len(lines) == 1:
        lines.append("- The text itself was not kept; the fact tells where it was met.")
    return "\n".join(lines)
