"""Roles that groups hold, told of the accounts in them: the export of roles names the group, the one of groups its members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wizard.errors import Problem
from wizard.evidence.directory import Group
from wizard.evidence.directory_merging import group_of_several
from wizard.evidence.exports.items import Export, Item, RoleHolder
from wizard.wording import joined, short


class GroupHolders:
    """Knows the groups of some exports, and remembers those whose roles reach accounts that no export names."""

    def __init__(self, exports: Sequence[Export]) -> None:
        several: dict[str, list[Group]] = {}
        for item in (item for export in exports for item in export.items):
            if isinstance(item, Group):
                several.setdefault(item.id, []).append(item)
        self._groups = {identifier: group_of_several(groups)[0] for identifier, groups in several.items()}
        self._place = ", ".join(dict.fromkeys(str(one.path) for one in exports if _has_roles(one)))
        self._open: dict[str, str] = {}

    def of_accounts(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield what is about accounts; a role of a group comes once for each account in it."""
        for item in items:
            if isinstance(item, RoleHolder) and item.id in self._groups:
                yield from self._held(item)
            elif isinstance(item, RoleHolder) and item.kind == "group":
                self._open[item.id] = item.id
            elif not isinstance(item, Group) and not (isinstance(item, RoleHolder) and item.kind == "other"):
                yield item

    def problems(self) -> Iterator[Problem]:
        """Yield what is said of groups with roles whose members are not all known."""
        if self._open:
            message = f"gives roles to groups of which members may be missing, so who else holds these cannot be known: {joined(self._open.values())}."
            yield Problem(self._place, message, "Export these groups with all their members.", "role-groups")

    def _held(self, holder: RoleHolder) -> Iterator[RoleHolder]:
        through = self._groups[holder.id].display_name or holder.id
        seen, waiting = {holder.id}, [holder.id]
        while waiting:
            group = self._groups[waiting.pop()]
            if group.members is None or not group.whole:
                self._open[group.id] = short(group.display_name or group.id, 80)
            for member in sorted((group.members or frozenset()) - seen):
                seen.add(member)
                if member in self._groups:
                    waiting.append(member)
                elif group.kinds.get(member) == "group":
                    self._open[member] = member
                elif group.kinds.get(member) != "other":
                    account, identifier = (member, "") if "@" in member else ("", member)
                    yield replace(holder, account=account, id=identifier, through=through)


def _has_roles(export: Export) -> bool:
    return any(isinstance(item, RoleHolder) for item in export.items)
