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
from wizard.engagement.readback import checklist_of, document_folders
from wizard.engagement.status import status_of
from wizard.engagement.verify import verify
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


def places(folder: Path, day: date = DAY) -> dict[str, str]:
    return {one.place: one.message for one in verify(folder, real_pack(), real_engine(), day)}


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def sign(folder: Path, role: str, *cells: str) -> None:
    path = folder / "checklist.md"
    text = path.read_text(encoding="utf-8")
    line = re.search(rf"^\| {re.escape(role)} \|.*$", text, re.MULTILINE)
    assert line is not None
    path.write_text(text.replace(line[0], f"| {role} | {' | '.join(cells)} |"), encoding="utf-8")


EDITED = r"""---
record_id: "X: \"1\""
odd line
---
# Title

* [X] **B2** Done
  * Done by: Ada Date: … Not applicable because: …
* [ ] C1 open
* [?] D1 no box
* plain

## Sign-off

| Name | Role | Date |
|---|---|---|
| Ada | Owner | 1 May 2027 |
| | | |
"""

# ---- verify


def test_documents_as_they_were_written_hold(tmp_path):
    assert places(written(tmp_path)) == {}


def test_ticking_and_signing_the_checklist_breaks_no_digest(tmp_path):
    written(tmp_path)
    edit(tmp_path / "checklist.md", ("- [ ] **A1**", "- [x] **A1**"))

    assert places(tmp_path) == {}


@pytest.mark.parametrize("name", ["recommendation.md", "record.json"])
def test_a_changed_document_is_found_by_its_digest(tmp_path, name):
    written(tmp_path)
    edit(tmp_path / name, ("svc@x", "svc@y"))

    assert "digest" in places(tmp_path)[name]


def test_digests_made_again_do_not_hide_a_change_from_the_checklist(tmp_path):
    import hashlib

    written(tmp_path)
    edit(tmp_path / "recommendation.md", ("svc@x", "svc@y"))
    sums = tmp_path / "SHA256SUMS"
    digest = hashlib.sha256((tmp_path / "recommendation.md").read_bytes()).hexdigest()
    sums.write_text(re.sub(r"^\w+(?=  recommendation)", digest, sums.read_text()))

    assert list(places(tmp_path)) == ["checklist.md: recommendation_sha256"]


def test_a_missing_file_and_a_strange_line_are_found(tmp_path):
    written(tmp_path)
    (tmp_path / "recommendation.md").unlink()
    edit(tmp_path / "SHA256SUMS", ("  record.json", "  ../record.json"))
    found = places(tmp_path)

    assert "missing" in found["recommendation.md"]
    assert "outside the folder" in found["SHA256SUMS:2"]
    assert "record.json" in found["SHA256SUMS"]


def test_an_item_taken_out_or_added_is_found(tmp_path):
    written(tmp_path)
    edit(tmp_path / "checklist.md", ("**A1**", "**Z9**"))
    found = places(tmp_path)

    assert found["checklist.md: A1"] == "was removed."
    assert found["checklist.md: Z9"] == "was added."


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2027, 1, 11), "record.json: signoff.review_by"),
        (date(2027, 1, 21), "record.json: signoff.expires_on"),
        (date(2027, 2, 1), "record.json: signoff.compensating_controls"),
        (date(2027, 6, 1), "recommendation.md: knowledge_checked_on"),
    ],
)
def test_dates_that_have_passed_are_found(tmp_path, day, place):
    written(tmp_path)

    assert place in places(tmp_path, day)
    assert place not in places(tmp_path, DAY)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("Bo Chen", "approve", "", "2026-11-20", "x"), "before the document was written"),
        (("Bo Chen", "approve", "", "2027-11-20", "x"), "still to come"),
        (("Bo Chen", "approve", "", "soon", "x"), "no date"),
        (("Bo Chen", "fine", "", "2026-11-24", "x"), "one of"),
        (("Bo Chen", "approve with conditions", "", "2026-11-24", "x"), "names none"),
        (("Di Eck", "approve", "", "2026-11-24", "x"), "Another person"),
        (("Cy Dee", "approve", "", "2026-11-24", "x"), "requester signed"),
        (("", "approve", "", "2026-11-24", "x"), "without a name"),
        (("Bo Chen", "approve", "", "2026-11-24", "x"), "draft"),
    ],
)
def test_a_signature_that_does_not_hold_is_found(tmp_path, cells, words):
    written(tmp_path)
    sign(tmp_path, "Account owner", *cells)

    assert any(words in one.message for one in verify(tmp_path, real_pack(), real_engine(), DAY))


def test_one_person_in_every_role_is_found(tmp_path):
    written(tmp_path)
    for role in ("Account owner", "Risk owner"):
        sign(tmp_path, role, "Bo Chen", "approve", "", "24 November 2026", "x")

    messages = [one.message for one in verify(tmp_path, real_pack(), real_engine(), DAY)]

    assert any("at least two different people" in message for message in messages)


