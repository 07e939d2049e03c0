"""What differs between two packs, part by part: added, removed, reworded, redated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wizard.pack.models import Pack
from wizard.pack.models.base import Model
from wizard.pack.walk import key_of, models_in, parts


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a part that differs; one of a part within has that part's field and number before it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of the pack that was added, removed or changed.

    Attributes:
        kind: What it is: ``fact``, ``option``, ``row`` and the like.
        how: ``added``, ``removed`` or ``changed``.
        fields: What differs, for a changed part.
    """

    kind: str
    name: str
    how: str
    title: str = ""
    fields: tuple[FieldChange, ...] = ()


def part_changes(old: Pack, new: Pack) -> Iterator[PartChange]:
    """Yield the parts that differ, in the order of the new pack, removed ones last in their kind."""
    before, after = _parts(old), _parts(new)
    for kind in dict.fromkeys((*after, *before)):
        then, now = before.get(kind, {}), after.get(kind, {})
        for name, part in now.items():
            if name not in then:
                yield PartChange(kind, name, "added", _title(part))
                continue
            fields = tuple(_fields(then[name], part))
            if fields:
                yield PartChange(kind, name, "changed", _title(part), fields)
        for name, part in then.items():
            if name not in now:
                yield PartChange(kind, name, "removed", _title(part))


def _parts(pack: Pack) -> dict[str, dict[str, Model]]:
    found: dict[str, dict[str, Model]] = {}
    for part in parts(pack):
        if part.kind:
            found.setdefault(part.kind.replace("_", " "), {})[part.name] = part.model
    return found


def _title(part: Model) -> str:
    for field in ("title", "label", "meaning", "text", "claim"):
        value = getattr(part, field, None)
        if isinstance(value, str) and value:
            return value
    return ""


def _fields(before: Model, after: Model, path: str = "") -> Iterator[FieldChange]:
    """Yield fields that differ, with their paths; parts with entries are left to these."""
    apart = {key for key, model in models_in(type(after)) if key_of(model)}
    for field in type(after).model_fields:
        one, other = getattr(before, field), getattr(after, field)
        if one == other or field in apart:
            continue
        several = isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other)
        pairs = list(zip(one, other, strict=True)) if several else [(one, other)]
        if not all(isinstance(part, Model) for pair in pairs for part in pair):
            yield FieldChange(f"{path}{field}", one, other)
            continue
        for number, (then, now) in enumerate(pairs, start=1):
            yield from _fields(then, now, f"{path}{field}.{number}." if several else f"{path}{field}.")
