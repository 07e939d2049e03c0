"""Three-valued logic: true, false, and ``None`` for what cannot be known.

An unknown part leaves the whole unknown only where it could turn it: a false part decides
a conjunction and a true part decides a disjunction, whatever else is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def both(left: Truth, right: Truth) -> Truth:
    """Return the conjunction of two values."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: Truth, right: Truth) -> Truth:
    """Return the disjunction of two values."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def negate(value: Truth) -> Truth:
    """Return the opposite; what cannot be known stays so."""
    return None if value is None else not value


def any_of(values: Iterable[Truth]) -> Truth:
    """Return True if one value is true, else None if one is unknown, else False."""
    result: Truth = False
    for value in values:
        if value:
            return True
        if value is None:
            result = None
    return result


def all_of(values: Iterable[Truth]) -> Truth:
    """Return False if one value is false, else None if one is unknown, else True."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result
