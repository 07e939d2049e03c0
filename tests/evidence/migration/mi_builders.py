"""Rows of Power Platform exports, as small as they can be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wizard.evidence.directory_reading import directory_of
from wizard.evidence.mappings import load_mappings
from wizard.evidence.migration.making import make_plan
from wizard.evidence.migration.plan import Plan, PlanRow
from wizard.evidence.migration.reading import read_estate

SVC = "svc@contoso.com"
ENVIRONMENT = "Default-11111111-1111-4111-8111-111111111111"
FLOW = "aaaaaaaa-0000-4000-8000-{:012d}"
APIS = "/providers/Microsoft.PowerApps/apis/"


def connection(name: str = "c1", api: str = "shared_sql", account: str | None = SVC, **more: Any) -> dict[str, Any]:
    properties = {
        "apiId": APIS + api,
        "displayName": f"Connection {name}",
        "statuses": [{"status": "Connected"}],
        "createdBy": {"id": "u1", "displayName": "Anna"},
        "environment": {"name": ENVIRONMENT},
    }
    properties |= {"accountName": account} if account else {}
    return {
        "name": name,
        "id": f"{APIS}{api}/connections/{name}",
        "type": "Microsoft.PowerApps/apis/connections",
        "properties": properties | more,
    }


def reference(name: str = "c1", api: str = "shared_sql", tier: str | None = "Standard", **more: Any) -> dict[str, Any]:
    return {"connectionName": name, "id": APIS + api, **({"tier": tier} if tier else {}), **more}


def flow(number: int = 1, *references: dict[str, Any], **more: Any) -> dict[str, Any]:
    properties = {
        "displayName": f"Flow {number}",
        "state": "Started",
        "creator": {"userId": "u1", "userPrincipalName": SVC},
        "environment": {"name": ENVIRONMENT},
        "workflowEntityId": f"e{number}",
        "connectionReferences": {f"key_{place}": one for place, one in enumerate(references)},
        "definitionSummary": {"triggers": [{"type": "Recurrence"}], "actions": [{"type": "OpenApiConnection"}]},
    } | more
    return {
        "name": FLOW.format(number),
        "type": "Microsoft.ProcessSimple/environments/flows",
        "properties": {name: value for name, value in properties.items() if value != "absent"},
    }


def written(folder: Path, **files: Any) -> list[Path]:
    """Write files and return their paths; a text is written as it is."""
    paths = []
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        paths.append(path)
    return paths


def planned(
    folder: Path,
    *rows: dict[str, Any],
    accounts: Sequence[str] = (),
    given: str = "",
    directory: dict[str, Any] | None = None,
    **files: Any,
) -> Plan:
    """Return the plan of rows in one file, and of more files."""
    if rows:
        files = {"all__json": list(rows)} | files
    known = directory_of(directory) if directory else None
    return make_plan(read_estate(written(folder, **files), known), load_mappings(), known, accounts, given)


def only(plan: Plan) -> PlanRow:
    (row,) = plan.rows
    return row


def by_label(plan: Plan) -> dict[str, PlanRow]:
    return {row.label: row for row in plan.rows}
