"""The shapes of what the commands on answers, records and knowledge print as JSON."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from wizard.decision.interview import Flip
from wizard.decision.why import RowReason
from wizard.files.published_schema import Printed
from wizard.pack.models import Fact, Source


class BadLine(Printed):
    """A line that cannot be used; only with ``--lines``."""

    line: int = Field(ge=1)
    error: str = Field(description="What is wrong, one problem a line.")


class Platform(Printed):
    """A chosen surface on which Microsoft can enforce MFA."""

    surface: str
    enforced: bool
    why: str
    facts: list[str]


class Knowledge(Printed):
    """The knowledge that decided."""

    version: str
    digest: str


class Decided(Printed):
    """A verdict. Another knowledge pack may add value tables, each as its verdict or null."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str | None]

    main: str | None = Field(description="The main verdict; null while several are possible.")
    also: list[str]
    possible: list[str] = Field(description="Main verdicts that are still reachable.")
    waivable_by: str | None
    platform: list[Platform]
    rules: list[str] = Field(description="Rows that fired, in the order of the pack.")
    facts: list[str]
    checklist: list[str] = Field(description="Items in the order in which they are printed.")
    asked: list[str]
    unanswered: list[str]
    not_used: list[str]
    knowledge: Knowledge
    tool: str = Field(description="Version of the wizard.")


Decide = Decided | BadLine


class Asked(Printed):
    """A question, its answer, and why it is asked."""

    question: str
    label: str
    answer: str | list[str] | None
    state: Literal["open", "used", "not_used"]
    why: str
    facts: list[str]


class Explained(Printed):
    """Why this verdict and none stronger, and which single answers would change it."""

    main: str | None
    also: list[str]
    possible: list[str]
    questions: list[Asked]
    fired: list[RowReason]
    rejected: list[RowReason]
    changes: list[Flip]
    knowledge: Knowledge
    tool: str


class Name(Printed):
    """An account without a name yet."""

    name: str


class Allowed(Printed):
    """The answers of a question."""

    takes: str
    ids: list[str]
    alone: list[str] = Field(default=[], description="Answers that exclude all others.")


class AllowedField(Printed):
    """What a field of the sign-off takes, and for which outcomes."""

    asks: str
    kind: str
    takes: str
    ids: list[str] = []
    parts: list[str] | dict[str, str] = []
    asked_for: list[str]
    required_for: list[str]


class Template(Printed):
    """A blank answers file."""

    account: Name
    answers: dict[str, None]
    signoff: dict[str, None] = {}
    allowed: dict[str, Allowed]
    signoff_allowed: dict[str, AllowedField] = {}


class Saved(Printed):
    """A saved record."""

    name: str
    path: str
    changed_on: date
    answered: int
    in_use: bool
    problem: str | None = Field(description="Why it cannot be opened; null where it can.")


class Held(Printed):
    """A role or an owned row."""

    place: str = Field(description="Where it is in the record; for a row with its number, from 1.")
    title: str = Field(description="The role, or what the row says.")


class Holder(Printed):
    """A record in which the person named with ``--owner`` holds something."""

    name: str
    path: str
    holds: list[Held]


Records = list[Saved] | list[Holder]


class HandedOver(Printed):
    """What passes on in one account."""

    account: str | None = Field(description="null: what the engagement names for the whole tenant.")
    file: str
    to: str
    passed_on: list[Held]
    left: list[Held] = Field(description="What names others as well, so that a person changes it.")
    conflicts: list[str] = Field(description="Conflicts of duties that arise.")


HandOver = list[HandedOver]


class PackFinding(Printed):
    """Something that a check of a pack found."""

    code: str = Field(description="P and a number for a defect, W and a number for a warning.")
    warning: bool = Field(description="The pack is valid anyway.")
    place: str
    message: str
    remedy: str
    answers: dict[str, str | list[str] | None] | None = Field(
        description="Answers that show the defect; null for none."
    )


class Checked(Printed):
    """Whether a pack is valid, and what was found."""

    valid: bool
    proven: bool = Field(description="Whether the proof ran; a pack that cannot be read has nothing to prove.")
    findings: list[PackFinding]


class SourceDue(Printed):
    """A source that is to be read again, and what depends on it."""

    source: Source
    age_days: int
    due_on: date
    facts: list[str]
    rules: list[str]


class Due(Printed):
    """The sources that were read too long ago, the oldest first."""

    day: date
    limit_days: int
    sources: int = Field(description="How many sources the pack has.")
    due: list[SourceDue]


class FactShown(Fact):
    """A fact with its sources."""

    sources: list[Source]  # type: ignore[assignment] # printed whole, not by id


Facts = list[FactShown]
