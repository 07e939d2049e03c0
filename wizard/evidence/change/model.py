"""The parts of a change set: what was approved, the requests that do it, and those that undo it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

License = Literal["none", "p2", "governance"]
"""What the tenant has beyond the license that Conditional Access needs."""


@dataclass(frozen=True, slots=True)
class ApprovedRow:
    """One exclusion as it was approved; ids are lower case and empty where the record has none.

    Attributes:
        control: The waived control, as an answer names it.
        starts_on: Its first day, or None where the record has none.
        ends_on: Its last day, or None where it has no end.
    """

    control: str
    policy: str
    policy_id: str
    group: str
    group_id: str
    starts_on: date | None = None
    ends_on: date | None = None


def same_thing(identifier: str, name: str, other: str, other_name: str) -> bool:
    """Return whether two rows name the same policy or group: by their ids where both have one, else by their names."""
    if identifier and other:
        return identifier == other
    return name.strip().lower() == other_name.strip().lower()


@dataclass(frozen=True, slots=True)
class Approved:
    """What the signers approved for one account.

    Attributes:
        account: Its name in the record.
        subject: Its object id, lower case; empty where the record gives none.
        tenant: The id of its tenant, likewise.
        record_id: Which record.
        ticket: The change ticket, or nothing.
        owner: Sign-in name of who answers for the group and takes the change back, or nothing.
        running: Exclusions of the account that a later approval still has; a clean-up keeps it in their groups.
    """

    account: str
    subject: str
    tenant: str
    rows: tuple[ApprovedRow, ...]
    record_id: str = ""
    ticket: str = ""
    owner: str = ""
    running: tuple[ApprovedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One request to Graph v1.0.

    Attributes:
        what: What it does, in words.
        url: After the version; ``{name}`` is an id that an earlier request saved.
        saves: Under which name the id in the answer is kept; empty for none.
    """

    what: str
    method: Literal["POST", "PATCH", "DELETE"]
    url: str
    body: dict[str, Any] | None = None
    saves: str = ""

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"what": self.what, "method": self.method, "url": self.url}
        if self.body is not None:
            shown |= {"headers": {"Content-Type": "application/json"}, "body": self.body}
        return shown | ({"saves": self.saves} if self.saves else {})


@dataclass(frozen=True, slots=True)
class Step:
    """A request and the one that undoes it."""

    do: Request
    undo: Request


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group that the change touches: its direct members before; ``new`` where the change makes it.

    Attributes:
        id: Its id; of a new one a name in braces.
        fixed: Why no request can change its members, in words; empty where one can.
        ends_on: When its exclusion ends, or None.
    """

    id: str
    name: str
    members: frozenset[str] = frozenset()
    fixed: str = ""
    new: bool = False
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class PolicyState:
    """A policy that the change touches, in Graph's form; ``after`` is what the change makes of it."""

    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.before["id"])

    @property
    def name(self) -> str:
        return str(self.before.get("displayName") or self.before["id"])


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What is to be done, in order.

    Attributes:
        kind: Whether it excludes the account, or ends its exclusion.
        account: Id of the account, with its sign-in name.
        steps: Each request with the one that undoes it.
        created: Policies that it makes, as Graph gets them.
        timed: A membership ends by itself.
        reviewed: A membership without an end is reviewed each year.
        notes: What a person should know before it is run.
    """

    kind: Literal["exclusion", "clean-up"]
    account: str
    account_name: str
    tenant: str
    approved: Approved
    groups: tuple[GroupState, ...]
    policies: tuple[PolicyState, ...]
    steps: tuple[Step, ...]
    created: tuple[dict[str, Any], ...] = ()
    timed: bool = False
    reviewed: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def requests(self) -> tuple[Request, ...]:
        return tuple(step.do for step in self.steps)

    @property
    def rollback(self) -> tuple[Request, ...]:
        """The requests that undo it, last change first."""
        return tuple(step.undo for step in reversed(self.steps))
