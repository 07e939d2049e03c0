"""One thousand accounts to documents on disk, beside writing the same bytes with the same flushes.

Run: ``python -m tests.benchmarks.documents [ACCOUNTS]``. The whole process is timed, start and knowledge included.
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.answering import random_answers
from tests.support.packs import real_engine
from wizard.files.writing import write_whole

ROUNDS = 2


def account_list(path: Path, count: int) -> None:
    """Write a list of accounts with random answers that the pack allows."""
    engine, rng = real_engine(), random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["account", *engine.questions], lineterminator="\n")
        writer.writeheader()
        for number in range(count):
            cells = random_answers(engine, rng)
            row = {name: ";".join(value) if isinstance(value, list) else value for name, value in cells.items()}
            writer.writerow({"account": f"svc-{number:04d}@contoso.com", **row})


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        accounts = Path(place) / "accounts.csv"
        account_list(accounts, count)
        for number in range(ROUNDS):
            made, again = Path(place) / f"made-{number}", Path(place) / f"again-{number}"
            start = time.perf_counter()
            command = [
                sys.executable,
                "-m",
                "wizard",
                "assess",
                str(accounts),
                "--to",
                str(made),
                "--documents",
                "--yes",
            ]
            subprocess.run([*command, "--date", "2026-11-24"], check=True, capture_output=True)
            ours = time.perf_counter() - start
            files = [(path.relative_to(made), path.read_bytes()) for path in sorted(made.rglob("*")) if path.is_file()]
            start = time.perf_counter()
            for name, data in files:
                write_whole(again / name, data)
            bare = time.perf_counter() - start
            size = sum(len(data) for _, data in files) / 1e6
            print(
                f"{count:,} accounts, {len(files):,} files, {size:.0f} MB: {ours:.1f} s; "
                f"the same bytes written one by one {bare:.1f} s; {ours / bare:.2f} x (limit 3 x)"
            )


if __name__ == "__main__":
    main()
