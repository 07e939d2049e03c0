"""A list of accounts is read row by row into an engagement."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.cases import changed
from tests.documents.making import section
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement.lists.model import AccountList
from wizard.engagement.lists.reading import read_list
from wizard.wording import lower_first

DAY = date(2026, 11, 24)
QUESTIONS = list(real_engine().questions)


def cells(answers: dict) -> list[str]:
    return [";".join(v) if isinstance(v := answers.get(name, ""), list) else v for name in QUESTIONS]


def listed(path: Path, *rows: list[str], header: list[str] | None = None) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header or ["account", *QUESTIONS], *rows])
    return path


def read(path: Path) -> AccountList:
    return read_list(path, real_pack(), real_engine(), DAY)


def assess(path: Path, out: Path, *words: str) -> int:
    return run(["assess", str(path), "--to", str(out), "--date", DAY.isoformat(), *words])


def test_a_bad_row_is_named_with_line_and_column_and_the_others_are_done(tmp_path, capsys):
    path = listed(
        tmp_path / "a.csv",
        ["one@x", *cells(changed())],
        ["two@x", *cells(changed(identity="nobody", surfaces=["graph", "none"]))],
        ["", *cells(changed())],
        ["ONE@x", *cells(changed())],
        ["three@x", *cells({"identity": "managed_identity", "cloud": "public"})],
        ["four@x", *cells(changed()), "too", "many"],
        ["five@x", *cells({"identity": "managed_identity"})],
    )
    assert assess(path, tmp_path / "out") == 2
    err = capsys.readouterr().err.splitlines()
    rows = [line.removeprefix(f"mfa-wizard: {path}:") for line in err if str(path) in line]
    starts = ["3: identity: ", "3: surfaces: ", "4: account: ", "5: account: ", "6: cloud: ", "7: has 30 cells"]

    assert all(row.startswith(start) for row, start in zip(rows, starts, strict=True))
    assert (tmp_path / "out" / "accounts" / "one-x.json").is_file()
    assert (tmp_path / "out" / "accounts" / "five-x.json").is_file()
    assert not (tmp_path / "out" / "accounts" / "two-x.json").exists()


def test_a_row_is_named_by_the_line_it_begins_on_even_below_a_cell_of_several_lines(tmp_path):
    path = listed(
        tmp_path / "a.csv",
        ["one@x", *cells(changed()), "a note\nof three\nlines"],
        ["two@x", "nobody"],
        header=["account", *QUESTIONS, "remark"],
    )
    found = read(path)

    assert found.rows[0].record.notes == {"remark": "a note\nof three\nlines"}
    assert found.problems[0].place == f"{path}:5: identity"


def test_other_columns_are_notes_and_are_named(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x", "EU"], header=["account", "region"])
    assert assess(path, tmp_path / "out") == 0
    record = json.loads((tmp_path / "out" / "accounts" / "one-x.json").read_text())

    assert record["notes"] == {"region": "EU"}
    assert f"{path}:1: kept as notes: region." in capsys.readouterr().err


def test_sign_off_columns_fill_the_sign_off(tmp_path):
    path = listed(tmp_path / "a.csv", ["one@x", "Ada; Owner"], header=["account", "signoff.account_owner"])

    assert read(path).rows[0].record.signoff == {
        "account_owner": {"name": "Ada", "role": "Owner", "contact": ""},
    }


@pytest.mark.parametrize(("dialect", "row"), [("plain", "one@x,guest\n"), ("excel", "one@x;guest\n")])
def test_a_template_is_read_as_it_is_and_its_list_of_ids_is_no_account(tmp_path, capsys, dialect, row):
    path = tmp_path / "a.csv"
    assert run(["template", "--format", "csv", "--dialect", dialect]) == 0
    path.write_text(capsys.readouterr().out + row)
    found = read(path)

    assert [row.record.answers for row in found.rows] == [{"identity": "guest"}]
    assert (found.problems, found.unsure) == ((), ())


def test_a_file_that_is_no_list_stops_the_batch_before_it_writes(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("first,second\nx,y\n")
    assert assess(path, tmp_path / "out") == 2

    assert "no column 'account'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def directory(path: Path) -> Path:
    user = {"id": "11111111-1111-1111-1111-111111111111", "userPrincipalName": "one@x.org", "userType": "Member"}
    path.write_text(json.dumps({"users": [{**user, "accountEnabled": True, "onPremisesSyncEnabled": True}]}))
    return path


@pytest.mark.slow
def test_an_export_proposes_what_the_list_leaves_open_and_it_stays_a_draft(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x.org", ""], ["two@x.org", ""], header=["account", "identity"])
    assert assess(path, tmp_path / "out", "--directory", str(directory(tmp_path / "dir.json")), "--documents") == 0
    one = json.loads((tmp_path / "out" / "accounts" / "one-x-org.json").read_text())
    two = json.loads((tmp_path / "out" / "accounts" / "two-x-org.json").read_text())
    text = (tmp_path / "out" / "drafts" / "one-x-org" / "recommendation.md").read_text()
    title = lower_first(real_pack().question_by_id["identity"].title)

    assert one["answers"] == {"identity": "user_synced"}
    assert one["origins"]["identity"]["how"] == "proposed"
    [source] = one["origins"]["identity"]["sources"]
    assert source["file"] == "dir.json"
    assert len(source["digest"]) == 64
    assert "status: draft" in text
    assert f"{title}: confirm;" in section(text, "Open items")
    assert two["answers"] == {}


def test_an_answer_of_the_list_stays_and_what_speaks_against_it_is_noted(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x.org", "user_cloud"], header=["account", "identity"])
    assert assess(path, tmp_path / "out", "--directory", str(directory(tmp_path / "dir.json"))) == 0
    record = json.loads((tmp_path / "out" / "accounts" / "one-x-org.json").read_text())

    assert record["answers"] == {"identity": "user_cloud"}
    assert record["origins"]["identity"]["how"] == "imported"
    labels = {option.id: option.label for option in real_pack().question_by_id["identity"].option}
    assert f"shows “{labels['user_synced']}”" in record["notes"]["identity"]


def test_an_export_that_cannot_be_read_stops_the_batch_before_it_writes(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x.org", ""], header=["account", "identity"])
    assert assess(path, tmp_path / "out", "--sign-ins", str(tmp_path / "none.csv")) == 2

    assert "none.csv" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
