"""What of a tenant a record is about: its account and its policies, by id and then by name, and what a policy demands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from wizard.engagement.register import Entry, Waiver
from wizard.evidence.cites import Controls
from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import grant
from wizard.evidence.mappings import Mappings
from wizard.evidence.policies.model import Policy, Reading


class Accounts:
    """Records by account.

    Args:
        entries: Records with names.
        directory: The tenant's directory.
    """

    def __init__(self, entries: Sequence[Entry], directory: Directory) -> None:
        """Look every record up once."""
        self.directory = directory
        self._ids: dict[tuple[Path, str], tuple[str, ...]] = {}
        self._found: dict[tuple[Path, str], bool] = {}
        self._by_account: dict[str, list[Entry]] = {}
        self._which: dict[tuple[Path, str], str] = {}
        self._perhaps_by_account: dict[str, list[Entry]] = {}
        self.groups: dict[str, list[tuple[Entry, Waiver]]] = {}
        for entry in entries:
            ids, found = self._lookup(entry)
            self._ids[entry.key], self._found[entry.key] = ids, found
            for one in ids:
                self._by_account.setdefault(one, []).append(entry)
            for waiver in entry.waivers:
                for key in {waiver.group_id, waiver.group.lower()} - {""}:
                    self.groups.setdefault(key, []).append((entry, waiver))

    def _lookup(self, entry: Entry) -> tuple[tuple[str, ...], bool]:
        """Return the ids under which an account may be excluded, and whether the directory has it."""
        for name in filter(None, (entry.subject, *entry.names)):
            called = self.directory.users_called(name)
            for user in called if len(called) == 1 else ():
                return (user.id, *((user.principal_name,) if user.principal_name else ())), True
            if called:
                self._which[entry.key] = self.directory.which(name)
                for user in called:
                    self._perhaps_by_account.setdefault(user.id, []).append(entry)
                return (), False
        return tuple(dict.fromkeys(filter(None, (entry.subject, *entry.names)))), False

    def entries_of(self, account: str) -> Sequence[Entry]:
        return self._by_account.get(account, ())

    def perhaps_of(self, account: str) -> Sequence[Entry]:
        """Return the records of which nobody knows whether they are about this account or about another of its name."""
        return self._perhaps_by_account.get(account, ())

    def missing(self, entry: Entry) -> str:
        """Return what would tell which account a record is about."""
        return self._which.get(entry.key) or f"users: {entry.account} with its ID, sign-in name and userType"

    def ids_of(self, entry: Entry) -> tuple[str, ...]:
        """Return the ids and names under which a policy may exclude the account of a record."""
        return self._ids.get(entry.key, ())

    def certain(self, entry: Entry) -> bool:
        """Return whether it is known which account it is: the directory has it, lacks it for sure, or its id is given."""
        if self._found.get(entry.key):
            return True
        if entry.key in self._which:
            return False
        if self.directory.users is None:
            return bool(entry.subject)
        return "users" not in self.directory.cut

    def is_gone(self, entry: Entry) -> bool:
        """Return whether the directory has all users and not this one."""
        known = self._found.get(entry.key) or entry.key in self._which
        return self.directory.users is not None and not known and "users" not in self.directory.cut

    def is_another(self, entry: Entry) -> bool:
        """Return whether the directory has the account's name only, with another object id: it was made again."""
        found = self._found.get(entry.key) and entry.subject
        return bool(found) and entry.subject not in self._ids[entry.key]

    def is_user(self, account: str) -> bool:
        """Return whether something excluded is an account; what a group holds besides may be anything."""
        users, kind = self.directory.users, self.directory.kinds.get(account)
        return kind == "user" if kind is not None else users is None or account in users

    def name(self, account: str) -> str:
        """Return the sign-in name of an account; its id where no name was exported."""
        if account in (self.directory.users or {}):
            return self.directory.name_of(account)
        return next((entry.account for entry in self.entries_of(account) if entry.account), account)


class Place(NamedTuple):
    """The policy that a record means.

    Attributes:
        policy: None where there is none.
        why: Why there is none: the tenant has no such policy, or it cannot be told which one is meant.
        by_name: It was found by its name, and has another id than the record gives.
    """

    policy: Policy | None
    why: Literal["", "absent", "unclear"] = ""
    by_name: bool = False


class Policies:
    """The policies of a tenant by id and by name."""

    def __init__(self, reading: Reading) -> None:
        """Sort them once; deleted ones are not there."""
        self._by_id: dict[str, Policy] = {}
        self._by_name: dict[str, list[Policy]] = {}
        for policy in reading.policies:
            if policy.deleted:
                continue
            if policy.id:
                self._by_id.setdefault(policy.id.lower(), policy)
            self._by_name.setdefault(_plain(policy.name), []).append(policy)
        self._places: dict[tuple[str, str], Place] = {}

    def find(self, waiver: Waiver) -> Place:
        """Return the policy that a record means: by id, then by name."""
        key = (waiver.policy_id, waiver.policy)
        if key not in self._places:
            self._places[key] = self._find(waiver)
        return self._places[key]

    def _find(self, waiver: Waiver) -> Place:
        known = self._by_id.get(waiver.policy_id)
        if known is not None:
            return Place(known)
        named = self._by_name.get(_plain(waiver.policy), []) if waiver.policy else []
        if len(named) == 1:
            return Place(named[0], by_name=bool(waiver.policy_id and named[0].id))
        if len(named) > 1 or not (waiver.policy or waiver.policy_id):
            return Place(None, "unclear")
        return Place(None, "absent")


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def demands(policy: Policy, mappings: Mappings) -> list[frozenset[str]]:
    """Return what a policy demands, each as the controls of which a record has to waive one.

    A demand of which one of several controls is enough is waived with any of them. What has a risk as its condition
    may be waived as the risk, too; so may a block that spares places as the place.
    """
    return [one for one in _demands(policy, mappings) if one]


def _demands(policy: Policy, mappings: Mappings) -> Iterator[frozenset[str]]:
    told = frozenset(grant.asked(policy, mappings))
    conditions = told & {Controls.RISK, Controls.LOCATION}
    if policy.grant is not None and policy.grant.blocks:
        yield frozenset({Controls.BLOCK}) | conditions
    for requirement in grant.requirements(policy.grant):
        controls = {row.control for name in requirement if (row := mappings.grant(name)) is not None}
        yield frozenset(controls) | conditions
    for control in (Controls.SIGN_IN_FREQUENCY, Controls.TOKEN_PROTECTION):
        if control in told:
            yield frozenset({control})
