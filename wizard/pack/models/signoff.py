"""What a board needs from people: asked late, skippable."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from wizard.pack.models.base import (
    AsideExpression,
    Facts,
    GroupId,
    Id,
    Letter,
    Line,
    Model,
    Name,
    Prose,
    QuestionId,
    Verbatim,
)
from wizard.pack.models.marks import CONDITIONS, Key

Kind = Literal[
    "text",
    "paragraph",
    "person",
    "organization",
    "date",
    "choice",
    "choices",
    "controls",
    "exclusions",
    "steps",
    "evidence",
]


class Meaning(StrEnum):
    """What the documents' rules take a field for. They ask for a meaning and never for the id of a field."""

    END = "end"
    """The last day of the exception."""
    START = "start"
    """Its first day."""
    REVIEW = "review"
    """The day of the next review."""
    NEEDED_BY = "needed_by"
    """The day by which people decide."""
    GAPS_DUE = "gaps_due"
    """The day by which open questions are closed."""
    TARGET = "target"
    """The day by which the work is done."""
    LAST_USE = "last_use"
    """The day of the last sign-in."""
    VENDOR_END = "vendor_end"
    """The day after which a vendor's product stops working."""
    CONTROLS = "controls"
    """Compensating controls; they lower the risk."""
    CONDITIONS = "conditions"
    """Conditions of the approval."""
    PLAN = "plan"
    """Steps with owner and date."""
    CHECKS = "checks"
    """How anybody knows that it worked."""
    EVIDENCE = "evidence"
    """What was collected."""
    CONSTRAINT = "constraint"
    """Why the control cannot be met."""
    CONSTRAINT_KIND = "constraint_kind"
    """Whether that is technical or business."""
    NEED = "need"
    """Why the business asks for the exception."""
    EXCLUSIONS = "exclusions"
    """What is waived, in which policy and through which group."""
    ORGANIZATION = "organization"
    """In whose name the documents speak."""
    TICKET = "ticket"
    """The ticket of the decision."""
    SUPERSEDES = "supersedes"
    """The record that this one replaces."""
    RENEWALS = "renewals"
    """How often the exception was renewed."""
    CLASSIFICATION = "classification"
    """How the documents are marked."""
    REFUSAL_EFFECT = "refusal_effect"
    """What happens if the exception is refused."""
    OVERRIDE_LEVEL = "override_level"
    """The level of risk that somebody sets by hand."""
    OVERRIDE_BY = "override_by"
    """Who sets it."""
    OVERRIDE_REASON = "override_reason"
    """Why."""
    OWNER = "owner"
    """Who owns the account."""
    DEPUTY = "deputy"
    """The owner's deputy."""
    REQUESTER = "requester"
    """Who asks for the decision."""
    IMPLEMENTER = "implementer"
    """Who makes the change."""
    REVIEWER = "reviewer"
    """Who rates the risk."""
    GAP_OWNER = "gap_owner"
    """Who closes the open questions."""
    ROLLBACK_CONTACT = "rollback_contact"
    """Whom people call to undo the change."""


MEANT: dict[Meaning, tuple[Kind, ...]] = {
    **dict.fromkeys(
        (
            Meaning.END,
            Meaning.START,
            Meaning.REVIEW,
            Meaning.NEEDED_BY,
            Meaning.GAPS_DUE,
            Meaning.TARGET,
            Meaning.LAST_USE,
            Meaning.VENDOR_END,
        ),
        ("date",),
    ),
    Meaning.CONTROLS: ("controls",),
    Meaning.EXCLUSIONS: ("exclusions",),
    Meaning.ORGANIZATION: ("organization",),
    **dict.fromkeys((Meaning.CONDITIONS, Meaning.PLAN, Meaning.CHECKS), ("steps",)),
    Meaning.EVIDENCE: ("evidence",),
    **dict.fromkeys((Meaning.CONSTRAINT_KIND, Meaning.OVERRIDE_LEVEL), ("choice",)),
    **dict.fromkeys(
        (
            Meaning.OVERRIDE_BY,
            Meaning.OWNER,
            Meaning.DEPUTY,
            Meaning.REQUESTER,
            Meaning.IMPLEMENTER,
            Meaning.REVIEWER,
            Meaning.GAP_OWNER,
            Meaning.ROLLBACK_CONTACT,
        ),
        ("person",),
    ),
}
"""Kinds of field that can carry a meaning; every other meaning is text."""

WRITTEN: tuple[Kind, ...] = ("text", "paragraph")


class FieldOption(Model):
    """A choice of a field.

    Attributes:
        group: The group of outcomes whose decision waives it, where it is a control that can be waived.
        known_when: The answers of the interview say that it holds, so faces suggest it.
    """

    id: Annotated[Id, Key("field_option", inside=True)]
    label: Line
    letter: Letter = ""
    group: GroupId | None = None
    known_when: AsideExpression = ""


class Field(Model):
    """A field of the sign-off.

    Attributes:
        means: What the documents' rules take it for; none where they only print it.
        headings: What people call it at the head of a column, in addition to its id and label.
        asked_when: A face offers it; without a condition none does, and its value comes from files alone.
        required_when: A final document needs it; a draft lists it as open.
        front_matter: Key in the front matter of the recommendation, where it has one.
        min_length: Characters that a text must have.
        question: The question whose answers its rows speak to; its choices are among those answers.
        own: Head of its column in the annex of a paper for several accounts, where it is about one account alone.
            Accounts that differ in nothing else share a paper.
    """

    id: Annotated[Id, Key("field", space=CONDITIONS)]
    section: Id
    kind: Kind
    means: Meaning | None = None
    label: Line
    headings: tuple[Name, ...] = ()
    help: Prose = ""
    asked_when: AsideExpression | None = None
    required_when: AsideExpression | None = None
    min_length: int = 0
    front_matter: Verbatim = ""
    facts: Facts = ()
    house_rule: bool = False
    option: tuple[FieldOption, ...] = ()
    question: QuestionId | None = None
    own: Line = ""
