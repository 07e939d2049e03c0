"""Keeps what was made of a pack in the user's cache folder: its compiled program, and the pack as it was read.

Each is kept under the digest of the pack's files and of the code that made it. It is JSON; nothing of it is executed.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from wizard import __version__
from wizard.files.typed_paths import typed_path, users_folder

MOST_KEPT = 8
"""Files of a kind that stay; who changes a pack makes one with each change."""

_WIZARD = Path(__file__).parents[1]


def cache_folder() -> Path | None:
    """Return the folder of what can be worked out again; None where caching is off."""
    home = os.environ.get("MFA_WIZARD_CACHE")
    if home == "":
        return None
    if home is None:
        return users_folder("cache")
    return typed_path(home)


def cache_file(kind: str, digest: str) -> Path | None:
    """Return where something made of a pack is kept; None where caching is off.

    Args:
        kind: ``program`` or ``pack``.
        digest: Of the pack's files.
    """
    home = cache_folder()
    if home is None:
        return None
    here = Path(__file__).parent
    told = " ".join((digest, __version__, *map(code_stamp, (here, here / "models"))))
    return home / f"{kind}-{hashlib.sha256(told.encode()).hexdigest()[:40]}.json"


def code_stamp(folder: Path) -> str:
    """Return the digest of names, sizes and times of the modules of a folder; who changes one gets another."""
    with os.scandir(folder) as found:
        modules = sorted((entry.name, entry.stat()) for entry in found if entry.name.endswith(".py"))
    told = " ".join(f"{name} {info.st_size} {info.st_mtime_ns}" for name, info in modules)
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def wizard_stamp() -> str:
    """Return the digest of all modules of the wizard: an update can change texts and rules and leave the version."""
    from wizard.files.reading import files_in

    folders = sorted({module.parent for module in files_in(_WIZARD, deep=True) if module.suffix == ".py"})
    return hashlib.sha256(" ".join(map(code_stamp, folders)).encode()).hexdigest()


def cache_of_folder(name: str, folder: Path) -> Path | None:
    """Return where something worked out of the files of a folder is kept; None where caching is off.

    Args:
        name: Of the file, with a place for the folder: ``rows-{}.json``.
    """
    home = cache_folder()
    key = hashlib.sha256(str(folder.absolute()).encode("utf-8", "replace")).hexdigest()[:32]
    return home / name.format(key) if home is not None else None


def kept(path: Path | None) -> bytes | None:
    """Return what was kept; None where there is nothing."""
    try:
        return path.read_bytes() if path is not None else None
    except OSError:
        return None


def keep(path: Path | None, data: bytes, most: int = 0) -> None:
    """Write a file whole or not at all; a cache that cannot be written costs time only.

    It is not flushed to the disk: what a power cut leaves of it is not taken for what was kept.

    Args:
        most: Files of its kind that stay, the newest ones; 0 for all.
    """
    if path is None:
        return
    from wizard.files.writing import write_whole

    with suppress(OSError):
        write_whole(path, data, lasts=False)
        others = path.parent.glob(f"{path.name.partition('-')[0]}-*{path.suffix}") if most else ()
        for old in sorted(others, key=lambda one: one.stat().st_mtime, reverse=True)[most:]:
            old.unlink()
