"""A Conditional Access policy after reading: one shape, whatever the export looked like.

Ids and words are lower case, because Entra compares them without case. Empty means that
the export names nothing there; ``None`` means that the whole condition is absent.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from wizard.errors import Problem
from wizard.evidence.device_rules import Rule

State = Literal["enabled", "disabled", "enabledForReportingButNotEnforced"]
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Guests:
    """Guests and external users in or out of scope.

    Attributes:
        types: Kinds of external users, lower case.
        tenants: Home tenants, or None for all of them.
    """

    types: frozenset[str]
    tenants: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Users:
    """Who is in scope. Group, role and user entries may be ids or names."""

    include_users: frozenset[str] = NOTHING
    exclude_users: frozenset[str] = NOTHING
    include_groups: frozenset[str] = NOTHING
    exclude_groups: frozenset[str] = NOTHING
    include_roles: frozenset[str] = NOTHING
    exclude_roles: frozenset[str] = NOTHING
    include_guests: Guests | None = None
    exclude_guests: Guests | None = None

    def without_exclusions(self) -> Users:
        return replace(self, exclude_users=NOTHING, exclude_groups=NOTHING, exclude_roles=NOTHING, exclude_guests=None)


@dataclass(frozen=True, slots=True)
class Workloads:
    """Which service principals are in scope; ``filtered`` when custom attributes decide."""

    include: frozenset[str] = NOTHING
    exclude: frozenset[str] = NOTHING
    filtered: bool = False


@dataclass(frozen=True, slots=True)
class Resources:
    """What is accessed. ``filter_mode`` is include or exclude when custom attributes decide, else empty."""

    include: frozenset[str] = NOTHING
    exclude: frozenset[str] = NOTHING
    filter_mode: str = ""
    user_actions: frozenset[str] = NOTHING
    contexts: frozenset[str] = NOTHING


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to be in and a list not to be in: platforms, locations."""

    include: frozenset[str] = NOTHING
    exclude: frozenset[str] = NOTHING


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """A rule over device attributes; ``rule`` is None when ``error`` says why it cannot be parsed."""

    mode: str
    text: str
    rule: Rule | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Strength:
    """An authentication strength: id and name as far as the export has them."""

    id: str
    name: str
    combinations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """What must be met.

    Attributes:
        every: True for AND, False for OR.
        built_in: Graph's names, as written.
        strength: The strength that is required, if any.
        terms: Ids of terms of use.
        custom: Ids of custom controls.
    """

    every: bool
    built_in: tuple[str, ...] = ()
    strength: Strength | None = None
    terms: tuple[str, ...] = ()
    custom: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """True when access is refused; a block overrides every other control."""
        return "block" in self.built_in


@dataclass(frozen=True, slots=True)
class Session:
    """Session controls that are switched on.

    Attributes:
        every_time: A fresh sign-in is asked each time.
        hours: A fresh sign-in is asked after so many hours, or None.
        secondary_only: Only the second factor is asked again.
        persistent_browser: ``always``, ``never`` or empty.
        cloud_app_security: Graph's word, or empty.
        token_protection: Tokens are bound to the device.
        app_restrictions: The application restricts what it shows.
        no_resilience: Access is not extended during an outage.
        continuous_access: Graph's mode, or empty.
        other: Further controls, by name.
    """

    every_time: bool = False
    hours: int | None = None
    secondary_only: bool = False
    persistent_browser: str = ""
    cloud_app_security: str = ""
    token_protection: bool = False
    app_restrictions: bool = False
    no_resilience: bool = False
    continuous_access: str = ""
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphVerdict:
    """What Microsoft's own what-if answered about this policy."""

    applies: bool | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy.

    Attributes:
        id: As exported; empty when the export has none.
        name: Display name.
        state: None when the export has none, as in a template.
        place: File and line.
        users: Who is in scope.
        workloads: Service principals in scope; None in a policy for users.
        resources: What is accessed.
        client_apps: Kinds of clients; empty means all.
        platforms: Device platforms, or None.
        locations: Locations, or None.
        device_filter: Rule over device attributes, or None.
        flows: Authentication flows; empty means all.
        sign_in_risks: Levels; empty means all. So for the three that follow.
        grant: What must be met, or None when nothing is.
        session: Session controls that are switched on.
        unknown: Paths of configured properties that nobody here can judge.
        invalid: Why the policy has no meaning in this form; empty when it has.
        graph: The answer of Microsoft's what-if, when the file is one.
        unjudged: Digest of the whole policy where parts of it are configured that cannot be judged here, so that
            two policies which look alike are not taken for equal; empty for all others.
        tenant: Id of the tenant, where the export names it.
        deleted: When it was deleted, as exported; its state is then ``disabled``, whatever the export says. Empty for all others.
        lost: What the export lacks of the demands, in words; empty where they are whole.
        devices: Devices by their state, or None.
        modified: When it was changed last; None where the export does not say so.
    """

    id: str
    name: str
    state: State | None
    place: str
    users: Users = field(default_factory=Users)
    workloads: Workloads | None = None
    resources: Resources = field(default_factory=Resources)
    client_apps: frozenset[str] = NOTHING
    platforms: Choice | None = None
    locations: Choice | None = None
    device_filter: DeviceFilter | None = None
    flows: frozenset[str] = NOTHING
    sign_in_risks: frozenset[str] = NOTHING
    user_risks: frozenset[str] = NOTHING
    insider_risks: frozenset[str] = NOTHING
    service_principal_risks: frozenset[str] = NOTHING
    grant: Grant | None = None
    session: Session = field(default_factory=Session)
    unknown: tuple[str, ...] = ()
    invalid: str = ""
    graph: GraphVerdict | None = None
    unjudged: str = ""
    tenant: str = ""
    deleted: str = ""
    lost: str = ""
    devices: Choice | None = None
    modified: datetime | None = field(default=None, compare=False)

    @property
    def title(self) -> str:
        """How a reader finds it: its name; else its id, or where it is."""
        return self.name or self.id or self.place


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of a file or folder.

    Attributes:
        policies: In the order of files and of places in them.
        problems: Everything a person should know: what could not be read, and what is irregular.
        unread: Places that may hold policies nobody could read; while there are any,
            nothing that follows from "no other policy applies" is certain.
        files: Number of files looked at.
    """

    policies: tuple[Policy, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    files: int
