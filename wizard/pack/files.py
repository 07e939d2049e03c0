"""The files of a pack, read with care: bounded, inside the folder, plain UTF-8.

A pack may come from anybody, so a file that is too large, leads out of the folder or
is not text is refused before anything is made of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from wizard.errors import PackError, Problem
from wizard.files.reading import reason

MAX_FILES = 400
MAX_FILE_BYTES = 1_000_000
MAX_PACK_BYTES = 6_000_000
MAX_ENTRIES = 4000
"""Entries of the folder that are looked at, whatever they are; a pack has a few dozen."""
MAX_DEPTH = 4
SUFFIXES = frozenset({".toml", ".md", ".json"})
IGNORED_FOLDERS = frozenset({"schema"})


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The bytes of a pack.

    Attributes:
        folder: Where they were read.
        data: Bytes by name inside the folder, with ``/`` between parts; sorted.
        digest: SHA-256 over names and bytes, in hex.
    """

    folder: Path
    data: dict[str, bytes]
    digest: str

    def text(self, name: str) -> str:
        """Return a file as text.

        Raises:
            PackError: It is not plain UTF-8 with LF line ends.
        """
        raw = self.data[name]
        if raw.startswith(b"\xef\xbb\xbf"):
            raise PackError(
                Problem(f"{name}:1", "starts with a byte order mark.", "Save it as UTF-8 without BOM.", "P103")
            )
        if b"\r" in raw:
            line = raw[: raw.index(b"\r")].count(b"\n") + 1
            raise PackError(Problem(f"{name}:{line}", "has Windows line ends.", "Save it with LF line ends.", "P104"))
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            problem = Problem(f"{name}:{line}", "is not UTF-8 text.", "Save it as UTF-8.", "P105")
            raise PackError(problem) from None


def default_pack_folder() -> Path:
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_knowledge"
    return shipped if shipped.is_dir() else package.parent / "knowledge"


def file_of(pack: Path | None, name: str) -> Path:
    """Return a file of a pack; that of the shipped one where the pack has none of this name, or none is given."""
    own = pack / name if pack is not None else None
    return own if own is not None and own.is_file() else default_pack_folder() / name


def read_files(folder: Path) -> PackFiles:
    """Read all files of the pack.

    Raises:
        PackError: The folder is missing, too large, or leads out of itself.
    """
    if not (folder / "pack.toml").is_file():
        raise PackError(
            Problem(
                str(folder),
                "holds no pack.toml.",
                "Name the folder of a knowledge pack with --pack DIR.",
                "P101",
                for_shell=True,
            )
        )
    data: dict[str, bytes] = {}
    total = 0
    for name, path in sorted(_files(folder), key=lambda found: found[0].split("/")):
        raw = _read(name, path)
        total += len(raw)
        if len(raw) > MAX_FILE_BYTES or total > MAX_PACK_BYTES or len(data) >= MAX_FILES:
            message = f"is more than a pack may hold ({MAX_FILES} files, {MAX_FILE_BYTES:,} bytes a file, {MAX_PACK_BYTES:,} in all)."
            raise PackError(Problem(name, message, "Split the pack or remove the file.", "P106"))
        data[name] = raw
    digest = hashlib.sha256()
    for name, raw in data.items():
        digest.update(f"{name}\0{len(raw)}\0".encode())
        digest.update(raw)
    return PackFiles(folder, data, digest.hexdigest())


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the pack's files as name and path; hidden files and other kinds of files are none of its."""
    root = folder.resolve()
    waiting = [("", str(folder))]
    seen = 0
    while waiting:
        above, path = waiting.pop()
        for entry in _entries(above, path):
            seen += 1
            name = f"{above}{entry.name}"
            if seen > MAX_ENTRIES or name.count("/") > MAX_DEPTH:
                message = f"is in a folder of more than {MAX_ENTRIES:,} entries or {MAX_DEPTH} levels."
                raise PackError(Problem(name, message, "Keep the pack in its own folder.", "P106"))
            if entry.name.startswith(".") or (not above and entry.name in IGNORED_FOLDERS):
                continue
            if entry.is_symlink() and _leads_out(entry, root):
                raise PackError(Problem(name, "leads out of the pack's folder.", "Put the file itself there.", "P102"))
            if entry.is_dir():
                waiting.append((f"{name}/", entry.path))
            elif _wanted(entry.name):
                if not entry.is_file():
                    raise PackError(Problem(name, "isn't a plain file.", "Put a text file there.", "P117"))
                yield name, entry.path


def _leads_out(entry: os.DirEntry[str], root: Path) -> bool:
    """Return whether a link is one to refuse: to a folder, to a file elsewhere, or to nothing."""
    try:
        return entry.is_dir() or (_wanted(entry.name) and not Path(entry.path).resolve().is_relative_to(root))
    except (OSError, RuntimeError):  # a link that leads to itself
        return True


def _wanted(name: str) -> bool:
    return name.endswith(tuple(SUFFIXES))


def _entries(above: str, path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as found:
            return list(islice(found, MAX_ENTRIES + 1))
    except OSError as error:
        raise PackError(
            Problem(above or path, f"cannot be read: {reason(error)}.", "Check its permissions.", "P118")
        ) from None


def _read(name: str, path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise PackError(Problem(name, f"cannot be read: {reason(error)}.", "Check its permissions.", "P118")) from None
