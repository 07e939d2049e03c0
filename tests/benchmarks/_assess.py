"""``assess`` over a list of made-up accounts, and what it costs to write the same bytes."""

from __future__ import annotations

import csv
import random
import sys
import time
from pathlib import Path

from tests.benchmarks._figures import spent
from tests.support.answering import random_answers
from tests.support.packs import real_engine
from wizard.files.writing import write_whole


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


def assess(accounts: Path, engagement: Path, *words: str) -> float:
    """Bring a list into an engagement; return the seconds of the whole process, start and knowledge included.

    Raises:
        RuntimeError: The command failed.
    """
    command = [sys.executable, "-m", "wizard", "assess", str(accounts), "--to", str(engagement), "--yes", *words]
    took = spent([*command, "--date", "2026-11-24"], {"MFA_WIZARD_CACHE": str(accounts.with_name("cache"))})
    print(f"  {took.seconds:.1f} s, processor {took.processor:.1f} s, {took.memory:.0f} MB", flush=True)
    if took.code:
        raise RuntimeError(f"assess ended with {took.code}")
    return took.seconds


def written_again(made: Path, again: Path) -> tuple[float, str]:
    """Write the files of a folder to another one, each flushed as the product does; return seconds and size in words."""
    files = [(path.relative_to(made), path.read_bytes()) for path in sorted(made.rglob("*")) if path.is_file()]
    start = time.perf_counter()
    for name, data in files:
        write_whole(again / name, data)
    seconds = time.perf_counter() - start
    return seconds, f"{len(files):,} files, {sum(len(data) for _, data in files) / 1e6:.0f} MB"
