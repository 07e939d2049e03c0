"""Two sets of policies: which policy of the one is which of the other.

The id decides. Only policies whose id the other set does not have are matched by display name, as
after an import into another tenant, which gives new ids; that is said, since a name proves little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from wizard.evidence.policies.model import Policy

Change = Literal["same", "changed", "added", "removed"]
_MEANING = tuple(
    part.name for part in fields(Policy) if part.name not in {"id", "name", "place", "graph", "tenant", "modified"}
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A policy before and after; None where it is not there."""

    old: Policy | None
    new: Policy | None

    @property
    def shown(self) -> Policy:
        """The newest form of the policy."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a pair has one policy at least")
        return found

    @property
    def change(self) -> Change:
        """What happened to it; a policy with another name or id that means the same is the same."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "same" if _meaning(self.old) == _meaning(self.new) else "changed"


@dataclass(frozen=True, slots=True)
class Pairing:
    """All pairs, in the order of the old set and then of the new one.

    Attributes:
        pairs: Each policy of both sets once.
        by_name: How many pairs rest on the display name alone.
        common_ids: Whether the two sets have an id in common.
    """

    pairs: tuple[Pair, ...]
    by_name: int
    common_ids: bool


def paired(old: Sequence[Policy], new: Sequence[Policy]) -> Pairing:
    partner: dict[int, int] = {}
    _match(partner, old, new, lambda policy: policy.id.lower())
    common = bool(partner)
    by_id = len(partner)
    _match(partner, old, new, lambda policy: policy.name.strip().lower(), only_unique=True)
    taken = set(partner.values())
    pairs = [Pair(policy, new[partner[place]] if place in partner else None) for place, policy in enumerate(old)]
    pairs += [Pair(None, policy) for place, policy in enumerate(new) if place not in taken]
    return Pairing(tuple(pairs), len(partner) - by_id, common)


def _match(
    partner: dict[int, int],
    old: Sequence[Policy],
    new: Sequence[Policy],
    key: Callable[[Policy], str],
    *,
    only_unique: bool = False,
) -> None:
    """Add partners with the same key; of several with one key, those that mean the same come first."""
    taken = set(partner.values())
    left = _places(((place, policy) for place, policy in enumerate(old) if place not in partner), key)
    right = _places(((place, policy) for place, policy in enumerate(new) if place not in taken), key)
    for value, places in left.items():
        others = right.get(value, [])
        if only_unique and (len(places) > 1 or len(others) > 1):
            continue
        others = list(others)
        rest = []
        for place in places:
            equal = next((other for other in others if _meaning(old[place]) == _meaning(new[other])), None)
            if equal is None:
                rest.append(place)
            else:
                partner[place] = equal
                others.remove(equal)
        partner.update(zip(rest, others, strict=False))


def _places(policies: Iterable[tuple[int, Policy]], key: Callable[[Policy], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, policy in policies:
        if key(policy):
            found.setdefault(key(policy), []).append(place)
    return found


def _meaning(policy: Policy) -> tuple[object, ...]:
    return tuple(getattr(policy, name) for name in _MEANING)
