from __future__ import annotations

import json
import re

import pytest

from tests.support.packs import real_pack
from wizard.cli.main import run
from wizard.decision.words import Words

WHO = "svc@contoso.com"


@pytest.fixture
def log(tmp_path):
    rows = [
        {"createdDateTime": "2026-11-05T00:00:00Z", "userPrincipalName": name, "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
         "appDisplayName": "Azure Portal\x1b[31m", "resourceId": "r", "isInteractive": True, "status": {"errorCode": 50076}}
        for name in (WHO, "b@contoso.com")
    ]  # fmt: skip
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_show_says_what_is_seen_and_what_cannot_be(log, capsys):
    assert run(["evidence", "show", str(log), "--date", "2026-11-24"]) == 0
    out = capsys.readouterr().out
    assert "2 sign-ins" in out
    assert "Cannot say: This holds interactive sign-ins only." in out
    words = Words(real_pack())
    portals = f"{words.title('surfaces')}: {words.option('surfaces', 'azure_portals')}"
    assert f"{portals} (surfaces = azure_portals), shown by the export." in out
    assert "50076" in out
    assert "\x1b" not in out


def test_show_as_json_is_one_object(log, capsys):
    assert run(["evidence", "show", str(log), "--format", "json", "--most", "1"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["account"] for one in data["accounts"]] == ["b@contoso.com"]
    assert data["more_accounts"] == 1
    assert data["files"][0]["rows"] == 2


@pytest.mark.slow
def test_show_keeps_to_the_named_account(log, capsys):
    assert run(["evidence", "show", str(log), "--account", WHO.upper(), "--account", "absent@x.y"]) == 0
    out = capsys.readouterr().out
    assert "b@contoso.com" not in out
    assert "No sign-in log here names it" in out


def test_a_bad_file_beside_a_good_one_ends_with_two(log, tmp_path, capsys):
    (tmp_path / "page.json").write_text("<html>")
    assert run(["evidence", "show", str(log), str(tmp_path / "page.json")]) == 2
    captured = capsys.readouterr()
    assert "page.json:1: is HTML" in captured.err
    assert WHO in captured.out


def test_a_mapping_given_once_is_remembered(tmp_path, capsys):
    path = tmp_path / "x.csv"
    path.write_text("Who,What\nsvc@contoso.com,shared_arm\n")
    assert run(["evidence", "show", str(path)]) == 2
    assert "--map" in capsys.readouterr().err
    assert run(["evidence", "show", str(path), "--map", "connections:account=Who,connector=What"]) == 0
    assert run(["evidence", "show", str(path)]) == 0
    assert "azure_resource_manager" in capsys.readouterr().out


def test_kql_prints_the_query_alone(capsys):
    assert run(["evidence", "kql", "--account", WHO, "--days", "90"]) == 0
    out = capsys.readouterr().out
    assert "let lookback = 90d;" in out
    assert f'dynamic(["{WHO}"])' in out


@pytest.mark.slow
def test_explain_speaks_of_the_account(log, capsys):
    assert run(["evidence", "explain", "AADSTS50076", "--account", WHO, "--sign-ins", str(log)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("AADSTS50076: ")
    assert f"For {WHO}: 1 row" in out
    assert "No later success" in out


@pytest.mark.slow
def test_explain_and_show_do_not_speak_for_one_of_two_accounts_with_a_name(log, capsys):
    ids = [f"11111111-aaaa-4aaa-8aaa-00000000000{number}" for number in (1, 2)]
    row = json.loads(log.read_text().splitlines()[0])
    log.write_text("".join(json.dumps({**row, "userId": one}) + "\n" for one in (*ids, ids[0])))
    words = ["evidence", "explain", "AADSTS50076", "--sign-ins", str(log), "--account"]

    assert run([*words, WHO]) == 2
    told = capsys.readouterr()
    assert WHO not in told.out
    assert told.err.endswith("3 in log.jsonl. Name the account by its object ID with --account.\n")
    assert run([*words, ids[0]]) == 0
    assert f"For {WHO}: 2 rows" in capsys.readouterr().out

    assert run(["evidence", "show", str(log)]) == 0
    told = capsys.readouterr()
    assert "Sign-ins of all of them are counted." in told.out
    assert "Suggested" not in told.out
    assert told.err.count("is the name of several accounts") == 1
    assert run(["evidence", "show", str(log), "--account", ids[0], "--format", "json"]) == 0
    told = capsys.readouterr()
    assert (json.loads(told.out)["accounts"][0]["sign_ins"]["counts"]["rows"], told.err) == (2, "")


@pytest.mark.parametrize(
    "words",
    [
        ["explain", "hello"],
        ["explain", "50076", "--account", WHO],
        ["show"],
        ["show", "absent.csv"],
        ["kql", "--days", "0"],
    ],
)
def test_wrong_words_end_with_two_and_a_remedy(words, capsys):
    assert run(["evidence", *words]) == 2
    assert capsys.readouterr().err.startswith("mfa-wizard: ")


def test_explain_as_json_holds_the_meaning(capsys):
    assert run(["evidence", "explain", "50076", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["codes"][0]["code"] == "50076"


def test_explain_shows_sources_with_their_age_and_facts(capsys):
    assert run(["evidence", "explain", "70043", "--date", "2026-12-31"]) == 0
    out = capsys.readouterr().out
    assert "For an unattended account: " in out
    assert re.search(r"Source: Microsoft Entra authentication .*; read on \d{4}-\d\d-\d\d, .+ ago\.", out)
    assert "CA-17" in out


def test_explain_as_json_holds_sources_facts_and_the_sentences(capsys):
    assert run(["evidence", "explain", "AADSTS53002 and AADSTS70043", "--format", "json", "--date", "2026-12-31"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [code["code"] for code in shown["codes"]] == ["53002", "70043"]
    assert shown["sources"]["reference_error_codes"]["read_days_ago"] >= 30
    assert shown["facts"]["CA-17"]["title"]
    assert [one["heading"].partition(":")[0] for one in shown["said"]] == ["AADSTS53002", "AADSTS70043"]


def test_an_unknown_code_names_where_to_look_it_up(capsys):
    assert run(["evidence", "explain", "AADSTS999999"]) == 2
    assert "https://login.microsoftonline.com/error?code=999999" in capsys.readouterr().err


def test_the_same_sentences_in_every_face(capsys):
    from datetime import date

    from wizard.views.error_codes import explain

    text = "Users must use MFA for Create. AADSTS53003"
    assert run(["evidence", "explain", text, "--date", "2026-12-31"]) == 0
    said = explain(text, None, date(2026, 12, 31)).said
    expected = [line for one in said for line in (one.heading, *(f"  {line}" for line in one.lines))]
    assert capsys.readouterr().out.splitlines() == expected
