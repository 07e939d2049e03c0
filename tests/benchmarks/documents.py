"""One thousand accounts to documents on disk, beside writing the same bytes with the same flushes.

Run: ``python -m tests.benchmarks.documents [ACCOUNTS]``. The whole process is timed, start and knowledge included.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks._assess import account_list, assess, written_again
from tests.benchmarks._figures import Figure, told

LIMIT = 3.0


def main() -> int:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        accounts, made, again = (Path(place) / name for name in ("accounts.csv", "made", "again"))
        account_list(accounts, count)
        ours = assess(accounts, made, "--documents")
        bare, size = written_again(made, again)
    print(f"  {size}")
    what = f"`assess --documents`: {count:,} accounts to documents on disk"
    return told(Figure(what, ours, "s", LIMIT, "the same bytes, flushed", bare))


if __name__ == "__main__":
    sys.exit(main())
