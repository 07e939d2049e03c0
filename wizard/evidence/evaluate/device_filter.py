"""The device filter: a rule over attributes of the device; see ``wizard.evidence.device_rules`` for the language.

An attribute that the request does not give is unknown. One that it gives as null is null, as
all attributes of an unregistered device are.
"""

from __future__ import annotations

from wizard.evidence.device_rules import Unknown
from wizard.evidence.evaluate.finding import Finding, met, open_question, scoped, strange_words
from wizard.evidence.evaluate.sign_in import COMPLIANT, HYBRID_JOINED, Circumstances
from wizard.evidence.policies.model import Choice, DeviceFilter
from wizard.evidence.truth import Truth, any_of, negate
from wizard.wording import short

REASON = "devices"
INVALID = "invalidCondition"
_SUBJECT = "signInConditions.deviceInfo"
_ALL = "all"
_STATES = {"compliant": COMPLIANT, "domainjoined": HYBRID_JOINED}


def judge(device_filter: DeviceFilter | None, circumstances: Circumstances) -> Finding:
    """Return whether the device is in scope: it matches an included rule, or does not match an excluded one."""
    if device_filter is None:
        return met(REASON)
    if device_filter.rule is None:
        message = f"conditions.devices.deviceFilter.rule, which cannot be parsed: {short(device_filter.error)}"
        return open_question(INVALID, message)
    holds = device_filter.rule.holds(circumstances.device_value)
    if holds is None:
        return Finding(None, REASON, _missing(device_filter, circumstances))
    if device_filter.mode == "exclude":
        return Finding(negate(holds), REASON)
    return Finding(holds, REASON) if device_filter.mode == "include" else open_question(INVALID, f"{_SUBJECT} mode")


def _missing(device_filter: DeviceFilter, circumstances: Circumstances) -> tuple[str, ...]:
    if device_filter.rule is None or circumstances.device is None:
        return (_SUBJECT,)
    unknown = [
        attribute
        for attribute in sorted(device_filter.rule.attributes)
        if isinstance(circumstances.device_value(attribute), Unknown)
    ]
    return tuple(
        f"{_SUBJECT}.{attribute}"
        if attribute not in circumstances.device
        else f"{_SUBJECT}.trustType and mdmAppId: {attribute} has a value only on a device that is managed, compliant or hybrid joined"
        for attribute in unknown
    )


def judge_states(devices: Choice | None, circumstances: Circumstances) -> Finding:
    """Return whether the device is in scope by its state: compliant, or joined to both directories."""
    if devices is None:
        return met(REASON)
    return scoped(
        lambda: _in_state(devices.include or frozenset({_ALL}), circumstances, "includeDevices"),
        lambda: _in_state(devices.exclude, circumstances, "excludeDevices"),
        REASON,
    )


def _in_state(states: frozenset[str], circumstances: Circumstances, name: str) -> tuple[Truth, list[str]]:
    if _ALL in states:
        return True, []
    strange = strange_words(states, frozenset(_STATES), f"conditions.devices.{name}")
    told = {state: circumstances.device_is(*_STATES[state]) for state in states & _STATES.keys()}
    truth = any_of([*told.values(), *([None] if strange else [])])
    missing = [f"{_SUBJECT}.{_STATES[state][0]}" for state, known in sorted(told.items()) if known is None]
    return truth, [*missing, *strange] if truth is None else []
