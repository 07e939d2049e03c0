"""A real terminal: the wizard under a pty, with a reader that knows the few escapes it needs."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

import pexpect

from tests.support.waiting import ROOM, moments

ANSI = re.compile(rb"\x1b(\[[0-9;?<>=$]*[a-zA-Z~]|\][^\x07\x1b]*(\x07|\x1b\\)|[PX^_].*?\x1b\\|.)", re.DOTALL)
ENTER_SCREEN, LEAVE_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
MOUSE_ON, MOUSE_OFF = b"\x1b[?1000h", b"\x1b[?1000l"
SHOW_CURSOR = b"\x1b[?25h"

START = """
import sys
from datetime import date
from pathlib import Path
from wizard.errors import WizardError
from wizard.pack.files import default_pack_folder
from wizard.tui.run import run_wizard
try:
    code = run_wizard(Path(sys.argv[1]), default_pack_folder(), day=date(2026, 11, 24), mouse="--no-mouse" not in sys.argv)
except WizardError as error:
    print(error, file=sys.stderr)
    code = error.exit_code
sys.exit(code)
"""


class Terminal:
    """The wizard in a terminal of its own."""

    def __init__(self, home: Path, *words: str, size: tuple[int, int] = (36, 120), env: dict[str, str] | None = None):
        full = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self.child = pexpect.spawn(
            sys.executable, ["-c", START, str(home), *words], dimensions=size, env=full, timeout=ROOM
        )
        self.seen = b""

    def read(self, seconds: float = 0.2) -> bytes:
        """Return what comes until it is quiet for so long."""
        new = b""
        while True:
            try:
                new += self.child.read_nonblocking(65536, timeout=seconds)
            except (pexpect.TIMEOUT, pexpect.EOF):
                break
        self.seen += new
        return new

    @property
    def text(self) -> str:
        return ANSI.sub(b"", self.seen).decode("utf-8", "replace")

    def wait_for(self, text: str) -> None:
        for _ in moments():
            if text in self.text:
                return
            if not self.read(0.1) and not self.child.isalive():
                break
        raise AssertionError(f"{text!r} was never shown:\n{self.text[-2000:]}")

    def rest(self, seconds: float = 1.5) -> None:
        """Wait until nothing comes for so long, as for a screen that waits for a key."""
        for _ in moments():
            if not self.read(seconds):
                return
        raise AssertionError("It never came to rest.")

    def send(self, keys: str) -> None:
        self.child.send(keys)

    def kill(self, number: signal.Signals) -> None:
        os.kill(self.child.pid, number)

    def close_window(self) -> None:
        """Take the terminal away, and leave it to the program what to do about it."""
        pty = self.child.ptyproc
        pty.fileobj.close()
        pty.closed = self.child.closed = True
        pty.fd = self.child.child_fd = -1

    def gone(self) -> None:
        """Wait for the end of the process."""
        for _ in moments():
            if not self.child.isalive():
                return
            time.sleep(0.05) if self.child.closed else self.read(0.05)
        raise AssertionError("It did not end.")

    def end(self) -> int | None:
        """Wait for the end; return the exit code, or the negative number of the signal."""
        self.gone()
        self.read(0.05)
        self.child.close()
        return self.child.exitstatus if self.child.exitstatus is not None else -(self.child.signalstatus or 0)
