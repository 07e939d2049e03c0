"""The proof of the whole pack, as one process and part by part.

Run: ``python -m tests.benchmarks.proof``.
"""

from __future__ import annotations

import sys
import time

from tests.benchmarks._figures import Figure, spent, told
from tests.support.packs import real_pack
from wizard.pack.proof import documents, questions, tables
from wizard.pack.proof.theory import Theory

LIMIT = 10.0
RUNS = 3


def main() -> int:
    """Print the time of each part, and of the command."""
    pack = real_pack()
    with Theory(pack) as theory:
        for part in (tables, documents, questions):
            start = time.perf_counter()
            findings = list(part.check(theory))
            print(
                f"proof of {part.__name__.rpartition('.')[2]:<12}{time.perf_counter() - start:7.2f} s, {len(findings)} findings"
            )
    best = min(spent([sys.executable, "-m", "wizard", "knowledge", "check"]).seconds for _ in range(RUNS))
    return told(Figure("Proof of the whole pack, `knowledge check`", best, "s", LIMIT))


if __name__ == "__main__":
    sys.exit(main())
