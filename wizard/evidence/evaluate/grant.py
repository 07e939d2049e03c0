"""What a policy demands: a list of requirements, each a list of alternatives of which one is enough.

AND makes one requirement of each demand; OR makes one requirement of all. Terms of use and
authentication strengths are demands like any other, wherever Graph keeps them (CA-02, CA-27).
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.evidence.policies.model import Grant

STRENGTH = "authenticationStrength"
TERMS = "termsOfUse"
CUSTOM = "customAuthenticationFactors"
Requirement = tuple[str, ...]
_ORDER = {
    demand: rank
    for rank, demand in enumerate(
        (
            "mfa",
            STRENGTH,
            "compliantDevice",
            "domainJoinedDevice",
            "approvedApplication",
            "compliantApplication",
            "passwordChange",
            "riskRemediation",
            TERMS,
            CUSTOM,
        )
    )
}
"""The order in which Entra asks for what is not yet met (CA-01)."""


def requirements(grant: Grant | None) -> tuple[Requirement, ...]:
    """Return what must be met; a block demands nothing that could be met, and nothing demands nothing."""
    if grant is None or grant.blocks:
        return ()
    demands = [*grant.built_in]
    if grant.strength is not None:
        demands.append(STRENGTH)
    if grant.terms:
        demands.append(TERMS)
    if grant.custom:
        demands.append(CUSTOM)
    demands.sort(key=_rank)
    if grant.every:
        return tuple((demand,) for demand in demands)
    return (tuple(demands),)


def details(grant: Grant | None) -> tuple[str, ...]:
    """Return which strength, terms of use and custom controls are meant: the requirements name their kind only."""
    if grant is None or grant.blocks:
        return ()
    strength = () if grant.strength is None else (f"{STRENGTH}: {grant.strength.id or grant.strength.name}",)
    return (*strength, *(f"{TERMS}: {one}" for one in grant.terms), *(f"{CUSTOM}: {one}" for one in grant.custom))


def union(many: Iterable[tuple[Requirement, ...]]) -> tuple[Requirement, ...]:
    """Return the requirements of several policies; each must be met, equal ones once, in the order of asking."""
    return tuple(sorted({requirement for some in many for requirement in some}, key=_rank_all))


def _rank_all(requirement: Requirement) -> tuple[tuple[int, str], ...]:
    return tuple(_rank(demand) for demand in requirement)


def _rank(demand: str) -> tuple[int, str]:
    return (_ORDER.get(demand, len(_ORDER)), demand)
