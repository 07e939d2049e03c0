"""Keeps compiled programs in the user's cache folder, each under the digest of its pack."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

COMPILED_BY = ("compiler.py", "conditions.py", "literals.py", "network.py", "program.py", "walk.py")
"""Modules whose own text decides what a program is."""


def cache_folder() -> Path | None:
    """Return the folder of what can be worked out again; None where caching is off."""
    home = os.environ.get("MFA_WIZARD_CACHE")
    if home == "":
        return None
    if home is None:
        from platformdirs import user_cache_dir

        home = user_cache_dir("mfa-wizard", appauthor=False)
    return Path(home)


def cache_file(digest: str) -> Path | None:
    """Return where the program of a pack is kept; the compiler's own text counts too. None where caching is off."""
    home = cache_folder()
    if home is None:
        return None
    key = hashlib.sha256(digest.encode())
    for module in COMPILED_BY:
        key.update(Path(__file__).with_name(module).read_bytes())
    return home / f"program-{key.hexdigest()[:40]}.json"


def kept_program(path: Path, digest: str) -> dict[str, Any] | None:
    """Return a program that was kept; None where there is none, or something else is there."""
    try:
        program = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return program if isinstance(program, dict) and program.get("digest") == digest else None


def keep_program(path: Path, program: dict[str, Any]) -> None:
    """Write the program whole or not at all; a cache that cannot be written costs time only."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            json.dump(program, file, separators=(",", ":"))
        Path(file.name).replace(path)
    except OSError:
        return
