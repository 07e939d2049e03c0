"""``assess`` brings a list into an engagement, any day, any number of times, and loses no answer."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.cases import CASES, changed
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement import drafts, processes
from wizard.engagement import overview as overview_module
from wizard.engagement.beginning import begun
from wizard.engagement.engagement import Engagement
from wizard.engagement.importing import Importer
from wizard.engagement.lists.reading import read_list
from wizard.engagement.overview import overview
from wizard.engagement.rows import Row, Step
from wizard.engagement.session import Session

DAY = "2026-11-24"
LATER = "2026-12-01"
WITH_ID = ["account", "identity", "object id"]
QUESTIONS = list(real_engine().questions)


def cells(answers: dict[str, Any]) -> list[str]:
    return [";".join(v) if isinstance(v := answers.get(name, ""), list) else v for name in QUESTIONS]


def listed(path: Path, *rows: list[str], header: list[str] | None = None) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header or ["account", *QUESTIONS], *rows])
    return path


def assess(path: Path, out: Path, *words: str, day: str = DAY) -> int:
    return run(["assess", str(path), "--to", str(out), "--date", day, "--yes", *words])


def accounts(out: Path) -> dict[str, dict[str, Any]]:
    return {file.stem: json.loads(file.read_text()) for file in sorted((out / "accounts").glob("*.json"))}


def register(out: Path) -> list[dict[str, str]]:
    with (out / "reports" / "register.csv").open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def written(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def rows_of(out: Path) -> tuple[Row, ...]:
    pack, engine = real_pack(), real_engine()
    return overview(Engagement.open(out, pack, engine), pack, engine, date.fromisoformat(DAY)).rows


def opened(out: Path, name: str) -> Session:
    return Session.open(out / "accounts" / f"{name}.json", real_pack(), real_engine())


@pytest.mark.slow
def test_a_list_becomes_an_engagement_whose_accounts_decide_as_single_answers_do(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", *([f"a{i:02d}@x", *cells(case[1])] for i, case in enumerate(CASES)))
    assert assess(path, tmp_path / "out") == 0

    assert {one.name for one in (tmp_path / "out").iterdir()} == {"engagement.toml", "accounts", "reports"}
    assert len(accounts(tmp_path / "out")) == len(CASES)
    assert [row.seen and row.seen.main for row in rows_of(tmp_path / "out")] == [case[2] for case in CASES]
    assert [row["account"] for row in register(tmp_path / "out")] == [f"a{i:02d}@x" for i in range(len(CASES))]
    assert f"{len(CASES)} accounts in {tmp_path / 'out'}: {len(CASES)} new" in capsys.readouterr().err


@pytest.mark.slow
def test_the_same_list_on_another_day_changes_no_account(tmp_path):
    path = listed(tmp_path / "a.csv", ["one@x", *cells(changed())])
    assert assess(path, tmp_path / "out") == 0
    before = written(tmp_path / "out" / "accounts")
    assert assess(path, tmp_path / "out", day=LATER) == 0

    assert written(tmp_path / "out" / "accounts") == before


@pytest.mark.slow
def test_a_cell_that_was_mended_reaches_the_account_and_the_id_stays(tmp_path):
    path = listed(tmp_path / "a.csv", ["one@x", "guest"], ["two@x", ""], header=["account", "identity"])
    assert assess(path, tmp_path / "out") == 0
    before = accounts(tmp_path / "out")
    listed(path, ["one@x", "user_cloud"], ["three@x", "guest"], header=["account", "identity"])
    assert assess(path, tmp_path / "out", day=LATER) == 0
    after = accounts(tmp_path / "out")

    assert after.keys() == {"one-x", "two-x", "three-x"}
    assert after["one-x"]["answers"] == {"identity": "user_cloud"}
    assert after["one-x"]["origins"]["identity"] == {
        "how": "imported", "by": "", "sources": [], "rows": None, "reason": "", "given_on": LATER, "place": "a.csv:2",
    }  # fmt: skip
    assert {name: after[name]["record_id"] for name in before} == {
        name: one["record_id"] for name, one in before.items()
    }


@pytest.mark.slow
def test_what_a_person_answered_stays_and_the_list_is_listed_and_noted(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x", "guest", "public"], header=["account", "identity", "cloud"])
    assert assess(path, tmp_path / "out") == 0
    session = opened(tmp_path / "out", "one-x")
    session.answer("identity", "user_cloud", by="Ada")
    session.close()
    listed(path, ["one@x", "guest", "china"], header=["account", "identity", "cloud"])
    assert assess(path, tmp_path / "out", day=LATER) == 0
    after = accounts(tmp_path / "out")["one-x"]

    assert after["answers"] == {"identity": "user_cloud", "cloud": "china"}
    assert after["notes"] == {"identity": "a.csv:2 says guest."}
    assert "one@x: a.csv:2: identity says guest; the account keeps user_cloud." in capsys.readouterr().err


@pytest.mark.slow
def test_a_value_of_the_sign_off_follows_the_list_until_a_person_changes_it(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x", "Ada"], header=["account", "signoff.account_owner"])
    assert assess(path, tmp_path / "out") == 0
    listed(path, ["one@x", "Ben"], header=["account", "signoff.account_owner"])
    assert assess(path, tmp_path / "out") == 0
    assert accounts(tmp_path / "out")["one-x"]["signoff"]["account_owner"]["name"] == "Ben"

    session = opened(tmp_path / "out", "one-x")
    session.set_field("account_owner", "Cleo")
    session.close()
    listed(path, ["one@x", "Dan"], header=["account", "signoff.account_owner"])
    assert assess(path, tmp_path / "out") == 0
    assert accounts(tmp_path / "out")["one-x"]["signoff"]["account_owner"]["name"] == "Cleo"
    assert "signoff.account_owner says Dan; the account keeps Cleo." in capsys.readouterr().err


def test_a_list_says_the_same_as_a_text_or_a_null_that_was_typed_into_the_file(tmp_path, capsys):
    path = listed(
        tmp_path / "a.csv", ["one@x", "guest", "Ada"], header=["account", "identity", "signoff.account_owner"]
    )
    assert assess(path, tmp_path / "out") == 0
    file = tmp_path / "out" / "accounts" / "one-x.json"
    edited = json.loads(file.read_text())
    edited |= {"answers": {"identity": None}, "signoff": {"account_owner": "Ada; Lead"}, "origins": {}}
    file.write_text(json.dumps(edited))
    capsys.readouterr()
    assert assess(path, tmp_path / "out") == 0

    assert "the account keeps" not in capsys.readouterr().err
    assert accounts(tmp_path / "out")["one-x"]["answers"] == {"identity": "guest"}

    (tmp_path / "records").mkdir()
    said = {"account_owner": {"name": "Ada", "role": "Lead", "contact": None}, "of_another_pack": "x"}
    (tmp_path / "records" / "a.json").write_text(json.dumps({"account": {"name": "one@x"}, "signoff": said}))
    assert assess(tmp_path / "records", tmp_path / "out") == 0
    assert "the account keeps" not in capsys.readouterr().err


@pytest.mark.slow
def test_a_register_read_back_takes_nothing_from_an_account(tmp_path):
    controls = "Vault | vault | yes | 2026-11-20 | Eve\nAlert | alert"
    header = ["account", "identity", "owner", "compensating controls"]
    path = listed(tmp_path / "a.csv", ["one@x", "guest", "Ada <ada@x>", controls], header=header)
    assert assess(path, tmp_path / "out") == 0
    before = written(tmp_path / "out" / "accounts")
    assert assess(tmp_path / "out" / "reports" / "register.xlsx", tmp_path / "out", day=LATER) == 0

    assert written(tmp_path / "out" / "accounts") == before


@pytest.mark.slow
def test_names_that_make_one_file_keep_the_file_that_they_were_given(tmp_path):
    path = listed(tmp_path / "a.csv", ["svc-a@x"], header=["account"])
    assert assess(path, tmp_path / "out") == 0
    listed(path, ["svc_a@x"], ["svc-a@x"], header=["account"])
    assert assess(path, tmp_path / "out") == 0

    names = {stem: one["account"]["name"] for stem, one in accounts(tmp_path / "out").items()}
    assert names == {"svc-a-x": "svc-a@x", "svc-a-x-2": "svc_a@x"}


@pytest.mark.slow
def test_an_account_with_another_name_is_known_by_its_object_id_and_from_then_on_by_both_names(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["old@x", "guest", "id-1"], ["two@x", "guest", "id-2"], header=WITH_ID)
    assert assess(path, tmp_path / "out") == 0
    listed(path, ["new@x", "guest", "id-1"], header=WITH_ID)
    assert assess(path, tmp_path / "out") == 0
    assert "old@x: the list calls it new@x, which is kept as another name of it." in capsys.readouterr().err
    listed(path, ["new@x", "user_cloud", ""], header=WITH_ID)
    assert assess(path, tmp_path / "out") == 0
    before = accounts(tmp_path / "out")
    assert {name: one["answers"]["identity"] for name, one in before.items()} == {
        "old-x": "user_cloud",
        "two-x": "guest",
    }

    listed(path, ["two@x", "guest", "id-1"], header=WITH_ID)
    assert assess(path, tmp_path / "out") == 2
    assert accounts(tmp_path / "out") == before


def test_a_name_that_no_file_can_have_is_told_without_an_internal_error(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x"], header=["account"])
    for words in (["assess", str(path), "--yes", "--to"], ["status"], ["verify"], ["drift"]):
        assert run([*words, str(tmp_path / ("z" * 300))]) == 2
        assert "the name is too long" in capsys.readouterr().err


def test_the_status_of_an_engagement_without_accounts_says_so(tmp_path, capsys):
    assert assess(listed(tmp_path / "a.csv", header=["account"]), tmp_path / "out") == 0
    assert run(["status", str(tmp_path / "out")]) == 0
    assert "has no accounts yet" in capsys.readouterr().out


def test_an_answer_for_the_tenant_is_in_one_place_and_an_account_may_answer_otherwise(tmp_path):
    path = listed(
        tmp_path / "a.csv",
        ["one@x", "user_cloud", "", "public"],
        ["two@x", "user_cloud", "none", ""],
        header=["account", "identity", "mfa_sources", "cloud"],
    )
    (tmp_path / "out").mkdir()
    settings = tmp_path / "out" / "engagement.toml"
    settings.write_text('[answers]\ncloud = "public"\nmfa_sources = ["conditional_access"]\n')
    assert assess(path, tmp_path / "out") == 0

    assert [one["answers"] for one in accounts(tmp_path / "out").values()] == [
        {"identity": "user_cloud"},
        {"identity": "user_cloud", "mfa_sources": ["none"]},
    ]
    session = opened(tmp_path / "out", "one-x")
    assert session.interview.answers["mfa_sources"] == ("conditional_access",)
    assert session.record.origins["cloud"].how == "tenant"
    session.answer("activity", "active")
    session.close()
    assert accounts(tmp_path / "out")["one-x"]["answers"] == {"identity": "user_cloud", "activity": "active"}

    settings.write_text('[answers]\ncloud = "china"\n')
    assert opened(tmp_path / "out", "one-x").interview.answers["cloud"] == "china"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[answers]\nclod = "public"\n', "engagement.toml: answers.clod"),
        ('[answers]\ncloud = "moon"\n', "engagement.toml: answers.cloud"),
        ('[answers]\nidentity = "guest"\n', "engagement.toml: answers.identity: is asked for each account"),
        ('[signoff]\naccount_ower = "Ada"\n', "engagement.toml: signoff.account_ower"),
        (
            'schema_version = "2"\n',
            "engagement.toml: schema_version: is 2; this wizard reads version 1. Update the wizard",
        ),
        ("client = 7\n", "engagement.toml: client"),
        ("clent = 'x'\n", "engagement.toml: clent: isn't a setting"),
    ],
)
def test_settings_that_cannot_be_used_are_named_with_their_place(tmp_path, capsys, text, words):
    path = listed(tmp_path / "a.csv", ["one@x"], header=["account"])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "engagement.toml").write_text(text)

    assert assess(path, tmp_path / "out") == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out" / "accounts").exists()


def test_an_engagement_in_another_one_and_results_of_an_earlier_version_are_refused(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x"], header=["account"])
    assert assess(path, tmp_path / "out") == 0
    assert assess(path, tmp_path / "out" / "deep" / "er") == 2
    assert f"is in the engagement {tmp_path / 'out'}" in capsys.readouterr().err

    old = tmp_path / "old"
    (old / "one-x").mkdir(parents=True)
    for name in ("portfolio.md", "register.csv", "one-x/record.json"):
        (old / name).write_text("{}")
    assert assess(path, old) == 2
    assert f"'mfa-wizard assess {old} --to NEW'" in capsys.readouterr().err


@pytest.mark.slow
def test_an_account_that_is_open_elsewhere_is_named_and_the_others_are_done(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x", "guest"], ["two@x", "guest"], header=["account", "identity"])
    assert assess(path, tmp_path / "out") == 0
    session = opened(tmp_path / "out", "one-x")
    listed(path, ["one@x", "user_cloud"], ["two@x", "user_cloud"], header=["account", "identity"])
    try:
        assert assess(path, tmp_path / "out") == 2
    finally:
        session.close()

    assert "one-x.json: is open in another window." in capsys.readouterr().err
    assert [one["answers"]["identity"] for one in accounts(tmp_path / "out").values()] == ["guest", "user_cloud"]


def test_two_rows_with_one_object_id_are_not_made_one_account_in_silence(tmp_path, capsys):
    subject = "11111111-1111-1111-1111-111111111111"
    path = listed(tmp_path / "a.csv", ["one@x", subject], ["two@x", subject], header=["account", "signoff.subject_ref"])

    assert assess(path, tmp_path / "out") == 2
    assert "a.csv:3: is the account of a.csv:2 too, by its name or object ID." in capsys.readouterr().err
    assert list(accounts(tmp_path / "out")) == ["one-x"]


def test_what_somebody_answers_while_a_list_is_read_is_not_lost(tmp_path):
    path = listed(tmp_path / "a.csv", ["one@x", "guest"], header=["account", "identity"])
    assert assess(path, tmp_path / "out") == 0
    pack, engine = real_pack(), real_engine()
    importer = Importer(Engagement.open(tmp_path / "out", pack, engine), pack, date.fromisoformat(LATER))
    session = opened(tmp_path / "out", "one-x")
    session.answer("activity", "active")
    session.close()
    listed(path, ["one@x", "user_cloud"], header=["account", "identity"])
    with importer:
        for row in read_list(path, pack, engine, date.fromisoformat(LATER)).rows:
            importer.bring(row)

    assert accounts(tmp_path / "out")["one-x"]["answers"] == {"identity": "user_cloud", "activity": "active"}


def test_two_runs_that_give_one_file_to_two_accounts_lose_neither(tmp_path):
    path = listed(tmp_path / "a.csv", ["svc-a@x"], header=["account"])
    other = listed(tmp_path / "b.csv", ["svc_a@x"], header=["account"])
    pack, engine, day = real_pack(), real_engine(), date.fromisoformat(DAY)
    engagement = begun(tmp_path / "out", pack, engine)
    first, second = Importer(engagement, pack, day), Importer(engagement, pack, day)
    for importer, place in ((first, path), (second, other)):
        with importer:
            for row in read_list(place, pack, engine, day).rows:
                importer.bring(row)

    assert [one["account"]["name"] for one in accounts(tmp_path / "out").values()] == ["svc-a@x"]
    assert [problem.message for problem in second.done.problems] == ["was made by another run a moment ago."]


def test_a_damaged_account_is_named_is_not_written_over_and_the_others_are_done(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x"], ["two@x"], header=["account"])
    assert assess(path, tmp_path / "out") == 0
    (tmp_path / "out" / "accounts" / "one-x.json").write_text("{")
    assert assess(path, tmp_path / "out") == 2

    assert (tmp_path / "out" / "accounts" / "one-x.json").read_text() == "{"
    assert "the file of this account cannot be read" in capsys.readouterr().err
    assert [row["account"] for row in register(tmp_path / "out")] == ["one-x.json", "two@x"]


def test_a_damaged_account_whose_file_name_others_want_too_is_not_made_again(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["svc-a@x"], ["svc_a@x"], header=["account"])
    assert assess(path, tmp_path / "out") == 0
    (tmp_path / "out" / "accounts" / "svc-a-x.json").write_text("{")
    assert assess(path, tmp_path / "out") == 2

    assert sorted(file.name for file in (tmp_path / "out" / "accounts").iterdir()) == ["svc-a-x-2.json", "svc-a-x.json"]
    assert "a.csv:2: was not brought in: the file of this account cannot be read." in capsys.readouterr().err


def test_two_copies_of_one_account_are_shown_as_such(tmp_path):
    path = listed(tmp_path / "a.csv", ["one@x"], header=["account"])
    assert assess(path, tmp_path / "out") == 0
    folder = tmp_path / "out" / "accounts"
    (folder / "one-x (Konflikt von PC-7).json").write_bytes((folder / "one-x.json").read_bytes())

    rows = rows_of(tmp_path / "out")
    assert [row.step for row in rows] == [Step.REPAIR, Step.REPAIR]
    assert rows[1].copies == ("one-x (Konflikt von PC-7).json",)


@pytest.mark.slow
def test_drafts_are_written_anew_save_those_that_somebody_filled_in(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x", *cells(changed())], ["two@x", *cells(changed())])
    assert assess(path, tmp_path / "out", "--documents") == 0
    single = tmp_path / "out" / "drafts" / "one-x"
    assert {"recommendation.md", "checklist.md", "dossier.md", "record.json", "SHA256SUMS"} <= written(single).keys()
    checklist = tmp_path / "out" / "drafts" / "two-x" / "checklist.md"
    filled_in = checklist.read_text().replace("| [ ] |", "| [x] |", 1)
    checklist.write_text(filled_in)
    assert assess(path, tmp_path / "out", "--documents", day=LATER) == 0

    assert f"printed_on: {LATER}" in (single / "recommendation.md").read_text()
    assert checklist.read_text() == filled_in
    assert "left as it is, because someone filled in its checklist" in capsys.readouterr().err


@pytest.mark.slow
def test_reports_and_drafts_of_an_engagement_that_says_so_name_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv("MFA_WIZARD_HOME", str(tmp_path / "home"))
    path = listed(tmp_path / "a.csv", ["zorgsvc@x", *cells(changed())])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "engagement.toml").write_text("[reports]\nredact = true\n")
    assert assess(path, tmp_path / "out", "--documents") == 0

    files = [file for part in ("reports", "drafts") for file in (tmp_path / "out" / part).rglob("*")]
    assert len(files) > 5
    for file in files:
        assert "zorgsvc" not in file.name
        assert file.is_dir() or b"zorgsvc" not in file.read_bytes()


@pytest.mark.slow
def test_several_processes_write_the_bytes_of_one(tmp_path, monkeypatch):
    path = listed(tmp_path / "a.csv", *([f"a{i:02d}@x", *cells(case[1])] for i, case in enumerate(CASES)))
    assert assess(path, tmp_path / "one", "--documents") == 0
    for module in (drafts, overview_module):
        monkeypatch.setattr(module, "PAYS_FROM", 1)
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)
    assert assess(path, tmp_path / "many", "--documents") == 0

    assert written(tmp_path / "many" / "drafts") == written(tmp_path / "one" / "drafts")
    assert register(tmp_path / "many") == register(tmp_path / "one")


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="a signal would end that process there, or nobody can wait so")
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path):
    path = listed(tmp_path / "a.csv", ["one@x"], header=["account"])
    assert assess(path, tmp_path / "out") == 0
    gone = tmp_path / "out" / "accounts" / ".one-x.json.4194301-7.mfa.tmp"
    running = tmp_path / "out" / "accounts" / f".one-x.json.{os.getppid()}-7.mfa.tmp"
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and nobody has asked for its result
        unasked = tmp_path / "out" / "accounts" / f".one-x.json.{ended.pid}-7.mfa.tmp"
        for left in (gone, running, unasked):
            left.write_text("half")
        assert assess(path, tmp_path / "out") == 0

    assert not gone.exists()
    assert running.exists()
    assert Path("/proc").is_dir() is not unasked.exists()


@pytest.mark.slow
def test_an_export_of_one_account_knows_what_holds_for_the_tenant(tmp_path, capsys):
    path = listed(tmp_path / "a.csv", ["one@x", "user_cloud"], header=["account", "identity"])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "engagement.toml").write_text(
        '[answers]\ncloud = "china"\n[signoff]\nidentity_governance = { name = "Gil Orr" }\n'
    )
    assert assess(path, tmp_path / "out") == 0
    words = ["export", "one@x", "--folder", str(tmp_path / "out"), "--to", str(tmp_path / "one"), "--date", DAY]
    assert run(words) == 0
    record = json.loads((tmp_path / "one" / "record.json").read_text())

    assert record["answers"]["cloud"] == "china"
    assert record["signoff"]["identity_governance"]["name"] == "Gil Orr"


@pytest.mark.slow
def test_an_export_goes_nowhere_that_an_engagement_keeps_its_own_files(tmp_path, capsys):
    folder = tmp_path / "contoso"
    assert assess(listed(tmp_path / "a.csv", ["one@x", "user_cloud"], header=["account", "identity"]), folder) == 0
    before = sorted(folder.rglob("*"))
    for inner in ("", "accounts", "decisions", "evidence/one", "reports", "drafts/.."):
        capsys.readouterr()
        assert run(["export", "one@x", "--folder", str(folder), "--to", str(folder / inner), "--date", DAY]) == 2
        assert "is where an engagement keeps its own files" in capsys.readouterr().err, inner

    assert sorted(folder.rglob("*")) == before
    assert run(["export", "one@x", "--folder", str(folder), "--to", str(folder / "one"), "--date", DAY]) == 0


def test_a_path_that_leads_out_of_an_engagement_is_not_in_it(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "contoso"
    listing = listed(tmp_path / "a.csv", ["one@x", "user_cloud"], header=["account", "identity"])
    assert assess(listing, folder) == 0
    (tmp_path / "shared").mkdir()
    (folder / "link").symlink_to(tmp_path / "shared", target_is_directory=True)
    (tmp_path / "back").symlink_to(folder / "accounts", target_is_directory=True)
    monkeypatch.chdir(folder)
    for way in ("../papers", "decisions/../../beside", "link/one"):
        assert run(["export", "one@x", "--folder", ".", "--to", way, "--date", DAY]) == 0, way
    assert assess(listing, Path("../fabrikam")) == 0
    assert run(["export", "one@x", "--folder", ".", "--to", "../back", "--date", DAY]) == 2
    assert "is where an engagement keeps its own files" in capsys.readouterr().err
