"""The entries of a directory: users, groups, holders of roles and registered methods, as Graph and its PowerShell give them.

This is the one place that tells what an entry is and what it says. Proposals take the entries one by one,
and ``wizard.evidence.directory_reading`` builds from them the directory that policies are judged by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from wizard.evidence.directory import Group, MemberKind, User
from wizard.evidence.exports.items import Item, Registration, RoleHolder
from wizard.evidence.exports.rows import Row, RowReader, unpacked
from wizard.evidence.policies.fields import BELOW_DEPTH
from wizard.files.collections import cut_members, page_of

Complain = Callable[[str], None]

USERS, GROUPS, ROLES, ASSIGNMENTS = "users", "groups", "directoryroles", "roleassignments"
LOCATIONS, REGISTRATIONS = "namedlocations", "userregistrationdetails"
COLLECTIONS = (USERS, GROUPS, ROLES, ASSIGNMENTS, REGISTRATIONS, LOCATIONS)
"""Names of the collections in one object that holds several, in lower case."""

_USER = frozenset(
    {"id", "objectid", "usertype", "accountenabled", "onpremisessyncenabled", "lastpasswordchangedatetime"}
)
_GROUP = frozenset({"grouptypes", "securityenabled", "mailenabled", "members"})
_WHOLE_TENANT = frozenset({"", "/"})


def collection_of(row: Mapping[str, Any] | Row) -> str:
    """Return the collection that an entry belongs to; nothing for one of another kind."""
    keys, kind = (row.keys(), row.get("@odata.type")) if isinstance(row, Row) else _names_and_type(row)
    kind = str(kind or "").lower()
    if keys & {"ipranges", "countriesandregions"} or kind.endswith("namedlocation"):
        return LOCATIONS
    if "methodsregistered" in keys or ("userprincipalname" in keys and keys & {"ismfacapable", "ismfaregistered"}):
        return REGISTRATIONS
    if "roletemplateid" in keys:
        return ROLES
    # A role in Azure is assigned for a scope, one in the directory for a scope of the directory.
    if {"roledefinitionid", "principalid"} <= keys and "scope" not in keys:
        return ASSIGNMENTS
    if "userprincipalname" in keys and keys & _USER and "appid" not in keys:
        return USERS
    if keys & {"id", "objectid", "displayname"} and (keys & _GROUP or kind.endswith(".group")):
        return GROUPS
    return ""


def _names_and_type(row: Mapping[str, Any]) -> tuple[set[str], Any]:
    """Return the names of an object, and its type; with what PowerShell keeps apart, as all that tells named locations from others."""
    extra = row.get("AdditionalProperties") or row.get("additionalProperties")
    whole = {**row, **extra} if isinstance(extra, dict) else row
    return {str(key).lower() for key in whole}, whole.get("@odata.type")


def collections_in(document: Mapping[str, Any] | Row) -> dict[str, Any]:
    """Return the collections of one object that holds several, by name; empty for an entry or a page."""
    # An empty collection says that there is none of its kind.
    names, value = (document.headings(), document.value) if isinstance(document, Row) else (document, document.get)
    return {name.lower(): value(name) for name in names if name.lower() in COLLECTIONS}


def is_directory(row: Mapping[str, Any]) -> bool:
    """Return True for an object that policies can be judged by: an entry, or one with whole collections."""
    return bool(collections_in(row).keys() - {REGISTRATIONS}) or collection_of(row) not in {"", REGISTRATIONS}


def is_locations(row: Mapping[str, Any]) -> bool:
    """Return whether an object holds named locations alone, which serve policies and name no account."""
    return collection_of(row) == LOCATIONS or collections_in(row).keys() == {LOCATIONS}


def is_whole_directory(row: Row) -> bool:
    """Return True for one object that holds several collections."""
    return any(page_of(value) is not None for value in collections_in(row).values())


def user_of(row: Row) -> User:
    """Return a user; a caller that needs its name or id checks that it is there."""
    # An empty value means "not synchronized" in Graph, but only where the property was asked for: PowerShell writes
    # nulls for those that were not, and every user is enabled or not.
    enabled = row.flag("accountEnabled")
    asked = "onPremisesSyncEnabled" in row and (enabled is not None or "accountEnabled" not in row)
    synced = row.flag("onPremisesSyncEnabled")
    if synced is None and asked:
        synced = False
    return User(
        row.text("id", "objectId").lower(),
        row.text("userPrincipalName").lower() or None,
        row.text("displayName").lower() or None,
        row.text("userType").lower() or None,
        synced,
        enabled,
        _is_agent(row, synced=synced),
    )


def _is_agent(row: Row, *, synced: bool | None) -> bool | None:
    """Return whether a user is the account of an agent: Graph names the type, and agents do not come from a directory."""
    kind = row.text("@odata.type").lower()
    if kind.endswith(".agentuser") or row.text("identityParentId"):
        return True
    return False if kind.endswith(".user") or synced else None


def group_of(row: Row, complain: Complain) -> Group:
    """Return a group with the ids of its members, where the export has them."""
    found = _members(row, complain)
    members = None if found is None else frozenset(holder.key for holder in found if not holder.scoped)
    ruled = "DynamicMembership" in row.names("groupTypes")
    synced = row.flag("onPremisesSyncEnabled")
    fixed = "a rule says who is a member" if ruled else "it is synchronized from the local directory" if synced else ""
    whole = has_all(row, found)
    kinds = kinds_of(found or ())
    return Group(row.text("id", "objectId").lower(), row.text("displayName"), members, whole, fixed, kinds)


def holders_of(row: Row, complain: Complain) -> list[RoleHolder] | None:
    """Return who holds a role: one for an assignment, all for a role with members, None for one without."""
    if "principalId" not in row:
        return _members(row, complain)
    account = row.text("principal.userPrincipalName").lower()
    holder = RoleHolder(
        account,
        row.text("principalId").lower(),
        row.text("roleDefinition.displayName", "roleName", "roleDefinitionDisplayName", "roleDefinitionId"),
        row.text("directoryScopeId") not in _WHOLE_TENANT,
        is_eligible(row),
        kind=_kind(row.text("principal.@odata.type"), account),
    )
    return [holder]


def has_all(row: Row, found: Sequence[RoleHolder] | None) -> bool:
    """Return whether the members that were found are all that a group or role has."""
    told = [member for member in page_of(row.value("members")) or () if member is not None]
    return not cut_members(row.values) and (found is None or len(found) == len(told))


def kinds_of(members: Iterable[RoleHolder]) -> dict[str, MemberKind]:
    """Return what members are, by id, of those of which the export says so."""
    return {one.key: one.kind for one in members if one.kind is not None}


def _kind(told: str, account: str) -> MemberKind | None:
    """Return what a member is by its type, or by a sign-in name, which only users have."""
    # Only a type of Graph's says something; PowerShell writes other words where it cut an export.
    whole, _, named = told.lower().rpartition(".")
    known = named if whole.lstrip("#") == "microsoft.graph" else ""
    if known == "group":
        return "group"
    if account or known in {"user", "agentuser"}:
        return "user"
    return "other" if known not in {"", "directoryobject"} else None


def is_eligible(row: Row) -> bool:
    """Return whether an assignment of a role has to be activated by its holder first."""
    words = (row.text(name).lower() for name in ("@odata.type", "assignmentType", "assignmentState", "state"))
    if "roleEligibilityScheduleId" in row or any("eligib" in word for word in words):
        return True
    # A schedule of an active assignment says by what it is active; one of an eligibility has nothing to say there.
    return "memberType" in row and "assignmentType" not in row


def _members(row: Row, complain: Complain) -> list[RoleHolder] | None:
    raw = row.value("members")
    if raw is None or raw == "":
        return None
    members = page_of(raw)
    if members is None:
        complain("has members that are not a list.")
        return None
    name = row.text("displayName", "roleTemplateId")
    found: list[RoleHolder] = []
    for part in members:
        if isinstance(part, str) and BELOW_DEPTH.match(part.strip()):
            part = unpacked(part)
            if not isinstance(part, dict):
                complain("has members that ConvertTo-Json cut off, so who belongs to it cannot be known.")
                return None
        if isinstance(part, str) and part.strip():
            # An id alone, of which a large tenant has millions.
            text = part.strip().lower()
            account, identifier = (text, "") if "@" in text else ("", text)
            found.append(RoleHolder(account, identifier, name, scoped=False, kind=_kind("", account)))
            continue
        member = Row(row.line, part if isinstance(part, dict) else {"id": part})
        identifier = member.text("id", "objectId", "principalId").lower()
        account = member.text("userPrincipalName").lower()
        if not identifier and not account:
            complain("has a member with neither an ID nor a sign-in name.")
            continue
        scoped = member.text("directoryScopeId") not in _WHOLE_TENANT
        found.append(RoleHolder(account, identifier, name, scoped, kind=_kind(member.text("@odata.type"), account)))
    return found


def reader_of(collection: str) -> Callable[[RowReader], Iterator[Item]]:
    """Return what reads a file whose rows are the entries of a collection."""

    def read(reader: RowReader) -> Iterator[Item]:
        for row in reader:
            yield from _items(collection, row, reader)

    return read


def read_whole_directory(reader: RowReader) -> Iterator[Item]:
    """Yield all that one object with several collections holds."""
    for outer in reader:
        found = collections_in(outer)
        for name in COLLECTIONS:
            for part in page_of(found.get(name)) or ():
                if isinstance(part, dict):
                    yield from _items(name, Row(outer.line, part), reader)


def _items(collection: str, row: Row, reader: RowReader) -> Iterator[Item]:
    def complain(message: str) -> None:
        reader.report(row.line, message)

    if collection in {ROLES, ASSIGNMENTS}:
        yield from holders_of(row, complain) or ()
    elif collection == GROUPS:
        yield group_of(row, complain)
    elif collection != LOCATIONS:
        item = user_of(row) if collection == USERS else _registration(row)
        if item.account or item.id:
            yield item
        else:
            complain("has neither a sign-in name nor an ID; the row is skipped.")


def _registration(row: Row) -> Registration:
    return Registration(
        row.text("userPrincipalName").lower(),
        row.text("id", "userId").lower(),
        row.names("methodsRegistered") if "methodsRegistered" in row else None,
    )
