"""A policy in the form in which Microsoft Graph takes it back: its spelling of keys, and nothing that it would refuse.

Exports of PowerShell spell keys in their own way, put what their module does not know apart, and carry
annotations. A request needs the conditions whole and exact. What is configured and has no place in Graph's
schema is a fault, because a request without it would change more than is meant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wizard.evidence.policies.fields import is_set
from wizard.evidence.policies.model import Policy
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.pairing import Pair
from wizard.evidence.policies.shapes import Found

TYPE = "@odata.type"
_TEXT, _LIST, _FLAG, _NUMBER = "text", "list", "flag", "number"
_FILTER = {"mode": _TEXT, "rule": _TEXT}
_GUESTS = {"guestOrExternalUserTypes": _TEXT, "externalTenants": {"membershipKind": _TEXT, "members": _LIST}}
POLICY: dict[str, Any] = {
    "id": _TEXT,
    "displayName": _TEXT,
    "state": _TEXT,
    "conditions": {
        "applications": {
            "applicationFilter": _FILTER,
            "excludeApplications": _LIST,
            "includeApplications": _LIST,
            "includeAuthenticationContextClassReferences": _LIST,
            "includeUserActions": _LIST,
        },
        "authenticationFlows": {"transferMethods": _TEXT},
        "clientApplications": {
            "excludeServicePrincipals": _LIST,
            "includeServicePrincipals": _LIST,
            "servicePrincipalFilter": _FILTER,
        },
        "clientAppTypes": _LIST,
        "devices": {"deviceFilter": _FILTER},
        "insiderRiskLevels": _TEXT,
        "locations": {"excludeLocations": _LIST, "includeLocations": _LIST},
        "platforms": {"excludePlatforms": _LIST, "includePlatforms": _LIST},
        "servicePrincipalRiskLevels": _LIST,
        "signInRiskLevels": _LIST,
        "userRiskLevels": _LIST,
        "users": {
            "excludeGroups": _LIST,
            "excludeGuestsOrExternalUsers": _GUESTS,
            "excludeRoles": _LIST,
            "excludeUsers": _LIST,
            "includeGroups": _LIST,
            "includeGuestsOrExternalUsers": _GUESTS,
            "includeRoles": _LIST,
            "includeUsers": _LIST,
        },
    },
    "grantControls": {
        "authenticationStrength": {"allowedCombinations": _LIST, "displayName": _TEXT, "id": _TEXT},
        "builtInControls": _LIST,
        "customAuthenticationFactors": _LIST,
        "operator": _TEXT,
        "termsOfUse": _LIST,
    },
    "sessionControls": {
        "applicationEnforcedRestrictions": {"isEnabled": _FLAG},
        "cloudAppSecurity": {"cloudAppSecurityType": _TEXT, "isEnabled": _FLAG},
        "disableResilienceDefaults": _FLAG,
        "persistentBrowser": {"isEnabled": _FLAG, "mode": _TEXT},
        "secureSignInSession": {"isEnabled": _FLAG},
        "signInFrequency": {
            "authenticationType": _TEXT,
            "frequencyInterval": _TEXT,
            "isEnabled": _FLAG,
            "type": _TEXT,
            "value": _NUMBER,
        },
    },
}
"""Properties of a policy in Graph v1.0. A test holds them to Graph's published metadata."""
_DESCRIBED = frozenset(
    {"description", "templateid", "tenantid", "createddatetime", "modifieddatetime", "deleteddatetime", "name"}
)
_STRENGTH = "authenticationstrength"
_SESSION = "sessionControls"
_EXTRA = "additionalproperties"
_TENANTS = "#microsoft.graph.conditionalAccess{}ExternalTenants"
_KINDS: dict[str, type | tuple[type, ...]] = {_TEXT: str, _FLAG: bool, _NUMBER: int}


def in_graph_form(raw: dict[str, Any], policy: Policy) -> tuple[dict[str, Any], list[str]]:
    """Return a policy as Graph has it, and what keeps a request from carrying it whole.

    Args:
        raw: As exported.
        policy: What the reader of policies made of it.
    """
    faults: list[str] = []
    shaped: dict[str, Any] = _shaped(raw, POLICY, "", faults)
    users = shaped.setdefault("conditions", {}).setdefault("users", {}) if not faults else {}
    if isinstance(users, dict):
        users.setdefault("excludeGroups", [])
    if not faults:
        again = policy_of(Found("", shaped, {}), policy.place)
        plain = [replace(one, unjudged="", tenant="", deleted="") for one in (policy, again)]
        if Pair(*plain).change != "same":
            faults.append("what it means is lost in Graph's form")
    return shaped, faults


def _shaped(value: dict[str, Any], schema: dict[str, Any], path: str, faults: list[str]) -> dict[str, Any]:
    spelled = {name.lower(): name for name in schema}
    found: dict[str, Any] = {}
    for key, part in _flat(value):
        name = spelled.get(key.lower())
        where = f"{path}.{key}" if path else key
        if name is None:
            if path == _SESSION:
                # No request carries session controls, so those that only a preview knows are in nobody's way.
                found[key] = part
            elif is_set(part) and not _described(path, key):
                faults.append(where)
        elif name in found and found[name] != part and is_set(part):
            faults.append(f"{where} (twice)")
        else:
            found[name] = _part(part, schema[name], name if not path else where, faults)
    tenants = found.get("externalTenants")
    if isinstance(tenants, dict) and tenants:
        kind = "Enumerated" if tenants.get("members") or tenants.get("membershipKind") == "enumerated" else "All"
        found["externalTenants"] = {TYPE: _TENANTS.format(kind), **tenants}
    return found


def _described(path: str, key: str) -> bool:
    """Return whether a property describes a policy or a strength, and changes nothing of what is required."""
    return key.lower() in _DESCRIBED if not path else path.rsplit(".", 1)[-1].lower() == _STRENGTH


def _flat(value: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the properties of an object, those that PowerShell puts apart included, without annotations."""
    found: list[tuple[str, Any]] = []
    for key, part in value.items():
        if key.lower() == _EXTRA and isinstance(part, dict):
            found += _flat(part)
        elif not key.startswith(("@", "#")) and "@odata" not in key.lower():
            found.append((key, part))
    return found


def _only_nulls(value: dict[str, Any]) -> bool:
    """Return whether an object is how PowerShell writes one that is not set, which Graph would not take back."""
    parts = [part for _, part in _flat(value)]
    return bool(parts) and all(part is None or (isinstance(part, dict) and _only_nulls(part)) for part in parts)


def _part(value: Any, schema: Any, where: str, faults: list[str]) -> Any:
    if isinstance(schema, dict):
        if value is None:
            return None
        if isinstance(value, dict):
            return None if where != "conditions" and _only_nulls(value) else _shaped(value, schema, where, faults)
        faults.append(f"{where} (not an object)")
        return None
    if schema == _LIST:
        entries = [] if value is None else value
        if isinstance(entries, list) and all(isinstance(entry, str) for entry in entries):
            return list(entries)
        faults.append(f"{where} (not a list of texts)")
        return []
    if value is None or isinstance(value, _KINDS[schema]):
        return value
    faults.append(f"{where} (not a {schema})")
    return None
