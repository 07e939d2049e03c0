"""Where documents go: the folder that is proposed, the one used last, and what is there already."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.paths import slug
from wizard.files.reading import MAX_BYTES
from wizard.tui.redact import names_in
from wizard.tui.settings import keep_setting, read_settings

if TYPE_CHECKING:
    from wizard.record.model import Record

UNNAMED = "documents"
"""Name of a proposed folder while names are hidden."""


def proposed_folder(home: Path, record: Record, *, redact: bool = False) -> Path:
    """Return where the documents of a record may go.

    The folder that this record used last; else one next to the folder that another record
    used last; else one below the documents of the user,
    or where there is none in the current folder.

    Args:
        home: Folder of the records, which keeps the settings.
        record: The record.
        redact: The path has no names.
    """
    name = UNNAMED if redact else slug(record.account.name)
    kept = read_settings(home)
    last, of = kept.get("folder"), kept.get("folder_of")
    if isinstance(last, str) and last and isinstance(of, str):
        folder = Path(last)
        found = folder if of == slug(record.account.name) else _beside(folder, of) / name
        if not redact or not _names(found, record):
            return found
    from platformdirs import user_documents_path

    with suppress(RuntimeError):  # a user without a home folder has none for documents either
        return user_documents_path() / "mfa-wizard" / name
    return Path(name)


def _beside(folder: Path, of: str) -> Path:
    return folder.parent if folder.name in {of, UNNAMED} else folder


def _names(folder: Path, record: Record) -> bool:
    """Return whether a path names the account or somebody in the record."""
    parts = [part.casefold() for part in folder.parts]
    return any(
        word in part
        for name in names_in(record)
        for word in {name.casefold(), slug(name)}
        for part in parts
        if len(word) > 2 or word == part
    )


def keep_folder(home: Path, record: Record, folder: Path) -> None:
    """Remember where the documents of a record went."""
    keep_setting(home, "folder", str(folder))
    keep_setting(home, "folder_of", slug(record.account.name))


def other_kind(folder: Path, *, redact: bool) -> Path | None:
    """Return a record of the other kind in a folder, among its revisions or next to them.

    Documents with names, next to documents that hide them, tell who is meant.

    Args:
        folder: Where documents are about to go.
        redact: Whether those hide the names.
    """
    for path in _records(folder):
        with suppress(OSError, ValueError, RecursionError):
            if path.stat().st_size > MAX_BYTES:
                continue
            data = json.loads(path.read_bytes())
            if isinstance(data, dict) and "answers" in data and bool(data.get("redacted")) is not redact:
                return path
    return None


def _records(folder: Path) -> Iterator[Path]:
    from wizard.documents.bundle import RECORD
    from wizard.engagement.export import REVISION

    base = folder.parent if folder.name.startswith(REVISION) else folder
    yield base / RECORD
    with suppress(OSError):
        yield from sorted(path / RECORD for path in base.glob(f"{REVISION}*"))
