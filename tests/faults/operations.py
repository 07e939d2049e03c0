"""The operations of this process on files below a folder: named in their order, and one of them met by a fault.

Python tells an audit hook of everything that opens, renames, links, makes or removes, wherever in the code it is done. What it
does not tell of, writes and waits for the disk, has one place in the wizard.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

from wizard.files import writing

PATHS = {"os.rename": 0, "os.link": 0, "os.remove": 0, "os.rmdir": 0, "os.mkdir": 0, "os.truncate": 0, "open": 0}
"""Which argument of an event is the path."""
REMOVALS = ("os.remove", "os.rmdir")


class Operations:
    """Names operations, and lets something happen at one of them.

    Args:
        below: The folder to watch.
        at: Number of the operation, from 1; 0 for none.
        happen: What happens there, before it is done.
        always: It happens at every later one too, as on a disk that stays full.
        spared: Kinds of operations at which nothing happens, such as removals on a full disk.

    Attributes:
        names: What there was: the kind of each operation and its path.
        path: Of the last one that met a fault; None where the system would not name it.
        last: What the last one that met a fault was.
    """

    current: Operations | None = None

    def __init__(
        self,
        below: Path,
        at: int = 0,
        happen: Callable[[], object] = lambda: None,
        *,
        always: bool = False,
        spared: tuple[str, ...] = (),
    ) -> None:
        self.below = str(below.resolve())
        self.at = at
        self.happen = happen
        self.always = always
        self.spared = spared
        self.names: list[str] = []
        self.last = ""
        self.path: str | None = None
        self.opening = ""

    def __enter__(self) -> Self:
        _hooked()
        Operations.current = self
        self.patches = [
            patch.object(writing.os, "fsync", self._fsync),
            patch.object(writing, "open", self._open, create=True),
        ]
        for one in self.patches:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        Operations.current = None
        for one in self.patches:
            one.stop()

    def meet(self, kind: str, path: str = "") -> None:
        """Name an operation; the fault happens where it is its turn."""
        name = f"{kind} {path[len(self.below) + 1 :]}".rstrip()
        self.names.append(name)
        number = len(self.names)
        if self.at and (number == self.at or (self.always and number > self.at)) and kind not in self.spared:
            self.last, self.path = name, path or None
            self.happen()

    def audited(self, event: str, args: tuple[Any, ...]) -> None:
        """Look at what the interpreter is about to do."""
        path = args[PATHS[event]]
        if event == "open" and not (args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if not isinstance(path, str | os.PathLike):
            return
        full = os.path.abspath(path)  # noqa: PTH100 - nothing is resolved, and nothing is opened
        if not full.startswith(self.below + os.sep):
            return
        by_opener, self.opening = self.opening == full, full if event == "open" and args[1] is not None else ""
        if event != "open" or not by_opener:
            self.meet(event, full)

    def _fsync(self, _: int) -> None:
        """Stand for a wait: nobody turns the power off here."""
        self.meet("fsync")

    def _open(self, *args: Any, **named: Any) -> Any:
        return _Halfway(open(*args, **named), self)  # noqa: PTH123 - stands for what it is given


class _Halfway:
    """A file whose write can fail when half of it is done."""

    def __init__(self, file: Any, operations: Operations) -> None:
        self.file = file
        self.operations = operations

    def __enter__(self) -> Self:
        self.file.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.file.__exit__(kind, error, at)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, data: bytes) -> int:
        half = len(data) // 2
        self.file.write(data[:half])
        self.file.flush()
        self.operations.meet("write")
        return half + self.file.write(data[half:])


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if Operations.current is not None and event in PATHS:
        Operations.current.audited(event, args)


_HOOKS: list[bool] = []


def _hooked() -> None:
    """Add the hook once; a process cannot take one away."""
    if not _HOOKS:
        _HOOKS.append(True)
        sys.addaudithook(_audit)
