"""Whether the records of a paper and its annex name the same accounts, and say the same of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.findings import RESTORE, Finding
from wizard.engagement.paths import RECORDS
from wizard.engagement.store import SUFFIX, read_saved
from wizard.errors import WizardError
from wizard.record.annex import accounts_of
from wizard.record.names import normal
from wizard.wording import short

if TYPE_CHECKING:
    from wizard.record.model import Record

_SHARED = ("account", "record_id", "revision", "renews", "supersedes", "answers", "signoff", "notes", "applied")
"""Parts that a record on its own and the paper's record both tell."""


def records(folder: Path, record: Record) -> Iterator[Finding]:
    """Compare the record of each account with the paper; documents that were exported alone have no such records.

    Args:
        record: Of the paper.
    """
    if not (folder / RECORDS).is_dir():
        return
    wanted = {normal(one.record_id): one for one in accounts_of(record)}
    unread = 0
    for path in sorted((folder / RECORDS).glob(f"*{SUFFIX}")):
        place = f"{RECORDS}/{path.name}"
        try:
            found = read_saved(path)
        except WizardError as error:
            unread += 1  # it may be the one that is missed below
            yield Finding("record_unreadable", place, error.problems[0].message, RESTORE)
            continue
        told = wanted.pop(normal(found.record_id), None)
        if told is None:
            message = f"is the record {short(found.record_id, 60) or 'without an id'}, which the paper is not for."
            yield Finding("annex_differs", place, message, "Remove the file, or put the annex back as it was signed.")
        elif other := [part for part in _SHARED if getattr(found, part) != getattr(told, part)]:
            message = f"says something else than the paper about: {', '.join(other)}."
            yield Finding("record_differs", place, message, RESTORE)
    for one in list(wanted.values())[unread:]:
        message = f"The record {one.record_id} of {short(one.account.name, 80)} is missing."
        yield Finding("annex_differs", RECORDS, message, RESTORE)
