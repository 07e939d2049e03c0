"""Where tenant and register differ, for a terminal, for scripts and for the board: by class, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from wizard.documents.escape import identifier, inline
from wizard.engagement.tenant_result import CLASSES
from wizard.wording import count, short

if TYPE_CHECKING:
    from wizard.documents.page import Page
    from wizard.engagement.tenant_result import Comparison, Unknown

_MOST_MISSING = 10


def summary(compared: Comparison) -> str:
    """Return how many policies and records were compared, and what came out."""
    policies = count(compared.policies, "enabled policy", "enabled policies")
    records = count(compared.records, "record")
    parts = [f"{policies} and {records} in force compared: {count(len(compared.differences), 'difference')}"]
    if compared.unknown:
        parts.append(f"{len(compared.unknown):,} that cannot be known")
    return ", ".join(parts) + "."


def tenant_text(compared: Comparison) -> Iterator[str]:
    """Yield the lines for a terminal."""
    yield f"Tenant and register. {summary(compared)}"
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


def add_tenant(page: Page, compared: Comparison) -> None:
    """Add the comparison to a report for the board."""
    page.heading(2, "Tenant and register")
    page.text(summary(compared))
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
