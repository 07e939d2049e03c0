"""All prose of a pack, wherever it stands: fields of the models by name, with the part they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.pack.models import Pack
from wizard.pack.models.base import Model
from wizard.pack.unique import KINDS as NAMED

KINDS = {**NAMED, "option": "option", "hooks": "hook", "framework_warnings": "warning"}
"""Lists of the pack, and what one of their parts is called; other lists are called after themselves."""

NO_PROSE = frozenset({
    "id", "stage", "kind", "letter", "when", "asked_when", "offered_when", "required_when",
    "reached_when", "enforced_when", "documents_matter_when", "facts", "sources", "members", "verdict", "of", "value",
    "attributes", "aliases", "exclusive", "options_from", "otherwise", "gives", "left_out_beside", "stance", "phase",
    "application_ids", "addresses", "operations", "address", "confidence", "corrects", "code", "pattern", "framework",
    "identifier", "outcomes", "version", "front_matter", "section", "side", "group", "roles", "level", "to", "levels",
    "likelihood", "impact", "initial", "digest", "publishers", "framework_question", "enforced_term", "unknown_may_stand", "main_becomes",
    "record_prefix", "on", "having", "shareable", "until", "became", "found_as", "only_items", "only_group", "never", "publisher", "subject", "not_a_person", "guid_fields", "needs", "demand_set", "demand_question", "question", "field", "a", "b",
    "authority", "template", "language", "short", "refuses", "refused_as", "full_for", "short_for", "also", "examples", "example", "look_up",
})  # fmt: skip
"""Fields that hold ids, conditions and the like."""


def prose(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Yield part, field and text of all prose of the pack."""
    for field in type(pack).model_fields:
        value = getattr(pack, field)
        if isinstance(value, tuple):
            for part in value:
                yield from _part(f"{KINDS.get(field, field)} {_name(part)}", part)
        elif isinstance(value, Model):
            yield from _part(f"{field}.toml" if field != "info" else "pack.toml", value)


def _part(place: str, part: Model) -> Iterator[tuple[str, str, str]]:
    for field in type(part).model_fields:
        value = getattr(part, field)
        if isinstance(value, Model):
            yield from _part(place, value)
        elif isinstance(value, tuple):
            for below in value:
                if isinstance(below, Model):
                    yield from _part(_below(place, field, below), below)
                elif isinstance(below, str) and field not in NO_PROSE:
                    yield place, field, below
        elif isinstance(value, str) and value and field not in NO_PROSE:
            yield place, field, value


def _below(place: str, field: str, part: Model) -> str:
    """Return the place of a part of a part: named by its own id where it has one."""
    name = _name(part)
    if not name:
        return place
    if field == "option":
        kind, _, owner = place.partition(" ")
        return f"{'field_option' if kind == 'field' else 'option'} {owner}.{name}"
    return f"{field} {name}"


def _name(part: Any) -> str:
    for key in ("id", "code", "identifier", "group", "framework"):
        name = getattr(part, key, None)
        if isinstance(name, str):
            return name
    return ""
