"""Every operation of a command on files fails in every way: the error says where and what to do, and nothing is lost."""

from __future__ import annotations

import errno
import functools
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

from tests.cli.running import Result
from tests.faults.commands import COMMANDS, Command, fresh, run_at
from tests.faults.operations import REMOVALS, Operations
from tests.faults.trying import Fault, Places, Rows, Tries
from tests.faults.whole_run import WholeRun, files, temporary
from wizard.engagement.paths import settings_file

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EIO: "input/output error",
    errno.EACCES: "you do not have permission",
    errno.EROFS: "the disk is read-only",
}
FITTING = {
    "write": (errno.ENOSPC, errno.EIO),
    "fsync": (errno.ENOSPC, errno.EIO),
    **dict.fromkeys(REMOVALS, (errno.EACCES, errno.EIO, errno.EROFS)),
}
"""What can come of an operation; all others can have every reason."""
UNSAID = ("/evidence/papers/", settings_file(Path("home")).as_posix())
"""Files that may be missing without a word: notes that the next run writes, without which a paper counts, and looks with the
last folder of documents, which are remembered where that is possible."""
SAID = ("cannot be ", "Not saved: ", "The answers are kept in memory")


class Case(NamedTuple):
    """One operation that fails, and whether all that follow fail too, as on a disk that stays full."""

    step: int
    number: int
    stays: bool


def rows(work: Path) -> Rows:
    """Return a row for each command and each face that saves."""
    return {name: functools.partial(_writes, work / "try", command) for name, command in COMMANDS.items()}


def cases(operations: list[str]) -> Iterator[Case]:
    """Yield every way in which every operation can fail."""
    for step, name in enumerate(operations, 1):
        kind = name.split()[0]
        for number in FITTING.get(kind, REASONS):
            yield Case(step, number, stays=False)
        yield Case(step, errno.EROFS, stays=True)
        if kind not in REMOVALS:  # a full disk lets files go
            yield Case(step, errno.ENOSPC, stays=True)


def _writes(folder: Path, command: Command, rng: random.Random) -> Tries:
    whole = WholeRun(folder, command)
    if whole.fault is not None:
        yield whole.fault
        return
    yield Places(len(whole.operations))
    tried = list(cases(whole.operations))
    rng.shuffle(tried)
    for case in tried:
        fresh(folder, command)
        failing = functools.partial(fail, case.number)
        spared = REMOVALS if case.number == errno.ENOSPC else ()
        with Operations(folder, case.step, failing, always=case.stays, spared=spared) as met:
            result = run_at(folder, command)
        if not met.last:
            continue  # threads write in another order, and there was one operation less
        when = f"{errno.errorcode[case.number]} at operation {case.step}{' and later' * case.stays}, {met.last}"
        wrong = [*whole.wrong_now(), *_said(whole, command, result, case.number)]
        if not case.stays:
            wrong += [f"{name} stays behind" for name in temporary(files(folder))]
        wrong += whole.wrong_next()
        yield Fault(f"{when}: {'; '.join(wrong)}") if wrong else None


def fail(number: int) -> NoReturn:
    """Raise what the system would at the operation that is under way."""
    met = Operations.current
    raise OSError(number, os.strerror(number), met.path if met is not None else None)


def _said(whole: WholeRun, command: Command, result: Result, number: int) -> Iterator[str]:
    """Yield what is wrong with how a command ends, and with what it says."""
    missing = {name for name in whole.missing() if not any(part in name for part in UNSAID)}
    if result.code not in {2, *command.codes}:
        yield f"ends with {result.code}: {result.err.strip()[-300:]}"
    elif missing and result.code in command.codes and not command.face:
        yield f"ends with {result.code} without {sorted(missing)[:3]}"
    if result.code == 1 or not (missing or result.code not in command.codes):
        return
    shows = command.face or command.stdin
    said = result.out if shows else result.err
    lines = [line for line in said.splitlines() if REASONS[number] in line]
    if not any(word in line for word in SAID for line in lines):
        yield f"is not said with place and reason: {said.strip()[-300:]!r}"
    elif not shows and not any(line.count(". ") for line in lines):
        yield f"has no remedy: {lines[0]}"
