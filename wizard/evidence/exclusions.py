"""Whom each policy excludes, and in which way: by id, through a group, through groups in it, or through a role.

An exclusion of guests or of another kind of users names no account and is listed separately. What an export does not
hold is an open end of the policy: somebody may be excluded of whom it does not know.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from wizard.evidence.directory import Directory
from wizard.evidence.evaluate.finding import FUTURE
from wizard.evidence.evaluate.sign_in import Person
from wizard.evidence.evaluate.users import ANY_GUEST, Who, excluded_by_kind, judge, role_template, who
from wizard.evidence.policies.fields import is_broken_guid, is_guid
from wizard.evidence.policies.model import Policy
from wizard.evidence.tables import ConditionalAccessTables
from wizard.evidence.truth import Truth
from wizard.wording import short

_ALL = "all"


class Way(NamedTuple):
    """How a policy excludes an account.

    Attributes:
        kind: What the policy names.
        entry: Its id or name, as the policy gives it.
        name: Its name; its id where no name was exported.
        through: Names of the groups between it and the account; empty where the account is a direct member.
    """

    kind: Literal["user", "group", "role"]
    entry: str
    name: str = ""
    through: tuple[str, ...] = ()


class Gone(NamedTuple):
    """An id in an exclusion that the directory does not have."""

    kind: Literal["user", "group"]
    id: str


@dataclass(slots=True)
class Exclusions:
    """Whom a policy excludes.

    Attributes:
        accounts: How each account is excluded, by its id; by its name where the directory does not know it.
        gone: Ids of users and groups that were deleted.
        missing: What would tell who else is excluded.
        kinds: Kinds of users that are excluded as a whole, in words.
    """

    policy: Policy
    accounts: dict[str, list[Way]] = field(default_factory=dict)
    gone: list[Gone] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


class Excluder:
    """Finds out for policies of one tenant whom they exclude.

    Args:
        directory: The tenant's directory.
        tables: The subject's tables.
        trusted: Whether an id that the directory lacks was deleted; False where the two may be of different tenants.
    """

    def __init__(self, directory: Directory, tables: ConditionalAccessTables, *, trusted: bool = True) -> None:
        self.directory = directory
        self.tables = tables
        self.trusted = trusted
        self._below: dict[str, tuple[dict[str, tuple[str, ...]], tuple[str, ...]]] = {}
        self._included: dict[tuple[int, str], Truth] = {}
        self._people: dict[str, Who] = {}

    def of(self, policy: Policy) -> Exclusions:
        found = Exclusions(policy)
        users = policy.users
        for entry in sorted(users.exclude_users):
            self._user(entry, found)
        for entry in sorted(users.exclude_groups):
            self._group(entry, found)
        for entry in sorted(users.exclude_roles):
            self._role(entry, found)
        if users.exclude_guests is not None:
            found.kinds.append("guests and external users")
        found.missing = list(dict.fromkeys(found.missing))
        found.kinds = list(dict.fromkeys(found.kinds))
        return found

    def excludes_kind_of(self, policy: Policy, account: str) -> Truth:
        """Return whether a policy excludes an account as a guest or external user."""
        return excluded_by_kind(policy.users, who(Person(account), self.directory), self.directory, self.tables)

    def would_apply(self, policy: Policy, account: str) -> Truth:
        """Return whether a policy would reach an account if it excluded nobody."""
        person = self._people.get(account)
        if person is None:
            person = self._people[account] = who(Person(account), self.directory)
        if _ALL in policy.users.include_users and not (person.agent or person.namesakes):
            # Thousands may be excluded from a policy for all; they need no further look.
            return True
        key = (id(policy), account)
        if key not in self._included:
            finding = judge(policy.users.without_exclusions(), person, self.directory, self.tables)
            self._included[key] = finding.truth
        return self._included[key]

    def _user(self, entry: str, found: Exclusions) -> None:
        directory = self.directory
        if entry == ANY_GUEST:
            found.kinds.append("guests and external users")
            return
        if entry in {_ALL, "none"}:
            return
        called = directory.users_called(entry)
        if len(called) == 1:
            found.accounts.setdefault(called[0].id, []).append(Way("user", entry, called[0].principal_name or entry))
            return
        if called:
            found.missing.append(directory.which(entry))
            return
        if entry in self.tables.placeholders or entry == FUTURE or is_broken_guid(entry):
            found.missing.append(f"who is meant by '{short(entry, 80)}'")
        elif directory.users is None:
            found.accounts.setdefault(entry, []).append(Way("user", entry, entry))
        elif "users" in directory.cut or not is_guid(entry) or not self.trusted:
            found.missing.append(f"users: {short(entry, 80)}, in {directory.place}")
        else:
            found.gone.append(Gone("user", entry))

    def _group(self, entry: str, found: Exclusions) -> None:
        directory = self.directory
        groups = directory.find_groups(entry)
        if len(groups) == 1:
            group = groups[0]
            members, open_ends = self._members(group.id)
            for account, through in members.items():
                name = group.display_name or group.id
                found.accounts.setdefault(account, []).append(Way("group", group.id, name, through))
            found.missing += open_ends
            return
        known = directory.groups is not None and "groups" not in directory.cut
        if known and is_guid(entry) and not groups and self.trusted:
            found.gone.append(Gone("group", entry))
        else:
            which = "one group" if groups else "the group"
            found.missing.append(f"groups: {which} {short(entry, 80)} with its members, in {directory.place}")

    def _members(self, start: str) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
        """Return the accounts below a group with the groups in between, the shortest way of each, and what is open."""
        if start in self._below:
            return self._below[start]
        directory = self.directory
        groups = directory.groups or {}
        members: dict[str, tuple[str, ...]] = {}
        ends: list[str] = []
        seen = {start}
        waiting: deque[tuple[str, tuple[str, ...]]] = deque([(start, ())])
        while waiting:
            identifier, through = waiting.popleft()
            group = groups[identifier]
            name = short(group.display_name or group.id, 80)
            if group.members is None or not group.whole:
                ends.append(f"groups: members of {name}, in {directory.place}")
            for member in sorted(group.members or ()):
                if member in groups:
                    if member not in seen:
                        seen.add(member)
                        waiting.append((member, (*through, groups[member].display_name or member)))
                    continue
                if directory.may_be_group(member):
                    ends.append(f"users or groups: {short(member, 80)}, a member of {name}, in {directory.place}")
                if directory.may_be_user(member):
                    members.setdefault(member, through)
        self._below[start] = (members, tuple(ends))
        return self._below[start]

    def _role(self, entry: str, found: Exclusions) -> None:
        directory = self.directory
        template = role_template(entry, directory, self.tables)
        told = self.tables.roles.get(template or "", entry)
        below = directory.members_of(template, role=True) if template is not None else None
        if template is None or below is None:
            found.missing.append(f"directoryRoles: members of the role {short(told, 80)}, in {directory.place}")
            return
        for account in sorted(below[0]):
            found.accounts.setdefault(account, []).append(Way("role", template, told))
        if not below[1]:
            found.missing.append(f"directoryRoles: all members of the role {short(told, 80)}, in {directory.place}")


def strangers(policies: Sequence[Policy], directory: Directory) -> bool:
    """Return whether policies name several objects by id and the directory has none of them: it is another tenant's."""
    known = strange = 0
    for policy in policies:
        for told in objects_of(policy, directory):
            known += told
            strange += not told
    return strange > 2 and not known


def objects_of(policy: Policy, directory: Directory) -> Iterator[bool]:
    """Yield for each user and group that a policy names by id whether the directory has it."""
    users = policy.users
    for entries, collection in (
        (users.include_users | users.exclude_users, directory.users),
        (users.include_groups | users.exclude_groups, directory.groups),
    ):
        if collection is not None:
            yield from (entry in collection for entry in entries if is_guid(entry))
