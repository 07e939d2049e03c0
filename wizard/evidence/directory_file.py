"""Reads the directory file: users, groups, roles and named locations, as Graph exports them.

One JSON object with the collections ``users``, ``groups`` with ``members``, ``directoryRoles``
with ``roleTemplateId`` and ``members``, and ``namedLocations``. Each may also be a page
``{"value": [...]}``. An entry that cannot be used is named, and the rest is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wizard.errors import EvidenceError, Problem
from wizard.evidence.directory import Directory, Group, Role, User
from wizard.evidence.locations import named_location
from wizard.evidence.policies.fields import Section
from wizard.files.decoding import decode, refuse_other_text
from wizard.files.reading import Wanted, read_settled
from wizard.files.salvage import parse

DIRECTORY = Wanted(EvidenceError, "a directory export", "Export it as JSON.", 512 * 1024 * 1024)
"""Half a gigabyte holds some million users."""
COLLECTIONS = ("users", "groups", "directoryroles", "namedlocations")
_MAX_PROBLEMS = 50
_WHOLE_TENANT = frozenset({"", "/"})


def read_directory(path: Path) -> Directory:
    """Read a directory file.

    Raises:
        EvidenceError: It cannot be read, or is no object with one of the collections.
    """
    documents = read_documents(path)
    return directory_of(documents[0] if len(documents) == 1 else documents, str(path))


def read_documents(path: Path) -> list[Any]:
    """Return the JSON of a file: one value, or one value a line.

    Raises:
        EvidenceError: It cannot be read, or is no JSON.
    """
    text = decode(read_settled(path, DIRECTORY), str(path), DIRECTORY, guess=True)[0]
    refuse_other_text(text, str(path), DIRECTORY)
    parsed = parse(text, str(path))
    if parsed.lost:
        raise EvidenceError(*parsed.problems)
    return list(parsed.documents)


def directory_of(document: Any, place: str = "the directory file") -> Directory:
    """Return the directory that a JSON document describes.

    Raises:
        EvidenceError: It is no object, or has none of the collections.
    """
    wanted = "one object with users, groups, directoryRoles and namedLocations was expected"
    if not isinstance(document, dict):
        raise EvidenceError(Problem(place, f"is no JSON object; {wanted}."))
    collections = {key.lower(): value for key, value in document.items() if key.lower() in COLLECTIONS}
    if not collections:
        raise EvidenceError(Problem(place, f"has none of the collections; {wanted}."))
    directory = Directory(place)
    builder = _Builder(directory)
    for name, value in collections.items():
        builder.add(name, value)
    return directory


class _Builder:
    """Fills a directory from collections."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.rest = 0

    def add(self, name: str, value: Any) -> None:
        if isinstance(value, dict):
            value = next((part for key, part in value.items() if key.lower() == "value"), value)
        if value is None:
            return
        if not isinstance(value, list):
            self._complain(name, "is no list.")
            return
        entries: list[tuple[str, Section]] = []
        for index, raw in enumerate(value):
            place = f"{name}[{index}]"
            if not isinstance(raw, dict):
                self._complain(place, "is no object.")
                continue
            entries.append((place, Section(raw, place, [])))
        {
            "users": self._users,
            "groups": self._groups,
            "directoryroles": self._roles,
            "namedlocations": self._locations,
        }[name](entries)
        if self.rest:
            self._note(Problem(self.directory.place, f"has {self.rest:,} more entries that cannot be used."))
            self.rest = 0

    def _users(self, entries: list[tuple[str, Section]]) -> None:
        directory = self.directory
        directory.users = {}
        for place, section in entries:
            identifier = section.text("id", "objectId").lower()
            principal = section.text("userPrincipalName").lower() or None
            if not identifier:
                self._complain(place, "has no id.")
                continue
            name = section.text("displayName").lower() or None
            directory.users[identifier] = User(identifier, principal, name, section.text("userType").lower() or None)
            if principal:
                directory.user_names[principal] = identifier

    def _groups(self, entries: list[tuple[str, Section]]) -> None:
        directory = self.directory
        directory.groups = {}
        for place, section in entries:
            identifier = section.text("id", "objectId").lower()
            if not identifier:
                self._complain(place, "has no id.")
                continue
            name = section.text("displayName")
            members = self._members(place, section)
            directory.groups[identifier] = Group(identifier, name, None if members is None else members[0])
            if name:
                directory.group_names.setdefault(name.lower(), []).append(identifier)

    def _roles(self, entries: list[tuple[str, Section]]) -> None:
        self.directory.roles = {}
        for place, section in entries:
            template = section.text("roleTemplateId", "templateId").lower()
            if not template:
                self._complain(place, "has no roleTemplateId.")
                continue
            members: tuple[frozenset[str] | None, frozenset[str]] | None = self._members(place, section)
            if members is None:
                self._complain(place, "has no members, so who holds the role cannot be known.")
                members = (None, frozenset())
            built_in = section.take("isBuiltIn") is not False
            role = Role(template, section.text("displayName"), *members, built_in)
            self.directory.roles[template] = role

    def _locations(self, entries: list[tuple[str, Section]]) -> None:
        self.directory.locations = {}
        for place, section in entries:
            location, complaints = named_location(section)
            for complaint in complaints:
                self._complain(place, complaint)
            if location is not None:
                self.directory.locations[location.id] = location

    def _members(self, place: str, section: Section) -> tuple[frozenset[str], frozenset[str]] | None:
        """Return member ids for the whole tenant, and those for a part of it."""
        raw = section.take("members")
        if raw is None:
            return None
        if isinstance(raw, dict):
            raw = next((part for key, part in raw.items() if key.lower() == "value"), raw)
        if not isinstance(raw, list):
            self._complain(place, "has members that are no list.")
            return None
        whole: set[str] = set()
        part: set[str] = set()
        for entry in raw:
            if isinstance(entry, str):
                whole.add(entry.lower())
                continue
            inner = Section(entry, place, [])
            identifier = inner.text("id", "objectId", "principalId").lower()
            if not identifier:
                self._complain(place, "has a member without an id.")
                continue
            (whole if inner.text("directoryScopeId") in _WHOLE_TENANT else part).add(identifier)
        return frozenset(whole), frozenset(part)

    def _complain(self, place: str, message: str) -> None:
        if len(self.directory.problems) >= _MAX_PROBLEMS:
            self.rest += 1
            return
        self._note(Problem(f"{self.directory.place} ({place})", message, "The entry was left out."))

    def _note(self, problem: Problem) -> None:
        self.directory.problems.append(problem)
