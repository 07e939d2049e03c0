"""Exports and policies asked as one: what the exports show of an account tells which policies reach it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from wizard.evidence.proposals.account_usage import usage_of
from wizard.evidence.proposals.observation import Observation, aged, is_of_today

if TYPE_CHECKING:
    from wizard.evidence.collection import Evidence
    from wizard.evidence.mappings import Mappings
    from wizard.evidence.proposals.from_policies import PolicyEvidence


class Several:
    """Asks exports and policies in turn; each may be missing."""

    def __init__(self, evidence: Evidence | None, policies: PolicyEvidence | None, mappings: Mappings) -> None:
        self.evidence = evidence
        self.policies = policies
        self.mappings = mappings

    def knows(self, account: str) -> bool:
        """Return whether a file names an account; True too where nothing was read that names accounts.

        Policies for everybody propose something for any name, one that is spelled wrongly included.
        """
        evidence, policies = self.evidence, self.policies
        users = policies.directory.users if policies is not None else None
        if evidence is None and users is None:
            return True
        if policies is not None and policies.directory.find_user(account.strip()) is not None:
            return True
        return evidence is not None and (
            evidence.summary(account) is not None or any(parts for _, parts in evidence.items(account))
        )

    def observations(
        self, account: str, today: date, answers: Mapping[str, Any] | None = None
    ) -> tuple[Observation, ...]:
        """Return what they propose; nothing of it is confirmed.

        Args:
            account: Sign-in name or id.
            today: Tells how old a last sign-in is.
            answers: What a person answered about the account.
        """
        summary = self.evidence.summary(account) if self.evidence is not None else None
        shown = self.evidence.observed(account, summary, today) if self.evidence is not None else ()
        if self.policies is None:
            return shown
        recent = summary if summary is not None and is_of_today(summary.period, today) else None
        usage = usage_of(answers or {}, recent, shown, self.mappings)
        return (*shown, *(aged(one, today) for one in self.policies.observations(account, usage)))
