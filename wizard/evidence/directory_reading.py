"""The directory that policies are judged by, from one file or several: users, groups, roles and named locations.

A file is one object with whole collections, or the entries of one as Graph exports them: a list, a page
``{"value": [...]}``, or one entry a line. The entries show what a file holds. An entry that cannot be
used is named, and the rest is used. ``wizard.evidence.directory_merging`` makes one directory of several.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from wizard.errors import EvidenceError, Problem
from wizard.evidence.directory import Directory, Group, NamedLocation, Role, User, named_location
from wizard.evidence.directory_merging import merged
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
    has_all,
    holders_of,
    is_directory,
    is_eligible,
    kinds_of,
    user_of,
)
from wizard.evidence.exports.items import RoleHolder
from wizard.evidence.exports.rows import Row
from wizard.evidence.policies.fields import Section, is_guid
from wizard.files.collections import Part, cut_members, entries_of, page_of, parts_of
from wizard.files.decoding import decode, refuse_other_text
from wizard.files.reading import Wanted, files_in, read_settled, skipped
from wizard.files.salvage import parse
from wizard.files.sniff import sniff
from wizard.wording import joined, short

DIRECTORY = Wanted(EvidenceError, "a directory export", "Export it as JSON.", 512 * 1024 * 1024)
"""Half a gigabyte holds some million users."""
T = TypeVar("T", Group, Role)
_MAX_PROBLEMS = 50
_MOST_COPIES = 20
"""Entries of one ID that differ; further ones tell no more than that nobody can know."""


def read_directories(paths: Sequence[Path]) -> Directory:
    """Read a directory from files, and from the JSON files of folders, which may hold one entry each.

    A file of registered methods says nothing that policies look at and is passed over.

    Raises:
        EvidenceError: A file cannot be read, or holds nothing of a directory.
    """
    parts: list[Directory] = []
    problems: list[Problem] = []
    others: list[Problem] = []
    files = sorted({file for named in paths for file in _files(named, others)})
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
    _name_by_ids(whole)
    return whole


def _name_by_ids(directory: Directory) -> None:
    """Replace sign-in names of members by IDs; where nobody, or several, have a name, the members are not all known."""

    def meant(member: str) -> str:
        called = directory.users_called(member) if "@" in member else ()
        return called[0].id if len(called) == 1 else member

    _give_ids(directory.groups or {}, meant, directory.users or {})
    _give_ids(directory.roles or {}, meant, directory.users or {})
    directory.kinds.update({meant(member): kind for member, kind in directory.kinds.items() if "@" in member})


def _give_ids(entries: dict[str, T], meant: Callable[[str], str], known: Container[str]) -> None:
    for key, one in entries.items():
        if one.members is not None and is_guid(key) and not all(map(is_guid, one.members)):
            members = frozenset(map(meant, one.members))
            whole = one.whole and all(is_guid(member) or member in known for member in members)
            entries[key] = replace(one, members=members, whole=whole)


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
    return _of_entries([entry for document in parsed.documents for entry in entries_of(document)], path, parts)


def _of_entries(entries: Sequence[Any], path: Path, parts: Sequence[Part]) -> Directory | None:
    kinds = {collection_of(entry) for entry in entries if isinstance(entry, dict)} - {""}
    if kinds == {REGISTRATIONS}:
        return None
    by_kind: dict[str, list[Any]] = {kind: [] for kind in kinds - {REGISTRATIONS}}
    rest = next(iter(by_kind)) if len(by_kind) == 1 else ""
    for entry in entries:
        kind = (collection_of(entry) if isinstance(entry, dict) else "") or rest
        if kind in by_kind:
            by_kind[kind].append(entry)
    directory = directory_of(by_kind, str(path))
    if parts:
        directory.cut.update(by_kind)
        directory.problems.extend(part.problem for part in parts)
    return directory


def directory_of(document: Any, place: str = "the directory file") -> Directory:
    """Return the directory that one object with whole collections describes.

    Args:
        document: The object.
        place: The file.

    Raises:
        EvidenceError: It is not an object, or has none of the collections.
    """
    wanted = "one object with users, groups, directoryRoles and namedLocations was expected"
    if not isinstance(document, dict):
        raise EvidenceError(Problem(place, f"is not a JSON object; {wanted}."))
    collections = {name: value for name, value in collections_in(document).items() if name != REGISTRATIONS}
    if not collections:
        raise EvidenceError(Problem(place, f"has none of the collections; {wanted}."))
    builder = _Builder(Directory(place))
    for name, value in collections.items():
        builder.add(name, value)
        for part in parts_of(value, f"{place} ({name})"):
            builder.directory.cut.add(name)
            builder.directory.problems.append(part.problem)
    return merged(builder.layers)


class _Builder:
    """Fills a directory from collections; what differs from an entry with the same ID goes to a layer below it."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.layers = [directory]
        self.rest = 0
        self.name = ""
        self.assigned: dict[str, Role] = {}

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
        self.name = name
        part = {USERS: "users", GROUPS: "groups", LOCATIONS: "locations"}.get(name, "roles")
        setattr(self.directory, part, getattr(self.directory, part) or {})
        for index, raw in enumerate(members):
            place = f"{name}[{index}]"

            def complain(message: str, place: str = place) -> None:
                self._complain(place, message)

            if isinstance(raw, dict):
                add(raw, complain)
            else:
                self._skip(complain, "is not an object.")
        for template, role in self.assigned.items():
            self._keep("roles", template, role)
        self.assigned = {}
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
            self._skip(complain, "has no ID.")
            return
        self._keep("users", user.id, user)
        self.directory.call(user)

    def _group(self, raw: dict[str, Any], complain: Complain) -> None:
        group = group_of(Row(0, raw), complain)
        if not group.id:
            self._skip(complain, "has no ID.")
            return
        if cut_members(raw):
            self._say_cut(group.id, f"group {short(group.display_name or group.id, 80)}")
        self.directory.kinds.update(group.kinds)
        self._keep("groups", group.id, group)
        self.directory.call_group(group)

    def _role(self, raw: dict[str, Any], complain: Complain) -> None:
        row = Row(0, raw)
        # The id of a built-in role is that of its template.
        template = row.text("roleTemplateId", "templateId", "roleDefinitionId").lower()
        if not template:
            self._skip(complain, "has no roleTemplateId.")
            return
        holders = holders_of(row, complain)
        if holders is None:
            complain("has no members, so who holds the role cannot be known.")
        self.directory.kinds.update(kinds_of(holders or ()))
        members = None if holders is None else frozenset(one.key for one in holders if not one.scoped)
        scoped = frozenset(one.key for one in holders or () if one.scoped)
        built_in = row.flag("isBuiltIn") is not False
        if "principalId" in row:
            # All assignments of a collection together tell who holds the role.
            before = self.assigned.get(template) or Role(template, "", frozenset(), frozenset(), built_in)
            members = (before.members or frozenset()) | (members or frozenset())
            self.assigned[template] = replace(before, members=members, scoped=before.scoped | scoped)
            return
        name = row.text("displayName")
        if cut_members(raw):
            self._say_cut(template, f"role {short(name or template, 80)}")
        self._keep("roles", template, Role(template, name, members, scoped, built_in, has_all(row, holders)))

    def _location(self, raw: dict[str, Any], complain: Complain) -> None:
        location, complaints = named_location(Section(raw, "", []))
        for complaint in complaints:
            complain(complaint)
        if location is None:
            self.directory.cut.add(self.name)
        else:
            self._keep("locations", location.id, location)

    def _keep(self, part: str, key: str, entry: User | Group | Role | NamedLocation) -> None:
        for layer in self.layers:
            entries = getattr(layer, part) or {}
            if entries.setdefault(key, entry) == entry:
                setattr(layer, part, entries)
                return
        if len(self.layers) < _MOST_COPIES:
            below = Directory(self.directory.place)
            setattr(below, part, {key: entry})
            self.layers.append(below)

    def _say_cut(self, key: str, what: str) -> None:
        message = f"Of {what}, some members may be missing."
        problem = Problem(self.directory.place, message, "Export all its members.", "page")
        self.directory.partial[key] = problem
        self.directory.problems.append(problem)

    def _skip(self, complain: Complain, message: str) -> None:
        """Name an entry that cannot be used; what it says is missing, so that nothing follows from its absence."""
        complain(message)
        self.directory.cut.add(self.name)

    def _complain(self, place: str, message: str) -> None:
        if len(self.directory.problems) >= _MAX_PROBLEMS:
            self.rest += 1
            return
        where = f"{self.directory.place} ({place})"
        self.directory.problems.append(Problem(where, message, "The entry was skipped."))
