"""JSON Schema of every file of a pack, made from the models, for editors that complete and check while typing.

The committed copies are in the pack's folder ``schema``; a test holds them to the models.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from wizard.files.writing import write_whole
from wizard.pack.contents import FILES, SINGLE

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "schema"
FROM_PROSE = {"Question": ("why",), "Fact": ("statement", "scope", "consequence"), "Verdict": ("prose",)}
"""What prose files fill; nobody writes it in TOML."""


def schemas() -> dict[str, bytes]:
    """Return the schemas by file name, as they are committed."""
    made: dict[str, Any] = {}
    for file, (_, model) in SINGLE.items():
        made[_name(file)] = _whole(file, model.model_json_schema(by_alias=True))
    for file, lists in FILES.items():
        found, definitions = models_json_schema([(model, "validation") for _, model in lists.values()], by_alias=True)
        parts = {key: {"type": "array", "items": found[(model, "validation")]} for key, (_, model) in lists.items()}
        body = {"type": "object", "additionalProperties": False, "properties": parts}
        made[_name(file)] = _whole(file, {**body, **definitions})
    return {name: (json.dumps(schema, indent=2) + "\n").encode() for name, schema in sorted(made.items())}


def differing(folder: Path) -> list[str]:
    """Return the schema files of a pack that are missing or differ from the models."""
    found = []
    for name, content in schemas().items():
        path = folder / FOLDER / name
        if not path.is_file() or _read(path) != json.loads(content):
            found.append(f"{FOLDER}/{name}")
    known = set(schemas())
    there = (folder / FOLDER).glob("*.schema.json") if (folder / FOLDER).is_dir() else ()
    return sorted([*found, *(f"{FOLDER}/{path.name}" for path in there if path.name not in known)])


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def write(folder: Path) -> list[Path]:
    """Write the schemas into a folder and return the files that changed."""
    changed = []
    for name, content in schemas().items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            write_whole(path, content, 0o666)
            changed.append(path)
    return changed


def _name(file: str) -> str:
    return f"{file.removesuffix('.toml').replace('/*', '')}.schema.json"


def _whole(file: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with its head, without what prose files fill, each key with its own description."""
    defs: dict[str, Any] = schema.get("$defs", {})
    for model, fields in FROM_PROSE.items():
        for field in fields:
            defs.get(model, {}).get("properties", {}).pop(field, None)
    for part in (schema, *defs.values()):
        _describe(part)
    _without_titles(schema)
    used = {name: part for name, part in defs.items() if f'"#/$defs/{name}"' in json.dumps(schema)}
    return {
        "$schema": DIALECT,
        "title": f"{file} of a knowledge pack",
        **{key: part for key, part in schema.items() if key != "$defs"},
        **({"$defs": used} if used else {}),
    }


def _describe(part: dict[str, Any]) -> None:
    """Give the lines of a model's docstring to the keys that they describe."""
    text, _, attributes = part.get("description", "").partition("\n\nAttributes:\n")
    if text:
        part["description"] = " ".join(text.split())
    for name, meaning in re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", attributes, re.MULTILINE):
        key = name if name in part["properties"] else name.rstrip("_")
        if key in part["properties"]:
            part["properties"][key]["description"] = " ".join(meaning.split())


def _without_titles(value: Any) -> None:
    if isinstance(value, dict):
        if isinstance(value.get("title"), str) and not value.keys().isdisjoint({"type", "$ref", "anyOf"}):
            del value["title"]
        for part in value.values():
            _without_titles(part)
    elif isinstance(value, list):
        for part in value:
            _without_titles(part)
