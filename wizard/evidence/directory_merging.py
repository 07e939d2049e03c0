"""One directory from several: what each entry is, by all that say something about it, in whatever order they come.

Where they differ, nobody can know which one holds: what depends on it is open, and the difference is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from wizard.errors import Problem
from wizard.evidence.directory import Directory, Group, MemberKind, NamedLocation, Role, User

T = TypeVar("T")
_Joined = tuple[T, str]
"""An entry, and what of it differs, in words; nothing where all agree."""
_MOST_CONFLICTS = 20
_MEMBERS = "Who belongs to it cannot be known."
_HOLDERS = "Who holds it cannot be known."
_WHICH = "Which one holds cannot be known."


def merged(parts: Sequence[Directory]) -> Directory:
    """Return several directories as one; where they differ is among its problems."""
    if len(parts) == 1:
        return parts[0]
    whole = Directory(", ".join(dict.fromkeys(part.place for part in parts)))
    for part in parts:
        whole.problems += part.problems
        whole.cut |= part.cut
        for template, holders in part.eligible.items():
            whole.eligible[template] = whole.eligible.get(template, frozenset()) | holders
        for user in (part.users or {}).values():
            whole.call(user)
        for group in (part.groups or {}).values():
            whole.call_group(group)
    whole.kinds = _kinds(part.kinds for part in parts)
    merger = _Merger(parts, whole)
    whole.users = merger.joined("users", user_of_several, _WHICH)
    whole.groups = merger.joined("groups", group_of_several, _MEMBERS)
    whole.roles = merger.joined("roles", _role, _HOLDERS)
    whole.locations = merger.joined("locations", _location, _WHICH)
    merger.count()
    _forget_parts(parts, whole)
    return whole


def _forget_parts(parts: Sequence[Directory], whole: Directory) -> None:
    """Drop what was said of missing members where another export lists them all."""
    complete = {key for key, one in (whole.groups or {}).items() if one.whole}
    complete |= {key for key, one in (whole.roles or {}).items() if one.whole}
    settled = {problem for part in parts for key, problem in part.partial.items() if key in complete}
    whole.problems = [problem for problem in whole.problems if problem not in settled]
    whole.partial = {key: problem for part in parts for key, problem in part.partial.items() if problem not in settled}


class _Merger:
    """Joins the collections of directories, and names what differs."""

    def __init__(self, parts: Sequence[Directory], whole: Directory) -> None:
        self.parts = parts
        self.whole = whole
        self.conflicts = 0

    def joined(self, name: str, join: Callable[[Sequence[T]], _Joined[T]], meaning: str) -> dict[str, T] | None:
        """Return a collection; ``join`` makes one entry of those with the same key."""
        told: list[tuple[str, dict[str, T]]] = [
            (part.place, entries) for part in self.parts if (entries := getattr(part, name)) is not None
        ]
        if not told:
            return None
        whole: dict[str, T] = {}
        again: set[str] = set()
        for _, entries in told:
            again |= whole.keys() & entries.keys()
            whole.update(entries)
        for key in sorted(again):
            found = [(place, entries[key]) for place, entries in told if key in entries]
            whole[key], differs = join([one for _, one in found])
            if differs:
                self._differ(", ".join(dict.fromkeys(place for place, _ in found)), f"{differs}. {meaning}")
        return whole

    def _differ(self, place: str, what: str) -> None:
        self.conflicts += 1
        if self.conflicts <= _MOST_CONFLICTS:
            message = f"Exports differ about {what}"
            self.whole.problems.append(Problem(place, message, "Export both on the same day.", "conflict"))

    def count(self) -> None:
        """Say how many differences were not named one by one."""
        if self.conflicts > _MOST_CONFLICTS:
            message = f"Exports differ about {self.conflicts - _MOST_CONFLICTS:,} more entries."
            self.whole.problems.append(Problem(self.whole.place, message, "", "conflict"))


def user_of_several(several: Sequence[User]) -> _Joined[User]:
    """Return a user of whom several exports tell; what they differ in is not known."""
    first = several[0]
    names = _told(one.principal_name for one in several)
    types = _told(one.user_type for one in several)
    told = User(
        first.id,
        _agreed(names),
        _agreed(_told(one.display_name for one in several)),
        _agreed(types),
        _agreed(_told(one.synced for one in several)),
        _agreed(_told(one.enabled for one in several)),
        _agreed(_told(one.agent for one in several)),
    )
    return told, f"user {first.id}" if len(names) > 1 or len(types) > 1 else ""


def group_of_several(several: Sequence[Group]) -> _Joined[Group]:
    """Return a group of which several exports tell: a list of some members fits into one of all."""
    members, whole, differ = _members([(one.members, one.whole) for one in several])
    found = Group(
        several[0].id,
        _least(one.display_name for one in several),
        members,
        whole,
        _least(one.fixed for one in several),
        _kinds(one.kinds for one in several),
    )
    return found, f"the members of group {found.display_name or found.id}" if differ else ""


def _role(several: Sequence[Role]) -> _Joined[Role]:
    members, whole, differ = _members([(one.members, one.whole) for one in several])
    found = Role(
        several[0].template,
        _least(one.display_name for one in several),
        members,
        # A directory role lists who holds it for the whole tenant; assignments have the others as well.
        frozenset().union(*(one.scoped for one in several)),
        all(one.built_in for one in several),
        whole,
    )
    return found, f"the members of role {found.display_name or found.template}" if differ else ""


def _least(texts: Iterable[str]) -> str:
    """Return the first text by the alphabet, whatever order the exports were read in; empty where all are."""
    return min(filter(None, texts), default="")


def _members(lists: Sequence[tuple[frozenset[str] | None, bool]]) -> tuple[frozenset[str] | None, bool, bool]:
    """Return the members by several lists, whether these are all of them, and whether the lists differ."""
    whole = {members for members, complete in lists if members is not None and complete}
    some = [members for members, complete in lists if members is not None and not complete]
    part: frozenset[str] = frozenset().union(*some)
    if not whole:
        return (part if some else None), not some, False
    if len(whole) > 1 or not part <= min(whole, key=len):
        return None, True, True
    return whole.pop(), True, False


def _location(several: Sequence[NamedLocation]) -> _Joined[NamedLocation]:
    name = _least(one.name for one in several)
    # A list of names says nothing of what a location is made of.
    contents = {replace(one, name=name) for one in several if one.kind != "other" or one.trusted is not None}
    if len(contents) < 2:
        return contents.pop() if contents else replace(several[0], name=name), ""
    trusted = _agreed({one.trusted for one in contents})
    return NamedLocation(several[0].id, name, "other", trusted, whole=False), f"named location {name or several[0].id}"


def _told(values: Iterable[T | None]) -> set[T]:
    return {value for value in values if value is not None}


def _agreed(values: set[T]) -> T | None:
    return next(iter(values)) if len(values) == 1 else None


def _kinds(several: Iterable[Mapping[str, MemberKind]]) -> dict[str, MemberKind]:
    """Return what members are, of those of which no two exports say different things."""
    found: dict[str, MemberKind] = {}
    unclear: set[str] = set()
    for kinds in several:
        unclear |= {member for member, kind in kinds.items() if found.setdefault(member, kind) != kind}
    return {member: kind for member, kind in found.items() if member not in unclear}
