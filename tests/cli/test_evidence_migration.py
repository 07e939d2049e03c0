"""``evidence migration``: what a person, a script and a spreadsheet get, and what goes into a record's plan."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.support.waiting import cpu_seconds
from wizard.cli.main import run
from wizard.evidence.migration.schema import Result

SVC = "svc@contoso.com"
APIS = "/providers/Microsoft.PowerApps/apis/"
ANSWERS = {
    "identity": "user_cloud", "cloud": "public", "activity": "active", "run_mode": "human_on_setup",
    "token": "connection_refresh", "privilege": ["none"], "record": "complete", "surfaces": ["pp_connections"],
    "connectors": ["dataverse"], "flow_role": ["connection"], "mfa_sources": ["conditional_access"], "controls": ["mfa"],
    "met_today": ["none"], "settings": ["none"], "methods": ["fido2"], "replacement": "service_principal",
    "licence": "ready", "egress": "microsoft_cloud", "exclusion_today": "none", "frameworks": ["none"],
    "evidence": ["noninteractive_log", "azure_audit", "ca_policies"],
}  # fmt: skip
HOSTILE = "=HYPERLINK(1)\u202e|<b>`x`"


def connection(name, api, account=SVC, label=""):
    properties = {"apiId": APIS + api, "displayName": label or name, "accountName": account, "environment": {"name": "E1"},
                  "statuses": [{"status": "Connected"}]}  # fmt: skip
    return {"name": name, "type": "Microsoft.PowerApps/apis/connections", "properties": properties}


def flow(name, *used, **more):
    references = {
        f"k{at}": {"connectionName": one, "id": APIS + api, "tier": "Premium"} for at, (one, api) in enumerate(used)
    }
    properties = {"displayName": name, "creator": {"userPrincipalName": SVC}, "environment": {"name": "E1"},
                  "connectionReferences": references, "workflowEntityId": "e"}  # fmt: skip
    return {"name": name, "type": "Microsoft.ProcessSimple/environments/flows", "properties": properties | more}


@pytest.fixture
def files(tmp_path):
    connections, flows = tmp_path / "connections.json", tmp_path / "flows.json"
    rows = [
        connection("c1", "shared_sql"),
        connection("c2", "shared_arm", label=HOSTILE),
        connection("c3", "shared_sql", ""),
    ]
    connections.write_text(json.dumps({"value": rows}))
    flows.write_text(
        json.dumps([flow("f1", ("c1", "shared_sql"), ("c2", "shared_arm")), flow("f2", workflowEntityId=None)])
    )
    return connections, flows


def ran(files, capsys, *words):
    code = run(["evidence", "migration", str(files[0]), "--flows", str(files[1]), *map(str, words)])
    return code, capsys.readouterr()


def test_the_text_counts_what_it_read_and_names_every_row_once(files, capsys):
    code, said = ran(files, capsys)

    assert code == 0
    assert "3 connections and 2 flows, each in exactly one row; 0 lost" in said.out
    assert all(said.out.count(f"\n{row} ") == 1 for row in ("C1", "C2", "C3", "F1", "F2"))
    assert "account not in the export" in said.out
    assert "Remove-AdminPowerAppConnection -EnvironmentName 'E1'" in said.out
    assert "\u202e" not in said.out


def test_the_json_is_of_the_published_shape(files, capsys):
    _, said = ran(files, capsys, "--format", "json")
    result = Result.model_validate_json(said.out)

    assert (result.connections, result.flows, result.lost) == (3, 2, 0)
    assert sum(group.rows for group in result.groups) == 5
    assert len(result.sequence) == sum(len(row.steps) for wave in result.waves for row in wave.rows)


def test_the_csv_has_a_line_a_row_and_no_formula(files, capsys):
    _, said = ran(files, capsys, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))

    assert [row["kind"] for row in rows].count("connection") == 3
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_markdown_escapes_the_names_of_exports(files, capsys):
    _, said = ran(files, capsys, "--format", "md")

    assert "<b>" not in said.out
    assert "\\|\\<b\\>" in said.out
    assert "## Steps in their order" in said.out


def test_a_directory_names_owners_and_tells_who_is_disabled(files, tmp_path, capsys):
    files[1].write_text(json.dumps([flow("f1", creator={"objectId": "U9"}), flow("f2", creator={"objectId": "u8"})]))
    users = [{"id": "u9", "userPrincipalName": SVC, "accountEnabled": False, "userType": "Member"}]
    (tmp_path / "directory.json").write_text(json.dumps({"users": users}))
    _, said = ran(files, capsys, "--directory", tmp_path / "directory.json", "--format", "json")
    rows = {row["label"]: row for wave in json.loads(said.out)["waves"] for row in wave["rows"]}

    assert rows["f1"]["account"] == SVC
    assert any("disabled" in note for note in rows["f1"]["notes"])
    assert any("may have left" in one["what"] for one in rows["f2"]["open"])


def test_a_part_of_an_export_is_planned_and_the_exit_code_says_that_more_is_missing(files, capsys):
    files[0].write_text(json.dumps({"value": [connection("c1", "shared_sql")], "nextLink": "https://x"}))
    code, said = ran(files, capsys)

    assert code == 2
    assert "other pages are missing" in said.err
    assert "1 connection and 2 flows" not in said.err
    assert "c1" in said.out


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    steps = [{"step": "Ask the vendor", "owner": "Olga Ney", "due": "2027-02-01", "evidence": "", "rollback": ""}]
    record = {"account": {"name": SVC}, "answers": {}, "signoff": {"plan_steps": steps}}
    (folder / "svc.json").write_text(json.dumps(record))
    return folder


def kept(home):
    return json.loads((home / "svc.json").read_text())["signoff"]["plan_steps"]


def test_the_steps_of_a_records_account_go_into_its_plan_once_and_keep_owner_and_day(files, home, capsys):
    words = ("--record", "svc", "--folder", home)
    assert ran(files, capsys, *words)[0] == 0
    steps = kept(home)
    assert [step["step"].split(" (")[0] for step in steps] == [
        "Ask the vendor",
        "Migration: find out what 4 rows lack",
        "Migration: change owner of 1 flow, license for 1 flow first",
        "Migration: replace 1 connection and 1 flow by import",
        "Migration: cut over 2 flows",
        "Migration: delete 1 connection and 1 flow, only after their replacements ran",
    ]

    record = json.loads((home / "svc.json").read_text())
    record["signoff"]["plan_steps"][2] |= {"owner": "Ben Ito", "due": "2027-01-15"}
    (home / "svc.json").write_text(json.dumps(record))
    assert ran(files, capsys, *words)[0] == 0
    again = kept(home)
    assert len(again) == len(steps)
    assert next(step for step in again if step["owner"] == "Ben Ito")["step"].startswith("Migration: change owner")


@pytest.mark.parametrize(
    "steps",
    [
        "Ask the vendor | Olga Ney",
        ["Ask the vendor | Olga Ney"],
        [{"step": "Ask the vendor", "owner": "Olga Ney", "due": None}],
    ],
)
def test_steps_that_a_file_says_in_its_own_way_stay_in_the_plan(files, home, capsys, steps):
    (home / "svc.json").write_text(json.dumps({"account": {"name": SVC}, "signoff": {"plan_steps": steps}}))
    assert ran(files, capsys, "--record", "svc", "--folder", home)[0] == 0

    assert (kept(home)[0]["step"], kept(home)[0]["owner"], len(kept(home))) == ("Ask the vendor", "Olga Ney", 6)


def test_steps_that_cannot_be_read_are_named_and_nothing_is_written(files, home, capsys):
    (home / "svc.json").write_text(json.dumps({"account": {"name": SVC}, "signoff": {"plan_steps": [{"stepp": "x"}]}}))
    before = (home / "svc.json").read_bytes()
    code, said = ran(files, capsys, "--record", "svc", "--folder", home)

    assert code == 2
    assert "signoff.plan_steps.1.stepp" in said.err
    assert (home / "svc.json").read_bytes() == before


@pytest.mark.slow
def test_the_recommendation_prints_the_steps_in_its_plan(files, home, tmp_path, capsys):
    answers = json.loads((home / "svc.json").read_text()) | {"answers": ANSWERS}
    (home / "svc.json").write_text(json.dumps(answers))
    assert ran(files, capsys, "--record", "svc", "--folder", home)[0] == 0
    assert run(["export", "svc", "--folder", str(home), "--to", str(tmp_path / "out"), "--date", "2026-11-29"]) == 0
    page = (tmp_path / "out" / "recommendation.md").read_text()

    plan = page.partition("## Plan")[2].partition("\n## ")[0]
    assert "| Migration: change owner of 1 flow" in plan
    assert "| Migration: cut over 2 flows" in plan


def test_a_record_whose_account_has_no_row_is_left_alone_and_told(files, home, capsys):
    before = (home / "svc.json").read_bytes()
    code, said = ran(files, capsys, "--record", "svc", "--folder", home, "--account", "nobody@contoso.com")

    assert code == 2
    assert "no connection and no flow belongs" in said.err
    assert (home / "svc.json").read_bytes() == before


def test_an_account_that_no_row_names_is_told(files, capsys):
    code, said = ran(files, capsys, "--account", "nobody@contoso.com")

    assert (code, said.out) == (2, "")
    assert "nobody@contoso.com: no connection and no flow belongs" in said.err


@pytest.mark.slow
def test_a_thousand_flows_take_less_than_two_seconds(tmp_path, capsys):
    connections = [connection(f"c{number}", "shared_sql") for number in range(1000)]
    flows = [
        flow(f"f{number}", (f"c{number}", "shared_sql"), (f"c{number // 2}", "shared_sql")) for number in range(1000)
    ]
    paths = tmp_path / "c.json", tmp_path / "f.json"
    paths[0].write_text(json.dumps(connections))
    paths[1].write_text(json.dumps(flows))
    (code, said), spent = cpu_seconds(lambda: ran(paths, capsys))

    assert code == 0
    assert "1,000 connections and 1,000 flows" in said.out
    assert spent < 2
