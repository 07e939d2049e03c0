"""Grant and session controls of an exported policy."""

from __future__ import annotations

from typing import Any

from wizard.evidence.policies.fields import BELOW_DEPTH, Section, is_set
from wizard.evidence.policies.model import Grant, Session, Strength

_OPERATORS = {"and": True, "or": False}
_HOURS = {"hours": 1, "days": 24}
# Beta controls that do not decide whether access is granted here, but that a person should see.
_SHOWN = ("globalSecureAccessFilteringProfile", "networkAccessSecurity", "blockSensitiveActions")


def grant_of(section: Section) -> Grant | None:
    """Return what must be met, or None when nothing is demanded."""
    if not section.present:
        return None
    operator = section.text("operator").lower()
    built_in = tuple(dict.fromkeys(_spelled(word) for word in section.words("builtInControls")))
    if any(word.isdigit() for word in built_in):
        # PowerShell writes the members of an enumeration as numbers, among them the one that blocks.
        section.faults.append(f"{section.join('builtInControls')} (a number)")
    strength = _strength(section)
    terms = tuple(dict.fromkeys(section.ids("termsOfUse")))
    custom = tuple(dict.fromkeys(section.ids("customAuthenticationFactors")))
    several = "block" not in built_in and len(built_in) + bool(strength) + bool(terms) + bool(custom) > 1
    if operator not in _OPERATORS and (operator or several):
        section.faults.append(f"{section.join('operator')} ({operator[:60] or 'missing'})")
    section.faults.extend(section.leftovers())
    if not (built_in or strength or terms or custom):
        return None
    # With a single demand the operator says nothing.
    return Grant(_OPERATORS.get(operator, True), built_in, strength, terms, custom)


def lost_demand(grant: Any, session: Any) -> str:
    """Return why it cannot be known what a policy demands: Entra takes none that has neither a control nor a session control.

    Args:
        grant: The grant controls as exported.
        session: The session controls as exported.
    """
    inner = Section(grant, "grantControls", [])
    operator = inner.text("operator")
    if inner.leftovers():
        return ""
    if operator:
        return "the controls of grantControls, which names an operator and no control"
    return (
        ""
        if is_set(session)
        else "grantControls and sessionControls, for a policy has one of them and this has neither"
    )


_KNOWN = {
    word.lower(): word
    for word in (
        "block",
        "mfa",
        "compliantDevice",
        "domainJoinedDevice",
        "approvedApplication",
        "compliantApplication",
        "passwordChange",
        "riskRemediation",
    )
}


def _spelled(word: str) -> str:
    return _KNOWN.get(word.lower(), word)


def _strength(section: Section) -> Strength | None:
    raw = section.take("authenticationStrength")
    if isinstance(raw, str) and BELOW_DEPTH.match(raw.strip()):
        name = section.join("authenticationStrength")
        section.faults.append(f"{name} (the name of a type, where ConvertTo-Json cut the export)")
        return None
    if isinstance(raw, str) and raw.strip():
        return Strength(raw.strip().lower(), raw.strip())
    if not isinstance(raw, dict):
        if raw not in (None, "", []):
            section.faults.append(f"{section.join('authenticationStrength')} (not an object)")
        return None
    if not is_set(raw):
        return None
    # Whatever else a strength says is its own description and does not change whether it is demanded.
    inner = Section(raw, section.join("authenticationStrength"), section.faults)
    identifier = inner.text("id", "policyId")
    name = inner.text("displayName", "name")
    return Strength(identifier.lower(), name or identifier, tuple(inner.ids("allowedCombinations")))


def session_of(section: Section) -> Session:
    """Return the session controls that are switched on."""
    if not section.present:
        return Session()
    every_time, hours, secondary = _frequency(section.section("signInFrequency"), section)
    browser = section.section("persistentBrowser")
    cloud = section.section("cloudAppSecurity")
    continuous = section.section("continuousAccessEvaluation")
    session = Session(
        every_time=every_time,
        hours=hours,
        secondary_only=secondary,
        persistent_browser=browser.text("mode").lower() if _enabled(browser) else "",
        cloud_app_security=cloud.text("cloudAppSecurityType") if _enabled(cloud) else "",
        token_protection=_switch(section, "secureSignInSession"),
        app_restrictions=_switch(section, "applicationEnforcedRestrictions"),
        no_resilience=section.flag("disableResilienceDefaults"),
        continuous_access=continuous.text("mode") if continuous.present else "",
        other=tuple(name for name in _SHOWN if is_set(section.take(name))),
    )
    section.faults.extend(section.leftovers())
    return session


def _enabled(section: Section) -> bool:
    """Return True unless the control says that it is off."""
    return section.present and not _off(section.take("isEnabled"))


def _off(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.lower() == "false")


def _switch(section: Section, name: str) -> bool:
    """Return whether a control is on that has no setting but this; PowerShell writes one that nobody set with a null in it."""
    if isinstance(section.peek(name), bool):
        return section.flag(name)
    return section.section(name).flag("isEnabled")


def _frequency(frequency: Section, section: Section) -> tuple[bool, int | None, bool]:
    on = frequency.take("isEnabled")
    if not frequency.present or _off(on):
        return False, None, False
    unit, value = frequency.text("type").lower(), frequency.take("value")
    every_time = frequency.text("frequencyInterval").lower() == "everytime"
    secondary = frequency.text("authenticationType").lower() == "secondaryauthentication"
    if every_time:
        return True, None, secondary
    if isinstance(value, int) and not isinstance(value, bool) and unit in _HOURS:
        return False, value * _HOURS[unit], secondary
    if unit or value is not None or on is not None:
        section.faults.append(f"{frequency.path} (neither hours, days nor every time)")
    return False, None, secondary
