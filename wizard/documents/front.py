"""The head of each document: the same eight keys, for those who file it and for the readers of the sign-off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.documents.escape import quoted
from wizard.documents.page import front_matter
from wizard.documents.readiness import status
from wizard.record.version import SCHEMA_VERSION

if TYPE_CHECKING:
    from wizard.documents.case import Case

WAIVABLE = "waivable_by"
UNDECIDED = "open"


def front(case: Case, record_sha256: str) -> str:
    """Return the front matter of a document.

    Args:
        case: What the document is about.
        record_sha256: SHA-256 of the record as written, in hex.
    """
    return front_matter(_pairs(case, record_sha256))


def _pairs(case: Case, record_sha256: str) -> Iterator[tuple[str, str]]:
    yield "record_id", quoted(case.record.record_id)
    yield "schema_version", quoted(SCHEMA_VERSION)
    yield "status", status(case)
    yield "outcome", case.outcome.main or UNDECIDED
    yield WAIVABLE, case.decision.values.get(WAIVABLE) or UNDECIDED
    yield "knowledge_version", quoted(case.pack.info.version)
    yield "record_sha256", record_sha256
    yield "printed_on", case.day.isoformat()
