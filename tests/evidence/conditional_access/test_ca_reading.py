"""Policies are read in every shape and encoding; what cannot be read is named and the rest is used."""

from __future__ import annotations

import json

import pytest
from ca_builders import ALICE, STAFF, codes, names, raw_policy, sign_in, tenant, write

from wizard.evidence.evaluate.outcome import evaluate
from wizard.evidence.policies.model import Session
from wizard.evidence.policies.reading import read_originals, read_policies, read_text
from wizard.evidence.tables import load_tables


def pascal(value):
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: pascal(part) for key, part in value.items()}
    return [pascal(part) for part in value] if isinstance(value, list) else value


A, B = raw_policy("A"), raw_policy("B")
_MODELS = "Microsoft.Graph.PowerShell.Models.MicrosoftGraph"


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(A, id="one object"),
        pytest.param([A], id="list"),
        pytest.param({"value": [A]}, id="page"),
        pytest.param({"name": "A", "details": {key: A[key] for key in ("conditions", "grantControls")}}, id="template"),
        pytest.param({"Raw": {"conditional_access_policies": pascal([A])}, "other": [1, 2]}, id="inside a result"),
        pytest.param(pascal(A), id="PascalCase"),
        pytest.param({"body": {"policies": {"A": A}}}, id="under another key"),
    ],
)
def test_a_policy_is_found_in_every_shape(document, tmp_path):
    result = read_policies(write(tmp_path, "policies.json", document))
    assert names(result) == ["A"]
    assert result.policies[0].users.include_users == {"all"}
    assert result.policies[0].grant.built_in == ("mfa",)
    assert not result.unread


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b"\x00\x00\xfe\xff"),
    ],
)
def test_every_unicode_encoding_is_read(encoding, mark, tmp_path):
    text = json.dumps(raw_policy("Büro für Ärzte"), ensure_ascii=False)
    result = read_policies(write(tmp_path, "p.json", mark + text.encode(encoding)))
    assert names(result) == ["Büro für Ärzte"]
    assert result.problems == ()


