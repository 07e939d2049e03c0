"""The batch evaluator and the one for a single sign-in say the same about every account of every published set.

With ``-s`` pytest prints how much was compared.
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import replace

import ca_peer_cases as peer
import pytest
from ca_builders import SHARED
from ca_tenants import around, in_parts

from wizard.evidence.batch import Batch, Context
from wizard.evidence.contexts import Contexts
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate import grant
from wizard.evidence.evaluate.outcome import counts, evaluate, in_doubt
from wizard.evidence.evaluate.policy import MAX_MISSING
from wizard.evidence.evaluate.sign_in import Circumstances, Person, SignIn, Target
from wizard.evidence.policies.reading import read_policies

ROOT = SHARED / "conditional-access"
SETS = sorted(path.name for path in ROOT.iterdir() if path.is_dir()) if ROOT.is_dir() else ["absent"]
CASES = SHARED / "what-if-cases" / "cases.jsonl"


def contexts(tables):
    """Return the contexts of the pack, and others in which much, little and nothing is said."""
    portal = Target(("c44b4083-3bb0-49c1-b47d-974e53cbdf3c",))
    told = Circumstances(
        "browser", "windows", ipaddress.ip_address("203.0.1.7"), "de", {"iscompliant": True, "trusttype": "ServerAD"}
    )
    return [
        *(one.context for one in Contexts(tables).default()),
        Context(portal, told),
        Context(portal, replace(told, platform="ios", sign_in_risk="high", user_risk="medium", device=None)),
        Context(Target(("99999999-0000-4000-8000-000000000001",)), replace(told, flow="devicecodeflow", country=None)),
        Context(Target((), "urn:user:registersecurityinfo"), replace(told, address=ipaddress.ip_address("203.0.0.7"))),
        Context(portal),
    ]


def differences(policies, known, tables, several):
    """Return how many accounts and contexts were compared, and where the two evaluators differ."""
    directory = directory_of(known)
    accounts = list(directory.users)
    batch = Batch(policies, accounts, directory, tables)
    found = []
    for context in several:
        judged = batch.judge(context)
        for number, account in enumerate(accounts):
            sign_in = SignIn(Person(account), context.target, context.circumstances)
            results, outcome = evaluate(policies, sign_in, directory, tables)
            (verdict,) = judged[batch.group_of[number]].verdicts
            sure = [one.policy for one in results if one.applies and one.policy.state == "enabled"]
            details = sorted({detail for one in sure for detail in grant.details(one.grant)})
            doubts = [one for one in results if in_doubt(one) and counts(one.policy)]
            missing = list(dict.fromkeys(entry for one in doubts for entry in one.missing))
            expected = [outcome.outcome, outcome.controls, outcome.unattended, tuple(details), missing[:MAX_MISSING]]
            said = [*verdict, list(batch.missing(number, context))[:MAX_MISSING]]
            if outcome.outcome == "block":
                expected, said = expected[:3], said[:3]
            if said != expected:
                found.append((account, context, expected, said))
    return len(accounts), found


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_every_account_of_a_published_set_gets_the_same_verdict_from_both(name, shared, tables):
    policies = read_policies(shared / "conditional-access" / name).policies
    accounts, found = differences(policies, around(policies), tables, contexts(tables))
    assert accounts
    assert found == []
    print(f"{name}: {accounts} accounts in {len(contexts(tables))} contexts, {len(found)} differences")


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_so_it_is_with_every_policy_switched_on_and_parts_of_the_directory_missing(name, shared, tables):
    policies = [replace(one, state="enabled") for one in read_policies(shared / "conditional-access" / name).policies]
    several = contexts(tables)
    for part, known in in_parts(around(policies)).items():
        some = several[::2] if part == "whole" else several[-5:-2]
        accounts, found = differences(policies, known, tables, some)
        assert accounts
        assert found == [], part
        print(f"{name}, {part}: {accounts} accounts in {len(some)} contexts, {len(found)} differences")


@pytest.mark.shared
def test_every_recorded_case_gets_the_same_verdict_from_both(shared, tables):
    cases = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    compared = 0
    for case in cases:
        if "policies" not in case:
            continue
        asked = peer.sign_in(case["context"], tables)
        policies = [peer.policy(raw) for raw in case["policies"]]
        directory = peer.directory(case["context"], case["policies"])
        person = Person(asked.identity.user)
        batch = Batch(policies, [person.user], directory, tables)
        (judged,) = batch.judge(Context(asked.target, asked.circumstances))
        _, outcome = evaluate(policies, replace(asked, identity=person), directory, tables)
        assert judged.verdicts[0][:3] == (outcome.outcome, outcome.controls, outcome.unattended), case["id"]
        compared += 1
    assert compared > 10
