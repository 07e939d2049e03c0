"""The accounts that share a paper: all of them by name where it is signed, and what else is their own in the dossier.

The list is outside the budgets of words: it grows with the accounts, and nobody signs for an account that is not in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.escape import identifier, inline
from wizard.documents.sections.answers import subject
from wizard.wording import as_date, count, long_date

if TYPE_CHECKING:
    from pydantic import JsonValue

    from wizard.documents.case import Case
    from wizard.documents.page import Page

TITLE = "Annex: accounts"


def covers(case: Case) -> str:
    """Return the sentence that says for how many accounts a paper is; empty for one."""
    number = len(case.record.annex)
    return f"This covers each of the {count(number, 'account')} in the annex of the recommendation." if number else ""


def annex(page: Page, case: Case) -> None:
    """Add all accounts of the paper with their ids."""
    members = case.record.annex
    if not members:
        return
    fields = [field for field in case.pack.signoff if field.own]
    page.heading(2, TITLE)
    page.text("The decision, each signature and each item of the checklist hold for every account in this list.")
    page.condensed(
        ("Account", "Record", *(field.own for field in fields)),
        [
            (
                identifier(member.name),
                identifier(member.record_id),
                *(_shown(member.signoff.get(field.id)) for field in fields),
            )
            for member in members
        ],
        keep=2,
    )


def rest(page: Page, case: Case) -> None:
    """Add what the list of the recommendation leaves out: other names, earlier records and notes."""
    rows = [
        (
            identifier(member.name),
            ", ".join(map(identifier, member.aliases)),
            identifier(member.renews),
            identifier(member.supersedes),
            "; ".join(f"{subject(case, name)}: {inline(note)}" for name, note in member.notes.items()),
        )
        for member in case.record.annex
    ]
    told = [row for row in rows if any(row[1:])]
    if told:
        page.heading(2, "What is each account's own")
        page.condensed(("Account", "Other names", "Renews", "Replaces", "Notes"), told)


def _shown(value: JsonValue) -> str:
    day = as_date(value)
    return long_date(day) if day else identifier(str(value)) if value else ""
