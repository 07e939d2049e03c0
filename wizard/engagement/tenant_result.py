"""What a comparison of tenant and register gives: differences in seven classes, and what cannot be known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Class = Literal["unapproved", "expired_present", "approved_absent", "nested", "wider", "dangling", "wrong_policy"]
CLASSES: dict[Class, str] = {
    "unapproved": "Excluded in the tenant, and no record in force approves it",
    "expired_present": "Still excluded, and the record has ended",
    "approved_absent": "Approved, and not excluded in the tenant",
    "nested": "Excluded through a group within the excluded group",
    "wider": "Excluded from more than was approved, or together with accounts that were not",
    "dangling": "An exclusion names a user or group that was deleted",
    "wrong_policy": "Excluded in another policy than the one approved",
}
"""The classes, in the order of a report, with what each of them says."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in which tenant and register differ.

    Attributes:
        kind: Its class.
        policy: Display name of the policy; as the record has it where the tenant has none.
        account: Sign-in name; the id where no name was exported.
        account_id: Object id of the account, or of what was deleted; empty where it is not known.
        record_id: The record that it is about; empty where there is none.
        message: What differs, as a sentence.
        remedy: What clears it.
    """

    kind: Class
    policy: str
    policy_id: str
    account: str
    account_id: str
    record_id: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that cannot be known.

    Attributes:
        subject: The policy, the record or the account.
        message: What cannot be known, as a sentence.
        missing: Files or fields that would tell.
    """

    subject: str
    message: str
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class Comparison:
    """Tenant and register side by side.

    Attributes:
        differences: By class, policy and account.
        unknown: What could hide more of them.
        notes: What is worth knowing; nothing to act on.
        policies: How many policies were compared.
        records: How many records are in force.
    """

    differences: list[Difference] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    policies: int = 0
    records: int = 0
