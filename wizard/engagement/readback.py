"""Folders of documents found and read back: what people ticked, signed and filled in, in Markdown or Word."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from wizard.documents.bundle import CHECKLIST, RECORD, SUMS
from wizard.documents.checklist import RECOMMENDATION
from wizard.engagement.readback_form import Checklist, Review, Signature, Tick, form_of
from wizard.engagement.readback_markdown import front_matter_of, markdown_blocks
from wizard.engagement.readback_word import read_word
from wizard.errors import ExportError, Problem, RecordError
from wizard.files.decoding import decode
from wizard.files.reading import Wanted, files_in, read_bytes
from wizard.record.reading import SAVED

WORD = "checklist.docx"
_FILLED_IN = replace(SAVED, what="a checklist", remedy="Put the signed checklist back, as Markdown or as Word.")
_MERGING = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
"""What git writes around the versions of a merge that somebody has to finish."""
STRICT = ("reject", "return")
"""Decisions that count from either of two checklists."""


def document_folders(folder: Path) -> list[Path]:
    """Return a folder of documents and those below it: revisions, or the accounts of a batch.

    Raises:
        ExportError: There are none.
    """
    files = tuple(files_in(folder, deep=True)) if folder.is_dir() else ()
    found = {file.parent for file in files if file.name in {RECORD, RECOMMENDATION}}
    found |= {file.parent for file in files if file.name == SUMS and file.parent not in found and _of_documents(file)}
    if not found:
        message = f"holds no {RECORD}, so there are no documents to look at."
        raise ExportError(
            Problem(str(folder), message, "Name a folder that 'mfa-wizard export' wrote.", for_shell=True)
        )
    return sorted(found)


def _of_documents(sums: Path) -> bool:
    """Return whether checksums are of documents that are gone; a change set is kept next to a paper and has its own."""
    try:
        listed = read_document(sums)
    except RecordError:
        return True
    return not listed or RECORD in listed or RECOMMENDATION in listed


def read_document(path: Path, wanted: Wanted = SAVED) -> str:
    """Return a document as text.

    Raises:
        RecordError: It is missing, too large or not text.
    """
    return decode(read_bytes(path, wanted), str(path), wanted)[0].replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=8)  # one that nobody filled in yet is the same text as its print
def checklist_of(text: str) -> Checklist:
    """Return what people filled in in a checklist of Markdown."""
    return form_of(markdown_blocks(text), front_matter_of(text), CHECKLIST)


def markdown_checklist(folder: Path) -> Checklist:
    """Return what people filled in in the Markdown checklist of a folder.

    Raises:
        RecordError: It is missing, cannot be read, or holds a merge that nobody finished.
    """
    text = read_document(folder / CHECKLIST, _FILLED_IN)
    if (found := _MERGING.search(text)) is not None:
        message = f"holds two versions: a merge was not finished (line {text.count(chr(10), 0, found.start()) + 1})."
        raise RecordError(Problem(CHECKLIST, message, "Keep one version, and remove the lines that mark the other."))
    return checklist_of(text)


def word_checklist(data: bytes) -> Checklist:
    """Return what people filled in in a checklist of Word.

    Raises:
        RecordError: It is something else, or damaged.
    """
    read = read_word(data, WORD)
    return form_of(read.blocks, read.front, WORD, read.around)


def front_of(folder: Path, name: str) -> dict[str, str]:
    """Return the front matter of a document; empty where it cannot be read."""
    try:
        return front_matter_of(read_document(folder / name))
    except RecordError:
        return {}


def read_checklist(folder: Path) -> tuple[Checklist, list[Problem]]:
    """Read a checklist in the formats that are there.

    Where both Markdown and Word are filled in, entries of both count. Where they contradict each other, the
    Markdown counts, and a rejection or return in either.

    Returns:
        The checklist, and what is wrong with its files.

    Raises:
        RecordError: There is none, or none that can be read.
    """
    found: list[Checklist] = []
    problems: list[Problem] = []
    try:
        found.append(markdown_checklist(folder))
    except RecordError as error:
        there = (folder / CHECKLIST).exists()
        problems += [replace(one, place=CHECKLIST) for one in error.problems] if there else []
    if (folder / WORD).exists():
        try:
            found.append(word_checklist(read_bytes(folder / WORD, _FILLED_IN)))
        except RecordError as error:
            problems += [replace(one, place=WORD) for one in error.problems]
    if not found:
        missing = Problem(CHECKLIST, "is missing.", _FILLED_IN.remedy)
        raise RecordError(*(problems or [missing]))
    if len(found) == 1:
        return found[0], problems
    written = [one for one in found if one.touched]
    if len(written) < 2:
        return (written or found)[0], problems
    both, differing = merged(*written)
    if differing:
        message = (
            f"{CHECKLIST} and {WORD} contradict each other: {'; '.join(differing[:12])}. "
            f"{CHECKLIST} counts, and a rejection or return in either."
        )
        remedy = f"Make both say the same, or remove {WORD} from the folder."
        problems.append(Problem(CHECKLIST, message, remedy, code="two_checklists"))
    return both, problems


def merged(first: Checklist, second: Checklist) -> tuple[Checklist, list[str]]:
    """Return two checklists as one, and where they contradict each other; the first counts there."""
    differing: list[str] = []
    items = {(item.id, item.heading): item for item in second.items}
    signatures = {row.role: row for row in second.signatures}
    reviews = {row.due: row for row in second.reviews}
    return (
        replace(
            first,
            items=tuple(_item(item, items.get((item.id, item.heading)), differing) for item in first.items),
            signatures=tuple(_signature(row, signatures.get(row.role), differing) for row in first.signatures),
            reviews=tuple(_review(row, reviews.get(row.due), differing) for row in first.reviews),
            result=_filled("Result", first.result, second.result, differing),
            closure=_filled("Closure", first.closure, second.closure, differing),
            unreadable=(*first.unreadable, *second.unreadable),
        ),
        differing,
    )


def _either(what: str, one: str, other: str, differing: list[str]) -> str:
    if one and other and one.casefold() != other.casefold():
        differing.append(what)
    return one or other


def _item(one: Tick, other: Tick | None, differing: list[str]) -> Tick:
    if other is None:
        return one
    if one.touched and other.touched and one.box != other.box:
        differing.append(f"{one.id}, box")
    return replace(
        one,
        box=one.box if one.touched else other.box,
        done_on=_either(f"{one.id}, date", one.done_on, other.done_on, differing),
        evidence=one.evidence if one.touched else other.evidence,
        person=one.person if one.touched or not other.touched else other.person,
        not_applicable=other.not_applicable if one.not_applicable is None else one.not_applicable,
    )


def _signature(one: Signature, other: Signature | None, differing: list[str]) -> Signature:
    if other is None:
        return one
    decisions = dict(one.decisions)
    for column, word in other.decisions.items():
        chosen = _either(f"{one.role}, {column}", one.decisions.get(column, ""), word, differing)
        decisions[column] = word if word.casefold().startswith(STRICT) else chosen
    return replace(
        one,
        name=one.name if one.given or not other.given else other.name,
        decisions=decisions,
        conditions=_either(f"{one.role}, conditions", one.conditions, other.conditions, differing),
        date=_either(f"{one.role}, date", one.date, other.date, differing),
        reference=_either(f"{one.role}, signature", one.reference, other.reference, differing),
    )


def _review(one: Review, other: Review | None, differing: list[str]) -> Review:
    if other is None or not other.given:
        return one
    if one.given and one != replace(other, place=one.place):
        differing.append(f"review due {one.due}")
    return one if one.given else other


def _filled(where: str, one: dict[str, str], other: dict[str, str], differing: list[str]) -> dict[str, str]:
    both = dict(other)
    both.update(
        {label: _either(f"{where}, {label}", text, other.get(label, ""), differing) for label, text in one.items()}
    )
    return both
