"""Verdicts and the conditional texts of the documents."""

from __future__ import annotations

from typing import Annotated, Literal

from wizard.pack.models.base import Facts, Id, Line, Model, Prose, ProvedExpression
from wizard.pack.models.marks import Key


class VerdictProse(Model):
    """The longer texts of a verdict, as Markdown, by section."""

    why: Prose = ""
    if_approved: Prose = ""
    if_refused: Prose = ""
    what_would_change_it: Prose = ""
    confirmation: Prose = ""
    rollback: Prose = ""


class Verdict(Model):
    """One outcome.

    Attributes:
        decision: The decision in one sentence of at most 25 words, with slots such as ``{account}``.
        answer: The answer to the question of the decision page, in capitals.
        stance: ``permits`` marks a verdict that must never rest on an unknown.
        owner_role: Who acts.
        no_checklist: Why no checklist belongs to it; empty where one does.
    """

    id: Annotated[Id, Key("verdict")]
    title: Line
    decision: Line
    answer: Line = ""
    stance: Literal["refuses", "demands", "permits", "informs"]
    facts: Facts
    owner_role: Prose = ""
    next_step: Prose = ""
    no_checklist: Prose = ""
    prose: VerdictProse = VerdictProse()


class Text(Model):
    """A text of the documents that is printed only where its condition holds."""

    id: Annotated[Id, Key("text")]
    section: Id
    when: ProvedExpression
    text: Prose
    facts: Facts = ()
