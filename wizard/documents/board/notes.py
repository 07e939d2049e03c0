"""What a board reads before it decides, and what the dossier tells of this account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.board.said import with_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page

FIRST = ("urgency", "warning")
"""Sections of the conditional texts that a board reads before it decides."""


def read_first(page: Page, case: Case, room: Room) -> None:
    """Add the framework warnings and what is urgent; the dossier has the rest."""
    page.heading(2, "Read this first")
    page.bullets(list(_said_first(page, case))[: room.notes])


def notes(page: Page, case: Case) -> None:
    """Add every text of the pack that fits this account; its place is the dossier."""
    page.heading(2, "Notes on this account")
    page.bullets([*_texts(page, case, first=True), *_texts(page, case, first=False)])


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
