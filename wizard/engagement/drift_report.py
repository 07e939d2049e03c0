"""What drifted, for a terminal, for scripts and as a report for the board: each cause once, then the tenant by class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from wizard.documents.escape import finished, identifier, inline
from wizard.documents.page import Page
from wizard.engagement.tenant_result import CLASSES
from wizard.wording import agreed, cited, count, joined, long_date, short

if TYPE_CHECKING:
    from wizard.engagement.drift import Cause, Change, Drift, FactChange
    from wizard.engagement.tenant_result import Comparison, Unknown
    from wizard.pack.models import Pack

WHAT = {
    "main": "Decision",
    "also": "Accompanying decisions",
    "waivable_by": "Can be waived by",
    "checklist": "Checklist",
    "answers": "Answers",
}
_MOST_MISSING = 10


def summary(found: Sequence[Drift], grouped: Sequence[Cause]) -> str:
    """Return how many folders are decided differently, and for how many causes."""
    changed = sum(bool(one.changes) for one in found)
    lost = sum(bool(one.problem) for one in found)
    same = len(found) - changed - lost
    parts = [f"{count(len(found), 'folder')}: {same:,} decided the same, {changed:,} decided differently"]
    if changed:
        parts.append(f"for {count(len(grouped), 'cause')}")
    if lost:
        parts.append(f"{lost:,} that cannot be read")
    return ", ".join(parts) + "."


def drift_text(found: Sequence[Drift], grouped: Sequence[Cause]) -> Iterator[str]:
    """Yield the lines for a terminal."""
    yield summary(found, grouped)
    yield from (f"{one.folder}: cannot be read: {one.problem}" for one in found if one.problem)
    for number, cause in enumerate(grouped, 1):
        versions = joined(f"{one.knowledge_then or 'an unknown version'}" for one in cause.drifts)
        yield f"Cause {number}: {count(cause.accounts, 'account')}, written under {versions}, today's is {cause.drifts[0].knowledge_now}."
        yield from (f"  {change.what}: then {change.before}; now {change.now}." for change in cause.changes)
        yield from (f"  because {reason}" for reason in cause.because)
        for fact in cause.facts:
            yield f"  fact {fact.fact} changed{_since(fact)}. Then: {short(fact.before, 300)} Now: {short(fact.now, 300) or 'not in the knowledge'}"
        for one in cause.drifts:
            yield f"  {one.folder}: {one.account}"
    gone = sorted({fact for one in found for fact in one.facts_gone})
    if gone:
        yield f"Cited in documents, and not in today's knowledge: {', '.join(gone)}."
    new = sorted({fact for one in found if one.changes for fact in one.facts_new})
    if new:
        yield f"What is decided differently now also cites: {', '.join(new)}."


def _since(fact: FactChange) -> str:
    return f", in effect from {long_date(fact.effective_from)}" if fact.effective_from else ""


def drift_markdown(
    found: Sequence[Drift], grouped: Sequence[Cause], pack: Pack, day: date, compared: Comparison | None = None
) -> str:
    """Return the report for the board as Markdown.

    Args:
        compared: Where the tenant and the register differ, where policies were given.
    """
    page = Page()
    page.heading(1, "Decisions that today's knowledge would make differently")
    page.text(summary(found, grouped), f"Knowledge {pack.info.version}, read on {long_date(day)}.")
    page.table(
        ("Cause", "What changes", "Accounts"),
        [
            (
                str(number),
                "; ".join(_said(change, pack) for change in cause.changes if change.what != "checklist")
                or "The checklist only",
                str(cause.accounts),
            )
            for number, cause in enumerate(grouped, 1)
        ],
    )
    for number, cause in enumerate(grouped, 1):
        page.heading(2, f"Cause {number}: {count(cause.accounts, 'account')}")
        rows = [(WHAT[change.what], _title(change.before, pack), _title(change.now, pack)) for change in cause.changes]
        page.table(("What", "Then", "Now"), rows)
        page.bullets(inline(reason) for reason in cause.because)
        page.table(
            ("Fact", "Then", "Now"),
            [
                (
                    f"{cited([fact.fact])}{_since(fact)}",
                    inline(short(fact.before, 600)),
                    inline(short(fact.now, 600)) or "Not in the knowledge",
                )
                for fact in cause.facts
            ],
        )
        page.table(
            ("Account", "Folder", "Written under"),
            [(identifier(one.account), inline(one.folder.name), inline(one.knowledge_then)) for one in cause.drifts],
        )
    lost = [one for one in found if one.problem]
    if lost:
        page.heading(2, "Not read")
        verb = agreed(len(lost), "record", "records")
        page.text(f"{count(len(lost), verb, verb)} cannot be compared.")
        page.table(("Folder", "Why"), [(inline(one.folder.name), inline(one.problem)) for one in lost])
    if compared is not None:
        _add_tenant(page, compared)
    return finished(page.body())


def _said(change: Change, pack: Pack) -> str:
    return f"{WHAT[change.what]}: {_title(change.before, pack)} → {_title(change.now, pack)}"


def _title(names: str, pack: Pack) -> str:
    """Return verdicts by their titles; everything else as it is."""
    known = [pack.verdict_by_id[name].title for name in names.split() if name in pack.verdict_by_id]
    return "; ".join(known) if known and len(known) == len(names.split()) else inline(names.replace("_", " "))


def _tenant_summary(compared: Comparison) -> str:
    """Return how many policies and records were compared, and what came out."""
    policies = count(compared.policies, "enabled policy", "enabled policies")
    records = count(compared.records, "record")
    parts = [f"{policies} and {records} in force compared: {count(len(compared.differences), 'difference')}"]
    if compared.unknown:
        parts.append(f"{len(compared.unknown):,} that cannot be known")
    return ", ".join(parts) + "."


def tenant_text(compared: Comparison) -> Iterator[str]:
    """Yield the lines for a terminal."""
    yield f"Tenant and register. {_tenant_summary(compared)}"
    for kind, rows in groupby(compared.differences, key=lambda one: one.kind):
        found = list(rows)
        yield f"{kind}: {CLASSES[kind]} ({len(found):,})."
        for one in found:
            record = f" [{one.record_id}]" if one.record_id else ""
            yield f"  {one.policy} | {one.account}{record}: {one.message} {one.remedy}"
    if compared.unknown:
        yield f"unknown: Cannot be known, so it may hide more ({len(compared.unknown):,})."
        yield from (f"  {one.subject}: {one.message} {_missing(one)}".rstrip() for one in compared.unknown)
    yield from (f"Note: {note}" for note in compared.notes)


def _missing(one: Unknown) -> str:
    if not one.missing:
        return ""
    more = f"; and {len(one.missing) - _MOST_MISSING:,} more" if len(one.missing) > _MOST_MISSING else ""
    return f"What would tell: {'; '.join(one.missing[:_MOST_MISSING])}{more}."


def tenant_json(compared: Comparison) -> dict[str, Any]:
    """Return the comparison in the shape that is promised to outsiders."""
    return {
        "policies": compared.policies,
        "records": compared.records,
        "findings": [
            {
                "class": one.kind,
                "policy": one.policy,
                "policy_id": one.policy_id or None,
                "account": one.account,
                "account_id": one.account_id or None,
                "record_id": one.record_id or None,
                "message": one.message,
                "remedy": one.remedy,
            }
            for one in compared.differences
        ],
        "unknown": [
            {"subject": one.subject, "message": one.message, "missing": list(one.missing)} for one in compared.unknown
        ],
        "notes": compared.notes,
    }


def _add_tenant(page: Page, compared: Comparison) -> None:
    """Add the comparison to a report for the board."""
    page.heading(2, "Tenant and register")
    page.text(_tenant_summary(compared))
    for kind, rows in groupby(compared.differences, key=lambda one: one.kind):
        page.heading(3, CLASSES[kind])
        page.table(
            ("Policy", "Account", "Record", "What differs", "What to do"),
            [
                (
                    inline(one.policy),
                    identifier(one.account),
                    identifier(one.record_id) if one.record_id else "",
                    inline(one.message),
                    inline(one.remedy),
                )
                for one in rows
            ],
        )
    if compared.unknown:
        page.heading(3, "Cannot be known")
        page.table(
            ("About", "What", "What would tell"),
            [(inline(one.subject), inline(one.message), inline(short(_missing(one), 600))) for one in compared.unknown],
        )
    page.bullets(inline(note) for note in compared.notes)
