"""All policies together: a block wins, requirements add up, and what cannot be known stays visible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import grant, policy, session, unattended
from wizard.evidence.evaluate.grant import Requirement
from wizard.evidence.evaluate.policy import PolicyResult
from wizard.evidence.evaluate.sign_in import Circumstances, SignIn
from wizard.evidence.evaluate.unattended import ControlAbility
from wizard.evidence.policies.model import Policy
from wizard.evidence.tables import ConditionalAccessTables
from wizard.printable import short

Word = Literal["block", "controls", "allow", "unknown"]
_ENFORCED = "enabled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sign-in meets.

    Attributes:
        outcome: ``block``, ``controls``, ``allow``, or ``unknown``.
        controls: What must be met for sure; enforced policies only.
        unattended: ``works``, ``breaks`` or ``unknown``.
        unattended_reason: Why, in words.
        sessions: Session controls that hold, by Graph's name.
        abilities: Who can meet each of the controls.
    """

    outcome: Word
    controls: tuple[Requirement, ...]
    unattended: str
    unattended_reason: str
    sessions: dict[str, Any] = field(default_factory=dict, hash=False)
    abilities: tuple[ControlAbility, ...] = ()


def evaluate(
    policies: Iterable[Policy],
    sign_in: SignIn,
    directory: Directory,
    tables: ConditionalAccessTables,
    unread: Sequence[str] = (),
) -> tuple[tuple[PolicyResult, ...], Outcome]:
    """Judge a sign-in against all policies.

    Args:
        policies: The tenant's policies.
        sign_in: Who, what for, and how.
        directory: The tenant's directory, empty where nothing was exported.
        tables: The subject's tables.
        unread: Places that may hold policies nobody could read.
    """
    results = tuple(policy.judge(item, sign_in, directory, tables) for item in policies)
    return results, combine(results, sign_in.circumstances, tables, unread)


def combine(
    results: Sequence[PolicyResult],
    circumstances: Circumstances,
    tables: ConditionalAccessTables,
    unread: Sequence[str] = (),
) -> Outcome:
    """Return what the results of all policies mean together."""
    sure = [result for result in results if result.applies is True and result.policy.state == _ENFORCED]
    open_results = [result for result in results if result.applies is None and result.policy.state in (_ENFORCED, None)]
    blocking = [result for result in sure if result.policy.grant is not None and result.policy.grant.blocks]
    if blocking:
        names = ", ".join(f"'{_name(result)}'" for result in blocking[:3])
        return Outcome("block", (), "breaks", f"Access is blocked by {names}.")
    requirements = grant.union(grant.requirements(result.policy.grant) for result in sure)
    sessions = session.combined(result.policy for result in sure)
    names_in_order = dict.fromkeys(control for requirement in requirements for control in requirement)
    abilities = {name: unattended.ability(name, circumstances, sessions, tables) for name in names_in_order}
    word: Word = "controls" if requirements else "allow"
    if open_results or unread:
        word = "unknown"
    works, reason = unattended.verdict(requirements, abilities, sessions)
    if works != "breaks":
        works, reason = _with_doubts(works, reason, results, open_results, unread)
    return Outcome(word, requirements, works, reason, sessions, tuple(abilities.values()))


def _with_doubts(
    works: str,
    reason: str,
    results: Sequence[PolicyResult],
    open_results: Sequence[PolicyResult],
    unread: Sequence[str],
) -> tuple[str, str]:
    """Return the verdict after what the demands alone do not show: questions for the place, and open policies."""
    asking = next((result for result in results if result.asks_place is True), None)
    if asking is not None:
        return (
            "breaks",
            f"Policy '{_name(asking)}' asks the Authenticator app for the place; nobody is there to answer.",
        )
    if open_results:
        first = open_results[0]
        wanted = first.missing[0] if first.missing else "more about the sign-in"
        more = f" and {len(open_results) - 1} more" if len(open_results) > 1 else ""
        return "unknown", f"It cannot be known whether policy '{_name(first)}'{more} applies; needed: {wanted}."
    if unread:
        return "unknown", f"There may be policies that could not be read: {short(unread[0], 200)}."
    maybe = next((result for result in results if result.asks_place is None), None)
    if works == "works" and maybe is not None:
        return "unknown", f"Policy '{_name(maybe)}' may ask the Authenticator app for the place."
    return works, reason


def _name(result: PolicyResult) -> str:
    return short(result.policy.name or result.policy.id or result.policy.place, 80)
