"""Runs the command: bytes in, bytes out, and an exit code."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from unittest.mock import patch

from tests.support.waiting import ROOM
from wizard.cli.main import run


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


def mfa_wizard(*words: object, stdin: bytes | str = b"", **environment: str) -> Result:
    """Run the command here, which shows all but what only a process has, and return its exit code and streams."""
    given = io.TextIOWrapper(io.BytesIO(_bytes(stdin)), encoding="utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True) for _ in range(2))
    with (
        patch.dict(os.environ, environment),
        patch.object(sys, "stdin", given),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run([str(word) for word in words])
    return Result(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())


def mfa_wizard_process(*words: object, stdin: bytes | str = b"", **environment: str) -> Result:
    """Run the command as people do, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "wizard", *(str(word) for word in words)],
        input=_bytes(stdin),
        capture_output=True,
        env={**os.environ, **environment},
        timeout=ROOM,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text
