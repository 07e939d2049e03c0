"""The directory that policies are judged by, from one file or several: users, groups, roles and named locations.

A file is one object with whole collections, or the entries of one as Graph exports them: a list, a page
``{"value": [...]}``, or one entry a line. The entries show what a file holds. An entry that cannot be
used is named, and the rest is used. Where two files say different things of the same entry, both are named,
and what depends on it cannot be known or keeps what the first file says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from wizard.errors import EvidenceError, Problem
from wizard.evidence.directory import Directory, Group, NamedLocation, Role, User, named_location
from wizard.evidence.exports.directory import (
    ASSIGNMENTS,
    GROUPS,
    LOCATIONS,
    REGISTRATIONS,
    ROLES,
    USERS,
    Complain,
    collection_of,
    collections_in,
    group_of,
    holders_of,
    is_directory,
    is_eligible,
    kinds_of,
    user_of,
)
from wizard.evidence.exports.items import RoleHolder
from wizard.evidence.exports.rows import Row
from wizard.evidence.policies.fields import Section
from wizard.files.collections import Part, context_of, cut_members, entries_of, page_of, parts_of
from wizard.files.decoding import decode, refuse_other_text
from wizard.files.reading import Wanted, files_in, read_settled, skipped
from wizard.files.salvage import parse
from wizard.files.sniff import sniff
from wizard.wording import joined, short

DIRECTORY = Wanted(EvidenceError, "a directory export", "Export it as JSON.", 512 * 1024 * 1024)
"""Half a gigabyte holds some million users."""
T = TypeVar("T")
_MAX_PROBLEMS = 50
_MOST_CONFLICTS = 20


def read_directories(paths: Sequence[Path]) -> Directory:
    """Read a directory from files, and from the JSON files of folders, which may hold one entry each.

    A file of registered methods says nothing that policies look at and is passed over.

    Raises:
        EvidenceError: A file cannot be read, or holds nothing of a directory.
    """
    parts: list[Directory] = []
    problems: list[Problem] = []
    others: list[Problem] = []
    files = [file for named in paths for file in _files(named, others)]
    if paths and not files:
        remedy = "Name exported users, groups, roles or named locations, as JSON, or their folder."
        raise EvidenceError(*others, Problem(joined(list(map(str, paths))), "holds no file of a directory.", remedy))
    for path in files:
        try:
            found = _read(path)
        except EvidenceError as error:
            problems += error.problems
            continue
        if found is not None:
            parts.append(found)
    if problems and not parts:
        raise EvidenceError(*problems)
    whole = merged(parts) if parts else Directory(", ".join(map(str, paths)) or "the directory file")
    whole.problems += [*problems, *others]
    return whole


def _files(path: Path, problems: list[Problem]) -> Iterator[Path]:
    others: list[Path] = []
    for file in files_in(path, deep=True):
        if file == path or (file.suffix.lower() in {".json", ".jsonl"} and not _is_another_export(file)):
            yield file
        else:
            others.append(file)
    if others:
        problems.append(skipped(path, others))


def _is_another_export(file: Path) -> bool:
    """Return whether a file of a folder is an export, but none of a directory, such as sign-ins or policies."""
    try:
        objects = sniff(file).objects
    except EvidenceError:
        return False
    return bool(objects) and not any(is_directory(row) or collection_of(row) == REGISTRATIONS for row in objects)


def _read(path: Path) -> Directory | None:
    text = decode(read_settled(path, DIRECTORY), str(path), DIRECTORY, guess=True)[0]
    refuse_other_text(text, str(path), DIRECTORY)
    parsed = parse(text, str(path))
    if parsed.lost:
        raise EvidenceError(*parsed.problems)
    if len(parsed.documents) == 1:
        document = parsed.documents[0]
        if isinstance(document, dict) and collections_in(document):
            return directory_of(document, str(path))
    parts = tuple(part for document in parsed.documents for part in parts_of(document, str(path)))
    context = next(filter(None, map(context_of, parsed.documents)), "")
    return _of_entries([entry for document in parsed.documents for entry in entries_of(document)], path, parts, context)


def _of_entries(entries: Sequence[Any], path: Path, parts: Sequence[Part], context: str) -> Directory | None:
    kinds = {collection_of(entry) for entry in entries if isinstance(entry, dict)} - {""}
    if kinds == {REGISTRATIONS}:
        return None
    by_kind: dict[str, list[Any]] = {kind: [] for kind in kinds - {REGISTRATIONS}}
    rest = next(iter(by_kind)) if len(by_kind) == 1 else ""
    for entry in entries:
        kind = (collection_of(entry) if isinstance(entry, dict) else "") or rest
        if kind in by_kind:
            by_kind[kind].append(entry)
    directory = directory_of(by_kind, str(path), context)
    if parts:
        directory.cut.update(by_kind)
        directory.problems.extend(part.problem for part in parts)
    return directory


def directory_of(document: Any, place: str = "the directory file", context: str = "") -> Directory:
    """Return the directory that one object with whole collections describes.

    Args:
        document: The object.
        place: The file.
        context: What a page says it is a page of; it tells whether members were expanded.

    Raises:
        EvidenceError: It is not an object, or has none of the collections.
    """
    wanted = "one object with users, groups, directoryRoles and namedLocations was expected"
    if not isinstance(document, dict):
        raise EvidenceError(Problem(place, f"is not a JSON object; {wanted}."))
    collections = {name: value for name, value in collections_in(document).items() if name != REGISTRATIONS}
    if not collections:
        raise EvidenceError(Problem(place, f"has none of the collections; {wanted}."))
    builder = _Builder(Directory(place), context)
    for name, value in collections.items():
        builder.add(name, value)
        for part in parts_of(value, f"{place} ({name})"):
            builder.directory.cut.add(name)
            builder.directory.problems.append(part.problem)
    return builder.directory


class _Builder:
    """Fills a directory from collections."""

    def __init__(self, directory: Directory, context: str) -> None:
        self.directory = directory
        self.context = context
        self.rest = 0

    def add(self, name: str, value: Any) -> None:
        """Add a collection; what cannot be used goes to the problems."""
        if value is None:
            return
        members = page_of(value)
        if members is None:
            self._complain(name, "is not a list.")
            return
        add = {
            USERS: self._user,
            GROUPS: self._group,
            ROLES: self._role,
            ASSIGNMENTS: self._role,
            LOCATIONS: self._location,
        }[name]
        members = self._without_eligible(members) if name in {ROLES, ASSIGNMENTS} else members
        if members is None:
            return
        part = {USERS: "users", GROUPS: "groups", LOCATIONS: "locations"}.get(name, "roles")
        setattr(self.directory, part, getattr(self.directory, part) or {})
        for index, raw in enumerate(members):
            place = f"{name}[{index}]"

            def complain(message: str, place: str = place) -> None:
                self._complain(place, message)

            if isinstance(raw, dict):
                add(raw, complain)
            else:
                complain("is not an object.")
        if self.rest:
            rest = f"has {self.rest:,} more entries that cannot be used."
            self.directory.problems.append(Problem(self.directory.place, rest))
            self.rest = 0

    def _without_eligible(self, members: list[Any]) -> list[Any] | None:
        """Set aside assignments that have to be activated; None where there are no others, for active roles are then not exported."""
        active: list[Any] = []
        for raw in members:
            row = Row(0, raw) if isinstance(raw, dict) else None
            if row is None or not is_eligible(row):
                active.append(raw)
                continue
            template = row.text("roleTemplateId", "roleDefinitionId").lower()
            holders = holders_of(row, lambda _: None) or [RoleHolder("", "", "")]
            self.directory.kinds.update(kinds_of(holders))
            known = self.directory.eligible.get(template, frozenset())
            self.directory.eligible[template] = known | {one.id for one in holders if not one.scoped}
        return None if members and not active else active

    def _user(self, raw: dict[str, Any], complain: Complain) -> None:
        user = user_of(Row(0, raw))
        if not user.id:
            complain("has no ID.")
            return
        if self.directory.users is not None:
            self.directory.users[user.id] = user
        self.directory.call(user)

    def _group(self, raw: dict[str, Any], complain: Complain) -> None:
        group = group_of(Row(0, raw), complain)
        if not group.id:
            complain("has no ID.")
            return
        if cut_members(raw, self.context):
            group = replace(group, whole=False)
            message = f"Of group {short(group.display_name or group.id, 80)}, some members may be missing."
            self.directory.problems.append(Problem(self.directory.place, message, "Export all its members.", "page"))
        self.directory.kinds.update(group.kinds)
        if self.directory.groups is not None:
            self.directory.groups[group.id] = group
        if group.display_name:
            self.directory.group_names.setdefault(group.display_name.lower(), []).append(group.id)

    def _role(self, raw: dict[str, Any], complain: Complain) -> None:
        row = Row(0, raw)
        # The id of a built-in role is that of its template.
        template = row.text("roleTemplateId", "templateId", "roleDefinitionId").lower()
        if not template:
            complain("has no roleTemplateId.")
            return
        holders = holders_of(row, complain)
        if holders is None:
            complain("has no members, so who holds the role cannot be known.")
        self.directory.kinds.update(kinds_of(holders or ()))
        known = self.directory.roles or {}
        members = None if holders is None else frozenset(one.id for one in holders if not one.scoped)
        scoped = frozenset(one.id for one in holders or () if one.scoped)
        if template in known and "principalId" in row:
            before = known[template]
            members = None if before.members is None else before.members | (members or frozenset())
            scoped |= before.scoped
        name = "" if "principalId" in row else row.text("displayName")
        known[template] = Role(template, name, members, scoped, row.flag("isBuiltIn") is not False)
        self.directory.roles = known

    def _location(self, raw: dict[str, Any], complain: Complain) -> None:
        location, complaints = named_location(Section(raw, "", []))
        for complaint in complaints:
            complain(complaint)
        if location is not None and self.directory.locations is not None:
            self.directory.locations[location.id] = location

    def _complain(self, place: str, message: str) -> None:
        if len(self.directory.problems) >= _MAX_PROBLEMS:
            self.rest += 1
            return
        where = f"{self.directory.place} ({place})"
        self.directory.problems.append(Problem(where, message, "The entry was skipped."))


def merged(parts: Sequence[Directory]) -> Directory:
    """Return several directories as one; what they contradict each other in is among its problems."""
    if len(parts) == 1:
        return parts[0]
    whole = Directory(", ".join(part.place for part in parts))
    merger = _Merger(whole)
    for part in parts:
        merger.add(part)
    for user in (whole.users or {}).values():
        whole.call(user)
    for group in (whole.groups or {}).values():
        if group.display_name:
            whole.group_names.setdefault(group.display_name.lower(), []).append(group.id)
    merger.count()
    return whole


def _joined(known: dict[str, T] | None, added: dict[str, T] | None, join: Callable[[T, T], T]) -> dict[str, T] | None:
    """Return two collections as one; ``join`` makes one entry of two with the same key."""
    if added is None:
        return known
    whole = known if known is not None else {}
    whole.update({key: join(whole[key], one) if key in whole else one for key, one in added.items()})
    return whole


class _Merger:
    """Adds directories to one, and names contradictions."""

    def __init__(self, whole: Directory) -> None:
        self.whole = whole
        self.conflicts = 0

    def add(self, part: Directory) -> None:
        whole = self.whole
        whole.problems += part.problems
        whole.cut |= part.cut
        whole.kinds.update(part.kinds)
        for template, holders in part.eligible.items():
            whole.eligible[template] = whole.eligible.get(template, frozenset()) | holders
        whole.users = _joined(whole.users, part.users, lambda known, user: self._user(known, user, part))
        whole.groups = _joined(whole.groups, part.groups, lambda known, group: self._group(known, group, part))
        whole.roles = _joined(whole.roles, part.roles, lambda known, role: self._role(known, role, part))
        whole.locations = _joined(
            whole.locations, part.locations, lambda known, location: self._location(known, location, part)
        )

    def count(self) -> None:
        """Say how many contradictions were not named one by one."""
        if self.conflicts > _MOST_CONFLICTS:
            rest = self.conflicts - _MOST_CONFLICTS
            self.whole.problems.append(
                Problem(self.whole.place, f"contradict each other in {rest:,} more entries.", "", "conflict")
            )

    def _user(self, known: User, user: User, part: Directory) -> User:
        pairs = [(getattr(known, name), getattr(user, name)) for name in ("principal_name", "user_type")]
        if any(one and other and one != other for one, other in pairs):
            self._conflict(part, f"user {user.id}", "The first file's word is taken.")
        filled = {
            name: getattr(known, name) or getattr(user, name)
            for name in ("principal_name", "display_name", "user_type")
        }
        told = {
            name: getattr(user, name) if getattr(known, name) is None else getattr(known, name)
            for name in ("synced", "enabled", "agent")
        }
        return replace(known, **filled, **told)

    def _group(self, known: Group, group: Group, part: Directory) -> Group:
        known = known if known.fixed else replace(known, fixed=group.fixed)
        if known.members is None or group.members is None:
            # The one with members also knows whether these are all of them.
            return replace(known, members=group.members, whole=group.whole) if known.members is None else known
        if known.members == group.members:
            return replace(known, whole=known.whole and group.whole)
        name = known.display_name or known.id
        self._conflict(part, f"the members of group {name}", "Who belongs to it cannot be known.")
        return replace(known, members=None)

    def _role(self, known: Role, role: Role, part: Directory) -> Role:
        if known.members is None or role.members is None:
            return known if role.members is None else role
        if known.members == role.members:
            # A directory role lists who holds it for the whole tenant; assignments have the others as well.
            return replace(known, scoped=known.scoped | role.scoped)
        name = known.display_name or role.display_name or known.template
        self._conflict(part, f"the members of role {name}", "Who holds it cannot be known.")
        return replace(known, members=None)

    def _location(self, known: NamedLocation, location: NamedLocation, part: Directory) -> NamedLocation:
        if known != location:
            self._conflict(part, f"named location {location.name or location.id}", "The first file's word is taken.")
        return known

    def _conflict(self, part: Directory, what: str, taken: str) -> None:
        self.conflicts += 1
        if self.conflicts <= _MOST_CONFLICTS:
            message = f"contradicts a file before it about {what}. {taken}"
            self.whole.problems.append(Problem(part.place, message, "Export both on the same day.", "conflict"))
