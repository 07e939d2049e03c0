"""All policies together: a block wins, requirements add up, and what cannot be known stays visible.

What counts is gathered first, as a ``Tally``, and ``settled`` draws the verdict from it. The evaluator
that judges one sign-in with reasons and the one that judges a whole tenant differ in how they gather
and in nothing else, so that they cannot disagree on what follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import grant, policy, unattended
from wizard.evidence.evaluate.grant import Requirement
from wizard.evidence.evaluate.policy import PolicyResult
from wizard.evidence.evaluate.sign_in import Circumstances, SignIn
from wizard.evidence.evaluate.unattended import ControlAbility
from wizard.evidence.policies.model import Policy, Session
from wizard.evidence.tables import ConditionalAccessTables
from wizard.evidence.truth import Truth, any_of
from wizard.wording import short

Word = Literal["block", "controls", "allow", "unknown"]
Cause = Literal["block", "demands", "place", "open", "unread", "perhaps_place"]
ENFORCED = frozenset({"enabled"})
"""States in which a policy is enforced today."""
ENFORCED_WITH_REPORT_ONLY = ENFORCED | {policy.REPORT_ONLY}
"""The same once every report-only policy is switched on."""
_CLOUD_RANK = {"monitoronly": 1, "mcasconfigured": 2, "blockdownloads": 3}


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


class Tally(NamedTuple):
    """All that the verdict on a sign-in depends on.

    Attributes:
        blocked: An enforced policy that applies for sure blocks.
        requirements: What the enforced policies demand that apply for sure.
        sessions: Their session controls, by Graph's name, each with its ``source``.
        doubtful: It cannot be known whether some further enforced policy applies, or what one demands.
        unread: There may be policies that nobody could read.
        asks_place: Whether a policy asks the Authenticator app for the place.
    """

    blocked: bool = False
    requirements: tuple[Requirement, ...] = ()
    sessions: Mapping[str, Any] = MappingProxyType({})
    doubtful: bool = False
    unread: bool = False
    asks_place: Truth = False


class Settled(NamedTuple):
    """A verdict, with what decided about the unattended sign-in: ``reason`` is in words where the demands did."""

    outcome: Word
    controls: tuple[Requirement, ...]
    unattended: str
    cause: Cause
    reason: str
    abilities: tuple[ControlAbility, ...]


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
    enforced: frozenset[str] = ENFORCED,
) -> Outcome:
    """Return what the results of all policies mean together.

    Args:
        results: One for each policy.
        circumstances: How the sign-in happens.
        tables: The subject's tables.
        unread: Places that may hold policies nobody could read.
        enforced: States in which a policy counts.
    """
    sure = [result for result in results if result.applies is True and result.policy.state in enforced]
    doubtful = [result for result in results if in_doubt(result) and counts(result.policy, enforced)]
    blocking = [result for result in sure if result.policy.grant is not None and result.policy.grant.blocks]
    sessions = sessions_of(result.policy for result in sure)
    tally = Tally(
        bool(blocking),
        grant.union(grant.requirements(result.policy.grant) for result in sure),
        sessions,
        bool(doubtful),
        bool(unread),
        any_of(result.asks_place for result in results),
    )
    told = settled(tally, circumstances, tables)
    if told.cause == "block":
        names = ", ".join(f"'{_name(result)}'" for result in blocking[:3])
        return Outcome("block", (), "breaks", f"Access is blocked by {names}.")
    reason = _in_words(told, results, doubtful, unread)
    return Outcome(told.outcome, told.controls, told.unattended, reason, sessions, told.abilities)


def sessions_of(policies: Iterable[Policy]) -> dict[str, dict[str, Any]]:
    """Return the session controls of policies in Graph's names, the strictest of each kind with the policy it comes from."""
    found: dict[str, dict[str, Any]] = {}
    for item in policies:
        source, session = item.name or item.id, item.session
        if session.every_time or session.hours is not None:
            _keep(found, "signInFrequency", _frequency(session, source), _frequency_rank)
        if session.persistent_browser:
            entry = {"mode": session.persistent_browser, "isEnabled": True, "source": source}
            _keep(found, "persistentBrowser", entry, lambda part: 1 if part["mode"] == "never" else 0)
        if session.cloud_app_security:
            kind = {"cloudAppSecurityType": session.cloud_app_security, "isEnabled": True, "source": source}
            _keep(found, "cloudAppSecurity", kind, _cloud_rank)
        if session.continuous_access:
            found.setdefault("continuousAccessEvaluation", {"mode": session.continuous_access, "source": source})
        switches = {
            "secureSignInSession": session.token_protection,
            "applicationEnforcedRestrictions": session.app_restrictions,
            "disableResilienceDefaults": session.no_resilience,
        } | dict.fromkeys(session.other, True)
        for name, on in switches.items():
            if on:
                found.setdefault(name, {"isEnabled": True, "source": source})
    return found


