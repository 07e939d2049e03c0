"""Connections and flows as a migration needs them. ``None`` is what no file says, and is never taken for "no"."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from wizard.errors import Problem


@dataclass(frozen=True, slots=True)
class Reference:
    """A connection that a flow uses.

    Attributes:
        connection: Its name, lower case; empty where the file lacks it.
        api: Name of the connector's API; empty where the file lacks it.
        tier: ``standard`` or ``premium`` in the file's word, lower case.
        label: Name of the connector.
        by_caller: The person who runs the flow brings the connection.
    """

    connection: str = ""
    api: str = ""
    tier: str = ""
    label: str = ""
    by_caller: bool = False


@dataclass(frozen=True, slots=True)
class FoundConnection:
    """A connection.

    Attributes:
        name: Its name in the environment, which is its id; empty where the file lacks it.
        api: Name of the connector's API.
        environment: Name of the environment.
        account: Account that it signs in with; empty where no file says it.
        hints: Who else may be that account, for a person: its maker, and what its display name says.
        maker_id: Object id of its maker.
        status: ``Connected``, ``Error`` or empty.
        identity: Whose identity it uses.
        shareable: What the file says about sharing it.
        shares: Others it is shared with, by the files.
        listed: An export of connections has it; else only flows or shares name it.
        places: File and line of each row about it.
    """

    name: str
    api: str
    label: str = ""
    environment: str = ""
    account: str = ""
    hints: tuple[str, ...] = ()
    maker_id: str = ""
    status: str = ""
    error: str = ""
    identity: Literal["user", "service_principal", "unknown"] = "unknown"
    shareable: bool | None = None
    shares: int = 0
    listed: bool = True
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundFlow:
    """A flow.

    Attributes:
        name: Its id; empty where the file lacks it.
        owner: Sign-in name of who made or owns it.
        owner_id: Object id of that.
        references: Connections that it uses; None where no file says it.
        solution: Whether it is in a solution.
        http: Whether it sends web requests by itself, without a connection.
        receives: Whether a web request starts it.
        identity_of_owner: ``service_principal`` where the file says that one owns it.
        kind: ``cloud flow`` or another kind of the inventory.
        places: File and line of each row about it.
    """

    name: str
    label: str = ""
    environment: str = ""
    owner: str = ""
    owner_id: str = ""
    references: tuple[Reference, ...] | None = None
    solution: bool | None = None
    http: bool | None = None
    receives: bool | None = None
    scheduled: bool | None = None
    state: str = ""
    identity_of_owner: Literal["user", "service_principal", "unknown"] = "unknown"
    kind: str = "cloud flow"
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileCount:
    """What became of each row of a file.

    Attributes:
        path: The file.
        sha256: Digest of its bytes.
        rows: Rows that could be read.
        connections: Rows that are connections; flows and shares likewise.
        others: Rows of other kinds, by kind.
    """

    path: Path
    sha256: str
    rows: int
    connections: int
    flows: int
    shares: int
    others: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class Estate:
    """All connections and flows of some files, each once.

    Attributes:
        connections: Each once, in the order of the files; those that only flows or shares name come last.
        flows: Each once.
        files: What became of the rows.
        repeated: Rows about a connection or flow that another row had named already.
        named_only: Connections that only flows or shares name.
        names: Sign-in names by object id.
        problems: What could not be used, with file and line.
    """

    connections: list[FoundConnection] = field(default_factory=list)
    flows: list[FoundFlow] = field(default_factory=list)
    files: list[FileCount] = field(default_factory=list)
    repeated: Counter[str] = field(default_factory=Counter)
    named_only: int = 0
    names: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


_ID = re.compile(r"(?:default-)?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)


def is_id(environment: str) -> bool:
    """Return True for the id of an environment, False for a name that people gave it."""
    return _ID.fullmatch(environment) is not None


def fits_environment(one: str, other: str) -> bool:
    """Return True for the same environment, or where one file has its id and another its name."""
    return fits(one, other) or is_id(one) != is_id(other)


def fits(one: str, other: str) -> bool:
    """Return True for the same name, or where one of two files lacks it."""
    return not one or not other or one.lower() == other.lower()
