"""The authentication flow condition: device code flow and authentication transfer (CA-15)."""

from __future__ import annotations

from wizard.evidence.evaluate.finding import Finding, met, open_question, strange_words, unmet
from wizard.evidence.evaluate.sign_in import FLOWS

REASON = "authenticationFlow"


def judge(flows: frozenset[str], flow: str) -> Finding:
    """Return whether the flow is in scope; an empty condition stands for every sign-in.

    Args:
        flows: Flows in the policy.
        flow: Flow of the sign-in; ``none`` for an ordinary one.
    """
    if not flows or flow in flows:
        return met(REASON)
    strange = strange_words(flows, FLOWS, "conditions.authenticationFlows.transferMethods")
    return open_question(REASON, *strange) if strange else unmet(REASON)
