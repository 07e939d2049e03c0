"""Proposals on what is demanded: who asked for MFA, which controls policies set, what error codes hint at."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.evidence.accounts import AccountSummary, PolicyOutcome
from wizard.evidence.cites import Controls, Enforcement, Fact, MetToday, MfaSources, Surfaces
from wizard.evidence.mappings import Mappings
from wizard.evidence.proposals.observation import Maker, Observation
from wizard.wording import count, joined

_DEMANDS = frozenset(
    {
        Controls.MFA,
        Controls.AUTHENTICATION_STRENGTH,
        Controls.COMPLIANT_DEVICE,
        Controls.HYBRID_JOINED_DEVICE,
        Controls.APP_PROTECTION,
        Controls.PASSWORD_CHANGE,
        Controls.CUSTOM,
    }
)
"""Controls that can be met, so a success says so."""
_ENFORCED_RESULTS = frozenset({"success", "failure"})


def propose_demands(make: Maker, summary: AccountSummary, mappings: Mappings) -> Iterator[Observation]:
    """Yield what the log says about demands on the account."""
    yield from _mfa_sources(make, summary, mappings)
    yield from _controls(make, summary, mappings)
    yield from _errors(make, summary, mappings)


def _mfa_sources(make: Maker, summary: AccountSummary, mappings: Mappings) -> Iterator[Observation]:
    for demand in summary.demands:
        reason = f"MFA was required by {demand.words} on {count(demand.rows, 'sign-in')} ({demand.provider})."
        if demand.mfa_source:
            yield make(
                MfaSources.ID, [demand.mfa_source], reason,
                certainty=demand.certainty, rows=demand.rows, files=demand.files, facts=demand.facts,
            )  # fmt: skip
        elif demand.source == "platform" and Surfaces.ARM_WRITE in demand.surfaces:
            yield make(
                Enforcement.ID, [Enforcement.ENFORCED], f"{reason} On this portal or service that is likely Microsoft's own enforcement.",
                certainty="suggests", rows=demand.rows, files=demand.files, facts=demand.facts,
            )  # fmt: skip
    enforced = [(policy, _rows(policy)) for policy in summary.policies if _rows(policy)]
    managed = [item for item in enforced if item[0].name.lower().startswith(mappings.managed_policies.prefixes)]
    own = [item for item in enforced if item not in managed]
    for source, items in ((MfaSources.CONDITIONAL_ACCESS, own), (MfaSources.MICROSOFT_MANAGED, managed)):
        if items:
            yield make(
                MfaSources.ID, [source], f"Policies that were applied: {joined(policy.name or policy.id for policy, _ in items)}.",
                certainty="shows" if any(Controls.MFA in _control_ids(policy, mappings) for policy, _ in items) else "suggests",
                rows=max(rows for _, rows in items), files={n for policy, _ in items for n in policy.files},
                facts=(Fact.POLICIES_APPLIED,),
            )  # fmt: skip
    if not enforced and summary.counts.decided_by_policy:
        rows = summary.counts.decided_by_policy
        reason = f"Conditional Access decided on {count(rows, 'sign-in')}; which policy, the file does not say."
        yield make(
            MfaSources.ID,
            [MfaSources.CONDITIONAL_ACCESS],
            reason,
            certainty="suggests",
            rows=rows,
            facts=(Fact.POLICIES_APPLIED,),
        )


def _controls(make: Maker, summary: AccountSummary, mappings: Mappings) -> Iterator[Observation]:
    demanded: dict[str, list[PolicyOutcome]] = {}
    for policy in summary.policies:
        for control in _control_ids(policy, mappings) if _rows(policy) else ():
            demanded.setdefault(control, []).append(policy)
    for control, policies in sorted(demanded.items()):
        names = joined(policy.name or policy.id for policy in policies)
        files = {number for policy in policies for number in policy.files}
        rows = max(_rows(policy) for policy in policies)
        yield make(
            Controls.ID,
            [control],
            f"Required by {names}.",
            certainty="shows",
            rows=rows,
            files=files,
            facts=(Fact.POLICIES_APPLIED,),
        )
        met = sum(dict(policy.results).get("success", 0) for policy in policies)
        unmet = sum(dict(policy.results).get("failure", 0) for policy in policies)
        if control in _DEMANDS and met and not unmet:
            reason = f"Met, or met by an alternative of the policy, on {count(met, 'sign-in')}: {names}."
            yield make(
                MetToday.ID,
                [control],
                reason,
                certainty="suggests",
                rows=met,
                files=files,
                facts=(Fact.POLICIES_APPLIED,),
            )


def _errors(make: Maker, summary: AccountSummary, mappings: Mappings) -> Iterator[Observation]:
    for error in summary.errors:
        for row in mappings.error_meanings:
            if not row.question or str(error.code) not in row.codes:
                continue
            one = len(row.answers) == 1
            yield make(
                row.question,
                row.answers if one else (),
                f"Error {error.code} on {count(error.rows, 'sign-in')}. {row.reason}",
                certainty="suggests",
                rows=error.rows,
                files=error.files,
                period=error.period,
                undecided=() if one else row.answers,
                facts=row.facts,
            )


def _rows(policy: PolicyOutcome) -> int:
    """Return the rows on which a policy was enforced; report-only results do not count."""
    return sum(count for result, count in policy.results if result.lower() in _ENFORCED_RESULTS)


def _control_ids(policy: PolicyOutcome, mappings: Mappings) -> tuple[str, ...]:
    known = (mappings.grant(control) for control in policy.controls)
    return tuple(dict.fromkeys(row.control for row in known if row is not None))
