"""One line in, one line out: the whole interview without a terminal."""

from __future__ import annotations

import io
import json
import shlex
import sys
from pathlib import Path

import pytest

from tests.cli.running import mfa_wizard
from tests.engagement.sessions import DAY
from tests.support.packs import TINY, engine_at, pack_at
from tests.support.waiting import ROOM
from wizard.cli.main import run
from wizard.pack.files import default_pack_folder
from wizard.prompts.face import QUESTION_COMMANDS, Asking, Option, Reply
from wizard.prompts.plain import read_choice

ONE = Asking(
    "What is wrong?",
    (
        Option("bad", "Bad", "b"),
        Option("leak", "It leaks", "l"),
        Option("none", "Nothing", "n"),
        Option("unknown", "?", "u"),
    ),
    commands=QUESTION_COMMANDS,
)
MANY = Asking(
    "Which?",
    (Option("tank", "Tank, or what holds oil", "t"), Option("hose", "Hose", "h"), Option("none", "None", "n")),
    many=True,
    exclusive=("none",),
    commands=QUESTION_COMMANDS,
)


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("2", Reply(options=("leak",))),
        ("l", Reply(options=("leak",))),
        (" LEAK ", Reply(options=("leak",))),
        ("it  Leaks", Reply(options=("leak",))),
        ("n", Reply(options=("none",))),
        ("b", Reply("back")),
        ("bad", Reply(options=("bad",))),
        ("?", Reply("why")),
        ("u", Reply("unknown")),
        ("q", Reply("quit")),
        ("d", Reply("discuss")),
        (":l", Reply("list")),
        (":n seen by Ada", Reply("note", text="seen by Ada")),
    ],
)
def test_an_option_is_a_number_a_letter_or_an_id_and_a_command_is_a_key(typed, reply):
    assert read_choice(ONE, typed) == reply


def test_the_words_of_one_answer_may_hold_a_comma():
    assert read_choice(MANY, "tank, or what holds oil") == Reply(options=("tank",))


@pytest.mark.parametrize("typed", ["t,h", "1, 2", "tank;hose", "h , 1", "t,h,t,"])
def test_several_answers_are_parted_by_commas(typed):
    reply = read_choice(MANY, typed)

    assert isinstance(reply, Reply)
    assert set(reply.options) == {"tank", "hose"}


@pytest.mark.parametrize(
    ("asking", "typed", "words"),
    [
        (ONE, "", "number"),
        (ONE, "9", "from 1 to 4"),
        (ONE, "0", "from 1 to 4"),
        (ONE, "leak, bad", "isn't one of the answers"),
        (MANY, ",", "at least one"),
        (MANY, "none, tank", "excludes"),
        (MANY, "tank, ???", "'???'"),
        (ONE, "²", "isn't one of the answers"),
    ],
)
def test_a_line_that_makes_no_sense_is_answered_with_the_reason(asking, typed, words):
    reply = read_choice(asking, typed)

    assert isinstance(reply, str)
    assert words in reply


def play(tmp_path: Path, lines: list[str], *words: object, pack: Path = TINY, **environment: str):
    """Type lines into ``ask --plain``."""
    text = "".join(f"{line}\n" for line in lines)
    common = ["--pack", pack, "--folder", tmp_path / "home", "--date", DAY.isoformat()]
    return mfa_wizard("ask", "--plain", *common, *words, stdin=text, **environment)


def record(tmp_path: Path) -> dict:
    (path,) = (tmp_path / "home").glob("*.json")
    return json.loads(path.read_text())


def test_each_answer_is_saved_before_the_next_question(tmp_path):
    done = play(tmp_path, ["machine@office", "leak", "t,h"])

    assert done.code == 2
    assert record(tmp_path)["answers"] == {"fault": "leak", "parts": ["tank", "hose"]}
    assert "The input ended before the interview did." in done.out.splitlines()
    assert "Traceback" not in done.err


