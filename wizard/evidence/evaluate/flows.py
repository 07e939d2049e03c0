"""The authentication flow condition: device code flow and authentication transfer (CA-15)."""

from __future__ import annotations

from wizard.evidence.evaluate.finding import Finding, met, unmet

REASON = "authenticationFlow"


def judge(flows: frozenset[str], flow: str) -> Finding:
    """Return whether the flow is in scope; an empty condition stands for every sign-in.

    Args:
        flows: Flows in the policy.
        flow: Flow of the sign-in; ``none`` for an ordinary one.
    """
    if not flows or flow in flows:
        return met(REASON)
    return unmet(REASON)
