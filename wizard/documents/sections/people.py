"""Sections 18 and 19: evidence, and the people of the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.escape import identifier, inline
from wizard.documents.people import duty_findings, signers
from wizard.documents.sections import parts
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.record.values import EvidenceItem

ListedExports = dict[tuple[tuple[str, ...], tuple[str, ...], str], tuple[str, list[str]]]
"""Exports by files, digests and period, each with its id among the evidence and the questions it speaks to."""

METHODS = {"examine": "Examined", "interview": "Asked", "test": "Tested"}


def evidence(page: Page, case: Case) -> None:
    """Add the evidence collected, exports that answers rest on included; never a secret itself."""
    page.heading(2, "Evidence")
    rows = [_item(case, row) for row in case.evidence]
    rows += _exports(case)
    if not rows:
        if case.offers(Meaning.EVIDENCE):
            page.text("No evidence is listed yet.")
        else:
            page.text("This outcome asks for no list of evidence; the answers name what was read.")
        return
    head = ("Id", "What", "Collected by", "Method", "Date", "Remark", "Location")
    page.table(head, [(f"E{number}", *row) for number, row in enumerate(rows, 1)])


def _item(case: Case, row: EvidenceItem) -> tuple[str, ...]:
    return (
        inline(row.what) or parts.NOT_GIVEN,
        inline(row.collected_by) or parts.NOT_GIVEN,
        METHODS.get(row.method, "Not told"),
        parts.day(row.collected_on, "No date"),
        _remark(case, row),
        identifier(row.location),
    )


def _remark(case: Case, row: EvidenceItem) -> str:
    expires, collected = row.expires_on, row.collected_on
    if expires and expires < case.day:
        return f"Expired on {parts.day(expires)}"
    days = case.pack.profile.limits.evidence_days
    if collected and (case.day - collected).days > days:
        return f"Older than {days} days"
    return f"Expires on {parts.day(expires)}" if expires else ""


def exports(case: Case) -> ListedExports:
    found: ListedExports = {}
    first = len(case.evidence) + 1
    for question, origin in case.record.origins.items():
        if origin.files and question in case.decision.asked:
            key = (origin.files, origin.digests, origin.period)
            found.setdefault(key, (f"E{first + len(found)}", []))[1].append(case.words.question(question))
    return found


def _exports(case: Case) -> list[tuple[str, ...]]:
    return [
        (
            f"Export {identifier(', '.join(files))}, behind: {' '.join(questions)}",
            "The wizard",
            "Examined",
            inline(period) or "No date",
            f"SHA-256 {identifier(', '.join(digests))}" if digests else "",
            "",
        )
        for (files, digests, period), (_, questions) in exports(case).items()
    ]


def people(page: Page, case: Case) -> None:
    """Add who asks, who signs and why, who was heard, and whether duties are separated."""
    page.heading(2, "People")
    rows = parts.who(case, page.body())
    told = {entry.field for entry in case.pack.documents.who}
    rows += [
        (title, "", parts.person(case.person(field), parts.NOT_GIVEN))
        for field, title in _named(case)
        if field in case.outcome.fields and field not in told
    ]
    page.table(("Role", "What the role does", "Person"), rows)
    signing = signers(case)
    if signing:
        page.heading(3, "Who signs")
        page.table(
            ("Role", "Person", "Because of"),
            [(s.title, parts.person(s.person, parts.NOT_GIVEN), "; ".join(s.why)) for s in signing],
        )
    else:
        page.text("Nobody signs this outcome.")
    _duties(page, case)
    for field, title in ((Meaning.CONSULTED, "Consulted"), (Meaning.INFORMED, "Informed")):
        if case.text(field):
            page.heading(3, title)
            parts.paragraphs(page, case.text(field))


def _named(case: Case) -> list[tuple[str, str]]:
    """Return the person fields that are no signing role, with a name for the part they play."""
    roles = {signer.role for signer in signers(case)}
    titles = {role.id: role.title for role in case.pack.profile.role}
    return [
        (field.id, titles.get(field.id, field.id.replace("_", " ").capitalize()))
        for field in case.pack.signoff
        if field.kind == "person" and field.id not in roles and field.means is not Meaning.OVERRIDE_BY
    ]


def _duties(page: Page, case: Case) -> None:
    findings = [finding for finding in duty_findings(case) if finding.blocks]
    if case.self_assessment:
        page.text("One person runs this tenant. Duties were not separated, and this document says so on purpose.")
    if findings:
        page.text("Duties that are not separated:")
        page.bullets(dict.fromkeys(finding.text for finding in findings))
    elif signers(case) and not case.self_assessment:
        page.text("No conflict of duties shows among the names given so far.")
