"""Long readings show how far they are on a terminal, nothing in a pipe, and stop at once."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from wizard.cli.main import run
from wizard.cli.progress import watched
from wizard.evidence.sign_ins import aggregate
from wizard.evidence.sign_ins.engine import Engine, StoppedError
from wizard.evidence.sign_ins.result import Progress

WHO = "svc@contoso.com"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown_on_a_terminal(monkeypatch, progress):
    stream = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        with watched() as show:
            show(progress)
    return stream.getvalue()


@pytest.fixture
def log(tmp_path):
    row = {"createdDateTime": "2026-11-05T00:00:00Z", "userPrincipalName": WHO, "userId": "u", "isInteractive": True,
           "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "resourceId": "r", "status": {"errorCode": 0}}  # fmt: skip
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(row) + "\n")
    return path


def test_a_terminal_shows_rows_and_time_left_on_one_line_that_goes(monkeypatch):
    text = shown_on_a_terminal(monkeypatch, Progress(Path("a\x1b[31m.csv"), 1_200_000, 0.25, 36.4))

    assert "1,200,000 rows (25%), about 36 s left" in text
    assert "\x1b" not in text
    assert "\n" not in text
    assert text.endswith(" \r")


def test_long_waits_are_told_in_minutes(monkeypatch):
    assert "about 10 min left" in shown_on_a_terminal(monkeypatch, Progress(Path("a.csv"), 1, 0.1, 600.0))


@pytest.mark.slow
def test_a_pipe_gets_nothing(monkeypatch, log, capsys):
    assert run(["evidence", "show", str(log)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", ["show", "explain", "assess"])
def test_control_c_ends_with_130_and_one_line_and_leaves_no_file(monkeypatch, log, tmp_path, capsys, command):
    folders = []

    def interrupted(engine, *_):
        folders.append(engine.folder)
        (engine.folder / "spilled").write_text("x")
        raise KeyboardInterrupt

    monkeypatch.setattr(Engine, "run", interrupted)
    (tmp_path / "a.csv").write_text(f"account\n{WHO}\n")
    words = {
        "show": ["evidence", "show", str(log)],
        "explain": ["evidence", "explain", "50076", "--account", WHO, "--sign-ins", str(log)],
        "assess": ["assess", str(tmp_path / "a.csv"), "--to", str(tmp_path / "out"), "--sign-ins", str(log)],
    }
    assert run(words[command]) == 130

    stopped = "stopped. Nothing is lost. Run the same command again to continue."
    said = {"assess": stopped}.get(command, "interrupted.")
    assert capsys.readouterr().err.splitlines() == [f"mfa-wizard: {said}"]
    assert folders
    assert not folders[0].exists()
    assert not (tmp_path / "out").exists()


def test_a_stop_is_an_error_that_every_face_knows(monkeypatch, log, capsys):
    def stopped(*_args, **_options):
        raise StoppedError

    monkeypatch.setattr(aggregate._Reading, "add", stopped)
    assert run(["evidence", "show", str(log)]) == 130
    assert "Reading was stopped" in capsys.readouterr().err
