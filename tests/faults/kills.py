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

from tests.cli.running import Result
from tests.faults import faces
from tests.faults.commands import (
    COMMANDS,
    Command,
    files,
    fresh,
    half_written,
    lasting,
    run_at,
    temporary,
)
from tests.faults.faces import of_session
from tests.faults.operations import Operations
from tests.faults.trying import Fault, Rows, Tries
from wizard.engagement.locks import is_locked


def rows(work: Path) -> Rows:
    """Return a row for each command, and one for each face."""
    found = {name: functools.partial(_kills, work / "try", command) for name, command in COMMANDS.items()}
    return {**found, **faces.rows(work)}


def _kills(folder: Path, command: Command, rng: random.Random) -> Tries:
    before = lasting(files(fresh(folder, command)))
    with Operations(folder) as operations:
        start = time.monotonic()
        whole = run_at(folder, command)
        lasts, steps = time.monotonic() - start, operations.count
    after = lasting(files(folder))
    if whole.code not in command.codes:
        yield Fault(f"ends with {whole.code}: {whole.err}")
        return
    while True:
        fresh(folder, command)
        step = rng.randrange(1, steps + 2) if steps else 0
        if step and rng.random() < 0.7:
            when = f"killed at operation {step} of {steps}"
            _killed(folder, command, step, None)
        else:
            moment = rng.uniform(0, lasts)
            when = f"killed after {moment:.3f} s of {lasts:.3f} s"
            _killed(folder, command, 0, moment)
        wrong = _look(folder, command, before, after, whole)
        yield Fault(f"{when}: {'; '.join(wrong)}") if wrong else None


def _killed(folder: Path, command: Command, step: int, moment: float | None) -> None:
    """Run a command in a process of its own and kill it, at an operation on files or after some seconds."""
    child = os.fork()
    if child == 0:
        os.setsid()
        with Operations(folder, step, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            run_at(folder, command)
        os._exit(0)
    if moment is not None:
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    left = of_session(child)
    if left:
        sys.exit(f"{' '.join(command.words)} leaves processes behind: {left}")


def _look(
    folder: Path, command: Command, before: dict[str, bytes], after: dict[str, bytes], whole: Result
) -> list[str]:
    """Return what is wrong after a kill, and after the next run."""
    left = lasting(files(folder))
    wrong = half_written(left, before, after)
    wrong += [f"{path.name} is still locked" for path in folder.rglob("*.json") if is_locked(path)]
    again = run_at(folder, command)
    now = files(folder)
    wrong += [f"{name} stays behind" for name in temporary(now)]
    if command.stdin:
        return wrong
    if again.code != whole.code and left.keys() != after.keys() and left != after:
        wrong.append(f"the next run ends with {again.code}: {again.err.strip()[-300:]}")
    now = lasting(now)
    differ = sorted(name for name in now.keys() | after.keys() if now.get(name) != after.get(name))
    if differ:
        wrong.append(f"the next run leaves other files: {', '.join(differ[:5])}")
    return wrong
