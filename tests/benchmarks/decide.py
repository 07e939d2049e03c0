"""``decide`` on one file as a whole process, beside an interpreter that imports pydantic's BaseModel.

Run: ``python -m tests.benchmarks.decide [RUNS]``.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
from pathlib import Path

from tests.benchmarks._figures import Figure, spent, told
from tests.support.answering import random_answers
from tests.support.packs import real_engine


def main() -> int:
    """Measure both in turn, and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "answers.json"
        file.write_text(json.dumps({"answers": random_answers(real_engine(), random.Random(3))}), encoding="utf-8")
        ours = [str(Path(sys.executable).with_name("mfa-wizard")), "decide", str(file)]
        floor = [sys.executable, "-c", "from pydantic import BaseModel"]
        spent(ours)  # the first run compiles the knowledge and keeps it
        both = [(spent(ours).seconds, spent(floor).seconds) for _ in range(runs)]
    mine, bare = (statistics.median(figures) * 1000 for figures in zip(*both, strict=True))
    return told(Figure("`decide` on one file, whole process", mine, "ms", 2, "`from pydantic import BaseModel`", bare))


if __name__ == "__main__":
    sys.exit(main())
