"""Session controls of several policies: the strictest of each kind holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wizard.evidence.policies.model import Policy

_CLOUD_RANK = {"monitoronly": 1, "mcasconfigured": 2, "blockdownloads": 3}


def combined(policies: Iterable[Policy]) -> dict[str, dict[str, Any]]:
    """Return the session controls in Graph's names, each with the policy from which it comes."""
    found: dict[str, dict[str, Any]] = {}
    for policy in policies:
        source = policy.name or policy.id
        session = policy.session
        if session.every_time or session.hours is not None:
            _keep(found, "signInFrequency", _frequency(policy, source), _frequency_rank)
        if session.persistent_browser:
            entry = {"mode": session.persistent_browser, "isEnabled": True, "source": source}
            _keep(found, "persistentBrowser", entry, lambda part: 1 if part["mode"] == "never" else 0)
        if session.cloud_app_security:
            kind = {"cloudAppSecurityType": session.cloud_app_security, "isEnabled": True, "source": source}
            _keep(found, "cloudAppSecurity", kind, _cloud_rank)
        if session.continuous_access:
            found.setdefault("continuousAccessEvaluation", {"mode": session.continuous_access, "source": source})
        switches = {
            "secureSignInSession": session.token_protection,
            "applicationEnforcedRestrictions": session.app_restrictions,
            "disableResilienceDefaults": session.no_resilience,
        } | dict.fromkeys(session.other, True)
        for name, on in switches.items():
            if on:
                found.setdefault(name, {"isEnabled": True, "source": source})
    return found


def _frequency(policy: Policy, source: str) -> dict[str, Any]:
    session = policy.session
    kind = "secondaryAuthentication" if session.secondary_only else "primaryAndSecondaryAuthentication"
    entry: dict[str, Any] = {"isEnabled": True, "authenticationType": kind, "source": source}
    if session.every_time:
        return {"frequencyInterval": "everyTime", **entry}
    return {"frequencyInterval": "timeBased", "type": "hours", "value": session.hours, **entry}


def _frequency_rank(entry: dict[str, Any]) -> float:
    if entry["frequencyInterval"] == "everyTime":
        return 0.0
    return -float(entry["value"])


def _cloud_rank(entry: dict[str, Any]) -> float:
    return _CLOUD_RANK.get(str(entry["cloudAppSecurityType"]).lower(), 0)


def _keep(found: dict[str, dict[str, Any]], name: str, entry: dict[str, Any], rank: Any) -> None:
    current = found.get(name)
    if current is None or rank(entry) > rank(current):
        found[name] = entry
