"""The proof of the whole pack, as one process and part by part.

Run: ``python -m tests.benchmarks.proof``. Limit: 10 seconds.
"""

from __future__ import annotations

import subprocess
import sys
import time

from tests.support.packs import real_pack
from wizard.pack.proof import documents, questions, tables, verdicts
from wizard.pack.proof.theory import Theory

LIMIT = 10.0
RUNS = 3


def main() -> None:
    """Print the time of each part, and of the command."""
    pack = real_pack()
    with Theory(pack) as theory:
        for part in (tables, verdicts, documents, questions):
            start = time.perf_counter()
            findings = list(part.check(theory))
            print(
                f"proof of {part.__name__.rpartition('.')[2]:<12}{time.perf_counter() - start:7.2f} s, {len(findings)} findings"
            )
    command = [sys.executable, "-m", "wizard", "knowledge", "check"]
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=False, capture_output=True)
        times.append(time.perf_counter() - start)
    best = min(times)
    print(f"knowledge check, whole process: {best:.2f} s, {best / LIMIT:.2f} of the limit of {LIMIT:.0f} s")


if __name__ == "__main__":
    main()
