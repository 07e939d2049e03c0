"""Section 20 and the appendices: where this comes from, sources, pieces for other tools."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wizard import __version__
from wizard.decision.certainty import sureness
from wizard.documents.escape import identifier, quoted
from wizard.documents.page import row
from wizard.documents.register import register_csv
from wizard.documents.sections import parts
from wizard.documents.sections.why import link, source, stale
from wizard.documents.sourced import aged
from wizard.pack.models import Meaning
from wizard.wording import age, long_date

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models import Fact
    from wizard.pack.models.documents import Fragment


def provenance(page: Page, case: Case, digest: str) -> None:
    """Add versions, dates and digests.

    Args:
        page: Where it goes.
        digest: SHA-256 of the record as written, in hex.
    """
    info, record = case.pack.info, case.record
    page.heading(2, "Provenance")
    rows = [
        ("Record", identifier(record.record_id)),
        ("Revision", str(record.revision)),
        ("Replaces", identifier(case.text(Meaning.SUPERSEDES) or record.supersedes) or "Nothing"),
        ("Ticket", identifier(case.text(Meaning.TICKET)) or "None given"),
        ("Answers begun on", parts.day(record.created_on)),
        ("Date of this document", long_date(case.day)),
        ("Tool", f"{info.subject} {__version__}"),
        ("Knowledge", f"{info.title}, version {info.version}"),
        ("Knowledge checked", f"{long_date(info.checked_on)}, {age(info.checked_on, case.day)}"),
        ("Digest of the knowledge (SHA-256)", f"`{case.pack.digest}`"),
        ("Digest of the record (SHA-256)", f"`{digest}`"),
    ]
    page.table(("What", "Answer"), rows)
    if (case.day - info.checked_on).days > case.pack.profile.limits.source_days:
        limit = case.pack.profile.limits.source_days
        page.text(
            f"Warning: the knowledge was checked more than {limit} days before this document. Check it again first."
        )
    page.text(
        "The digests show whether a file was changed by accident or by somebody who did not recompute them. "
        "They prove nothing about who wrote it; only signatures do."
    )
    if case.redacted:
        page.text(
            "Names, contacts, ids, notes and places of evidence were replaced by pseudonyms. Free text was swept for "
            "everything the record names elsewhere. Somebody should read it before the document circulates."
        )


def sources(page: Page, case: Case, heading: str = "Appendix A: sources") -> None:
    facts = [case.pack.fact_by_id[fact] for fact in sorted(page.facts) if fact in case.pack.fact_by_id]
    if not facts:
        return
    page.heading(2, heading)
    head = ("Fact", "Source", "Publisher", "Date of the text", "Checked", "Confidence")
    page.lines(head, (case.library.kept("sources", fact.id, case.day, partial(_rows, case, fact)) for fact in facts))


def _rows(case: Case, fact: Fact) -> str:
    """Return the rows of a fact, one for each source."""
    sure = sureness(fact)
    rows = []
    for name in fact.sources:
        found = case.pack.source_by_id.get(name)
        if found is None:
            continue
        checked = f"{long_date(found.checked_on)}, {age(found.checked_on, case.day)}"
        checked += " (too long ago)" if stale(case, found) else ""
        published = aged(found, partial(age, day=case.day))
        cells = (published, checked, sure)
        rows.append(row((fact.id, link(found), found.publisher, *(cell[:1].upper() + cell[1:] for cell in cells))))
    return "\n".join(rows)


def fragments(page: Page, case: Case) -> None:
    """Add the pieces for other tools, where an exclusion is in play."""
    rules = case.pack.documents
    groups = {rules.risk.full_for, rules.risk.short_for} - {None}
    if not groups.intersection(case.outcome.groups):
        return
    page.heading(2, "Appendix B: pieces for other tools")
    for fragment in rules.fragment:
        if case.holds(fragment.when):
            _fragment(page, case, fragment)
    page.heading(3, "Row for the register")
    page.text("Two lines of comma-separated values: the head, and this decision.")
    page.fence("csv", register_csv([case]))


def _fragment(page: Page, case: Case, fragment: Fragment) -> None:
    page.heading(3, fragment.title)
    page.text(fragment.intro)
    groups = list(dict.fromkeys(row.group_id for row in case.exclusions if row.group_id and row.ends_on))
    exclusions = case.pack.field_of(Meaning.EXCLUSIONS)
    given = {name: groups if name == exclusions else case.value(name) for name in fragment.needs}
    missing = [case.library.fields[name].label for name, value in given.items() if not value]
    if missing:
        page.text("It is printed once these are given:")
        page.bullets(missing)
        return
    text = fragment.template.strip("\n")
    text = "\n".join(
        line.replace("{group_ids}", quoted(group))
        for line in text.split("\n")
        for group in (groups if "{group_ids}" in line else [""])
    )
    values = {"record_id": case.record.record_id, **{name: str(value) for name, value in given.items()}}
    for name, value in values.items():
        text = text.replace("{" + name + "}", quoted(value))
    page.fence(fragment.language, text)
    page.bullets(
        source(case, case.pack.source_by_id[name]) for name in fragment.sources if name in case.pack.source_by_id
    )
