"""Facts, their sources, and what contradicts or corrects them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from wizard.pack.models.base import Expression, FactId, Id, Line, Model

Confidence = Literal["primary", "primary_old", "secondary", "inference"]


class Source(Model):
    """Where a fact was read.

    Attributes:
        address: Canonical address; empty only with a reason in ``no_address``.
        published: The author's date of the text; None only with a reason in ``no_date``.
        republished: The day on which the publisher last put the page out again, where it is known.
        checked_on: The day the text was last read.
    """

    id: Id
    title: Line
    publisher: Line
    address: str = ""
    no_address: str = ""
    published: date | None = None
    republished: date | None = None
    no_date: str = ""
    checked_on: date
    note: str = ""

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

    id: FactId
    title: Line
    sources: tuple[Id, ...]
    confidence: Confidence
    effective_from: date | None = None
    effective_until: date | None = None
    second_hand: str = ""
    corrects: tuple[FactId, ...] = ()
    statement: str = ""
    scope: str = ""
    consequence: str = ""


class ConflictSide(Model):
    """What one authority says."""

    authority: Line
    says: str
    sources: tuple[Id, ...] = ()
    facts: tuple[FactId, ...] = ()


class Conflict(Model):
    """Two authorities that disagree, and the one that is followed."""

    id: Id
    title: Line
    when: Expression = ""
    followed: str
    side: tuple[ConflictSide, ...]


class Correction(Model):
    """A common belief, and what to say instead."""

    id: FactId
    claim: str
    verdict: Literal["confirmed", "refined", "too_strict", "too_broad", "outdated", "missing", "context_lost"]
    instead: str
    facts: tuple[FactId, ...] = ()
    questions: tuple[Id, ...] = ()
    verdicts: tuple[Id, ...] = ()
