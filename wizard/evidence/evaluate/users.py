"""The user condition: users, groups with groups in them, built-in roles, guests and externals.

An exclusion beats an inclusion. ``All`` includes guests. A policy that includes nobody
concerns nobody. Roles count when they are built in and held for the whole tenant (CA-03, CA-04).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wizard.evidence.directory import USER_ID, Directory, User
from wizard.evidence.evaluate.finding import FUTURE, Finding, scoped, strange_words
from wizard.evidence.evaluate.sign_in import GUESTS, Person
from wizard.evidence.policies.fields import is_broken_guid, is_guid
from wizard.evidence.policies.model import Guests, Users
from wizard.evidence.tables import ConditionalAccessTables
from wizard.evidence.truth import Truth
from wizard.wording import short

REASON = "users"
ALL = "all"
NOBODY = "none"
ANY_GUEST = "guestsorexternalusers"
_INTERNAL_GUEST = "internalguest"
_SOME_GUEST = "guest"
_SOME_MEMBER = "member"
_KINDS = {
    _SOME_GUEST: frozenset({"b2bcollaborationguest", _INTERNAL_GUEST}),
    _SOME_MEMBER: frozenset({NOBODY, "b2bcollaborationmember"}),
}
"""What a user may be whose principal name was not exported, for only the name tells the kinds apart."""
WORDS = frozenset({ALL, NOBODY, ANY_GUEST})
_NOT_FOR_AGENTS = (
    "policies for users do not include the account of an agent; a policy has to target agents' user accounts"
)
_NAMED_AGENT = "whether a policy that names an agent's user account among its users includes it"
_Told = tuple[Truth, list[str]]


@dataclass(frozen=True, slots=True)
class Who:
    """A person as the condition needs them.

    Attributes:
        id: Object id, lower case; None when neither request nor directory has it.
        names: Principal name and display name as far as they are known.
        names_known: True when both names are known, so that another name is somebody else.
        external: Kind of external user; ``none`` for a member; ``guest`` and ``member`` for one whose
            principal name is not known; None when not known at all.
        tenant: Home tenant, or None.
        ordinary: The directory says that this is not the account of an agent.
        agent: The directory says that it is one, which policies for users do not include (CA-35).
        namesakes: The users of whom one is meant, where only a name is known and several have it.
    """

    id: str | None
    names: frozenset[str]
    names_known: bool
    external: str | None
    tenant: str | None
    ordinary: bool = False
    agent: bool = False
    namesakes: tuple[Who, ...] = ()


def who(person: Person, directory: Directory) -> Who:
    """Return what request and directory know about a person."""
    called = directory.users_called(person.user) if person.user else ()
    if len(called) > 1:
        return _one_of([who(replace(person, user=one.id), directory) for one in called], person)
    user = called[0] if called else None
    identifier = user.id if user else person.user or None
    if identifier and user is None and "@" in identifier:
        identifier = None
    known = (person.user, user and user.principal_name, user and user.display_name)
    # Somebody may be called "All"; a name is never one of the words of the language.
    names = {name for name in known if name and name not in WORDS}
    # An id that is not in Microsoft's form is an opaque key: what is not equal to it is another user.
    opaque = bool(person.user) and not is_guid(person.user or "") and "@" not in (person.user or "")
    whole = user is not None and user.principal_name is not None and user.display_name is not None
    external = person.external_type or (_external_type(user) if user else None)
    agent = user.agent if user is not None else None
    return Who(
        identifier, frozenset(names), opaque or whole, external, person.external_tenant,
        ordinary=agent is False, agent=agent is True,
    )  # fmt: skip


def _one_of(several: Sequence[Who], person: Person) -> Who:
    """Return what is known of a person whose name several users have."""
    kinds = {one.external for one in several}
    return Who(
        None, frozenset({person.user or ""}), names_known=False, external=kinds.pop() if len(kinds) == 1 else None,
        tenant=person.external_tenant, ordinary=all(one.ordinary for one in several),
        agent=all(one.agent for one in several), namesakes=tuple(several),
    )  # fmt: skip


def _external_type(user: User) -> str | None:
    if user.principal_name is None:
        return user.user_type if user.user_type in _KINDS else None
    invited = "#ext#" in user.principal_name
    if user.user_type == "guest":
        return "b2bcollaborationguest" if invited else _INTERNAL_GUEST
    if user.user_type == "member":
        return "b2bcollaborationmember" if invited else NOBODY
    return None


def may_be_missing(person: Who) -> bool:
    """Return True when a detail of the person may be what would tell; everything else is missing for others as well."""
    if person.agent:
        return True
    return person.id is None or not person.names_known or person.external is None or person.external in _KINDS


@dataclass(frozen=True, slots=True)
class Lists:
    """The four ways to name people, on the including or on the excluding side."""

    names: frozenset[str]
    groups: frozenset[str]
    roles: frozenset[str]
    guests: Guests | None
    including: bool = False


def judge(users: Users, person: Who, directory: Directory, tables: ConditionalAccessTables) -> Finding:
    inside = Lists(users.include_users, users.include_groups, users.include_roles, users.include_guests, including=True)
    outside = Lists(users.exclude_users, users.exclude_groups, users.exclude_roles, users.exclude_guests)
    finding = scoped(
        lambda: _listed(inside, person, directory, tables), lambda: _listed(outside, person, directory, tables), REASON
    )
    return replace(finding, notes=(_NOT_FOR_AGENTS,)) if person.agent else finding


def excluded_by_kind(users: Users, person: Who, directory: Directory, tables: ConditionalAccessTables) -> Truth:
    """Return whether somebody is excluded as a guest or external user, as far as that is known."""
    kinds = Lists(users.exclude_users & {ANY_GUEST}, frozenset(), frozenset(), users.exclude_guests)
    return _listed(kinds, person, directory, tables)[0]


def _listed(lists: Lists, person: Who, directory: Directory, tables: ConditionalAccessTables) -> _Told:
    names = lists.names
    if person.namesakes:
        truths = {_listed(lists, one, directory, tables)[0] for one in person.namesakes}
        agreed = truths.pop() if len(truths) == 1 else None
        return agreed, [directory.which(min(person.names))] if agreed is None else []
    if lists.including and person.agent:
        named = person.id in names or not person.names.isdisjoint(names)
        return (None, [_NAMED_AGENT]) if named else (False, [])
    if ALL in names or (person.id is not None and person.id in names):
        return True, []
    if not person.names.isdisjoint(names) and not all(map(directory.is_shared, person.names & names)):
        return True, []
    missing: list[str] = []
    truth: Truth = False
    for told, wanted in steps(lists, person, directory, tables):
        if told:
            return True, []
        if told is None:
            truth = None
            missing.extend(wanted)
    return truth, missing


def steps(
    lists: Lists, person: Who, directory: Directory, tables: ConditionalAccessTables
) -> Iterable[tuple[Truth, Iterable[str]]]:
    """Yield what each way of naming people says about somebody, cheap ways first, and what would tell."""
    if ANY_GUEST in lists.names:
        yield _is_external(person, directory)
    if lists.guests is not None:
        yield _is_guest(lists.guests, person, directory)
    yield _by_name(lists.names, person, directory, tables)
    for entry in sorted(lists.groups):
        membership = directory.in_group(person.id, entry)
        yield membership.truth, _unless_nameless(person, membership.missing, directory)
    for entry in sorted(lists.roles):
        yield _has_role(entry, person, directory, tables)


def _by_name(
    names: frozenset[str], person: Who, directory: Directory, tables: ConditionalAccessTables
) -> tuple[Truth, Iterable[str]]:
    """Judge entries that are not the person's own id or a name of theirs that is known."""
    rest = names - WORDS
    if not rest:
        return False, ()
    meant = sorted(entry for entry in rest if entry in tables.placeholders or entry == FUTURE)
    if meant:
        return None, (f"users: who is meant by '{short(meant[0], 80)}'",)
    if person.id is None and not person.names:
        return None, (USER_ID,)
    if shared := sorted(rest & person.names):
        return None, (directory.which(shared[0]),)
    undecided = sorted(
        entry
        for entry in rest
        if not is_broken_guid(entry) and (person.id is None if is_guid(entry) else not _is_somebody_else(entry, person))
    )
    if not undecided:
        return False, ()
    shown = short(undecided[0], 80)
    who_is_it = next(iter(sorted(person.names)), person.id) or "the user"
    wanted = "id" if is_guid(undecided[0]) else "userPrincipalName and displayName"
    return None, (f"users: {wanted} of {short(who_is_it, 80)} (the policy names {shown}), in {directory.place}",)


