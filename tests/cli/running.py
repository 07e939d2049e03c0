"""Runs the command as people do: a process of its own, bytes in, bytes out."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

from tests.support.waiting import ROOM


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


def mfa_wizard(*words: object, stdin: bytes | str = b"", **environment: str) -> Result:
    """Run the command and return its exit code and streams."""
    done = subprocess.run(
        [sys.executable, "-m", "wizard", *(str(word) for word in words)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=ROOM,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())