def test_the_way_back_is_a_command_that_finds_the_record_again(tmp_path):
    done = play(tmp_path, ["machine@office", "leak", "q"])
    command = next(line for line in done.out.splitlines() if line.startswith("Resume with: mfa-wizard "))
    again = mfa_wizard(*shlex.split(command)[3:], stdin="hose\nq\n")

    assert again.code == 0
    assert record(tmp_path)["answers"] == {"fault": "leak", "parts": ["hose"]}


def test_leaving_is_no_interruption(tmp_path):
    done = play(tmp_path, ["machine@office", "leak", "q"])

    assert (done.code, done.err) == (0, "")
    assert "Saved: " in done.out


def test_no_input_at_all_is_a_usage_error(tmp_path):
    done = play(tmp_path, [])

    assert done.code == 2
    assert not (tmp_path / "home").exists()


def test_a_taken_answer_is_said_again_in_words(tmp_path):
    done = play(tmp_path, ["machine@office", "l", "q"])

    assert "Taken: What is wrong? It leaks." in done.out.splitlines()


def test_a_refused_line_is_answered_and_asked_again(tmp_path):
    done = play(tmp_path, ["", "machine@office", "rust", "leak", "q"])

    assert "A name is needed: the record is kept under it." in done.out
    assert "'rust' isn't one of the answers." in done.out
    assert record(tmp_path)["answers"] == {"fault": "leak"}


def test_why_names_facts_and_sources(tmp_path):
    done = play(tmp_path, ["machine@office", "?", "q"])

    assert "Why we ask:" in done.out
    assert "Fact: [F: CUP-01] " in done.out
    assert "Source: " in done.out


def test_back_loses_nothing_and_enter_keeps_the_present_answer(tmp_path):
    play(tmp_path, ["machine@office", "leak", "hose", "b", "", "q"])

    assert record(tmp_path)["answers"] == {"fault": "leak", "parts": ["hose"]}


def test_do_not_know_is_an_answer_where_there_is_one_and_a_task_elsewhere(tmp_path):
    done = play(tmp_path, ["machine@office", "leak", "hose", "u", *[""] * 3])

    assert record(tmp_path)["to_do"] == ["warranty"]
    assert "Is it under warranty? to be found out." in done.out


def test_a_note_may_stand_on_the_line_of_its_key_or_on_the_next(tmp_path):
    play(tmp_path, ["machine@office", ":n first", "leak", "n", "second, longer", "q"])

    assert record(tmp_path)["notes"] == {"fault": "first", "parts": "second, longer"}


def test_a_question_can_be_parked_for_discussion(tmp_path):
    play(tmp_path, ["machine@office", "d", "q"])

    assert record(tmp_path)["discuss"] == ["fault"]


@pytest.mark.parametrize(
    ("sure", "answers"), [("y", {"fault": "no_power"}), ("n", {"fault": "leak", "parts": ["hose"]})]
)
def test_a_change_of_an_earlier_answer_is_shown_before_it_is_made(tmp_path, sure, answers):
    done = play(tmp_path, ["machine@office", "leak", "hose", "l", "1", "no_power", sure, "q"])

    assert "Closes: 1." in done.out
    assert "- Which parts leak? " in done.out
    assert "Answer then: " in done.out
    assert "Verdict now: " in done.out
    assert record(tmp_path)["answers"] == answers


def test_a_saved_record_is_offered_and_gone_on_with(tmp_path):
    play(tmp_path, ["machine@office", "leak", "q"])
    done = play(tmp_path, ["1", "hose", "q"])

    assert "machine@office, saved" in done.out
    assert record(tmp_path)["answers"] == {"fault": "leak", "parts": ["hose"]}


def test_a_new_name_beside_saved_records_starts_a_new_one(tmp_path):
    play(tmp_path, ["machine@office", "leak", "q"])
    play(tmp_path, ["second@office", "bad_taste", "q"])

    assert {path.name for path in (tmp_path / "home").glob("*.json")} == {"machine-office.json", "second-office.json"}


def test_a_record_is_gone_on_with_by_name(tmp_path):
    play(tmp_path, ["machine@office", "leak", "q"])
    done = play(tmp_path, ["hose", "q"], "--record", "machine@office")

    assert "1 answer is there." in done.out
    assert record(tmp_path)["answers"]["parts"] == ["hose"]


