"""One policy against one sign-in.

All conditions must be met. A condition that is not met decides, even where others cannot be
known; what cannot be known leaves the policy unknown otherwise, with what would tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wizard.evidence.cites import with_section
from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import conditions, locations, resources, users
from wizard.evidence.evaluate.finding import Finding, open_question
from wizard.evidence.evaluate.sign_in import Circumstances, ServicePrincipal, SignIn, Target
from wizard.evidence.policies.model import Policy
from wizard.evidence.tables import ConditionalAccessTables
from wizard.evidence.truth import Truth, all_of, both
from wizard.wording import short

NOT_SET = "notSet"
NOT_ENABLED = "policyNotEnabled"
NOT_ENOUGH = "notEnoughInformation"
INVALID = "invalidPolicy"
MAX_MISSING = 20
"""Files and fields that are named one by one for one policy."""
REPORT_ONLY = "enabledForReportingButNotEnforced"

IDENTITY = frozenset({users.REASON, conditions.WORKLOAD})
RESOURCE = frozenset({resources.REASON, resources.ACTION, resources.CONTEXT})
_NARROWING = frozenset({"times", "agentidrisklevels", "agentcontext"})
"""Conditions that nobody here judges and that can only narrow a policy."""
_AGENTS = "agents"
_TOUCHED = {
    "users": IDENTITY,
    # Only service principals come in this way; a user whom no list names stays out.
    "clientapplications": frozenset({conditions.WORKLOAD}),
    "applications": RESOURCE,
    "platforms": frozenset({conditions.PLATFORM}),
    "locations": frozenset({locations.REASON}),
    "devices": frozenset({conditions.DEVICE}),
    "devicestates": frozenset({conditions.DEVICE}),
    "clientapptypes": frozenset({conditions.CLIENT}),
    "authenticationflows": frozenset({conditions.FLOW}),
    "signinrisklevels": frozenset({conditions.SIGN_IN_RISK}),
    "userrisklevels": frozenset({conditions.USER_RISK}),
    "insiderrisklevels": frozenset({conditions.INSIDER_RISK}),
    "serviceprincipalrisklevels": frozenset({conditions.WORKLOAD}),
}


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """What one policy means for one sign-in.

    Attributes:
        policy: The policy.
        applies: True, False, or None for what cannot be known. The state counts only in
            so far as a disabled policy never applies.
        reasons: Graph's words; ``notSet`` when it applies.
        missing: Files or fields that would tell, when it cannot be known whether it applies, or what it demands.
        notes: What a person should know.
        asks_place: Whether the Authenticator app is asked for the place, even in report-only mode.
    """

    policy: Policy
    applies: Truth
    reasons: tuple[str, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    asks_place: Truth = False


def judge(policy: Policy, sign_in: SignIn, directory: Directory, tables: ConditionalAccessTables) -> PolicyResult:
    if policy.state == "disabled" or policy.invalid:
        return combine(policy, open_question(users.REASON), (), asks_place=False)
    ordinary = False
    if isinstance(sign_in.identity, ServicePrincipal):
        identity = conditions.judge_workload(policy.workloads, sign_in.identity)
    else:
        person = users.who(sign_in.identity, directory)
        identity, ordinary = users.judge(policy.users, person, directory, tables), person.ordinary
    context = judge_context(policy, sign_in.target, sign_in.circumstances, directory, tables)
    asks_place = locations.asks_for_gps(policy.locations, directory, tables)
    result = combine(policy, identity, context, asks_place=asks_place, ordinary=ordinary)
    if sign_in.target.user_action and result.applies is True and policy.state == REPORT_ONLY:
        note = "user actions are not evaluated in report-only mode, so logs show nothing of this policy"
        return replace(result, notes=(*result.notes, note))
    return result


def judge_context(
    policy: Policy,
    target: Target,
    circumstances: Circumstances,
    directory: Directory,
    tables: ConditionalAccessTables,
) -> tuple[Finding, ...]:
    """Return the findings of all conditions that do not depend on who signs in."""
    return (
        resources.judge(policy.resources, target, tables),
        conditions.judge_platform(policy.platforms, circumstances.platform),
        locations.judge(policy.locations, circumstances, directory, tables),
        conditions.judge_client(policy.client_apps, circumstances.client_app, circumstances.platform),
        conditions.judge_device(policy.device_filter, circumstances),
        conditions.judge_device_state(policy.devices, circumstances),
        *conditions.judge_risks(policy, circumstances),
        conditions.judge_flow(policy.flows, circumstances.flow),
    )


def shortened(entries: Iterable[str]) -> list[str]:
    """Return what is missing, each entry once and no more than a person reads; the rest is counted."""
    told = list(dict.fromkeys(entries))
    if len(told) > MAX_MISSING:
        told[MAX_MISSING:] = [f"{len(told) - MAX_MISSING:,} more of the same kind"]
    return told


def combine(
    policy: Policy, identity: Finding, context: Sequence[Finding], *, asks_place: Truth, ordinary: bool = False
) -> PolicyResult:
    """Return what identity and circumstances together mean.

    Args:
        policy: The policy.
        identity: Whether the identity is in scope.
        context: The findings of the other conditions.
        asks_place: Whether one of its locations is read from the Authenticator app.
        ordinary: The person is known not to be the account of an agent.
    """
    if policy.state == "disabled":
        deleted = (f"deleted on {short(policy.deleted, 40)}",) if policy.deleted else ()
        return PolicyResult(policy, applies=False, reasons=(NOT_ENABLED,), notes=deleted)
    if policy.invalid:
        return PolicyResult(policy, None, (INVALID,), (f"{policy.place}: {policy.invalid}",))
    findings = (identity, *context)
    notes = tuple(dict.fromkeys(note for finding in findings for note in finding.notes))
    unsure = untrusted(policy, ordinary=ordinary)
    unmet = tuple(
        dict.fromkeys(finding.reason for finding in findings if finding.truth is False and finding.reason not in unsure)
    )
    if unmet:
        place = _asks_place(findings, unsure, asks_place)
        return PolicyResult(policy, applies=False, reasons=unmet, notes=notes, asks_place=place)
    open_findings = [finding for finding in findings if finding.truth is None]
    missing = shortened(entry for finding in open_findings for entry in finding.missing)
    # What the export damaged comes first: it may be why a condition seems open.
    missing[:0] = [f"{entry} of this policy, which cannot be judged here" for entry in policy.unknown[:MAX_MISSING]]
    if policy.state is None:
        missing.append("state of this policy")
    place = _asks_place(findings, unsure, asks_place)
    if missing or open_findings:
        invalid = [finding.reason for finding in open_findings if finding.reason == conditions.INVALID]
        reasons = tuple(dict.fromkeys([*invalid, *([] if invalid and len(open_findings) == 1 else [NOT_ENOUGH])]))
        return PolicyResult(
            policy, None, reasons, tuple(with_section(short(entry, 300)) for entry in missing), notes, place
        )
    lost = (policy.lost,) if policy.lost else ()
    return PolicyResult(policy, applies=True, reasons=(NOT_SET,), missing=lost, notes=notes, asks_place=place)


def _asks_place(findings: Iterable[Finding], unsure: frozenset[str], asks_place: Truth) -> Truth:
    """The place is asked for when everything but the place fits, for only the answer tells the place."""
    if asks_place is False:
        return False
    others = (
        None if finding.truth is False and finding.reason in unsure else finding.truth
        for finding in findings
        if finding.reason != locations.REASON
    )
    return both(asks_place, all_of(others))


def condition_of(path: str) -> str:
    """Return the condition that a path of ``Policy.unknown`` is about, in lower case; empty where it is about none."""
    head, _, rest = path.partition(".")
    return rest.split(".", 1)[0].split("[", 1)[0].split(" ", 1)[0].lower() if head.lower() == "conditions" else ""


def untrusted(policy: Policy, *, ordinary: bool = False) -> frozenset[str]:
    """Return the reasons that an unknown property makes uncertain.

    A property that may widen a condition makes "not met" of this condition uncertain: a policy
    for no user may reach somebody through a condition that is not known here. One for agents reaches
    only agents, so it widens nothing for a person who is known to be ``ordinary``.
    """
    reasons: set[str] = set()
    for path in policy.unknown:
        key = condition_of(path)
        if key and key not in _NARROWING:
            touched = _TOUCHED.get(key, IDENTITY | RESOURCE)
            reasons |= touched - IDENTITY if ordinary and key == _AGENTS else touched
    return frozenset(reasons)
