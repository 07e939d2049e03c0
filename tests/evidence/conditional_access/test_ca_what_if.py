"""Graph's own request in, the promised answer out; on the command line too."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest
from ca_builders import ALICE, APP, TENANT, UNSEEN, raw_policy

from wizard.cli import evidence_what_if
from wizard.errors import EvidenceError, PackError, UsageError
from wizard.evidence.evaluate.sign_in import Circumstances
from wizard.evidence.policies.reading import read_text
from wizard.evidence.tables import load_tables
from wizard.evidence.what_if import answer_from_graph

TABLES = load_tables()
BODY = {
    "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": ALICE},
    "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [APP]},
    "signInConditions": {"devicePlatform": "windows", "clientAppType": "browser", "ipAddress": "203.0.113.7"},
}


def body(**changes):
    return {**BODY, **changes}


def conditions(**values):
    return body(signInConditions=values)


class Files:
    """Policies, directory and requests in a folder, and the command run on them."""

    def __init__(self, folder, capsys, monkeypatch):
        self.folder, self.capsys, self.monkeypatch = folder, capsys, monkeypatch
        (folder / "policies").mkdir()

    def add(self, name, content):
        text = content if isinstance(content, str) else json.dumps(content)
        (self.folder / "policies" / name).write_text(text, "utf-8")

    def run(self, text, *, directory=TENANT, lines=False, stdin=False, pack=None):
        path = self.folder / "request.json"
        path.write_text(text if isinstance(text, str) else json.dumps(text), "utf-8")
        if stdin:
            data = io.BytesIO(path.read_bytes())
            self.monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=data))
        known = self.folder / "directory.json"
        if directory is not None:
            known.write_text(json.dumps(directory), "utf-8")
        args = SimpleNamespace(
            policies=self.folder / "policies",
            request="-" if stdin else str(path),
            directory=[known] if directory is not None else [],
            lines=lines,
            pack=pack,
        )
        code = evidence_what_if.run(args)
        captured = self.capsys.readouterr()
        answers = [json.loads(line) for line in captured.out.splitlines()] if lines else json.loads(captured.out)
        return code, answers, captured.err


@pytest.fixture
def files(tmp_path, capsys, monkeypatch):
    return Files(tmp_path, capsys, monkeypatch)


def test_the_answer_has_the_promised_fields(files):
    files.add("a.json", raw_policy("A"))
    code, answer, errors = files.run(BODY)
    assert (code, errors) == (0, "")
    (policy,) = answer["policies"]
    assert {
        key: policy[key] for key in ("displayName", "id", "state", "policyApplies", "analysisReasons", "missing")
    } == {
        "displayName": "A",
        "id": "id-A",
        "state": "enabled",
        "policyApplies": True,
        "analysisReasons": ["notSet"],
        "missing": [],
    }
    assert (answer["outcome"], answer["controls"]) == ("controls", [["mfa"]])
    assert answer["unattended"] == "breaks"
    assert answer["unattended_reason"]


def test_what_cannot_be_known_is_null_and_says_what_would_tell(files):
    files.add("a.json", raw_policy("A", users={"includeGroups": [UNSEEN]}))
    _, answer, _ = files.run(BODY)
    (policy,) = answer["policies"]
    assert policy["policyApplies"] is None
    assert policy["analysisReasons"] == ["notEnoughInformation"]
    assert UNSEEN in policy["missing"][0]
    assert (answer["outcome"], answer["unattended"]) == ("unknown", "unknown")


def test_without_a_directory_file_the_group_is_asked_for(files):
    files.add("a.json", raw_policy("A", users={"includeGroups": [UNSEEN]}))
    _, answer, _ = files.run(BODY, directory=None)
    assert answer["policies"][0]["policyApplies"] is None


def test_applied_policies_only_leaves_out_what_surely_does_not_apply(files):
    files.add("a.json", [raw_policy("A"), raw_policy("B", users={"includeUsers": ["None"]})])
    files.add("c.json", raw_policy("C", users={"includeGroups": [UNSEEN]}))
    _, answer, _ = files.run(body(appliedPoliciesOnly=True))
    assert [policy["displayName"] for policy in answer["policies"]] == ["A", "C"]
    assert answer["outcome"] == "unknown"


def test_a_request_comes_from_standard_input_too(files):
    files.add("a.json", raw_policy("A"))
    _, answer, _ = files.run("\ufeff" + json.dumps(BODY), stdin=True)
    assert answer["outcome"] == "controls"


def test_lines_are_answered_one_by_one_and_a_bad_one_does_not_stop_the_rest(files):
    files.add("a.json", raw_policy("A"))
    lines = [json.dumps(BODY), "{broken", "", json.dumps({"signInIdentity": {}}), json.dumps(BODY)]
    code, answers, _ = files.run("\n".join(lines), lines=True)
    assert code == 2
    assert [answer.get("line") for answer in answers] == [None, 2, 4, None]
    assert "is not valid JSON" in answers[1]["error"]
    assert "signInContext" in answers[2]["error"]
    assert answers[0] == answers[3]


def test_lines_that_are_all_good_end_with_zero(files):
    files.add("a.json", raw_policy("A"))
    code, answers, _ = files.run(f"{json.dumps(BODY)}\n", lines=True, stdin=True)
    assert (code, len(answers)) == (0, 1)


def test_an_unreadable_file_is_named_the_rest_is_used_and_the_code_is_two(files):
    files.add("a.json", raw_policy("A"))
    files.add("b.json", "<html>")
    code, answer, errors = files.run(BODY)
    assert code == 2
    assert "b.json" in errors
    assert [policy["displayName"] for policy in answer["policies"]] == ["A"]
    assert (answer["outcome"], answer["controls"]) == ("unknown", [["mfa"]])
    assert "b.json" in answer["unread"][0]


def test_irregular_but_usable_policies_are_mentioned_and_the_code_stays_zero(files):
    files.add("a.json", raw_policy("A", users={"includeGroups": ["Staff"]}))
    code, answer, errors = files.run(BODY)
    assert (code, answer["policies"][0]["policyApplies"]) == (0, True)
    assert "by name" in errors


def test_a_directory_entry_that_cannot_be_used_is_named(files):
    files.add("a.json", raw_policy("A"))
    code, _, errors = files.run(BODY, directory={**TENANT, "groups": [{"displayName": "no id"}]})
    assert code == 2
    assert "groups[0]" in errors


def test_a_tenant_without_policies_lets_everybody_in(files):
    files.add("a.json", {"value": []})
    code, answer, errors = files.run(BODY)
    assert (code, answer["outcome"], answer["policies"]) == (0, "allow", [])
    assert "empty list" in errors


@pytest.mark.parametrize("content", ["<html>", {"value": [{"createdDateTime": "x", "userPrincipalName": "y"}]}])
def test_a_file_of_something_else_is_no_tenant_without_policies(files, content):
    files.add("a.json", content)
    with pytest.raises(EvidenceError, match="no policy"):
        files.run(BODY)


@pytest.mark.parametrize("text", ["{", "", "[]", '{"signInIdentity": ' + "[" * 100_000])
def test_a_wrong_request_ends_with_the_code_for_unreadable_input(files, text):
    files.add("a.json", raw_policy("A"))
    with pytest.raises(UsageError) as caught:
        files.run(text)
    assert caught.value.exit_code == 2


def test_strengths_are_shown_by_their_built_in_names(files):
    strength = {"operator": "OR", "authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004"}}
    files.add("a.json", raw_policy("A", grantControls=strength))
    _, answer, _ = files.run(BODY)
    assert answer["policies"][0]["demands"] == [["authenticationStrength: Phishing-resistant MFA"]]
    assert answer["controls"] == [["authenticationStrength"]]


def test_another_pack_without_these_tables_does_not_take_them_away(files, tmp_path):
    files.add("a.json", raw_policy("A"))
    assert files.run(BODY, pack=tmp_path)[0] == 0


def test_a_pack_with_damaged_tables_is_invalid(files, tmp_path):
    files.add("a.json", raw_policy("A"))
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "conditional_access.toml").write_text("groups = 3\n")
    with pytest.raises(PackError):
        files.run(BODY, pack=tmp_path)


def graph_answer(*results):
    return json.dumps({"value": [{**raw_policy(name), **verdict} for name, verdict in results]})


class TestMicrosoftsOwnAnswer:
    def test_it_is_read_as_evidence(self):
        reading = read_text(
            graph_answer(
                ("A", {"policyApplies": True, "analysisReasons": "notSet"}),
                ("B", {"policyApplies": False, "analysisReasons": "users,location"}),
            )
        )
        assert reading.problems == ()
        answer = answer_from_graph(reading.policies, Circumstances(), TABLES).as_dict()
        assert [policy["policyApplies"] for policy in answer["policies"]] == [True, False]
        assert answer["policies"][1]["analysisReasons"] == ["users", "location"]
        assert (answer["outcome"], answer["controls"]) == ("controls", [["mfa"]])

    def test_not_enough_information_counts_as_not_known(self):
        reading = read_text(graph_answer(("A", {"policyApplies": False, "analysisReasons": "notEnoughInformation"})))
        assert answer_from_graph(reading.policies, Circumstances(), TABLES).outcome.outcome == "unknown"

    def test_it_stands_beside_ours_when_it_is_given_as_policies(self, files):
        files.add("a.json", graph_answer(("A", {"policyApplies": False, "analysisReasons": "users"})))
        _, answer, _ = files.run(BODY)
        (policy,) = answer["policies"]
        assert policy["policyApplies"] is True
        assert policy["graph"] == {"policyApplies": False, "analysisReasons": ["users"]}

    def test_what_it_means_as_a_whole_stands_beside_ours_with_the_policies_that_differ(self, files):
        told = [
            ("A", {"policyApplies": False, "analysisReasons": "users"}),
            ("B", {"policyApplies": True, "analysisReasons": "notSet"}),
            ("C", {"policyApplies": False, "analysisReasons": "notEnoughInformation"}),
        ]
        files.add("a.json", graph_answer(*told[:2]))
        _, answer, _ = files.run(BODY)
        assert answer["graph"]["differs"] == ["A"]
        assert (answer["graph"]["outcome"], answer["graph"]["controls"]) == ("controls", [["mfa"]])
        assert answer["graph"]["unattended"] == "breaks"
        files.add("a.json", graph_answer(told[2]))
        _, answer, _ = files.run(BODY)
        assert (answer["graph"]["outcome"], answer["graph"]["differs"]) == ("unknown", [])

    def test_policies_without_its_verdicts_have_nothing_beside_them(self, files):
        files.add("a.json", raw_policy("A"))
        assert "graph" not in files.run(BODY)[1]


def test_what_would_hold_once_report_only_policies_are_on_is_said_beside_today(files):
    policies = [
        raw_policy("A", state="enabledForReportingButNotEnforced"),
        raw_policy("B", state="disabled", grantControls={"operator": "OR", "builtInControls": ["block"]}),
    ]
    files.add("a.json", policies)
    _, answer, _ = files.run(BODY)
    assert (answer["outcome"], answer["unattended"]) == ("allow", "works")
    later = answer["report_only"]
    assert later.keys() == {"outcome", "controls", "unattended", "unattended_reason"}
    assert (later["outcome"], later["controls"], later["unattended"]) == ("controls", [["mfa"]], "breaks")
