"""Opens what was written in the program that the system has for it; nothing where there is none, or nobody would see it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

REMOTE = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
"""What tells that the screen is elsewhere; a window would open where nobody sits."""

DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY")
"""What tells that windows can be shown, where that is not a matter of course."""

Viewer = Callable[[Path], None]


def viewer(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Viewer | None:
    """Return what opens a file or a folder and comes back at once; None where nothing can.

    Args:
        environ: Of the process.
        platform: As ``sys.platform`` names it.
    """
    if any(environ.get(name) for name in REMOTE):
        return None
    if platform == "win32":
        return lambda path: _aside(lambda: os.startfile(path))  # type: ignore[attr-defined,unused-ignore]  # noqa: S606
    if platform != "darwin" and not any(environ.get(name) for name in DESKTOP):
        return None
    program = shutil.which("open" if platform == "darwin" else "xdg-open", path=environ.get("PATH", ""))
    return (lambda path: _aside(lambda: _run(program, path))) if program is not None else None


def _run(program: str, path: Path) -> None:
    """Run a program on a whole path, which begins with no dash, in a session that Ctrl+C here does not end."""
    subprocess.run(
        [program, str(path.absolute())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
    )


def _aside(work: Callable[[], None]) -> None:
    """Work in a thread that nobody waits for; where it fails, no window opens."""

    def run() -> None:
        try:
            work()
        except OSError:
            return

    threading.Thread(target=run, name="viewer", daemon=True).start()