def test_a_record_that_is_not_there_is_an_error(tmp_path):
    done = play(tmp_path, ["x"], "--record", "nobody")

    assert done.code == 2
    assert "nobody: isn't a file, or a record" in done.err


def test_nothing_of_what_is_printed_moves_a_cursor(tmp_path):
    done = play(tmp_path, ["svc\x1b[31m\x07\u202e", "leak", "hose", ":n \x1b]0;x\x07", "q"], TERM="dumb")

    assert all(char == "\n" or char.isprintable() for char in done.out)


def test_input_that_is_no_text_is_taken_as_far_as_it_goes(tmp_path):
    done = mfa_wizard(
        "ask", "--plain", "--pack", TINY, "--folder", tmp_path / "home", stdin=b"caf\xe9\nleak\nhose\nq\n"
    )

    assert done.code == 0
    assert record(tmp_path)["account"]["name"] == "caf\ufffd"


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_said_and_another_place_is_taken(tmp_path):
    (tmp_path / "gone").symlink_to(tmp_path / "unplugged" / "drive")
    kept = tmp_path / "kept.json"
    lines = ["machine@office", str(kept), "leak", "q"]
    done = mfa_wizard(
        "ask", "--plain", "--pack", TINY, "--folder", tmp_path / "gone", stdin="".join(f"{line}\n" for line in lines)
    )

    assert done.code == 0
    assert "Not saved: " in done.out
    assert json.loads(kept.read_text())["answers"] == {"fault": "leak"}


def test_a_file_in_place_of_the_folder_is_said_before_anything_is_asked(tmp_path):
    (tmp_path / "file").write_text("no folder")
    done = mfa_wizard("ask", "--plain", "--pack", TINY, "--folder", tmp_path / "file", stdin="machine@office\n")

    assert (done.code, done.out) == (2, "")
    assert "isn't a folder. Name another folder for the records with --folder." in done.err


def test_a_line_longer_than_any_answer_is_refused_and_the_next_one_counts(tmp_path):
    play(tmp_path, ["machine@office", "x" * 200_000, "leak", "q"])

    assert record(tmp_path)["answers"] == {"fault": "leak"}


WHOLE = ["machine@office", "leak", "hose", "yes"]


def test_a_whole_interview_ends_with_the_decision_and_the_documents(tmp_path):
    out = tmp_path / "out"
    done = play(tmp_path, [*WHOLE, "w", str(out)])
    lines = done.out.splitlines()

    assert (done.code, done.err) == (0, "")
    assert lines[lines.index("Result") + 1] == "The office unplugs machine@office at once."
    assert "Checklist: A1 A2" in lines
    assert {path.name for path in out.iterdir()} == {
        "recommendation.md",
        "checklist.md",
        "dossier.md",
        "record.json",
        "SHA256SUMS",
    }
    assert all(str(path) in lines for path in out.iterdir())


