"""Translates recorded cases of the peer's tests into the questions that this evaluator answers."""

from __future__ import annotations

import ipaddress
from typing import Any

from ca_builders import SWITCHED_OFF

from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate import conditions, grant, locations, resources, users
from wizard.evidence.evaluate.outcome import evaluate, sessions_of
from wizard.evidence.evaluate.policy import judge
from wizard.evidence.evaluate.sign_in import Circumstances, Person, SignIn, Target
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.shapes import Found
from wizard.evidence.truth import all_of

ADDRESS = ipaddress.ip_address("203.0.113.7")


def policy(raw: dict[str, Any]):
    return policy_of(Found("the case", raw, {}), "case")


def around(kind: str, condition: Any) -> dict[str, Any]:
    """Return a policy that has one condition only."""
    names = {
        "ApplicationConditionMatcher": "applications",
        "UserConditionMatcher": "users",
        "LocationConditionMatcher": "locations",
        "DevicePlatformMatcher": "platforms",
        "ClientAppMatcher": "clientAppTypes",
        "InsiderRiskMatcher": "insiderRiskLevels",
        "AuthenticationFlowMatcher": "authenticationFlows",
    }
    conditions: dict[str, Any] = {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}}
    if kind == "DeviceFilterMatcher":
        conditions["devices"] = {"deviceFilter": condition}
    elif kind == "RiskLevelMatcher":
        conditions |= condition
    else:
        conditions[names[kind]] = condition
    return {"id": "case", "displayName": "case", "state": "enabled", "conditions": conditions, "grantControls": None}


def directory(context: dict[str, Any], policies: list[dict[str, Any]]):
    """Return a directory in which the user is what the context says, and every group and role is known."""
    user = context["user"]
    entry = {"id": user["id"], "displayName": user["displayName"], "userType": user["userType"].title()}
    entry["userPrincipalName"] = f"{user['id']}@example.com"
    groups, roles = set(user["memberOfGroupIds"]), set(user["directoryRoleIds"])
    for raw in policies:
        scope = raw["conditions"].get("users") or {}
        for side in ("include", "exclude"):
            groups.update(scope.get(f"{side}Groups") or ())
            roles.update(scope.get(f"{side}Roles") or ())
    locations = []
    place = context["location"].get("namedLocationId")
    if place:
        location = {"id": place, "displayName": place, "ipRanges": [{"cidrAddress": "203.0.113.0/24"}]}
        if "isTrustedLocation" in context["location"]:
            location["isTrusted"] = context["location"]["isTrustedLocation"]
        locations.append(location)
    named = {name for raw in policies for part in ("include", "exclude") for name in _locations(raw, part)}
    locations += [
        {"id": name, "displayName": name, "ipRanges": [{"cidrAddress": "198.51.100.0/24"}]}
        for name in sorted(named - {place, "All", "AllTrusted"})
    ]
    return directory_of(
        {
            "users": [entry],
            "groups": [
                {
                    "id": group,
                    "displayName": group,
                    "members": [user["id"]] if group in user["memberOfGroupIds"] else [],
                }
                for group in sorted(groups)
            ],
            "directoryRoles": [
                {"roleTemplateId": role, "members": [user["id"]] if role in user["directoryRoleIds"] else []}
                for role in sorted(roles)
            ],
            "namedLocations": locations,
        }
    )


def _locations(raw: dict[str, Any], part: str) -> list[str]:
    scope = raw["conditions"].get("locations") or {}
    return scope.get(f"{part}Locations") or []


