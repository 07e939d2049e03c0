"""The conditions on how a sign-in happens: platform, client, device, risk, authentication flow; and on service principals.

What the request does not say is open: a platform or client that it omits, an attribute of the device that it does
not give. An attribute that it gives as null is null, as all attributes of an unregistered device are; the language
of the rules is in ``wizard.evidence.device_rules``.
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.evidence.device_rules import Unknown
from wizard.evidence.evaluate.finding import Finding, met, open_question, scoped, strange_words, unmet
from wizard.evidence.evaluate.sign_in import (
    CLIENT_APPS,
    COMPLIANT,
    FLOWS,
    HYBRID_JOINED,
    INSIDER_RISKS,
    OTHER_PLATFORM,
    PLATFORMS,
    RISKS,
    Circumstances,
    ServicePrincipal,
    device_property,
)
from wizard.evidence.policies.fields import is_broken_guid, is_guid
from wizard.evidence.policies.model import Choice, DeviceFilter, Policy, Workloads
from wizard.evidence.truth import Truth, any_of, negate
from wizard.wording import short

PLATFORM, CLIENT, DEVICE, FLOW = "devicePlatform", "clientApps", "devices", "authenticationFlow"
SIGN_IN_RISK, USER_RISK, INSIDER_RISK = "signInRisk", "userRisk", "insiderRisk"
WORKLOAD = "workloadIdentities"
"""Graph's words for conditions that are not met. It has no separate one for the risk of a service principal."""
INVALID = "invalidCondition"
_ALL = "all"
_EVERY_PLATFORM = PLATFORMS | {OTHER_PLATFORM}
_EAS, _EAS_SUPPORTED, _EAS_UNSUPPORTED = "exchangeactivesync", "eassupported", "easunsupported"
_EAS_PLATFORMS = frozenset({"android", "ios", "windows"})
_DEVICE_INFO = "signInConditions.deviceInfo"
_STATES = {"compliant": COMPLIANT, "domainjoined": HYBRID_JOINED}
_ALL_PRINCIPALS = frozenset({"serviceprincipalsinmytenant", "all"})


def judge_platform(platforms: Choice | None, platform: str | None) -> Finding:
    """Return whether the platform is in scope; Entra reads it from the user agent and does not verify it (CA-12).

    Args:
        platforms: The condition; None means all platforms.
        platform: Platform of the sign-in; None leaves it open, ``unknown`` says that Entra recognizes none.
    """
    if platforms is None:
        return met(PLATFORM)
    included = _EVERY_PLATFORM if _ALL in platforms.include else platforms.include
    excluded = _EVERY_PLATFORM if _ALL in platforms.exclude else platforms.exclude
    possible = _EVERY_PLATFORM if platform is None or platform == _ALL else frozenset({platform})
    return scoped(
        lambda: _listed(possible, included, "includePlatforms"),
        lambda: _listed(possible, excluded, "excludePlatforms"),
        PLATFORM,
    )


def _listed(possible: frozenset[str], words: frozenset[str], name: str) -> tuple[Truth, list[str]]:
    if possible <= words:
        return True, []
    strange = strange_words(words, _EVERY_PLATFORM, f"conditions.platforms.{name}")
    if possible.isdisjoint(words):
        return (None, strange) if strange else (False, [])
    return None, ["signInConditions.devicePlatform", *strange]


def judge_client(wanted: frozenset[str], client: str | None, platform: str | None) -> Finding:
    """Return whether the kind of client is in scope: browser, modern, Exchange ActiveSync, legacy (CA-11).

    Args:
        wanted: Kinds in the policy; empty means all.
        client: Kind of the sign-in; None and ``all`` leave it open.
        platform: Platform of the sign-in, which tells the two halves of Exchange ActiveSync apart.
    """
    if not wanted or _ALL in wanted:
        return met(CLIENT)
    covered = set(wanted)
    if _EAS in covered:
        covered |= {_EAS_SUPPORTED, _EAS_UNSUPPORTED}
    possible = _possible_clients(client, platform)
    if possible <= covered:
        return met(CLIENT)
    strange = strange_words(wanted, CLIENT_APPS, "conditions.clientAppTypes")
    if possible.isdisjoint(covered):
        return open_question(CLIENT, *strange) if strange else unmet(CLIENT)
    return open_question(CLIENT, "signInConditions.clientAppType", *strange)


def _possible_clients(client: str | None, platform: str | None) -> set[str]:
    """Return the kinds that the client may be, with Exchange ActiveSync in its two halves."""
    if client == _EAS:
        if platform is None:
            return {_EAS_SUPPORTED, _EAS_UNSUPPORTED}
        return {_EAS_SUPPORTED if platform in _EAS_PLATFORMS else _EAS_UNSUPPORTED}
    if client is not None and client != _ALL:
        return {client}
    return (set(CLIENT_APPS) - {_EAS}) | {_EAS_SUPPORTED, _EAS_UNSUPPORTED}


