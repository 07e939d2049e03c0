"""Makes the plan from what the files hold; of some accounts only, where these are named."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from wizard.evidence.migration.connection_rows import connection_row
from wizard.evidence.migration.flow_rows import flow_row
from wizard.evidence.migration.joined import Connection, Flow, Joined, joined
from wizard.evidence.migration.plan import RANK, Plan

if TYPE_CHECKING:
    from wizard.evidence.directory import Directory
    from wizard.evidence.mappings import Mappings
    from wizard.evidence.migration.items import Estate


def make_plan(
    estate: Estate, mappings: Mappings, directory: Directory | None = None, accounts: Collection[str] = ()
) -> Plan:
    """Return the plan.

    Args:
        estate: Connections and flows.
        mappings: The tables of the subject, with the connectors.
        directory: Users, to tell who is disabled or has left.
        accounts: Names of accounts; empty plans for all. Rows that share flows or connections with theirs stay.
    """
    whole = joined(estate, mappings, directory)
    wanted = _wanted(whole, {name.strip().lower() for name in accounts}) if accounts else None
    rows = [connection_row(part, whole) for part in whole.connections] + [flow_row(flow, whole) for flow in whole.flows]
    kept = [row for row in rows if wanted is None or row.id in wanted]
    return Plan(
        rows=tuple(sorted(kept, key=lambda row: RANK[row.wave])),
        files=tuple(estate.files),
        repeated=estate.repeated,
        named_only=estate.named_only,
        omitted=len(rows) - len(kept),
        problems=tuple(estate.problems),
    )


def _wanted(whole: Joined, accounts: set[str]) -> set[str]:
    """Return the ids of the accounts' rows, and of all that hang together with them."""
    waiting: list[Connection | Flow] = [
        part
        for part in whole.connections
        if part.found.account in accounts or (not part.found.account and accounts.intersection(part.found.hints))
    ]
    waiting += [flow for flow in whole.flows if flow.found.owner in accounts or flow.found.owner_id in accounts]
    found: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one.id not in found:
            found.add(one.id)
            waiting += one.flows if isinstance(one, Connection) else one.connections
    return found
