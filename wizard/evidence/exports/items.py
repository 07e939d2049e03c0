"""What other exports say, one small object a finding. ``None`` is what a file does not tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from wizard.errors import Problem
from wizard.evidence.accounts import Period
from wizard.evidence.directory import Group, MemberKind, User
from wizard.evidence.mappings import Limit


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """Somebody who holds a directory role.

    Attributes:
        scoped: For a part of the tenant only.
        eligible: Only while it is activated.
        through: The group that holds it and of which the account is a member; empty where it holds the role itself.
        kind: What it is; None where the export does not say.
    """

    account: str
    id: str
    role: str
    scoped: bool = False
    eligible: bool = False
    through: str = ""
    kind: MemberKind | None = None

    @property
    def key(self) -> str:
        """The ID; the sign-in name where the export gives no ID."""
        return self.id or self.account


@dataclass(frozen=True, slots=True)
class Registration:
    """Methods that an account has registered, as the report writes them; None where the export lacks them."""

    account: str
    id: str
    methods: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of Export-MsIdAzureMfaReport: tools of Azure that the account used, and its methods."""

    account: str
    id: str
    status: str
    tools: tuple[str, ...]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection of Power Platform.

    Attributes:
        account: Account that it signs in with; where the export lost it, its maker or what its name says.
        id: Object id of its maker.
        api: Name of the connector's API.
        label: What its owner calls it.
        environment: Name of the environment.
        status: Connected, Error, or nothing.
        error: Code or target of the error.
        identity: Whose identity it uses.
        guessed: The export lost the account that signs in, so the account is a guess.
        name: Name by which exports call it; empty where one lost it.
    """

    account: str
    id: str
    api: str
    label: str = ""
    environment: str = ""
    status: str = ""
    error: str = ""
    identity: Literal["user", "service_principal", "unknown"] = "unknown"
    guessed: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow: who made it, which connectors it uses, and whether a schedule starts it."""

    account: str
    id: str
    name: str
    apis: tuple[str, ...] = ()
    environment: str = ""
    state: str = ""
    scheduled: bool | None = None


@dataclass(frozen=True, slots=True)
class AzureChanges:
    """Changes of Azure resources by one caller, summed up.

    Attributes:
        account: Sign-in name of the caller, or its id.
        changes: Rows that changed something.
        audited: Rows of Microsoft's built-in policies: the request came without MFA, or would have been refused.
        operations: The most frequent operations with their rows.
        period: First and last.
        id: Object ID of the caller; empty where no row has it.
    """

    account: str
    changes: int
    audited: int
    operations: tuple[tuple[str, int], ...]
    period: Period
    id: str = ""


Item = User | Group | RoleHolder | Registration | ReportRow | Connection | Flow | AzureChanges


def id_of(item: Item) -> str:
    """Return the object ID of the account that an entry is about; empty where the export has none."""
    if isinstance(item, Connection):
        # The ID is that of the maker.
        return item.id if item.guessed else ""
    return item.id


def rows_of(item: Item) -> int:
    """Return how many rows of its file an entry sums up."""
    return item.changes + item.audited if isinstance(item, AzureChanges) else 1


@dataclass(frozen=True, slots=True)
class Export:
    """One file of another export.

    Attributes:
        path: Where it lies.
        kind: Short stable name.
        title: Its kind in words.
        sha256: Digest of its bytes, in hex.
        size: Bytes.
        rows: Rows that were read.
        items: What they say.
        limits: What the file cannot contain.
        problems: What could not be used, with file and line.
    """

    path: Path
    kind: str
    title: str
    sha256: str
    size: int
    rows: int
    items: tuple[Item, ...]
    limits: tuple[Limit, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
