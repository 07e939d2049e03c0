"""The shape of ``evidence change --format json``, which scripts rely on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from wizard.files.published_schema import Printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.evidence.change.model import ChangeSet
    from wizard.evidence.change.proof import Proof


class Changed(Printed):
    """What the account meets in a sign-in, before and after."""

    context: str
    before: str
    after: str


class Proved(Printed):
    """What was proved, over which accounts and sign-ins."""

    accounts: int = Field(description="Accounts that were judged.")
    policies: int
    contexts: list[str]
    changed: list[str] = Field(description="Accounts whose outcome changes: the intended one.")
    unknown: int = Field(description="Accounts of which that cannot be known; a change set has none.")
    alike: int = Field(
        description="Other accounts that meet something that cannot be known, the same before and after."
    )
    outcomes: list[Changed]
    today: bool = Field(description="False where a policy is not enforced yet; the outcomes hold once it is on.")
    before: str = Field(description="SHA-256 of the first state.")
    after: str
    restored: str = Field(description="SHA-256 after change and rollback; equal to that of the first state.")


class Result(Printed):
    """A change set that was written."""

    kind: Literal["exclusion", "clean-up"]
    record: str
    account: str = Field(description="Sign-in name, or ID where no name was exported.")
    account_id: str
    files: list[str]
    policies: list[str] = Field(description="IDs of the policies that it changes.")
    groups: list[str] = Field(description="Names of the groups that it uses.")
    requests: int
    ends_by_itself: bool = Field(description="A membership ends by itself.")
    reviewed: bool = Field(description="A membership without an end is reviewed each year, and ends unless confirmed.")
    notes: list[str]
    proof: Proved


def result_of(change: ChangeSet, proof: Proof, files: Sequence[Path]) -> Result:
    return Result(
        kind=change.kind,
        record=change.approved.record_id,
        account=change.account_name,
        account_id=change.account,
        files=[str(path) for path in files],
        policies=[policy.id for policy in change.policies],
        groups=[group.name for group in change.groups],
        requests=len(change.steps),
        ends_by_itself=change.timed,
        reviewed=change.reviewed,
        notes=list(change.notes),
        proof=Proved(
            accounts=proof.accounts,
            policies=proof.policies,
            contexts=[context.name for context in proof.contexts],
            changed=[change.account_name],
            unknown=0,
            alike=proof.alike,
            outcomes=[Changed(context=one.context, before=one.before, after=one.after) for one in proof.outcomes],
            today=proof.today,
            before=proof.before,
            after=proof.after,
            restored=proof.restored,
        ),
    )
