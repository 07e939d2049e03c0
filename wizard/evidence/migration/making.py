"""Makes the plan from what the files hold; of some accounts only, where these are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from wizard.evidence.migration.connection_rows import connection_row
from wizard.evidence.migration.flow_rows import flow_row
from wizard.evidence.migration.joined import Connection, Flow, Joined, joined
from wizard.evidence.migration.plan import RANK, Plan
from wizard.evidence.namesakes import not_taken, object_id, whose

if TYPE_CHECKING:
    from wizard.errors import Problem
    from wizard.evidence.directory import Directory
    from wizard.evidence.mappings import Mappings
    from wizard.evidence.migration.items import Estate


def make_plan(
    estate: Estate,
    mappings: Mappings,
    directory: Directory | None = None,
    accounts: Collection[str] = (),
    given: str = "",
) -> Plan:
    """Return the plan.

    Args:
        estate: Connections and flows.
        mappings: The tables of the subject, with the connectors.
        directory: Users, to tell who is disabled or has left.
        accounts: Names of accounts; empty plans for all. Rows that share flows or connections with theirs stay.
        given: Object ID of the one account that they name, as a person gave it; empty where nobody did.
    """
    whole = joined(estate, mappings, directory)
    problems = list(estate.problems)
    wanted: set[str] | None = None
    if accounts:
        own: list[Connection | Flow] = []
        for account in dict.fromkeys(name.strip().lower() for name in accounts):
            found, left = _own(whole, estate, directory, account, given)
            own += found
            problems += [left] if left is not None and left not in problems else []
        wanted = _with_neighbors(own)
    rows = [connection_row(part, whole) for part in whole.connections] + [flow_row(flow, whole) for flow in whole.flows]
    kept = [row for row in rows if wanted is None or row.id in wanted]
    return Plan(
        rows=tuple(sorted(kept, key=lambda row: RANK[row.wave])),
        files=tuple(estate.files),
        repeated=estate.repeated,
        named_only=estate.named_only,
        omitted=len(rows) - len(kept),
        problems=tuple(problems),
    )


def _own(
    whole: Joined, estate: Estate, directory: Directory | None, account: str, given: str
) -> tuple[list[Connection | Flow], Problem | None]:
    """Return what is an account's, and what is said of rows of other accounts with its name."""
    name = estate.names.get(account, account)
    rows: list[tuple[Connection | Flow, str]] = []
    for part in whole.connections:
        if part.found.account == name:
            rows.append((part, ""))
        elif not part.found.account and name in part.found.hints:
            made_it = estate.names.get(part.found.maker_id) == name
            rows.append((part, object_id(part.found.maker_id) if made_it else ""))
    rows += [(flow, object_id(flow.found.owner_id)) for flow in whole.flows if flow.found.owner == name]
    rows += [(flow, "") for flow in whole.flows if flow.found.owner_id == account and flow.found.owner != name]
    users = {user.id: directory.place for user in directory.users_called(name)} if directory is not None else {}
    meant = whose(given or object_id(account), {identifier for _, identifier in rows} - {""}, users)
    if meant is None:
        return [part for part, _ in rows], None
    left = Counter(
        (part.found.places[0].rsplit(":", 1)[0], identifier) for part, identifier in rows if not meant.has(identifier)
    )
    taken = [part for part, identifier in rows if meant.has(identifier)]
    return taken, not_taken(name, meant, left) if left else None


def _with_neighbors(own: Iterable[Connection | Flow]) -> set[str]:
    """Return the ids of rows, and of all that hang together with them."""
    waiting = list(own)
    found: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one.id not in found:
            found.add(one.id)
            waiting += one.flows if isinstance(one, Connection) else one.connections
    return found
