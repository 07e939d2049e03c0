"""Ids that stand twice: two parts of one name, or one name for two kinds that conditions look up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wizard.errors import Problem
from wizard.pack.places import Places

KINDS = {
    "stages": "stage",
    "questions": "question",
    "notices": "notice",
    "terms": "term",
    "tables": "table",
    "verdicts": "verdict",
    "texts": "text",
    "surfaces": "surface",
    "connectors": "connector",
    "former_questions": "former_question",
    "facts": "fact",
    "sources": "source",
    "error_codes": "error_code",
    "messages": "message",
    "code_families": "code_family",
    "conflicts": "conflict",
    "corrections": "correction",
    "frameworks": "framework",
    "signoff": "field",
}
"""Lists of the pack, and what one of their parts is called."""

RESERVED = ("main", "decided", "also", "verdicts", "proposed", "outcomes", "always")
"""Names that conditions have already."""


def duplicates(values: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield every id that is given twice, at its second place."""
    places = Places(files)
    for field, kind in KINDS.items():
        parts = values.get(field) or ()
        yield from _twice(places, kind, [part.code if kind == "error_code" else part.id for part in parts])
    for question in values.get("questions") or ():
        yield from _twice(places, "option", [option.id for option in question.option], f"{question.id}.")
    for field in values.get("signoff") or ():
        yield from _twice(places, "field_option", [option.id for option in field.option], f"{field.id}.")
    rows = [row.id for table in values.get("tables") or () for row in table.row]
    yield from _twice(places, "row", [*rows, *(drop.id for drop in values.get("drops") or ())])
    checklist = values.get("checklist")
    profile = values.get("profile")
    for owner, kinds in ((checklist, ("phase", "group", "limit", "item")), (profile, ("level", "role", "duty"))):
        for kind in kinds if owner else ():
            yield from _twice(places, kind, [part.id for part in getattr(owner, kind)])
    if profile:
        yield from _twice(places, "sign_off", [part.group for part in profile.sign_off])
    yield from _clashes(values, places)


def _twice(places: Places, kind: str, names: Sequence[str], owner: str = "") -> Iterator[Problem]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            lines = places.lines(kind, owner + name)
            place = lines[1] if len(lines) > 1 else places.of(f"{kind} {owner}{name}")
            first = f" The first stands in {lines[0]}." if len(lines) > 1 else ""
            message = f"gives the {kind.replace('_', ' ')} '{name}' a second time.{first}"
            yield Problem(place, message, "Give one of them another id.", "P116")
        seen.add(name)


def _clashes(values: Mapping[str, Any], places: Places) -> Iterator[Problem]:
    """Yield names that a condition could take for two things."""
    owners: dict[str, str] = dict.fromkeys(RESERVED, "a word of the condition language")
    for field, kind in (("questions", "question"), ("terms", "term"), ("tables", "table"), ("signoff", "field")):
        for part in values.get(field) or ():
            if part.id in owners and not (kind == "table" and part.id == "main"):
                if owners[part.id] != f"a {kind}":
                    message = f"has the id of {owners[part.id]}, so conditions could mean either."
                    yield Problem(places.of(f"{kind} {part.id}"), message, "Give it another id.", "P119")
            else:
                owners[part.id] = f"a {kind}"
