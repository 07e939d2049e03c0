"""The register: one row for each decision, as comma-separated values that any tool imports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wizard.decision.blocks import plain
from wizard.documents.escape import clean
from wizard.documents.people import signers
from wizard.documents.readiness import status
from wizard.documents.slots import decision_sentence
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.documents.case import Case

COLUMNS = (
    "id",
    "type",
    "account",
    "scope",
    "description",
    "reason",
    "compensating_controls",
    "risk_initial",
    "risk_adjusted",
    "requested_by",
    "owner",
    "to_be_signed_by",
    "valid_from",
    "expires_on",
    "review_by",
    "status",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def guarded(text: str) -> str:
    """Return text as a cell that no spreadsheet takes for a formula."""
    text = clean(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Return the text of a cell that ``guarded`` wrote."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def register_row(case: Case) -> dict[str, str]:
    """Return a decision as a row; values are plain text, guarded for spreadsheets."""
    outcome = case.outcome
    rating = case.rating
    controls = "; ".join(row.name for row in case.controls)
    decided = " ".join(plain(decision_sentence(case, verdict)) for verdict in outcome.signed)
    row = {
        "id": case.record.record_id,
        "type": outcome.main or "",
        "account": case.account,
        "scope": "; ".join(dict.fromkeys(row.policy for row in case.exclusions if row.policy)),
        "description": decided,
        "reason": case.text(Meaning.NEED) or case.text(Meaning.CONSTRAINT),
        "compensating_controls": controls,
        "risk_initial": case.library.level_title(rating.initial.level) if rating else "",
        "risk_adjusted": case.library.level_title(rating.adjusted.level) if rating else "",
        "requested_by": case.person(Meaning.REQUESTER).name,
        "owner": case.person(Meaning.OWNER).name,
        "to_be_signed_by": "; ".join(signer.title for signer in signers(case)),
        "valid_from": str(case.date(Meaning.START) or ""),
        "expires_on": str(case.date(Meaning.END) or ""),
        "review_by": str(case.date(Meaning.REVIEW) or ""),
        "status": status(case),
    }
    return {column: guarded(row[column]) for column in COLUMNS}


def register_csv(cases: Iterable[Case]) -> str:
    """Return the register with its head; lines end with LF."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(register_row(case) for case in cases)
    return text.getvalue()
