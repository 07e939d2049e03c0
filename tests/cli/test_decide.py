"""``decide``: answers in, verdict out, exactly as outsiders rely on it."""

from __future__ import annotations

import json

import pytest

from tests.cli.cases import CASES, changed
from tests.cli.running import mfa_wizard, mfa_wizard_process
from tests.support.packs import SHARED, TINY
from tests.support.waiting import ROOM
from wizard import __version__
from wizard.cli.main import run

FIELDS = [
    "main",
    "also",
    "possible",
    "waivable_by",
    "platform",
    "rules",
    "facts",
    "checklist",
    "asked",
    "unanswered",
    "not_used",
    "knowledge",
    "tool",
]
SCENARIOS = SHARED / "guidance" / "scenarios.json"


@pytest.fixture
def decided(tmp_path, capsys):
    """Decide an object in this process and return what was printed."""

    def decide(made: object, *words: str) -> dict:
        path = tmp_path / "answers.json"
        path.write_text(json.dumps(made), encoding="utf-8")
        code = run(["decide", str(path), *words])
        out = capsys.readouterr()
        assert code == 0, out.err
        assert out.err == ""
        found: dict = json.loads(out.out)
        return found

    return decide


@pytest.mark.parametrize(
    ("answers", "main", "also", "waivable_by"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_answers_lead_to_their_verdict(decided, answers, main, also, waivable_by):
    found = decided({"account": {"name": "svc"}, "answers": answers})

    assert (found["main"], found["also"], found["waivable_by"]) == (main, also, waivable_by)
    assert list(found) == FIELDS


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.skipif(not SCENARIOS.is_file(), reason="the worked cases stand beside the checkout")
def test_all_worked_cases_come_out_as_written_one_line_each():
    cases = json.loads(SCENARIOS.read_text(encoding="utf-8"))
    lines = "\n".join(json.dumps({"answers": case["answers"]}) for case in cases)
    done = mfa_wizard("decide", "-", "--lines", stdin=lines)
    found = [json.loads(line) for line in done.out.splitlines()]

    assert done.code == 0, done.err
    assert len(found) == len(cases)
    for case, answer in zip(cases, found, strict=True):
        got = (answer["main"], answer["also"], answer["waivable_by"])
        assert got == (case["main"], case["also"], case["waivable_by"]), case["id"]
        assert answer["possible"] == [case["main"]], case["id"]
        assert answer["unanswered"] == [], case["id"]


def test_the_answers_object_alone_says_the_same_as_one_in_a_record(decided):
    assert decided(changed()) == decided({"answers": changed(), "notes": {"x": "y"}, "anything": 1})


def test_lists_are_sorted_where_that_is_promised(decided):
    found = decided({"answers": changed(record="none", surfaces=["azure_portals", "arm_write", "m365_admin_center"])})

    assert found["also"] == sorted(found["also"])
    assert found["facts"] == sorted(found["facts"])
    assert [part["surface"] for part in found["platform"]]
    assert all(set(part) == {"surface", "enforced", "why", "facts"} for part in found["platform"])
    assert all(part["why"] for part in found["platform"])


def test_open_questions_leave_several_verdicts_possible(decided):
    found = decided({"answers": {"identity": "user_cloud"}})

    assert found["main"] is None
    assert len(found["possible"]) > 1
    assert found["possible"] == sorted(found["possible"])
    assert found["asked"][0] == "identity"
    assert set(found["unanswered"]) < set(found["asked"])


def test_no_answers_at_all_are_a_beginning(decided):
    assert decided({})["unanswered"] == ["identity"]


def test_null_is_a_question_without_an_answer(decided):
    assert decided({"identity": "user_cloud", "cloud": None}) == decided({"identity": "user_cloud"})


def test_an_answer_of_no_matter_is_named(decided):
    assert "run_mode" in decided({"answers": changed(activity="idle")})["not_used"]


def test_knowledge_and_tool_are_named(decided):
    found = decided({})

    assert found["tool"] == __version__
    assert found["knowledge"]["version"]
    assert len(found["knowledge"]["digest"]) == 64


def test_another_pack_gives_another_wizard(decided):
    found = decided({"fault": "leak", "parts": ["hose"], "warranty": "yes"}, "--pack", str(TINY))

    assert (found["main"], found["also"], found["waivable_by"], found["paid_by"]) == (
        "unplug",
        ["call_maker"],
        None,
        "maker",
    )


@pytest.mark.parametrize("words", [["--pack", str(TINY), "decide", "-"], ["decide", "--pack", str(TINY), "-"]])
def test_the_pack_may_be_named_before_or_after_the_command(words):
    done = mfa_wizard(*words, stdin='{"fault": "bad_taste"}')

    assert (done.code, json.loads(done.out)["main"]) == (0, "descale")


def test_text_says_the_decision_first(tmp_path, capsys):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"account": {"name": "svc\x1b[31m@x"}, "answers": changed(record="none")}))
    assert run(["decide", str(path), "--format", "text"]) == 0
    text = capsys.readouterr().out
    lines = text.splitlines()

    assert "svc [31m@x" in lines[0]
    assert lines[0].endswith(".")
    assert "\x1b" not in text
    assert "Waivable by: tenant" in lines
    assert any("complete_record" in line for line in lines)


