"""What the script writes is read by every command as it is: the folder, or its files, without another option."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.evidence.collect.exported import ACCOUNT, GROUP, ID, PERSON, folder, rows
from wizard.cli.main import run
from wizard.engagement.evidence_files import Exports
from wizard.evidence.collect.tables import load_collect
from wizard.evidence.directory_reading import read_directories

DAY = date(2026, 11, 29)
REQUEST = {
    "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": ACCOUNT},
    "signInContext": {
        "@odata.type": "#microsoft.graph.applicationContext",
        "includeApplications": ["00000003-0000-0ff1-ce00-000000000000"],
    },
    "signInConditions": {"clientAppType": "mobileAppsAndDesktopClients"},
}


@pytest.fixture
def collected(tmp_path):
    return folder(tmp_path / "out", rows())


def observed(place):
    with Exports.sorted_out([place]).opened(None) as (evidence, problems):
        seen, _ = evidence.about(ACCOUNT, DAY)
    return {(one.question, answer) for one in seen for answer in one.answers}, problems


def test_there_is_a_sample_of_every_section():
    assert rows().keys() == {one.id for one in load_collect().section}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("section", "shown"),
    [
        ("policies", {("evidence", "ca_policies"), ("controls", "mfa")}),
        ("roles", {("privilege", "read_only_role")}),
        ("users", {("identity", "user_cloud")}),
        ("methods", {("methods", "fido2")}),
        ("interactive", {("evidence", "interactive_log"), ("surfaces", "m365_data")}),
        ("noninteractive", {("evidence", "noninteractive_log"), ("activity", "active")}),
        ("connections", {("connectors", "sharepoint"), ("flow_role", "connection")}),
        ("flows", {("flow_role", "owner")}),
        ("azure_activity", {("surfaces", "arm_write"), ("evidence", "azure_audit")}),
    ],
)
def test_a_section_by_itself_proposes_what_it_is_exported_for(section, shown, tmp_path):
    place = folder(tmp_path / "one", {section: rows()[section]})
    found, problems = observed(place)

    assert shown <= found
    assert not [problem for problem in problems if problem.severity == "loss"]
    questions = next(set(one.questions) for one in load_collect().section if one.id == section)
    assert {question for question, _ in shown} <= questions


def test_an_eligible_role_is_proposed_for_who_may_activate_it(tmp_path):
    place = folder(tmp_path / "one", {name: rows()[name] for name in ("roles", "eligible_roles", "users")})
    with Exports.sorted_out([place]).opened(None) as (evidence, _):
        seen, _ = evidence.about("pat@contoso.com", DAY)

    assert ("privilege", ("entra_admin",)) in {(one.question, one.answers) for one in seen}


def test_the_folder_is_a_directory_with_groups_in_groups_roles_and_locations(collected):
    found = read_directories([collected])

    assert found.in_group(ID, GROUP).truth is True
    assert found.in_group(PERSON, GROUP).truth is False
    assert found.users.keys() == {ID, PERSON}
    assert [one.name for one in found.locations.values()] == ["HQ"]
    assert found.users[ID].agent is False
    assert not [problem for problem in found.problems if problem.severity == "loss"]


@pytest.mark.slow
def test_lists_without_entries_say_that_there_are_none(tmp_path):
    place = folder(tmp_path / "none", rows() | {"groups": [], "locations": []})
    found = read_directories([place])

    assert found.groups == {}
    assert found.locations == {}
    assert run(["evidence", "show", str(place), "--date", str(DAY)]) == 0


@pytest.mark.slow
def test_a_section_that_failed_is_said_and_never_taken_for_empty(tmp_path, capsys):
    less = {name: found for name, found in rows().items() if name != "groups"}
    place = folder(tmp_path / "less", less, {"groups": "Forbidden"})

    assert run(["evidence", "show", str(place), "--date", str(DAY)]) == 0
    assert "section groups failed: 'Forbidden'" in capsys.readouterr().err
    assert read_directories([place]).in_group(ID, GROUP).truth is None


@pytest.mark.slow
def test_show_what_if_and_impact_take_the_folder(collected, tmp_path, capsys):
    request = tmp_path / "request.json"
    request.write_text(json.dumps(REQUEST), encoding="utf-8")

    assert run(["evidence", "show", str(collected), "--date", str(DAY)]) == 0
    capsys.readouterr()
    assert (
        run(
            [
                "evidence",
                "what-if",
                "--policies",
                str(collected),
                "--directory",
                str(collected),
                "--request",
                str(request),
            ]
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out)["policies"][0]["analysisReasons"] == ["users"]
    policies = str(collected / "policies.json")
    assert (
        run(["evidence", "impact", "--policies", policies, "--against", policies, "--directory", str(collected)]) == 0
    )


@pytest.mark.slow
def test_propose_takes_the_folder(collected, tmp_path, capsys):
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"account": {"name": ACCOUNT}, "answers": {}}), encoding="utf-8")

    assert run(["evidence", "propose", str(record), str(collected), "--date", str(DAY), "--format", "json"]) == 0
    proposed = {one["question"]: one["answer"] for one in json.loads(capsys.readouterr().out)["proposed"]}
    assert proposed["mfa_sources"] == ["conditional_access"]
    assert proposed["connectors"] == ["sharepoint"]
