"""The change as Terraform, for tenants that keep their policies there.

Attribute names are those of the azuread provider. Where it lacks one, a comment says so and the whole
policy is omitted: half a policy would change more than is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wizard.evidence.change.graph_form import POLICY as POLICY_FORM
from wizard.evidence.change.model import ChangeSet, GroupState, PolicyState
from wizard.evidence.change.tenant import OWNERS, POLICIES, USER
from wizard.evidence.policies.fields import is_set

GROUP, MEMBER = "azuread_group", "azuread_group_member"
SCHEDULE, POLICY = "azuread_privileged_access_group_assignment_schedule", "azuread_conditional_access_policy"
_USERS = {
    "includeUsers": "included_users",
    "excludeUsers": "excluded_users",
    "includeGroups": "included_groups",
    "excludeGroups": "excluded_groups",
    "includeRoles": "included_roles",
    "excludeRoles": "excluded_roles",
}
_APPS = {
    "includeApplications": "included_applications",
    "excludeApplications": "excluded_applications",
    "includeUserActions": "included_user_actions",
}
_LEVELS = {
    "clientAppTypes": "client_app_types",
    "signInRiskLevels": "sign_in_risk_levels",
    "userRiskLevels": "user_risk_levels",
    "servicePrincipalRiskLevels": "service_principal_risk_levels",
}
_GRANT = {
    "builtInControls": "built_in_controls",
    "customAuthenticationFactors": "custom_authentication_factors",
    "termsOfUse": "terms_of_use",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
_PLACEHOLDER = re.compile(r"\{(group\d+)\}")


class _NotThereError(Exception):
    """The provider has no attribute for something."""


def quoted(text: str) -> str:
    """Return a text as a string of HCL, in which nothing is a template."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("%{", "%%{")
    return '"' + _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", plain) + '"'


def terraform(change: ChangeSet) -> str:
    lines = ["# The change that change.md proves. Read the plan before it is applied: it must show nothing else.", ""]
    for number, group in enumerate(change.groups, 1):
        lines += [*_group(change, group, number), ""]
    if change.reviewed:
        lines += [
            "# Not here: the yearly review, for the provider has no resource for it. graph.json has the request.",
            "",
        ]
    for number, policy in enumerate(change.policies, 1):
        lines += [*_policy(policy, number), ""]
    for number, body in enumerate(change.created, 1):
        lines += [*_resource(body, f"terms_{number}"), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _group(change: ChangeSet, group: GroupState, number: int) -> Iterator[str]:
    if change.kind == "clean-up":
        yield f"# Take {change.account} out of the members of the group {group.id} where it is declared."
        return
    where = quoted(group.id)
    if group.new:
        where = f"{GROUP}.exclusion_{number}.object_id"
        body = next(step.do.body or {} for step in change.steps if f"{{{step.do.saves}}}" == group.id)
        yield f'resource "{GROUP}" "exclusion_{number}" {{'
        yield f"  display_name            = {quoted(group.name)}"
        yield f"  description             = {quoted(str(body['description']))}"
        yield "  security_enabled        = true"
        yield "  prevent_duplicate_names = true"
        if OWNERS in body:
            owners = ", ".join(quoted(one.removeprefix(USER)) for one in body[OWNERS])
            yield f"  owners                  = [{owners}]"
        yield "}"
        yield ""
    if change.account in group.members:
        yield f"# The account is a member of {group.id} already."
    elif change.timed and group.ends_on is not None:
        start = next(_starts(change, group))
        yield f'resource "{SCHEDULE}" "exclusion_{number}" {{'
        yield f"  group_id        = {where}"
        yield f"  principal_id    = {quoted(change.account)}"
        yield '  assignment_type = "member"'
        yield f"  start_date      = {quoted(start)}"
        yield f'  expiration_date = "{group.ends_on.isoformat()}T23:59:59Z"'
        yield "}"
    else:
        yield f'resource "{MEMBER}" "exclusion_{number}" {{'
        yield f"  group_object_id  = {where}"
        yield f"  member_object_id = {quoted(change.account)}"
        yield "}"


def _starts(change: ChangeSet, group: GroupState) -> Iterator[str]:
    for step in change.steps:
        body = step.do.body or {}
        if body.get("groupId") == group.id:
            yield str(body["scheduleInfo"]["startDateTime"])


def _policy(policy: PolicyState, number: int) -> Iterator[str]:
    lines = list(_resource(policy.after, f"policy_{number}"))
    if lines[0].startswith("resource"):
        yield "import {"
        yield f"  to = {POLICY}.policy_{number}"
        yield f"  id = {quoted(f'{POLICIES}/{policy.id}')}"
        yield "}"
        yield ""
    yield from lines


def _resource(form: dict[str, Any], label: str) -> Iterator[str]:
    try:
        inner = list(_body(form))
    except _NotThereError as error:
        yield f"# Not here: {quoted(str(form.get('displayName') or ''))}, for the provider has no attribute for {error}."
        return
    yield f'resource "{POLICY}" "{label}" {{'
    yield from (f"  {line}" if line else "" for line in inner)
    yield "}"


def _body(form: dict[str, Any]) -> Iterator[str]:
    yield f"display_name = {quoted(str(form.get('displayName') or ''))}"
    yield f"state        = {quoted(str(form.get('state') or ''))}"
    yield ""
    yield from _block("conditions", list(_conditions(form["conditions"])))
    if form.get("grantControls"):
        yield ""
        yield from _block("grant_controls", list(_grant(form["grantControls"])))
    session = list(_session(form.get("sessionControls") or {}))
    if session:
        yield ""
        yield from _block("session_controls", session)


def _block(name: str, lines: list[str]) -> Iterator[str]:
    yield f"{name} {{"
    yield from (f"  {line}" if line else "" for line in lines)
    yield "}"


def _conditions(conditions: dict[str, Any]) -> Iterator[str]:
    yield from _lists(conditions, _LEVELS)
    insider = conditions.get("insiderRiskLevels")
    if insider:
        yield f"insider_risk_levels = {quoted(insider)}"
    if (conditions.get("authenticationFlows") or {}).get("transferMethods"):
        raise _NotThereError("authenticationFlows")
    if any((conditions.get("clientApplications") or {}).values()):
        raise _NotThereError("clientApplications")
    apps = conditions.get("applications") or {}
    if apps.get("includeAuthenticationContextClassReferences"):
        raise _NotThereError("includeAuthenticationContextClassReferences")
    yield ""
    inner = [*_lists(apps, _APPS), *_filter(apps.get("applicationFilter"))]
    yield from _block("applications", inner)
    users = conditions.get("users") or {}
    inner = list(_lists(users, _USERS))
    for key, name in (("include", "included"), ("exclude", "excluded")):
        inner += _guests(users.get(f"{key}GuestsOrExternalUsers"), f"{name}_guests_or_external_users")
    yield from _block("users", inner)
    devices = (conditions.get("devices") or {}).get("deviceFilter")
    if devices:
        yield from _block("devices", list(_filter(devices)))
    for noun in ("locations", "platforms"):
        part = conditions.get(noun) or {}
        title = noun.capitalize()
        names = {f"include{title}": f"included_{noun}", f"exclude{title}": f"excluded_{noun}"}
        if any(part.values()):
            yield from _block(noun, list(_lists(part, names)))


def _lists(part: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
    yield from _aligned(_listed(part, names))


def _listed(part: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    return {name: f"[{', '.join(map(_entry, part[key]))}]" for key, name in names.items() if part.get(key)}


def _aligned(values: dict[str, str]) -> Iterator[str]:
    """Yield attributes as ``terraform fmt`` writes them."""
    width = max(map(len, values), default=0)
    yield from (f"{name:<{width}} = {value}" for name, value in values.items())


def _entry(value: str) -> str:
    match = _PLACEHOLDER.fullmatch(value)
    return f"{GROUP}.exclusion_{match[1].removeprefix('group')}.object_id" if match else quoted(value)


def _filter(rule: dict[str, Any] | None) -> Iterator[str]:
    if rule and rule.get("rule"):
        lines = [f"mode = {quoted(str(rule.get('mode')))}", f"rule = {quoted(str(rule['rule']))}"]
        yield from _block("filter", lines)


def _guests(part: dict[str, Any] | None, name: str) -> list[str]:
    types = [
        word.strip() for word in str((part or {}).get("guestOrExternalUserTypes") or "").split(",") if word.strip()
    ]
    if not types or part is None:
        return []
    lines = [f"guest_or_external_user_types = [{', '.join(map(quoted, types))}]"]
    tenants = part.get("externalTenants") or {}
    if tenants.get("membershipKind"):
        inner = [f"membership_kind = {quoted(tenants['membershipKind'])}"]
        if tenants.get("members"):
            inner.append(f"members         = [{', '.join(map(quoted, tenants['members']))}]")
        lines += _block("external_tenants", inner)
    return list(_block(name, lines))


def _grant(grant: dict[str, Any]) -> Iterator[str]:
    values = {"operator": quoted(str(grant.get("operator") or "OR")), **_listed(grant, _GRANT)}
    strength = (grant.get("authenticationStrength") or {}).get("id")
    if strength:
        values["authentication_strength_policy_id"] = quoted(f"/policies/authenticationStrengthPolicies/{strength}")
    yield from _aligned(values)


def _session(session: dict[str, Any]) -> Iterator[str]:
    def on(name: str) -> dict[str, Any]:
        part = session.get(name) or {}
        return part if part.get("isEnabled") is not False else {}

    for name, part in session.items():
        if name not in POLICY_FORM["sessionControls"] and is_set(part):
            raise _NotThereError(name)
    values: dict[str, str] = {}
    if on("applicationEnforcedRestrictions"):
        values["application_enforced_restrictions_enabled"] = "true"
    if on("cloudAppSecurity"):
        values["cloud_app_security_policy"] = quoted(str(on("cloudAppSecurity").get("cloudAppSecurityType")))
    if session.get("disableResilienceDefaults"):
        values["disable_resilience_defaults"] = "true"
    if on("persistentBrowser"):
        values["persistent_browser_mode"] = quoted(str(on("persistentBrowser").get("mode")))
    if on("secureSignInSession"):
        raise _NotThereError("secureSignInSession")
    yield from _aligned(values | _frequency(on("signInFrequency")))


def _frequency(frequency: dict[str, Any]) -> dict[str, str]:
    values: dict[str, str] = {}
    if frequency.get("authenticationType"):
        values["sign_in_frequency_authentication_type"] = quoted(frequency["authenticationType"])
    if frequency.get("frequencyInterval"):
        values["sign_in_frequency_interval"] = quoted(frequency["frequencyInterval"])
    if frequency.get("value") is not None and frequency.get("frequencyInterval") != "everyTime":
        values["sign_in_frequency"] = str(int(frequency["value"]))
        values["sign_in_frequency_period"] = quoted(str(frequency.get("type")))
    return values
