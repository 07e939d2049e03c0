"""The names that conditions use."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from wizard.pack import conditions as c


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """Return the questions, terms and tables that a condition names; none where it cannot be read."""
    try:
        return frozenset(_names(c.parse_condition(text)))
    except c.ConditionError:
        return frozenset()


@lru_cache(maxsize=4096)
def attributes_in(text: str) -> frozenset[str]:
    """Return the attributes of options that a condition asks for."""
    try:
        return frozenset(part.attribute for part in _leaves(c.parse_condition(text)) if isinstance(part, c.Some))
    except c.ConditionError:
        return frozenset()


@lru_cache(maxsize=4096)
def members_in(text: str, collection: str) -> frozenset[str]:
    """Return the members of a set that a condition asks for."""
    found: set[str] = set()
    try:
        leaves = list(_leaves(c.parse_condition(text)))
    except c.ConditionError:
        return frozenset()
    for leaf in leaves:
        match leaf:
            case c.Has(member, name) if name == collection:
                found.add(member)
            case c.HasAny(name, members) | c.Beyond(name, members) if name == collection:
                found.update(members)
            case _:
                continue
    return frozenset(found)


def _leaves(condition: c.Condition) -> Iterator[c.Condition]:
    match condition:
        case c.All(parts) | c.Any(parts):
            for part in parts:
                yield from _leaves(part)
        case c.Not(operand):
            yield from _leaves(operand)
        case _:
            yield condition


def _names(condition: c.Condition) -> Iterator[str]:
    for leaf in _leaves(condition):
        match leaf:
            case c.Named(name) | c.Is(name, _) | c.Has(_, name) | c.HasAny(name, _) | c.Beyond(name, _):
                yield name
            case c.Some(name, _, _):
                yield name
            case c.SomeUnknown(names):
                yield from names
            case _:
                continue
