"""Whether documents still hold: digests, documents written again, signatures, order of dates, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import RECORD, sha256
from wizard.documents.checklist import RECOMMENDATION
from wizard.engagement import verify_people, verify_print, verify_time
from wizard.engagement.findings import RESTORE, Finding
from wizard.engagement.line_ends import read_as_written
from wizard.engagement.paths import RECORDS
from wizard.engagement.printed import Printed, read_printed
from wizard.engagement.readback import read_checklist
from wizard.engagement.states import ENDED, Standing, State, standing_of
from wizard.engagement.store import SUFFIX, read_saved
from wizard.engagement.succession import Succession, closures_around
from wizard.errors import Problem, RecordError, WizardError
from wizard.record.annex import accounts_of
from wizard.record.names import normal
from wizard.wording import short

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.readback_form import Checklist
    from wizard.pack.models import Pack
    from wizard.record.model import Record

BEFORE = frozenset({State.SUPERSEDED, State.RENEWED})
"""States of records that another one has taken the place of; nothing about them is to be done."""

_SHARED = ("account", "record_id", "revision", "renews", "supersedes", "answers", "signoff", "notes", "applied")
"""Parts that a record on its own and the paper's record both tell."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in one folder of documents.

    Attributes:
        state: How far its decision is; None where its record, or who signed it, cannot be read.
        findings: What does not hold.
        notes: What could not be looked at, and what is worth knowing; nothing to act on.
    """

    folder: Path
    state: State | None
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """A folder of documents as every command looks at it.

    Attributes:
        checklist: As it came back; None where none can be read.
        problems: What is wrong with the files of the checklist.
    """

    printed: Printed
    checklist: Checklist | None
    problems: tuple[Problem, ...]
    standing: Standing

    @property
    def unsure(self) -> Problem | None:
        """Why nobody can tell who signed: the checklist is missing or cannot be read; None where that changes nothing."""
        lost = self.checklist is None and self.standing.state is State.PROPOSED and not self.standing.nothing_to_sign
        return unsigned(self.problems) if lost else None


def unsigned(problems: Sequence[Problem]) -> Problem:
    """Return that nobody can tell who signed, from what is wrong with a checklist."""
    first = problems[0]
    return replace(first, place="", message=f"{first.place} {first.message} So who signed cannot be known.")


def look(folder: Path, pack: Pack, engine: Engine, day: date, succession: Succession) -> Looked:
    """Read a folder of documents.

    Raises:
        RecordError: Its record is missing or cannot be read.
    """
    checklist: Checklist | None = None
    try:
        checklist, problems = read_checklist(folder)
    except RecordError as error:
        problems = list(error.problems)
    printed = read_printed(folder, pack, engine, day, checklist)
    return Looked(printed, checklist, tuple(problems), standing_of(printed, checklist, day, succession))


def verify(folder: Path, pack: Pack, engine: Engine, day: date, succession: Succession | None = None) -> Verified:
    """Return all that does not hold in a folder of documents, seen from a day.

    Args:
        folder: With the documents.
        pack: The knowledge at hand; documents of another version are compared by their digests.
        engine: Made from the same pack.
        day: The day to go by.
        succession: Which records follow which; without it only what this folder says of itself.
    """
    succession = succession or Succession((), pack, closures_around(folder))
    found = list(verify_print.digests(folder))
    try:
        seen = look(folder, pack, engine, day, succession)
    except WizardError as error:
        remedy = "Put the record back as it was written, from a copy of the folder."
        found += [Finding("record_unreadable", p.place or RECORD, p.text, p.remedy or remedy) for p in error.problems]
        return Verified(folder, None, tuple(found))
    found += _files(folder, seen)
    cycle = succession.cycle(seen.printed.record)
    if cycle:
        message = f"It and {len(cycle) - 1 or 'one'} other record replace each other, so none is the last one."
        found.append(
            Finding("supersedes_cycle", f"{RECORD}: supersedes", message, "Print the later one again without it.")
        )
    found += _records(folder, seen.printed.record)
    found += verify_time.printed_later(seen.printed, day)
    if seen.standing.state not in BEFORE:
        found += _content(seen, day)
    notes = list(
        filter(
            None,
            (
                seen.printed.why_not,
                verify_print.pictures_in_doubt(folder, seen.printed),
                verify_print.others(folder),
                verify_print.line_ends(folder),
            ),
        )
    )
    notes += [
        line for line in (verify_time.knowledge_age(seen.printed, day),) if line and seen.standing.state not in ENDED
    ]
    state = seen.standing.state if seen.unsure is None else None
    return Verified(folder, state, tuple(dict.fromkeys(found)), tuple(notes))


def _files(folder: Path, seen: Looked) -> Iterator[Finding]:
    """Compare the files with their print."""
    printed, checklist = seen.printed, seen.checklist
    yield from verify_print.headers(folder, printed)
    for problem in seen.problems:
        code = problem.code or "checklist_unreadable"
        yield Finding(code, problem.place, problem.text, problem.remedy)
    if checklist is not None:
        yield from _digest(folder, checklist, printed)
    yield from verify_print.documents(folder, printed)
    made = verify_print.written_again(printed, verify_print.formats_there(folder)) if printed.reproduced else {}
    yield from verify_print.other_formats(folder, made)
    yield from verify_print.checklists(folder, printed, made)


def _digest(folder: Path, checklist: Checklist, printed: Printed) -> Iterator[Finding]:
    """Compare the digest that a checklist was printed with, where there is anything to sign."""
    try:
        digest = sha256(read_as_written(folder / RECOMMENDATION))
    except RecordError:
        return
    if checklist.digest and checklist.digest != digest:
        message = f"is not the SHA-256 hash of {RECOMMENDATION}; the checklist was printed for another text."
        yield Finding("other_text", f"{checklist.file}: hash", message, RESTORE)
    elif not checklist.digest and (checklist.signs or (printed.checklist is not None and printed.checklist.digest)):
        message = "The line with the hash of the recommendation is missing, so nobody can tell what was signed."
        yield Finding("header_missing", f"{checklist.file}: hash", message, verify_print.RETYPE)


def _content(seen: Looked, day: date) -> Iterator[Finding]:
    """Look at what people filled in, and at what is due."""
    printed, checklist, standing = seen.printed, seen.checklist, seen.standing
    if checklist is not None:
        yield from verify_people.signatures(checklist, printed, day)
        yield from verify_people.duties(checklist, printed)
        yield from verify_people.result(checklist, printed, standing, day)
        yield from verify_people.closure(checklist, printed, standing, day)
        yield from verify_people.reviews(checklist, printed, day, verify_time.opening(printed, standing))
        yield from verify_time.items(checklist, printed, standing, day)
    yield from verify_time.passed(checklist, printed, standing, day)
    yield from verify_time.aged(checklist, printed, standing, day)


def _records(folder: Path, record: Record) -> Iterator[Finding]:
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
            message = f"is the record {short(found.record_id, 60) or 'without an ID'}, which the paper is not for."
            yield Finding("annex_differs", place, message, "Remove the file, or put the annex back as it was signed.")
        elif other := [part for part in _SHARED if getattr(found, part) != getattr(told, part)]:
            message = f"says something else than the paper about: {', '.join(other)}."
            yield Finding("record_differs", place, message, RESTORE)
    for one in list(wanted.values())[unread:]:
        message = f"The record {one.record_id} of {short(one.account.name, 80)} is missing."
        yield Finding("annex_differs", RECORDS, message, RESTORE)
