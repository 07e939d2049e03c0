"""Written documents looked at again: what holds, what drifted, what is ticked and signed."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.cli.cases import changed
from tests.support.packs import ROOT, real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement.export import export_record
from wizard.engagement.readback import document_folders
from wizard.errors import ExportError
from wizard.record.model import Account, Record

DAY = date(2026, 11, 24)
SIGNOFF = {
    "account_owner": {"name": "Bo Chen"},
    "requester": {"name": "Cy Dee"},
    "expires_on": "2027-01-20",
    "valid_from": "2026-12-01",
    "review_by": "2027-01-10",
    "compensating_controls": [{"name": "Lock", "tested_on": "2026-11-01"}],
}


def written(folder: Path, name: str = "svc@x", **other) -> Path:
    record = Record(account=Account(name=name), answers=changed(**other), signoff=SIGNOFF)
    export_record(real_pack(), real_engine(), record, DAY, folder)
    return folder


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("command", ["verify", "drift", "status"])
def test_a_folder_without_documents_is_a_usage_error(tmp_path, capsys, command):
    assert run([command, str(tmp_path)]) == 2
    assert "mfa-wizard export" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("command", ["verify", "drift", "status"])
def test_a_folder_of_folders_is_looked_at_one_by_one(tmp_path, capsys, command):
    written(tmp_path / "one", "one@x")
    written(tmp_path / "two", "two@x")
    assert run([command, str(tmp_path), "--date", "2026-11-24", "--format", "json"]) == 0

    assert [row["folder"] for row in json.loads(capsys.readouterr().out)] == [
        str(tmp_path / "one"),
        str(tmp_path / "two"),
    ]


# ---- drift


@pytest.fixture
def other_pack(tmp_path) -> Path:
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "knowledge", folder)
    return folder


def test_the_same_knowledge_decides_the_same(tmp_path, capsys):
    written(tmp_path / "out")
    assert run(["drift", str(tmp_path / "out")]) == 0

    assert "decided the same" in capsys.readouterr().out


@pytest.mark.slow
def test_another_rule_is_told_with_the_rows_that_decide_now(tmp_path, other_pack, capsys):
    written(tmp_path / "out")
    tables = (other_pack / "tables.toml").read_text()
    row = re.search(r'(?<=id = "T6"\n).*?verdict = "time_limited_exception"', tables, re.DOTALL)
    assert row is not None
    changed_row = row[0].replace("time_limited_exception", "exception_refused")
    (other_pack / "tables.toml").write_text(tables.replace(row[0], changed_row))
    assert run(["drift", str(tmp_path / "out"), "--pack", str(other_pack), "--format", "json"]) == 4
    (found,) = json.loads(capsys.readouterr().out)
    changes = {change["what"]: change for change in found["changes"]}

    assert (changes["main"]["before"], changes["main"]["now"]) == ("time_limited_exception", "exception_refused")
    assert any(reason.startswith("T6: ") for reason in found["because"])
    assert "A5" in changes["checklist"]["before"]


@pytest.mark.slow
def test_an_answer_that_is_not_known_any_more_is_told(tmp_path, capsys):
    written(tmp_path)
    edit(tmp_path / "record.json", ('"egress": "changing"', '"egress": "roaming"'))
    assert run(["drift", str(tmp_path)]) == 4

    assert "'roaming' isn't an answer" in capsys.readouterr().out


def test_the_calendar_alone_is_no_drift(tmp_path):
    written(tmp_path)

    assert run(["drift", str(tmp_path), "--date", "2028-01-01"]) == 0


def test_folders_of_documents_are_found_below_too(tmp_path):
    written(tmp_path / "a")
    written(tmp_path / "a" / "revision-2")
    with pytest.raises(ExportError):
        document_folders(tmp_path / "none")

    assert document_folders(tmp_path) == [tmp_path / "a", tmp_path / "a" / "revision-2"]
