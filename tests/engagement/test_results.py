"""What verify, status and drift print as JSON has a published shape, and drift as a report for the board, older editions included."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS, make_case
from tests.engagement.signing import filled_in, printed, replaced
from tests.support.packs import ROOT, real_engine, real_pack
from wizard.cli.main import run
from wizard.decision.why import Explainer
from wizard.documents.bundle import build_documents
from wizard.engagement.drift import drift
from wizard.engagement.readback import document_folders
from wizard.engagement.result_schema import DriftRow, StatusRow, VerifyRow
from wizard.errors import ExportError


@pytest.fixture(scope="module")
def three(tmp_path_factory) -> Path:
    """Return a signed folder, one whose checklist was cut, and one whose record is damaged."""
    folder = tmp_path_factory.mktemp("three")
    filled_in(printed(folder / "a"))
    shutil.copytree(folder / "a", folder / "b")
    replaced("**A1**", "**A99**")(folder / "b")
    shutil.copytree(folder / "a", folder / "c")
    (folder / "c" / "record.json").write_text("[]", encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("command", "model"), [("verify", VerifyRow), ("status", StatusRow), ("drift", DriftRow)])
def test_commands_print_what_the_schema_says(three, capsys, command, model):
    assert run([command, str(three), "--date", "2027-03-01", "--format", "json"]) == 4
    rows = [model.model_validate(row) for row in json.loads(capsys.readouterr().out)]

    assert [Path(row.folder).name for row in rows] == ["a", "b", "c"]


@pytest.mark.parametrize("command", ["verify", "drift", "status"])
def test_a_folder_without_documents_is_a_usage_error(tmp_path, capsys, command):
    assert run([command, str(tmp_path)]) == 2
    assert "mfa-wizard export" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("command", ["verify", "drift", "status"])
def test_a_folder_of_folders_is_looked_at_one_by_one(tmp_path, capsys, command):
    for name in ("one", "two"):
        printed(tmp_path / name, account={"name": f"{name}@x"})
    assert run([command, str(tmp_path), "--date", "2026-11-24", "--format", "json"]) == 0

    assert [row["folder"] for row in json.loads(capsys.readouterr().out)] == [
        str(tmp_path / "one"),
        str(tmp_path / "two"),
    ]


def test_folders_of_documents_are_found_below_too_and_change_sets_are_none_of_them(three, tmp_path):
    shutil.copytree(three / "a", tmp_path / "a")
    shutil.copytree(three / "a", tmp_path / "a" / "revision-2")
    sums = {"a/change": f"{'0' * 64}  change.md\n", "gone": f"{'0' * 64}  record.json\n", "blank": ""}
    for name, text in sums.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "SHA256SUMS").write_text(text, encoding="utf-8")
    with pytest.raises(ExportError):
        document_folders(tmp_path / "none")

    found = [one.relative_to(tmp_path).as_posix() for one in document_folders(tmp_path)]
    assert found == ["a", "a/revision-2", "blank", "gone"]


@pytest.mark.slow
def test_an_answer_that_is_not_known_any_more_is_told(tmp_path, capsys):
    folder = printed(tmp_path / "a")
    replaced('"egress": "microsoft_cloud"', '"egress": "roaming"', "record.json")(folder)
    assert run(["drift", str(folder)]) == 4

    assert "'roaming' isn't an answer" in capsys.readouterr().out


@pytest.fixture(scope="module")
def later_pack(tmp_path_factory) -> Path:
    """Return a pack of a later version, in which a rule decides differently and a fact reads differently."""
    folder = tmp_path_factory.mktemp("later") / "pack"
    shutil.copytree(ROOT / "knowledge", folder)

    def change(name: str, pattern: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        after, number = re.subn(pattern, new, text, count=1, flags=re.DOTALL)
        assert number, pattern
        path.write_text(after, encoding="utf-8")

    change("pack.toml", r'\nversion = "[^"]+"', '\nversion = "2099.01.1"')
    change("tables.toml", r'(id = "T6"\n.*?verdict = )"time_limited_exception"', r'\1"exception_refused"')
    change("facts/conditional_access.md", r"(\n## CA-19\n\n)", r"\1From now on nobody is excluded. ")
    return folder


@pytest.mark.slow
def test_a_drift_names_its_cause_once_with_the_fact_that_changed(three, later_pack, capsys):
    words = ["drift", str(three), "--pack", str(later_pack), "--date", "2027-03-01"]
    assert run([*words, "--format", "json"]) == 4
    rows = json.loads(capsys.readouterr().out)
    facts = {fact["fact"]: fact for fact in rows[0]["facts_changed"]}

    changes = {change["what"]: change for change in rows[0]["changes"]}
    assert (changes["main"]["before"], changes["main"]["now"]) == ("time_limited_exception", "exception_refused")
    assert any(reason.startswith("T6: ") for reason in rows[0]["because"])
    assert "A5" in changes["checklist"]["before"]
    assert [row["cause"] for row in rows] == [1, 1, None]
    assert facts["CA-19"]["now"].startswith("From now on nobody is excluded.")
    assert facts["CA-19"]["before"] in facts["CA-19"]["now"]
    assert run(words) == 4
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == "3 folders: 0 decided the same, 2 decided differently, for 1 cause, 1 that cannot be read."
    assert len([line for line in lines if line.strip().startswith("because T6")]) == 1
    assert sum("fact CA-19 changed" in line for line in lines) == 1


@pytest.mark.slow
def test_a_drift_is_a_report_for_the_board(three, later_pack, capsys):
    assert run(["drift", str(three), "--pack", str(later_pack), "--format", "md"]) == 4
    text = capsys.readouterr().out

    assert text.startswith("# Decisions that today's knowledge would make differently\n\n3 folders:")
    assert text.count("From now on nobody is excluded") == 1
    assert "| Decision | " in text
    assert "## Not read" in text
    assert "`svc-flow@contoso.com`" in text


def test_the_same_knowledge_never_drifts(three, capsys):
    shutil.rmtree(three / "c")
    assert run(["drift", str(three), "--date", "2030-01-01"]) == 0

    assert capsys.readouterr().out.startswith("2 folders: 2 decided the same, 0 decided differently.")


def test_a_decision_that_became_open_names_what_is_asked_again(tmp_path):
    for name, data in build_documents(make_case(ANSWERS)).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    record = tmp_path / "record.json"
    text = record.read_text(encoding="utf-8").replace(real_pack().info.version, "2026.11.1")
    record.write_text(text.replace('"m365_data"', '"legacy_mail"'), encoding="utf-8")

    found = drift(tmp_path, real_pack(), real_engine(), date(2026, 11, 29), Explainer(real_pack()))

    main = next(change for change in found.changes if change.what == "main")
    assert main.now == "open"
    assert any("is asked again" in line and "SMTP AUTH" in line for line in found.because)
