"""Proposals from other exports: who the account is, its roles, methods, connections, flows and changes in Azure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wizard.evidence.accounts import Period
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
from wizard.evidence.proposals.model import Observation, Source, counted, days, joined

AZURE_LOG = "azure_activity"
POWER_PLATFORM = frozenset({"connections", "flows", "pp_inventory"})


class _Maker:
    """Makes observations of one account from one file."""

    def __init__(self, account: str, export: Export) -> None:
        self.account = account
        self.export = export

    def __call__(
        self,
        question: str,
        answers: Iterable[str],
        reason: str,
        *,
        certainty: Certainty = "shows",
        rows: int = 1,
        period: Period | None = None,
        undecided: Iterable[str] = (),
        facts: tuple[str, ...] = (),
        would_tell: str = "",
    ) -> Observation:
        source = Source(self.export.path.name, self.export.sha256)
        covered = days(period) if period else ""
        return Observation(
            self.account,
            question,
            tuple(answers),
            tuple(undecided),
            certainty,
            (source,),
            rows,
            covered,
            reason,
            facts,
            self.export.kind,
            would_tell,
        )


def propose(account: str, export: Export, items: Sequence[Item], mappings: Mappings) -> Iterator[Observation]:
    """Yield what one file proposes for one account.

    Args:
        account: Sign-in name or id.
        export: The file.
        items: What it says about the account.
        mappings: The tables of the subject.
    """
    make = _Maker(account, export)
    for item in items:
        if isinstance(item, User):
            yield from _user(make, item)
        elif isinstance(item, AzureChanges):
            yield from _azure(make, item)
        elif isinstance(item, ReportRow):
            yield from _report(make, item, mappings)
        elif isinstance(item, Registration):
            yield from _registered(make, item.methods, mappings)
    yield from _roles(make, [item for item in items if isinstance(item, RoleHolder)], mappings)
    yield from _connections(make, [item for item in items if isinstance(item, Connection)], mappings)
    yield from _flows(make, [item for item in items if isinstance(item, Flow)], mappings)


def _user(make: _Maker, user: User) -> Iterator[Observation]:
    if user.user_type == "guest":
        yield make("identity", ["guest"], "The directory lists it as a guest.", facts=("MFA-17",))
    elif user.synced:
        yield make("identity", ["user_synced"], "The directory says that it is synchronised.", facts=("EV-12",))
    elif user.synced is False:
        reason = "The directory lists it as a user that is not synchronised; a special purpose is not in the file."
        yield make("identity", ["user_cloud"], reason, certainty="suggests", facts=("EV-12",))
    if user.enabled is False:
        yield make(
            "activity", ["idle"], "The directory says that it is disabled.", certainty="suggests", facts=("GOV-06",)
        )


def _roles(make: _Maker, holders: Sequence[RoleHolder], mappings: Mappings) -> Iterator[Observation]:
    found: dict[str, list[RoleHolder]] = {}
    for holder in holders:
        known = mappings.role(holder.role)
        privilege = known.privilege if known is not None else "entra_admin"
        if privilege:
            found.setdefault(privilege, []).append(holder)
    for privilege, parts in sorted(found.items()):
        names = joined(f"{part.role}{' for a part of the tenant' if part.scoped else ''}" for part in parts)
        yield make("privilege", [privilege], f"Holds {names}.", rows=len(parts), facts=("GOV-02", "CA-03"))


def _registered(make: _Maker, methods: Sequence[str], mappings: Mappings) -> Iterator[Observation]:
    found: dict[str, list[str]] = {}
    for value in methods:
        known = mappings.method(value)
        if known is not None and known.method:
            found.setdefault(known.method, []).append(value)
    for method, values in sorted(found.items()):
        yield make("methods", [method], f"Registered: {joined(values)}.", facts=("EV-12", "MFA-20"))
    unknown = [value for value in methods if mappings.method(value) is None]
    if not found and not unknown:
        yield make("methods", ["none"], "The report lists no method that meets MFA.", facts=("EV-12", "MFA-20"))


def _report(make: _Maker, row: ReportRow, mappings: Mappings) -> Iterator[Observation]:
    for tool in row.tools:
        known = mappings.report_tools.get(tool.lower())
        if known is None:
            continue
        one = len(known.surfaces) == 1
        limit = mappings.limits.get("arm_read_or_write")
        yield make(
            "surfaces",
            known.surfaces if one else (),
            f"The report marks {tool}.",
            undecided=() if one else known.surfaces,
            facts=("MFA-28",),
            would_tell="" if one or limit is None else limit.ask_for,
        )
    if row.methods:
        yield from _registered(make, row.methods, mappings)
    elif row.status.lower().startswith("not"):
        yield make("methods", ["none"], f"The report says: {row.status}.", certainty="suggests", facts=("MFA-28",))


def _connections(make: _Maker, found: Sequence[Connection], mappings: Mappings) -> Iterator[Observation]:
    if not found:
        return
    labels = joined(part.label or part.api for part in found)
    broken = sum(part.status.lower() == "error" for part in found)
    state = f"; {counted(broken, 'of them is', 'of them are')} in error" if broken else ""
    reason = f"{counted(len(found), 'connection')}{state}: {labels}."
    yield make("surfaces", ["pp_connections"], reason, rows=len(found), facts=("PP-14",))
    yield make("flow_role", ["connection"], reason, rows=len(found), facts=("PP-05",))
    users = [part for part in found if part.identity != "service_principal"]
    if users:
        yield make(
            "token", ["connection_refresh"], f"{counted(len(users), 'connection')} with the account's own sign-in.",
            certainty="suggests", rows=len(users), facts=("CA-30", "PP-15"),
        )  # fmt: skip
    yield from _connectors(make, [part.api for part in found], mappings, "shows")


def _connectors(make: _Maker, apis: Iterable[str], mappings: Mappings, certainty: Certainty) -> Iterator[Observation]:
    by_id: dict[str, list[str]] = {}
    unknown: list[str] = []
    for api in apis:
        connector = mappings.connector(api)
        if connector is None:
            unknown.append(api)
        else:
            by_id.setdefault(connector.id, []).append(api)
    for identifier, names in sorted(by_id.items()):
        reason = f"{counted(len(names), 'connection')} with {joined(names)}."
        yield make("connectors", [identifier], reason, certainty=certainty, rows=len(names), facts=("PP-08",))
    if unknown:
        yield make(
            "connectors",
            (),
            f"{counted(len(unknown), 'connection')} with connectors that are not listed here: {joined(unknown)}.",
            certainty=certainty,
            rows=len(unknown),
            undecided=("other", "custom_connector", "other_azure"),
            facts=("PP-08", "MFA-33"),
            would_tell="Whether the connector changes Azure resources.",
        )


def _flows(make: _Maker, found: Sequence[Flow], mappings: Mappings) -> Iterator[Observation]:
    if not found:
        return
    reason = f"Made {counted(len(found), 'flow')}: {joined(part.name for part in found)}."
    hint = f"{reason} The file names who made a flow, which need not be its owner today."
    yield make("flow_role", ["owner"], hint, certainty="suggests", rows=len(found), facts=("PP-16",))
    yield from _connectors(make, [api for part in found for api in part.apis], mappings, "suggests")
    scheduled = [part for part in found if part.scheduled]
    if scheduled:
        yield make(
            "run_mode", (), f"A schedule starts {counted(len(scheduled), 'flow')}: {joined(part.name for part in scheduled)}.",
            certainty="suggests", rows=len(scheduled), undecided=("unattended", "human_on_setup"),
            would_tell="The owner of the account.", facts=("PP-05",),
        )  # fmt: skip


def _azure(make: _Maker, found: AzureChanges) -> Iterator[Observation]:
    rows = found.changes + found.audited
    parts = [f"{counted(found.changes, 'row')} of changes"] if found.changes else []
    if found.audited:
        parts.append(f"{counted(found.audited, 'row')} of Microsoft's policies on MFA for changes")
    named = joined(operation for operation, _ in found.operations)
    reason = f"{' and '.join(parts)}{f': {named}' if named else ''}."
    yield make("surfaces", ["arm_write"], reason, rows=rows, period=found.period, facts=("MFA-26", "EV-13", "MFA-05"))
