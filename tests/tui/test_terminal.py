"""The wizard in a real terminal: start, signals, exit codes, and silence."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pty", allow_module_level=True)

from tests.support.packs import real_pack
from tests.tui.terminal import ENTER_SCREEN, LEAVE_SCREEN, MOUSE_OFF, MOUSE_ON, SHOW_CURSOR, START, Terminal

IDENTITY, CLOUD, ACTIVITY = (real_pack().question_by_id[name].label for name in ("identity", "cloud", "activity"))
"""What is asked first, once the kind of account is given, and once the cloud is."""
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def opened(home: Path, *words: str, **options) -> Terminal:
    terminal = Terminal(home, *words, **options)
    terminal.wait_for("Knowledge 2026")
    terminal.send("svc-one\r")
    terminal.wait_for("Stage 1 of 4")
    terminal.wait_for("Ctrl+Q Quit")
    return terminal


def kept(home: Path) -> dict:
    return json.loads((home / "svc-one.json").read_text(encoding="utf-8"))["answers"]


def test_it_starts_answers_and_leaves_with_zero(tmp_path: Path) -> None:
    terminal = opened(tmp_path)
    assert ENTER_SCREEN in terminal.seen
    terminal.send("c")
    terminal.wait_for(CLOUD)
    terminal.send("\x11")
    assert terminal.end() == 0
    assert terminal.seen.rstrip().endswith(SHOW_CURSOR) or SHOW_CURSOR in terminal.seen[-200:]
    assert LEAVE_SCREEN in terminal.seen
    assert kept(tmp_path) == {"identity": "user_cloud"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_saves_and_gives_the_terminal_back(tmp_path: Path, number: signal.Signals) -> None:
    terminal = opened(tmp_path)
    terminal.send("c")
    terminal.wait_for(CLOUD)
    terminal.kill(number)
    assert terminal.end() == 130
    assert LEAVE_SCREEN in terminal.seen
    assert SHOW_CURSOR in terminal.seen
    assert MOUSE_OFF in terminal.seen
    assert "Traceback" not in terminal.text
    assert kept(tmp_path) == {"identity": "user_cloud"}


def test_a_closed_window_loses_nothing(tmp_path: Path) -> None:
    terminal = opened(tmp_path)
    terminal.send("c")
    terminal.wait_for(CLOUD)
    terminal.close_window()
    assert kept(tmp_path) == {"identity": "user_cloud"}
    terminal.gone()
    assert not (tmp_path / "reports").exists(), "A closed window is no error of the program."
    again = Terminal(tmp_path)
    again.wait_for("1 answer,")
    assert "open in another window" not in again.text
    again.send("\x11")
    assert again.end() == 0


def test_a_killed_wizard_lost_nothing_and_the_record_is_offered_again(tmp_path: Path) -> None:
    terminal = opened(tmp_path)
    terminal.send("cp")
    terminal.wait_for(ACTIVITY)
    terminal.kill(signal.SIGKILL)
    assert terminal.end() == -signal.SIGKILL
    again = Terminal(tmp_path)
    again.wait_for("2 answers")
    again.send("\x1b[B\r")
    again.wait_for("Stage 1 of 4")
    again.send("\x11")
    assert again.end() == 0
    assert kept(tmp_path) == {"identity": "user_cloud", "cloud": "public"}


def test_ctrl_c_twice_leaves_with_130(tmp_path: Path) -> None:
    terminal = opened(tmp_path)
    terminal.send("\x03")
    terminal.wait_for("Press Ctrl+C again")
    terminal.send("\x03")
    assert terminal.end() == 130
    assert LEAVE_SCREEN in terminal.seen


def test_an_idle_screen_sends_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.wait_for("Knowledge 2026")
    terminal.rest()
    terminal.send("svc-one\r")
    terminal.wait_for("Stage 1 of 4")
    terminal.rest()
    terminal.send("\x1b[18~")  # F7: the note, whose editor has a cursor
    terminal.wait_for("Tab, then Enter saves")
    terminal.rest()
    terminal.send("\x11")
    assert terminal.end() == 0


def test_without_the_mouse_the_terminal_keeps_its_own(tmp_path: Path) -> None:
    terminal = opened(tmp_path, "--no-mouse")
    assert MOUSE_ON not in terminal.seen
    terminal.send("\x11")
    assert terminal.end() == 0
    assert MOUSE_ON not in terminal.seen


def test_no_colour_reaches_the_terminal_where_it_is_not_wanted(tmp_path: Path) -> None:
    terminal = opened(tmp_path, env={"NO_COLOR": "1"})
    import re

    colours = {tuple(map(int, m)) for m in re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", terminal.seen)}
    assert colours
    assert all(len(set(colour)) == 1 for colour in colours)
    terminal.send("\x11")
    assert terminal.end() == 0


@pytest.mark.parametrize("size", [(18, 60), (24, 80)])
def test_a_small_terminal_shows_question_and_way_out(tmp_path: Path, size: tuple[int, int]) -> None:
    terminal = opened(tmp_path, size=size)
    terminal.wait_for(IDENTITY)
    terminal.send("\x11")
    assert terminal.end() == 0


def test_without_a_terminal_it_refuses_and_names_the_other_ways(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "ask --plain" in done.stderr
    assert "decide" in done.stderr
    assert "\x1b" not in done.stderr