def sign_in(context: dict[str, Any], tables) -> SignIn:
    user, device, app = context["user"], context["device"], context["application"]
    types = user.get("guestOrExternalUserTypes") or [None]
    action = tables.user_actions.get((app.get("userAction") or "").lower(), "")
    attributes = dict(device.get("properties") or {})
    attributes |= {key: value for key, value in device.items() if key not in ("properties", "platform")}
    circumstances = Circumstances(
        client_app=context["clientAppType"].lower(),
        platform=device["platform"].lower() if device.get("platform") else None,
        address=ADDRESS if context["location"].get("namedLocationId") else None,
        device={key.lower(): value for key, value in attributes.items()} or None,
        flow=context.get("authenticationFlow", "none").lower(),
        sign_in_risk=context["risk"]["signInRiskLevel"],
        user_risk=context["risk"]["userRiskLevel"],
        insider_risk=context["risk"]["insiderRiskLevel"],
    )
    person = Person(user["id"].lower(), (types[0] or "").lower() or None, user.get("homeTenantId"))
    target = Target(() if action else (app["appId"].lower(),), action)
    return SignIn(person, target, circumstances)


def judge_condition(case: dict[str, Any], tables) -> bool | None:
    kind = case["kind"].removeprefix("condition:")
    raw = around(kind, case["condition"])
    item, context = policy(raw), case["context"]
    known, asked = directory(context, [raw]), sign_in(context, tables)
    how = asked.circumstances
    judges = {
        "ApplicationConditionMatcher": lambda: resources.judge(item.resources, asked.target, tables).truth,
        "UserConditionMatcher": lambda: users.judge(item.users, users.who(asked.identity, known), known, tables).truth,
        "LocationConditionMatcher": lambda: locations.judge(item.locations, how, known, tables).truth,
        "DevicePlatformMatcher": lambda: conditions.judge_platform(item.platforms, how.platform).truth,
        "ClientAppMatcher": lambda: conditions.judge_client(item.client_apps, how.client_app, how.platform).truth,
        "DeviceFilterMatcher": lambda: conditions.judge_device(item.device_filter, how).truth,
        "AuthenticationFlowMatcher": lambda: conditions.judge_flow(item.flows, how.flow).truth,
        "RiskLevelMatcher": lambda: all_of(finding.truth for finding in conditions.judge_risks(item, how)),
        "InsiderRiskMatcher": lambda: all_of(finding.truth for finding in conditions.judge_risks(item, how)),
    }
    return judges[kind]()


def judge_policy(case: dict[str, Any], tables) -> dict[str, Any]:
    context = case["context"]
    result = judge(policy(case["policies"][0]), sign_in(context, tables), directory(context, case["policies"]), tables)
    return {"applies": result.applies, "reasons": result.reasons, "demands": grant.requirements(result.policy.grant)}


def judge_all(case: dict[str, Any], tables):
    context = case["context"]
    return evaluate(
        [policy(raw) for raw in case["policies"]],
        sign_in(context, tables),
        directory(context, case["policies"]),
        tables,
    )


def applied(policy_raw: dict[str, Any]) -> dict[str, Any]:
    """Return a policy for everybody from the record of one that applied, with its grant and session controls."""
    controls = policy_raw.get("grantControls") or {}
    strength = controls.get("authenticationStrength")
    grant_controls = {
        "operator": controls.get("operator"),
        "builtInControls": controls.get("controls") or [],
        "authenticationStrength": strength
        and {"id": strength["policyStrengthId"], "displayName": strength["displayName"]},
    }
    session = {}
    for name, value in (policy_raw.get("sessionControls") or {}).items():
        key = {"persistentBrowser": "mode", "cloudAppSecurity": "cloudAppSecurityType"}.get(name)
        session[name] = {key: value} if key else value if isinstance(value, dict) else {"isEnabled": value}
    return {
        "id": policy_raw["policyId"],
        "displayName": policy_raw["policyName"],
        "state": policy_raw["state"],
        "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}},
        "grantControls": grant_controls if controls else None,
        "sessionControls": session or (None if controls else SWITCHED_OFF),
    }


def combined_sessions(case: dict[str, Any]) -> dict[str, Any]:
    return sessions_of([policy(applied(raw)) for raw in case["args"][0]])
