"""The published sets: every policy is accounted for, and nearly all are evaluated in full."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from ca_builders import ALICE, EXCHANGE, sign_in

from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate.policy import judge
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
