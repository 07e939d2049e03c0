"""Commands that are killed at any moment: nothing half written, and the next run ends as one that was not killed.

A command runs in a process split off from this one, which has read the pack and imported everything. So a moment at
random falls into its work, and not into its start.
"""

from __future__ import annotations

import functools
import os
import random
import signal
import sys
import time
from pathlib import Path

from tests.faults import faces
from tests.faults.commands import COMMANDS, Command, fresh, run_at
from tests.faults.faces import of_session
from tests.faults.operations import Operations
from tests.faults.trying import Fault, Rows, Tries
from tests.faults.whole_run import WholeRun


def rows(work: Path) -> Rows:
    """Return a row for each command, each face, and each server."""
    found = {name: functools.partial(_kills, work / "try", command) for name, command in COMMANDS.items()}
    return {**found, **faces.rows(work)}


def _kills(folder: Path, command: Command, rng: random.Random) -> Tries:
    whole = WholeRun(folder, command)
    if whole.fault is not None:
        yield whole.fault
        return
    steps = len(whole.operations)
    while True:
        fresh(folder, command)
        step = rng.randrange(1, steps + 1) if steps and rng.random() < 0.7 else 0
        moment = 0.0 if step else rng.uniform(0, whole.seconds)
        when = f"at operation {step} of {steps}" if step else f"after {moment:.3f} s of {whole.seconds:.3f} s"
        _killed(folder, command, step, moment)
        wrong = [*whole.wrong_now(), *whole.wrong_next()]
        yield Fault(f"killed {when}: {'; '.join(wrong)}") if wrong else None


def _killed(folder: Path, command: Command, step: int, moment: float) -> None:
    """Run a command in a process of its own and kill it, at an operation on files or after some seconds."""
    child = os.fork()
    if child == 0:
        os.setsid()
        with Operations(folder, step, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            run_at(folder, command)
        os._exit(0)
    if not step:
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    left = of_session(child)
    if left:
        sys.exit(f"{' '.join(command.words)} leaves processes behind: {left}")
