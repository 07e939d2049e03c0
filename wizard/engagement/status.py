"""The state of the sign-off of documents: ticked boxes, open signatures and the next date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import RECORD
from wizard.documents.case import build_case
from wizard.documents.people import signers
from wizard.documents.reminders import reminders
from wizard.engagement.readback import Signature, Tick, read_checklist
from wizard.engagement.store import read_saved
from wizard.errors import AnswersError
from wizard.record.names import normal

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack

UNDECIDED = "open"
"""The outcome that a checklist carries while the verdict is open."""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of one folder of documents.

    Attributes:
        account: The account's name.
        outcome: The verdict that the checklist carries, as its id.
        done: Items that are ticked.
        open: Items that are not.
        not_applicable: Ticked items with a reason why they do not apply.
        nameless: Ticked items without a name.
        signed: Signatures that were given.
        unsigned: Roles whose signature is open.
        result: What was filled in under "Result".
        next_date: The next date of the calendar with what is due then; None where there is none.
    """

    folder: Path
    account: str
    record_id: str
    outcome: str
    done: tuple[Tick, ...]
    open: tuple[Tick, ...]
    not_applicable: tuple[Tick, ...]
    nameless: tuple[Tick, ...]
    signed: tuple[Signature, ...]
    unsigned: tuple[str, ...]
    result: dict[str, str]
    next_date: tuple[date, str] | None

    @property
    def complete(self) -> bool:
        """Whether there is a verdict, every box is ticked and every signature given."""
        return self.outcome != UNDECIDED and not self.open and not self.unsigned


def status_of(folder: Path, pack: Pack, engine: Engine, day: date) -> Status:
    """Read the state of a folder of documents on a day.

    Raises:
        RecordError: Checklist or record cannot be read.
    """
    checklist = read_checklist(folder)
    record = read_saved(folder / RECORD)
    ticked = [item for item in checklist.items if item.ticked]
    signed = tuple(row for row in checklist.signatures if row.given)
    titles = {normal(row.role): row.role for row in checklist.signatures}
    coming: list[tuple[date, str]] = []
    try:
        case = build_case(pack, engine, record, day)
        titles |= {normal(signer.title): signer.title for signer in signers(case) if checklist.signatures}
        coming = [entry for entry in reminders(case) if entry[0] >= day]
    except AnswersError:  # an older pack asked otherwise; the boxes are there anyway
        case = None
    given = {normal(row.role) for row in signed}
    return Status(
        folder=folder,
        account=record.account.name,
        record_id=checklist.front.get("record_id", record.record_id),
        outcome=checklist.front.get("outcome", UNDECIDED),
        done=tuple(ticked),
        open=tuple(item for item in checklist.items if not item.ticked),
        not_applicable=tuple(item for item in ticked if item.not_applicable),
        nameless=tuple(item for item in ticked if not item.done_by and not item.not_applicable),
        signed=signed,
        unsigned=tuple(title for name, title in titles.items() if name not in given),
        result={
            what: filled for what, filled in checklist.tables.get("Result", {}).items() if filled and what != "What"
        },
        next_date=coming[0] if coming else None,
    )
