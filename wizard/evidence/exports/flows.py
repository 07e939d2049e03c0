"""Flows: the admin API's JSON, Get-AdminFlow, and the inventory of the admin center (Excel or CSV)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.evidence.exports.connections import api_name, sign_in_name
from wizard.evidence.exports.items import Flow, Item
from wizard.evidence.exports.rows import Row, RowReader, unpacked

INVENTORY_TYPE = ("Item type", "Type", "Resource type")
_CREATOR = "Created by"
_INVENTORY_OWNER = ("Owner", "Owner email", _CREATOR, "Owner name", "Owner ID")
_INVENTORY_IDS = ("Owner ID", "Creator ID", "properties.ownerId")


def is_flow(row: Row) -> bool:
    """Return True for a flow of the API or of the cmdlet."""
    return "FlowName" in row or row.text("type").lower().endswith("/flows")


def is_inventory(row: Row) -> bool:
    return (
        any(name in row for name in INVENTORY_TYPE) and "Environment" in row and any(n in row for n in _INVENTORY_OWNER)
    )


def read_flows(reader: RowReader) -> Iterator[Item]:
    for row in reader:
        if "FlowName" in row:
            yield Flow(
                *owner_of(row),
                row.text("DisplayName"),
                _apis(row.get("Internal.properties.connectionReferences")),
                row.text("EnvironmentName"),
                row.text("Enabled"),
                _scheduled(row.get("Internal.properties.definitionSummary.triggers")),
            )
        elif is_flow(row):
            yield Flow(
                *owner_of(row),
                row.text("properties.displayName"),
                _apis(row.get("properties.connectionReferences")),
                row.text("properties.environment.name"),
                row.text("properties.state"),
                _scheduled(row.get("properties.definitionSummary.triggers")),
            )


def read_inventory(reader: RowReader) -> Iterator[Item]:
    """Yield the flows of the inventory; apps and agents in it are passed over."""
    for row in reader:
        if "flow" in inventory_type(row):
            yield Flow(
                *owner_in_inventory(row),
                row.text("Name", "Display name"),
                environment=row.text("Environment", "Environment name"),
                state=row.text("State", "Status"),
            )


def inventory_type(row: Row) -> str:
    """Return what the inventory calls an item, such as ``cloudflow``: lower case, without blanks."""
    return row.text(*INVENTORY_TYPE).lower().replace(" ", "")


def maker_in(row: Row) -> str:
    """Return where a flow of the cmdlet or of the API has the person who made it."""
    return "CreatedBy" if "FlowName" in row else "properties.creator"


def owner_of(row: Row) -> tuple[str, str]:
    """Return sign-in name and object ID of who made a flow of the API or of the cmdlet, lower case; each may be empty."""
    maker = maker_in(row)
    return sign_in_name(row, maker), row.text(f"{maker}.userId", f"{maker}.objectId", f"{maker}.id").lower()


def owner_in_inventory(row: Row) -> tuple[str, str]:
    """Return sign-in name and object ID of who owns a flow of the inventory, or made it, lower case; each may be empty."""
    told = next((name for name in (*_INVENTORY_OWNER, "properties.createdBy") if "@" in row.text(name)), "")
    ids = ("Creator ID", "Owner ID") if told == _CREATOR else _INVENTORY_IDS
    return row.text(told).lower() if told else "", row.text(*ids).lower()


def _apis(value: Any) -> tuple[str, ...]:
    references = unpacked(value) if isinstance(value, str) else value
    if isinstance(references, dict):
        parts = [str(part.get("id") or key) if isinstance(part, dict) else str(key) for key, part in references.items()]
    elif isinstance(references, list):
        parts = [str(part.get("id") or "") for part in references if isinstance(part, dict)]
    else:
        return ()
    return tuple(sorted({name for part in parts if (name := api_name(part))}))


def _scheduled(value: Any) -> bool | None:
    triggers = unpacked(value) if isinstance(value, str) else value
    if not isinstance(triggers, list):
        return None
    return any(str(part.get("type", "")).lower() == "recurrence" for part in triggers if isinstance(part, dict))
