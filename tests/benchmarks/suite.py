"""The whole test suite, and its fast part; run on a quiet machine.

Run: ``python -m tests.benchmarks.suite``.
"""

from __future__ import annotations

import sys

from tests.benchmarks._figures import Figure, spent, told


def main() -> int:
    """Measure and print."""
    tests = [sys.executable, "-m", "pytest"]
    fast, whole = spent([*tests, "-m", "not slow"]), spent(tests)
    print(f"processor: fast part {fast.processor:.0f} s, all tests {whole.processor:.0f} s")
    limits = told(
        Figure("Fast tests", fast.seconds, "s", 60),
        Figure("All tests", whole.seconds, "s", 300),
    )
    return limits or fast.code or whole.code


if __name__ == "__main__":
    sys.exit(main())
