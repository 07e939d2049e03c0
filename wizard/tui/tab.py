"""The process of one tab of the browser: the wizard with the tab's own folder of records, or with an engagement."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path


def run_tab(home: Path, pack: Path, day: date | None, record: str, question: str) -> int:
    """Run the wizard in a folder; a tab's folder without a record is removed at the end.

    Args:
        record: The file in the folder that is opened at once, and ``question`` the one to look at; both may be empty.
    """
    from wizard.engagement.paths import is_engagement
    from wizard.engagement.store import DELETED
    from wizard.files.writing import make_folder
    from wizard.tui.run import run_wizard

    make_folder(home)
    file = home / record if record else None
    try:
        return run_wizard(
            home, pack, day=day, record=file if file is not None and file.is_file() else None, question=question
        )
    finally:
        if not is_engagement(home.parent) and not any(home.glob("*.json")) and not any(home.glob(f"{DELETED}/*.json")):
            with suppress(OSError):
                for path in sorted(home.rglob("*"), reverse=True):
                    path.rmdir() if path.is_dir() else path.unlink()
                home.rmdir()


def main(words: list[str]) -> int:
    """Read what the server hands over: folder, pack, the day or nothing, and the record and question or nothing."""
    from wizard.errors import WizardError

    home, pack, day, record, question = words
    try:
        return run_tab(Path(home), Path(pack), date.fromisoformat(day) if day else None, record, question)
    except WizardError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the server shows it
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
