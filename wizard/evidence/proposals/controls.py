"""What a policy demands in the words of the questions."""

from __future__ import annotations

from wizard.evidence.cites import Controls
from wizard.evidence.evaluate import grant
from wizard.evidence.mappings import Mappings
from wizard.evidence.policies.model import Policy

_ALL = "all"


def asked(policy: Policy, mappings: Mappings) -> tuple[str, ...]:
    """Return the controls of a policy as the questions name them.

    A block that spares named places is access from those places only. Where a level of risk is
    the condition, the demand counts as one on risk.
    """
    found: dict[str, None] = {}
    risky = bool(policy.sign_in_risks or policy.user_risks or policy.insider_risks)
    if policy.grant is not None and policy.grant.blocks:
        spares = policy.locations is not None and _ALL in policy.locations.include and bool(policy.locations.exclude)
        found[Controls.LOCATION if spares else Controls.RISK if risky else Controls.BLOCK] = None
    else:
        demands = [name for requirement in grant.requirements(policy.grant) for name in requirement]
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
