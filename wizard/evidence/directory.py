"""A tenant's directory as far as policies need it: users, groups in groups, roles, named locations.

A collection that was not exported makes what depends on it unknown, never false. A member of a group that is listed
nowhere may be a group itself, unless the export says what it is, and leaves open who else is in the group.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wizard.errors import Problem
from wizard.evidence.policies.fields import Section
from wizard.evidence.truth import Truth
from wizard.wording import short

MemberKind = Literal["user", "group", "other"]
"""What a member of a group or role is; policies for users do not concern ``other``, such as a service principal."""


@dataclass(frozen=True, slots=True)
class User:
    """A user; texts are lower case, ``None`` is not exported. ``agent`` says whether it is the account of an agent."""

    id: str
    principal_name: str | None = None
    display_name: str | None = None
    user_type: str | None = None
    synced: bool | None = None
    enabled: bool | None = None
    agent: bool | None = None

    @property
    def account(self) -> str:
        return self.principal_name or ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group.

    Attributes:
        members: None when the export has no members of it.
        whole: False when it lacks some of them.
        fixed: Why nobody can be added by hand, in words; empty where that is not known to be so.
        kinds: What its members are, of those of which the export says so.
    """

    id: str
    display_name: str
    members: frozenset[str] | None
    whole: bool = True
    fixed: str = ""
    kinds: Mapping[str, MemberKind] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Role:
    """An active built-in role; ``scoped`` are members for a part of the tenant only, and None is not exported.

    ``whole`` is False when the export lacks some of the members.
    """

    template: str
    display_name: str
    members: frozenset[str] | None
    scoped: frozenset[str]
    built_in: bool
    whole: bool = True


Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
USER_ID = "signInIdentity.userId"
"""What would tell about somebody of whom neither ID nor name is known."""
_CONTENTS = (
    "ipRanges", "countriesAndRegions", "countryLookupMethod", "includeUnknownCountriesAndRegions",
    "compliantNetworkType",
)  # fmt: skip
UNKNOWN_COUNTRY = frozenset({"", "unknown", "zz"})
"""How a request says that an address belongs to no country."""


def country_code(text: str) -> str | None:
    """Return the code of a country as policies are judged by it, or what says that there is none; None for a name."""
    code = text.strip().lower()
    return code if code in UNKNOWN_COUNTRY or re.fullmatch("[a-z]{2}", code) else None


