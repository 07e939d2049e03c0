"""Folders of documents looked at one by one for ``drift``, by several processes where that pays."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wizard.decision.engine import Engine
from wizard.engagement.drift import drift
from wizard.engagement.register import Read, Register
from wizard.engagement.sealed import read_sealed

if TYPE_CHECKING:
    from wizard.decision.why import Explainer
    from wizard.engagement.drift import Drift
    from wizard.pack.models import Pack

PAYS_FROM = 1_000
"""Folders from which starting more processes costs less than it saves."""
MOST_PROCESSES = 4
MODULE = "wizard.engagement.looking"


class Looked(NamedTuple):
    """What became of one folder.

    Attributes:
        read: Each of its accounts as the register has it; none where no register is wanted.
    """

    drift: Drift
    read: Sequence[Read]


@dataclass(frozen=True)
class Look:
    """What all folders have in common.

    Attributes:
        register: Whether the register is wanted as well.
    """

    pack: Pack
    engine: Engine
    day: date
    register: bool

    @cached_property
    def _explainer(self) -> Explainer:
        from wizard.decision.why import Explainer

        return Explainer(self.pack)

    @cached_property
    def _register(self) -> Register:
        return Register(self.pack, self.engine, self.day)

    def at(self, folder: Path) -> Looked:
        """Look at one folder."""
        seal = read_sealed(folder)
        found = drift(folder, self.pack, self.engine, self.day, self._explainer, seal=seal)
        return Looked(found, self._register.read(folder, seal) if self.register else ())


def look_at(folders: Sequence[Path], look: Look) -> Iterator[Looked]:
    """Yield what became of each folder, in order."""
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if processes < 2 or len(folders) < PAYS_FROM:
        yield from map(look.at, folders)
        return
    share = -(-len(folders) // processes)
    parts = [folders[start : start + share] for start in range(0, len(folders), share)]
    helpers = [_Helper(part, look) for part in parts[1:]]
    try:
        yield from map(look.at, parts[0])
        for helper in helpers:
            yield from helper.finished()
    finally:
        for helper in helpers:
            helper.stop()


class _Helper:
    """A process that looks at a part of the folders; where it cannot, this process does it.

    A pool would start the caller's own program once more, which not every program survives.
    """

    def __init__(self, folders: Sequence[Path], look: Look) -> None:
        self.folders = folders
        self.look = look
        job = pickle.dumps((look.pack, look.engine.program, look.day, look.register, list(folders)))
        self.process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self.process = subprocess.Popen(
                [sys.executable, "-m", MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            if self.process.stdin is not None:
                self.process.stdin.write(job)
                self.process.stdin.close()
                self.process.stdin = None

    def finished(self) -> Iterator[Looked]:
        """Yield what became of the folders."""
        told = self.process.communicate()[0] if self.process is not None else b""
        if self.process is None or self.process.returncode or not told:
            yield from map(self.look.at, self.folders)
        else:
            yield from (Looked(*one) for one in pickle.loads(told))  # noqa: S301 - written by our own process

    def stop(self) -> None:
        """End the process if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def main() -> None:
    """Look at the folders of the job on standard input; leave an interrupt to the process that gave it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pack, program, day, register, folders = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own process
    look = Look(pack, Engine(program), day, register)
    # Plain tuples, for a class of this module has another name in this process.
    sys.stdout.buffer.write(pickle.dumps([tuple(look.at(folder)) for folder in folders]))


if __name__ == "__main__":
    main()
