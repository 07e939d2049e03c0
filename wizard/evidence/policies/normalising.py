"""From an exported object to a ``Policy``.

What is configured but unknown here ends in ``Policy.unknown`` with its path; the evaluator
then never says that the policy does not matter.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from wizard.evidence.device_rules import RuleError, parse
from wizard.evidence.policies.controls import grant_of, lost_demand, session_of
from wizard.evidence.policies.fields import Section, is_set
from wizard.evidence.policies.model import (
    NOTHING,
    Choice,
    DeviceFilter,
    GraphVerdict,
    Guests,
    Policy,
    Resources,
    State,
    Users,
    Workloads,
)
from wizard.evidence.policies.shapes import Found

_STATES: dict[str, State] = {
    "enabled": "enabled",
    "disabled": "disabled",
    "enabledforreportingbutnotenforced": "enabledForReportingButNotEnforced",
}
_HARMLESS = (
    "description",
    "templateId",
    "createdDateTime",
    "modifiedDateTime",
    "partialEnablementStrategy",
    "id",
    "displayName",
    "name",
)
_LABELS = frozenset(name.lower() for name in _HARMLESS) | {"tenantid", "state", "deleteddatetime"}
_NEVER = "0001-"
"""How .NET writes a time that is not set."""
_MILLISECONDS = re.compile(r"/Date\((-?\d{1,17})\)/")
"""How Windows PowerShell writes a time: since 1970."""
_INCLUDED = (
    *("includeUsers", "includeUserNames", "includeGroups", "includeGroupNames", "includeRoles", "includeRoleNames"),
    "includeGuestsOrExternalUsers",
)
_ACCESSED = (
    *("includeApplications", "includeApplicationNames", "applicationFilter", "includeUserActions"),
    "includeAuthenticationContextClassReferences",
)
CLIENTS = {"modern": "mobileappsanddesktopclients", "easunsupported": "exchangeactivesync"}
"""Words that Graph used before."""


def policy_of(found: Found, place: str) -> Policy:
    """Return the policy of one exported object.

    Args:
        found: The object, where it is, and what is around it.
        place: File and line, for messages.
    """
    faults: list[str] = []
    top = Section(found.raw, "", faults)
    conditions = top.section("conditions")
    parts = _conditions(conditions) if conditions.present else {}
    lost = lost_demand(top.peek("grantControls"), top.peek("sessionControls"))
    grant = grant_of(top.section("grantControls"))
    session = session_of(top.section("sessionControls"))
    state_text = top.text("state")
    state = _STATES.get(state_text.lower())
    identifier, name = top.text("id"), top.text("displayName")
    reasons = tuple(top.words("analysisReasons"))
    applies = top.take("policyApplies")
    graph = None
    if isinstance(applies, bool):
        # Microsoft writes "false" also where the request did not say enough.
        told = applies or "notEnoughInformation" not in reasons
        graph = GraphVerdict(applies if told else None, reasons)
    tenant = top.take("tenantId")
    deleted = top.text("deletedDateTime")
    if deleted.startswith(_NEVER):
        deleted = ""
    modified = _modified(found.raw, top)
    unknown = [*faults, *top.leftovers(_HARMLESS)]
    invalid = "" if conditions.present else "it has no conditions"
    if deleted:
        state = "disabled"
    elif state_text and state is None:
        unknown.append(f"state ({state_text[:60]})")
    return Policy(
        id=identifier,
        name=name or _name_around(found.parent) or identifier,
        state=state,
        place=place,
        grant=grant,
        session=session,
        unknown=tuple(sorted(set(unknown))),
        invalid=invalid,
        graph=graph,
        unjudged=_digest(found.raw, place) if unknown or _filtered(parts) else "",
        tenant=tenant.lower() if isinstance(tenant, str) else "",
        deleted=deleted,
        lost=lost,
        modified=modified,
        **parts,
    )


def _modified(raw: dict[str, Any], top: Section) -> datetime | None:
    """Return when a policy was changed last; Graph writes null for one that is still as it was created."""
    told = top.peek("modifiedDateTime")
    unchanged = told is None and any(key.lower() == "modifieddatetime" for key in raw)
    return _moment(top.peek("createdDateTime") if unchanged else told)


def _moment(told: Any) -> datetime | None:
    try:
        if milliseconds := _MILLISECONDS.fullmatch(told):
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(milliseconds[1]))
        found = datetime.fromisoformat(told)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None else None


def _filtered(parts: dict[str, Any]) -> bool:
    """Return True when custom attributes decide, whose rule is taken and not kept."""
    workloads, resources = parts.get("workloads"), parts.get("resources")
    return bool(workloads and workloads.filtered) or bool(resources and resources.filter_mode)


def _digest(raw: dict[str, Any], place: str) -> str:
    """Return a digest of what a policy configures; its place for one that is nested too deeply, so that no other equals it."""
    kept = {key.lower(): value for key, value in raw.items() if key.lower() not in _LABELS}
    try:
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
    except RecursionError:
        return place


def _name_around(parent: dict[str, Any]) -> str:
    """Return the name of a template whose policy has none."""
    section = Section(parent, "", [])
    name = section.take("displayName", "name")
    return name if isinstance(name, str) else ""


def _conditions(section: Section) -> dict[str, Any]:
    workloads = _workloads(section.section("clientApplications"))
    # Graph gives an empty list, or "None", for nobody.
    if workloads is None and _lacks(section.peek("users"), *_INCLUDED):
        section.faults.append(f"{section.join('users')} (without whom it includes)")
    if _lacks(section.peek("applications"), *_ACCESSED):
        section.faults.append(f"{section.join('applications')} (without what it includes)")
    parts: dict[str, Any] = {
        "users": _users(section.section("users")),
        "workloads": workloads,
        "resources": _resources(section.section("applications")),
        "client_apps": frozenset(CLIENTS.get(word, word) for word in _lower(section.words("clientAppTypes"))),
        "platforms": _choice(section.section("platforms"), "Platforms"),
        "locations": _choice(section.section("locations"), "Locations"),
        **_devices(section.section("devices"), section.section("deviceStates")),
        "flows": _flows(section.section("authenticationFlows")),
        "sign_in_risks": _lower(section.words("signInRiskLevels")),
        "user_risks": _lower(section.words("userRiskLevels")),
        "insider_risks": _lower(section.words("insiderRiskLevels")),
        "service_principal_risks": _lower(section.words("servicePrincipalRiskLevels")),
    }
    section.faults.extend(section.leftovers())
    return parts


def _lacks(part: Any, *names: str) -> bool:
    """Return whether an export lost what a part of the conditions includes; one that isn't an object is named as such."""
    return (not part or isinstance(part, dict)) and not Section(part, "", []).says(*names)


