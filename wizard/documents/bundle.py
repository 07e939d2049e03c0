"""The documents of a case as exact bytes, with their digests."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from wizard.documents.checklist import RECOMMENDATION, checklist
from wizard.documents.reading import dump_record
from wizard.documents.recommendation import recommendation
from wizard.errors import ExportError, Problem

if TYPE_CHECKING:
    from wizard.documents.case import Case

CHECKLIST = "checklist.md"
RECORD = "record.json"
SUMS = "SHA256SUMS"


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hex."""
    return hashlib.sha256(data).hexdigest()


def build_documents(case: Case, *, final: bool = False) -> dict[str, bytes]:
    """Return the documents by file name: recommendation, checklist, record and sums.

    The record comes first; the recommendation carries its digest, the checklist carries
    that of the recommendation, and ``SHA256SUMS`` lists what nobody edits afterwards.

    Args:
        case: The case.
        final: Refuse a draft.

    Raises:
        ExportError: ``final``, and something is open; names every item.
    """
    if final:
        refuse_draft(case)
    record = dump_record(case.record)
    text = recommendation(case, sha256(record))
    sums = f"{sha256(text)}  {RECOMMENDATION}\n{sha256(record)}  {RECORD}\n"
    return {
        RECOMMENDATION: text,
        CHECKLIST: checklist(case, sha256(text)),
        RECORD: record,
        SUMS: sums.encode("ascii"),
    }


def refuse_draft(case: Case) -> None:
    """Raise where the documents would be a draft.

    Raises:
        ExportError: With every open item.
    """
    problems = [Problem(item.place, f"{item.label} {item.reason}") for item in case.open_items]
    if case.outcome.main is None:
        remaining = ", ".join(case.decision.possible)
        problems.insert(0, Problem("answers", f"The answers lead to no single decision yet; possible are {remaining}."))
    if problems:
        raise ExportError(*problems)
