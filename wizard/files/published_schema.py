"""JSON Schemas that are published for scripts: what commands print and what records hold."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Printed(BaseModel):
    """A part of what a command prints with ``--format json``."""

    model_config = ConfigDict(extra="forbid")

    def as_json(self) -> str:
        """Return it as it is printed; pydantic's own way fails at half of a character, which exports can hold."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def published(schema: dict[str, Any], title: str) -> dict[str, Any]:
    """Return a schema as it is published: with its head, and objects that hold the keys they name and no others."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"MFA Exception Wizard{title}"}
    closed: dict[str, Any] = _closed(schema)
    return closed | head


def as_bytes(schema: dict[str, Any]) -> bytes:
    return (json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


def _closed(part: Any) -> Any:
    if isinstance(part, list):
        return [_closed(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    closed = {key: _closed(value) for key, value in part.items()}
    if isinstance(part.get("properties"), dict) and part.get("additionalProperties", True) is True:
        closed["additionalProperties"] = False
    return closed
