"""Every operation of a command on files fails once: the error says where and what to do, and nothing is lost."""

from __future__ import annotations

import errno
import functools
import itertools
import os
import random
from pathlib import Path
from typing import NoReturn

from tests.cli.running import Result
from tests.faults.commands import COMMANDS, Command, files, fresh, half_written, lasting, run_at, temporary
from tests.faults.operations import Operations
from tests.faults.trying import Fault, Rows, Tries

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EIO: "input/output error",
    errno.EACCES: "you do not have permission",
    errno.EROFS: "the disk is read-only",
}
NOTES = "/evidence/papers/"
"""What the next run writes, if it is missing; a paper counts without."""
SAID = ("cannot be ", "Not saved: ", "The answers are kept in memory")


def rows(work: Path) -> Rows:
    """Return a row for each command."""
    return {name: functools.partial(_writes, work / "try", command) for name, command in COMMANDS.items()}


def _writes(folder: Path, command: Command, rng: random.Random) -> Tries:
    before = lasting(files(fresh(folder, command)))
    with Operations(folder) as operations:
        whole = run_at(folder, command)
    after = lasting(files(folder))
    if whole.code not in command.codes:
        yield Fault(f"ends with {whole.code}: {whole.err}")
        return
    if not operations.count:
        return
    cases = list(itertools.product(REASONS, (False, True), range(1, operations.count + 1)))
    rng.shuffle(cases)
    for number, stays, step in cases:
        fresh(folder, command)
        failing = functools.partial(_fail, number)
        with Operations(folder, step, failing, always=stays) as met:
            result = run_at(folder, command)
        when = f"{errno.errorcode[number]} at operation {step}{' and later' if stays else ''}, {met.last}"
        wrong = _look(folder, command, (before, after), result, number)
        if not stays:
            wrong += [f"{name} stays behind" for name in temporary(files(folder))]
        wrong += _again(folder, command, after, whole)
        yield Fault(f"{when}: {'; '.join(wrong)}") if wrong else None


def _fail(number: int) -> NoReturn:
    met = Operations.current
    raise OSError(number, os.strerror(number), met.path if met is not None else None)


def _look(
    folder: Path, command: Command, sides: tuple[dict[str, bytes], dict[str, bytes]], result: Result, number: int
) -> list[str]:
    """Return what is wrong right after the fault."""
    before, after = sides
    found = lasting(files(folder))
    wrong = half_written(found, before, after)
    said = result.err + (result.out if command.stdin else "")
    if result.code not in {2, *command.codes}:
        wrong.append(f"ends with {result.code}: {result.err.strip()[-300:]}")
    elif (result.code == 2 and not command.stdin) or {
        name for name in after.keys() - found.keys() if NOTES not in name
    }:
        lines = [line for line in said.splitlines() if REASONS[number] in line]
        if not any(word in line for word in SAID for line in lines):
            wrong.append(f"is not said with place and reason: {said.strip()[-300:]!r}")
        elif not command.stdin and not any(line.count(". ") for line in lines):
            wrong.append(f"has no remedy: {lines[0]}")
    return wrong


def _again(folder: Path, command: Command, after: dict[str, bytes], whole: Result) -> list[str]:
    """Return what is wrong after the next run, in which nothing fails."""
    if command.stdin:
        return []
    left = lasting(files(folder))
    again = run_at(folder, command)
    now = lasting(files(folder))
    wrong = [f"{name} stays behind after the next run" for name in temporary(files(folder))]
    if again.code != whole.code and left != after:
        wrong.append(f"the next run ends with {again.code}: {again.err.strip()[-300:]}")
    differ = sorted(name for name in now.keys() | after.keys() if now.get(name) != after.get(name))
    if differ:
        wrong.append(f"the next run leaves other files: {', '.join(differ[:5])}")
    return wrong