def _users(section: Section) -> Users:
    guests_in = _guests(section.section("includeGuestsOrExternalUsers"))
    guests_out = _guests(section.section("excludeGuestsOrExternalUsers"))
    users = Users(
        include_users=_lower(section.ids("includeUsers", "includeUserNames")),
        exclude_users=_lower(section.ids("excludeUsers", "excludeUserNames")),
        include_groups=_lower(section.ids("includeGroups", "includeGroupNames")),
        exclude_groups=_lower(section.ids("excludeGroups", "excludeGroupNames")),
        include_roles=_lower(section.ids("includeRoles", "includeRoleNames")),
        exclude_roles=_lower(section.ids("excludeRoles", "excludeRoleNames")),
        include_guests=guests_in,
        exclude_guests=guests_out,
    )
    section.faults.extend(section.leftovers())
    return users


def _guests(section: Section) -> Guests | None:
    if not section.present:
        return None
    types = _lower(section.words("guestOrExternalUserTypes"))
    tenants = section.section("externalTenants")
    kind = tenants.text("membershipKind").lower()
    if kind == "enumerated" and not tenants.says("members"):
        section.faults.append(f"{tenants.join('members')} (missing)")
    members = _lower(tenants.ids("members"))
    if kind not in ("", "all", "enumerated"):
        section.faults.append(f"{tenants.join('membershipKind')} ({kind[:60]})")
    section.faults.extend([*tenants.leftovers(), *section.leftovers()])
    if not types:
        return None
    return Guests(types, members if kind == "enumerated" or members else None)


def _workloads(section: Section) -> Workloads | None:
    if not section.present:
        return None
    workloads = Workloads(
        include=_lower(section.ids("includeServicePrincipals")),
        exclude=_lower(section.ids("excludeServicePrincipals")),
        filtered=is_set(section.take("servicePrincipalFilter")),
    )
    section.faults.extend(section.leftovers())
    return workloads if workloads.include or workloads.exclude or workloads.filtered else None


def _resources(section: Section) -> Resources:
    filtered = is_set(section.peek("applicationFilter"))
    rule = section.section("applicationFilter")
    mode = rule.text("mode").lower()
    rule.take("rule")
    resources = Resources(
        include=_lower(section.ids("includeApplications", "includeApplicationNames")),
        exclude=_lower(section.ids("excludeApplications", "excludeApplicationNames")),
        filter_mode=("exclude" if mode == "exclude" else "include") if filtered else "",
        user_actions=_lower(section.ids("includeUserActions")),
        contexts=_lower(section.ids("includeAuthenticationContextClassReferences")),
    )
    section.faults.extend([*rule.leftovers(), *section.leftovers()])
    return resources


def _choice(section: Section, noun: str) -> Choice | None:
    """Return what is included and excluded; None where nothing is set, which PowerShell writes as two lists that are null."""
    said = section.says(f"include{noun}")
    choice = Choice(_lower(section.words(f"include{noun}")), _lower(section.words(f"exclude{noun}")))
    section.faults.extend(section.leftovers())
    if choice.exclude and not said:
        section.faults.append(f"{section.path} (without what it includes)")
    return choice if said or choice.exclude else None


def _devices(section: Section, states: Section) -> dict[str, Any]:
    """Return the filter, and devices by their state, which Graph writes in two ways."""
    choice = Choice(
        _lower([*section.words("includeDevices"), *states.words("includeStates")]),
        _lower([*section.words("excludeDevices"), *states.words("excludeStates")]),
    )
    found = _device_filter(section.section("deviceFilter"))
    section.faults.extend([*section.leftovers(), *states.leftovers()])
    return {"device_filter": found, "devices": choice if choice.include or choice.exclude else None}


def _device_filter(rule: Section) -> DeviceFilter | None:
    if not rule.present:
        return None
    mode, text = rule.text("mode").lower(), rule.text("rule")
    rule.faults.extend(rule.leftovers())
    if not mode and not text:
        return None
    if mode not in ("include", "exclude"):
        rule.faults.append(f"{rule.join('mode')} ({mode[:60] or 'empty'})")
    try:
        return DeviceFilter(mode, text, parse(text))
    except RuleError as error:
        return DeviceFilter(mode, text, None, str(error))


def _flows(section: Section) -> frozenset[str]:
    flows = _lower(section.words("transferMethods")) - {"none"}
    section.faults.extend(section.leftovers())
    return flows


def _lower(texts: list[str]) -> frozenset[str]:
    return frozenset(text.lower() for text in texts) if texts else NOTHING
