"""What-if: the request of Graph's own what-if, judged offline, and Graph's answer read as evidence.

The answer has Graph's words where Graph has some, so that an administrator can lay both side
by side. It goes beyond Graph's in three points: what cannot be known is said with what would
tell, all policies are put together, and an unattended account is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import grant
from wizard.evidence.evaluate.outcome import ENFORCED, ENFORCED_WITH_REPORT_ONLY, Outcome, combine, evaluate
from wizard.evidence.evaluate.policy import NOT_ENOUGH, PolicyResult
from wizard.evidence.evaluate.sign_in import Circumstances
from wizard.evidence.policies.model import Policy, Reading
from wizard.evidence.request import Request
from wizard.evidence.tables import ConditionalAccessTables


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request.

    Attributes:
        results: One for each policy that is shown.
        outcome: All policies together, as they are enforced today.
        report_only: The same if every report-only policy were on.
        notes: What in the request was not used.
        unread: Places that may hold further policies.
        strengths: Names of the built-in strengths by id.
        graph: What Microsoft's own verdicts mean together, where the policies are an answer of Graph.
        differs: Names of policies on which our verdict and Microsoft's are opposite.
    """

    results: tuple[PolicyResult, ...]
    outcome: Outcome
    report_only: Outcome
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    strengths: dict[str, str] = field(default_factory=dict)
    graph: Outcome | None = None
    differs: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as JSON values, in the shape that is promised to outsiders."""
        outcome = self.outcome
        shown: dict[str, Any] = {
            "policies": [_result(result, self.strengths) for result in self.results],
            **_outcome(outcome),
            "abilities": [asdict(ability) | {"facts": list(ability.facts)} for ability in outcome.abilities],
            "sessionControls": outcome.sessions,
            "report_only": _outcome(self.report_only),
            "notes": list(self.notes),
            "unread": list(self.unread),
        }
        if self.graph is not None:
            shown["graph"] = _outcome(self.graph) | {"differs": list(self.differs)}
        return shown


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Answers requests about one tenant.

    Attributes:
        reading: The tenant's policies, and what of them could not be read.
        directory: The tenant's directory; empty where nothing was exported.
        tables: The subject's tables.
    """

    reading: Reading
    directory: Directory
    tables: ConditionalAccessTables

    def answer(self, request: Request) -> Answer:
        unread, circumstances = self.reading.unread, request.sign_in.circumstances
        results, outcome = evaluate(self.reading.policies, request.sign_in, self.directory, self.tables, unread)
        switched_on = combine(results, circumstances, self.tables, unread, ENFORCED_WITH_REPORT_ONLY)
        shown = tuple(result for result in results if result.applies is not False or not request.applied_only)
        graph, differs = self._beside(results, circumstances)
        return Answer(shown, outcome, switched_on, request.notes, unread, self.tables.strengths, graph, differs)

    def _beside(
        self, results: Sequence[PolicyResult], circumstances: Circumstances
    ) -> tuple[Outcome | None, tuple[str, ...]]:
        """Return what Microsoft's verdicts mean, where the policies bring some, and on which policies we say the opposite."""
        told = [result for result in results if result.policy.graph is not None]
        if not told:
            return None, ()
        answer = answer_from_graph([result.policy for result in told], circumstances, self.tables)
        pairs = zip(told, answer.results, strict=True)
        opposite = [ours.policy for ours, theirs in pairs if {ours.applies, theirs.applies} == {True, False}]
        return answer.outcome, tuple(policy.title for policy in opposite)


def answer_from_graph(
    policies: Iterable[Policy], circumstances: Circumstances, tables: ConditionalAccessTables
) -> Answer:
    """Return what Microsoft's own answer means, with its verdicts instead of ours.

    Args:
        policies: Policies read from an answer of Graph; each has its verdict.
        circumstances: How the sign-in happens, as the request said.
        tables: The subject's tables.
    """
    results = tuple(_from_graph(policy) for policy in policies if policy.graph is not None)
    today, later = (
        combine(results, circumstances, tables, (), states) for states in (ENFORCED, ENFORCED_WITH_REPORT_ONLY)
    )
    return Answer(results, today, later, strengths=tables.strengths)


def _from_graph(policy: Policy) -> PolicyResult:
    verdict = policy.graph
    if verdict is None or verdict.applies is None:
        return PolicyResult(policy, None, (NOT_ENOUGH,), ("more about the sign-in, in the request to Microsoft",))
    return PolicyResult(policy, verdict.applies, verdict.reasons)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": outcome.outcome,
        "controls": [list(requirement) for requirement in outcome.controls],
        "unattended": outcome.unattended,
        "unattended_reason": outcome.unattended_reason,
    }


def _result(result: PolicyResult, strengths: dict[str, str]) -> dict[str, Any]:
    policy = result.policy
    shown: dict[str, Any] = {
        "displayName": policy.name,
        "id": policy.id or None,
        "state": policy.state,
        "policyApplies": result.applies,
        "analysisReasons": list(result.reasons),
        "missing": list(result.missing),
        "notes": list(result.notes),
        "demands": _demands(policy, strengths),
        "place": policy.place,
    }
    if policy.graph is not None:
        shown["graph"] = {"policyApplies": policy.graph.applies, "analysisReasons": list(policy.graph.reasons)}
    return shown


def _demands(policy: Policy, strengths: dict[str, str]) -> list[Any]:
    if policy.grant is not None and policy.grant.blocks:
        return [["block"]]
    demands = [list(requirement) for requirement in grant.requirements(policy.grant)]
    strength = policy.grant.strength if policy.grant is not None else None
    if strength is None:
        return demands
    name = strengths.get(strength.id, strength.name or strength.id)
    return [[f"{word}: {name}" if word == grant.STRENGTH else word for word in demand] for demand in demands]
