"""Users, groups, roles and registered methods, as Microsoft Graph and its PowerShell give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.evidence.exports.items import Group, Item, Registration, RoleHolder, User
from wizard.evidence.exports.rows import Row, RowReader

COLLECTIONS = ("users", "groups", "directoryRoles", "roleAssignments", "userRegistrationDetails")


def is_registration(row: Row) -> bool:
    """Return True for a row of registered methods."""
    return "methodsRegistered" in row or ("isMfaCapable" in row and "userPrincipalName" in row)


def is_role(row: Row) -> bool:
    """Return True for a role with members, or an assignment of one."""
    return "roleTemplateId" in row or ("roleDefinitionId" in row and "principalId" in row)


def is_group(row: Row) -> bool:
    """Return True for a group."""
    return any(name in row for name in ("groupTypes", "securityEnabled", "members")) and "displayName" in row


def is_user(row: Row) -> bool:
    """Return True for a user of the directory."""
    marks = ("userType", "accountEnabled", "onPremisesSyncEnabled", "lastPasswordChangeDateTime", "mailNickname")
    return "userPrincipalName" in row and any(name in row for name in marks) and "appId" not in row


def is_whole_directory(row: Row) -> bool:
    """Return True for one object that holds several collections."""
    return any(isinstance(row.get(name), list) for name in COLLECTIONS if name in row)


def read_users(reader: RowReader) -> Iterator[Item]:
    """Yield users."""
    for row in reader:
        yield from _user(row, reader)


def read_registrations(reader: RowReader) -> Iterator[Item]:
    """Yield registered methods."""
    for row in reader:
        yield from _registration(row, reader)


def read_groups(reader: RowReader) -> Iterator[Item]:
    """Yield groups."""
    for row in reader:
        yield _group(row)


def read_roles(reader: RowReader) -> Iterator[Item]:
    """Yield holders of roles."""
    for row in reader:
        yield from _role(row)


def read_whole_directory(reader: RowReader) -> Iterator[Item]:
    """Yield all that one object with several collections holds."""
    for outer in reader:
        for name, make in (
            ("users", lambda row: _user(row, reader)),
            ("groups", lambda row: iter([_group(row)])),
            ("directoryRoles", _role),
            ("roleAssignments", _role),
            ("userRegistrationDetails", lambda row: _registration(row, reader)),
        ):
            for part in _members(outer.get(name)):
                yield from make(Row(outer.line, part))


def _members(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        value = value.get("value")
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _user(row: Row, reader: RowReader) -> Iterator[Item]:
    account, identifier = row.text("userPrincipalName"), row.text("id", "objectId")
    if not account and not identifier:
        reader.report(row.line, "has neither a sign-in name nor an id; the row is left out.")
        return
    yield User(
        account.lower(),
        identifier.lower(),
        row.text("userType"),
        # An empty value means "not synchronised" in Graph, but only where the column is there at all.
        row.flag("onPremisesSyncEnabled") or (False if "onPremisesSyncEnabled" in row else None),
        row.flag("accountEnabled"),
        row.time("lastPasswordChangeDateTime"),
    )


def _registration(row: Row, reader: RowReader) -> Iterator[Item]:
    account, identifier = row.text("userPrincipalName"), row.text("id", "userId")
    if not account and not identifier:
        reader.report(row.line, "has neither a sign-in name nor an id; the row is left out.")
        return
    yield Registration(
        account.lower(),
        identifier.lower(),
        row.names("methodsRegistered"),
        row.flag("isMfaRegistered"),
        row.flag("isMfaCapable"),
    )


def _group(row: Row) -> Group:
    members = row.get("members")
    ids: tuple[str, ...] | None = None
    if isinstance(members, list):
        ids = tuple(str(part.get("id", "") if isinstance(part, dict) else part).lower() for part in members)
    return Group(row.text("id", "objectId").lower(), row.text("displayName"), ids)


def _role(row: Row) -> Iterator[Item]:
    if "principalId" in row:
        scope = row.text("directoryScopeId")
        yield RoleHolder(
            row.text("principal.userPrincipalName").lower(),
            row.text("principalId").lower(),
            row.text("roleDefinition.displayName", "roleName", "roleDefinitionDisplayName", "roleDefinitionId"),
            scope not in {"", "/"},
        )
        return
    name = row.text("displayName", "roleTemplateId")
    for part in row.get("members") or []:
        member = Row(row.line, part) if isinstance(part, dict) else Row(row.line, {"id": part})
        yield RoleHolder(member.text("userPrincipalName").lower(), member.text("id").lower(), name)