def test_a_hyphen_writes_no_documents(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = play(tmp_path, [*WHOLE, "w", "-", "q"])

    assert done.code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_current_folder_that_is_gone_takes_neither_answers_nor_documents_with_it(tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)

    class Typed(io.StringIO):
        def readline(self, size: int = -1) -> str:
            gone.rmdir() if gone.is_dir() and not self.tell() else None
            return super().readline(size)

    lines = [*WHOLE, "w", "", str(tmp_path / "out"), "q"]
    monkeypatch.setattr("sys.stdin", Typed("".join(f"{line}\n" for line in lines)))

    assert run(["ask", "--plain", "--pack", str(TINY), "--folder", "home", "--date", DAY.isoformat()]) == 0
    assert "machine-office: it begins in the current folder, which no longer exists." in capsys.readouterr().out
    assert record(gone)["answers"]
    assert (tmp_path / "out" / "recommendation.md").is_file()


def test_documents_that_are_there_are_not_overwritten_and_both_ways_on_are_offered(tmp_path):
    out, other = tmp_path / "out", tmp_path / "other"
    play(tmp_path, [*WHOLE, "w", str(out)])
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    second = ["second@office", "leak", "tank", "no"]
    elsewhere = play(tmp_path, [*second, "w", str(out), "other", str(other)])
    beside = play(tmp_path, ["third@office", "bad_taste", "w", str(out), "revision"])

    assert (elsewhere.code, beside.code) == (0, 0)
    assert "differs, so nothing was written" in elsewhere.out
    assert (other / "record.json").is_file()
    assert (out / "revision-2" / "record.json").is_file()
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


def test_documents_go_where_the_command_line_says_without_asking(tmp_path):
    done = play(tmp_path, WHOLE, "--to", tmp_path / "out", "--format", "html")

    assert done.code == 0
    assert (tmp_path / "out" / "recommendation.html").is_file()


IDLE = ["svc@x", "user_cloud", "public", "idle", "none"]
"""A short interview of the shipped pack; its sign-off begins with two texts."""


def sign_off(tmp_path: Path, *lines: str):
    return play(tmp_path, [*IDLE, *lines], pack=default_pack_folder())


@pytest.mark.slow
def test_in_the_sign_off_a_field_is_skipped_explained_given_and_given_again(tmp_path):
    done = sign_off(tmp_path, "", "?", "tenant-1", "b", "tenant-2", "s", "q")

    assert done.code == 0
    assert done.out.count("The directory ID of the tenant, a GUID.") == 4
    assert "Now: tenant-1" in done.out
    assert record(tmp_path)["signoff"] == {"tenant_ref": "tenant-2"}


def test_back_from_the_first_field_leads_to_the_questions_again(tmp_path):
    sign_off(tmp_path, "b", "documented", "y", "s", "q")

    assert record(tmp_path)["answers"]["exclusion_today"] == "documented"


@pytest.mark.slow
def test_an_answer_is_changed_from_within_the_sign_off(tmp_path):
    done = sign_off(tmp_path, "l", "3", "active", "y", "q")

    assert done.code == 0
    assert record(tmp_path)["answers"]["activity"] == "active"
    assert "Opens: " in done.out


@pytest.mark.slow
def test_leaving_in_the_sign_off_keeps_its_values_and_the_next_run_goes_on_there(tmp_path):
    sign_off(tmp_path, "object-1", "q")
    done = play(tmp_path, ["1", "tenant-1", "q"], pack=default_pack_folder())

    assert "Which object ID does the account have?" not in done.out
    assert record(tmp_path)["signoff"] == {"subject_ref": "object-1", "tenant_ref": "tenant-1"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a real terminal is opened")
@pytest.mark.parametrize(("key", "code"), [("interrupt", 130), ("end", 2)])
def test_in_a_terminal_an_interrupt_and_an_end_keep_the_progress(tmp_path, key, code):
    import pexpect

    command = ["-m", "wizard", "ask", "--plain", "--pack", str(TINY), "--folder", str(tmp_path / "home")]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=ROOM)
    child.expect("called")
    child.sendline("machine@office")
    child.expect("What is wrong")
    child.sendline("leak")
    child.expect("Which parts leak")
    child.expect("Your answers")
    for _ in range(int(ROOM / 20)):  # a key that falls between prompt and read is pressed again, as a person would
        child.sendintr() if key == "interrupt" else child.sendeof()
        if child.expect(["Saved: ", pexpect.TIMEOUT], timeout=20) == 0:
            break
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == code
    assert record(tmp_path)["answers"] == {"fault": "leak"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_a_killed_process_loses_nothing_that_was_taken(tmp_path):
    import pexpect

    command = ["-m", "wizard", "ask", "--plain", "--pack", str(TINY), "--folder", str(tmp_path / "home")]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=ROOM)
    child.expect("called")
    child.sendline("machine@office")
    child.expect("What is wrong")
    child.sendline("leak")
    child.expect("Which parts leak")
    child.close(force=True)

    assert record(tmp_path)["answers"] == {"fault": "leak"}
    again = play(tmp_path, ["1", "hose", "q"])
    assert again.code == 0


def test_the_tiny_pack_is_what_these_tests_think_it_is():
    assert list(engine_at(TINY).questions) == ["fault", "parts", "warranty"]
    assert pack_at(TINY).signoff == ()
