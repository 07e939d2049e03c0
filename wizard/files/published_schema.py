"""JSON Schemas that are published for scripts: what commands print and what records hold."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Printed(BaseModel):
    """A part of what a command prints with ``--format json``."""

    model_config = ConfigDict(extra="forbid")


def published(schema: dict[str, Any], title: str) -> bytes:
    """Return a schema as the bytes that are published."""
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"MFA Exception Wizard{title}"
    return (json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")
