"""A run that is killed, or whose disk is full, leaves nothing broken, and the next run ends as if nothing had been."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engagement.test_assess import DAY, assess, cells, listed, written
from tests.support.answering import random_answers
from tests.support.packs import real_engine
from tests.support.waiting import moments
from wizard.files import writing

ACCOUNTS = 130
"""Enough for several processes."""
KILLS = int(os.environ.get("MFA_WIZARD_KILLS", "2"))


@pytest.fixture(scope="module")
def accounts(tmp_path_factory) -> Path:
    import random

    engine, rng = real_engine(), random.Random(11)
    rows = [[f"svc-{number}@x", *cells(random_answers(engine, rng))] for number in range(ACCOUNTS)]
    return listed(tmp_path_factory.mktemp("list") / "a.csv", *rows)


def running(word: str) -> list[str]:
    """Return the command lines of processes with a word in their environment's home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes under /proc")
def test_a_killed_run_leaves_no_process_and_the_next_run_ends_as_one_that_was_not_killed(tmp_path, accounts):
    words = [sys.executable, "-m", "wizard", "assess", str(accounts), "--yes", "--documents", "--date", DAY, "--to"]
    environment = {**os.environ, "MFA_WIZARD_HOME": str(tmp_path / "home-of-this-run")}
    began = time.monotonic()
    subprocess.run([*words, str(tmp_path / "whole")], check=True, capture_output=True, env=environment)
    lasted = time.monotonic() - began
    for number in range(KILLS):
        run = subprocess.Popen(
            [*words, str(tmp_path / "killed")], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(lasted * (number + 1) / (KILLS + 1))
        run.send_signal(signal.SIGKILL)
        run.wait()
        for _ in moments():
            if not running("home-of-this-run"):
                break
            time.sleep(0.02)
        assert running("home-of-this-run") == []
    subprocess.run([*words, str(tmp_path / "killed")], check=True, capture_output=True, env=environment)

    whole, killed = written(tmp_path / "whole"), written(tmp_path / "killed")
    assert killed.keys() == whole.keys()
    assert [name for name in whole if "accounts/" in name and killed[name] != whole[name]] == []


@pytest.mark.parametrize("full_after", [0, 1, 7])
def test_a_full_disk_is_named_and_the_next_run_recovers(tmp_path, monkeypatch, capsys, full_after):
    path = listed(tmp_path / "a.csv", ["one@x", "guest"], ["two@x", "guest"], header=["account", "identity"])
    assert assess(path, tmp_path / "whole", "--documents") == 0
    room = [full_after]
    real = os.fsync

    def full(handle: int) -> None:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr(writing.os, "fsync", full)
        assert assess(path, tmp_path / "out", "--documents") == 2
    assert "cannot be written: " in capsys.readouterr().err
    assert not [file for file in (tmp_path / "out").rglob("*") if file.suffix == ".tmp"]
    assert assess(path, tmp_path / "out", "--documents") == 0

    assert written(tmp_path / "out").keys() == written(tmp_path / "whole").keys()
    assert written(tmp_path / "out" / "accounts") == written(tmp_path / "whole" / "accounts")
