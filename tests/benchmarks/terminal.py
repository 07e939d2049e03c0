"""The wizard in a terminal, beside the smallest Textual screen of its shape, run by run in turn.

Run: ``python -m tests.benchmarks.terminal [RUNS]`` (Linux only).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from tests.benchmarks._figures import Figure, told
from tests.benchmarks._terminal import DOWN, ENTER, ENVIRONMENT, F10, Program, Run, at, minimal, run
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import EXCEPTION
from wizard.engagement.session import Session

NAME = "svc-measured@contoso.com"
OURS = [sys.executable, "-m", "wizard"]
LAST = "frameworks"
"""A question that the verdict does not hang on."""
OPEN = [DOWN, ENTER]
"""From the name of a new account to the saved record below it, and into it."""
MOVES, ANSWERS = [DOWN] * 12, [ENTER] * 8
"""Moves among the options of a question; questions that are answered with Enter at the first option."""
SMALL = "smallest Textual screen"


def saved_record(home: Path) -> None:
    """Save one record, so that the start screen offers it."""
    session = Session.new(home, real_pack(), real_engine(), NAME, date(2026, 11, 24))
    session.close()


def nearly_finished_record(home: Path) -> None:
    """Save a record whose verdict is certain while one question is open, so that it opens at the questions."""
    session = Session.new(home, real_pack(), real_engine(), NAME, date(2026, 11, 24))
    for name, value in EXCEPTION.items():
        if name != LAST:
            session.answer(name, value)
    session.close()


def measured(keys: Sequence[bytes]) -> Run:
    """Open a saved record and press keys."""
    with tempfile.TemporaryDirectory() as home:
        saved_record(Path(home))
        return run(OURS, b"MFA Exception Wizard", [*OPEN, *keys], {"MFA_WIZARD_HOME": home}, len(OPEN))


def result_times() -> tuple[float, float]:
    """Return the milliseconds from the key of the result to its decision, and to the rest of the page."""
    with tempfile.TemporaryDirectory() as home:
        nearly_finished_record(Path(home))
        program = Program(OURS, ENVIRONMENT | {"MFA_WIZARD_HOME": home})
        try:
            program.wait_for(NAME.encode())
            program.settle(0.3)
            for key in OPEN:
                program.press(key)
            program.seen = b""
            start = time.perf_counter()
            os.write(program.terminal, F10)
            first, whole = program.wait_for(f"Exclude {NAME}".encode(), b"own rules")
        finally:
            program.end()
    return (first - start) * 1000, (whole - start) * 1000


def main() -> int:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    floor: list[Run] = []
    moves: list[Run] = []
    answers: list[Run] = []
    for number in range(runs):
        print(f"  run {number + 1} of {runs}", flush=True)
        floor.append(minimal(MOVES, sys.executable))
        moves.append(measured(MOVES))
        answers.append(measured(ANSWERS))

    def middle(of: list[Run], part: Callable[[Run], float]) -> float:
        return statistics.median(map(part, of))

    def keys(of: list[Run]) -> list[float]:
        return [figure for one in of for figure in one.first]

    def beside(what: str, unit: str, most: float, figure: Callable[[list[Run]], float]) -> Figure:
        return Figure(what, figure(moves), unit, most, SMALL, figure(floor))

    painted, results = keys(answers), [result_times() for _ in range(runs)]
    first, whole = ([times[part] for times in results] for part in (0, 1))
    done = [figure for one in answers for figure in one.last]
    print(
        f"key to repaint, median: {at(keys(moves), 0.5):.1f} ms; {SMALL} {at(keys(floor), 0.5):.1f} ms\n"
        f"answer to the last byte of its repaint, median: {at(done, 0.5):.1f} ms\n"
        f"F10 to the page filled: median {at(whole, 0.5):.0f} ms, most {max(whole):.0f} ms"
    )
    return told(
        beside("First frame of the wizard, median", "ms", 1.5, lambda of: middle(of, lambda one: one.frame)),
        beside("Key to repaint, p95", "ms", 2, lambda of: at(keys(of), 0.95)),
        Figure("Idle traffic of the wizard", max(one.idle_bytes for one in moves), "bytes", 0),
        Figure("Answer to the next question painted, p95", at(painted, 0.95), "ms", 50),
        Figure("F10 to the decision painted, median", at(first, 0.5), "ms", 200),
        beside("Memory of the wizard, median", "MB", 1.7, lambda of: middle(of, lambda one: one.memory)),
    )


if __name__ == "__main__":
    sys.exit(main())
