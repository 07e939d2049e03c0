"""Work shared among processes comes back in order, whatever becomes of the processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.waiting import moments
from wizard.engagement import processes
from wizard.engagement.processes import elsewhere, spread


def squared(number: int) -> tuple[int, int, str]:
    return number * number, os.getpid(), "x" * 5_000


@pytest.mark.slow
def test_a_face_leaves_all_work_to_another_process(monkeypatch):
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)
    found = list(elsewhere(squared, range(300), 10))
    assert [one[0] for one in found] == [number * number for number in range(300)]
    assert len({one[1] for one in found} - {os.getpid()}) == 1


@pytest.mark.slow
def test_what_a_helper_that_was_killed_left_is_done_here(monkeypatch):
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)
    made = spread(squared, range(2_000), 10)
    first = [next(made) for _ in range(10)]
    os.kill(next(one[1] for one in first if one[1] != os.getpid()), signal.SIGKILL)
    assert [one[0] for one in (*first, *made)] == [number * number for number in range(2_000)]


class Growing:
    """Work that another thread changes while it is read."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __getstate__(self) -> dict[str, int]:
        self.times -= 1
        if self.times >= 0:
            raise RuntimeError
        return {"times": 0}

    def __call__(self, number: int) -> int:
        return number + 1


@pytest.mark.slow
@pytest.mark.parametrize("times", [2, 1_000])
def test_work_that_changes_while_it_is_given_is_done_all_the_same(monkeypatch, times):
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)
    assert list(elsewhere(Growing(times), range(50), 10)) == list(range(1, 51))


class Stubborn(int):
    """A thing that cannot be given."""

    def __reduce__(self) -> tuple[type, tuple[int]]:
        raise TypeError


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thing_that_cannot_be_given_is_worked_on_here(monkeypatch):
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)
    things = [*range(20), Stubborn(20), *range(21, 40)]
    assert [one[0] for one in elsewhere(squared, things, 10)] == [number * number for number in range(40)]


PARENT = """
import sys
from tests.engagement.test_processes import squared
from wizard.engagement.processes import elsewhere
made = elsewhere(squared, range(1_000_000), 10)
print(next(made)[1], flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks up processes")
def test_a_helper_ends_with_the_process_that_gave_the_work():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        helper = int(parent.stdout.readline())
        parent.kill()
    for _ in moments():
        if not Path(f"/proc/{helper}").exists():
            break
        time.sleep(0.02)
    assert not Path(f"/proc/{helper}").exists()
