"""Facts, their sources, and what contradicts or corrects them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from wizard.pack.models.base import (
    FactId,
    Facts,
    Id,
    LevelId,
    Line,
    Model,
    Name,
    Prose,
    ProvedExpression,
    QuestionId,
    Sources,
    Verbatim,
    VerdictId,
)
from wizard.pack.models.marks import Key, Ref

Confidence = Literal["primary", "primary_old", "secondary", "inference"]


class Source(Model):
    """Where a fact was read.

    Attributes:
        address: Canonical address; empty only with a reason in ``no_address``.
        published: The author's date of the text; None only with a reason in ``no_date``.
        republished: The day on which the publisher last put the page out again, where it is known.
        checked_on: The day the text was last read.
    """

    id: Annotated[Id, Key("source", cited=True)]
    title: Line
    publisher: Name
    address: Verbatim = ""
    no_address: Prose = ""
    published: date | None = None
    republished: date | None = None
    no_date: Prose = ""
    checked_on: date
    note: Prose = ""

    @property
    def text_date(self) -> date | None:
        """The day from which the age of the text counts; None where no date is known."""
        return self.republished or self.published


class Fact(Model):
    """A dated statement with its sources.

    Attributes:
        statement: What holds, in the pack's own words.
        scope: Where and for whom it holds.
        consequence: What it means for the person who decides.
        effective_from: First day on which it holds, where it is dated.
        effective_until: Last day on which it holds, where it ends.
        second_hand: Which part of it was read second-hand only, where the rest was not.
        corrects: Corrections of the common belief that rest on it.
    """

    id: Annotated[FactId, Key("fact", cited=True)]
    title: Line
    sources: Sources
    confidence: Confidence
    effective_from: date | None = None
    effective_until: date | None = None
    second_hand: Prose = ""
    corrects: tuple[Annotated[FactId, Ref("correction")], ...] = ()
    statement: Prose = ""
    scope: Prose = ""
    consequence: Prose = ""


class ConflictSide(Model):
    """What one authority says."""

    authority: Name
    says: Prose
    sources: Sources = ()
    facts: Facts = ()


class Conflict(Model):
    """Two authorities that disagree, and the one that is followed.

    Attributes:
        level: It bears on a case only where the risk is rated at this level, before or after controls.
        likelihood: The same for the likelihood.
        impact: The same for the impact.
    """

    id: Annotated[Id, Key("conflict")]
    title: Line
    when: ProvedExpression = ""
    level: LevelId | None = None
    likelihood: LevelId | None = None
    impact: LevelId | None = None
    followed: Prose
    side: tuple[ConflictSide, ...]


class Correction(Model):
    """A common belief, and what to say instead."""

    id: Annotated[FactId, Key("correction")]
    claim: Prose
    verdict: Literal["confirmed", "refined", "too_strict", "too_broad", "outdated", "missing", "context_lost"]
    instead: Prose
    facts: Facts = ()
    questions: tuple[QuestionId, ...] = ()
    verdicts: tuple[VerdictId, ...] = ()
