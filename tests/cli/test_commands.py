"""The other commands, their streams and their exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.cases import changed
from tests.cli.running import mfa_wizard, mfa_wizard_process
from tests.engagement.sessions import new_session
from tests.support.packs import TINY
from tests.support.waiting import ROOM
from wizard import __version__
from wizard.cli import decide
from wizard.cli.main import run
from wizard.cli.parser import COMMANDS
from wizard.views.why import CHANGES, FIRED, REJECTED

FULL = Path("/dev/full")


def test_the_version_is_printed():
    done = mfa_wizard_process("--version")

    assert (done.code, done.out) == (0, f"mfa-wizard {__version__}\n")


def test_the_help_names_every_command():
    done = mfa_wizard("--help")

    assert done.code == 0
    assert all(f"    {name} " in done.out for name in COMMANDS)


def test_without_a_terminal_the_wizard_says_what_to_use_instead():
    done = mfa_wizard()

    assert (done.code, done.out) == (2, "")
    assert "ask --plain" in done.err
    assert "decide" in done.err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a real terminal is opened")
def test_a_terminal_that_cannot_draw_is_told_the_way_that_works_there(tmp_path, monkeypatch):
    import pexpect

    monkeypatch.setenv("TERM", "dumb")
    child = pexpect.spawn(sys.executable, ["-m", "wizard", "--folder", str(tmp_path)], encoding="utf-8", timeout=ROOM)
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 2
    assert "ask --plain" in child.before
    assert "\x1b" not in child.before


def test_prompts_without_a_terminal_say_what_to_use_instead():
    done = mfa_wizard("ask")

    assert (done.code, done.out) == (2, "")
    assert "ask --plain" in done.err


@pytest.mark.slow
def test_deciding_loads_no_model_and_no_face():
    code = """
import sys
from wizard.cli.main import run
assert run(["decide", "-"]) == 0
heavy = {"pydantic", "textual", "rich", "questionary", "prompt_toolkit", "markdown_it", "filelock"}
print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""
    for _ in range(2):  # the first run fills the cache
        done = subprocess.run(
            [sys.executable, "-c", code], input=b'{"identity": "guest"}', capture_output=True, timeout=ROOM, check=True
        )

    assert done.stderr == b"[]\n"


