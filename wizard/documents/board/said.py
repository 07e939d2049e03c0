"""Sentences of the pack with their slots filled, as Markdown; what users typed in them is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wizard.documents import slots
from wizard.documents.escape import identifier, inline, untouched

if TYPE_CHECKING:
    from wizard.decision.blocks import Line
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models.documents import Variant

MOST_REASONS = 5


def question(case: Case) -> str:
    return _spoken(case, slots.question(case))


def answer(case: Case, verdict: str) -> str:
    """Return the answer in capitals; no short form in it is written out."""
    return untouched(slots.answer_words(case, verdict) or case.words.verdict(verdict).upper())


def sentence(case: Case, verdict: str) -> str:
    return _spoken(case, slots.decision_sentence(case, verdict))


def _spoken(case: Case, said: Line) -> str:
    """Return a line as Markdown; what users wrote is escaped, and the account's name is shown as a name."""
    return "".join(
        span.text if span.kind != "theirs" else (identifier if span.text == case.account else inline)(span.text)
        for span in said
    )


def first(case: Case, page: Page, variants: Iterable[Variant], *, cite: bool = True) -> str:
    """Return the first text that holds, with its facts where they are wanted; empty where none does."""
    for variant in variants:
        if case.holds(variant.when):
            return with_facts(page, variant.text, variant.facts if cite else ())
    return ""


def every(case: Case, page: Page, variants: Iterable[Variant], most: int = 99) -> list[str]:
    """Return the texts that hold, in order, each with its facts."""
    holding = [variant for variant in variants if case.holds(variant.when)]
    return [with_facts(page, variant.text, variant.facts) for variant in holding[:most]]


def with_facts(page: Page, text: str, facts: Iterable[str]) -> str:
    """Return a text on one line with the facts behind it before its last full stop."""
    text, mark = " ".join(text.split()), page.cite(facts)
    if not mark:
        return text
    return f"{text.rstrip('.')} {mark}{'.' if text.endswith('.') else ''}"
