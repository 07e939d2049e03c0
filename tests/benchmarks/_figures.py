"""What a benchmark found: a figure, what it is compared with in the same run, and the most it may be."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

KEPT = "MFA_WIZARD_FIGURES"
"""Names a file that takes every figure as a line of JSON."""
FINE = 10
"""Below it, a figure is told with two decimals."""


@dataclass(frozen=True)
class Figure:
    """One row of the table.

    Attributes:
        what: Names the row.
        measured: In the unit.
        unit: Of both figures.
        most: The limit: so many times the yardstick, or in the unit where ``absolute``.
        yardstick: What it is compared with; empty where nothing is.
        beside: What the yardstick took in the same run.
        absolute: The limit holds for the figure itself; the yardstick is for the reader.
    """

    what: str
    measured: float
    unit: str
    most: float
    yardstick: str = ""
    beside: float | None = None
    absolute: bool = False

    @property
    def ratio(self) -> float | None:
        return self.measured / self.beside if self.beside else None

    @property
    def met(self) -> bool:
        held = self.measured if self.absolute or self.ratio is None else self.ratio
        return held <= self.most

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text: what, figure, yardstick, ratio, limit, whether it is met."""
        beside = "" if self.beside is None else f"{self.yardstick}: {amount(self.beside)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} x"
        limit = f"{self.most:,g} {self.unit if self.absolute or self.ratio is None else 'x'}"
        return self.what, f"{amount(self.measured)} {self.unit}", beside, ratio, limit, "yes" if self.met else "no"


def amount(figure: float) -> str:
    """Return a figure as people read it."""
    return f"{figure:.2f}" if 0 < figure < FINE else f"{figure:,.0f}"


def told(*figures: Figure) -> int:
    """Print figures, and keep them for whoever asked for it; return 1 where a limit is passed."""
    for figure in figures:
        what, measured, beside, ratio, limit, _ = figure.cells
        compared = "; ".join(part for part in (beside, ratio) if part)
        print(
            f"{what}: {measured}{f'; {compared}' if compared else ''} (limit {limit}): {'met' if figure.met else 'NOT met'}",
            flush=True,
        )
        if KEPT in os.environ:
            with Path(os.environ[KEPT]).open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(figure)) + "\n")
    return 0 if all(figure.met for figure in figures) else 1


@dataclass(frozen=True)
class Spent:
    """What a process took: seconds, processor seconds with those of its helpers, and its most memory in MB."""

    seconds: float
    processor: float
    memory: float
    code: int


def spent(
    command: Sequence[str], environment: Mapping[str, str] | None = None, output: int | Path = subprocess.DEVNULL
) -> Spent:
    """Run a command as a process of its own and return what it took.

    Args:
        environment: In addition to that of this process.
        output: Where its output goes; a path gets it.
    """
    import resource  # not on every system on which figures are told

    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with Path(os.devnull if isinstance(output, int) else output).open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})}
        )
        _, status, used = os.wait4(process.pid, 0)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    process.returncode = code = os.waitstatus_to_exitcode(status)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(seconds, processor, used.ru_maxrss / 1024, code)
