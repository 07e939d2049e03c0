"""Five thousand accounts into an engagement: the first run beside writing the same bytes, and a run after one change.

Run: ``python -m tests.benchmarks.engagement [ACCOUNTS]``. Whole processes are timed, start and knowledge included.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.documents import account_list
from wizard.files.writing import write_whole


def timed(accounts: Path, engagement: Path, cache: Path) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "wizard", "assess", str(accounts), "--to", str(engagement), "--yes"]
    environment = {**os.environ, "MFA_WIZARD_CACHE": str(cache)}
    subprocess.run([*command, "--date", "2026-11-24"], check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        accounts, made, again = (Path(place) / name for name in ("accounts.csv", "made", "again"))
        account_list(accounts, count)
        first = timed(accounts, made, Path(place) / "cache")
        files = [(path.relative_to(made), path.read_bytes()) for path in sorted(made.rglob("*")) if path.is_file()]
        start = time.perf_counter()
        for name, data in files:
            write_whole(again / name, data)
        bare = time.perf_counter() - start
        text = accounts.read_text(encoding="utf-8")
        line = text.splitlines()[count // 2]
        accounts.write_text(text.replace(line, f"{line.partition(',')[0]}{',' * line.count(',')}"), encoding="utf-8")
        second = timed(accounts, made, Path(place) / "cache")
        size = sum(len(data) for _, data in files) / 1e6
        print(
            f"{count:,} accounts, {len(files):,} files, {size:.0f} MB: {first:.1f} s; the same bytes written one by one "
            f"{bare:.1f} s; {first / bare:.2f} x (limit 3 x)\nagain with one changed: {second:.1f} s; 1/{first / second:.0f} "
            "of the first run (limit 1/10)"
        )


if __name__ == "__main__":
    main()