def test_a_folder_may_mix_encodings_and_shapes_and_is_read_in_a_fixed_order(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    write(tmp_path, "2.json", B, "utf-16")
    write(tmp_path, "1.json", [A])
    write(tmp_path / "deep" / "er", "3.json", {"value": [raw_policy("C")]}, "utf-8-sig")
    write(tmp_path, "notes.txt", "nothing")
    result = read_policies(tmp_path)
    assert names(result) == ["A", "B", "C"]
    assert result.files == 3


def test_a_file_in_windows_1252_is_used_and_named(tmp_path):
    result = read_policies(write(tmp_path, "p.json", json.dumps(raw_policy("Büro"), ensure_ascii=False), "cp1252"))
    assert names(result) == ["Büro"]
    assert codes(result) == ["encoding"]


def test_json_lines_are_read(tmp_path):
    result = read_policies(write(tmp_path, "p.jsonl", f"{json.dumps(A)}\n{json.dumps(B)}\n"))
    assert names(result) == ["A", "B"]
    assert not result.unread


def test_the_place_of_a_policy_is_its_file_and_line(tmp_path):
    file = write(tmp_path, "p.json", [A, B])
    lines = file.read_text().splitlines()
    first, second = (policy.place for policy in read_policies(file).policies)
    assert '"id-A"' in lines[int(first.rsplit(":", 1)[1]) - 1]
    assert '"id-B"' in lines[int(second.rsplit(":", 1)[1]) - 1]


def test_an_export_of_graph_v1_says_that_preview_policies_are_left_out():
    context = "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies"
    assert codes(read_text(json.dumps({"@odata.context": context, "value": [A]}))) == ["v1"]
    beta = context.replace("v1.0", "beta")
    assert codes(read_text(json.dumps({"@odata.context": beta, "value": [A]}))) == []


def test_a_page_of_policies_with_parts_left_out_still_counts_every_policy():
    context = "https://graph.microsoft.com/beta/$metadata#identity/conditionalAccess/policies(id,displayName,state)"
    document = {"@odata.context": context, "value": [{"id": "1", "displayName": "A", "state": "enabled"}]}
    result = read_text(json.dumps(document))
    assert names(result) == ["A"]
    assert result.policies[0].invalid
    assert "invalid" in codes(result)


def test_equal_copies_count_once_and_different_ones_are_both_kept(tmp_path):
    write(tmp_path, "1.json", [A, B])
    write(tmp_path, "2.json", {**A, "id": A["id"].upper()})
    write(tmp_path, "3.json", {**B, "state": "disabled"})
    write(tmp_path, "4.json", {**B, "state": "disabled"})
    result = read_policies(tmp_path)
    assert names(result) == ["A", "B", "B"]
    assert sorted(code for code in codes(result) if code in ("copy", "conflict")) == ["conflict"] * 2 + ["copy"] * 2
    assert [bool(policy.invalid) for policy in result.policies] == [False, True, True]


def test_copies_in_files_that_are_named_one_by_one_count_once(tmp_path):
    paths = [tmp_path / f"{name}.json" for name in "ab"]
    for path in paths:
        write(tmp_path, path.name, [A])
    for named in (paths, paths[::-1], [*paths, paths[0]]):
        result = read_policies(*named)
        assert (names(result), result.files, codes(result)) == (["A"], 2, ["copy"])


@pytest.mark.parametrize("order", [("1", "2"), ("2", "1")])
def test_of_copies_that_differ_the_one_that_was_changed_last_counts(tmp_path, order):
    old, new = {**A, "modifiedDateTime": "2026-10-01T08:00:00Z"}, {**A, "modifiedDateTime": "2026-10-02T08:00:00.123Z"}
    blocks = {"operator": "OR", "builtInControls": ["block"]}
    write(tmp_path, f"{order[0]}.json", {**old, "grantControls": blocks})
    write(tmp_path, f"{order[1]}.json", new)
    result = read_policies(tmp_path)
    assert [policy.grant.built_in for policy in result.policies] == [("mfa",)]
    assert [code for code in codes(result) if "copy" in code] == ["older-copy"]
    (raw,) = read_originals(tmp_path).values()
    assert raw["grantControls"] == A["grantControls"]


@pytest.mark.parametrize("time", [None, "/Date(1769904000000)/"])
def test_a_policy_that_was_never_changed_is_older_than_its_changed_copy(tmp_path, time):
    # Graph writes null until the first change; Windows PowerShell writes milliseconds since 1970.
    created = "/Date(1769904000000)/" if time else "2026-02-01T00:00:00Z"
    write(tmp_path, "1.json", {**A, "createdDateTime": created, "modifiedDateTime": None})
    changed = {
        **A,
        "createdDateTime": created,
        "modifiedDateTime": time and "/Date(1772323200000)/",
        "state": "disabled",
    }
    write(tmp_path, "2.json", {**changed, "modifiedDateTime": changed["modifiedDateTime"] or "2026-03-01T00:00:00Z"})
    result = read_policies(tmp_path)
    assert [(policy.state, policy.invalid) for policy in result.policies] == [("disabled", "")]
    assert codes(result) == ["older-copy"]


@pytest.mark.parametrize("odd", ["/Date(99999999999999999999)/", "/Date(x)/", "2026", 5, {"a": 1}])
def test_a_copy_of_which_nobody_can_read_when_it_was_changed_is_neither_older_nor_newer(tmp_path, odd):
    write(tmp_path, "1.json", {**A, "createdDateTime": "2026-02-01T00:00:00Z", "modifiedDateTime": odd})
    write(tmp_path, "2.json", {**A, "modifiedDateTime": "2026-03-01T00:00:00Z", "state": "disabled"})
    assert all(policy.invalid for policy in read_policies(tmp_path).policies)


def test_an_export_that_leaves_out_the_last_change_is_not_taken_for_one_of_an_unchanged_policy(tmp_path):
    write(tmp_path, "1.json", {**A, "createdDateTime": "2026-02-01T00:00:00Z"})
    write(tmp_path, "2.json", {**A, "modifiedDateTime": "2026-03-01T00:00:00Z", "state": "disabled"})
    assert all(policy.invalid for policy in read_policies(tmp_path).policies)


def test_two_forms_of_one_state_of_a_policy_are_both_judged(tmp_path):
    told = {**A, "modifiedDateTime": "2026-10-02T08:00:00Z"}
    by_name = {**A["conditions"], "users": {"includeUsers": ["All"], "excludeUserNames": ["bob@example.com"]}}
    write(tmp_path, "ids.json", told)
    write(tmp_path, "names.json", {**told, "conditions": by_name})
    write(tmp_path, "before.json", {**told, "modifiedDateTime": "2026-10-01T08:00:00Z", "state": "disabled"})
    result = read_policies(tmp_path)
    assert [bool(policy.invalid) for policy in result.policies] == [False, False]
    assert [codes(result).count(code) for code in ("conflict", "older-copy")] == [2, 1]


def test_a_deleted_copy_is_no_other_form_of_the_state_before(tmp_path):
    # It was exported before the deletion, or after an administrator restored it.
    write(tmp_path, "1.json", {**A, "modifiedDateTime": "2026-10-02T08:00:00Z"})
    deleted = {**A, "modifiedDateTime": "2026-10-02T08:00:00Z", "deletedDateTime": "2026-10-09T08:00:00Z"}
    write(tmp_path, "2.json", deleted)
    results, outcome = evaluate(read_policies(tmp_path).policies, sign_in(), tenant(), load_tables())
    assert ([result.applies for result in results], outcome.outcome) == ([None, False], "unknown")


@pytest.mark.parametrize("times", [(None, "2026-10-02T08:00:00Z"), (None, None), ("1", "2")])
def test_of_copies_that_differ_none_is_believed_where_nobody_knows_which_is_newer(tmp_path, times):
    for number, (time, control) in enumerate(zip(times, ("mfa", "block"), strict=True)):
        copy = {**A, "modifiedDateTime": time, "grantControls": {"operator": "OR", "builtInControls": [control]}}
        write(tmp_path, f"{number}.json", copy)
    results, outcome = evaluate(read_policies(tmp_path).policies, sign_in(), tenant(), load_tables())
    assert ([result.applies for result in results], outcome.outcome) == ([None, None], "unknown")


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"clientAppTypes": "All"}, lambda p: p.client_apps == {"all"}),
        ({"clientAppTypes": None}, lambda p: p.client_apps == set()),
        (
            {"platforms": {"includePlatforms": ["All"], "excludePlatforms": None}},
            lambda p: p.platforms.include == {"all"},
        ),
        (
            {"authenticationFlows": {"transferMethods": "deviceCodeFlow,authenticationTransfer"}},
            lambda p: len(p.flows) == 2,
        ),
        ({"authenticationFlows": {"transferMethods": ["deviceCodeFlow"]}}, lambda p: p.flows == {"devicecodeflow"}),
        ({"insiderRiskLevels": "minor,elevated"}, lambda p: p.insider_risks == {"minor", "elevated"}),
        (
            {"users": {"includeUserNames": ["All"], "excludeGroupNames": ["Staff"]}},
            lambda p: p.users.exclude_groups == {"staff"},
        ),
        ({"users": {"includeUsers": "All"}}, lambda p: p.users.include_users == {"all"}),
        ({"users": {"includeUsers": [{"id": ALICE.upper()}]}}, lambda p: p.users.include_users == {ALICE}),
        ({"users": {"includeUsers": ["All", None]}}, lambda p: p.users.include_users == {"all"}),
        ({"applications": {"includeApplicationNames": ["My Apps"]}}, lambda p: p.resources.include == {"my apps"}),
        (
            {"grantControls": {"operator": "or", "builtInControls": ["MFA"]}},
            lambda p: p.grant.built_in == ("mfa",) and not p.grant.every,
        ),
        ({"grantControls": {"operator": None, "builtInControls": ["mfa"]}}, lambda p: p.grant.every),
        ({"grantControls": {"_Operator": "OR", "builtInControls": ["mfa"]}}, lambda p: not p.grant.every),
        ({"grantControls": {"authenticationStrength": "Phishing"}}, lambda p: p.grant.strength.name == "Phishing"),
        ({"grantControls": {"authenticationStrength": {"id": "X1"}}}, lambda p: p.grant.strength.id == "x1"),
        (
            {"grantControls": {"operator": "OR", "builtInControls": [], "termsOfUse": ["t"]}},
            lambda p: p.grant.terms == ("t",),
        ),
        ({"grantControls": {"operator": "OR", "builtInControls": []}}, lambda p: p.grant is None),
        ({"state": "Enabled"}, lambda p: p.state == "enabled"),
        ({"sessionControls": {"secureSignInSession": {"isEnabled": False}}}, lambda p: not p.session.token_protection),
        (
            {
                "sessionControls": {
                    "ApplicationEnforcedRestrictions": {"IsEnabled": None},
                    "CloudAppSecurity": {"CloudAppSecurityType": None, "IsEnabled": None},
                    "PersistentBrowser": {"IsEnabled": None, "Mode": None},
                    "SecureSignInSession": {"IsEnabled": None},
                    "SignInFrequency": {"IsEnabled": None, "Type": None, "Value": None},
                }
            },
            lambda p: p.session == Session(),
        ),
        ({"sessionControls": {"secureSignInSession": {"isEnabled": "True"}}}, lambda p: p.session.token_protection),
        (
            {
                "ClientApplications": {
                    "IncludeServicePrincipals": None,
                    "ExcludeServicePrincipals": None,
                    "ServicePrincipalFilter": {"Mode": None, "Rule": None},
                },
                "applications": {
                    "IncludeApplications": ["All"],
                    "ApplicationFilter": {"Mode": None, "Rule": None},
                },
                "Devices": {"DeviceFilter": {"Mode": None, "Rule": None}},
            },
            lambda p: (p.workloads, p.resources.filter_mode, p.device_filter) == (None, "", None),
        ),
        (
            {"sessionControls": {"signInFrequency": {"isEnabled": True, "type": "days", "value": 2}}},
            lambda p: p.session.hours == 48,
        ),
    ],
)
def test_irregular_values_of_real_exports_are_understood(changes, check):
    (policy,) = read_text(json.dumps(raw_policy("A", **changes))).policies
    assert check(policy)
    assert policy.unknown == ()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"times": {"includedRanges": ["x"]}}, "conditions.times"),
        ({"agents": {"includeAgentUsers": ["All"]}}, "conditions.agents"),
        ({"users": {"includeUsers": ["All"], "includeRobots": ["r"]}}, "conditions.users.includeRobots"),
        (
            {"applications": {"includeApplications": ["All"], "networkAccess": {"x": 1}}},
            "conditions.applications.networkAccess",
        ),
        ({"users": ["All"]}, "conditions.users (not an object)"),
        ({"users": {"includeUsers": [7.5, ["x"]]}}, "conditions.users.includeUsers[1] (not a text)"),
        ({"grantControls": {"operator": "XOR", "builtInControls": ["mfa"]}}, "grantControls.operator (xor)"),
        ({"state": "paused"}, "state (paused)"),
        ({"sessionControls": {"brandNew": {"isEnabled": True}}}, "sessionControls.brandNew"),
        (
            {"sessionControls": {"secureSignInSession": "@{IsEnabled=True}"}},
            "sessionControls.secureSignInSession (not an object)",
        ),
        (
            {"sessionControls": {"applicationEnforcedRestrictions": f"{_MODELS}ApplicationEnforcedRestrictions"}},
            "sessionControls.applicationEnforcedRestrictions (not an object)",
        ),
        (
            {"grantControls": {"builtInControls": "mfa", "authenticationStrength": f"{_MODELS}AuthenticationStrength"}},
            "grantControls.authenticationStrength (the name of a type, where ConvertTo-Json cut the export)",
        ),
        (
            {"grantControls": {"builtInControls": "mfa", "authenticationStrength": "System.Collections.Hashtable"}},
            "grantControls.authenticationStrength (the name of a type, where ConvertTo-Json cut the export)",
        ),
    ],
)
def test_what_is_configured_but_not_understood_is_named(changes, path):
    result = read_text(json.dumps(raw_policy("A", **changes)))
    assert path in result.policies[0].unknown
    assert "unknown-property" in codes(result)