def test_an_internal_error_leaves_a_report_without_data(monkeypatch, tmp_path, capsys):
    def fail(_args):
        typed = "password-of-svc"
        raise KeyError(typed)

    monkeypatch.setattr(decide, "run", fail)
    code = run(["decide", "-", "--folder", str(tmp_path)])
    err = capsys.readouterr().err
    reports = list((tmp_path / "reports").iterdir())
    text = reports[0].read_text()

    assert code == 1
    assert str(reports[0]) in err
    assert "Traceback" not in err
    assert "password-of-svc" not in err + text
    assert "builtins.KeyError" in text
    assert "in fail" in text


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("words", [["template"], ["--version"], ["help", "export"]], ids=" ".join)
def test_results_that_cannot_be_written_are_said(words):
    command = [sys.executable, "-m", "wizard", *words]
    with FULL.open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=ROOM, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith(b"mfa-wizard: stdout: cannot be written: the disk is full. ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes the streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_closed_stream_is_no_error(closed):
    done = subprocess.run(
        ["sh", "-c", f'echo "{{}}" | "$0" -m wizard template {closed}', sys.executable],
        capture_output=True,
        timeout=ROOM,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupt_has_its_own_exit_code(monkeypatch, capsys):
    def interrupt(_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(decide, "run", interrupt)

    assert run(["decide", "-"]) == 130
    assert "Traceback" not in capsys.readouterr().err


# ---- explain


@pytest.mark.slow
def test_an_explanation_names_rows_rejected_rows_and_what_would_change_it():
    done = mfa_wizard("explain", "-", stdin=json.dumps({"answers": changed()}))
    found = json.loads(done.out)

    assert done.code == 0
    assert found["main"] == "time_limited_exception"
    assert {row["row"] for row in found["fired"]}
    assert all(row["reasons"] for row in found["rejected"])
    assert any(change["question"] == "replacement" for change in found["changes"])
    assert all(question["why"] for question in found["questions"])


@pytest.mark.slow
def test_an_explanation_in_words_starts_with_the_decision():
    done = mfa_wizard("explain", "-", "--format", "text", stdin=json.dumps({"answers": changed()}))
    heads = [f"{FIRED}:", f"{REJECTED}:", f"{CHANGES}:"]

    assert done.code == 0
    assert done.out.splitlines()[0].endswith(".")
    assert all(head in done.out.splitlines() for head in heads)


# ---- records


def saved(home, name: str, **answers):
    session = new_session(home, name)
    for question, value in answers.items():
        session.answer(question, value)
    session.close()
    return session.path


def test_saved_records_are_listed(tmp_path):
    saved(tmp_path, "first@office", fault="leak")
    done = mfa_wizard("records", "--folder", tmp_path)

    assert done.code == 0
    assert "first-office: first@office, saved" in done.out
    assert "1 answer\n" in done.out


def test_records_are_listed_for_programs_too(tmp_path):
    path = saved(tmp_path, "first@office", fault="leak")
    rows = json.loads(mfa_wizard("records", "list", "--format", "json", "--folder", tmp_path).out)

    assert [(row["name"], row["path"], row["answered"]) for row in rows] == [("first@office", str(path), 1)]


def test_a_record_is_opened_renamed_and_deleted(tmp_path):
    path = saved(tmp_path, "first@office")
    assert mfa_wizard("records", "open", "first@office", "--folder", tmp_path).out == f"{path}\n"
    renamed = mfa_wizard("records", "rename", "first@office", "second@office", "--folder", tmp_path)
    assert renamed.out == f"{tmp_path / 'second-office.json'}\n"
    assert renamed.err == ""
    other = saved(tmp_path, "third@office")
    again = mfa_wizard("records", "rename", "third@office", "Second@office", "--folder", tmp_path)
    assert "second-office.json is of the same account" in again.err
    Path(again.out.strip()).unlink()
    assert not other.exists()
    refused = mfa_wizard("records", "delete", "second@office", "--folder", tmp_path)
    assert (refused.code, "--yes" in refused.err) == (2, True)
    deleted = mfa_wizard("records", "delete", "second@office", "--yes", "--folder", tmp_path)
    assert deleted.code == 0

    assert mfa_wizard("records", "--folder", tmp_path).out == ""


def test_no_other_file_is_deleted_or_renamed_in_place_of_a_record(tmp_path, monkeypatch):
    (tmp_path / "notes.txt").write_text("mine")
    monkeypatch.chdir(tmp_path)
    for words in (["delete", "notes.txt", "--yes"], ["rename", "notes.txt", "svc"]):
        done = mfa_wizard("records", *words, "--folder", tmp_path / "home")
        assert (done.code, done.out) == (2, "")
        assert "notes.txt" in done.err

    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_damaged_record_of_the_folder_can_be_deleted(tmp_path):
    (tmp_path / "broken.json").write_text("{")

    assert mfa_wizard("records", "delete", "broken", "--yes", "--folder", tmp_path).code == 0
    assert not (tmp_path / "broken.json").exists()


@pytest.mark.parametrize(("name", "words"), [("", "is empty"), ("x" * 5000, "Shorten it to 2,000")])
def test_a_name_that_cannot_be_taken_is_refused(tmp_path, name, words):
    path = saved(tmp_path, "first@office")
    done = mfa_wizard("records", "rename", "first@office", name, "--folder", tmp_path)

    assert done.code == 2
    assert words in done.err
    assert path.is_file()


def test_a_record_is_gone_on_with_line_by_line(tmp_path):
    saved(tmp_path, "first@office", fault="leak")
    done = mfa_wizard(
        "records", "open", "first@office", "--plain", "--folder", tmp_path, "--pack", TINY, stdin="hose\nq\n"
    )

    assert done.code == 0
    assert "Taken: Which parts leak? A hose." in done.out


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a real terminal is opened")
@pytest.mark.parametrize(("words", "shown"), [([], "Which parts"), (["--prompts"], "space or letter")])
def test_in_a_terminal_a_record_is_gone_on_with_in_the_wizard_or_as_prompts(tmp_path, words, shown):
    import pexpect

    saved(tmp_path, "first@office", fault="leak")
    command = [
        "-m",
        "wizard",
        "records",
        "open",
        "first@office",
        *words,
        "--folder",
        str(tmp_path),
        "--pack",
        str(TINY),
    ]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=ROOM, dimensions=(30, 100))
    child.expect(shown)
    child.close(force=True)


def test_prompts_for_a_record_need_a_terminal(tmp_path):
    saved(tmp_path, "first@office")
    done = mfa_wizard("records", "open", "first@office", "--prompts", "--folder", tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "terminal" in done.err


def test_the_environment_says_where_records_lie(tmp_path):
    saved(tmp_path / "there", "first@office")

    assert "first@office" in mfa_wizard("records", MFA_WIZARD_HOME=str(tmp_path / "there")).out


@pytest.mark.skipif(sys.platform == "win32", reason="a current folder can't be removed there")
@pytest.mark.parametrize("words", [["records"], ["export", "{}/answers.json", "--to", "out"]])
def test_a_current_folder_that_was_removed_is_said(tmp_path, monkeypatch, words):
    (tmp_path / "answers.json").write_text("{}", encoding="utf-8")
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    done = mfa_wizard(*(word.format(tmp_path) for word in words))

    assert done.code == 2
    assert "the current folder no longer exists" in done.err
