"""Exports and policies asked as one: what the exports show of an account tells which policies reach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from wizard.evidence.namesakes import object_id
from wizard.evidence.proposals.account_usage import usage_of
from wizard.evidence.proposals.observation import Observation, aged, is_of_today

if TYPE_CHECKING:
    from wizard.errors import Problem
    from wizard.evidence.collection import Evidence, Taken
    from wizard.evidence.directory import User
    from wizard.evidence.mappings import Mappings
    from wizard.evidence.proposals.from_policies import PolicyEvidence


class Several:
    """Asks exports and policies in turn; each may be missing."""

    def __init__(self, evidence: Evidence | None, policies: PolicyEvidence | None, mappings: Mappings) -> None:
        self.evidence = evidence
        self.policies = policies
        self.mappings = mappings

    def knows(self, account: str, given: str = "") -> bool:
        """Return whether a file names an account; True too where nothing was read that names accounts.

        Policies for everybody propose something for any name, one that is spelled wrongly included.

        Args:
            account: Sign-in name or object ID.
            given: Its object ID as a person gave it; empty where nobody did.
        """
        evidence, policies = self.evidence, self.policies
        users = policies.directory.users if policies is not None else None
        if evidence is None and users is None:
            return True
        found = evidence.taken(account, given) if evidence is not None else None
        if found is not None and (found.summary is not None or any(parts for _, parts in found.items)):
            return True
        called = policies.directory.users_called(account.strip()) if policies is not None else ()
        return any(_is(user, given, found) for user in called)

    def about(
        self, account: str, today: date, answers: Mapping[str, Any] | None = None, given: str = ""
    ) -> tuple[tuple[Observation, ...], Problem | None]:
        """Return what they propose, of which nothing is confirmed, and what is said of rows that are not taken.

        Args:
            account: Sign-in name or object ID.
            today: Tells how old a last sign-in is.
            answers: What a person answered about the account.
            given: Its object ID as a person gave it; empty where nobody did.
        """
        found = self.evidence.taken(account, given) if self.evidence is not None else None
        shown = self.evidence.observed(found, today) if self.evidence is not None and found is not None else ()
        left = found.left if found is not None else None
        if self.policies is None:
            return shown, left
        summary = found.summary if found is not None else None
        recent = summary if summary is not None and is_of_today(summary.period, today) else None
        usage = usage_of(answers or {}, recent, shown, self.mappings)
        called = self.policies.directory.users_called(account.strip())
        # The directory has the name for another account: what it says of that one is not taken.
        asked = account if all(_is(user, given, found) for user in called) else _meant(given, found)
        judged = (replace(aged(one, today), account=account) for one in self.policies.observations(asked, usage))
        return (*shown, *judged), left


def _meant(given: str, found: Taken | None) -> str:
    """Return the object ID of the account that is meant; empty where it is not known."""
    return found.meant.id if found is not None and found.meant is not None else object_id(given)


def _is(user: User, given: str, found: Taken | None) -> bool:
    """Return whether a user of the directory can be the account that is meant."""
    several = found is not None and found.meant is not None
    meant, identifier = _meant(given, found), object_id(user.id)
    return not identifier or meant == identifier or not (meant or several)
