"""The published sets: every policy is accounted for, nearly all are evaluated in full, and one by one or all at once is the same.

With ``-s`` pytest prints how much was compared.
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import replace

import ca_peer_cases as peer
import pytest
from ca_builders import ALICE, EXCHANGE, SHARED, sign_in
from ca_tenants import around, in_parts

from wizard.evidence.batch import Batch, Context
from wizard.evidence.contexts import Contexts
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate import grant
from wizard.evidence.evaluate.outcome import counts, evaluate, in_doubt
from wizard.evidence.evaluate.policy import MAX_MISSING, judge
from wizard.evidence.evaluate.sign_in import Circumstances, Person, SignIn, Target
from wizard.evidence.policies.reading import read_policies

COUNTS = {
    "0x6f677548+zerotrust-ca-policies": 58,
    "Azure-Samples+azure-ad-conditional-access-apis": 6,
    "DataGuys+ConditionalAccessAnalyzer": 18,
    "cisagov+ScubaGear": 7,
    "j0eyv+ConditionalAccessBaseline": 36,
    "philippkohn+ConditionalAccessforZeroTrustResources": 52,
}
TOLD = {
    "client_app": "browser",
    "platform": "windows",
    "address": "203.0.113.7",
    "country": "us",
    "device": {
        "iscompliant": True,
        "trusttype": "ServerAD",
        "ownership": "Company",
        "extensionattribute1": "SAW",
    },
}


def full_directory(policies):
    """Return a directory that knows every group and location that the policies name; Alice is in no group."""
    groups = {entry for p in policies for entry in p.users.include_groups | p.users.exclude_groups}
    places = {entry for p in policies if p.locations for entry in p.locations.include | p.locations.exclude}
    return directory_of(
        {
            "users": [
                {"id": ALICE, "userPrincipalName": "alice@example.com", "displayName": "Alice", "userType": "Member"}
            ],
            "groups": [{"id": group, "displayName": group, "members": []} for group in sorted(groups)],
            "directoryRoles": [],
            "namedLocations": [
                {
                    "id": place,
                    "displayName": place,
                    "isTrusted": False,
                    "ipRanges": [{"cidrAddress": "198.51.100.0/24"}],
                }
                for place in sorted(places - {"all", "alltrusted"})
            ],
        }
    )


@pytest.mark.shared
@pytest.mark.parametrize("name", COUNTS)
def test_every_policy_of_a_set_is_read(name, shared):
    reading = read_policies(shared / "conditional-access" / name)
    assert len(reading.policies) == COUNTS[name]
    assert reading.unread == ()
    assert all(policy.name for policy in reading.policies)
    assert not any(policy.invalid for policy in reading.policies)


@pytest.mark.shared
def test_the_counts_agree_with_the_manifest(shared):
    manifest = json.loads((shared / "conditional-access" / "MANIFEST.json").read_text("utf-8"))
    for entry in manifest:
        name = entry["repo"].replace("/", "+")
        # Of one set only one of four files lies here.
        assert COUNTS[name] == entry["policies"] or (name == "cisagov+ScubaGear" and entry["files"] == 4)


@pytest.mark.shared
def test_every_policy_is_evaluated_or_named_with_the_reason(shared, tables):
    reading = read_policies(shared / "conditional-access")
    directory = full_directory(reading.policies)
    named = {problem.place for problem in reading.problems}
    full, open_results = 0, []
    for policy in reading.policies:
        result = judge(policy, sign_in(ALICE, EXCHANGE, **TOLD), directory, tables)
        if result.applies is None:
            open_results.append(result)
            assert result.missing
            assert policy.place in named
        else:
            full += 1
    # Conditions of the 2026 preview for agents, and templates, which have no state and name a placeholder for a user.
    agents = [result for result in open_results if result.policy.unknown]
    templates = [result for result in open_results if result.policy.state is None]
    assert (len(agents), len(templates)) == (3, 4)
    assert full == sum(COUNTS.values()) - len(agents) - len(templates)


@pytest.mark.shared
def test_switched_on_every_policy_but_those_for_agents_is_evaluated(shared, tables):
    """The same with every policy enabled, so that disabled sets are evaluated too."""
    reading = read_policies(shared / "conditional-access")
    directory = full_directory(reading.policies)
    results = [
        judge(replace(policy, state="enabled"), sign_in(ALICE, EXCHANGE, **TOLD), directory, tables)
        for policy in reading.policies
    ]
    open_results = [result for result in results if result.applies is None]
    assert {True, False} <= {result.applies for result in results}
    assert all(result.policy.unknown or "administrator" in result.missing[0] for result in open_results)
    assert len(results) - len(open_results) == 170


@pytest.mark.shared
def test_a_real_file_cut_anywhere_loses_nothing_in_silence(shared, tmp_path):
    text = (
        shared / "conditional-access" / "0x6f677548+zerotrust-ca-policies" / "policies-humanreadable.json"
    ).read_text("utf-8")
    for part in range(1, 20):
        file = tmp_path / f"{part}.json"
        file.write_text(text[: len(text) * part // 20], "utf-8")
        reading = read_policies(file)
        assert reading.unread
        assert reading.problems
        assert len(reading.policies) <= 58


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
        some = several[::3] if part == "whole" else several[-4:-2]
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
