"""The four risk conditions. Levels are listed one by one: ``medium`` does not stand for ``high``."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.evidence.evaluate.finding import Finding
from wizard.evidence.evaluate.sign_in import Circumstances
from wizard.evidence.policies.model import Policy

SIGN_IN = "signInRisk"
USER = "userRisk"
INSIDER = "insiderRisk"
# Graph has no word of its own for the risk of a service principal.
_WORKLOAD_REASON = "workloadIdentities"


def judge(policy: Policy, circumstances: Circumstances) -> Iterator[Finding]:
    """Yield a finding for each risk condition that the policy has."""
    pairs = (
        (policy.sign_in_risks, circumstances.sign_in_risk, SIGN_IN),
        (policy.user_risks, circumstances.user_risk, USER),
        (policy.insider_risks, circumstances.insider_risk, INSIDER),
        (policy.service_principal_risks, circumstances.service_principal_risk, _WORKLOAD_REASON),
    )
    for levels, level, reason in pairs:
        if levels:
            yield Finding(level in levels, reason)
