"""Can the account meet what is demanded: unattended, by a person once at set-up, by a person each time?

What each control asks comes from the subject's tables. The sign-in itself can only make it
harder: legacy clients answer no demand (CA-11), device codes prove no device (CA-12), and a
sign-in frequency ends what a person did once (CA-17).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.evidence.cites import Fact
from wizard.evidence.evaluate.grant import Requirement
from wizard.evidence.evaluate.sign_in import Circumstances
from wizard.evidence.tables import Ability, ConditionalAccessTables
from wizard.evidence.truth import Truth, all_of, any_of

_LEGACY = frozenset({"other", "exchangeactivesync", "eassupported"})
_DEVICE_CODE = "devicecodeflow"
_TRUTH: dict[Ability, Truth] = {"yes": True, "no": False, "unknown": None, "device": None}
_WORD: dict[Truth, Ability] = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True, slots=True)
class ControlAbility:
    """Who can meet one control, and why."""

    control: str
    unattended: Ability
    person_once: Ability
    person_each_time: Ability
    reason: str
    facts: tuple[str, ...]


def ability(
    name: str, circumstances: Circumstances, sessions: Mapping[str, Any], tables: ConditionalAccessTables
) -> ControlAbility:
    """Return who can meet a control in a sign-in.

    Args:
        name: The control in Graph's words.
        circumstances: How the sign-in happens.
        sessions: Session controls that hold, by Graph's name.
        tables: The subject's tables.
    """
    control = tables.controls.get(name.lower())
    if control is None:
        return ControlAbility(name, "unknown", "unknown", "unknown", "this control is not known here", ())
    if circumstances.client_app in _LEGACY:
        reason = f"{control.reason}; a legacy client can meet no requirement at all"
        return ControlAbility(control.name, "no", "no", "no", reason, (*control.facts, Fact.LEGACY_CLIENTS))
    once, reason, facts = control.person_once, control.reason, control.facts
    if once == "yes" and "signInFrequency" in sessions:
        once, reason, facts = "no", f"{reason}; a sign-in frequency asks again", (*facts, Fact.SIGN_IN_FREQUENCY)
    if control.unattended != "device":
        return ControlAbility(control.name, control.unattended, once, control.person_each_time, reason, facts)
    met = _on_device(control.name, circumstances)
    if circumstances.flow == _DEVICE_CODE:
        met, reason = False, f"{reason}; a sign-in by device code proves no device"
    word = _WORD[met]
    return ControlAbility(control.name, word, word, word, reason, facts)


def _on_device(control: str, circumstances: Circumstances) -> Truth:
    if circumstances.device is None:
        return None
    if control == "compliantDevice":
        return circumstances.device_value("iscompliant") == "true"
    trust = circumstances.device_value("trusttype")
    if isinstance(trust, str):
        return trust.lower() == "serverad"
    return False if trust is None else None


def can_meet(requirement: Requirement, abilities: Mapping[str, ControlAbility]) -> Truth:
    """Return whether an unattended account meets a requirement: one of its alternatives is enough."""
    return any_of(_TRUTH[abilities[control].unattended] for control in requirement)


def verdict(
    requirements: Sequence[Requirement],
    abilities: Mapping[str, ControlAbility],
    sessions: Mapping[str, Any],
) -> tuple[str, str]:
    """Return ``works``, ``breaks`` or ``unknown`` for what is demanded for sure, and the reason in words."""
    told = [can_meet(requirement, abilities) for requirement in requirements]
    truth = all_of(told)
    if truth is False:
        failing = requirements[told.index(False)]
        return "breaks", _why(failing, abilities)
    if truth is None:
        return "unknown", _why(requirements[told.index(None)], abilities)
    for name, reason in _SESSIONS:
        if name in sessions:
            source = sessions[name]["source"]
            return "unknown", f"{reason} (policy '{source}')." if source else f"{reason}."
    if requirements:
        return "works", "An unattended account can meet every requirement."
    return "works", "No policy requires anything of this sign-in."


_SESSIONS = (
    ("signInFrequency", "A sign-in frequency ends stored tokens in some clients, so it has to be tried"),
    ("secureSignInSession", "Tokens are bound to a registered device, which not every client can do"),
)


def _why(requirement: Requirement, abilities: Mapping[str, ControlAbility]) -> str:
    parts = [f"{control}: {abilities[control].reason}" for control in requirement]
    return f"{'; or '.join(parts)}."
