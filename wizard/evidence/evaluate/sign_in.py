"""A sign-in to be judged: who, what for, and under which circumstances.

``None`` says that nobody told; the evaluator then asks for it instead of assuming anything.
Only what Graph itself documents as a default counts as told: risk ``none``, flow ``none``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wizard.evidence.device_rules import UNKNOWN, Unknown, Value
from wizard.evidence.directory import Address
from wizard.evidence.truth import Truth, any_of

CLIENT_APPS = frozenset({"browser", "mobileappsanddesktopclients", "exchangeactivesync", "eassupported", "other"})
"""All kinds of clients that a sign-in may name; ``easSupported`` is the supported half of Exchange ActiveSync."""
PLATFORMS = frozenset({"android", "ios", "windows", "windowsphone", "macos", "linux"})
RISKS = frozenset({"low", "medium", "high", "hidden", "none"})
INSIDER_RISKS = frozenset({"minor", "moderate", "elevated", "none"})
FLOWS = frozenset({"devicecodeflow", "authenticationtransfer"})
GUESTS = frozenset(
    {
        "internalguest",
        "b2bcollaborationguest",
        "b2bcollaborationmember",
        "b2bdirectconnectuser",
        "otherexternaluser",
        "serviceprovider",
    }
)
"""Kinds of guests and external users."""
OTHER_PLATFORM = "unknown"
"""A platform that Entra does not recognize, such as that of most scripts."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user who signs in.

    Attributes:
        user: Id or principal name, lower case; None when the request names nobody.
        external_type: Kind of external user, lower case; ``none`` for a member; None when not given.
        external_tenant: Home tenant of an external user, lower case, or None.
    """

    user: str | None = None
    external_type: str | None = None
    external_tenant: str | None = None


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """A workload that signs in as itself."""

    id: str


Identity = Person | ServicePrincipal


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for: resources, or a user action, or an authentication context.

    Attributes:
        resources: Application ids or Graph's words for groups, lower case.
        user_action: As policies name it, lower case.
        context: Authentication context such as ``c1``.
        scopes: The scopes that are asked, lower case; None when not given.
    """

    resources: tuple[str, ...] = ()
    user_action: str = ""
    context: str = ""
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How the sign-in happens; all words are lower case.

    Attributes:
        client_app: Kind of client, or None.
        platform: Device platform, or None.
        address: Public address, or None.
        country: Country code, empty or ``unknown`` for none, or None.
        device: Attributes of the device by lower-case name; None when nothing was told.
        flow: Authentication flow.
        sign_in_risk: Level of risk; the three others likewise.
    """

    client_app: str | None = None
    platform: str | None = None
    address: Address | None = None
    country: str | None = None
    device: dict[str, Any] | None = field(default=None, hash=False)
    flow: str = "none"
    sign_in_risk: str = "none"
    user_risk: str = "none"
    insider_risk: str = "none"
    service_principal_risk: str = "none"

    def device_value(self, attribute: str) -> Value | Unknown:
        if self.device is None:
            return UNKNOWN
        name = device_property(attribute)
        if name.startswith(_EXTENSION) and not self.device_managed:
            return UNKNOWN if self.device_managed is None else None
        if name not in self.device:
            # Graph documents false as the default of this one attribute.
            return "false" if name == "iscompliant" else UNKNOWN
        return _device_text(self.device[name])

    def device_is(self, attribute: str, wanted: str) -> Truth:
        """Return whether an attribute of the device has a value."""
        value = self.device_value(attribute.lower())
        if isinstance(value, Unknown):
            return None
        return isinstance(value, str) and value.lower() == wanted

    @property
    def device_managed(self) -> Truth:
        """Whether it is managed, compliant or joined to both directories: only then Entra reads extension attributes."""
        device = self.device or {}
        management = None if "mdmappid" not in device else bool(device["mdmappid"])
        return any_of([self.device_is(*COMPLIANT), self.device_is(*HYBRID_JOINED), management])


COMPLIANT = ("isCompliant", "true")
HYBRID_JOINED = ("trustType", "serverad")
_EXTENSION = "extensionattribute"
_DEVICE_NAMES = {"deviceownership": "ownership", "devicephysicalids": "physicalids"}


def device_property(attribute: str) -> str:
    """Return what a request calls an attribute of the rule language, in lower case."""
    return _DEVICE_NAMES.get(attribute, attribute)


def _device_text(value: Any) -> Value | Unknown:
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(str(entry) for entry in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in."""

    identity: Identity
    target: Target
    circumstances: Circumstances = field(default_factory=Circumstances)