def _frequency(session: Session, source: str) -> dict[str, Any]:
    kind = "secondaryAuthentication" if session.secondary_only else "primaryAndSecondaryAuthentication"
    entry: dict[str, Any] = {"isEnabled": True, "authenticationType": kind, "source": source}
    if session.every_time:
        return {"frequencyInterval": "everyTime", **entry}
    return {"frequencyInterval": "timeBased", "type": "hours", "value": session.hours, **entry}


def _frequency_rank(entry: dict[str, Any]) -> float:
    if entry["frequencyInterval"] == "everyTime":
        return 0.0
    return -float(entry["value"])


def _cloud_rank(entry: dict[str, Any]) -> float:
    return _CLOUD_RANK.get(str(entry["cloudAppSecurityType"]).lower(), 0)


def _keep(found: dict[str, dict[str, Any]], name: str, entry: dict[str, Any], rank: Any) -> None:
    current = found.get(name)
    if current is None or rank(entry) > rank(current):
        found[name] = entry


def in_doubt(result: PolicyResult) -> bool:
    """Return whether a policy may demand something that nobody can know: it may apply, or it lost what it demands."""
    return result.applies is None or (result.applies is True and bool(result.policy.lost))


def counts(item: Policy, enforced: frozenset[str] = ENFORCED) -> bool:
    """Return whether a policy is enforced, or may be: a template has no state."""
    return item.state is None or item.state in enforced


def settled(tally: Tally, circumstances: Circumstances, tables: ConditionalAccessTables) -> Settled:
    """Return the verdict that follows from what counts, and nothing else."""
    if tally.blocked:
        return Settled("block", (), "breaks", "block", "", ())
    names = dict.fromkeys(control for requirement in tally.requirements for control in requirement)
    abilities = {name: unattended.ability(name, circumstances, tally.sessions, tables) for name in names}
    word: Word = "controls" if tally.requirements else "allow"
    if tally.doubtful or tally.unread:
        word = "unknown"
    works, reason = unattended.verdict(tally.requirements, abilities, tally.sessions)
    cause: Cause = "demands"
    if works != "breaks":
        works, cause = _with_doubts(works, tally)
    return Settled(word, tally.requirements, works, cause, reason, tuple(abilities.values()))


def _with_doubts(works: str, tally: Tally) -> tuple[str, Cause]:
    """Return the verdict after what the demands alone do not show: questions for the place, and open policies."""
    if tally.asks_place is True:
        return "breaks", "place"
    if tally.doubtful:
        return "unknown", "open"
    if tally.unread:
        return "unknown", "unread"
    if works == "works" and tally.asks_place is None:
        return "unknown", "perhaps_place"
    return works, "demands"


def _in_words(
    told: Settled, results: Sequence[PolicyResult], doubtful: Sequence[PolicyResult], unread: Sequence[str]
) -> str:
    if told.cause == "place":
        asking = next(result for result in results if result.asks_place is True)
        return f"Policy '{_name(asking)}' asks the Authenticator app for the place; nobody is there to answer."
    if told.cause == "open":
        first = doubtful[0]
        wanted = first.missing[0] if first.missing else "more about the sign-in"
        more = f" and {len(doubtful) - 1} more" if len(doubtful) > 1 else ""
        if first.applies is True:
            return f"It cannot be known what policy '{_name(first)}'{more} requires; needed: {wanted}."
        return f"It cannot be known whether policy '{_name(first)}'{more} applies; needed: {wanted}."
    if told.cause == "unread":
        return f"There may be policies that could not be read: {short(unread[0], 200)}."
    if told.cause == "perhaps_place":
        maybe = next(result for result in results if result.asks_place is None)
        return f"Policy '{_name(maybe)}' may ask the Authenticator app for the place."
    return told.reason


def _name(result: PolicyResult) -> str:
    return short(result.policy.title, 80)
