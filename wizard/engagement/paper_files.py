"""The files of a paper: its documents, the record of each of its accounts, and how they come into their folder."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import RECORD, SUMS, sha256
from wizard.engagement.export import make_documents, write_documents
from wizard.engagement.paper_index import note
from wizard.engagement.paths import RECORDS, numbered, slug
from wizard.engagement.store import SUFFIX, read_saved
from wizard.errors import ExportError, WizardError
from wizard.files.reading import refused
from wizard.files.writing import private_folder
from wizard.record.reading import dump_record

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.record.model import Record


def paper_documents(case: Case, records: Sequence[Record], formats: Sequence[str]) -> dict[str, bytes]:
    """Return the files of a paper by name.

    Args:
        case: What the documents are made of.
        records: Of its accounts, each of which gets a file.
        formats: ``html`` and ``docx`` in addition to Markdown.
    """
    documents = make_documents(case, formats)
    own = {f"{RECORDS}/{name}": dump_record(record) for name, record in _named(records)}
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in own.items())
    return {**documents, **own, SUMS: documents[SUMS] + sums.encode("ascii")}


def _named(records: Sequence[Record]) -> Iterator[tuple[str, Record]]:
    taken = {RECORD}  # a folder that holds one of that name is a paper
    for record in records:
        names = (f"{stem}{SUFFIX}" for stem in numbered(slug(record.account.name)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        yield name, record


def paper_names(title: str, lead: str) -> Iterator[str]:
    """Yield names for the folder of a paper, the best first; they never end.

    Args:
        title: What the paper is called.
        lead: What tells it from another one of that title.
    """
    yield slug(title)
    if lead and slug(title) != lead:
        yield slug(f"{title} {lead}")
    yield from (f"{slug(title)} {number}" for number in itertools.count(2))


def holds(folder: Path, record_id: str) -> bool:
    try:
        return read_saved(folder / RECORD).record_id == record_id
    except WizardError:
        return False


def write_paper(documents: Mapping[str, bytes], folder: Path, home: Path) -> None:
    """Write a new paper whole or not at all: it is made elsewhere and takes its place at the end.

    Args:
        folder: Of the paper; the same bytes there are left alone.
        home: The engagement, which notes the paper.

    Raises:
        ExportError: Other bytes are there, or the folder cannot be written.
    """
    if folder.exists():
        write_documents(documents, folder, "Use --revision to write a new paper, or --title for another one.")
        note(home, folder, documents)
        return
    making: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        making = private_folder(home)
        write_documents(documents, making / folder.name)
        (making / folder.name).rename(folder)
    except OSError as error:
        raise ExportError(refused(folder, error, "Free the disk.")) from None
    finally:
        if making is not None:
            shutil.rmtree(making, ignore_errors=True)
    note(home, folder, documents)
