"""The 166 recorded cases of ca-simulator: the same result wherever Microsoft's documentation agrees with the peer."""

from __future__ import annotations

import json

import ca_peer_cases as peer
import pytest
from ca_builders import SHARED

from wizard.evidence.directory import Directory
from wizard.evidence.evaluate import grant
from wizard.evidence.evaluate.outcome import evaluate
from wizard.evidence.evaluate.sign_in import Person, SignIn, Target

FILE = SHARED / "what-if-cases" / "cases.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()] if FILE.is_file() else []

DIFFERENCES: dict[str, tuple[bool | None, str, str]] = {
    # case: our answer, the fact that decides, why
    "casim-018": (
        None,
        "CA-07",
        "Microsoft lists the Office 365 group by names; an id nobody knows may be one of them",
    ),
    "casim-032": (None, "CA-05", "a sign-in asks for single resources; which one decides about a policy for one"),
    "casim-040": (None, "CA-05", "the group has several members and the policy names one of them"),
    "casim-042": (
        None,
        "CA-07",
        "the Office 365 portal belongs to both groups, and it may be the one that is asked for",
    ),
    "casim-046": (None, "EV-07", "AzureVirtualDesktop is no word of Graph, so nobody knows its members"),
    "casim-048": (None, "EV-07", "as before: a word that Graph does not have is in no group for sure"),
    "casim-052": (None, "EV-07", "as before, on the side of the policy"),
    "casim-058": (None, "CA-05", "one of all resources is excluded, and it may be the one that is asked for"),
    "casim-204": (None, "EV-07", "a rule that cannot be parsed is said, never taken as met"),
    "casim-206": (None, "EV-07", "an empty rule likewise"),
    "casim-244": (None, "CA-13", "the network is judged by the address, which the sign-in does not tell"),
    "casim-284": (None, "CA-12", "the platform comes from the user agent, which the sign-in does not tell"),
}
REASONS = {"users": "users", "platforms": "devicePlatform", "clientAppTypes": "clientApps"}
LEVELS = {f"00000000-0000-0000-0000-00000000000{level + 1}": level for level in (1, 2, 3)}


def cases(*kinds):
    found = [case for case in CASES if case["kind"].split(":")[0] in kinds]
    return [pytest.param(case, id=case["id"]) for case in found] or [pytest.param(None, id="absent")]


@pytest.fixture
def case(request, shared):
    return request.param


def met(requirements, policies, satisfied, level):
    """Return whether a person who can do some controls, and methods up to a level, meets all requirements."""
    strengths = {policy.grant.strength.id for policy in policies if policy.grant and policy.grant.strength}
    strong = all(LEVELS.get(strength, 9) <= level for strength in strengths)
    can = {*satisfied, *([grant.STRENGTH] if strengths and strong else [])}
    return all(can.intersection(requirement) for requirement in requirements)


def test_all_cases_are_of_a_kind_that_is_compared(shared):
    kinds = {case["kind"].split(":")[0] for case in CASES}
    assert len(CASES) == 166
    assert kinds == {"condition", "policy", "engine", "grant", "session"}
    assert DIFFERENCES.keys() <= {case["id"] for case in CASES}


@pytest.mark.parametrize("case", cases("condition"), indirect=True)
def test_a_condition_matches_as_in_the_peer_unless_a_fact_decides_otherwise(case, tables):
    ours = peer.judge_condition(case, tables)
    if case["id"] in DIFFERENCES:
        expected, fact, _ = DIFFERENCES[case["id"]]
        assert ours is expected, fact
        assert ours is not case["expected"]["matches"]
    else:
        assert ours is case["expected"]["matches"]


@pytest.mark.parametrize("case", cases("policy"), indirect=True)
def test_a_policy_applies_and_demands_as_in_the_peer(case, tables):
    ours, expected = peer.judge_policy(case, tables), case["expected"]
    assert ours["applies"] is expected["applies"]
    if expected.get("failedCondition"):
        assert REASONS[expected["failedCondition"]] in ours["reasons"]
    wanted = expected.get("grant")
    if wanted:
        policy = peer.policy(case["policies"][0])
        level = case["context"].get("authenticationStrengthLevel", 0)
        assert {word for demand in ours["demands"] for word in demand} - {grant.STRENGTH} == set(wanted["controls"])
        assert met(ours["demands"], [policy], case["context"]["satisfiedControls"], level) is wanted["satisfied"]


@pytest.mark.parametrize("case", cases("engine"), indirect=True)
def test_several_policies_lead_to_the_peers_decision(case, tables):
    results, outcome = peer.judge_all(case, tables)
    expected = case["expected"]
    enforced = [result.policy.id for result in results if result.applies and result.policy.state == "enabled"]
    reported = [result.policy.id for result in results if result.applies and result.policy.state != "enabled"]
    skipped = [result.policy.id for result in results if result.applies is False]
    assert (enforced, reported, skipped) == (expected["applied"], expected["reportOnly"], expected["skipped"])
    decide(outcome, [result.policy for result in results], case["context"]["satisfiedControls"], 0, expected)


@pytest.mark.parametrize("case", cases("grant"), indirect=True)
def test_grant_controls_add_up_to_the_peers_decision(case, tables):
    applied, satisfied, *level = case["args"]
    policies = [peer.policy(peer.applied(raw)) for raw in applied]
    everybody = SignIn(Person("user-001"), Target(("app-001",)))
    results, outcome = evaluate(policies, everybody, Directory(), tables)
    assert all(result.applies for result in results)
    expected = {"decision": case["expected"]["decision"], "requiredControls": case["expected"]["allRequiredControls"]}
    decide(outcome, policies, satisfied, level[0] if level else 0, expected)


def decide(outcome, policies, satisfied, level, expected):
    """Compare with the peer, which decides for a person who has already done some controls."""
    if expected["decision"] == "block":
        assert outcome.outcome == "block"
        return
    done = met(outcome.controls, policies, satisfied, level)
    assert ("allow" if done else "controlsRequired") == expected["decision"]
    assert outcome.outcome == ("controls" if expected["requiredControls"] else "allow")
    wanted = {word.split(":")[0] for word in expected["requiredControls"]}
    assert {word for demand in outcome.controls for word in demand} == wanted


@pytest.mark.parametrize("case", cases("session"), indirect=True)
def test_the_strictest_session_control_holds_as_in_the_peer(case):
    ours, expected = peer.combined_sessions(case), case["expected"]["sessionControls"]
    assert ours.keys() == expected.keys()
    for name, wanted in expected.items():
        assert ours[name]["source"] == next(
            p["policyName"] for p in case["args"][0] if p["policyId"] == wanted["source"]
        )
        assert {key: ours[name][key] for key in wanted if key != "source"} == {
            key: value for key, value in wanted.items() if key != "source"
        }