def judge_device(device_filter: DeviceFilter | None, circumstances: Circumstances) -> Finding:
    """Return whether the device is in scope: it matches an included rule, or does not match an excluded one."""
    if device_filter is None:
        return met(DEVICE)
    if device_filter.rule is None:
        message = f"conditions.devices.deviceFilter.rule, which cannot be parsed: {short(device_filter.error)}"
        return open_question(INVALID, message)
    holds = device_filter.rule.holds(circumstances.device_value)
    if holds is None:
        return Finding(None, DEVICE, _missing(device_filter.rule.attributes, circumstances))
    if device_filter.mode == "exclude":
        return Finding(negate(holds), DEVICE)
    return Finding(holds, DEVICE) if device_filter.mode == "include" else open_question(INVALID, f"{_DEVICE_INFO} mode")


def _missing(attributes: frozenset[str], circumstances: Circumstances) -> tuple[str, ...]:
    if circumstances.device is None:
        return (_DEVICE_INFO,)
    return tuple(
        f"{_DEVICE_INFO}.{device_property(attribute)}"
        if device_property(attribute) not in circumstances.device
        else f"{_DEVICE_INFO}.trustType and mdmAppId: {attribute} has a value only on a device that is managed, compliant or hybrid joined"
        for attribute in sorted(attributes)
        if isinstance(circumstances.device_value(attribute), Unknown)
    )


def judge_device_state(devices: Choice | None, circumstances: Circumstances) -> Finding:
    """Return whether the device is in scope by its state: compliant, or joined to both directories."""
    if devices is None:
        return met(DEVICE)
    return scoped(
        lambda: _in_state(devices.include or frozenset({_ALL}), circumstances, "includeDevices"),
        lambda: _in_state(devices.exclude, circumstances, "excludeDevices"),
        DEVICE,
    )


def _in_state(states: frozenset[str], circumstances: Circumstances, name: str) -> tuple[Truth, list[str]]:
    if _ALL in states:
        return True, []
    strange = strange_words(states, frozenset(_STATES), f"conditions.devices.{name}")
    told = {state: circumstances.device_is(*_STATES[state]) for state in states & _STATES.keys()}
    truth = any_of([*told.values(), *([None] if strange else [])])
    missing = [f"{_DEVICE_INFO}.{_STATES[state][0]}" for state, known in sorted(told.items()) if known is None]
    return truth, [*missing, *strange] if truth is None else []


def judge_risks(policy: Policy, how: Circumstances) -> Iterator[Finding]:
    """Yield a finding for each risk condition of a policy; levels are listed one by one: ``medium`` does not mean ``high``."""
    conditions = (
        (policy.sign_in_risks, how.sign_in_risk, SIGN_IN_RISK, "signInRiskLevels", RISKS),
        (policy.user_risks, how.user_risk, USER_RISK, "userRiskLevels", RISKS),
        (policy.insider_risks, how.insider_risk, INSIDER_RISK, "insiderRiskLevels", INSIDER_RISKS),
        (policy.service_principal_risks, how.service_principal_risk, WORKLOAD, "servicePrincipalRiskLevels", RISKS),
    )
    for levels, level, reason, name, known in conditions:
        if levels:
            strange = strange_words(levels, known, f"conditions.{name}")
            yield (
                open_question(reason, *strange) if strange and level not in levels else Finding(level in levels, reason)
            )


def judge_flow(flows: frozenset[str], flow: str) -> Finding:
    """Return whether the flow is in scope: device code flow and authentication transfer (CA-15).

    Args:
        flows: Flows in the policy; empty means every sign-in.
        flow: Flow of the sign-in; ``none`` for an ordinary one.
    """
    if not flows or flow in flows:
        return met(FLOW)
    strange = strange_words(flows, FLOWS, "conditions.authenticationFlows.transferMethods")
    return open_question(FLOW, *strange) if strange else unmet(FLOW)


def judge_workload(workloads: Workloads | None, principal: ServicePrincipal) -> Finding:
    """Return whether a service principal is in scope; a policy without workloads concerns none (CA-19, CA-24)."""
    if workloads is None:
        return unmet(WORKLOAD)
    filtered: tuple[Truth, list[str]] = (None, ["custom security attributes of the service principal"])

    def include() -> tuple[Truth, list[str]]:
        named = principal.id in workloads.include or not _ALL_PRINCIPALS.isdisjoint(workloads.include)
        if named:
            return filtered if workloads.filtered else (True, [])
        if workloads.filtered and not workloads.include:
            return filtered
        return _by_word(workloads.include, "includeServicePrincipals")

    def exclude() -> tuple[Truth, list[str]]:
        if principal.id in workloads.exclude:
            return True, []
        return _by_word(workloads.exclude, "excludeServicePrincipals")

    return scoped(include, exclude, WORKLOAD)


def _by_word(entries: frozenset[str], name: str) -> tuple[Truth, list[str]]:
    """Judge entries that are not the principal's own id: only a word may still mean it."""
    words = frozenset(entry for entry in entries if not is_guid(entry) and not is_broken_guid(entry))
    strange = strange_words(words, _ALL_PRINCIPALS | {"none"}, f"conditions.clientApplications.{name}")
    return (None, strange) if strange else (False, [])
