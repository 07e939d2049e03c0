"""Flows and connections joined: which flow uses which connection, and of which connections that cannot be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.evidence.migration.items import Estate, FoundConnection, FoundFlow, fits, fits_environment
from wizard.evidence.migration.targets import (
    Sharing,
    Target,
    Tier,
    connector_of,
    label_of,
    move_of,
    sharing_of,
    target_of,
    tier_of_flow,
    tiers_of,
)
from wizard.evidence.namesakes import object_id

if TYPE_CHECKING:
    from wizard.evidence.directory import Directory
    from wizard.evidence.mappings import Mappings
    from wizard.evidence.truth import Truth


@dataclass(slots=True, eq=False)
class Connection:
    """A connection with what follows from its connector, and the flows that use it.

    Attributes:
        blind: Flows that may use it, of which no file says which connections they use.
    """

    id: str
    found: FoundConnection
    target: Target
    label: str
    sharing: Sharing
    sharing_words: str
    tier: Tier
    flows: list[Flow]
    blind: int = 0


@dataclass(slots=True, eq=False)
class Flow:
    """A flow with its connections.

    Attributes:
        connectors: Names of all its connectors, as far as they are known.
        nameless: Connectors of which no file says which connection it uses.
    """

    id: str
    found: FoundFlow
    connections: list[Connection]
    connectors: tuple[str, ...]
    nameless: tuple[str, ...]
    tier: Tier


@dataclass(slots=True)
class Joined:
    """The estate with its joints.

    Attributes:
        no_flows: No file has flows, so nobody knows which flows use a connection.
        disabled: Accounts that cannot sign in, by name and by object id; a name where all users that have it cannot.
        some_disabled: Names of several users, of whom some cannot sign in.
        absent: Object ids of owners that the directory does not have.
    """

    connections: list[Connection]
    flows: list[Flow]
    no_flows: bool
    disabled: frozenset[str]
    some_disabled: frozenset[str]
    absent: frozenset[str]

    def may_sign_in(self, name: str, identifier: str = "") -> Truth:
        """Return whether an account may sign in, as far as the directory says; None where it is one of several users."""
        known = object_id(identifier) or name
        return None if known in self.some_disabled else known not in self.disabled


def joined(estate: Estate, mappings: Mappings, directory: Directory | None = None) -> Joined:
    """Return the estate with what belongs together; ids follow environment, connector and name."""
    tiers = tiers_of(estate.flows)
    connections = [_connection(found, tiers, mappings) for found in sorted(estate.connections, key=_place)]
    for number, connection in enumerate(connections, start=1):
        connection.id = f"C{number}"
    by_name: dict[str, list[Connection]] = {}
    for connection in connections:
        by_name.setdefault(connection.found.name, []).append(connection)
    flows = []
    for number, flow in enumerate(sorted(estate.flows, key=_place), start=1):
        flows.append(_flow(f"F{number}", flow, by_name, tiers, mappings))
    _count_blind(connections, flows)
    users = directory.users if directory is not None else None
    able = {True: set[str](), False: set[str]()}
    for user in (users or {}).values():
        able[user.enabled is not False].update((user.account, user.id))
    whole = users is not None and directory is not None and "users" not in directory.cut
    owners = {flow.owner_id for flow in estate.flows if flow.owner_id}
    return Joined(
        connections,
        flows,
        no_flows=not estate.flows,
        disabled=frozenset(able[False] - able[True] - {""}),
        some_disabled=frozenset(able[False] & able[True] - {""}),
        absent=frozenset(owners - {name.lower() for name in users or ()}) if whole else frozenset(),
    )


def _place(found: FoundConnection | FoundFlow) -> tuple[str, ...]:
    api = found.api if isinstance(found, FoundConnection) else ""
    return found.environment.lower(), api, found.label.lower(), found.name, *found.places


def _connection(found: FoundConnection, tiers: dict[str, Tier], mappings: Mappings) -> Connection:
    connector = connector_of(found, mappings)
    sharing, words = sharing_of(found, connector)
    label = label_of(found.api, connector)
    target = target_of(found, connector)
    return Connection("", found, target, label, sharing, words, tiers.get(found.api, "unknown"), [])


def _flow(
    name: str, found: FoundFlow, by_name: dict[str, list[Connection]], tiers: dict[str, Tier], mappings: Mappings
) -> Flow:
    used: list[Connection] = []
    labels: list[str] = []
    nameless: list[str] = []
    for one in found.references or ():
        label = label_of(one.api, mappings.connector(one.api) if one.api else None)
        labels.append(label)
        match = [
            part
            for part in by_name.get(one.connection, ())
            if one.connection
            and fits_environment(part.found.environment, found.environment)
            and fits(part.found.api, one.api)
        ]
        used += [part for part in match[:1] if part not in used]
        if not match and not one.by_caller:
            nameless.append(label)
    flow = Flow(name, found, used, tuple(dict.fromkeys(labels)), tuple(dict.fromkeys(nameless)), "unknown")
    flow.tier = tier_of_flow(found, tiers)
    for part in used:
        part.flows.append(flow)
    return flow


def _count_blind(connections: Iterable[Connection], flows: Iterable[Flow]) -> None:
    """Count for each connection the flows that may use it, by environment and connector: there are few of these."""
    blind: Counter[tuple[str, str | None]] = Counter()
    for flow in flows:
        for label in [None] if flow.found.references is None else flow.nameless:
            blind[flow.found.environment, label] += 1
    for part in connections if blind else ():
        counted = sum(
            number
            for (environment, label), number in blind.items()
            if label in {None, part.label} and fits_environment(environment, part.found.environment)
        )
        part.blind = counted - sum(part.label in flow.nameless for flow in part.flows)


def outside(flow: Flow) -> bool:
    """Return True for a flow that is not known to be in a solution."""
    return move_of(flow.found) in {"export_import", "unknown"}
