"""Which accounts an engagement has closed: their papers say nothing of it, for nobody writes in a signed paper again."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from wizard.engagement.paths import ACCOUNTS, engagement_of
from wizard.engagement.store import SUFFIX
from wizard.engagement.succession import base_of
from wizard.errors import WizardError
from wizard.files.reading import read_bytes
from wizard.record.reading import SAVED, read_record

_KEY = b'"closed"'
"""What the file of a closed account holds; parsing thousands of others would find nothing."""


def closures_around(folder: Path) -> dict[str, date]:
    """Return the day on which each closed account of the engagement around a folder was closed.

    Returns:
        By the id that all records of an account have in common; empty outside of an engagement.
    """
    home = engagement_of(folder)
    found: dict[str, date] = {}
    for path in sorted((home / ACCOUNTS).glob(f"*{SUFFIX}")) if home is not None else ():
        with suppress(WizardError):
            data = read_bytes(path, SAVED)
            record = read_record(data, path.name) if _KEY in data else None
            if record is not None and record.closed is not None and record.closed.on is not None:
                found[base_of(record.record_id)] = record.closed.on
    return found
