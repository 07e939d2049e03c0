"""Several kinds of evidence asked as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from wizard.evidence.proposals.model import Observation


class Proposer(Protocol):
    """Says what it knows about an account."""

    def observations(self, account: str, today: date) -> tuple[Observation, ...]:
        """Return what it proposes; nothing of it is confirmed."""


class Several:
    """Asks each of some proposers in turn."""

    def __init__(self, proposers: Sequence[Proposer]) -> None:
        """Take them in order."""
        self.proposers = tuple(proposers)

    def observations(self, account: str, today: date) -> tuple[Observation, ...]:
        """Return what all of them propose."""
        return tuple(one for proposer in self.proposers for one in proposer.observations(account, today))
