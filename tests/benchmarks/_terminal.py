"""A program in a terminal of its own, timed from its start to its frames and from keys to their repaint (Linux only)."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ANSI = re.compile(rb"\x1b(\[[0-9;?<>=$]*[a-zA-Z~]|\][^\x07\x1b]*(\x07|\x1b\\)|[PX^_].*?\x1b\\|.)", re.DOTALL)
REPLIES = (
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
)
"""What a program asks a terminal, and what one answers."""
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
MINIMAL = Path(__file__).with_name("_minimal_wizard.py")
"""The smallest screen of the wizard's shape; its first frame has ``READY``."""
READY = b"READY-MARK"
DOWN, ENTER, F10 = b"\x1b[B", b"\r", b"\x1b[21~"
SILENT = 1.2
"""Seconds without a byte after which a screen has settled."""
IDLE = 1.5
"""Seconds that a settled screen is watched."""


class Program:
    """A program that runs in a terminal; end it with ``end``."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it."""
        self.started = time.perf_counter()
        self.last = self.started
        self.seen = b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(environment)
            os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))

    def read(self, seconds: float) -> bytes:
        """Return what comes within so many seconds, and answer what it asks of a terminal."""
        if not select.select([self.terminal], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.terminal, 65536)
        except OSError:  # it has ended
            return b""
        self.last = time.perf_counter()
        for question, answer in REPLIES:
            if question in data:
                os.write(self.terminal, answer)
        self.seen += data
        return data

    def wait_for(self, *marks: bytes, seconds: float = 30) -> list[float]:
        """Return when each text was shown, on the clock of ``time.perf_counter``.

        Raises:
            TimeoutError: One was not.
        """
        found: list[float] = []
        until = time.perf_counter() + seconds
        while len(found) < len(marks):
            if time.perf_counter() > until:
                raise TimeoutError(marks[len(found)], ANSI.sub(b"", self.seen)[-400:])
            if self.read(0.05):
                text = ANSI.sub(b"", self.seen)
                while len(found) < len(marks) and marks[len(found)] in text:
                    found.append(self.last)
        return found

    def settle(self, seconds: float, most: float = 4.0) -> None:
        """Wait until nothing comes for so long."""
        until = time.perf_counter() + most
        while time.perf_counter() < until and self.read(seconds):
            pass

    def press(self, key: bytes) -> tuple[float, float] | None:
        """Return the milliseconds from a key to the first and the last byte of its repaint; None where none came."""
        self.settle(0.15)
        start = time.perf_counter()
        os.write(self.terminal, key)
        if not self.read(1.0):
            return None
        first = self.last
        while self.read(0.12):
            pass
        return (first - start) * 1000, (self.last - start) * 1000

    def memory(self) -> float:
        """Return the megabytes of the process and its children that are in memory."""
        parents = {
            int(path.name): int((path / "stat").read_text().rpartition(")")[2].split()[1])
            for path in Path("/proc").iterdir()
            if path.name.isdecimal() and (path / "stat").is_file()
        }
        ours = {self.pid}
        while more := {child for child, parent in parents.items() if parent in ours} - ours:
            ours |= more
        texts = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in ours)
        return (
            sum(int(line.split()[1]) for text in texts for line in text.splitlines() if line.startswith("Rss:")) / 1024
        )

    def end(self) -> None:
        """End the program and its terminal."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


@dataclass
class Run:
    """What a run in a terminal showed, in milliseconds and megabytes.

    Attributes:
        frame: From the start to the first frame.
        drawn: From the start to the last byte before it settled.
        first: From each key to the first byte of its repaint.
        last: From each key to the last byte of its repaint.
    """

    frame: float
    drawn: float = 0.0
    idle_bytes: int = 0
    memory: float = 0.0
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)


def run(
    command: Sequence[str], mark: bytes, keys: Sequence[bytes], environment: Mapping[str, str], skip: int = 0
) -> Run:
    """Start a program, let it settle, watch it idle, and press keys.

    Args:
        mark: Text of its first frame.
        skip: So many keys at the beginning lead to what is measured, and are not.
    """
    program = Program(command, {**ENVIRONMENT, **environment})
    try:
        found = Run((program.wait_for(mark)[0] - program.started) * 1000)
        program.settle(SILENT)
        found.drawn = (program.last - program.started) * 1000
        until = time.perf_counter() + IDLE
        while time.perf_counter() < until:
            found.idle_bytes += len(program.read(0.1))
        found.memory = program.memory()
        times = [program.press(key) for key in keys][skip:]
        found.first, found.last = ([time[part] for time in times if time is not None] for part in (0, 1))
    finally:
        program.end()
    return found


def minimal(keys: Sequence[bytes], python: str) -> Run:
    """Measure the smallest screen."""
    return run([python, str(MINIMAL)], READY, keys, {})


def at(figures: Sequence[float], part: float) -> float:
    """Return the figure below which a part of them lies."""
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * part))]
