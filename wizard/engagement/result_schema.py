"""The shapes of ``verify``, ``status`` and ``drift`` with ``--format json``, which scripts rely on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wizard.engagement.findings import CODES
from wizard.engagement.rows import Step
from wizard.engagement.states import State
from wizard.engagement.tenant_result import CLASSES
from wizard.files.published_schema import Printed


class FindingRow(Printed):
    """Something that does not hold."""

    code: str = Field(
        json_schema_extra={"enum": list(CODES)},
        description="; ".join(f"{code}: {what}" for code, what in CODES.items()),
    )
    place: str = Field(description="File, and the field, role, item or line in it.")
    message: str
    remedy: str = Field(description="What clears it.")


class VerifyRow(Printed):
    """What ``verify`` found in one folder."""

    folder: str
    state: State | None = Field(description="null: the record cannot be read, or the folder is a whole engagement.")
    findings: list[FindingRow]
    notes: list[str] = Field(description="What could not be compared here; nothing to act on.")


class DecisionRow(Printed):
    """One decision that is signed."""

    title: str
    state: State
    first: str | None = Field(alias="from", description="First day, as YYYY-MM-DD.")
    last: str | None = Field(alias="to", description="Last day, as YYYY-MM-DD; null: no end.")


class DayRow(Printed):
    """A day, and what is due then."""

    date: str
    what: str


class UnreadableRow(Printed):
    """A box or row that cannot be read."""

    item: str
    place: str


class ItemsRow(Printed):
    """The items of a checklist, by id."""

    expected: int
    done: list[str]
    open: list[str]
    not_applicable: dict[str, str] = Field(description="Item, and the reason.")
    without_a_date: list[str]
    without_a_name: list[str]
    unreadable: list[UnreadableRow]
    missing: list[str]


class SignatureRow(Printed):
    """A signature, every part as written."""

    role: str
    name: str
    decision: str
    decisions: dict[str, str] = Field(description="Column of the sign-off table, and the decision in it.")
    conditions: str
    date: str
    reference: str


class SignaturesRow(Printed):
    """The signatures of a checklist."""

    given: list[SignatureRow]
    not_counted: list[str] = Field(description="Roles whose signature does not count; verify says why.")
    open: list[str]


class ReviewRow(Printed):
    """A row of the review log that was filled in."""

    due: str
    held_on: str
    by: str
    result: str


class StatusRow(Printed):
    """Where one folder is; in an engagement, where one account is.

    Items, signatures, result, reviews and closure are parts of folders; what begins with ``file`` is part of accounts.
    """

    folder: str = Field(description="Of the documents; empty for an account that has none.")
    account: str | None
    file: str = Field(default="", description="The file of the account in its engagement.")
    step: Step | None = Field(default=None, description="What is to be done next about the account.")
    first: str | None = Field(default=None, alias="from", description="First day as approved, as YYYY-MM-DD.")
    last: str | None = Field(default=None, alias="to", description="Last day as approved, as YYYY-MM-DD.")
    open: list[str] = Field(default=[], description="Places in the record that keep its documents a draft.")
    differs: bool = Field(default=False, description="The answers or the object ID are others than those of the paper.")
    renewing: bool = Field(default=False, description="The record is a revision that no board has seen yet.")
    copies: list[str] = Field(default=[], description="Other files that hold the same record.")
    record_id: str = ""
    owner: str = ""
    outcome: str = ""
    state: State | None
    decisions: list[DecisionRow] = []
    why: list[DayRow] = Field(default=[], description="What makes it overdue or due.")
    complete: bool = False
    nothing_to_sign: bool = False
    items: ItemsRow | None = None
    signatures: SignaturesRow | None = None
    result: dict[str, str] = {}
    reviews: list[ReviewRow] = []
    closure: dict[str, str] = {}
    aged: list[str] = []
    notes: list[str] = []
    next: DayRow | None = None
    problem: str | None = Field(description="Why the record cannot be read; null where it can.")


class ChangeRow(Printed):
    """One difference in what is decided; ids, never words."""

    what: Literal["main", "also", "waivable_by", "checklist", "answers"]
    before: str
    now: str


class FactRow(Printed):
    """A fact behind the decision whose text changed."""

    fact: str
    before: str
    now: str
    effective_from: str | None


class DriftRow(Printed):
    """What today's knowledge decides differently for one folder."""

    folder: str
    account: str
    accounts: int = Field(default=1, description="How many accounts the documents are for.")
    knowledge_then: str
    knowledge_now: str
    changes: list[ChangeRow]
    because: list[str]
    facts_changed: list[FactRow]
    facts_new: list[str]
    facts_gone: list[str]
    problem: str
    cause: int | None = Field(description="Number of the cause that this folder shares with others.")


class DifferenceRow(Printed):
    """Something in which tenant and register differ."""

    kind: Literal["unapproved", "expired_present", "approved_absent", "nested", "wider", "dangling", "wrong_policy"] = (
        Field(alias="class", description="; ".join(f"{kind}: {what}" for kind, what in CLASSES.items()))
    )
    policy: str = Field(description="Display name of the policy; as the record has it where the tenant has none.")
    policy_id: str | None
    account: str = Field(description="Sign-in name; the ID where no name was exported, or of what was deleted.")
    account_id: str | None
    record_id: str | None = Field(description="The record that it is about; null for none.")
    message: str
    remedy: str = Field(description="What clears it.")


class UnknownRow(Printed):
    """Something that cannot be known, so that it may hide more differences."""

    subject: str = Field(description="The policy, the record, the account or the file.")
    message: str
    missing: list[str] = Field(description="What would tell.")


class TenantRow(Printed):
    """The exclusions of a tenant compared with the register of approved ones."""

    policies: int = Field(description="Enabled policies that were compared.")
    records: int = Field(description="Records in force that waive something.")
    findings: list[DifferenceRow]
    unknown: list[UnknownRow]
    notes: list[str] = Field(description="What is worth knowing; nothing to act on.")


class TenantDrift(Printed):
    """What ``drift`` prints where policies are given."""

    decisions: list[DriftRow]
    tenant: TenantRow


Verify = list[VerifyRow]
Status = list[StatusRow]
Drift = list[DriftRow] | TenantDrift
