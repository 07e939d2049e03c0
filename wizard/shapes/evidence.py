"""The shapes of what the commands on exports print as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from wizard.evidence.accounts import AccountSummary
from wizard.evidence.error_codes import ForAccount
from wizard.evidence.mappings import Certainty
from wizard.evidence.proposals.observation import Observation, Source
from wizard.files.published_schema import Printed
from wizard.pack.models import ErrorCode, Message
from wizard.pack.models import Source as PackSource
from wizard.pack.models.facts import Confidence
from wizard.shapes.results import BadLine
from wizard.views.error_codes import Said

Unattended = Literal["works", "breaks", "unknown"]


class Together(Printed):
    """All policies put together."""

    outcome: Literal["block", "controls", "allow", "unknown"]
    controls: list[list[str]] = Field(description="Requirements, each a list of alternatives of which one is enough.")
    unattended: Unattended
    unattended_reason: str


class Graph(Together):
    """What Microsoft's own verdicts mean together."""

    differs: list[str] = Field(description="Policies on which our verdict and Microsoft's are opposite.")


class GraphVerdict(Printed):
    """Microsoft's own verdict on a policy."""

    policyApplies: bool | None  # noqa: N815 - Graph's word
    analysisReasons: list[str]  # noqa: N815 - Graph's word


class PolicyVerdict(Printed):
    """Whether a policy applies to the sign-in, and why."""

    displayName: str  # noqa: N815 - Graph's word
    id: str | None
    state: str
    policyApplies: bool | None = Field(description="null: cannot be known.")  # noqa: N815 - Graph's word
    analysisReasons: list[str] = Field(description="In Graph's words.")  # noqa: N815 - Graph's word
    missing: list[str] = Field(description="Files or fields that would tell.")
    notes: list[str]
    demands: list[list[str]]
    place: str
    graph: GraphVerdict | None = None


class Ability(Printed):
    """Who can meet a control."""

    control: str
    unattended: str
    person_once: str
    person_each_time: str
    reason: str
    facts: list[str]


class Judged(Together):
    """What the policies of a tenant require of a sign-in."""

    policies: list[PolicyVerdict]
    abilities: list[Ability]
    sessionControls: dict[str, Any] = Field(description="By Graph's name, in Graph's shape.")  # noqa: N815 - Graph's word
    report_only: Together = Field(description="The same if every report-only policy were on.")
    notes: list[str]
    unread: list[str] = Field(description="Places that may hold further policies.")
    graph: Graph | None = None


WhatIf = Judged | BadLine


class Limit(Printed):
    """What a file cannot say."""

    id: str
    text: str
    ask_for: str
    facts: list[str]


class File(Printed):
    """A file that was read; a log of sign-ins has the counts of its rows."""

    file: str
    title: str
    sha256: str
    kind: str
    rows: int
    limits: list[Limit]
    workload_rows: int = 0
    other_rows: int = 0
    bad_rows: int = 0
    interactive_rows: int = 0
    non_interactive_rows: int = 0
    first: datetime | None = None
    last: datetime | None = None


class Account(Printed):
    """What the files say about one account."""

    account: str
    sign_ins: AccountSummary | None = Field(description="null: no log here names it.")
    observations: list[Observation]


class Show(Printed):
    """What exports say about each account."""

    files: list[File]
    accounts: list[Account]
    more_accounts: int = Field(description="Accounts in the files that are not printed.")


class Behind(Printed):
    """What a proposal rests on."""

    certainty: Certainty
    sources: list[Source]
    rows: int
    period: str
    reason: str
    facts: list[str]
    would_tell: str
    cannot_say: list[str]


class Proposed(Behind):
    """A proposed answer."""

    question: str
    label: str
    answer: str | list[str] | None
    asked_now: bool = Field(description="Whether the interview asks the question now.")
    confirmed: bool


class Contradicted(Behind):
    """An answer that an export contradicts."""

    question: str
    answer: str | list[str] | None
    missing: list[str]
    proven: bool


class Undecided(Behind):
    """Answers of which at least one holds."""

    question: str
    one_of: list[str]


class Propose(Printed):
    """What exports propose for a record."""

    account: str
    record: str | None
    proposed: list[Proposed]
    contradictions: list[Contradicted]
    undecided: list[Undecided]
    open: list[str] = Field(description="Questions without an answer.")
    files: list[File]


class CitedSource(PackSource):
    """A source, and how old the reading is."""

    read_days_ago: int


class CitedFact(Printed):
    """A fact by its title."""

    title: str
    confidence: Confidence


class Explained(Printed):
    """What the codes and messages of a text mean."""

    said: list[Said]
    codes: list[ErrorCode]
    messages: list[Message]
    unknown: list[str]
    account: list[ForAccount] | None = Field(description="null: no account was named.")
    sources: dict[str, CitedSource]
    facts: dict[str, CitedFact]


class Met(Printed):
    """What an account meets in a context."""

    outcome: Literal["block", "controls", "allow", "unknown"]
    controls: list[list[str]] = Field(description="Requirements met for sure; each a list of alternatives.")
    unattended: Literal["works", "breaks", "unknown"]
    details: list[str] | None = Field(
        default=None, description="Strengths, terms of use and custom controls, where nothing else differs."
    )


class Changed(Printed):
    """An account and a context for which something changes."""

    account: str = Field(description="Sign-in name, or ID where no name was exported.")
    context: str
    before: Met
    after: Met


class Unknown(Changed):
    """An account and a context of which the outcome cannot be known."""

    missing: list[str] = Field(description="Files or fields that would tell.")
    change: Literal["none", "possible", "sure"] = Field(
        description="none: the same policies count on both sides; sure: both sides differ, whatever is missing."
    )


class PolicyChange(Printed):
    """A policy, and the accounts to which it begins or ceases to apply in one of the contexts."""

    displayName: str  # noqa: N815 - Graph's word
    id: str | None
    change: Literal["same", "changed", "added", "removed"]
    before: str | None = Field(description="State before; null where it was not there or had none.")
    after: str | None
    gained: list[str]
    lost: list[str]
    unknown: list[str]


class Impact(Printed):
    """What a change of policies does to every account."""

    # The command writes it piece by piece, so that a large one needs no memory.

    changed: list[Changed]
    unknown: list[Unknown]
    unchanged: int
    policies: list[PolicyChange]


class Asked(Printed):
    """A question that a file helps to answer."""

    id: str
    label: str
    open: bool | None = Field(description="Whether the record needs it; null without a record.")


class SectionShown(Printed):
    """One export of the script."""

    id: str
    title: str
    file: str
    module: str = Field(description="The PowerShell module that it uses.")
    scopes: list[str] = Field(description="The least delegated permissions of Microsoft Graph.")
    role: str = Field(description="The least role of the person who runs it.")
    questions: list[Asked]
    sources: list[str]


class Collected(Printed):
    """The script, and what each of its sections is for."""

    accounts: list[str]
    days: int
    scopes: list[str] = Field(description="What the script asks Microsoft Graph for, in all.")
    sections: list[SectionShown]
    script: str
