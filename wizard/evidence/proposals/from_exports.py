"""Proposals from other exports: who the account is, its roles, methods, connections, flows and changes in Azure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wizard.evidence.cites import (
    Activity,
    Connectors,
    Fact,
    FlowRole,
    Identity,
    Methods,
    Privilege,
    RunMode,
    Section,
    Surfaces,
    Token,
    with_section,
)
from wizard.evidence.directory import User
from wizard.evidence.exports.items import (
    AzureChanges,
    Connection,
    Export,
    Flow,
    Item,
    Registration,
    ReportRow,
    RoleHolder,
)
from wizard.evidence.mappings import Certainty, Mappings
from wizard.evidence.proposals.observation import Maker, Observation, Source
from wizard.wording import count, joined, short

AZURE_LOG = "azure_activity"
_GUESSED = " The export has the maker and a display name, not the account that signs in, so it may be another account."
_ACCOUNT_NAME = (
    f"{with_section('The connections as JSON of the admin API, which has accountName', Section.CONNECTIONS)}."
)
POWER_PLATFORM = frozenset({"connections", "flows", "pp_inventory"})


def propose(account: str, export: Export, items: Sequence[Item], mappings: Mappings) -> Iterator[Observation]:
    """Yield what one file proposes for one account.

    Args:
        account: Sign-in name or id.
        export: The file.
        items: What it says about the account.
        mappings: The tables of the subject.
    """
    source = Source(export.path.name, export.sha256)
    make = Maker(account, export.kind, {0: source}, (0,))
    for item in items:
        if isinstance(item, User):
            yield from _user(make, item)
        elif isinstance(item, AzureChanges):
            yield from _azure(make, item)
        elif isinstance(item, ReportRow):
            yield from _report(make, item, mappings)
        elif isinstance(item, Registration) and item.methods is not None:
            yield from _registered(make, item.methods, mappings)
    yield from _roles(make, [item for item in items if isinstance(item, RoleHolder)], mappings)
    yield from _connections(make, [item for item in items if isinstance(item, Connection)], mappings)
    yield from _flows(make, [item for item in items if isinstance(item, Flow)], mappings)


def _user(make: Maker, user: User) -> Iterator[Observation]:
    if user.user_type == "guest":
        yield make(Identity.ID, [Identity.GUEST], "The directory lists it as a guest.", facts=(Fact.GUESTS,))
    elif "#ext#" in user.account:
        reason = "The directory lists it as a member whose home is another tenant."
        yield make(Identity.ID, [Identity.GUEST], reason, facts=(Fact.GUESTS,))
    elif user.agent:
        yield make(
            Identity.ID,
            [Identity.AGENT_USER],
            "The directory lists it as the account of an agent.",
            facts=(Fact.AGENTS,),
        )
    elif user.synced:
        yield make(
            Identity.ID, [Identity.USER_SYNCED], "The directory says that it is synchronized.", facts=(Fact.DIRECTORY,)
        )
    elif user.synced is False:
        reason = "The directory lists it as a user that is not synchronized; a special purpose is not in the file."
        yield make(Identity.ID, [Identity.USER_CLOUD], reason, certainty="suggests", facts=(Fact.DIRECTORY,))
    if user.enabled is False:
        yield make(
            Activity.ID,
            [Activity.IDLE],
            "The directory says that it is disabled.",
            certainty="suggests",
            facts=(Fact.RETIREMENT,),
        )


def _roles(make: Maker, holders: Sequence[RoleHolder], mappings: Mappings) -> Iterator[Observation]:
    found: dict[str, list[RoleHolder]] = {}
    for holder in (replace(holder, role=mappings.role_name(holder.role)) for holder in holders):
        known = mappings.role(holder.role)
        privilege = known.privilege if known is not None else Privilege.ENTRA_ADMIN
        if privilege:
            found.setdefault(privilege, []).append(holder)
    for privilege, parts in sorted(found.items()):
        active = [part for part in parts if not part.eligible]
        names = joined(dict.fromkeys(map(_role, active or parts)))
        yield make(
            Privilege.ID,
            [privilege],
            f"Holds {names}." if active else f"May activate {names}, and holds it only while it is active.",
            certainty="shows" if active else "suggests",
            rows=len(parts),
            facts=(Fact.RECORD, Fact.EXCLUSION_WINS),
        )


def _role(holder: RoleHolder) -> str:
    part = " for a part of the tenant" if holder.scoped else ""
    return f"{holder.role}{part}{f' through the group {short(holder.through, 80)}' if holder.through else ''}"


def _registered(make: Maker, methods: Sequence[str], mappings: Mappings) -> Iterator[Observation]:
    found: dict[str, list[str]] = {}
    for value in methods:
        known = mappings.method(value)
        if known is not None and known.method:
            found.setdefault(known.method, []).append(value)
    for method, values in sorted(found.items()):
        yield make(Methods.ID, [method], f"Registered: {joined(values)}.", facts=(Fact.DIRECTORY, Fact.PROOF_OF_MFA))
    unknown = [value for value in methods if mappings.method(value) is None]
    if not found and not unknown:
        yield make(
            Methods.ID,
            [Methods.NONE],
            "The report lists no method that meets MFA.",
            facts=(Fact.DIRECTORY, Fact.PROOF_OF_MFA),
        )


def _report(make: Maker, row: ReportRow, mappings: Mappings) -> Iterator[Observation]:
    for tool in row.tools:
        known = mappings.report_tools.get(tool.lower())
        if known is None:
            continue
        one = len(known.surfaces) == 1
        limit = mappings.limits.get("arm_read_or_write")
        yield make(
            Surfaces.ID,
            known.surfaces if one else (),
            f"The report marks {tool}.",
            undecided=() if one else known.surfaces,
            facts=(Fact.TOOLS_REPORT,),
            would_tell="" if one or limit is None else limit.would_tell,
        )
    if row.methods:
        yield from _registered(make, row.methods, mappings)
    elif row.status.lower().startswith("not"):
        yield make(
            Methods.ID,
            [Methods.NONE],
            f"The report says: {row.status}.",
            certainty="suggests",
            facts=(Fact.TOOLS_REPORT,),
        )


def _connections(make: Maker, every: Sequence[Connection], mappings: Mappings) -> Iterator[Observation]:
    found = [part for part in every if part.identity != "service_principal"]
    others = [part.label or part.api for part in every if part.identity == "service_principal"]
    if others:
        reason = f"{count(len(others), 'connection')} of a service principal, not of the account: {joined(others)}."
        yield make(FlowRole.ID, (), reason, certainty="suggests", rows=len(others), facts=(Fact.SERVICE_ACCOUNTS,))
    if not found:
        return
    labels = joined(part.label or part.api for part in found)
    broken = sum(part.status.lower() == "error" for part in found)
    state = f"; {count(broken, 'of them is', 'of them are')} in error" if broken else ""
    guessed = all(part.guessed for part in found)
    certainty: Certainty = "suggests" if guessed else "shows"
    told = _ACCOUNT_NAME if guessed else ""
    reason = f"{count(len(found), 'connection')}{state}: {labels}.{_GUESSED if guessed else ''}"
    for question, answer, fact in (
        (Surfaces.ID, Surfaces.PP_CONNECTIONS, Fact.BROKEN_CONNECTION),
        (FlowRole.ID, FlowRole.CONNECTION, Fact.SERVICE_ACCOUNTS),
    ):
        yield make(question, [answer], reason, certainty=certainty, rows=len(found), facts=(fact,), would_tell=told)
    yield make(
        Token.ID, [Token.CONNECTION_REFRESH], f"{count(len(found), 'connection')} with the account's own sign-in.",
        certainty="suggests", rows=len(found), facts=(Fact.CONNECTION_WITH_MFA, Fact.REFRESH_TOKENS),
    )  # fmt: skip
    yield from _connectors(make, [part.api for part in found if not part.guessed], mappings, "shows")
    yield from _connectors(make, [part.api for part in found if part.guessed], mappings, "suggests")


def _connectors(make: Maker, apis: Iterable[str], mappings: Mappings, certainty: Certainty) -> Iterator[Observation]:
    by_id: dict[str, list[str]] = {}
    unknown: list[str] = []
    for api in apis:
        connector = mappings.connector(api)
        if connector is None:
            unknown.append(api)
        else:
            by_id.setdefault(connector.id, []).append(api)
    for identifier, names in sorted(by_id.items()):
        reason = f"{count(len(names), 'connection')} with {joined(names)}."
        yield make(Connectors.ID, [identifier], reason, certainty=certainty, rows=len(names), facts=(Fact.CONNECTORS,))
    if unknown:
        yield make(
            Connectors.ID,
            (),
            f"{count(len(unknown), 'connection')} with connectors that are not listed here: {joined(unknown)}.",
            certainty=certainty,
            rows=len(unknown),
            undecided=(Connectors.OTHER, Connectors.CUSTOM, Connectors.OTHER_AZURE),
            facts=(Fact.CONNECTORS, Fact.CONNECTIONS_TO_AZURE),
            would_tell="Whether the connector changes Azure resources.",
        )


def _flows(make: Maker, found: Sequence[Flow], mappings: Mappings) -> Iterator[Observation]:
    if not found:
        return
    reason = f"Made {count(len(found), 'flow')}: {joined(part.name for part in found)}."
    hint = f"{reason} The file names who made a flow, which need not be its owner today."
    yield make(FlowRole.ID, [FlowRole.OWNER], hint, certainty="suggests", rows=len(found), facts=(Fact.INVENTORY,))
    yield from _connectors(make, [api for part in found for api in part.apis], mappings, "suggests")
    scheduled = [part for part in found if part.scheduled]
    if scheduled:
        yield make(
            RunMode.ID, (), f"A schedule starts {count(len(scheduled), 'flow')}: {joined(part.name for part in scheduled)}.",
            certainty="suggests", rows=len(scheduled), undecided=(RunMode.UNATTENDED, RunMode.HUMAN_ON_SETUP),
            would_tell="The owner of the account.", facts=(Fact.SERVICE_ACCOUNTS,),
        )  # fmt: skip


def _azure(make: Maker, found: AzureChanges) -> Iterator[Observation]:
    rows = found.changes + found.audited
    parts = [f"{count(found.changes, 'row')} of changes"] if found.changes else []
    if found.audited:
        parts.append(f"{count(found.audited, 'row')} of Microsoft's policies on MFA for changes")
    named = joined(operation for operation, _ in found.operations)
    reason = f"{' and '.join(parts)}{f': {named}' if named else ''}."
    yield make(
        Surfaces.ID,
        [Surfaces.ARM_WRITE],
        reason,
        rows=rows,
        period=found.period,
        facts=(Fact.REHEARSAL, Fact.AZURE_CHANGES, Fact.PHASE_TWO),
    )
