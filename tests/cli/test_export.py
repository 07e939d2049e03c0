"""``export``: documents on the disk, never over something else."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.cases import changed
from tests.cli.running import mfa_wizard, mfa_wizard_process
from wizard.cli.main import run
from wizard.engagement import export
from wizard.files import writing as files

DAY = ["--date", "2026-11-24"]
NAMES = ["SHA256SUMS", "checklist.md", "dossier.md", "pictures", "recommendation.md", "record.json"]


@pytest.fixture
def answers(tmp_path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"account": {"name": "svc@x"}, "answers": changed()}), encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_an_answers_file_becomes_documents_pictures_and_a_record(answers, tmp_path):
    done = mfa_wizard_process("export", answers, "--to", tmp_path / "out", *DAY)

    assert done.code == 0
    assert names(tmp_path / "out") == NAMES
    printed = [Path(line).relative_to(tmp_path / "out") for line in done.out.splitlines()]
    assert sorted({line.parts[0] for line in printed}) == NAMES
    assert printed[:3] == [Path("recommendation.md"), Path("checklist.md"), Path("dossier.md")]
    assert "draft" in done.err


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_the_digests_hold(answers, tmp_path):
    assert run(["export", str(answers), "--to", str(tmp_path / "out"), *DAY]) == 0

    subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path / "out", check=True, capture_output=True)


@pytest.mark.slow
def test_the_same_export_twice_leaves_the_files_alone(answers, tmp_path):
    words = ["export", str(answers), "--to", str(tmp_path / "out"), *DAY]
    assert run(words) == 0
    stamps = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert run(words) == 0

    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == stamps


@pytest.mark.slow
def test_a_ticked_checklist_is_never_overwritten(answers, tmp_path, capsys):
    words = ["export", str(answers), "--to", str(tmp_path / "out"), *DAY]
    assert run(words) == 0
    checklist = tmp_path / "out" / "checklist.md"
    ticked = checklist.read_text().replace("| [ ] | **A1**", "| [x] | **A1**")
    checklist.write_text(ticked)
    capsys.readouterr()
    assert run(words) == 2
    err = capsys.readouterr().err

    assert checklist.read_text() == ticked
    assert str(checklist) in err
    assert "--revision" in err
    assert "another folder" in err


@pytest.mark.slow
def test_another_record_in_the_folder_is_never_overwritten(answers, tmp_path, capsys):
    words = ["export", str(answers), "--to", str(tmp_path / "out"), *DAY]
    assert run(words) == 0
    before = contents(tmp_path / "out")
    answers.write_text(json.dumps({"account": {"name": "other@x"}, "answers": changed()}))
    assert run(words) == 2

    assert contents(tmp_path / "out") == before
    err = capsys.readouterr().err
    assert all(f"{name}: is there already and differs" in err for name in NAMES if name != "pictures")


@pytest.mark.slow
def test_a_revision_stands_beside_the_old_documents_and_names_them(answers, tmp_path):
    out = tmp_path / "out"
    words = ["export", str(answers), "--to", str(out), *DAY]
    assert run(words) == 0
    first = json.loads((out / "record.json").read_text())
    answers.write_text(json.dumps({"account": {"name": "svc@x"}, "answers": changed(record="none")}))
    assert run([*words, "--revision"]) == 0
    second = json.loads((out / "revision-2" / "record.json").read_text())
    answers.write_text(json.dumps({"account": {"name": "svc@x"}, "answers": changed(record="partial")}))
    assert run([*words, "--revision"]) == 0
    third = json.loads((out / "revision-3" / "record.json").read_text())

    assert names(out) == sorted([*NAMES, "revision-2", "revision-3"])
    assert [part["revision"] for part in (first, second, third)] == [1, 2, 3]
    assert second["supersedes"] == first["record_id"]
    assert third["supersedes"] == second["record_id"]
    assert len({part["record_id"] for part in (first, second, third)}) == 3


@pytest.mark.slow
def test_a_revision_of_nothing_new_makes_no_folder(answers, tmp_path):
    out = tmp_path / "out"
    words = ["export", str(answers), "--to", str(out), *DAY, "--revision"]
    assert run(words) == 0
    assert run(words) == 0
    answers.write_text(json.dumps({"account": {"name": "svc@x"}, "answers": changed(record="none")}))
    assert run(words) == 0
    assert run(words) == 0

    assert names(out) == sorted([*NAMES, "revision-2"])


def test_a_final_export_names_every_missing_field_and_writes_nothing(answers, tmp_path):
    done = mfa_wizard("export", answers, "--to", tmp_path / "out", "--final", *DAY)
    places = {line.split(": ")[1] for line in done.err.splitlines()}

    assert (done.code, done.out) == (2, "")
    assert {"signoff.account_owner", "signoff.justification", "signoff.expires_on"} <= places
    assert not (tmp_path / "out").exists()


def test_a_record_without_a_decision_is_never_final(tmp_path, capsys):
    path = tmp_path / "a.json"
    path.write_text('{"account": {"name": "x"}, "answers": {"identity": "user_cloud"}}')

    assert run(["export", str(path), "--to", str(tmp_path / "out"), "--final", *DAY]) == 2
    assert "answers" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("text", ["md,html,docx", "HTML, docx"])
def test_other_formats_stand_beside_markdown(answers, tmp_path, text):
    out = tmp_path / "out"
    assert run(["export", str(answers), "--to", str(out), "--format", text, *DAY]) == 0
    others = [f"{name}.{kind}" for name in ("checklist", "dossier", "recommendation") for kind in ("docx", "html")]

    assert names(out) == sorted([*NAMES, *others])
    assert (out / "recommendation.html").read_text().startswith("<!DOCTYPE html>")
    assert (out / "recommendation.docx").read_bytes().startswith(b"PK")


@pytest.mark.slow
def test_every_format_is_the_same_bytes_twice(answers, tmp_path):
    for name in ("one", "two"):
        assert run(["export", str(answers), "--to", str(tmp_path / name), "--format", "html,docx", *DAY]) == 0
    one, two = (contents(tmp_path / name) for name in ("one", "two"))

    assert one == two


@pytest.mark.slow
def test_a_format_that_joins_later_is_listed_in_the_sums_too(answers, tmp_path):
    to = tmp_path / "out"
    assert run(["export", str(answers), "--to", str(to)]) == 0
    alone = (to / "SHA256SUMS").read_text(encoding="utf-8")
    assert run(["export", str(answers), "--to", str(to), "--format", "html"]) == 0

    listed = [line.split("  ")[1] for line in (to / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    assert "recommendation.html" in listed
    assert not [name for name in listed if name.startswith("checklist.")]
    assert (to / "SHA256SUMS").read_text(encoding="utf-8").startswith(alone)


def test_an_unknown_format_is_named(answers, tmp_path, capsys):
    assert run(["export", str(answers), "--to", str(tmp_path / "out"), "--format", "pdf"]) == 2
    assert "'pdf'" in capsys.readouterr().err


@pytest.mark.slow
def test_redacted_documents_name_nobody(tmp_path):
    path = tmp_path / "a.json"
    made = {
        "account": {"name": "svc-secret@contoso.com"},
        "answers": changed(),
        "signoff": {"account_owner": {"name": "Ada Zebedee", "contact": "ada@contoso.com"}},
        "notes": {"identity": "Ada Zebedee said so"},
    }
    path.write_text(json.dumps(made))
    out = tmp_path / "out"
    assert run(["export", str(path), "--to", str(out), "--redact", "--format", "html", *DAY]) == 0

    for file in (path for path in out.rglob("*") if path.is_file()):
        text = file.read_text()
        assert "svc-secret" not in text
        assert "Zebedee" not in text
        assert "contoso" not in text


@pytest.mark.slow
def test_a_filled_template_exports_without_its_list_of_ids(tmp_path):
    made = json.loads(mfa_wizard("template").out)
    made["account"]["name"] = "svc@x"
    made["answers"].update(changed())
    path = tmp_path / "a.json"
    path.write_text(json.dumps(made))
    assert run(["export", str(path), "--to", str(tmp_path / "out"), *DAY]) == 0

    assert "allowed" not in json.loads((tmp_path / "out" / "record.json").read_text())


@pytest.mark.slow
def test_answers_come_from_stdin_too(tmp_path):
    made = json.dumps({"account": {"name": "svc@x"}, "answers": changed()})
    done = mfa_wizard("export", "-", "--to", tmp_path / "out", *DAY, stdin=made)

    assert done.code == 0
    assert names(tmp_path / "out") == NAMES


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"answers": {"identity": "nobody"}}, "answers.identity"),
        ({"answers": {"identity": "managed_identity", "cloud": "public"}}, "answers.cloud"),
        ({"answers": {}, "signoff": {"expires_on": "soon"}}, "signoff.expires_on"),
        ({"answers": {}, "account": "svc"}, "account"),
        ({"answers": {}, "schema_version": "9.0"}, "Update"),
    ],
)
def test_a_record_with_errors_writes_nothing(tmp_path, capsys, made, words):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(made))

    assert run(["export", str(path), "--to", str(tmp_path / "out"), *DAY]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_full_disk_is_named_and_no_half_file_stays(answers, tmp_path, monkeypatch, capsys):
    def refuse(_handle):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(files.os, "fsync", refuse)

    assert run(["export", str(answers), "--to", str(tmp_path / "out"), *DAY]) == 2
    assert "the disk is full" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.slow
def test_a_folder_that_is_a_file_is_named(answers, tmp_path, capsys):
    (tmp_path / "out").write_text("mine")

    assert run(["export", str(answers), "--to", str(tmp_path / "out"), *DAY]) == 2
    assert str(tmp_path / "out") in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.slow
def test_documents_have_the_rights_that_the_user_gives_new_files(answers, tmp_path):
    assert run(["export", str(answers), "--to", str(tmp_path / "out"), *DAY]) == 0
    plain = tmp_path / "plain"
    plain.write_text("")

    assert (tmp_path / "out" / "record.json").stat().st_mode == plain.stat().st_mode


def test_writing_documents_takes_the_folder_as_it_is(tmp_path):
    assert export.write_documents({"a": b"1"}, tmp_path / "x" / "y") == [tmp_path / "x" / "y" / "a"]
    with pytest.raises(export.ExportError, match="differs"):
        export.write_documents({"a": b"2", "b": b"3"}, tmp_path / "x" / "y")

    assert names(tmp_path / "x" / "y") == ["a"]
