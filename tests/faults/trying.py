"""How often something was tried, and what went wrong: one row a command, reader, format or screen.

Every row has a seed of its own, made of the seed of the run and its name. So ``--only`` repeats the tries of one row
without those of the others.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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


Tries = Iterator[Fault | None]
Rows = Mapping[str, Callable[[random.Random], Tries]]


@dataclass
class Row:
    """The tries of one thing."""

    name: str
    tries: int = 0
    seconds: float = 0.0
    faults: list[tuple[int, Fault]] = field(default_factory=list)


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
            fault = next(left[row.name])
        except StopIteration:
            del left[row.name]
            continue
        row.seconds += time.monotonic() - start
        row.tries += 1
        if fault is not None:
            row.faults.append((row.tries, fault))
        if row.tries == runs:
            del left[row.name]
    return done


def told(kind: str, done: list[Row], seed: int, keep: Path) -> str:
    """Return the table, and for every fault how to see it again; inputs that show one are written to a folder."""
    width = max((len(row.name) for row in done), default=0)
    lines = [f"{row.name:<{width}}  {row.tries:>7,} tries  {len(row.faults):>4} faults" for row in done]
    tries, faults = sum(row.tries for row in done), sum(len(row.faults) for row in done)
    lines += [f"{'in all':<{width}}  {tries:>7,} tries  {faults:>4} faults"]
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
