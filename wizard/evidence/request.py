"""Reads the body of Graph's ``conditionalAccess/evaluate`` as a sign-in.

Property names compare without case. What Graph does not know is named in a note; a value that
Graph would refuse is an error with its field. One addition of our own is taken:
``signInContext.scopes``, the scopes that are asked for, which decide about baseline scopes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wizard.errors import EvidenceError, Problem
from wizard.evidence.directory import Address, address_of, country_code
from wizard.evidence.evaluate.sign_in import (
    CLIENT_APPS,
    FLOWS,
    GUESTS,
    INSIDER_RISKS,
    OTHER_PLATFORM,
    PLATFORMS,
    RISKS,
    Circumstances,
    Identity,
    Person,
    ServicePrincipal,
    SignIn,
    Target,
)
from wizard.evidence.policies.fields import Section
from wizard.evidence.policies.normalising import CLIENTS
from wizard.evidence.tables import ConditionalAccessTables
from wizard.wording import short

_MAX_APPS = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """A request.

    Attributes:
        sign_in: What is to be judged.
        applied_only: The answer omits policies that do not apply.
        notes: What in the request was not used.
    """

    sign_in: SignIn
    applied_only: bool
    notes: tuple[str, ...]


def request_of(document: Any, place: str, tables: ConditionalAccessTables) -> Request:
    """Return the request in a JSON document.

    Args:
        document: The parsed body.
        place: Where it comes from, for messages.
        tables: The subject's tables.

    Raises:
        EvidenceError: With every finding at once.
    """
    if not isinstance(document, dict):
        raise EvidenceError(Problem(place, "isn't a JSON object; the body of conditionalAccess/evaluate was expected."))
    reader = _Reader(document, place, tables)
    request = reader.read()
    if reader.problems:
        raise EvidenceError(*reader.problems)
    return request


def circumstances_of(
    document: dict[str, Any], place: str, tables: ConditionalAccessTables
) -> tuple[Target, Circumstances, tuple[str, ...]]:
    """Return what is asked for and how in a body without anybody who asks, and notes on what was not used.

    Raises:
        EvidenceError: With every finding at once.
    """
    reader = _Reader(document, place, tables)
    target, circumstances = reader.read_circumstances()
    if reader.problems:
        raise EvidenceError(*reader.problems)
    return target, circumstances, tuple(reader.notes)


class _Reader:
    """Collects a request and what is wrong with it."""

    def __init__(self, document: dict[str, Any], place: str, tables: ConditionalAccessTables) -> None:
        self.place = place
        self.tables = tables
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.faults: list[str] = []
        self.top = Section(document, "", self.faults)
        self.document = document

    def read(self) -> Request:
        identity = self._identity(self.top.section("signInIdentity"))
        applied_only = self.top.flag("appliedPoliciesOnly")
        target, circumstances = self.read_circumstances()
        return Request(SignIn(identity, target, circumstances), applied_only, tuple(self.notes))

    def read_circumstances(self) -> tuple[Target, Circumstances]:
        target = self._target(self.top.section("signInContext"))
        circumstances = self._circumstances(self.top.section("signInConditions"))
        self._unused(self.top)
        for fault in self.faults:
            self._complain(fault, "has a value of another kind than Graph takes")
        return target, circumstances

    def _identity(self, section: Section) -> Identity:
        wanted = "signInIdentity with userId or servicePrincipalId"
        if not section.present:
            self._complain("signInIdentity", f"is missing; {wanted} was expected")
            return Person()
        section = self._inner(section, "userSignIn", "servicePrincipalSignIn")
        principal = section.text("servicePrincipalId").lower()
        user = section.text("userId").strip().lower()
        external = self._word(section, "externalUserType", (*GUESTS, "none"))
        tenant = section.text("externalTenantId").lower() or None
        self._unused(section)
        if principal:
            return ServicePrincipal(principal)
        if not user and not external:
            self._complain("signInIdentity", f"names nobody; {wanted} was expected")
        return Person(user or None, external, tenant)

    def _target(self, section: Section) -> Target:
        wanted = "signInContext with includeApplications, userAction or authenticationContextValue"
        if not section.present:
            self._complain("signInContext", f"is missing; {wanted} was expected")
            return Target()
        section = self._inner(section, "applicationContext", "userActionContext", "authContext")
        apps = section.ids("includeApplications")
        action = section.text("userAction").strip()
        context = section.text("authenticationContextValue", "authenticationContext").strip().lower()
        raw_scopes = section.words("scopes")
        scopes = frozenset(scope.lower() for text in raw_scopes for scope in text.split()) if raw_scopes else None
        self._unused(section)
        if sum(bool(part) for part in (apps, action, context)) != 1:
            found = "names nothing" if not (apps or action or context) else "names more than one kind of target"
            self._complain("signInContext", f"{found}; {wanted} was expected")
        if len(apps) > _MAX_APPS:
            self._complain("signInContext.includeApplications", f"has more than {_MAX_APPS} entries")
        known_action = self.tables.user_actions.get(action.lower(), action.lower())
        if action and known_action not in self.tables.user_actions.values():
            expected = ", ".join(sorted(self.tables.user_actions))
            self._complain("signInContext.userAction", f"is '{short(action, 60)}'; one of {expected} was expected")
        resources = tuple(
            dict.fromkeys(self.tables.resource_ids.get(app.lower(), app.lower()) for app in apps[:_MAX_APPS])
        )
        return Target(resources, known_action, context, scopes)

    def _circumstances(self, section: Section) -> Circumstances:
        clients = (*CLIENT_APPS, *CLIENTS, "all")
        client = self._word(section, "clientAppType", clients)
        platform = self._word(section, "devicePlatform", (*PLATFORMS, OTHER_PLATFORM, "all"))
        flow = self._word(section.section("authenticationFlow"), "transferMethod", (*FLOWS, "none"))
        country = section.take("country")
        code = country_code(country) if isinstance(country, str) else None
        if country is not None and code is None:
            found = f"is '{short(country, 60)}'" if isinstance(country, str) else "isn't text"
            self._complain("signInConditions.country", f"{found}; a two-letter code was expected")
        circumstances = Circumstances(
            client_app=None if client in (None, "all") else CLIENTS.get(str(client), client),
            platform=None if platform == "all" else platform,
            address=self._address(section),
            country=code,
            device=self._device(section),
            flow=flow or "none",
            sign_in_risk=self._word(section, "signInRiskLevel", tuple(RISKS)) or "none",
            user_risk=self._word(section, "userRiskLevel", tuple(RISKS)) or "none",
            insider_risk=self._word(section, "insiderRiskLevel", tuple(INSIDER_RISKS)) or "none",
            service_principal_risk=self._word(section, "servicePrincipalRiskLevel", tuple(RISKS)) or "none",
        )
        self._unused(section)
        return circumstances

    def _address(self, section: Section) -> Address | None:
        text = section.text("ipAddress").strip()
        if not text:
            return None
        try:
            return address_of(text)
        except ValueError:
            self._complain("signInConditions.ipAddress", f"is '{short(text, 60)}'; an address was expected")
            return None

    def _device(self, section: Section) -> dict[str, Any] | None:
        raw = section.take("deviceInfo")
        if raw is None:
            return None
        if not isinstance(raw, dict):
            self._complain("signInConditions.deviceInfo", "isn't an object")
            return None
        return {key.lower(): value for key, value in raw.items() if not key.startswith("@")}

    def _word(self, section: Section, name: str, allowed: tuple[str, ...]) -> str | None:
        word = section.text(name).strip().lower()
        if not word:
            return None
        if word not in allowed:
            place = section.join(name)
            self._complain(place, f"is '{short(word, 60)}'; one of {', '.join(sorted(set(allowed)))} was expected")
        return word

    def _inner(self, section: Section, *names: str) -> Section:
        """Return the object itself, or the one inside it that bears the name of Graph's type."""
        for name in names:
            inner = section.section(name)
            if inner.present:
                return inner
        return section

    def _unused(self, section: Section) -> None:
        self.notes.extend(f"{short(path, 100)} of the request was not used" for path in section.leftovers())

    def _complain(self, field: str, message: str) -> None:
        self.problems.append(Problem(self.place, f"{short(field, 100)} {message}."))
