"""The wizard in a terminal, beside the smallest Textual screen of its shape, run by run in turn.

Run: ``python -m tests.benchmarks.terminal [RUNS]`` (needs the measuring tools beside the project; POSIX only).
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.support.packs import real_engine, real_pack
from tests.tui.stage import EXCEPTION
from wizard.engagement.session import Session

TOOLS = Path(__file__).resolve().parents[2].parent / "shared" / "tools"
NAME = "svc-measured@contoso.com"
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
DOWN, ENTER, F10 = b"\x1b[B", b"\r", b"\x1b[21~"
LAST = "frameworks"
"""A question that the verdict does not hang on."""
OPEN = [DOWN, ENTER]
"""From the name of a new account to the saved record below it, and into it."""
ANSWERS = 8
"""Questions that are answered with Enter at the first option, one after the other."""


def bench() -> ModuleType:
    """Return the measuring tool as a module."""
    spec = importlib.util.spec_from_file_location("terminal_bench", TOOLS / "terminal_bench.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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


def result_times(tool: ModuleType) -> tuple[float, float]:
    """Return the milliseconds from the key of the result to its decision, and to the rest of the page."""
    with tempfile.TemporaryDirectory() as home:
        nearly_finished_record(Path(home))
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ.update(ENVIRONMENT | {"MFA_WIZARD_HOME": home})
            os.execv(sys.executable, [sys.executable, "-m", "wizard"])  # noqa: S606 - no shell is wanted
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))

        def wait_for(*marks: bytes) -> list[float]:
            seen, found, start = b"", [], time.perf_counter()
            while len(found) < len(marks):
                ready, _, _ = select.select([terminal], [], [], 20)
                if not ready:
                    raise TimeoutError(marks[len(found)])
                data = os.read(terminal, 65536)
                now = time.perf_counter()
                for question, answer in tool.REPLIES:
                    if question in data:
                        os.write(terminal, answer)
                seen += data
                text = tool.ANSI.sub(b"", seen)
                while len(found) < len(marks) and marks[len(found)] in text:
                    found.append((now - start) * 1000)
            return found

        def quiet() -> None:
            while select.select([terminal], [], [], 0.3)[0]:
                os.read(terminal, 65536)

        try:
            wait_for(NAME.encode())
            quiet()
            for key in OPEN:
                os.write(terminal, key)
                quiet()
            os.write(terminal, F10)
            first, whole = wait_for(f"Exclude {NAME}".encode(), b"At a glance")
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(terminal)
    return first, whole


def at(figures: list[float], part: float) -> float:
    """Return the figure below which a part of them lies."""
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * part))]


def main() -> None:
    """Measure and print."""
    if not TOOLS.is_dir():
        print(f"Skipped: no measuring tools in {TOOLS}.")
        return
    tool = bench()
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    floor: list[dict[str, Any]] = []
    moves: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    small = [sys.executable, str(TOOLS / "minimal_wizard.py")]
    ours = [sys.executable, "-m", "wizard"]
    for _ in range(runs):
        floor.append(tool.run(small, b"READY-MARK", [DOWN] * 12, ENVIRONMENT))
        for typed, into in (([*OPEN, *[DOWN] * 12], moves), ([*OPEN, *[ENTER] * ANSWERS], answers)):
            with tempfile.TemporaryDirectory() as home:
                saved_record(Path(home))
                run = tool.run(ours, b"MFA Exception Wizard", typed, ENVIRONMENT | {"MFA_WIZARD_HOME": home})
            run["lat"], run["done"] = run["lat"][len(OPEN) :], run["done"][len(OPEN) :]
            into.append(run)

    def middle(of: list[dict[str, Any]], name: str) -> float:
        return statistics.median(run[name] for run in of)

    def keys(of: list[dict[str, Any]], name: str = "lat") -> list[float]:
        return [figure for run in of for figure in run[name]]

    def line(what: str, figure: float, against: float, unit: str, limit: str) -> None:
        print(f"{what}: {figure:.1f} {unit}; minimal {against:.1f} {unit}; {figure / against:.2f} x (limit {limit})")

    line("first frame, median", middle(moves, "mark"), middle(floor, "mark"), "ms", "1.5 x")
    line("key to repaint, p95", at(keys(moves), 0.95), at(keys(floor), 0.95), "ms", "2 x")
    line("key to repaint, median", at(keys(moves), 0.5), at(keys(floor), 0.5), "ms", "-")
    line("memory, RSS", middle(moves, "rss"), middle(floor, "rss"), "MB", "1.7 x")
    line("memory after the keys, RSS", middle(moves, "rss2"), middle(floor, "rss2"), "MB", "-")
    print(f"idle traffic in 1.5 s: {middle(moves, 'idle_bytes'):.0f} bytes (limit 0)")
    painted = keys(answers)
    print(
        f"answer to next question painted: median {at(painted, 0.5):.1f} ms, p95 {at(painted, 0.95):.1f} ms, "
        f"most {max(painted):.1f} ms, of {len(painted)} (limit 50 ms); "
        f"last byte of the repaint: median {at(keys(answers, 'done'), 0.5):.1f} ms"
    )
    results = [result_times(tool) for _ in range(runs)]
    first, whole = [one for one, _ in results], [other for _, other in results]
    print(
        f"F10 to the decision painted: median {at(first, 0.5):.1f} ms, most {max(first):.1f} ms (limit 200 ms); "
        f"to the page filled: median {at(whole, 0.5):.1f} ms, most {max(whole):.1f} ms"
    )


if __name__ == "__main__":
    main()
