"""What a board reads before it decides, and what the dossier tells of this account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wizard.documents.board.said import every, with_facts
from wizard.documents.sections import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.documents.page import Page

FIRST = ("urgency", "warning")
"""Sections of the conditional texts that a board reads before it decides."""


Told = Literal["why", "if_approved", "if_refused", "confirmation", "rollback"]

BACKGROUND: dict[Told, str] = {
    "why": "Why",
    "if_approved": "If approved",
    "if_refused": "If refused",
    "confirmation": "How it is confirmed",
    "rollback": "How it is undone",
}
"""Parts of a verdict's prose, each with its heading."""


def read_first(page: Page, case: Case, room: Room) -> None:
    """Add the framework warnings and what is urgent; the dossier has the rest."""
    page.heading(2, "Read this first")
    page.bullets(list(_said_first(page, case))[: room.notes])


def notes(page: Page, case: Case) -> None:
    """Add what is taken for granted, what the tenant can decide, and every text of the pack that fits this account."""
    rules = case.pack.documents
    page.heading(2, "Notes on this account")
    page.heading(3, "Taken for granted")
    page.bullets(every(case, page, rules.assumption))
    page.heading(3, "What the tenant can decide")
    page.bullets(every(case, page, rules.decidable))
    page.heading(3, "To know about this account")
    page.bullets([*_texts(page, case, first=True), *_texts(page, case, first=False)])


def background(page: Page, case: Case) -> None:
    """Add for each verdict why it comes out, what follows, and how it is confirmed and undone; the dossier's part."""
    page.heading(2, "Background of each decision")
    for name in case.outcome.verdicts:
        prose, other = case.pack.verdict_by_id[name].prose, case.words.instead.get(name)
        told = {part: (getattr(other, part) if other else "") or getattr(prose, part) for part in BACKGROUND}
        page.heading(3, case.words.verdict(name))
        for part, title in BACKGROUND.items():
            if told[part]:
                page.heading(4, title)
                page.prose(told[part].replace("{account}", parts.account(case)), 5)


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
