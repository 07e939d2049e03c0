"""The JSON Schema of what each command prints as JSON; scripts rely on these shapes.

A command that prints JSON has its type here, and a test fails for one that has none. The type is a pydantic model, or the
dataclass that the command prints.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

SHAPES: dict[str, str] = {
    "decide": "wizard.shapes.results:Decide",
    "explain": "wizard.shapes.results:Explained",
    "template": "wizard.shapes.results:Template",
    "records list": "wizard.shapes.results:Records",
    "records hand-over": "wizard.shapes.results:HandOver",
    "evidence what-if": "wizard.shapes.evidence:WhatIf",
    "evidence impact": "wizard.shapes.evidence:Impact",
    "evidence change": "wizard.evidence.change.schema:Result",
    "evidence migration": "wizard.evidence.migration.schema:Result",
    "evidence show": "wizard.shapes.evidence:Show",
    "evidence propose": "wizard.shapes.evidence:Propose",
    "evidence explain": "wizard.shapes.evidence:Explained",
    "evidence collect": "wizard.shapes.evidence:Collected",
    "verify": "wizard.engagement.result_schema:Verify",
    "drift": "wizard.engagement.result_schema:Drift",
    "status": "wizard.engagement.result_schema:Status",
    "knowledge check": "wizard.shapes.results:Checked",
    "knowledge due": "wizard.shapes.results:Due",
    "knowledge facts": "wizard.shapes.results:Facts",
}
"""Module and type of each command that prints JSON."""


def schema_of(command: str) -> dict[str, Any]:
    """Return the JSON Schema of what a command prints as JSON.

    Raises:
        UsageError: No command of this name prints JSON.
    """
    from pydantic import TypeAdapter

    from wizard.errors import Problem, UsageError
    from wizard.files.published_schema import published
    from wizard.pack.toml_lines import nearest
    from wizard.wording import short

    if command not in SHAPES:
        remedy = nearest(command, list(SHAPES)) or f"There are: {', '.join(SHAPES)}."
        raise UsageError(Problem("", f"'{short(command, 40)}' isn't a command that prints JSON.", remedy))
    module, name = SHAPES[command].split(":")
    schema = TypeAdapter(getattr(import_module(module), name)).json_schema()
    return published(schema, f", result of {command}")
