"""What differs between two packs, part by part: added, taken out, reworded, redated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wizard.pack.compiler import options_of
from wizard.pack.models import Pack
from wizard.pack.models.base import Model


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a part that reads otherwise."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of the pack that was added, taken out or changed.

    Attributes:
        kind: What it is: ``fact``, ``option``, ``row`` and the like.
        how: ``added``, ``removed`` or ``changed``.
        fields: What reads otherwise, for a changed part.
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
    """Return the parts of a pack by kind and name."""
    checklist, profile = pack.checklist, pack.profile
    parts: dict[str, Iterable[tuple[str, Model]]] = {
        "stage": _named(pack.stages),
        "question": _named(pack.questions),
        "option": ((f"{q.id}.{o.id}", o) for q in pack.questions for o in options_of(pack, q)),
        "notice": _named(pack.notices),
        "term": _named(pack.terms),
        "table": _named(pack.tables),
        "row": _named(row for table in pack.tables for row in table.row),
        "drop": _named(pack.drops),
        "verdict": _named(pack.verdicts),
        "fact": _named(pack.facts),
        "source": _named(pack.sources),
        "surface": _named(pack.surfaces),
        "connector": _named(pack.connectors),
        "checklist phase": _named(checklist.phase),
        "checklist group": _named(checklist.group),
        "checklist limit": _named(checklist.limit),
        "checklist item": _named(checklist.item),
        "text": _named(pack.texts),
        "sign-off field": _named(pack.signoff),
        "framework": _named(pack.frameworks),
        "framework hook": ((f"{hook.framework} {hook.identifier}", hook) for hook in pack.hooks),
        "framework warning": ((f"{w.framework} {i}", w) for i, w in enumerate(pack.framework_warnings, 1)),
        "conflict": _named(pack.conflicts),
        "correction": _named(pack.corrections),
        "error code": ((code.code, code) for code in pack.error_codes),
        "message": _named(pack.messages),
        "code family": _named(pack.code_families),
        "level": _named(profile.level),
        "role": _named(profile.role),
        "duty": _named(profile.duty),
        "sign-off row": ((row.group, row) for row in profile.sign_off),
        "house rule": (("limits", profile.limits), ("reminders", profile.reminders)),
        "risk": (("method", pack.risk),),
        "pack": (("pack", pack.info),),
    }
    return {kind: dict(found) for kind, found in parts.items()}


def _named(parts: Iterable[Any]) -> Iterator[tuple[str, Model]]:
    return ((part.id, part) for part in parts)


def _title(part: Model) -> str:
    for field in ("title", "label", "meaning", "text", "claim"):
        value = getattr(part, field, None)
        if isinstance(value, str) and value:
            return value
    return ""


def _fields(before: Model, after: Model) -> Iterator[FieldChange]:
    """Yield fields that differ; parts of a part that have entries of their own are left to these."""
    for field in type(after).model_fields:
        if field in {"option", "row"}:
            continue
        one, other = getattr(before, field), getattr(after, field)
        if one != other:
            yield FieldChange(field, one, other)
