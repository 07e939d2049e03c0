"""Reports of internal errors: where the code failed, and nothing of what users typed."""

from __future__ import annotations

import hashlib
import platform
import sys
import tempfile
import traceback
from pathlib import Path

from wizard import __version__
from wizard.engagement.paths import reports_folder
from wizard.files.writing import write_whole


def write_report(home_folder: Path, error: BaseException) -> Path | None:
    """Write where the code failed; return the file, or None where no folder takes it.

    The report holds names of files, functions and error types with line numbers. Messages
    and values are omitted, as they may carry what users typed. The same failure has the same file.
    """
    text = describe(error)
    name = f"error-{hashlib.sha256(text.encode()).hexdigest()[:12]}.txt"
    for folder in (reports_folder(home_folder), Path(tempfile.gettempdir()) / "mfa-wizard-reports"):
        try:
            write_whole(folder / name, text.encode())
        except OSError:
            continue
        return folder / name
    return None


def describe(error: BaseException) -> str:
    """Return an error and those behind it as text without messages and values."""
    lines = [
        f"mfa-wizard {__version__}",
        f"Python {platform.python_version()} on {sys.platform}",
        "Messages and values are omitted: they may hold what was typed.",
    ]
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        lines += ["", f"{type(step).__module__}.{type(step).__qualname__}"]
        lines += [
            f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(step.__traceback__)
        ]
        step = step.__cause__ or step.__context__
    return "\n".join(lines) + "\n"


def _short(filename: str) -> str:
    """Return the path of a source file without the user's folders."""
    parts = Path(filename).parts
    for root in ("site-packages", "wizard"):
        if root in parts:
            last = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[last:] if root == "wizard" else parts[last + 1 :])
    return parts[-1] if parts else "unknown"
