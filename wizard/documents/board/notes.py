"""What a board reads before it decides, and what the dossier tells of this account besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.board.said import with_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.documents.case import Case
    from wizard.documents.page import Page

FIRST = ("urgency", "warning")
"""Sections of the conditional texts that a board reads before it decides."""

MOST_NOTES = 3


def read_first(page: Page, case: Case) -> None:
    """Add the framework warnings and what is urgent, three at most; the dossier has the rest."""
    page.heading(2, "Read this first")
    page.bullets(list(_said_first(page, case))[:MOST_NOTES])


def other_notes(page: Page, case: Case) -> None:
    """Add every other text of the pack that fits this account; its place is the dossier."""
    told = len(case.outcome.decision.warnings)
    page.heading(2, "Notes on this account")
    page.bullets([*list(_texts(page, case, first=True))[max(0, MOST_NOTES - told) :], *_texts(page, case, first=False)])


def _said_first(page: Page, case: Case) -> Iterator[str]:
    for index in case.outcome.decision.warnings:
        warning = case.pack.framework_warnings[index]
        yield with_facts(page, warning.text, warning.facts)
    yield from _texts(page, case, first=True)


def _texts(page: Page, case: Case, *, first: bool) -> Iterator[str]:
    for name in case.outcome.decision.texts:
        text = case.library.texts[name]
        if (text.section in FIRST) == first:
            yield with_facts(page, text.text, text.facts)
