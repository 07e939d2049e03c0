"""Which policy of a tenant a record means, and what a policy demands in the words of records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from wizard.engagement.register import Waiver
from wizard.evidence.cites import Controls
from wizard.evidence.evaluate import grant
from wizard.evidence.mappings import Mappings
from wizard.evidence.policies.model import Policy, Reading
from wizard.evidence.proposals.controls import asked

_MFA_STRENGTH = "00000000-0000-0000-0000-000000000002"
"""The built-in strength that any MFA meets."""


class Place(NamedTuple):
    """The policy that a record means.

    Attributes:
        policy: None where there is none.
        why: Why there is none: the tenant has no such policy, or it cannot be told which one is meant.
        by_name: It was found by its name, and has another id than the record gives.
    """

    policy: Policy | None
    why: Literal["", "absent", "unclear"] = ""
    by_name: bool = False


class Policies:
    """The policies of a tenant by id and by name."""

    def __init__(self, reading: Reading) -> None:
        """Sort them once; deleted ones are not there."""
        self._by_id: dict[str, Policy] = {}
        self._by_name: dict[str, list[Policy]] = {}
        for policy in reading.policies:
            if policy.deleted:
                continue
            if policy.id:
                self._by_id.setdefault(policy.id.lower(), policy)
            self._by_name.setdefault(_plain(policy.name), []).append(policy)
        self._places: dict[tuple[str, str], Place] = {}

    def find(self, waiver: Waiver) -> Place:
        """Return the policy that a record means: by id, then by name."""
        key = (waiver.policy_id, waiver.policy)
        if key not in self._places:
            self._places[key] = self._find(waiver)
        return self._places[key]

    def _find(self, waiver: Waiver) -> Place:
        known = self._by_id.get(waiver.policy_id)
        if known is not None:
            return Place(known)
        named = self._by_name.get(_plain(waiver.policy), []) if waiver.policy else []
        if len(named) == 1:
            return Place(named[0], by_name=bool(waiver.policy_id and named[0].id))
        if len(named) > 1 or not (waiver.policy or waiver.policy_id):
            return Place(None, "unclear")
        return Place(None, "absent")


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def demands(policy: Policy, mappings: Mappings) -> list[frozenset[str]]:
    """Return what a policy demands, each as the controls of which a record has to waive one.

    A demand of which one of several controls is enough is waived with any of them. What has a risk as its condition
    may be waived as the risk, too; so may a block that spares places as the place.
    """
    return [one for one in _demands(policy, mappings) if one]


def _demands(policy: Policy, mappings: Mappings) -> Iterator[frozenset[str]]:
    told = frozenset(asked(policy, mappings))
    conditions = told & {Controls.RISK, Controls.LOCATION}
    if policy.grant is not None and policy.grant.blocks:
        yield frozenset({Controls.BLOCK}) | conditions
    for requirement in grant.requirements(policy.grant):
        controls = {row.control for name in requirement if (row := mappings.grant(name)) is not None}
        strength = policy.grant.strength if policy.grant is not None else None
        if strength is not None and strength.id == _MFA_STRENGTH and grant.STRENGTH in requirement:
            controls.add(Controls.MFA)
        yield frozenset(controls) | (conditions if controls else frozenset())
    for control in (Controls.SIGN_IN_FREQUENCY, Controls.TOKEN_PROTECTION):
        if control in told:
            yield frozenset({control})
