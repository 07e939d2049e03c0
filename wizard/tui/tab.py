"""One tab of the browser: the wizard with its own folder of records."""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path


def run_tab(root: Path, pack: Path, day: date | None) -> int:
    """Run the wizard in a new folder below ``root``; a folder without a record is removed at the end."""
    from wizard.files.writing import make_folder
    from wizard.tui.run import run_wizard

    make_folder(root)
    home = Path(tempfile.mkdtemp(prefix="tab-", dir=root))
    try:
        return run_wizard(home, pack, day=day)
    finally:
        if not any(home.glob("*.json")):
            with suppress(OSError):
                for path in sorted(home.rglob("*"), reverse=True):
                    path.rmdir() if path.is_dir() else path.unlink()
                home.rmdir()


def main(words: list[str]) -> int:
    """Read what the server hands over: folder, pack, and the day or nothing."""
    from wizard.errors import WizardError

    root, pack, day = words
    try:
        return run_tab(Path(root), Path(pack), date.fromisoformat(day) if day else None)
    except WizardError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the server shows it
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
