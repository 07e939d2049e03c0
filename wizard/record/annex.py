"""Several accounts in one record: what they share is said once, and the annex holds what is each one's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wizard.record.model import Account, Member, Origin, Record

if TYPE_CHECKING:
    from datetime import date

_WEAKEST = ("proposed", "template", "imported", "shared", "tenant", "observed", "stated")
"""Ways of an answer, the one first that says least of a single account."""


def joined(records: Sequence[Record], own: Collection[str], name: str, record_id: str) -> Record:
    """Return one record for several accounts.

    Args:
        records: Of accounts whose answers and sign-off differ in nothing but their own fields.
        own: Ids of the fields of the sign-off that are about one account alone.
        name: What documents call the accounts.
        record_id: Of the record that they share.
    """
    parts = {part: _common([getattr(record, part) for record in records]) for part in Record.model_fields}
    created: list[date] = [record.created_on for record in records if record.created_on]
    parts |= {
        "record_id": record_id,
        "account": Account(name=name),
        "revision": records[0].revision if len({record.revision for record in records}) == 1 else 1,
        "created_on": min(created, default=None),
        "renews": "",
        "supersedes": "",
        "signoff": {field: value for field, value in parts["signoff"].items() if field not in own},
        "origins": _origins(records),
        "annex": [_member(record, own, parts["notes"]) for record in records],
    }
    return Record(**parts)


def accounts_of(record: Record) -> tuple[Record, ...]:
    """Return the record of each account of a record; one without an annex is about one account."""
    return tuple(_alone(record, member) for member in record.annex) or (record,)


def _alone(record: Record, member: Member) -> Record:
    own = {
        "account": Account(name=member.name, aliases=member.aliases),
        "record_id": member.record_id,
        "revision": member.revision,
        "signoff": {**record.signoff, **member.signoff},
        "notes": {**record.notes, **member.notes},
        "renews": member.renews,
        "supersedes": member.supersedes,
        "annex": [],
    }
    return record.model_copy(update=own)


def _member(record: Record, own: Collection[str], common: Mapping[str, str]) -> Member:
    return Member(
        name=record.account.name,
        aliases=record.account.aliases,
        record_id=record.record_id,
        revision=record.revision,
        signoff={field: value for field, value in record.signoff.items() if field in own},
        notes={name: note for name, note in record.notes.items() if name not in common},
        renews=record.renews,
        supersedes=record.supersedes,
    )


def _common(values: Sequence[Any]) -> Any:
    """Return what all values have in common: the value itself, or the entries that all tables have."""
    first = values[0]
    if all(value == first for value in values[1:]):
        return first
    if isinstance(first, dict):
        return {name: one for name, one in first.items() if all(value.get(name, _GONE) == one for value in values)}
    if isinstance(first, list):
        return [one for one in first if all(one in value for value in values)]
    return "" if isinstance(first, str) else None


_GONE = object()


def _origins(records: Sequence[Record]) -> dict[str, Origin]:
    """Return where answers came from; where that differs, what says least of one account, with all exports."""
    names = dict.fromkeys(name for record in records for name in record.origins)
    return {name: _origin([record.origins.get(name, Origin()) for record in records]) for name in names}


def _origin(origins: Sequence[Origin]) -> Origin:
    first = origins[0]
    if all(origin == first for origin in origins[1:]):
        return first
    sources = {source.model_dump_json(): source for origin in origins for source in origin.sources}
    parts = {part: _common([getattr(origin, part) for origin in origins]) for part in ("by", "reason", "place")}
    days = {origin.given_on for origin in origins}
    return Origin(
        how=min((origin.how for origin in origins), key=_WEAKEST.index),
        sources=list(sources.values()),
        given_on=days.pop() if len(days) == 1 else None,
        **parts,
    )