def _is_somebody_else(entry: str, person: Who) -> bool:
    if person.names_known:
        return True
    # A principal name differs from another principal name, whatever else is unknown.
    return "@" in entry and any("@" in name for name in person.names)


def _is_external(person: Who, directory: Directory) -> tuple[Truth, Iterable[str]]:
    if person.external is None:
        return None, _unknown_kind(person, directory)
    kinds = _kinds(person.external)
    if NOBODY not in kinds:
        return True, ()
    return (False, ()) if len(kinds) == 1 else (None, _unknown_kind(person, directory))


def _is_guest(guests: Guests, person: Who, directory: Directory) -> tuple[Truth, Iterable[str]]:
    if person.external is None:
        return None, _unknown_kind(person, directory)
    kinds = _kinds(person.external)
    strange = strange_words(guests.types, GUESTS | {NOBODY}, "guestOrExternalUserTypes") if kinds != {NOBODY} else []
    if kinds.isdisjoint(guests.types):
        return (None, strange) if strange else (False, ())
    if not kinds <= guests.types:
        return None, (*_unknown_kind(person, directory), *strange)
    if guests.tenants is None or person.external == _INTERNAL_GUEST:
        return True, ()
    if person.tenant is None:
        return None, ("signInIdentity.externalTenantId",)
    return person.tenant in guests.tenants, ()


def _kinds(external: str) -> frozenset[str]:
    return _KINDS.get(external, frozenset({external}))


def _unknown_kind(person: Who, directory: Directory) -> tuple[str, ...]:
    shown = short(person.id or next(iter(sorted(person.names)), "the user"), 80)
    return (
        f"signInIdentity.externalUserType, or users: {shown} with userType and userPrincipalName, in {directory.place}",
    )


def _has_role(
    entry: str, person: Who, directory: Directory, tables: ConditionalAccessTables
) -> tuple[Truth, Iterable[str]]:
    template = role_template(entry, directory, tables)
    if template is None:
        return None, (f"directoryRoles: the role {short(entry, 80)}, in {directory.place}",)
    membership = directory.in_role(person.id, template, tables.roles.get(template, template))
    return membership.truth, _unless_nameless(person, membership.missing, directory)


def _unless_nameless(person: Who, missing: tuple[str, ...], directory: Directory) -> tuple[str, ...]:
    """Ask for the id of a person of whom only a name is known, before asking for anything about the id."""
    if missing and person.id is None and person.names:
        return (f"users: ID of {short(min(person.names), 80)}, in {directory.place}",)
    return missing


def role_template(entry: str, directory: Directory, tables: ConditionalAccessTables) -> str | None:
    """Return the template id of a role that a policy names by id or name; None for a name that nobody knows."""
    if is_guid(entry) or (directory.roles is not None and entry in directory.roles):
        return entry
    return tables.role_ids.get(entry)