def test_the_command_has_its_own_exit_code_for_findings(tmp_path, capsys):
    written(tmp_path)
    words = ["verify", str(tmp_path), "--date", "2026-11-24"]
    assert run(words) == 0
    edit(tmp_path / "record.json", ("svc@x", "svc@y"))
    capsys.readouterr()
    assert run([*words, "--format", "json"]) == 4
    (row,) = json.loads(capsys.readouterr().out)

    assert row["folder"] == str(tmp_path)
    assert {"place", "message"} == set(row["findings"][0])


@pytest.mark.parametrize("command", ["verify", "drift", "status"])
def test_a_folder_without_documents_is_a_usage_error(tmp_path, capsys, command):
    assert run([command, str(tmp_path)]) == 2
    assert "mfa-wizard export" in capsys.readouterr().err


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
    assert any(reason.startswith("T6: ") for reason in changes["main"]["why"])
    assert "A5" in changes["checklist"]["before"]


def test_an_answer_that_is_not_known_any_more_is_told(tmp_path, capsys):
    written(tmp_path)
    edit(tmp_path / "record.json", ('"egress": "changing"', '"egress": "roaming"'))
    assert run(["drift", str(tmp_path)]) == 4

    assert "'roaming' isn't an answer" in capsys.readouterr().out


def test_the_calendar_alone_is_no_drift(tmp_path):
    written(tmp_path)

    assert run(["drift", str(tmp_path), "--date", "2028-01-01"]) == 0


# ---- status


def test_a_fresh_checklist_has_everything_open(tmp_path):
    found = status_of(written(tmp_path), real_pack(), real_engine(), DAY)

    assert found.done == ()
    assert len(found.open) > 20
    assert "Account owner" in found.unsigned
    assert not found.complete
    assert found.next_date is not None
    assert found.next_date[0] >= DAY


def test_documents_without_a_verdict_are_never_complete(tmp_path):
    record = Record(account=Account(name="svc@x"), answers={"identity": "user_cloud"})
    export_record(real_pack(), real_engine(), record, DAY, tmp_path)

    found = status_of(tmp_path, real_pack(), real_engine(), DAY)

    assert (found.open, found.unsigned) == ((), ())
    assert not found.complete


def test_what_people_wrote_is_read_back(tmp_path):
    written(tmp_path)
    path = tmp_path / "checklist.md"
    edit(path, ("- [ ] **A1**", "- [x] **A1**"), ("- [ ] **A2**", "- [X] A2"))
    edit(path, ("Done by: … Date: … Not", "Done by: Bo Chen Date: 2026-11-25 Not"))
    first = path.read_text().index("**A3**")
    text = path.read_text()
    rest = text[first:].replace("Not applicable because: …", "Not applicable because: one use | only", 1)
    path.write_text(text[:first].replace("- [ ] **A3**", "- [x] **A3**") + rest)
    edit(path, ("- [ ] **A3**", "- [x] **A3**"))
    edit(path, ("| Final status | |", "| Final status | approved |"))
    sign(tmp_path, "Account owner", "Bo \\| Chen", "approve", "", "2026-11-25", "mail")
    found = status_of(tmp_path, real_pack(), real_engine(), DAY)
    done = {item.id: item for item in found.done}

    assert set(done) == {"A1", "A2", "A3"}
    assert (done["A1"].done_by, done["A1"].done_on) == ("Bo Chen", "2026-11-25")
    assert [item.id for item in found.not_applicable] == ["A3"]
    assert [item.id for item in found.nameless] == ["A2"]
    assert [(row.role, row.name, row.decision) for row in found.signed] == [("Account owner", "Bo | Chen", "approve")]
    assert "Account owner" not in found.unsigned
    assert found.result == {"Final status": "approved"}


def test_the_command_prints_open_items_and_signatures(tmp_path, capsys):
    written(tmp_path)
    assert run(["status", str(tmp_path), "--date", "2026-11-24"]) == 0
    out = capsys.readouterr().out

    assert "open: A1 " in out
    assert "signature open: Account owner" in out
    assert "next: 2026-" in out


def test_a_checklist_is_read_whatever_an_editor_made_of_it():
    found = checklist_of(EDITED)

    assert found.front == {"record_id": 'X: "1"'}
    assert [(item.id, item.ticked, item.done_by) for item in found.items] == [("B2", True, "Ada"), ("C1", False, "")]
    assert [(row.role, row.name, row.date) for row in found.signatures] == [("Owner", "Ada", "1 May 2027")]


def test_folders_of_documents_are_found_below_too(tmp_path):
    written(tmp_path / "a")
    written(tmp_path / "a" / "revision-2")
    with pytest.raises(ExportError):
        document_folders(tmp_path / "none")

    assert document_folders(tmp_path) == [tmp_path / "a", tmp_path / "a" / "revision-2"]
