"""The register: one row for each account, with what is decided, how far it is, and what is due next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from wizard.documents.escape import clean
from wizard.evidence.cites import Connectors, License, Replacement

if TYPE_CHECKING:
    from wizard.engagement.reports.words import Words
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


def cells(row: Row, words: Words) -> tuple[Cell, ...]:
    """Return the cells of an account in the order of the columns."""
    return tuple(map(_cells(row, words).get, COLUMNS))


def _cells(row: Row, words: Words) -> dict[str, Cell]:
    """Return the cells of a row that have a value."""
    cells: dict[str, Cell] = {
        "account": clean(row.account),
        "state": row.state.words if row.state else "cannot be read",
        "next_step": row.step.words,
        "paper": row.paper,
        "valid_from": row.start,
        "valid_to": row.end,
        "remark": BETWEEN.join(_remarks(row)),
    }
    if row.next is not None:
        cells["next_date"], cells["next_what"] = row.next
    seen = row.seen
    if seen is None:
        return cells
    return cells | {
        "id": seen.record_id,
        "object_id": clean(seen.subject),
        "verdict": seen.main or "",
        "also": BETWEEN.join(name for name in seen.verdicts if name != seen.main),
        "exception": BETWEEN.join(words.exceptions(seen)),
        "decision": seen.title_of(seen.lead) if seen.lead else "",
        "controls_waived": _once([one.control for one in seen.waived]),
        "policies": _once([one.policy for one in seen.waived]),
        "groups": _once([one.group for one in seen.waived]),
        "sentence": clean(" ".join(seen.sentences)),
        "reason": clean(seen.reason),
        "compensating_controls": _once(seen.controls),
        "risk_before": words.level(seen.risk_before),
        "risk_after": words.level(seen.risk),
        "requested_by": clean(seen.people.get(words.requester, "")),
        "owner": clean(seen.owner),
        "signers": _once([f"{one.title}: {one.name}" if one.name else one.title for one in seen.signers]),
        "asked_from": seen.start,
        "asked_to": seen.end,
        "review_by": seen.review,
        "open_items": len(row.open),
        "ticket": clean(seen.ticket),
        "connectors": BETWEEN.join(words.answers(seen, Connectors.ID)),
        "replacement": BETWEEN.join(words.answers(seen, Replacement.ID)),
        "license": BETWEEN.join(words.answers(seen, License.ID)),
        "knowledge_version": seen.knowledge_version,
        "renews": seen.renews,
        "supersedes": seen.supersedes,
    }


def _remarks(row: Row) -> Iterator[str]:
    """Yield what a reader has to know about a row."""
    if row.problem is not None:
        yield clean(row.problem.told_of(row.file))
    if row.copies:
        yield f"The same record is in {', '.join(row.copies)}"
    if row.differs:
        yield "The answers or the object ID are others than those of the paper"
    if row.renewing:
        yield "A later revision is in preparation"


def _once(texts: Sequence[str]) -> str:
    return BETWEEN.join(dict.fromkeys([clean(text) for text in texts if text.strip()])) if texts else ""
