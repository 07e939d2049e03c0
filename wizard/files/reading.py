"""Bytes from files and standard input: bounded, and with one wording for what can go wrong.

Who reads says by ``Wanted`` what it expects, so that the same fault has the same words everywhere.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from wizard.errors import EvidenceError, Problem, UsageError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 5_000_000
"""Bytes of one record or of one object of answers; both stay far below."""
ATTEMPTS = 3
"""How often a file that changes while it is read is tried again."""
_MOSTLY = 65_536
"""Bytes that hold most files whole; room for the largest one would cost more than reading a small one."""
STDIN = "stdin"
_NAMED_OTHERS = 5

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "you do not have permission",
    errno.EPERM: "you do not have permission",
    errno.EROFS: "the disk is read-only",
    errno.ENOENT: "it does not exist",
    errno.ENOTDIR: "a part of the path is not a folder",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EINVAL: "the name is not allowed",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller expects of a file.

    Attributes:
        error: What is raised where the file is something else.
        what: In words, such as ``a saved record``.
        remedy: What to do where the content does not fit.
        limit: Bytes that it may have.
        for_shell: The remedy is a command.
    """

    error: type[UsageError]
    what: str
    remedy: str
    limit: int = MAX_BYTES
    for_shell: bool = False

    def refused(self, place: str, message: str, remedy: str = "", code: str = "") -> UsageError:
        """Return the error to raise, with the caller's remedy where it has none; only findings on evidence have a kind."""
        kind = code if issubclass(self.error, EvidenceError) else ""
        return self.error(Problem(place, message, remedy or self.remedy, kind, for_shell=self.for_shell and not remedy))

    def unread(self, place: str, error: Exception) -> UsageError:
        why = reason(error) if isinstance(error, OSError) else "the name is not allowed"
        return self.refused(place, f"cannot be read: {why}.", "Check the path and its permissions.")

    def too_large(self, place: str, size: int = 0) -> UsageError:
        """Return the error for more bytes than are read; ``size`` where it is known."""
        has = f"has {in_units(size)}, more" if size else "is larger"
        message = f"{has} than the {in_units(self.limit)} that {self.what} can have."
        return self.refused(place, message, "Check that it is the right file, or split it.", "too-large")


def reason(error: OSError) -> str:
    """Return why the system refused, in plain words."""
    return _REASONS.get(error.errno or 0, (error.strerror or type(error).__name__).lower())


def refused(place: object, error: OSError, remedy: str, what: str = "written", *, for_shell: bool = False) -> Problem:
    """Return that the system refused to let a file be written, or what else was to be done with it."""
    return Problem(str(place), f"cannot be {what}: {reason(error)}.", remedy, for_shell=for_shell)


def in_units(count: int) -> str:
    """Return a number of bytes for people."""
    for unit, factor in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"


@contextmanager
def opened(name: str | Path, wanted: Wanted) -> Iterator[tuple[IO[bytes], str]]:
    """Open a file, or standard input for ``-``; give it with the name that errors use.

    Raises:
        UsageError: Of the wanted kind; the file cannot be opened.
    """
    if name == "-":
        yield sys.stdin.buffer, STDIN
        return
    try:
        file = open(name, "rb")  # noqa: SIM115, PTH123 - closed below; a decision is too short to load pathlib
    except (OSError, ValueError) as error:
        raise wanted.unread(str(name), error) from None
    with file:
        yield file, str(name)


def read_bytes(name: str | Path, wanted: Wanted) -> bytes:
    """Return the bytes of a file, or of standard input for ``-``.

    Raises:
        UsageError: Of the wanted kind; the file cannot be read, or is too large.
    """
    with opened(name, wanted) as (file, place):
        try:
            data = file.read(min(_MOSTLY, wanted.limit + 1))
            if len(data) == _MOSTLY:
                data += file.read(wanted.limit + 1 - _MOSTLY)
        except OSError as error:
            raise wanted.unread(place, error) from None
    if len(data) > wanted.limit:
        raise wanted.too_large(place)
    return data


def read_settled(path: Path, wanted: Wanted) -> bytes:
    """Return the bytes of a regular file that does not change while it is read, as exports do that are being written.

    Its size is known before anything is read, so a file of ten gigabytes costs nothing but a message.

    Raises:
        UsageError: Of the wanted kind.
    """
    place = str(path)
    for _ in range(ATTEMPTS):
        try:
            before = stamp_of(path, wanted)
            if before[0] > wanted.limit:
                raise wanted.too_large(place, before[0])
            with path.open("rb") as file:
                data = file.read(before[0] + 1)
            after = stamp_of(path, wanted)
        except OSError as error:
            raise wanted.unread(place, error) from None
        if before == after and len(data) == before[0]:
            return data
    raise wanted.refused(place, "changed while it was read.", "Wait until the export is complete.", "changing")


def stamp_of(path: Path, wanted: Wanted | None = None) -> tuple[int, int, int]:
    """Return size, time of change and inode of a file; one that changes gets another stamp.

    Raises:
        OSError: The system refuses.
        UsageError: Of the wanted kind; it is not a regular file.
    """
    info = path.stat()
    if wanted is not None and not stat.S_ISREG(info.st_mode):
        raise wanted.refused(str(path), "is not a regular file.", "Name a file, or a folder of files.")
    return info.st_size, info.st_mtime_ns, info.st_ino


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex.

    Raises:
        OSError: The system refuses.
    """
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lines_of(file: IO[bytes], place: str, wanted: Wanted) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines that are not blank with their numbers from 1; None for one that is too long.

    Raises:
        UsageError: Of the wanted kind; lines cannot be distinguished, or the rest of the file cannot be read.
    """
    number = 0
    try:
        while line := file.readline(wanted.limit + 1):
            number += 1
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
                if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise wanted.refused(place, "is UTF-16 text, which is not read line by line.", "Save it as UTF-8.")
            if len(line) > wanted.limit:
                while line and not line.endswith(b"\n"):
                    line = file.readline(wanted.limit)
                yield number, None
            elif line.strip():
                yield number, line.rstrip()
    except OSError as error:
        raise wanted.unread(f"{place}:{number + 1}", error) from None


def files_in(path: Path, *, deep: bool = False) -> Iterator[Path]:
    """Yield a file itself; of a folder its files by name, without hidden ones.

    Args:
        deep: Go into the folders in it too.
    """
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            file = path.__class__(folder, name)
            if not name.startswith(".") and (deep or file.is_file()):
                yield file
        if not deep:
            return


def skipped(folder: Path, others: Sequence[Path]) -> Problem:
    """Return what is said of files in a folder that are not read."""
    named = ", ".join(str(file.relative_to(folder)) for file in others[:_NAMED_OTHERS])
    more = f" and {len(others) - _NAMED_OTHERS:,} more" if len(others) > _NAMED_OTHERS else ""
    message = f"holds other files, which are not read: {named}{more}."
    return Problem(
        str(folder), message, "Name a file by itself, or export it as JSON, if it belongs here.", "skipped", "note"
    )
