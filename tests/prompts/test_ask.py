"""The prompts: lists to move in, driven through a pipe of keys, and once in a real terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.engagement.sessions import DAY, new_session
from tests.engagement.test_proposed_answers import seen
from tests.prompts.playing import DOWN, ENTER
from tests.support.packs import TINY, engine_at, pack_at
from tests.support.waiting import ROOM
from wizard.evidence.observations import Source
from wizard.prompts.ask import PromptFace
from wizard.prompts.face import FIELD_COMMANDS, QUESTION_COMMANDS, QUIT, Asking, Option, Reply
from wizard.prompts.run import Run, hold_interview

ONE = Asking(
    "What is wrong?",
    (Option("bad", "Bad", "b"), Option("leak", "It leaks", "l"), Option("unknown", "Not known", "u")),
    commands=QUESTION_COMMANDS,
)
MANY = Asking(
    "Which?",
    (Option("tank", "Tank", "t"), Option("hose", "Hose", "h"), Option("none", "None", "n")),
    many=True,
    exclusive=("none",),
    commands=QUESTION_COMMANDS,
)
BELOW = [command.id for command in QUESTION_COMMANDS if command.firm and command.id != "unknown"]
BEHIND = [command.id for command in QUESTION_COMMANDS if not command.firm]


@pytest.fixture
def keys() -> Iterator:
    """Take keys instead of a keyboard."""
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe.send_text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "option"), [(ENTER, "bad"), (DOWN + ENTER, "leak"), ("l" + ENTER, "leak"), ("u" + ENTER, "unknown")]
)
def test_an_option_is_reached_by_arrow_and_by_letter(keys, typed, option):
    keys(typed)

    assert PromptFace().choose(ONE) == Reply(options=(option,))


@pytest.mark.parametrize(
    ("asking", "typed", "options"),
    [
        (ONE, (DOWN * 2 + ENTER) * 2, ("leak",)),
        (ONE, "l" + ENTER, ("leak",)),
        (MANY, "t" + "h" + ENTER, ("tank", "hose")),
        (MANY, "t" + (DOWN * 2 + " " + ENTER) * 2, ("tank", "hose")),
    ],
)
def test_a_rare_option_is_reached_behind_the_line_for_more_and_by_its_letter(keys, asking, typed, options):
    keys(typed)
    rare = frozenset({"leak", "hose"})
    common = sorted(asking.options, key=lambda option: option.id in rare)

    assert set(PromptFace().choose(replace(asking, options=tuple(common), folded=rare)).options) == set(options)


@pytest.mark.parametrize(("step", "command"), list(enumerate(BELOW)))
def test_what_people_need_most_is_a_choice_below_the_options(keys, step, command):
    keys(DOWN * (len(ONE.options) + step) + ENTER)

    assert PromptFace().choose(ONE) == Reply(command)


@pytest.mark.slow
@pytest.mark.parametrize(("step", "command"), list(enumerate(BEHIND)))
def test_everything_else_stands_behind_one_more_step(keys, step, command):
    keys(DOWN * (len(ONE.options) + len(BELOW)) + ENTER)
    keys(DOWN * (1 + step) + ENTER)

    assert PromptFace().choose(ONE) == Reply(command)


def test_the_present_answer_is_where_the_list_begins(keys):
    keys(ENTER)
    asking = Asking(ONE.label, ONE.options, chosen=("leak",), commands=QUESTION_COMMANDS)

    assert PromptFace().choose(asking) == Reply(options=("leak",))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "options"),
    [(" " + ENTER, ("tank",)), (DOWN + " " + ENTER, ("hose",)), (" " + DOWN + " " + ENTER, ("tank", "hose"))],
)
def test_several_are_chosen_with_the_space_bar(keys, typed, options):
    keys(typed)

    assert PromptFace().choose(MANY) == Reply(options=options)


@pytest.mark.parametrize("refused", [ENTER, " " + DOWN * 2 + " " + ENTER])
def test_nothing_and_an_exclusive_answer_beside_others_are_refused_in_place(keys, refused):
    keys(refused)

    keys(" " + ENTER)

    assert PromptFace().choose(MANY) == Reply(options=("tank",))


def test_a_checkbox_list_leads_to_a_menu_with_every_way_out(keys):
    keys(DOWN * 3 + " " + ENTER)
    keys(DOWN + ENTER)

    assert PromptFace().choose(MANY) == Reply("back")


@pytest.mark.slow
def test_the_menu_leads_back_to_the_checkbox_list(keys):
    keys(DOWN * 3 + " " + ENTER)
    keys(ENTER)
    keys(" " + ENTER)

    assert PromptFace().choose(MANY) == Reply(options=("tank",))


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("some words" + ENTER, Reply(text="some words")),
        (ENTER, Reply("skip")),
        ("b" + ENTER, Reply("back")),
        ("s" + ENTER, Reply("skip_all")),
        ("q" + ENTER, Reply("quit")),
    ],
)
def test_a_line_is_text_or_a_key_alone(keys, typed, reply):
    keys(typed)

    assert PromptFace().line(Asking("Why?", commands=FIELD_COMMANDS)) == reply


@pytest.mark.parametrize(("typed", "error"), [("\x03", KeyboardInterrupt), ("\x04", EOFError)])
@pytest.mark.parametrize("asking", [Asking("Why?", commands=(QUIT,)), ONE, MANY], ids=["line", "one", "many"])
def test_an_interrupt_and_the_end_of_input_come_through(keys, typed, error, asking):
    keys(typed)
    face = PromptFace()
    with pytest.raises(error):
        face.choose(asking) if asking.options else face.line(asking)


def test_a_letter_marks_in_a_checkbox_list_and_none_marks_all(keys):
    keys("aihth" + ENTER)

    assert PromptFace().choose(MANY) == Reply(options=("tank",))


LONG_LIST = Asking("Which?", tuple(Option(f"o{n}", f"Thing {n} of {'tin' if n == 17 else 'wood'}") for n in range(32)))


@pytest.mark.parametrize(("many", "typed"), [(False, "tin" + ENTER), (True, "tin " + ENTER)])
def test_a_long_list_is_searched_by_what_is_typed(keys, many, typed):
    keys(typed)

    assert PromptFace().choose(replace(LONG_LIST, many=many)) == Reply(options=("o17",))


def test_the_end_of_the_input_has_its_own_exit_code(keys, tmp_path, capsys):
    keys("machine@office" + ENTER + DOWN * 2 + ENTER + "\x04")

    assert hold_interview(PromptFace(), run_of(tmp_path)) == 2
    assert record(tmp_path)["answers"] == {"fault": "leak"}
    assert "Saved: " in capsys.readouterr().out


@pytest.mark.slow
def test_proposals_of_one_file_are_confirmed_together(keys, tmp_path):
    session = new_session(tmp_path / "home")
    other = replace(seen("parts", "hose"), sources=(Source("users.json", "1" * 64),))
    session.propose([seen("fault", "leak"), other])
    session.close()
    keys(DOWN * 4 + ENTER + DOWN + ENTER + "\x03")

    assert hold_interview(PromptFace(), run_of(tmp_path, record=str(session.path))) == 130
    assert {name: one["how"] for name, one in record(tmp_path)["origins"].items()} == {
        "fault": "observed",
        "parts": "proposed",
    }


def test_labels_with_markup_and_control_characters_are_shown_as_text(keys):
    keys(ENTER)
    asking = Asking("<b>[bold]\x1b[31m", (Option("a", "{x} <ansired>\x07", "a"),), commands=(QUIT,))

    assert PromptFace().choose(asking) == Reply(options=("a",))


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_nothing_is_wider_than_the_terminal_and_no_word_is_broken(keys, monkeypatch, capsys, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    keys(ENTER)
    words = "Which of the surfaces does the account reach when it runs at night, seldom ones included? " * 3
    PromptFace().choose(Asking("Which?", (Option("a", words, "a"),), help=words, notes=(words,), commands=(QUIT,)))
    shown = [line for line in capsys.readouterr().out.splitlines() if line]

    assert max(len(line) for line in shown) < columns
    assert set(" ".join(shown).split()) == set(words.split())


def run_of(tmp_path, **other) -> Run:
    return Run(tmp_path / "home", pack_at(TINY), engine_at(TINY), DAY, **other)


def record(tmp_path) -> dict:
    (path,) = (tmp_path / "home").glob("*.json")
    return json.loads(path.read_text())


@pytest.mark.slow
def test_leaving_keeps_what_was_answered(keys, tmp_path, capsys):
    keys("machine@office" + ENTER + DOWN * 2 + ENTER + " " + ENTER)
    keys(DOWN * 5 + ENTER)

    assert hold_interview(PromptFace(), run_of(tmp_path)) == 0
    assert record(tmp_path)["answers"] == {"fault": "leak", "parts": ["tank"]}
    assert "Saved: " in capsys.readouterr().out


def test_an_interrupt_keeps_what_was_answered(keys, tmp_path, capsys):
    keys("machine@office" + ENTER + DOWN * 2 + ENTER + "\x03")

    assert hold_interview(PromptFace(), run_of(tmp_path)) == 130
    assert record(tmp_path)["answers"] == {"fault": "leak"}
    assert "Traceback" not in capsys.readouterr().err


def test_a_saved_record_is_gone_on_with(keys, tmp_path):
    session = new_session(tmp_path / "home")
    session.answer("fault", "leak")
    session.close()
    keys(ENTER + " " + ENTER + "\x03")

    assert hold_interview(PromptFace(), run_of(tmp_path)) == 130
    assert record(tmp_path)["answers"] == {"fault": "leak", "parts": ["tank"]}


@pytest.mark.slow
def test_a_record_open_in_another_window_is_said(keys, tmp_path, capsys):
    session = new_session(tmp_path / "home")
    keys("\x03")

    assert hold_interview(PromptFace(), run_of(tmp_path, record=str(session.path))) == 130
    assert "open in another window" in " ".join(capsys.readouterr().out.split())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a real terminal is opened")
def test_in_a_real_terminal_an_interview_begins_and_an_interrupt_ends_it(tmp_path):
    import pexpect

    command = ["-m", "wizard", "ask", "--pack", str(TINY), "--folder", str(tmp_path / "home")]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=ROOM, dimensions=(30, 100))
    child.expect("called")
    child.send("machine@office\r")
    child.expect("It leaks")
    child.send("l\r")
    child.expect("Which parts leak")
    child.expect("A hose")
    child.send("\x03")
    child.expect("Saved: ")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 130
    assert record(tmp_path)["answers"] == {"fault": "leak"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a real terminal is opened")
@pytest.mark.parametrize("words", [[], ["--plain"]], ids=["prompts", "plain"])
@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_a_request_to_end_keeps_what_was_answered_and_says_the_way_back(tmp_path, words, number):
    import signal

    import pexpect

    command = ["-m", "wizard", "ask", *words, "--pack", str(TINY), "--folder", str(tmp_path / "home")]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=ROOM, dimensions=(30, 100))
    child.expect("called")
    child.send("machine@office\r")
    child.expect("It leaks")
    child.send("l\r")
    child.expect("Which parts leak")
    child.expect("chooses" if not words else "Your answers")
    child.kill(signal.Signals[number])
    child.expect("Resume with: ")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 130
    assert record(tmp_path)["answers"] == {"fault": "leak"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a real terminal is opened")
def test_a_simple_terminal_is_asked_line_by_line(tmp_path, monkeypatch):
    import pexpect

    monkeypatch.setenv("TERM", "dumb")
    command = ["-m", "wizard", "ask", "--pack", str(TINY), "--folder", str(tmp_path / "home")]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=ROOM)
    child.expect("called")
    child.sendline("machine@office")
    child.expect(r"1\. \(s\) It does not start")
    child.sendline("q")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert "\x1b" not in child.before
