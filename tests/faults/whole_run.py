"""A run that nothing disturbs, and what is wrong with a folder in which one was disturbed."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.faults.commands import Command, fresh, run_at
from tests.faults.formats import FORMATS
from tests.faults.operations import Operations
from tests.faults.trying import Fault
from wizard.engagement.locks import is_locked

NEW_ID = re.compile(rb"MFA-20\d\d-[0-9A-F]{8}")
"""Drawn at random for each new record."""
WORD = re.compile(rb"\w+")
OF_A_PROCESS = re.compile(r"\d+-(\d+\.mfa|[a-z0-9_]{8}$)")
"""What differs in the name of a temporary file from process to process."""


class WholeRun:
    """A command that ran to its end, and what is known of runs after one that did not.

    Attributes:
        result: How it ended.
        operations: What it did to files.
        seconds: How long it took.
        fault: What is wrong with it; None where it ended as it should.
    """

    def __init__(self, folder: Path, command: Command) -> None:
        """Run the command in a folder that is made for it."""
        self.folder, self.command = folder, command
        self._before = lasting(files(fresh(folder, command)))
        with Operations(folder) as operations:
            start = time.monotonic()
            self.result = run_at(folder, command)
            self.seconds = time.monotonic() - start
        self.operations = operations.names
        self._after = lasting(files(folder))
        self.fault = None
        if self.result.code not in command.codes:
            self.fault = Fault(f"ends with {self.result.code}: {self.result.err}")
        self._next: dict[str, list[str]] = {}

    def missing(self) -> set[str]:
        """Return the files that are not there, or are not yet as a whole run leaves them."""
        found = files(self.folder)
        return {name for name, data in self._after.items() if found.get(name) != data}

    def wrong_now(self) -> list[str]:
        """Return what is wrong right after a disturbed run: what is half written, or still locked."""
        wrong = half_written(lasting(files(self.folder)), self._before, self._after)
        return wrong + [f"{path.name} is still locked" for path in self.folder.rglob("*.json") if is_locked(path)]

    def wrong_next(self) -> list[str]:
        """Return what is wrong after the next run; what follows from the same files is tried once."""
        state = _state(self.folder)
        if state not in self._next:
            self._next[state] = self._look_at_next()
        return self._next[state]

    def _look_at_next(self) -> list[str]:
        left = lasting(files(self.folder))
        again = run_at(self.folder, self.command)
        found = files(self.folder)
        now = lasting(found)
        wrong = [f"{name} stays behind after the next run" for name in temporary(found)]
        if again.code != self.result.code and left != self._after and left.keys() != self._after.keys():
            wrong.append(f"the next run ends with {again.code}: {again.err.strip()[-300:]}")
        if not self.operations and again != self.result:
            wrong.append("the next run says something else")
        names = now.keys() | self._after.keys()
        differ = sorted(name for name in names if not _same(now.get(name), self._after.get(name)))
        if differ:
            wrong.append(f"the next run leaves other files: {', '.join(differ[:5])}")
        return wrong


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, without locks; identifiers drawn at random are made equal."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.endswith(".lock"):
            found[path.relative_to(folder).as_posix()] = NEW_ID.sub(b"MFA-ID", path.read_bytes())
    return found


def temporary(names: Iterable[str]) -> list[str]:
    """Return the names that only files in the making have; openpyxl's own holds headings and nothing of a user."""
    return sorted(
        name
        for name in names
        if name.endswith(".tmp")
        or (name.startswith("tmp/") and not name.startswith("tmp/openpyxl."))
        or "/.mfa-wizard-" in name
    )


def lasting(found: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files without those in the making, and without what can be computed again at any time."""
    return {name: data for name, data in found.items() if not name.startswith("cache/") and not temporary([name])}


def half_written(found: Mapping[str, bytes], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Return files that are neither as before nor as a whole run leaves them, nor whole by themselves."""
    wrong = [f"{name} is gone" for name in before if name not in found and name in after]
    for name, data in found.items():
        if data not in (before.get(name), after.get(name)) and not _whole(name, data):
            wrong.append(f"{name} is neither old nor new")
    return wrong


def _whole(name: str, data: bytes) -> bool:
    """Return whether a file that depends on the moment is whole, such as an account between two answers."""
    try:
        FORMATS.get(Path(name).suffix, json.loads)(data)
    except Exception:  # noqa: BLE001 - whatever a parser says of it
        return False
    return bool(data)


def _same(one: bytes | None, other: bytes | None) -> bool:
    """Return whether two files are the same; a record names exports in the order in which two runs read them."""
    if one is None or other is None or one == other:
        return one == other
    return b'"record_id"' in one and sorted(WORD.findall(one)) == sorted(WORD.findall(other))


def _state(folder: Path) -> str:
    """Return the digest of everything in a folder, from which the next run follows."""
    state = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        state.update(OF_A_PROCESS.sub(r"\1", path.relative_to(folder).as_posix()).encode("utf-8", "surrogateescape"))
        if path.is_file():
            state.update(hashlib.sha256(NEW_ID.sub(b"MFA-ID", path.read_bytes())).digest())
    return state.hexdigest()
