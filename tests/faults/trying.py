"""How often something was tried, and what went wrong: one row a command, reader, format or screen.

Every row has a seed of its own, made of the seed of the run and its name. So ``--only`` repeats the tries of one row
without those of the others.
"""

from __future__ import annotations

import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """What went wrong in one try.

    Attributes:
        what: What was expected and what happened.
        data: The input that shows it, if it is a file.
        suffix: Of that file.
    """

    what: str
    data: bytes = b""
    suffix: str = ".txt"


@dataclass(frozen=True)
class Places:
    """How many places there are at which something can go wrong; a row that knows it says so first."""

    count: int


Tries = Iterator[Fault | Places | None]
Rows = Mapping[str, Callable[[random.Random], Tries]]


@dataclass
class Row:
    """The tries of one thing."""

    name: str
    tries: int = 0
    places: int | None = None
    seconds: float = 0.0
    faults: list[tuple[int, Fault]] = field(default_factory=list)

    def line(self, width: int = 0) -> str:
        """Return what was done, with the name in a column of a width."""
        at = "" if self.places is None else f"{self.places:>6,} places"
        return f"{self.name:<{width}}{at}  {self.tries:>7,} tries  {len(self.faults):>4} faults"


def tried(rows: Rows, seed: int, runs: int | None = None, seconds: float | None = None) -> list[Row]:
    """Try all rows until each has its runs, the time is over, or nothing is left to try.

    The row that took the least time so far is the next one.

    Args:
        runs: Tries of a row; None for no limit.
        seconds: Of all rows together.
    """
    end = time.monotonic() + (seconds if seconds is not None else float("inf"))
    done = [Row(name) for name in rows]
    left = {row.name: rows[row.name](random.Random(f"{seed} {row.name}")) for row in done}
    while left and time.monotonic() < end:
        row = min((row for row in done if row.name in left), key=lambda row: row.seconds)
        start = time.monotonic()
        try:
            found = next(left[row.name])
        except StopIteration:
            del left[row.name]
            continue
        row.seconds += time.monotonic() - start
        if isinstance(found, Places):
            row.places = found.count
            continue
        row.tries += 1
        if found is not None:
            row.faults.append((row.tries, found))
        if row.tries == runs:
            del left[row.name]
    return done


def rows_of(kind: str, folder: Path) -> Rows:
    """Return the rows of a kind, which work below a folder."""
    rows: Rows = import_module(f"tests.faults.{kind}").rows(folder)
    return rows


def of_row(kind: str, seed: int, runs: int | None, seconds: float | None, folder: str, name: str) -> Row:
    """Try one row, in a process of which there is one for each processor."""
    own = Path(folder) / str(os.getpid())
    own.mkdir(exist_ok=True)
    tempfile.tempdir = str(own)
    os.environ["MFA_WIZARD_CACHE"] = f"{own}/cache"
    return tried({name: rows_of(kind, own)[name]}, seed, runs, seconds)[0]


def told(kind: str, done: list[Row], seed: int, keep: Path) -> str:
    """Return the table, and for every fault how to see it again; inputs that show one are written to a folder."""
    width = max((len(row.name) for row in done), default=0)
    places = [row.places for row in done if row.places is not None]
    everything = Row("in all", sum(row.tries for row in done), sum(places) if places else None)
    everything.faults = [fault for row in done for fault in row.faults]
    lines = [row.line(width) for row in (*done, everything)]
    for row in done:
        for number, fault in row.faults:
            lines += ["", f"{row.name}, try {number}: {fault.what}"]
            lines += [f"  python -m tests.faults {kind} --only '{row.name}' --seed {seed} --runs {number}"]
            if fault.data:
                keep.mkdir(parents=True, exist_ok=True)
                path = keep / f"{kind}-{re.sub(r'[^a-z0-9]+', '-', row.name.lower())}-{seed}-{number}{fault.suffix}"
                path.write_bytes(fault.data)
                lines += [f"  {path}"]
    return "\n".join(lines)
