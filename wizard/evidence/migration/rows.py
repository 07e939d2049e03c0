"""Tells what a row of a Power Platform export is, and reads it: a connection, a flow, a share, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from wizard.evidence.exports.connections import api_name, is_connection, read_one
from wizard.evidence.exports.flows import (
    INVENTORY_TYPE,
    inventory_type,
    is_flow,
    is_inventory,
    maker_in,
    owner_in_inventory,
    owner_of,
)
from wizard.evidence.exports.rows import Row, unpacked
from wizard.evidence.migration.items import FoundConnection, FoundFlow, Reference

ERROR = "error"
"""What a row is called that is an answer with an error."""
Kind = Literal["connection", "flow", "share", "other"]
_WEB_REQUESTS = frozenset({"http", "httpwebhook"})
_NIL = "00000000-0000-0000-0000-000000000000"
_NUMBERED = re.compile(r"(shared_.+?)(?:_\d+)?")
_LISTS = ("connections", "flows", "value", "resources", "data")
_OTHER_FLOWS = (("agentflow", "agent flow"), ("desktopflow", "desktop flow"))
_NOBODY = frozenset({"", "none", "null", "-", "n/a"})
SOLUTION = (
    "WorkflowEntityId",
    "properties.workflowEntityId",
    "Internal.properties.workflowEntityId",
    "Workflow entity ID",
    "Dataverse workflow ID",
)
"""Where exports name the record that a flow has when it is in a solution."""
_SAID = ("Solution aware", "Is solution aware", "IsSolutionAware", "properties.isSolutionAware", "In solution")
_MANAGED = ("properties.isManaged", "Internal.properties.isManaged")


def kind_of(row: Row) -> Kind:
    identifier, kind = row.text("id").lower(), row.text("type").lower()
    if "/permissions/" in identifier or kind.endswith("/permissions"):
        return "share" if "/connections/" in identifier else "other"
    if _is_flow(row):
        return "flow"
    if "FlowName" in row or "/flows/" in identifier:
        return "flow" if "/runs/" not in identifier else "other"
    if "ConnectionName" in row or is_connection(row) or "/connections/" in identifier:
        return "connection"
    return "other"


def name_of_kind(row: Row) -> str:
    """Return what a row of another kind is called, for the count."""
    told = row.text(*INVENTORY_TYPE)
    if told:
        return told.rsplit("/", 1)[-1]
    return ERROR if "error" in row and len(row.keys()) == 1 else "row of an unknown kind"


def inside(row: Row) -> Iterator[Row]:
    """Yield the rows of lists in an object, such as ``{"connections": [...], "flows": [...]}``."""
    for name in _LISTS:
        found = row.value(name)
        for entry in found if isinstance(found, list) else ():
            if isinstance(entry, dict):
                yield Row(row.line, entry, row.order)


def is_empty_list(row: Row) -> bool:
    """Return True for an object that says with an empty list that there are none."""
    return (
        bool(row.keys()) and row.keys() <= set(_LISTS) and all(row.value(name) == [] for name in _LISTS if name in row)
    )


def connection_in(row: Row, place: str) -> FoundConnection:
    found, said = read_one(row)
    identifier = row.text("ConnectionId", "id")
    name = row.text("ConnectionName") or row.text("name") or _after(identifier, "/connections/")
    sharing = row.flag("properties.allowSharing", "AllowSharing", "Internal.properties.allowSharing")
    made_by = row.text("properties.createdBy.type", "CreatedBy.type").lower().replace(" ", "")
    identity = "service_principal" if made_by in {"serviceprincipal", "application"} else found.identity
    if identity == "unknown" and "@" in said.account:
        identity = "user"
    return FoundConnection(
        name=name.lower(),
        api=found.api,
        label=found.label,
        environment=found.environment,
        account=said.account if "@" in said.account or identity == "service_principal" else "",
        hints=tuple(dict.fromkeys(name for name in (said.maker, said.named) if name)),
        maker_id=found.id,
        status=found.status,
        error=found.error,
        identity=identity,
        shareable=sharing,
        places=(place,),
    )


def share_in(row: Row, place: str) -> tuple[FoundConnection, bool]:
    """Return the connection that a row shares, as far as the row knows it, and whether it is with another than its owner."""
    identifier = row.text("id")
    owns = row.text("properties.roleName", "RoleName").lower() == "owner"
    owner = row.text("properties.principal.email", "properties.principal.userPrincipalName", "PrincipalEmail").lower()
    found = FoundConnection(
        name=_after(identifier, "/connections/").lower(),
        api=api_name(identifier),
        environment=_after(identifier, "/environments/"),
        hints=(owner,) if owns and owner else (),
        listed=False,
        places=(place,),
    )
    return found, not owns


def flow_in(row: Row, place: str) -> FoundFlow:
    """Return the flow of a row; its solution is None where the row lacks the field or leaves it empty."""
    if is_inventory(row) or any(word in inventory_type(row) for word in ("cloudflow", *dict(_OTHER_FLOWS))):
        return _of_inventory(row, place)
    inner = "Internal.properties" if "FlowName" in row else "properties"
    maker = maker_in(row)
    owner, owner_id = owner_of(row)
    identifier = row.text("id")
    name = row.text("FlowName") or row.text("name") or _after(identifier, "/flows/")
    kind = row.text(f"{maker}.type", f"{maker}.userType").lower().replace(" ", "")
    summary = row.value(f"{inner}.definitionSummary")
    return FoundFlow(
        name=name.lower(),
        label=row.text("DisplayName", "properties.displayName"),
        environment=row.text("EnvironmentName", "properties.environment.name", "properties.environment.id").rsplit(
            "/", 1
        )[-1]
        or _after(identifier, "/environments/"),
        owner=owner,
        owner_id=owner_id,
        references=_references(
            row.value("ConnectionReferences")
            if "ConnectionReferences" in row
            else row.value(f"{inner}.connectionReferences")
        ),
        solution=_solution(row),
        http=_web_requests(summary),
        receives=_started_by_request(summary),
        scheduled=_scheduled(summary),
        state=row.text("properties.state", "Internal.properties.state", "State", "Enabled"),
        identity_of_owner="service_principal" if kind in {"serviceprincipal", "application"} else "unknown",
        places=(place,),
    )


def _of_inventory(row: Row, place: str) -> FoundFlow:
    owner, owner_id = owner_in_inventory(row)
    apis = row.value("properties.powerPlatformConnectors")
    references = (
        tuple(Reference(api=_with_prefix(str(name))) for name in apis if isinstance(name, str))
        if isinstance(apis, list)
        else None
    )
    given = row.text("Item ID", "Resource ID", "Flow ID", "ID")
    nested = "properties" in row
    name = row.text("name") if nested else _after(given, "/flows/") or given
    return FoundFlow(
        name=name.lower(),
        label=row.text("Display name", "properties.displayName") or ("" if nested else row.text("Name")),
        environment=row.text("Environment ID", "properties.environmentId", "Environment", "Environment name"),
        owner=owner,
        owner_id=owner_id,
        references=references,
        solution=_solution(row),
        state=row.text("State", "Status"),
        kind=next((name for word, name in _OTHER_FLOWS if word in inventory_type(row)), "cloud flow"),
        places=(place,),
    )


def _is_flow(row: Row) -> bool:
    if is_flow(row):
        return True
    kind = inventory_type(row)
    if "flow" not in kind or "run" in kind.rsplit("/", 1)[-1]:
        return False
    return is_inventory(row) or kind.rsplit("/", 1)[-1].endswith(("flow", "flows"))


def _after(path: str, word: str) -> str:
    """Return the part of a path that follows a word, or nothing."""
    return path.rsplit(word, 1)[1].split("/", 1)[0] if word in path else ""


def _with_prefix(api: str) -> str:
    api = api_name(api)
    return api if not api or api.startswith("shared_") else f"shared_{api}"


def _solution(row: Row) -> bool | None:
    """Return whether a flow is in a solution; an empty field settles nothing yet."""
    for name in SOLUTION:
        text = row.text(name).lower()
        if text not in _NOBODY and text != _NIL:
            return True
    said = row.flag(*_SAID)
    return True if said is None and row.flag(*_MANAGED) else said


def leaves_solution_empty(row: Row) -> bool:
    """Return True where a row has the field of the solution and nothing in it."""
    return any(_has(row, name) for name in SOLUTION) and _solution(row) is None


def _has(row: Row, name: str) -> bool:
    if name in row:
        return True
    first, _, rest = name.partition(".")
    nested = unpacked(row.value(first)) if rest else None
    return isinstance(nested, dict) and _has(Row(row.line, nested, row.order), rest)


def _references(value: Any) -> tuple[Reference, ...] | None:
    """Return the connections that a flow uses; None where the file lacks them or cut them off."""
    if isinstance(value, str):
        value = unpacked(value)
    if isinstance(value, dict):
        found = [_reference(part, str(key)) for key, part in value.items()]
    elif isinstance(value, list):
        found = [_reference(part, "") for part in value]
    else:
        return None
    # An entry without a connector is what PowerShell leaves of an object that it cut off.
    return tuple(found) if all(one.api for one in found) else None


def _reference(value: Any, key: str) -> Reference:
    numbered = _NUMBERED.fullmatch(key.lower())
    from_key = numbered[1] if numbered else ""
    part = value if isinstance(value, dict) else unpacked(value)
    if not isinstance(part, dict):
        return Reference(api=from_key)
    row = Row(0, part)
    return Reference(
        connection=row.text("connectionName", "connection.name").rsplit("/", 1)[-1].lower(),
        api=api_name(row.text("id", "api.name", "api.id", "apiId")) or from_key,
        tier=row.text("tier", "apiDefinition.properties.tier", "api.tier").lower(),
        label=row.text("displayName", "apiName"),
        by_caller=row.text("source", "runtimeSource").lower() == "invoker",
    )


def _parts(summary: Any, name: str) -> list[Any] | None:
    found = unpacked(summary) if isinstance(summary, str) else summary
    parts = Row(0, found).value(name) if isinstance(found, dict) else None
    return parts if isinstance(parts, list) and all(isinstance(part, dict) for part in parts) else None


def _types(summary: Any, name: str) -> set[str] | None:
    parts = _parts(summary, name)
    return None if parts is None else {str(part.get("type", "")).lower() for part in parts}


def _web_requests(summary: Any) -> bool | None:
    types = _types(summary, "actions")
    return None if types is None else bool(types & _WEB_REQUESTS)


def _started_by_request(summary: Any) -> bool | None:
    """Return whether a web request starts a flow; a button and an app start it by a request of another kind."""
    parts = _parts(summary, "triggers")
    if parts is None:
        return None
    return any(
        str(part.get("type", "")).lower() == "request" and str(part.get("kind", "http")).lower() == "http"
        for part in parts
    )


def _scheduled(summary: Any) -> bool | None:
    types = _types(summary, "triggers")
    return None if types is None else "recurrence" in types
