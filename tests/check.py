"""The fast loop: what a change must pass before it is committed, in about a minute.

``python -m tests.check`` does all steps, ``python -m tests.check lint types`` some of them. ``.ci/run`` does
what must pass in the end, in an environment of its own: these steps, the screenshots, and all tests.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import time

from tests.support.packs import ROOT

STEPS: dict[str, list[str]] = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "contracts": ["lint-imports"],
    "knowledge": ["mfa-wizard", "knowledge", "check"],
    "language": ["python", "-m", "tests.language"],
    "tests": ["pytest", "-m", "not slow"],
}
"""Tools of this environment, each with the words that it takes; the quickest first."""


def tool(name: str) -> str:
    """Return the path of a tool that stands beside this Python."""
    found = shutil.which(name, path=sysconfig.get_path("scripts"))
    if found is None:
        sys.exit(f"{name} is not installed here. Run: python -m pip install -c tests/constraints.txt -e '.[dev]'")
    return found


def main(names: list[str]) -> int:
    """Run the steps in their order, all of them even where one fails."""
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        sys.exit(f"There is no step {unknown[0]}. Steps: {', '.join(STEPS)}.")
    failed = []
    for name in [name for name in STEPS if not names or name in names]:
        print(f"== {name}", flush=True)
        start = time.monotonic()
        command, *words = STEPS[name]
        if subprocess.run([tool(command), *words], cwd=ROOT, check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - start:.1f} s", flush=True)
    print(f"Failed: {', '.join(failed)}" if failed else "All steps passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
