"""A list of accounts becomes documents, a portfolio and a register."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.cases import CASES, changed
from tests.documents.making import section
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement import writing
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


def written(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_account_gets_the_documents_of_a_single_export(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x", *cells(changed())], ["two@x", *cells(changed(record="none"))])
    assert assess(path, tmp_path / "out") == 0
    single = tmp_path / "answers.json"
    single.write_text(json.dumps({"account": {"name": "one@x"}, "answers": changed()}))
    assert run(["export", str(single), "--to", str(tmp_path / "single"), "--date", DAY.isoformat()]) == 0
    out = tmp_path / "out"

    assert sorted(p.name for p in out.iterdir()) == ["one-x", "portfolio.md", "register.csv", "two-x"]
    assert written(out / "one-x") == written(tmp_path / "single")
    assert "pictures/layers.svg" in written(out / "one-x")


def test_the_list_decides_as_single_answers_do(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", *([f"a{i}@x", *cells(case[1])] for i, case in enumerate(CASES)))
    assert assess(path, tmp_path / "out") == 0
    with (tmp_path / "out" / "register.csv").open(newline="") as file:
        types = [row["type"] for row in csv.DictReader(file)]

    assert types == [case[2] or "" for case in CASES]


def test_the_portfolio_names_every_account_and_links_to_its_documents(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["svc|<b>@x", *cells(changed())], ["open@x", "user_cloud"])
    assert assess(path, tmp_path / "out") == 0
    text = (tmp_path / "out" / "portfolio.md").read_text()

    assert "# Portfolio of 2 accounts" in text
    assert "Time-limited exception" in text
    assert "Not decided yet" in text
    assert "(svc-b-x/recommendation.md)" in text
    assert "<b>" not in text.replace("\\<b\\>", "")


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
    assert (tmp_path / "out" / "one-x" / "record.json").is_file()
    assert (tmp_path / "out" / "five-x" / "record.json").is_file()
    assert not (tmp_path / "out" / "two-x").exists()
    assert "5 rows of the list could not be decided" in (tmp_path / "out" / "portfolio.md").read_text()


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
    record = json.loads((tmp_path / "out" / "one-x" / "record.json").read_text())

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


def test_accounts_whose_names_make_one_folder_have_two(tmp_path):
    path = listed(tmp_path / "a.csv", ["svc-a@x"], ["svc_a@x"], ["other@x"])
    folders = [row.folder for row in read(path).rows]

    assert len(set(folders)) == 3
    assert folders[2] == "other-x"
    assert {
        row.record.account.name: row.folder for row in read(listed(tmp_path / "b.csv", ["svc_a@x"], ["svc-a@x"])).rows
    } == {
        "svc_a@x": folders[1],
        "svc-a@x": folders[0],
    }


def test_a_file_that_is_no_list_stops_the_batch_before_it_writes(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("first,second\nx,y\n")
    assert assess(path, tmp_path / "out") == 2

    assert "no column 'account'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_same_batch_twice_leaves_everything_alone(tmp_path):
    path = listed(tmp_path / "a.csv", ["one@x", *cells(changed())])
    assert assess(path, tmp_path / "out") == 0
    assert assess(path, tmp_path / "out") == 0


def test_documents_that_differ_are_not_overwritten_and_the_others_are_done(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x", *cells(changed())])
    assert assess(path, tmp_path / "out") == 0
    checklist = tmp_path / "out" / "one-x" / "checklist.md"
    checklist.write_text("ticked")
    listed(path, ["one@x", *cells(changed())], ["two@x", *cells(changed())])
    capsys.readouterr()
    assert assess(path, tmp_path / "out") == 2
    err = capsys.readouterr().err

    assert checklist.read_text() == "ticked"
    assert f"{path}:2: {checklist}" in err
    assert (tmp_path / "out" / "two-x" / "record.json").is_file()
    assert str(tmp_path / "out" / "portfolio.md") in err


def test_no_cell_of_the_register_is_a_formula(tmp_path, capsys):
    path = listed(
        tmp_path / "a.csv",
        ["=cmd|' /C calc'!A0", *cells(changed()), "+1; -2; @3"],
        header=["account", *QUESTIONS, "signoff.account_owner"],
    )
    assert assess(path, tmp_path / "out") == 0
    with (tmp_path / "out" / "register.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)

    assert all(not cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    assert row["account"].startswith("'=")


def test_a_redacted_batch_names_nobody(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["zorgsvc@x", *cells(changed())])
    assert assess(path, tmp_path / "out", "--redact") == 0

    for file in (tmp_path / "out").rglob("*"):
        assert "zorgsvc" not in file.name
        assert file.is_dir() or "zorgsvc" not in file.read_text()


def directory(path: Path) -> Path:
    user = {"id": "11111111-1111-1111-1111-111111111111", "userPrincipalName": "one@x.org", "userType": "Member"}
    path.write_text(json.dumps({"users": [{**user, "accountEnabled": True, "onPremisesSyncEnabled": True}]}))
    return path


def test_an_export_proposes_what_the_list_leaves_open_and_it_stays_a_draft(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x.org", ""], ["two@x.org", ""], header=["account", "identity"])
    assert assess(path, tmp_path / "out", "--directory", str(directory(tmp_path / "dir.json"))) == 0
    one = json.loads((tmp_path / "out" / "one-x-org" / "record.json").read_text())
    two = json.loads((tmp_path / "out" / "two-x-org" / "record.json").read_text())
    text = (tmp_path / "out" / "one-x-org" / "recommendation.md").read_text()
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
    record = json.loads((tmp_path / "out" / "one-x-org" / "record.json").read_text())

    assert record["answers"] == {"identity": "user_cloud"}
    assert record["origins"] == {}
    labels = {option.id: option.label for option in real_pack().question_by_id["identity"].option}
    assert f"shows “{labels['user_synced']}”" in record["notes"]["identity"]


def test_an_export_that_cannot_be_read_stops_the_batch_before_it_writes(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x.org", ""], header=["account", "identity"])
    assert assess(path, tmp_path / "out", "--sign-ins", str(tmp_path / "none.csv")) == 2

    assert "none.csv" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_several_processes_write_the_bytes_of_one(tmp_path, monkeypatch, capsys):
    rows = [[f"a{i}@x", *cells(case[1])] for i, case in enumerate(CASES)]
    path = listed(tmp_path / "a.csv", *rows)
    (tmp_path / "many" / "a3-x").mkdir(parents=True)
    (tmp_path / "many" / "a3-x" / "checklist.md").write_text("ticked")
    (tmp_path / "one" / "a3-x").mkdir(parents=True)
    (tmp_path / "one" / "a3-x" / "checklist.md").write_text("ticked")
    assert assess(path, tmp_path / "one") == 2
    monkeypatch.setattr(writing, "PAYS_FROM", 1)
    monkeypatch.setattr(writing, "CHUNK", 3)
    monkeypatch.setattr(writing.os, "cpu_count", lambda: 2)
    assert assess(path, tmp_path / "many") == 2
    one, many = written(tmp_path / "one"), written(tmp_path / "many")

    assert many == one
    names = {"recommendation.md", "checklist.md", "dossier.md", "record.json", "SHA256SUMS"}
    whole = [folder for folder in (tmp_path / "one").glob("a*-x") if names <= written(folder).keys()]
    assert len(whole) == len(CASES) - 1