@dataclass(frozen=True, slots=True)
class NamedLocation:
    """A named location.

    Attributes:
        id: Lower case.
        name: Display name.
        kind: ``ip``, ``country`` or ``other``.
        trusted: Marked as trusted; countries cannot be, and None is not exported.
        networks: Ranges of a location of kind ``ip``.
        countries: Codes of a location of kind ``country``, lower case.
        unknown_countries: Addresses of no country belong to it.
        by_gps: The place is asked from the Authenticator app, not read from the address.
        whole: False when a range or country could not be read, so that a sign-in may come from there nevertheless.
    """

    id: str
    name: str
    kind: str
    trusted: bool | None = False
    networks: tuple[Network, ...] = ()
    countries: frozenset[str] = frozenset()
    unknown_countries: bool = False
    by_gps: bool = False
    whole: bool = True

    def holds(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def address_of(text: str) -> Address:
    """Return an address; an IPv4 address inside an IPv6 one counts as IPv4.

    Raises:
        ValueError: It isn't one.
    """
    address = ipaddress.ip_address(text.strip().split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def named_location(section: Section) -> tuple[NamedLocation | None, list[str]]:
    """Return a location and what is wrong with it.

    Args:
        section: One entry of ``namedLocations``.
    """
    identifier = section.text("id").lower()
    if not identifier:
        return None, ["has no ID."]
    name = section.text("displayName")
    told = section.says("isTrusted", *_CONTENTS)
    damaged = str(section.peek("isTrusted") or "").lower() not in {"", "true", "false"}
    trusted = None if damaged else section.flag("isTrusted")
    ranges = section.take("ipRanges")
    countries = section.take("countriesAndRegions")
    if isinstance(ranges, list):
        networks, complaints = _networks(ranges)
        whole = not complaints
        return NamedLocation(identifier, name, "ip", trusted, networks, whole=whole), complaints
    if isinstance(countries, list):
        codes = frozenset(code for entry in countries if isinstance(entry, str) and (code := country_code(entry)))
        whole = len(codes) == len({str(entry).strip().lower() for entry in countries})
        lookup = section.text("countryLookupMethod").lower()
        unknown = section.flag("includeUnknownCountriesAndRegions")
        by_gps = lookup == "authenticatorappgps"
        complaints = [] if whole else ["has countries that aren't two-letter codes."]
        return NamedLocation(
            identifier, name, "country", countries=codes, unknown_countries=unknown, by_gps=by_gps, whole=whole
        ), complaints
    # An export that lost what the location is made of may lack this word too; next to that, its absence means no.
    return NamedLocation(identifier, name, "other", trusted=trusted if told else None, whole=False), []


def _networks(ranges: list[Any]) -> tuple[tuple[Network, ...], list[str]]:
    networks: list[Network] = []
    complaints: list[str] = []
    for index, entry in enumerate(ranges):
        text = entry if isinstance(entry, str) else Section(entry, "", []).text("cidrAddress")
        try:
            networks.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            complaints.append(f"has a range that isn't an address range: ipRanges[{index}].")
    return tuple(networks), complaints


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether somebody belongs to something, and what would tell when it cannot be known."""

    truth: Truth
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Closure:
    """All users under some ids, and members of which nobody knows what they are."""

    users: frozenset[str]
    open_ends: tuple[str, ...]


@dataclass(slots=True)
class Directory:
    """What a directory file says. Collections that it lacks are None.

    Attributes:
        place: The file, for messages.
        users: By id.
        groups: By id.
        roles: By role template id.
        locations: By id.
        problems: Entries that could not be used.
        eligible: Ids of users and groups that may activate a role, by its template.
        cut: Collections of which only a part was exported.
        partial: What is said of groups and roles of which members may be missing, by id and template.
        kinds: What members of groups and roles are, by id, of those of which an export says so.
        user_names: Ids by principal name; the first one where several users have it.
        namesakes: Ids of all users with a principal name that several have.
        group_names: Ids by display name, of which several groups may have the same.
    """

    place: str = "the directory file"
    users: dict[str, User] | None = None
    groups: dict[str, Group] | None = None
    roles: dict[str, Role] | None = None
    locations: dict[str, NamedLocation] | None = None
    problems: list[Problem] = field(default_factory=list)
    eligible: dict[str, frozenset[str]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    partial: dict[str, Problem] = field(default_factory=dict)
    kinds: dict[str, MemberKind] = field(default_factory=dict)
    user_names: dict[str, str] = field(default_factory=dict)
    namesakes: dict[str, list[str]] = field(default_factory=dict)
    group_names: dict[str, list[str]] = field(default_factory=dict)
    _closures: dict[str, _Closure] = field(default_factory=dict)
    _shared: frozenset[str] | None = None

    def call(self, user: User) -> None:
        """Let a user be found by principal name."""
        name = user.principal_name
        if name and (known := self.user_names.setdefault(name, user.id)) != user.id:
            self.namesakes.setdefault(name, [known]).append(user.id)

    def call_group(self, group: Group) -> None:
        """Let a group be found by display name."""
        if group.display_name:
            called = self.group_names.setdefault(group.display_name.lower(), [])
            if group.id not in called:
                called.append(group.id)

    def users_called(self, name: str) -> tuple[User, ...]:
        """Return the users with an id or principal name, in any case.

        They are several where one of them was deleted and made again between two exports: a name says then only that
        one of them is meant.
        """
        users, lower = self.users or {}, name.lower()
        if lower in users:
            return (users[lower],)
        identifiers = self.namesakes.get(lower) or [self.user_names.get(lower, "")]
        return tuple(users[one] for one in dict.fromkeys(identifiers) if one in users)

    def find_user(self, name: str) -> User | None:
        """Return a user by id or principal name, in any case; None where several have the name."""
        found = self.users_called(name)
        return found[0] if len(found) == 1 else None

    def name_of(self, identifier: str) -> str:
        """Return the name of a user, with the ID where several have it; the ID where no name was exported."""
        user = (self.users or {}).get(identifier)
        name = user.principal_name if user is not None else None
        return f"{name} ({identifier})" if name in self.namesakes else name or identifier

    def is_shared(self, name: str) -> bool:
        """Return whether several users have a principal name or display name, given in lower case."""
        if self._shared is None:
            users = (self.users or {}).values()
            counted = Counter(one for user in users for one in {user.principal_name, user.display_name} if one)
            self._shared = frozenset(one for one, number in counted.items() if number > 1)
        return name in self._shared

    def which(self, name: str) -> str:
        """Return what would tell which of several users with a name is meant."""
        return f"the object ID of the one that is meant, of several called {short(name, 80)} in {self.place}"

    def find_groups(self, entry: str) -> tuple[Group, ...]:
        """Return the groups with this id, or with this display name."""
        if self.groups is None:
            return ()
        group = self.groups.get(entry)
        if group is not None:
            return (group,)
        return tuple(self.groups[identifier] for identifier in self.group_names.get(entry, ()))

    def in_group(self, user: str | None, entry: str) -> Membership:
        """Return whether a user belongs to a group, directly or through other groups.

        Args:
            user: Id of the user, lower case; None for somebody who is not known.
            entry: Id or display name of the group, lower case.
        """
        found = self.find_groups(entry)
        if len(found) != 1:
            which = "one group" if found else "the group"
            return Membership(None, (f"groups: {which} {short(entry, 80)} with its members, in {self.place}",))
        return self._under(user, found[0].id, f"group {short(found[0].display_name or entry, 80)}")

    def in_role(self, user: str | None, template: str, name: str) -> Membership:
        """Return whether a user holds a built-in role for the whole tenant, directly or through a group.

        Args:
            user: Id of the user, lower case; None for somebody who is not known.
            template: Template id of the role, lower case.
            name: Name of the role, for messages.
        """
        if self.roles is None:
            return Membership(None, (f"directoryRoles: members of the role {name}, in {self.place}",))
        role = self.roles.get(template)
        if role is None and self._lacks_roles:
            return Membership(None, (f"directoryRoles: all members of the role {name}, in {self.place}",))
        held = Membership(truth=False)
        # Graph lists active roles only: a role that is absent has no members. Policies do not see custom roles.
        if role is not None and role.built_in:
            held = self._under(user, f"role:{template}", f"role {name}")
        if held.truth is not False:
            return held
        may, complete = self._may_activate(template)
        if user is None and may:
            return Membership(None, (USER_ID,))
        if user in may or not complete:
            return Membership(None, (f"whether the role {name} is active at the time, for it has to be activated",))
        return held

    def _may_activate(self, template: str) -> tuple[frozenset[str], bool]:
        """Return all users who may activate a role, and whether that is all of them."""
        found: set[str] = set()
        complete = True
        for holder in self.eligible.get(template, ()):
            below = self.members_of(holder) if self.groups is not None and holder in self.groups else None
            if below is None:
                found |= {holder} if self.may_be_user(holder) else set()
                complete = complete and not self.may_be_group(holder)
            else:
                found |= below[0]
                complete = complete and below[1]
        return frozenset(found), complete

    def may_activate(self, template: str) -> frozenset[str]:
        """Return the users who may activate a role that they do not hold for sure."""
        return self._may_activate(template)[0] if self.roles is not None else frozenset()

    def members_of(self, entry: str, *, role: bool = False) -> tuple[frozenset[str], bool] | None:
        """Return all users under a group or role, and whether that is all of them; None when it is not exported."""
        if role:
            if self.roles is None:
                return None
            whole = self._may_activate(entry)[1]
            held = self.roles.get(entry)
            if held is None or not held.built_in:
                return frozenset(), whole and (held is not None or not self._lacks_roles)
            closure = self._closure(f"role:{entry}")
            return closure.users, whole and not closure.open_ends
        found = self.find_groups(entry)
        if len(found) != 1:
            return None
        closure = self._closure(found[0].id)
        return closure.users, not closure.open_ends

    @property
    def _lacks_roles(self) -> bool:
        return not self.cut.isdisjoint({"directoryroles", "roleassignments"})

    def _under(self, user: str | None, start: str, what: str) -> Membership:
        closure = self._closure(start)
        if user is None:
            return Membership(None, (USER_ID,)) if closure.users or closure.open_ends else Membership(truth=False)
        if user in closure.users:
            return Membership(truth=True)
        if closure.open_ends:
            first = closure.open_ends[0]
            more = f" and {len(closure.open_ends) - 1} more" if len(closure.open_ends) > 1 else ""
            return Membership(None, (f"{first}{more}, below the {what}, in {self.place}",))
        return Membership(truth=False)

    def may_be_group(self, member: str) -> bool:
        """Return whether a member, not among the exported groups, may be a group; with all groups exported, it cannot."""
        kind = self.kinds.get(member)
        if kind is not None:
            return kind == "group"
        if self.users is None:
            return self.groups is None or "groups" in self.cut
        return member not in self.users

    def may_be_user(self, member: str) -> bool:
        """Return whether a member may be a user; everything may be of which the export does not say what it is."""
        return self.kinds.get(member, "user") == "user"

    def _members_of(self, start: str) -> str:
        if start.startswith("role:"):
            role = (self.roles or {})[start.removeprefix("role:")]
            return f"directoryRoles: members of {short(role.display_name or role.template, 80)}"
        group = (self.groups or {}).get(start)
        name = group.display_name if group is not None else ""
        return f"groups: members of {f'{short(name, 80)} ({short(start, 80)})' if name else short(start, 80)}"

    def _closure(self, start: str) -> _Closure:
        known = self._closures.get(start)
        if known is not None:
            return known
        if start.startswith("role:"):
            role = (self.roles or {})[start.removeprefix("role:")]
            first: frozenset[str] | None = role.members
            whole = role.whole and not self._lacks_roles
        else:
            first = (self.groups or {})[start].members
            whole = (self.groups or {})[start].whole
        users: set[str] = set()
        ends: list[str] = [] if whole else [self._members_of(start)]
        seen = {start}
        waiting: deque[tuple[str, frozenset[str] | None]] = deque([(start, first)])
        while waiting:
            identifier, members = waiting.popleft()
            if members is None:
                ends.append(self._members_of(identifier))
                continue
            for member in members:
                if member in seen:
                    continue
                seen.add(member)
                group = (self.groups or {}).get(member)
                if group is not None:
                    waiting.append((member, group.members))
                    if not group.whole:
                        ends.append(self._members_of(member))
                else:
                    # Counts as a user even when it may be a group that was not exported: it is in the list by its id.
                    if self.may_be_user(member):
                        users.add(member)
                    if self.may_be_group(member):
                        ends.append(f"users or groups: {short(member, 80)}")
        closure = _Closure(frozenset(users), tuple(sorted(ends)))
        self._closures[start] = closure
        return closure
