"""The device filter: a rule over attributes of the device; see ``wizard.evidence.device_rules`` for the language.

An attribute that the request does not give is unknown. One that it gives as null is null, as
all attributes of an unregistered device are.
"""

from __future__ import annotations

from wizard.evidence.device_rules import Unknown
from wizard.evidence.evaluate.finding import Finding, met, open_question
from wizard.evidence.evaluate.sign_in import Circumstances
from wizard.evidence.policies.model import DeviceFilter
from wizard.evidence.truth import negate
from wizard.wording import short

REASON = "devices"
INVALID = "invalidCondition"
_SUBJECT = "signInConditions.deviceInfo"


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
    return tuple(
        f"{_SUBJECT}.{attribute}"
        for attribute in sorted(device_filter.rule.attributes)
        if isinstance(circumstances.device_value(attribute), Unknown)
    )
