"""Files written whole or not at all."""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_NUMBERS = itertools.count()
_TEMPORARY = re.compile(r"\..*\.(\d{1,10})-\d+\.mfa\.tmp")
_PRIVATE = re.compile(r"\.mfa-wizard-(\d{1,10})-.*")
_SWEPT: set[Path] = set()
"""Folders in which this process has removed what killed ones left."""
_OLD = 3600.0
"""Seconds after which nobody writes a temporary file any more."""


def make_folder(folder: Path) -> None:
    """Make a folder that only its user may enter; one that is there stays as it is."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_whole(path: Path, data: bytes, mode: int = 0o600, *, lasts: bool = True) -> None:
    """Write a file whole or not at all: a temporary file, flushed to the disk, takes its place.

    Args:
        path: The file; its folder is made where it is missing.
        mode: Permissions of the file, before the user's umask.
        lasts: Flush it to the disk, so that a power cut leaves it whole; a cache can do without.

    Raises:
        OSError: The system refuses; the old file is untouched and no temporary one stays behind.
    """
    _write(path, data, mode, Path.replace, lasts=lasts)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        FileExistsError: It is there already.
        OSError: The system refuses.
    """
    _write(path, data, 0o600, _link)


def _link(temporary: Path, path: Path) -> None:
    """Give a file its name unless another one has it; a file system without links is asked a moment before."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        temporary.replace(path)
    else:
        temporary.unlink()


def _write(path: Path, data: bytes, mode: int, name: Callable[[Path, Path], object], *, lasts: bool = True) -> None:
    make_folder(path.parent)
    if path.parent not in _SWEPT:
        _SWEPT.add(path.parent)
        sweep(path.parent)
    temporary = path.parent / f".{path.name[:80]}.{os.getpid()}-{next(_NUMBERS)}.mfa.tmp"
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
            if lasts:
                file.flush()
                os.fsync(file.fileno())
        name(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    if lasts:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can do that."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def private_folder(parent: Path | None = None) -> Path:
    """Make a folder for what is in the making; those of killed processes are removed.

    Args:
        parent: Where; without one among the temporary files of the system.

    Raises:
        OSError: The system refuses.
    """
    import tempfile

    place = parent or Path(tempfile.gettempdir())
    _remove_left(place, _PRIVATE)
    return Path(tempfile.mkdtemp(prefix=f".mfa-wizard-{os.getpid()}-", dir=place))


def sweep(folder: Path) -> None:
    """Remove temporary files whose writers are gone. The first write to a folder does so too."""
    _remove_left(folder, _TEMPORARY)


def _remove_left(folder: Path, pattern: re.Pattern[str]) -> None:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = pattern.fullmatch(entry.name)
            if found is None or _runs(int(found[1]), Path(entry)):
                continue
            if entry.is_dir(follow_symlinks=False):
                import shutil

                shutil.rmtree(entry, ignore_errors=True)
            else:
                with suppress(OSError):
                    Path(entry).unlink()


def _runs(process: int, left: Path) -> bool:
    """Return whether the writer of a temporary file may still be at work."""
    if process == os.getpid():
        return True
    if os.name == "nt":  # a signal would end that process there
        return time.time() - left.stat().st_mtime < _OLD
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _ended(process)


def _ended(process: int) -> bool:
    """Return whether a process has ended and only its parent has not asked for the result; such a one takes signals."""
    try:
        state = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:  # a system without such files
        return False
    return state[:1] in ([b"Z"], [b"X"])
