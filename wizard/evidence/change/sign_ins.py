"""The sign-ins by which a change is proved: those of unattended accounts, and those that its policies are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from wizard.evidence.contexts import NamedContext
from wizard.evidence.directory import Directory, NamedLocation
from wizard.evidence.evaluate.sign_in import OTHER_PLATFORM
from wizard.evidence.policies.model import Choice, Policy

OUTSIDE = "198.18.0.1"
"""Of a range reserved for benchmarks (RFC 2544); it is in no named location of a tenant."""
_FLOW_SERVICE = "7df0a125-d3be-4c96-aa54-591f83ff541c"
_COUNTRIES = ("us", "de", "fr", "jp", "br", "au", "za", "in", "ca", "gb")
_CLIENTS = ("browser", "mobileAppsAndDesktopClients")
_PLATFORMS = ("windows", "macOS", "linux", "android", "iOS", "windowsPhone")
_MOST_APPS, _MOST_PLACES = 3, 3
_ACTIONS = {
    "urn:user:registersecurityinfo": "registerSecurityInformation",
    "urn:user:registerdevice": "registerOrJoinDevices",
}
"""Words of a sign-in for the user actions that policies name."""
_OLD_NAMES = frozenset({"deviceOwnership"})


def rows_about(policies: Sequence[Policy], directory: Directory) -> list[dict[str, Any]]:
    """Return contexts that meet the conditions of policies, as far as their conditions are named in the exports.

    Args:
        policies: Those that change.
    """
    rows = [row for policy in policies for row in _about(policy, directory)]
    return [{**row, "name": f"Sign-in {number}: {row['name']}"} for number, row in enumerate(rows, 1)]


def _about(policy: Policy, directory: Directory) -> Iterator[dict[str, Any]]:
    conditions: dict[str, Any] = {"devicePlatform": _platform(policy.platforms)}
    if policy.flows:
        conditions["authenticationFlow"] = {"transferMethod": min(policy.flows)}
    for name, levels in (("signInRiskLevel", policy.sign_in_risks), ("userRiskLevel", policy.user_risks)):
        if levels:
            conditions[name] = min(levels)
    if policy.insider_risks:
        conditions["insiderRiskLevel"] = min(policy.insider_risks)
    clients = tuple(sorted(policy.client_apps - {"all"})) or _CLIENTS
    places = [_place(policy.locations, directory), *_named_places(policy.locations, directory)]
    for place, target, client in product(places, _targets(policy), clients):
        yield {
            "name": policy.name,
            "device": "unregistered",
            "signInContext": target,
            "signInConditions": {**conditions, **place, "clientAppType": client},
        }


def _named_places(choice: Choice | None, directory: Directory) -> list[dict[str, Any]]:
    """Return sign-ins from named locations, trusted ones first: other policies may block everything outside of them."""
    left_alone = choice.exclude if choice is not None else frozenset[str]()
    if choice is not None and "all" not in choice.include:
        return []
    known = sorted((directory.locations or {}).values(), key=lambda one: not one.trusted)
    free = [one for one in known if one.id not in left_alone and not ("alltrusted" in left_alone and one.trusted)]
    usual = _place(None, directory)
    return [usual | inside for one in free if (inside := _inside(one))][:_MOST_PLACES]


def _targets(policy: Policy) -> list[dict[str, Any]]:
    resources = policy.resources
    if resources.user_actions:
        return [{"userAction": _ACTIONS.get(action, action)} for action in sorted(resources.user_actions)]
    if resources.contexts:
        return [{"authenticationContextValue": min(resources.contexts)}]
    apps = sorted(resources.include - {"all", "none"} - resources.exclude)[:_MOST_APPS]
    return [{"includeApplications": [app]} for app in apps or [_FLOW_SERVICE]]


def _platform(choice: Choice | None) -> str:
    if choice is None:
        return "windows"
    named = [word for word in _PLATFORMS if word.lower() in choice.include and word.lower() not in choice.exclude]
    free = [word for word in _PLATFORMS if word.lower() not in choice.exclude]
    return (named or (free if "all" in choice.include else []) or ["windows"])[0]


def _place(choice: Choice | None, directory: Directory) -> dict[str, Any]:
    """Return an address, and a country where places of a country count, inside the included and outside the excluded ones."""
    known = directory.locations or {}
    every = [one for one in known.values() if one.kind == "country"]
    away = next((code for code in _COUNTRIES if all(code not in one.countries for one in every)), None)
    found: dict[str, Any] = {"ipAddress": OUTSIDE} | ({"country": away} if every and away else {})
    if choice is None or "all" in choice.include:
        return found
    for location in known.values():
        if location.id in choice.include or ("alltrusted" in choice.include and location.trusted):
            return found | _inside(location)
    return found


def _inside(location: NamedLocation) -> dict[str, Any]:
    if location.networks:
        return {"ipAddress": str(location.networks[0].network_address)}
    return {"country": min(location.countries)} if location.countries else {}


def countries_matter(policies: Sequence[Policy], directory: Directory) -> str | None:
    """Return a country of no named location, where the directory has locations of countries; else None."""
    found = _place(None, directory).get("country")
    return found if isinstance(found, str) and any(policy.locations for policy in policies) else None


def requests(contexts: Sequence[NamedContext], users: Sequence[str]) -> list[dict[str, Any]]:
    """Return bodies of ``conditionalAccess/evaluate``: every user in every context."""
    return [
        {
            "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": user},
            "signInContext": {
                "@odata.type": f"#microsoft.graph.{_kind(context.body)}Context",
                **context.body["signInContext"],
            },
            "signInConditions": _known_to_graph(context.body.get("signInConditions", {})),
        }
        for context in contexts
        for user in users
    ]


def _known_to_graph(conditions: Mapping[str, Any]) -> dict[str, Any]:
    """Return conditions without what Graph has no word for: a platform that Entra does not recognize, old attribute names."""
    kept = {name: value for name, value in conditions.items() if (name, value) != ("devicePlatform", OTHER_PLATFORM)}
    if isinstance(kept.get("deviceInfo"), dict):
        kept["deviceInfo"] = {name: value for name, value in kept["deviceInfo"].items() if name not in _OLD_NAMES}
    return kept


def _kind(body: Mapping[str, Any]) -> str:
    target = body["signInContext"]
    return "application" if "includeApplications" in target else "userAction" if "userAction" in target else "auth"
