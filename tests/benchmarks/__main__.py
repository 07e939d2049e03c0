"""Every figure that the wizard must keep, by one command: ``python -m tests.benchmarks [NAME...]``.

Each benchmark prints its figure beside what it is compared with, measured in the same run, and the limit. The exit code
is 1 where a limit is passed. Run it on a machine that does nothing else; all together take about ten minutes.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.benchmarks._figures import KEPT, Figure

HERE = Path(__file__).parent
START, END = "<!-- figures -->", "<!-- end of figures -->"
HEADING = (
    "| what | measured | compared with | ratio | at most | met | on |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)
INSTALL = "python -m pip install -c tests/constraints.txt -e '.[bench]'"


@dataclass(frozen=True)
class Benchmark:
    """How a benchmark is run.

    Attributes:
        small: Words that make it so small that it only shows that it runs.
        needs: Modules that it cannot do without.
        linux: It reads what only Linux tells.
    """

    small: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    linux: bool = False


BENCHMARKS = {
    "terminal": Benchmark(("1",), linux=True),
    "decide": Benchmark(("1",)),
    "decision": Benchmark(("100",), ("zen",)),
    "proof": Benchmark(),
    "conditional_access": Benchmark(("--accounts", "200", "--policies", "20", "--contexts", "3", "--rounds", "1")),
    "register": Benchmark(("--records", "100")),
    "sign_ins": Benchmark(("--rows", "20000"), ("duckdb", "polars")),
    "documents": Benchmark(("20",)),
    "engagement": Benchmark(("100",)),
    "portfolio": Benchmark(("--accounts", "100", "--runs", "1"), linux=True),
}
"""What is run when nothing is named, in the order of the table."""
ON_DEMAND = {"board": Benchmark(), "suite": Benchmark()}


def missing(benchmark: Benchmark) -> str:
    """Return why a benchmark cannot run here; empty where it can."""
    if benchmark.linux and sys.platform != "linux":
        return "needs Linux."
    absent = [name for name in benchmark.needs if importlib.util.find_spec(name) is None]
    return f"needs {' and '.join(absent)}. Run: {INSTALL}" if absent else ""


def measured(names: Sequence[str], small: bool, kept: Path) -> list[str]:
    """Run benchmarks one after the other, each as a process of its own; return the names of those that failed."""
    failed = []
    for number, name in enumerate(names, 1):
        benchmark = (BENCHMARKS | ON_DEMAND)[name]
        print(f"== {name} ({number} of {len(names)})", flush=True)
        if why := missing(benchmark):
            print(f"skipped: {why}", flush=True)
            continue
        start = time.monotonic()
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *(benchmark.small if small else ())]
        if subprocess.run(command, check=False, env={**os.environ, KEPT: str(kept)}).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - start:.0f} s", flush=True)
    return failed


def with_table(text: str, figures: Iterable[Figure], machine: str, day: date) -> str:
    """Return a page with the table between its two marks; rows of the same machine that were not measured now stay."""
    before, _, rest = text.partition(START)
    old, _, after = rest.partition(END)
    caption = f"{machine}, by `python -m tests.benchmarks`:"
    rows = {}
    if caption in old:
        lines = [line for line in old.splitlines() if line.startswith("|")][len(HEADING) :]
        rows = {line.split(" | ")[0].removeprefix("| "): line for line in lines}
    rows |= {figure.what: f"| {' | '.join((*figure.cells, day.isoformat()))} |" for figure in figures}
    table = "\n".join((START, caption, "", *HEADING, *rows.values(), END))
    return f"{before}{table}{after}"


def main(words: Sequence[str] | None = None) -> int:
    """Run the named benchmarks, or all; return 1 where a limit is passed or one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join((*BENCHMARKS, *ON_DEMAND)))
    parser.add_argument("--suite", action="store_true", help="measure the test suite too")
    parser.add_argument("--small", action="store_true", help="see that each runs; the figures say nothing")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table into a page, between its marks")
    args = parser.parse_args(words)
    names = [*(args.names or BENCHMARKS), *(["suite"] if args.suite else [])]
    if unknown := [name for name in names if name not in BENCHMARKS | ON_DEMAND]:
        parser.error(f"there is no benchmark {unknown[0]}. Choose from: {', '.join((*BENCHMARKS, *ON_DEMAND))}")
    if args.small and args.write:
        parser.error("--small gives no figures for a table. Leave one of them out")
    page = args.write.read_text(encoding="utf-8") if args.write else ""
    if args.write and not 0 <= page.find(START) < page.find(END):
        sys.exit(f"{args.write} has no place for the table. Add the lines {START} and {END}.")
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "figures"
        kept.touch()
        failed = measured(names, args.small, kept)
        figures = [Figure(**json.loads(line)) for line in kept.read_text(encoding="utf-8").splitlines()]
    if args.write:
        machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
        args.write.write_text(with_table(page, figures, machine, date.today()), encoding="utf-8")  # noqa: DTZ011
    passed = [figure.what for figure in figures if not figure.met]
    print(f"{len(figures)} figures, {len(figures) - len(passed)} within their limits")
    for what in passed:
        print(f"  not met: {what}")
    for name in failed:
        print(f"  failed or beyond a limit: {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
