"""The packages that are published: built twice from what is committed, the same bytes, with the license in both.

``python -m tests.packaging`` builds wheel and source archive, and prints their digests. It needs a Git checkout.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from tests.support.packs import ROOT

NEEDED = ("LICENSE", "wizard/py.typed", "wizard/__init__.pyi", "knowledge/pack.toml")


def built(folder: Path) -> dict[str, Path]:
    """Build both packages from the last commit, with its time, and return them by name."""
    source, target = folder / "source", folder / "dist"
    source.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(source)], input=archive, check=True)
    stamp = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": stamp.stdout.strip()}
    words = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), str(source)]
    subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)
    return {path.name: path for path in target.iterdir()}


def names_in(path: Path) -> list[str]:
    """Return the files in a package."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.namelist()
    with tarfile.open(path) as archive:
        return archive.getnames()


def problems_of(first: dict[str, Path], second: dict[str, Path]) -> list[str]:
    """Return what is wrong with two builds of the same commit."""
    found = [
        f"{name}: two builds differ" for name, path in first.items() if path.read_bytes() != second[name].read_bytes()
    ]
    for name, path in first.items():
        held = names_in(path)
        for needed in NEEDED:
            tail = needed.replace("knowledge/", "_knowledge/") if path.suffix == ".whl" else needed
            if not any(one.endswith(tail) for one in held):
                found.append(f"{name}: lacks {needed}")
    return found


def main() -> int:
    """Build twice and compare."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = built(Path(folder) / "first"), built(Path(folder) / "second")
        for name, path in sorted(first.items()):
            print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}, {path.stat().st_size / 1e6:.1f} MB")
        found = problems_of(first, second)
    print("\n".join(found) or "Two builds are the same, byte for byte.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
