"""``decide`` on one file as a whole process, beside an interpreter that imports pydantic's BaseModel.

Run: ``python -m tests.benchmarks.decide [RUNS]``.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.answering import random_answers
from tests.support.packs import real_engine


def timed(command: list[str]) -> float:
    """Return the seconds a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure both in turn, and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "answers.json"
        file.write_text(json.dumps({"answers": random_answers(real_engine(), random.Random(3))}), encoding="utf-8")
        ours = [str(Path(sys.executable).with_name("mfa-wizard")), "decide", str(file)]
        floor = [sys.executable, "-c", "from pydantic import BaseModel"]
        timed(ours)  # the first run compiles the knowledge and keeps it
        both = [(timed(ours), timed(floor)) for _ in range(runs)]
    mine, bare = (statistics.median(figures) * 1000 for figures in zip(*both, strict=True))
    print(f"decide: median {mine:.0f} ms; importing pydantic {bare:.0f} ms; {mine / bare:.2f} x (limit 2 x)")


if __name__ == "__main__":
    main()
