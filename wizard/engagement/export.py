"""Documents on disk: never over something else; as a revision next to it where that is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import CHECKLIST, RECORD, SUMS, build_documents, sha256
from wizard.engagement.engagement import DECISIONS, DRAFTS, EVIDENCE, REPORTS
from wizard.engagement.paths import ACCOUNTS, engagement_of, without_dots
from wizard.engagement.settings import with_tenant
from wizard.engagement.succession import revised_id
from wizard.errors import ExportError, Problem
from wizard.files.reading import refused
from wizard.files.writing import write_whole
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.documents.case import Case
    from wizard.engagement.pseudonym_key import Redacting
    from wizard.pack.models import Pack
    from wizard.record.model import Record
    from wizard.record.settings import Settings

FORMATS = ("md", "html", "docx")
REVISION = "revision-"


@dataclass(frozen=True, slots=True)
class Export:
    """What an export left on the disk.

    Attributes:
        folder: Where the documents lie; a folder below the named one for a revision.
        files: All of them, written now or there already.
        revision: Number of the revision, from 1.
        case: What they were made of.
    """

    folder: Path
    files: tuple[Path, ...]
    revision: int
    case: Case


def read_formats(text: str) -> tuple[str, ...]:
    """Return the formats of a list such as ``md,html``; Markdown is always among them.

    Raises:
        ExportError: A format is not known.
    """
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in FORMATS]
    if unknown:
        message, remedy = "isn't a format.", f"Formats are {', '.join(FORMATS)}."
        raise ExportError(Problem("--format", message, remedy, subject=f"'{unknown[0][:20]}'"))
    return tuple(word for word in FORMATS if word == "md" or word in words)


def make_documents(case: Case, formats: Iterable[str] = ("md",), *, final: bool = False) -> dict[str, bytes]:
    """Return the documents of a case by file name, in every format.

    Raises:
        ExportError: They must not be final yet; with every missing field.
    """
    from wizard.documents.frame import frame_of
    from wizard.documents.page import PICTURES

    documents = build_documents(case, final=final)
    pictures = {name: data.decode() for name, data in documents.items() if name.startswith(PICTURES)}
    digest = sha256(documents[RECORD])
    made: dict[str, bytes] = {}
    for name in [name for name in documents if name.endswith(".md")]:
        text, stem = documents[name].decode(), name.removesuffix(".md")
        frame = frame_of(case, stem, digest, pictures)
        if "html" in formats:
            from wizard.documents.html import to_html

            made[f"{stem}.html"] = to_html(text, frame).encode()
        if "docx" in formats:
            from wizard.documents.docx import to_docx

            made[f"{stem}.docx"] = to_docx(text, frame)
    filled_in = CHECKLIST.removesuffix("md")
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in made.items() if not name.startswith(filled_in))
    return {**documents, **made, SUMS: documents[SUMS] + sums.encode("ascii")}


def export_record(
    pack: Pack,
    engine: Engine,
    record: Record,
    day: date,
    folder: Path,
    *,
    formats: Iterable[str] = ("md",),
    final: bool = False,
    redact: Redacting | None = None,
    revision: bool = False,
    settings: Settings | None = None,
) -> Export:
    """Write the documents of a record.

    Args:
        engine: Made from the same pack.
        day: The date of the documents.
        folder: Where they go.
        formats: ``html`` and ``docx`` in addition to Markdown.
        final: Refuse a draft.
        redact: Replace names by pseudonyms, which are in the key before a document is written.
        revision: Where the folder holds other documents, write new ones into a folder below it.
        settings: Those of the engagement, with what holds for its whole tenant; None leaves what the record says, and
            the rules of the pack.

    Raises:
        ExportError: The folder holds something else, is one that an engagement keeps itself, cannot be written, or
            fields are missing.
        AnswersError: The pack does not allow an answer.
        RecordError: A sign-off value does not fit its field, or the key of pseudonyms cannot be used.
    """
    from wizard.documents.case import build_case
    from wizard.documents.house import settled

    formats = tuple(formats)
    keep_apart(folder, "Papers for a board are written by 'mfa-wizard board'.")
    if settings is not None:
        record = settled(pack, with_tenant(pack, record, settings, SETTINGS_FILE), settings, day)
    if redact is not None:
        redact.keep_apart(folder)
        record = redact.redacted(pack, engine, record, day)
    last, number = folder, record.revision
    case = build_case(pack, engine, record, day)
    if revision:
        last, number = _last_revision(folder, record.revision)
        if number > record.revision:
            case = build_case(pack, engine, _revised(record, case, number), day)
    documents = make_documents(case, formats, final=final)
    if revision and differing(documents, last):
        number += 1
        last = folder / f"{REVISION}{number}"
        case = build_case(pack, engine, _revised(record, case, number), day)
        documents = make_documents(case, formats, final=final)
    return Export(last, tuple(write_documents(documents, last)), number, case)


def keep_apart(folder: Path, remedy: str = "") -> None:
    """Check that what is written does not go among the files of an engagement, where nobody would find or count it right.

    Raises:
        ExportError: It would.
    """
    for named in (without_dots(folder), folder.resolve()):  # a link leads into one, or is in one
        engagement = engagement_of(named)
        if engagement is None:
            continue
        inside = tuple(part.casefold() for part in named.relative_to(engagement).parts)
        if inside and inside[0] not in {ACCOUNTS, EVIDENCE, REPORTS} and inside not in {(DECISIONS,), (DRAFTS,)}:
            continue
        message = "is where an engagement keeps its own files, so nothing was written; name another folder."
        raise ExportError(Problem(str(folder), message, remedy, for_shell=True))


def _last_revision(folder: Path, first: int) -> tuple[Path, int]:
    """Return the newest revision below a folder; the folder itself where there is none."""
    numbers = [
        int(path.name.removeprefix(REVISION))
        for path in folder.glob(f"{REVISION}*")
        if path.is_dir() and path.name.removeprefix(REVISION).isdecimal()
    ]
    newest = max([first, *numbers])
    return (folder / f"{REVISION}{newest}", newest) if newest > first else (folder, first)


def _revised(record: Record, case: Case, number: int) -> Record:
    """Return a record as a later revision, which names the one before."""
    own = case.record.record_id
    ids = {"record_id": revised_id(own, number), "supersedes": revised_id(own, number - 1)}
    return record.model_copy(update={"revision": number, **ids})


REMEDY = "Write a revision next to it with --revision, or name another folder."


def write_documents(documents: Mapping[str, bytes], folder: Path, remedy: str = REMEDY) -> list[Path]:
    """Write documents into a folder; the same bytes are left alone, other bytes are never overwritten.

    ``SHA256SUMS`` grows by the lines of formats that join later.

    Args:
        documents: Bytes by file name.
        folder: Made where it is missing.
        remedy: What a person can do where a file differs.

    Raises:
        ExportError: A file is there already and differs, or the folder cannot be written.
    """
    others = differing(documents, folder)
    if others:
        message = "is there already and differs, so nothing was written."
        problems = [Problem(str(path), message, remedy, for_shell=True) for path in others]
        raise ExportError(*problems, differing=others)
    written: list[Path] = []
    for name, data in documents.items():
        path = folder / name
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, data, 0o666)
            elif name == SUMS:
                _grow(path, data)
        except OSError as error:
            raise ExportError(refused(path, error, "Free it, or name another folder.")) from None
        written.append(path)
    return written


def differing(documents: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Return the files of a folder that documents would write over.

    Raises:
        ExportError: One cannot be looked at.
    """
    found: list[Path] = []
    for name, data in documents.items():
        path = folder / name
        try:
            there = path.read_bytes()
            if there != data and not (name == SUMS and _joined(there, data)):
                found.append(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ExportError(refused(path, error, "Name another folder.", "looked at")) from None
    return found


def _joined(there: bytes, data: bytes) -> bytes:
    """Return the lines of both sums, each once; empty where they give one file two digests."""
    lines = dict.fromkeys([*there.splitlines(), *data.splitlines()])
    names = {line.partition(b"  ")[2] for line in lines}
    return b"".join(line + b"\n" for line in lines) if len(names) == len(lines) else b""


def _grow(path: Path, data: bytes) -> None:
    """Add to the sums on the disk what they do not list yet."""
    there = path.read_bytes()
    joined = _joined(there, data)
    if joined not in {there, b""}:
        write_whole(path, joined, 0o666)
