"""Which account of a tenant a record is about: by object id, then by sign-in name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wizard.engagement.register import Entry, Waiver
from wizard.evidence.directory import Directory


class Accounts:
    """Records by account.

    Args:
        entries: Records with names.
        directory: The tenant's directory.
    """

    def __init__(self, entries: Sequence[Entry], directory: Directory) -> None:
        """Look every record up once."""
        self.directory = directory
        self._ids: dict[tuple[Path, str], tuple[str, ...]] = {}
        self._found: dict[tuple[Path, str], bool] = {}
        self._by_account: dict[str, list[Entry]] = {}
        self.groups: dict[str, list[tuple[Entry, Waiver]]] = {}
        for entry in entries:
            ids, found = self._lookup(entry)
            self._ids[entry.key], self._found[entry.key] = ids, found
            for one in ids:
                self._by_account.setdefault(one, []).append(entry)
            for waiver in entry.waivers:
                for key in {waiver.group_id, waiver.group.lower()} - {""}:
                    self.groups.setdefault(key, []).append((entry, waiver))

    def _lookup(self, entry: Entry) -> tuple[tuple[str, ...], bool]:
        """Return the ids under which an account may be excluded, and whether the directory has it."""
        users = self.directory.users
        if users is not None:
            for name in filter(None, (entry.subject, *entry.names)):
                user = self.directory.find_user(name)
                if user is not None:
                    return (user.id, *((user.principal_name,) if user.principal_name else ())), True
        return tuple(dict.fromkeys(filter(None, (entry.subject, *entry.names)))), False

    def entries_of(self, account: str) -> Sequence[Entry]:
        return self._by_account.get(account, ())

    def ids_of(self, entry: Entry) -> tuple[str, ...]:
        """Return the ids and names under which a policy may exclude the account of a record."""
        return self._ids.get(entry.key, ())

    def certain(self, entry: Entry) -> bool:
        """Return whether it is known which account it is: the directory has it, lacks it for sure, or its id is given."""
        if self._found.get(entry.key):
            return True
        if self.directory.users is None:
            return bool(entry.subject)
        return "users" not in self.directory.cut

    def is_gone(self, entry: Entry) -> bool:
        """Return whether the directory has all users and not this one."""
        users = self.directory.users
        return users is not None and not self._found.get(entry.key) and "users" not in self.directory.cut

    def is_user(self, account: str) -> bool:
        """Return whether something excluded is an account; what a group holds besides may be anything."""
        users = self.directory.users
        return users is None or account in users

    def name(self, account: str) -> str:
        """Return the sign-in name of an account; its id where no name was exported."""
        user = (self.directory.users or {}).get(account)
        if user is not None:
            return user.principal_name or account
        return next((entry.account for entry in self.entries_of(account) if entry.account), account)