@pytest.mark.parametrize(
    "extra",
    [
        {"@odata.type": "#x", "templateId": "t", "createdDateTime": "2026", "deletedDateTime": None},
        {"partialEnablementStrategy": "x", "#microsoft.graph.restore": {"title": "r"}, "modifiedDateTime": "2026"},
        {"brandNew": None, "brandNewer": [], "newest": {"isEnabled": False, "list": []}},
        {"AdditionalProperties": {}},
    ],
)
def test_metadata_and_empty_properties_are_no_obstacle(extra):
    result = read_text(json.dumps({**A, **extra}))
    assert result.policies[0].unknown == ()
    assert result.problems == ()


def test_what_powershell_keeps_as_additional_properties_counts():
    raw = raw_policy("A")
    raw["conditions"]["AdditionalProperties"] = {"authenticationFlows": {"transferMethods": "deviceCodeFlow"}}
    assert read_text(json.dumps(raw)).policies[0].flows == {"devicecodeflow"}


def test_a_property_given_twice_with_different_values_is_named():
    raw = {**A, "State": "disabled"}
    assert any("twice" in path for path in read_text(json.dumps(raw)).policies[0].unknown)


def test_names_and_broken_ids_are_named_for_the_admin():
    users = {"includeUsers": ["777771e56-aaaa-4aaa-8aaa-00000000000"], "excludeGroups": ["Break glass", STAFF]}
    result = read_text(json.dumps(raw_policy("A", users=users)))
    assert sorted(codes(result)) == ["broken-id", "by-name"]


def test_hostile_names_do_not_reach_a_terminal_raw():
    result = read_text(json.dumps(raw_policy("\x1b[31mred\u202e", times={"x": 1})))
    assert all("\x1b" not in str(problem) and "\u202e" not in str(problem) for problem in result.problems)
