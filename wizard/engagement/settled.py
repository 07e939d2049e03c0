"""Rows of lists that earlier runs brought in and that say nothing new, kept in the user's cache folder.

A row is known by the digest of its cells and of what its columns mean, together with the digest of the account's file
that it agreed with. While both are the same, nothing has to be read or merged: most of a list is what it was last week.
Digests and not the times of files, because the folder is synchronized and other programs write into it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.pack.cache import cache_of_folder, keep, kept, wizard_stamp
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from wizard.pack.models import Pack


class Settled:
    """What is known of rows and account files; a cache, which may be lost at any time.

    Attributes:
        files: The digest of the file that agrees with a row, by the key of the row.
        names: What the account of a file answers to, by the digest of the file.
    """

    def __init__(self, folder: Path, pack: Pack) -> None:
        """Read what is kept; anything that was found with other settings, knowledge or code counts for nothing."""
        self._folder, self._digest = folder, pack.digest
        self._path = cache_of_folder("rows-{}.json", folder)
        self._kept = self._read()
        self.files: dict[str, str] = self._kept["files"]
        self.names: dict[str, list[str]] = self._kept["names"]

    def _read(self) -> dict[str, Any]:
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            found: dict[str, Any] = json.loads(kept(self._path) or b"{}")
            if found["made_of"] == self._made_of():
                return found
        return {"files": {}, "names": {}}

    def _made_of(self) -> str:
        try:
            settings = hashlib.sha256((self._folder / SETTINGS_FILE).read_bytes()).hexdigest()
        except OSError:
            settings = ""
        return f"{self._digest} {wizard_stamp()} {settings}"

    def save(self, files: dict[str, str], names: dict[str, list[str]]) -> None:
        """Keep what a run found; rows of other lists stay while nothing else is known of their files."""
        others = names.keys() - set(files.values())
        files = {**{key: digest for key, digest in self.files.items() if digest in others}, **files}
        found = {"made_of": self._made_of(), "files": files, "names": names}
        if found != self._kept:
            keep(self._path, json.dumps(found, separators=(",", ":")).encode())


def row_key(mark: bytes, cells: Sequence[str]) -> str:
    """Return the key of a row.

    Args:
        mark: Of what the columns mean.
    """
    told = "\x1f".join(cells).encode("utf-8", "replace")
    return hashlib.blake2b(told, digest_size=16, key=mark).hexdigest()
