"""The four risk conditions. Levels are listed one by one: ``medium`` does not stand for ``high``."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.evidence.evaluate.finding import Finding, open_question, strange_words
from wizard.evidence.evaluate.sign_in import INSIDER_RISKS, RISKS, Circumstances
from wizard.evidence.policies.model import Policy

SIGN_IN = "signInRisk"
USER = "userRisk"
INSIDER = "insiderRisk"
# Graph has no separate word for the risk of a service principal.
_WORKLOAD_REASON = "workloadIdentities"


def judge(policy: Policy, circumstances: Circumstances) -> Iterator[Finding]:
    """Yield a finding for each risk condition that the policy has."""
    conditions = (
        (policy.sign_in_risks, circumstances.sign_in_risk, SIGN_IN, "signInRiskLevels", RISKS),
        (policy.user_risks, circumstances.user_risk, USER, "userRiskLevels", RISKS),
        (policy.insider_risks, circumstances.insider_risk, INSIDER, "insiderRiskLevels", INSIDER_RISKS),
        (
            policy.service_principal_risks,
            circumstances.service_principal_risk,
            _WORKLOAD_REASON,
            "servicePrincipalRiskLevels",
            RISKS,
        ),
    )
    for levels, level, reason, name, known in conditions:
        if levels:
            strange = strange_words(levels, known, f"conditions.{name}")
            yield (
                open_question(reason, *strange) if strange and level not in levels else Finding(level in levels, reason)
            )
