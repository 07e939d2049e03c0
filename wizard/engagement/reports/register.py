"""The register: one row for each account, with what is decided, how far it is, and what is due next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from wizard.documents.escape import clean
from wizard.engagement.reports.cells import as_csv
from wizard.engagement.reports.words import Words
from wizard.engagement.reports.workbook import as_xlsx
from wizard.evidence.cites import Connectors, License, Replacement
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.documents.library import Library
    from wizard.engagement.overview import Overview
    from wizard.engagement.rows import Row

Cell = str | int | date | None

COLUMNS = (
    "id",
    "account",
    "object_id",
    "state",
    "next_step",
    "verdict",
    "also",
    "exception",
    "decision",
    "controls_waived",
    "policies",
    "groups",
    "sentence",
    "reason",
    "compensating_controls",
    "risk_before",
    "risk_after",
    "requested_by",
    "owner",
    "signers",
    "asked_from",
    "asked_to",
    "valid_from",
    "valid_to",
    "review_by",
    "next_date",
    "next_what",
    "open_items",
    "ticket",
    "connectors",
    "replacement",
    "license",
    "paper",
    "knowledge_version",
    "renews",
    "supersedes",
    "remark",
)
"""Names of the columns; they are never renamed, because other tools import them."""

BETWEEN = "; "


@dataclass(frozen=True)
class Register:
    """The register of an engagement."""

    overview: Overview
    library: Library

    @cached_property
    def rows(self) -> list[tuple[Cell, ...]]:
        """The rows, by account file; the cells of each in the order of the columns."""
        words = Words(self.library)
        made = (dict(_cells(row, words)) for row in self.overview.rows)
        return [tuple(cells.get(column) for column in COLUMNS) for cells in made]

    def as_xlsx(self) -> bytes:
        """Return the register as a workbook."""
        return as_xlsx("Register", COLUMNS, self.rows, self.overview.day)

    def as_csv(self) -> bytes:
        """Return the register as comma-separated values, as the settings of the engagement want them."""
        return as_csv(COLUMNS, self.rows, self.overview.engagement.settings.reports)


def _cells(row: Row, words: Words) -> Iterator[tuple[str, Cell]]:
    yield "account", clean(row.account)
    yield "state", row.state.words if row.state else "cannot be read"
    yield "next_step", row.step.words
    yield "paper", row.paper
    yield "valid_from", row.start
    yield "valid_to", row.end
    if row.next is not None:
        yield "next_date", row.next[0]
        yield "next_what", row.next[1]
    yield "remark", BETWEEN.join(_remarks(row))
    seen = row.seen
    if seen is None:
        return
    yield "id", seen.record_id
    yield "object_id", clean(seen.subject)
    yield "verdict", seen.main or ""
    yield "also", BETWEEN.join(name for name in seen.verdicts if name != seen.main)
    yield "exception", BETWEEN.join(words.exceptions(seen))
    yield "decision", seen.title_of(seen.lead) if seen.lead else ""
    yield "controls_waived", _once(one.control for one in seen.waived)
    yield "policies", _once(one.policy for one in seen.waived)
    yield "groups", _once(one.group for one in seen.waived)
    yield "sentence", clean(" ".join(seen.sentences))
    yield "reason", clean(seen.reason)
    yield "compensating_controls", _once(seen.controls)
    yield "risk_before", words.level(seen.risk_before)
    yield "risk_after", words.level(seen.risk)
    yield "requested_by", clean(seen.people.get(words.field(Meaning.REQUESTER), ""))
    yield "owner", clean(seen.owner)
    yield "signers", _once(f"{one.title}: {one.name}" if one.name else one.title for one in seen.signers)
    yield "asked_from", seen.start
    yield "asked_to", seen.end
    yield "review_by", seen.review
    yield "open_items", len(row.open)
    yield "ticket", clean(seen.ticket)
    yield "connectors", BETWEEN.join(words.answers(seen, Connectors.ID))
    yield "replacement", BETWEEN.join(words.answers(seen, Replacement.ID))
    yield "license", BETWEEN.join(words.answers(seen, License.ID))
    yield "knowledge_version", seen.knowledge_version
    yield "renews", seen.renews
    yield "supersedes", seen.supersedes


def _remarks(row: Row) -> Iterator[str]:
    """Yield what a reader has to know about a row."""
    if row.problem is not None:
        yield clean(row.problem.message)
    if row.copies:
        yield f"The same record is in {', '.join(row.copies)}"
    if row.differs:
        yield "The answers or the object ID are others than those of the paper"
    if row.renewing:
        yield "A later revision is in preparation"


def _once(texts: Iterator[str] | tuple[str, ...]) -> str:
    return BETWEEN.join(dict.fromkeys(clean(text) for text in texts if text.strip()))
