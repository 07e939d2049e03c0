"""What a document carries around its text: its front matter, and on each page who may read it and whose record it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from wizard.documents.escape import quoted
from wizard.documents.page import front_matter
from wizard.documents.people import signers
from wizard.documents.readiness import status
from wizard.record.version import SCHEMA_VERSION

if TYPE_CHECKING:
    from wizard.documents.case import Case


Tone = Literal["permits", "refuses", "demands", "informs", "open"]
Paper = Literal["a4", "letter"]

WAIVABLE = "waivable_by"
UNDECIDED = "open"
LANGUAGE = "en-US"

_STATUS = {"draft": "Draft", "proposed": "Proposed for approval"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The edge of one document, the same on each of its pages.

    Attributes:
        title: Plain text, for the window and the properties of the file.
        name: Which document it is, such as ``checklist``; empty for a page that belongs to no record.
        record_id: Empty for a page that belongs to no record, as are the fields that follow from one.
        digest: SHA-256 of the record, in full.
        status: How far the document is, in words.
        tone: What the answer does; formats give it a color, in addition to its words.
        pictures: SVG by the address under which the Markdown links it.
    """

    title: str
    name: str = ""
    classification: str = ""
    record_id: str = ""
    revision: int = 1
    digest: str = ""
    status: str = ""
    tone: Tone = "open"
    paper: Paper = "a4"
    pictures: Mapping[str, str] = field(default_factory=dict)

    @property
    def whose(self) -> str:
        """The record, and how far the document is, in words; empty for a page that belongs to none."""
        record = f"{self.record_id}, revision {self.revision}" if self.record_id else ""
        return " · ".join(filter(None, (record, self.status)))


def frame_of(case: Case, name: str, digest: str, pictures: Mapping[str, str]) -> Frame:
    """Return the frame of one of a case's documents.

    Args:
        name: Of the document, without an ending.
        digest: Of the record, as exported with it.
        pictures: SVG by address.
    """
    lead = case.outcome.lead
    return Frame(
        title=f"{name.capitalize()}: {case.account or case.record.record_id}",
        name=name,
        classification=case.classification,
        record_id=case.record.record_id,
        revision=case.record.revision,
        digest=digest,
        status=_STATUS[status(case)] if signers(case) or status(case) == "draft" else "Nothing to sign",
        tone=case.pack.verdict_by_id[lead].stance if lead else "open",
        paper=case.pack.profile.paper,
        pictures=pictures,
    )


def front(case: Case, record_sha256: str) -> str:
    """Return the front matter of a document: the same eight keys, for those who file it and for the readers of the sign-off.

    Args:
        record_sha256: SHA-256 of the record as written, in hex.
    """
    pairs = {
        "record_id": quoted(case.record.record_id),
        "schema_version": quoted(SCHEMA_VERSION),
        "status": status(case),
        "outcome": case.outcome.main or UNDECIDED,
        WAIVABLE: case.decision.values.get(WAIVABLE) or UNDECIDED,
        "knowledge_version": quoted(case.pack.info.version),
        "record_sha256": record_sha256,
        "printed_on": case.day.isoformat(),
    }
    return front_matter(pairs.items())
