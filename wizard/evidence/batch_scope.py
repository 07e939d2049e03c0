"""Who is in scope of which policy, for many accounts: an index from ids to policies as bits.

It says the same as ``wizard.evidence.evaluate.users`` says one by one. Only ids that a policy
names are looked up; what doesn't distinguish accounts is worked out once for a kind of account.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import users
from wizard.evidence.evaluate.sign_in import Person
from wizard.evidence.policies.fields import is_guid
from wizard.evidence.policies.model import Guests, Policy
from wizard.evidence.tables import ConditionalAccessTables


class UserMasks(NamedTuple):
    """Policies as bits: an account is in scope for sure, or is not for sure; the rest is open."""

    inside: int
    outside: int


class Scope(NamedTuple):
    """All that tells accounts apart for policies, which are bits: named on a side of them, for sure or perhaps.

    Attributes:
        included: On the including side for sure; the three that follow likewise.
        external: Kind of external user, as far as it is known.
        ordinary: The directory says that it is not the account of an agent.
        named: What would tell may be a detail of this account, so that it has to be named.
    """

    included: int
    perhaps_included: int
    excluded: int
    perhaps_excluded: int
    external: str | None
    ordinary: bool
    named: bool

    def masks(self, every: int) -> UserMasks:
        """Return who is in scope for sure, and who is not for sure, of the policies in ``every``."""
        sure = self.included & ~self.excluded & ~self.perhaps_excluded
        return UserMasks(sure, every & ~(self.included | self.perhaps_included) | self.excluded)


class _Kind(NamedTuple):
    """What tells accounts apart besides ids: how much is known of their names, and what kind of guest they are."""

    identified: bool
    names_known: bool
    has_principal_name: bool
    external: str | None


@dataclass(slots=True)
class _Side:
    """One side of all policies, including or excluding: bits by what an account has."""

    everybody: int = 0
    by_name: dict[str, int] = field(default_factory=dict)
    by_shared_name: dict[str, int] = field(default_factory=dict)
    by_user: dict[str, int] = field(default_factory=dict)
    by_perhaps: dict[str, int] = field(default_factory=dict)
    perhaps_nameless: int = 0
    perhaps_everybody: int = 0
    open_memberships: list[tuple[int, frozenset[str]]] = field(default_factory=list)


class ScopeIndex:
    """Looks up the scope of accounts."""

    def __init__(
        self,
        policies: Sequence[Policy],
        directory: Directory,
        tables: ConditionalAccessTables,
        relevant: int | None = None,
    ) -> None:
        """Index the ids that the policies name; only those policies whose bit is ``relevant``, where that is given."""
        self.directory = directory
        self.tables = tables
        self.every = (1 << len(policies)) - 1 if relevant is None else relevant
        self._policies = [(1 << number, one) for number, one in enumerate(policies) if self.every >> number & 1]
        self._include = self._side("include")
        self._exclude = self._side("exclude")
        self._kinds: dict[_Kind, tuple[int, int, int, int]] = {}

    def masks(self, accounts: Sequence[str]) -> Iterator[UserMasks]:
        return (scope.masks(self.every) for scope in self.scopes(accounts))

    def scopes(self, accounts: Sequence[str]) -> Iterator[Scope]:
        include, exclude = self._include, self._exclude
        for account in accounts:
            who = users.who(Person(account.lower()), self.directory)
            if who.namesakes:
                yield _one_of(list(self.scopes([one.id or "" for one in who.namesakes])), who)
                continue
            principal_name = any("@" in name for name in who.names)
            kind = _Kind(who.id is not None, who.names_known, principal_name, who.external)
            known = self._kinds.get(kind)
            if known is None:
                known = self._kinds[kind] = self._of_kind(kind)
            inside, perhaps_inside, outside, perhaps_outside = known
            key = who.id or ""
            inside |= include.by_user.get(key, 0)
            outside |= exclude.by_user.get(key, 0)
            shared_inside = shared_outside = 0
            for name in (key, *who.names):
                inside |= include.by_name.get(name, 0)
                outside |= exclude.by_name.get(name, 0)
                shared_inside |= include.by_shared_name.get(name, 0)
                shared_outside |= exclude.by_shared_name.get(name, 0)
            perhaps_inside |= shared_inside
            perhaps_outside |= shared_outside
            if who.id is None:
                perhaps_inside |= include.perhaps_nameless
                perhaps_outside |= exclude.perhaps_nameless
            else:
                perhaps_inside |= _open(include, key) | include.by_perhaps.get(key, 0)
                perhaps_outside |= _open(exclude, key) | exclude.by_perhaps.get(key, 0)
            if who.agent:
                # No policy for users includes it; one that names it may.
                named = 0
                for name in (key, *who.names):
                    named |= include.by_name.get(name, 0) | include.by_shared_name.get(name, 0)
                inside, perhaps_inside = 0, named
            # Who is named for sure cannot be named perhaps besides.
            yield Scope(
                inside, perhaps_inside & ~inside, outside, perhaps_outside & ~outside,
                who.external, who.ordinary, bool(shared_inside | shared_outside) or users.may_be_missing(who),
            )  # fmt: skip

    def _of_kind(self, kind: _Kind) -> tuple[int, int, int, int]:
        """Return what holds for every account of a kind: for sure and perhaps, inside and outside."""
        stranger_names = {"\0@"} if kind.has_principal_name else {"\0"}
        stranger = users.Who(
            "\0" if kind.identified else None, frozenset(stranger_names), kind.names_known, kind.external, None
        )
        inside = outside = perhaps_inside = perhaps_outside = 0
        for bit, policy in self._policies:
            scope = policy.users
            for truth in self._truths(scope.include_users, scope.include_guests, stranger):
                inside |= bit if truth else 0
                perhaps_inside |= bit if truth is None else 0
            for truth in self._truths(scope.exclude_users, scope.exclude_guests, stranger):
                outside |= bit if truth else 0
                perhaps_outside |= bit if truth is None else 0
        return (
            inside | self._include.everybody,
            perhaps_inside | self._include.perhaps_everybody,
            outside | self._exclude.everybody,
            perhaps_outside | self._exclude.perhaps_everybody,
        )

    def _truths(self, names: frozenset[str], guests: Guests | None, stranger: users.Who) -> Iterator[bool | None]:
        lists = users.Lists(names, frozenset(), frozenset(), guests)
        for told, _ in users.steps(lists, stranger, self.directory, self.tables):
            yield told

    def _side(self, side: str) -> _Side:
        found = _Side()
        for bit, policy in self._policies:
            names: frozenset[str] = getattr(policy.users, f"{side}_users")
            if users.ALL in names:
                found.everybody |= bit
            for name in names - users.WORDS:
                shared = not is_guid(name) and self.directory.is_shared(name)
                named = found.by_shared_name if shared else found.by_name
                named[name] = named.get(name, 0) | bit
            for entry in getattr(policy.users, f"{side}_groups"):
                self._add(found, bit, self.directory.members_of(entry))
            for entry in getattr(policy.users, f"{side}_roles"):
                template = users.role_template(entry, self.directory, self.tables)
                self._add(found, bit, template and self.directory.members_of(template, role=True))
                for user in self.directory.may_activate(template) if template else ():
                    found.by_perhaps[user] = found.by_perhaps.get(user, 0) | bit
                    found.perhaps_nameless |= bit
        return found

    def _add(self, found: _Side, bit: int, members: tuple[frozenset[str], bool] | str | None) -> None:
        if not isinstance(members, tuple):
            found.perhaps_everybody |= bit
            return
        inside, complete = members
        for user in inside:
            found.by_user[user] = found.by_user.get(user, 0) | bit
        if inside or not complete:
            found.perhaps_nameless |= bit
        if not complete:
            found.open_memberships.append((bit, inside))


def _one_of(several: Sequence[Scope], who: users.Who) -> Scope:
    """Return the scope of an account that is one of several: sure is what holds for all of them."""
    inside = outside = -1
    perhaps_inside = perhaps_outside = 0
    for scope in several:
        inside &= scope.included
        outside &= scope.excluded
        perhaps_inside |= scope.included | scope.perhaps_included
        perhaps_outside |= scope.excluded | scope.perhaps_excluded
    return Scope(
        inside, perhaps_inside & ~inside, outside, perhaps_outside & ~outside, who.external, who.ordinary, named=True
    )  # fmt: skip


def _open(side: _Side, user: str) -> int:
    """Return the policies with a group of which not all members are known, and the user isn't one of the known."""
    bits = 0
    for bit, inside in side.open_memberships:
        if user not in inside:
            bits |= bit
    return bits
