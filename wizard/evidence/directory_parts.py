"""A directory in several files: users, groups, roles and named locations, each as Graph exports it.

What a file holds is told by its entries. Where two files say different things of the same
entry, both are named, and what hangs on it cannot be known or keeps the first file's word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from wizard.errors import EvidenceError, Problem
from wizard.evidence.directory import Directory, Group, Role, User
from wizard.evidence.directory_file import COLLECTIONS, directory_of, read_documents
from wizard.evidence.locations import NamedLocation

LOCATIONS = "namedlocations"
REGISTRATIONS = "registrations"
_MOST_CONFLICTS = 20
_LOCATION = frozenset({"ipranges", "countriesandregions"})
_GROUP = frozenset({"grouptypes", "securityenabled", "mailenabled", "members"})


def collection_of(row: Mapping[str, Any]) -> str:
    """Return the collection that an entry belongs to, in lower case; nothing for one of another kind."""
    keys = {str(key).lower() for key in row}
    kind = str(row.get("@odata.type", "")).lower()
    if keys & _LOCATION or kind.endswith("namedlocation"):
        return LOCATIONS
    if keys & {"methodsregistered", "ismfacapable", "ismfaregistered"}:
        return REGISTRATIONS
    if "roletemplateid" in keys:
        return "directoryroles"
    if {"roledefinitionid", "principalid"} <= keys:
        return "roleassignments"
    if "userprincipalname" in keys and "appid" not in keys:
        return "users"
    if "id" in keys and (keys & _GROUP or kind.endswith(".group")):
        return "groups"
    return ""


def is_directory(row: Mapping[str, Any]) -> bool:
    """Return True for an object that policies can be judged by: an entry, or one with whole collections."""
    keys = {str(key).lower() for key in row}
    return not keys.isdisjoint(COLLECTIONS) or collection_of(row) not in {"", REGISTRATIONS}


def read_directories(paths: Sequence[Path]) -> Directory:
    """Read a directory from one file or several.

    A file of registered methods says nothing that policies look at and is passed over.

    Raises:
        EvidenceError: A file cannot be read, or holds nothing of a directory.
    """
    parts: list[Directory] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            found = _part(path)
        except EvidenceError as error:
            problems += error.problems
            continue
        if found is not None:
            parts.append(found)
    if problems and not parts:
        raise EvidenceError(*problems)
    whole = merged(parts)
    whole.problems += problems
    return whole


def merged(parts: Sequence[Directory]) -> Directory:
    """Return several directories as one; what they contradict each other in is among its problems."""
    if len(parts) == 1:
        return parts[0]
    whole = Directory(", ".join(part.place for part in parts) or "the directory file")
    merger = _Merger(whole)
    for part in parts:
        merger.add(part)
    for user in (whole.users or {}).values():
        if user.principal_name:
            whole.user_names[user.principal_name] = user.id
    for group in (whole.groups or {}).values():
        if group.display_name:
            whole.group_names.setdefault(group.display_name.lower(), []).append(group.id)
    merger.count()
    return whole


def _part(path: Path) -> Directory | None:
    documents = read_documents(path)
    if len(documents) == 1 and isinstance(documents[0], dict):
        document = documents[0]
        page = next((part for key, part in document.items() if key.lower() == "value"), None)
        if not isinstance(page, list):
            return _of_entries([document], path) if collection_of(document) else directory_of(document, str(path))
        documents = page
    elif len(documents) == 1 and isinstance(documents[0], list):
        documents = documents[0]
    return _of_entries(documents, path)


def _of_entries(entries: Sequence[Any], path: Path) -> Directory | None:
    kinds = {collection_of(entry) for entry in entries if isinstance(entry, dict)} - {""}
    if kinds == {REGISTRATIONS}:
        return None
    by_kind: dict[str, list[Any]] = {kind: [] for kind in kinds - {REGISTRATIONS}}
    rest = next(iter(by_kind)) if len(by_kind) == 1 else ""
    for entry in entries:
        kind = (collection_of(entry) if isinstance(entry, dict) else "") or rest
        if kind in by_kind:
            by_kind[kind].append(entry)
    if "roleassignments" in by_kind:
        by_kind["directoryroles"] = [*by_kind.get("directoryroles", []), *_roles(by_kind.pop("roleassignments"))]
    return directory_of(by_kind, str(path))


def _roles(assignments: Iterable[Any]) -> list[dict[str, Any]]:
    """Return role assignments as roles with members; the id of a built-in role is that of its template."""
    roles: dict[str, list[dict[str, Any]]] = {}
    for row in assignments:
        named = {str(key).lower(): value for key, value in row.items()} if isinstance(row, dict) else {}
        member = {"id": named.get("principalid"), "directoryScopeId": named.get("directoryscopeid") or ""}
        roles.setdefault(str(named.get("roledefinitionid") or ""), []).append(member)
    return [{"roleTemplateId": identifier, "members": members} for identifier, members in roles.items()]


class _Merger:
    """Adds directories to one, and names contradictions."""

    def __init__(self, whole: Directory) -> None:
        self.whole = whole
        self.conflicts = 0

    def add(self, part: Directory) -> None:
        whole = self.whole
        whole.problems += part.problems
        if part.users is not None:
            whole.users = whole.users or {}
            for user in part.users.values():
                whole.users[user.id] = self._user(whole.users.get(user.id), user, part)
        if part.groups is not None:
            whole.groups = whole.groups or {}
            for group in part.groups.values():
                whole.groups[group.id] = self._group(whole.groups.get(group.id), group, part)
        if part.roles is not None:
            whole.roles = whole.roles or {}
            for role in part.roles.values():
                whole.roles[role.template] = self._role(whole.roles.get(role.template), role, part)
        if part.locations is not None:
            whole.locations = whole.locations or {}
            for location in part.locations.values():
                whole.locations[location.id] = self._location(whole.locations.get(location.id), location, part)

    def count(self) -> None:
        """Say how many contradictions were not named one by one."""
        if self.conflicts > _MOST_CONFLICTS:
            rest = self.conflicts - _MOST_CONFLICTS
            self.whole.problems.append(
                Problem(self.whole.place, f"contradict each other in {rest:,} more entries.", "", "conflict")
            )

    def _user(self, known: User | None, user: User, part: Directory) -> User:
        if known is None:
            return user
        pairs = [(getattr(known, name), getattr(user, name)) for name in ("principal_name", "user_type")]
        if any(one and other and one != other for one, other in pairs):
            self._conflict(part, f"user {user.id}", "The first file's word is taken.")
        filled = {
            name: getattr(known, name) or getattr(user, name)
            for name in ("principal_name", "display_name", "user_type")
        }
        return replace(known, **filled)

    def _group(self, known: Group | None, group: Group, part: Directory) -> Group:
        if known is None:
            return group
        if known.members is None or group.members is None:
            return replace(known, members=group.members if known.members is None else known.members)
        if known.members == group.members:
            return known
        name = known.display_name or known.id
        self._conflict(part, f"the members of group {name}", "Who belongs to it cannot be known.")
        return replace(known, members=None)

    def _role(self, known: Role | None, role: Role, part: Directory) -> Role:
        if known is None:
            return role
        if known.members is None or role.members is None:
            return known if role.members is None else role
        if (known.members, known.scoped) == (role.members, role.scoped):
            return known
        name = known.display_name or role.display_name or known.template
        self._conflict(part, f"the members of role {name}", "Who holds it cannot be known.")
        return replace(known, members=None)

    def _location(self, known: NamedLocation | None, location: NamedLocation, part: Directory) -> NamedLocation:
        if known is None or known == location:
            return location
        self._conflict(part, f"named location {location.name or location.id}", "The first file's word is taken.")
        return known

    def _conflict(self, part: Directory, what: str, taken: str) -> None:
        self.conflicts += 1
        if self.conflicts <= _MOST_CONFLICTS:
            message = f"says otherwise of {what} than a file before it. {taken}"
            self.whole.problems.append(Problem(part.place, message, "Export both on the same day.", "conflict"))
