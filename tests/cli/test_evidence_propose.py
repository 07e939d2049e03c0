"""``evidence propose`` and ``assess --policies``: exports propose, a person decides."""

from __future__ import annotations

import json

import pytest

from wizard.cli.main import run

WHO = "svc@contoso.com"
ID = "11111111-aaaa-4aaa-8aaa-000000000001"
DAY = ("--date", "2026-11-24")


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    record = {"account": {"name": "SVC@Contoso.com"}, "answers": {"identity": "user_cloud", "activity": "idle"}}
    (folder / "svc.json").write_text(json.dumps(record))
    return folder


@pytest.fixture
def log(tmp_path):
    row = {"createdDateTime": "2026-11-05T00:00:00Z", "userPrincipalName": WHO, "userId": ID, "isInteractive": True,
           "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "appDisplayName": "Azure Portal", "resourceId": "r",
           "status": {"errorCode": 0}}  # fmt: skip
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(row) + "\n")
    return path


@pytest.fixture
def policies(tmp_path):
    policy = {"id": "p", "displayName": "MFA for all", "state": "enabled",
              "conditions": {"users": {"includeUsers": ["All"], "excludeUsers": [ID]},
                             "applications": {"includeApplications": ["All"]}, "clientAppTypes": ["all"]},
              "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}}  # fmt: skip
    path = tmp_path / "policies.json"
    path.write_text(json.dumps([policy]))
    return path


@pytest.fixture
def directory(tmp_path):
    path = tmp_path / "directory.json"
    user = {"id": ID, "userPrincipalName": WHO, "displayName": "Svc", "userType": "Member"}
    path.write_text(json.dumps({"users": [user], "groups": [], "directoryRoles": []}))
    return path


def kept(home):
    return json.loads((home / "svc.json").read_text())


def test_proposals_go_into_the_saved_record_and_are_printed_with_their_source(home, log, capsys):
    assert run(["evidence", "propose", "svc", str(log), "--folder", str(home), *DAY]) == 0

    out = capsys.readouterr().out
    assert "Proposed by log.jsonl (1 row, 2026-11-05)" in out
    assert kept(home)["answers"]["surfaces"] == ["azure_portals"]
    assert kept(home)["origins"]["surfaces"]["how"] == "proposed"


def test_what_speaks_against_an_answer_is_printed_and_the_answer_stays(home, log, capsys):
    run(["evidence", "propose", "svc", str(log), "--folder", str(home), *DAY])

    out = capsys.readouterr().out
    assert "Speaks against answers that are there: 1." in out
    assert "shows active" in out
    assert kept(home)["answers"]["activity"] == "idle"
    assert "active" in kept(home)["notes"]["activity"]


def test_what_no_file_could_say_is_printed_with_what_to_look_up(home, log, capsys):
    run(["evidence", "propose", "svc", str(log), "--folder", str(home), *DAY])

    after = capsys.readouterr().out.partition("No file could say:")[2]
    assert "Look up:" in after


@pytest.mark.parametrize("account", [WHO.upper(), ID])
def test_another_name_of_the_account_may_be_given(home, log, account, capsys):
    args = ["evidence", "propose", str(home / "svc.json"), str(log), "--account", account, *DAY]

    assert run(args) == 0
    assert kept(home)["answers"]["surfaces"] == ["azure_portals"]


def test_an_id_in_the_sign_off_serves_where_the_exports_lack_the_name(home, log, capsys):
    record = kept(home) | {"account": {"name": "The flow account"}, "signoff": {"subject_ref": ID}}
    (home / "svc.json").write_text(json.dumps(record))

    assert run(["evidence", "propose", "svc", str(log), "--folder", str(home), *DAY]) == 0
    assert kept(home)["answers"]["surfaces"] == ["azure_portals"]


def test_an_account_that_no_export_names_changes_nothing(home, log, capsys):
    before = (home / "svc.json").read_bytes()

    assert run(["evidence", "propose", "svc", str(log), "--account", "x@y.z", "--folder", str(home), *DAY]) == 2
    assert "--account" in capsys.readouterr().err
    assert (home / "svc.json").read_bytes() == before


def test_without_any_export_it_says_so(home, capsys):
    assert run(["evidence", "propose", "svc", "--folder", str(home)]) == 2
    assert "No export was named" in capsys.readouterr().err


def test_policies_propose_the_demand_behind_an_exclusion(home, policies, directory, capsys):
    args = ["evidence", "propose", "svc", "--policies", str(policies), "--directory", str(directory)]

    assert run([*args, "--folder", str(home), *DAY]) == 0
    assert kept(home)["answers"]["controls"] == ["mfa"]
    assert "exclusion_today" not in kept(home)["answers"]
    assert "Excluded from MFA for all" in kept(home)["notes"]["exclusion_today"]


def test_a_batch_takes_policies_and_leaves_the_documents_a_draft(tmp_path, policies, directory, capsys):
    (tmp_path / "list.csv").write_text(f"account,identity\n{WHO},user_cloud\n")
    args = ["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "out"), "--policies", str(policies)]

    assert run([*args, "--directory", str(directory), *DAY]) == 0
    (record,) = (tmp_path / "out").glob("*/record.json")
    found = json.loads(record.read_text())
    assert found["answers"]["controls"] == ["mfa"]
    assert found["origins"]["controls"]["how"] == "proposed"
    assert "Excluded from MFA for all" in found["notes"]["exclusion_today"]


def test_a_batch_whose_policies_cannot_be_read_stops_before_it_writes(tmp_path, capsys):
    (tmp_path / "list.csv").write_text(f"account\n{WHO}\n")
    (tmp_path / "p.json").write_text("[]")
    args = ["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "out"), "--policies", str(tmp_path / "p.json")]

    assert run([*args, *DAY]) == 2
    assert "holds no policy" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
