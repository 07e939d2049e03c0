"""Verdicts and the conditional texts of the documents."""

from __future__ import annotations

from typing import Literal

from wizard.pack.models.base import Expression, FactId, Id, Line, Model


class VerdictProse(Model):
    """The longer texts of a verdict, as Markdown, by section."""

    why: str = ""
    steps: str = ""
    if_approved: str = ""
    if_refused: str = ""
    what_would_change_it: str = ""
    confirmation: str = ""
    rollback: str = ""


class Verdict(Model):
    """One outcome.

    Attributes:
        decision: The decision in one sentence of at most 25 words; ``{account}`` stands for its name.
        stance: ``permits`` marks a verdict that must never rest on an unknown.
        owner_role: Who acts.
        no_checklist: Why no checklist belongs to it; empty where one does.
    """

    id: Id
    title: Line
    decision: Line
    stance: Literal["refuses", "demands", "permits", "informs"]
    facts: tuple[FactId, ...]
    owner_role: str = ""
    next_step: str = ""
    no_checklist: str = ""
    prose: VerdictProse = VerdictProse()


class Text(Model):
    """A text of the documents that is printed only where its condition holds."""

    id: Id
    section: Id
    when: Expression
    text: str
    facts: tuple[FactId, ...] = ()
