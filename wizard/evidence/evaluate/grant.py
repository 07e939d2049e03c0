"""What a policy demands: a list of requirements, each a list of alternatives of which one is enough.

AND makes one requirement of each demand; OR makes one requirement of all. Terms of use and
authentication strengths are demands like any other, wherever Graph keeps them (CA-02, CA-27).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wizard.evidence.cites import Controls
from wizard.evidence.policies.model import Grant, Policy

if TYPE_CHECKING:
    from wizard.evidence.mappings import Mappings

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


def damaged(policy: Policy) -> bool:
    """Return whether the grant controls of a policy cannot be read as they were set."""
    return any(path.lower().startswith("grantcontrols") for path in policy.unknown)


def strange(policy: Policy, mappings: Mappings, approved: Iterable[str] = ()) -> list[str]:
    """Return the controls of which the tables do not tell what they ask.

    Where a level of risk is the condition, the demand counts as one on risk whatever it is.

    Args:
        policy: The policy.
        mappings: What the tables tell.
        approved: Controls that are waived; an alternative to one of them asks nothing more.
    """
    if _risky(policy):
        return []
    covered = waived(approved)
    found: list[str] = []
    for requirement in requirements(policy.grant):
        rows = {name: mappings.grant(name) for name in requirement}
        if covered.isdisjoint(row.control for row in rows.values() if row is not None):
            found += [name for name, row in rows.items() if row is None]
    return found


def _risky(policy: Policy) -> bool:
    return bool(policy.sign_in_risks or policy.user_risks or policy.insider_risks)


def waived(approved: Iterable[str]) -> frozenset[str]:
    """Return the controls that are waived with those that were approved: with MFA the strength with which it is asked for."""
    controls = frozenset(approved)
    return controls | {Controls.AUTHENTICATION_STRENGTH} if Controls.MFA in controls else controls


def asked(policy: Policy, mappings: Mappings) -> tuple[str, ...]:
    """Return the controls of a policy as the questions name them.

    A block that spares named places is access from those places only. Where a level of risk is
    the condition, the demand counts as one on risk.
    """
    found: dict[str, None] = {}
    risky = _risky(policy)
    if policy.grant is not None and policy.grant.blocks:
        spares = policy.locations is not None and "all" in policy.locations.include and bool(policy.locations.exclude)
        found[Controls.LOCATION if spares else Controls.RISK if risky else Controls.BLOCK] = None
    else:
        demands = [name for requirement in requirements(policy.grant) for name in requirement]
        controls = [row.control for name in demands if (row := mappings.grant(name)) is not None]
        found = dict.fromkeys(
            control for control in controls if not risky or control in {Controls.TERMS_OF_USE, Controls.PASSWORD_CHANGE}
        )
        if risky and policy.grant is not None:
            found[Controls.RISK] = None
    session = policy.session
    if session.every_time or session.hours is not None:
        found[Controls.SIGN_IN_FREQUENCY] = None
    if session.token_protection:
        found[Controls.TOKEN_PROTECTION] = None
    if session.persistent_browser:
        found[Controls.PERSISTENT_BROWSER] = None
    return tuple(found)
