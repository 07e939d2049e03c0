"""Whose rows are taken for an account: a name goes to another account once its owner is deleted, an object ID never does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from wizard.errors import Problem
from wizard.evidence.policies.fields import is_guid
from wizard.wording import agreed, joined, listed, short

CODE = "another-account"
NOBODY = "00000000-0000-0000-0000-000000000000"
"""What logs write as the ID of somebody whom the tenant does not have."""


def object_id(text: object) -> str:
    """Return the object ID of an account in lower case; empty for any other text."""
    found = text.strip().lower() if isinstance(text, str) else ""
    return found if is_guid(found) and found != NOBODY else ""


@dataclass(frozen=True, slots=True)
class Whose:
    """Which one of several accounts with the same name is meant.

    Attributes:
        id: Its object ID; empty where nobody knows which one is meant.
        listed_in: Names of the exports of users that have it, or several of them; none where who asks gave the ID.
    """

    id: str
    listed_in: tuple[str, ...] = ()

    def has(self, identifier: str) -> bool:
        """Return whether a row with an object ID is taken; one without goes by its name."""
        return identifier in ("", self.id)


def whose(given: str, seen: Collection[str], users: Mapping[str, str]) -> Whose | None:
    """Return which account is meant; None where a name has no other account.

    Args:
        given: Object ID that who asks knows; empty for none.
        seen: All object IDs that exports have under the name.
        users: Of these, the ones that exports of users have, each with the name of its file.
    """
    files = tuple(dict.fromkeys(users.values()))
    if given:
        found = Whose(given)
    elif len(users) == 1:
        found = Whose(next(iter(users)), files)
    elif len(seen) > 1:
        found = Whose("", files)
    else:
        return None
    return None if all(map(found.has, seen)) else found


def by_option(problem: Problem) -> Problem:
    """Return what is said of rows that are not taken where accounts are named with ``--account``."""
    return replace(problem, remedy="Name the account by its object ID with --account.", for_shell=True)


def not_taken(account: str, meant: Whose, left: Mapping[tuple[str, str], int]) -> Problem:
    """Return what is said of rows that are not taken for an account.

    Args:
        account: Its name, or its object ID.
        left: How many rows, by file and object ID.
    """
    others = sorted({identifier for _, identifier in left})
    by_file: dict[str, int] = {}
    for (file, _), rows in left.items():
        by_file[file] = by_file.get(file, 0) + rows
    where = listed([f"{rows:,} in {short(file, 120)}" for file, rows in by_file.items()])
    lists = listed([short(file, 120) for file in meant.listed_in])
    ids = f"{agreed(len(others), 'object ID', 'object IDs')} {joined(others)}"
    if not meant.id:
        message = f"is the name of several accounts in the exports, with the {ids}."
        unsure = f"Which one is meant is not known, so rows with these IDs are not taken: {where}."
        better = f"leave out the older one of {lists}" if lists else "read an export of the users as well"
        better = f", or {better}" if len(meant.listed_in) != 1 else ""
        remedy = f"Give the object ID of the account in the sign-off{better}."
        return Problem(short(account, 200), f"{message} {unsure}", remedy, CODE)
    by = f" by {lists}" if lists else ""
    message = f"has the object ID {meant.id}{by}."
    rest = f"Rows of another account with this name, with the {ids}, are not taken: {where}."
    which = agreed(len(others), "that ID", "one of those IDs")
    remedy = f"If {which} is the account's, {'give it in' if by else 'correct'} the sign-off."
    return Problem(short(account, 200), f"{message} {rest}", remedy, CODE, "note")