def test_text_of_an_open_case_lists_what_is_possible_and_what_is_open(tmp_path, capsys):
    path = tmp_path / "a.json"
    path.write_text('{"identity": "user_cloud"}')
    assert run(["decide", str(path), "--format", "text"]) == 0
    out = capsys.readouterr().out

    assert out.startswith("No decision yet: ")
    assert "Open questions:" in out
    assert "(run_mode)" in out


@pytest.mark.slow
def test_a_byte_order_mark_is_accepted():
    assert mfa_wizard_process("decide", "-", stdin=b'\xef\xbb\xbf{"identity": "managed_identity"}').code == 0


@pytest.mark.slow
def test_lines_come_out_one_by_one_while_more_are_to_come():
    import subprocess
    import sys

    command = [sys.executable, "-m", "wizard", "decide", "-", "--lines"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        for _ in range(2):
            child.stdin.write(b'{"identity": "managed_identity"}\n')
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["main"] == "workload_identity_ok"
        child.stdin.close()
        assert child.wait(timeout=ROOM) == 0


def test_bad_lines_are_named_and_the_rest_goes_on():
    lines = [
        b'{"identity": "managed_identity"}',
        b"",
        b'{"identity": "nobody", "colour": "red"}',
        b"not json",
        b"[]",
        b'{"identity":',
        b'{"answers": {"identity": "managed_identity"}}\r',
        b'{"schema_version": "9.0", "answers": {}}',
    ]
    done = mfa_wizard("decide", "-", "--lines", stdin=b"\n".join(lines))
    found = [json.loads(line) for line in done.out.splitlines()]

    assert done.code == 2
    assert [answer.get("line") for answer in found] == [None, 3, 4, 5, 6, None, 8]
    assert [line.partition(":")[0] for line in found[1]["error"].splitlines()] == ["answers.colour", "answers.identity"]
    assert "column" in found[2]["error"]
    assert found[5]["main"] == "workload_identity_ok"
    assert found[6]["error"].startswith("schema_version: is 9.0")


def test_a_line_longer_than_any_object_is_passed_over(tmp_path):
    path = tmp_path / "lines.jsonl"
    with path.open("wb") as file:
        file.write(b'{"identity": "' + b"x" * 5_200_000 + b'"}\n{"identity": "managed_identity"}\n')
    done = mfa_wizard("decide", path, "--lines")
    found = [json.loads(line) for line in done.out.splitlines()]

    assert done.code == 2
    assert (found[0]["line"], found[1]["main"]) == (1, "workload_identity_ok")


def test_a_reader_that_leaves_early_is_no_error():
    import subprocess
    import sys

    line = b'{"identity": "managed_identity"}\n'
    command = [sys.executable, "-m", "wizard", "decide", "-", "--lines"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        child.stdin.write(line)
        child.stdin.flush()
        child.stdout.readline()
        child.stdout.close()
        try:
            child.stdin.write(line * 2000)
            child.stdin.close()
        except BrokenPipeError:
            pass
        assert child.wait(timeout=ROOM) == 0
        assert child.stderr.read() == b""


@pytest.mark.parametrize("command", ["decide", "explain"])
def test_a_record_of_an_older_edition_is_told_which_commands_carry_it_over(command, tmp_path, capsys):
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"knowledge_version": "2026.11.1", "answers": {"terms_scope": "single_apps"}}))

    assert run([command, str(path)]) == 2
    told = capsys.readouterr().err
    assert "'terms_scope' isn't a question" in told
    assert "2026.11.1" in told
    assert "records open" in told
