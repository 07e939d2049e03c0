"""``evidence propose`` and ``assess --policies``: exports propose, a person decides."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.documents.making import ANSWERS
from tests.support.packs import real_pack
from wizard.cli.main import run
from wizard.decision.words import Words

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


@pytest.mark.slow
def test_proposals_go_into_the_saved_record_and_are_printed_with_their_source(home, log, capsys):
    assert run(["evidence", "propose", "svc", str(log), "--folder", str(home), *DAY]) == 0

    out = capsys.readouterr().out
    assert "Suggested by log.jsonl (1 row, 2026-11-05)" in out
    assert kept(home)["answers"]["surfaces"] == ["azure_portals"]
    assert kept(home)["origins"]["surfaces"]["how"] == "proposed"


@pytest.mark.slow
def test_the_proposals_as_json_have_all_that_a_person_needs_to_judge_them(home, log, capsys):
    assert run(["evidence", "propose", "svc", str(log), "--folder", str(home), "--format", "json", *DAY]) == 0

    said = json.loads(capsys.readouterr().out)
    surfaces = next(one for one in said["proposed"] if one["question"] == "surfaces")
    digest = hashlib.sha256(log.read_bytes()).hexdigest()
    assert surfaces["answer"] == ["azure_portals"]
    assert surfaces["sources"] == [{"file": "log.jsonl", "sha256": digest}]
    assert (surfaces["rows"], surfaces["period"], surfaces["certainty"]) == (1, "2026-11-05", "shows")
    assert surfaces["confirmed"] is False
    assert any("interactive sign-ins only" in text for text in surfaces["cannot_say"])
    assert [one["question"] for one in said["contradictions"]] == ["activity"]
    assert said["files"][0]["file"] == "log.jsonl"
    assert "surfaces" not in said["open"]


@pytest.mark.slow
def test_what_speaks_against_an_answer_is_printed_and_the_answer_stays(home, log, capsys):
    run(["evidence", "propose", "svc", str(log), "--folder", str(home), *DAY])

    out = capsys.readouterr().out
    assert "Contradicts 1 answer:" in out
    shown = f"“{Words(real_pack()).option('activity', 'active')}”"
    assert f"shows {shown}" in out
    assert kept(home)["answers"]["activity"] == "idle"
    assert shown in kept(home)["notes"]["activity"]


def test_what_exports_leave_open_is_printed_with_the_choices_and_what_would_tell(home, policies, directory, capsys):
    args = ["evidence", "propose", "svc", "--policies", str(policies), "--directory", str(directory)]
    run([*args, "--folder", str(home), *DAY])

    after = capsys.readouterr().out.partition("The exports leave open (1):")[2]
    assert "Excluded from MFA for all. No date in the file says how old this is. [policies.json]" in after
    assert "What would tell: The approval behind the exclusion" in after
    assert "documented" not in after.split("One of:")[0]


def test_a_choice_that_a_person_made_already_is_not_left_open(home, policies, directory, capsys):
    record = kept(home)
    (home / "svc.json").write_text(json.dumps(record | {"answers": record["answers"] | {"exclusion_today": "expired"}}))
    args = ["evidence", "propose", "svc", "--policies", str(policies), "--directory", str(directory)]
    run([*args, "--folder", str(home), *DAY])

    assert "The exports leave open" not in capsys.readouterr().out


@pytest.mark.slow
def test_what_no_file_could_say_is_printed_with_what_to_look_up(home, log, capsys):
    run(["evidence", "propose", "svc", str(log), "--folder", str(home), *DAY])

    after = capsys.readouterr().out.partition("No file could say (")[2]
    assert "What to look up:" in after


def test_where_no_question_is_open_no_heading_without_lines_is_printed(home, log, capsys):
    (home / "svc.json").write_text(json.dumps({"account": {"name": WHO}, "answers": ANSWERS}))
    run(["evidence", "propose", "svc", str(log), "--folder", str(home), *DAY])

    assert "No file could say" not in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("account", [WHO.upper(), ID])
def test_another_name_of_the_account_may_be_given(home, log, account, capsys):
    args = ["evidence", "propose", str(home / "svc.json"), str(log), "--account", account, *DAY]

    assert run(args) == 0
    assert kept(home)["answers"]["surfaces"] == ["azure_portals"]


@pytest.mark.slow
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


@pytest.mark.slow
def test_policies_alone_do_not_hide_that_no_export_names_the_account(home, policies, directory, capsys):
    args = ["evidence", "propose", "svc", "--policies", str(policies), "--directory", str(directory)]
    run([*args, "--folder", str(home), *DAY])
    assert "no export names this account" not in capsys.readouterr().err
    run([*args, "--account", "svv@contoso.com", "--folder", str(home), *DAY])
    assert "svv@contoso.com: no export names this account" in capsys.readouterr().err


@pytest.mark.slow
def test_a_batch_names_the_accounts_that_no_export_names(tmp_path, log, policies, directory, capsys):
    (tmp_path / "list.csv").write_text(f"account\n{WHO}\nsvv@contoso.com\n")
    words = ["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "out"), "--sign-ins", str(log)]

    assert run([*words, "--policies", str(policies), "--directory", str(directory), *DAY]) == 0
    said = capsys.readouterr().err
    assert "svv@contoso.com: no export names this account. Check how it is spelled." in said
    assert f"{WHO}: no export" not in said


def test_a_batch_with_policies_alone_names_nobody(tmp_path, policies, capsys):
    (tmp_path / "list.csv").write_text(f"account\n{WHO}\n")
    words = ["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "out"), "--policies", str(policies)]

    assert run([*words, *DAY]) == 0
    assert "no export names" not in capsys.readouterr().err


NEW = ID[:-1] + "2"


@pytest.mark.slow
def test_what_reaches_the_account_that_had_the_name_before_is_not_proposed(home, log, policies, directory, capsys):
    record = kept(home) | {"signoff": {"subject_ref": NEW}}
    (home / "svc.json").write_text(json.dumps(record))
    words, after = ["evidence", "propose", "svc", str(log)], ["--folder", str(home), *DAY]

    assert run([*words, *after]) == 2
    said = capsys.readouterr().err
    assert [said.count(part) for part in (f"has the object ID {NEW}", f"the object ID {ID}", "1 in log.jsonl")] == [
        1
    ] * 3
    assert "origins" not in kept(home)

    assert run([*words, "--policies", str(policies), "--directory", str(directory), *after]) == 0
    assert "1 in log.jsonl and 1 in directory.json" in capsys.readouterr().err
    assert "surfaces" not in kept(home)["answers"]
    assert kept(home)["answers"]["exclusion_today"] == "none"

    assert run([*words, "--account", ID, *after]) == 0
    assert kept(home)["answers"]["surfaces"] == ["azure_portals"]


def test_two_accounts_with_one_name_leave_open_what_policies_exclude(home, log, policies, directory, tmp_path, capsys):
    (user,) = json.loads(directory.read_text())["users"]
    (tmp_path / "later.json").write_text(json.dumps([user | {"id": NEW}]))
    words = ["evidence", "propose", "svc", str(tmp_path / "later.json"), "--policies", str(policies)]

    assert run([*words, "--directory", str(directory), "--folder", str(home), *DAY]) == 2
    told = capsys.readouterr()
    assert "is the name of several accounts" in told.err
    assert "or leave out the older one of later.json and directory.json." in told.err
    assert "May be excluded from MFA for all" in kept(home)["notes"]["exclusion_today"]
    assert "What would tell: the object ID of the account." in told.out


def test_a_batch_takes_for_an_account_what_has_the_object_id_of_its_list(tmp_path, log, capsys):
    seen = {"new@contoso.com": (1, 2), "other@contoso.com": (3,), "two@contoso.com": (5, 6), "one@contoso.com": (7,)}
    row = log.read_text()
    log.write_text(
        "".join(row.replace(WHO, name).replace(ID, f"{ID[:-1]}{n}") for name, ids in seen.items() for n in ids)
    )
    rows = "".join(f"{name},{ID[:-1]}{n}\n" for name, n in (("new@contoso.com", 2), ("other@contoso.com", 4)))
    (tmp_path / "list.csv").write_text(f"account,Object ID\n{rows}two@contoso.com,\none@contoso.com,\n")
    words = ["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "out"), "--sign-ins", str(log), "--yes", *DAY]

    assert run(words) == 2
    said = capsys.readouterr().err
    assert "no export names this account" not in said
    assert [said.count(f"{name}: has the object ID") for name in seen] == [1, 1, 0, 0]
    assert said.count("two@contoso.com: is the name of several accounts") == 1
    taken = {}
    for path in (tmp_path / "out" / "accounts").glob("*.json"):
        record = json.loads(path.read_text())
        taken[record["account"]["name"]] = record["origins"].get("surfaces", {}).get("rows")
    assert [taken[name] for name in seen] == [1, None, None, 1]


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
    (record,) = (tmp_path / "out" / "accounts").glob("*.json")
    found = json.loads(record.read_text())
    assert found["answers"]["controls"] == ["mfa"]
    assert found["origins"]["controls"]["how"] == "proposed"
    assert "Excluded from MFA for all" in found["notes"]["exclusion_today"]


def test_a_batch_whose_policies_cannot_be_read_stops_before_it_writes(tmp_path, capsys):
    (tmp_path / "list.csv").write_text(f"account\n{WHO}\n")
    (tmp_path / "p.json").write_text("[]")
    args = ["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "out"), "--policies", str(tmp_path / "p.json")]

    assert run([*args, *DAY]) == 2
    assert "holds an empty list" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


SHAREPOINT = {"id": "s", "displayName": "MFA for SharePoint", "state": "enabled",
              "conditions": {"users": {"includeUsers": ["All"]}, "clientAppTypes": ["all"],
                             "applications": {"includeApplications": ["00000003-0000-0ff1-ce00-000000000000"]}},
              "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}}  # fmt: skip


def batch(tmp_path, directory, cells):
    (tmp_path / "list.csv").write_text(f"account,surfaces,connectors\n{WHO},{cells}\n")
    (tmp_path / "sharepoint.json").write_text(json.dumps([SHAREPOINT]))
    words = ["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "out"), "--directory", str(directory)]
    assert run([*words, "--policies", str(tmp_path / "sharepoint.json"), *DAY]) == 0
    return json.loads((tmp_path / "out" / "accounts" / "svc-contoso-com.json").read_text())


def test_a_batch_judges_policies_by_the_surfaces_and_connectors_of_each_account(tmp_path, directory, capsys):
    record = batch(tmp_path, directory, "pp_connections,sharepoint")

    assert {**record["answers"], **record["parked"]}["controls"] == ["mfa"]


def test_a_policy_out_of_reach_is_named_in_a_note_and_proposes_nothing(tmp_path, directory, capsys):
    record = batch(tmp_path, directory, "pp_connections,dataverse")

    assert "controls" not in {**record["answers"], **record["parked"]}
    assert "Not asked of this account: MFA for SharePoint" in record["notes"]["controls"]


def test_a_policy_whose_reach_cannot_be_known_stays_open_with_what_would_tell(tmp_path, directory, capsys):
    record = batch(tmp_path, directory, "other,")

    assert "controls" not in {**record["answers"], **record["parked"]}
    assert "What would tell" in record["notes"]["controls"]


def test_named_locations_in_a_file_of_their_own_serve_the_policies_of_a_batch(tmp_path, directory, capsys):
    places = tmp_path / "places.json"
    places.write_text(json.dumps({"value": [{"id": "l", "displayName": "Office", "ipRanges": [], "isTrusted": True}]}))
    (tmp_path / "list.csv").write_text(f"account\n{WHO}\n")
    (tmp_path / "p.json").write_text(json.dumps([SHAREPOINT]))
    words = [
        "assess",
        str(tmp_path / "list.csv"),
        "--to",
        str(tmp_path / "out"),
        "--policies",
        str(tmp_path / "p.json"),
    ]

    assert run([*words, "--directory", str(directory), "--directory", str(places), *DAY]) == 0
    assert capsys.readouterr().err.count("mfa-wizard:") == 1


@pytest.mark.slow
def test_an_export_that_could_not_be_used_ends_a_batch_with_two(tmp_path, log, capsys):
    (tmp_path / "list.csv").write_text(f"account\n{WHO}\n")
    (tmp_path / "page.json").write_text("<html>")
    words = ["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "out"), "--sign-ins", str(log)]

    assert run([*words, "--sign-ins", str(tmp_path / "page.json"), *DAY]) == 2
    assert "page.json:1: is HTML" in capsys.readouterr().err
    assert (tmp_path / "out" / "reports" / "portfolio.md").is_file()


@pytest.mark.slow
def test_redaction_covers_file_names_reasons_and_notes_of_exports(tmp_path, log, capsys):
    rows = log.read_text().replace("Azure Portal", f"Portal of {WHO}")
    named = tmp_path / f"SignIns_{WHO}.jsonl"
    named.write_text(rows)
    (tmp_path / "list.csv").write_text(f"account,activity\n{WHO},idle\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "engagement.toml").write_text("[reports]\nredact = true\n")
    words = ["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "out"), "--documents", "--yes"]

    assert run([*words, "--sign-ins", str(named), *DAY]) == 0
    for path in (path for part in ("drafts", "reports") for path in (tmp_path / "out" / part).rglob("*")):
        assert "svc" not in path.name
        if path.is_file():
            assert WHO.encode() not in path.read_bytes()
            assert ID.encode() not in path.read_bytes()


@pytest.mark.slow
def test_every_file_is_sniffed_once(home, log, policies, directory, monkeypatch):
    from wizard.files import sniff

    looked: list[str] = []
    real = sniff.stamp_of
    monkeypatch.setattr(sniff, "stamp_of", lambda path, wanted: looked.append(path.name) or real(path, wanted))
    assert run(["evidence", "propose", "svc", str(log.parent), "--folder", str(home), *DAY]) == 0

    assert sorted(looked) == ["directory.json", "log.jsonl", "policies.json"]


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_named_once_and_the_others_are_used(home, log, capsys):
    (log.parent / "page.json").write_text("<html>")
    assert run(["evidence", "propose", "svc", str(log.parent), "--folder", str(home), *DAY]) == 2

    assert capsys.readouterr().err.count("page.json") == 1
    assert kept(home)["origins"]
