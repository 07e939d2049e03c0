"""Five thousand accounts into an engagement: the first run beside writing the same bytes, and a run after one change.

Run: ``python -m tests.benchmarks.engagement [ACCOUNTS]``. Whole processes are timed, start and knowledge included.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks._assess import account_list, assess, written_again
from tests.benchmarks._figures import Figure, told

LIMIT, AGAIN = 3.0, 0.1


def change_one(accounts: Path, number: int) -> None:
    """Give one account of a list the answers of the next one."""
    lines = accounts.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[number] = f"{lines[number].partition(',')[0]},{lines[number + 1].partition(',')[2]}"
    accounts.write_text("".join(lines), encoding="utf-8")


def main() -> int:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        accounts, made, again = (Path(place) / name for name in ("accounts.csv", "made", "again"))
        account_list(accounts, count)
        first = assess(accounts, made)
        bare, size = written_again(made, again)
        change_one(accounts, count // 2)
        second = assess(accounts, made)
    print(f"  {size}")
    what = f"`assess`: {count:,} accounts into an engagement"
    return told(
        Figure(f"{what}, first run", first, "s", LIMIT, "the same bytes, flushed", bare),
        Figure(f"{what}, again with one changed", second, "s", AGAIN, "the first run", first),
    )


if __name__ == "__main__":
    sys.exit(main())
