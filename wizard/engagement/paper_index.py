"""Which papers a board was given, noted apart from them: a folder that is gone leaves no other trace.

One small file for each paper, written once: two people on a synchronized folder never write the same one. It tells no
state, only that the paper was there, for which records, and the digest of its list of digests.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wizard.errors import Problem, WizardError
from wizard.files.writing import write_new

NOTED = Path("evidence", "papers")
"""In an engagement."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A paper as it was written.

    Attributes:
        file: The note itself.
        folder: Name of the paper's folder in ``decisions/``.
        records: Ids of the records of its accounts.
        sums: SHA-256 of its list of digests.
    """

    file: Path
    folder: str
    records: tuple[str, ...]
    sums: str


def note(home: Path, folder: Path, documents: Mapping[str, bytes]) -> None:
    """Note a paper that was just written; one that is noted already stays as it is.

    Args:
        home: The engagement.
        documents: Its files.
    """
    from wizard.documents.bundle import RECORD, SUMS, sha256
    from wizard.record.annex import accounts_of
    from wizard.record.reading import read_record

    ids: list[str] = []
    with suppress(WizardError, KeyError):
        ids = [one.record_id for one in accounts_of(read_record(documents[RECORD], RECORD))]
    told = {"folder": folder.name, "records": ids, "sums": sha256(documents.get(SUMS, b""))}
    with suppress(OSError):  # the paper itself is there, which is what counts
        write_new(
            home / NOTED / f"{folder.name}.json", (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
        )


def noted(home: Path) -> Iterator[Noted]:
    """Yield the papers of an engagement that were noted, by name; a note that cannot be read tells nothing."""
    for file in sorted((home / NOTED).glob("*.json")):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            told = json.loads(file.read_bytes())
            folder = Path(told["folder"]).name
            os.fsencode(folder)  # a name that no folder can have is refused
            yield Noted(file, folder, tuple(map(str, told["records"])), str(told["sums"]))


def gone(decisions: Path, there: Collection[str]) -> Iterator[tuple[Noted, Problem]]:
    """Yield the papers that are gone, each with what to do.

    Args:
        decisions: The folder of papers.
        there: Ids of all records of papers that are there, under whatever name.
    """
    for one in noted(decisions.parent):
        folder = decisions / one.folder
        if not folder.is_dir() and not (one.records and set(one.records) <= set(there)):
            remedy = (
                f"Put the folder back from a copy. If it was withdrawn, remove {one.file.name} from {NOTED.as_posix()}."
            )
            yield one, Problem(str(folder), "is a paper that a board was given, and it is gone.", remedy)


def sums_remade(decisions: Path) -> Iterator[Path]:
    """Yield the lists of digests that are not those which were written with their papers."""
    from wizard.documents.bundle import SUMS, sha256
    from wizard.engagement.line_ends import read_as_written

    for one in noted(decisions.parent):
        file = decisions / one.folder / SUMS
        with suppress(WizardError):
            if sha256(read_as_written(file)) != one.sums:
                yield file
