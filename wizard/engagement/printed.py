"""What documents said when they were printed: written again where their pack is at hand, else as they still say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wizard import __version__
from wizard.documents.bundle import CHECKLIST, RECORD, build_documents
from wizard.documents.case import build_case
from wizard.documents.checklist import RECOMMENDATION
from wizard.documents.dossier import DOSSIER
from wizard.documents.page import PICTURES
from wizard.documents.people import signers
from wizard.documents.readiness import open_items
from wizard.documents.reminders import checks_after
from wizard.engagement.readback import checklist_of, front_of
from wizard.errors import WizardError
from wizard.files.reading import read_bytes
from wizard.pack.models import Meaning
from wizard.record.names import normal
from wizard.record.reading import SAVED, read_record
from wizard.record.signoff import typed_signoff
from wizard.record.values import NOBODY, Person, Value
from wizard.wording import read_date

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.documents.case import Case
    from wizard.engagement.readback_form import Checklist
    from wizard.pack.models import Pack
    from wizard.record.model import Record


@dataclass(frozen=True, eq=False)
class Printed:
    """The documents of a folder as they were printed.

    Attributes:
        record: As it is in the folder.
        day: The day of the print; None where nothing tells it.
        case: The record decided on that day; None where the pack at hand cannot decide it.
        documents: The documents written again, by file name; empty where that cannot be done here.
        why_not: Why they cannot be written again; empty where they can.
        told: The checklist as it came back; used as the print where that cannot be written again.
        front: The header of the recommendation.
        refused: What the pack of the print itself does not take; empty where it takes all.
    """

    record: Record
    pack: Pack
    day: date | None
    case: Case | None
    documents: Mapping[str, bytes]
    why_not: str
    told: Checklist | None
    front: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""

    @cached_property
    def checklist(self) -> Checklist | None:
        """The checklist as it was printed; as it came back where it cannot be written again."""
        text = self.documents.get(CHECKLIST)
        return checklist_of(text.decode("utf-8")) if text is not None else self.told

    @property
    def reproduced(self) -> bool:
        """Whether the documents could be written again."""
        return bool(self.documents)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of decisions in the sign-off table."""
        return self.checklist.columns if self.checklist else ()

    @cached_property
    def signers(self) -> dict[str, Person]:
        """Who was to sign, by the title of the role in normal form."""
        if self.case is not None and self.reproduced:
            return {normal(signer.title): signer.person for signer in signers(self.case)}
        rows = self.checklist.signatures if self.checklist else ()
        return {normal(row.role): NOBODY for row in rows if row.role}

    @property
    def draft(self) -> bool:
        """Whether it was a draft; by the pack of the print where that is at hand, else as the header says."""
        if self.case is not None and self.reproduced:
            return bool(open_items(self.case))
        return self.front.get("status") == "draft"

    @property
    def open_count(self) -> int:
        return len(open_items(self.case)) if self.case is not None and self.reproduced else 0

    @cached_property
    def _signoff(self) -> Mapping[str, Value]:
        if self.case is not None:
            return self.case.signoff
        try:
            return typed_signoff(self.pack.signoff, self.record.signoff)
        except WizardError:
            return {}

    def day_of(self, name: Meaning | str) -> date | None:
        """Return a day of the sign-off."""
        if self.case is not None:
            return self.case.date(name)
        value = self._signoff.get(self.pack.field_of(name) or "")
        return value if isinstance(value, date) else None

    def person(self, name: Meaning) -> Person:
        """Return a person of the sign-off; an empty one for none."""
        value = self._signoff.get(self.pack.field_of(name) or "")
        return value if isinstance(value, Person) else NOBODY

    @property
    def start(self) -> date | None:
        return self.day_of(Meaning.START)

    @property
    def end(self) -> date | None:
        return self.day_of(Meaning.END)

    @property
    def target(self) -> date | None:
        """The day by which the work is done, where that and not an exception is what was decided."""
        return None if self.end else self.day_of(Meaning.TARGET)

    @property
    def needed_by(self) -> date | None:
        return self.day_of(Meaning.NEEDED_BY)

    @property
    def gaps_due(self) -> date | None:
        return self.day_of(Meaning.GAPS_DUE) if self.draft or not self.columns else None

    @cached_property
    def reviews(self) -> tuple[date, ...]:
        """The days of review that were printed; of older documents the first one."""
        rows = self.checklist.reviews if self.checklist else ()
        found = {then for row in rows if (then := read_date(row.due))}
        review = self.day_of(Meaning.REVIEW)
        return tuple(sorted(found or ({review} if review else set())))

    @property
    def afterwards(self) -> list[tuple[date, str]]:
        """Checks that fall due some days after a date of the sign-off."""
        case = self.case
        return list(checks_after(self.pack, case.outcome.groups, self.day_of)) if case is not None else []

    @property
    def required_again(self) -> list[tuple[date, str]]:
        """The days after which controls are required again although the decision runs on, as its exclusions say."""
        field = self.pack.field_by_id.get(self.pack.field_of(Meaning.EXCLUSIONS) or "")
        rows = self.record.signoff.get(field.id) if field else None
        titles = {option.id: option.label for option in field.option} if field else {}
        found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        ends = [(read_date(str(row.get("ends_on") or "")), titles.get(str(row.get("control")))) for row in found]
        return sorted({(then, f"{title} required again") for then, title in ends if then and title})

    def ends(self, number: int) -> bool:
        """Return whether a decision, counted from 1, has an end: the checklist asks for its last day, or it is the only one."""
        labels = self.checklist.result if self.checklist else {}
        asked = [label for label in labels if " valid to" in f" {label.lower()}"]
        if not asked:
            return len(self.columns) < 2
        return any(f"decision {number} " in label.lower() for label in asked) or all(
            "decision" not in label.lower() for label in asked
        )

    @cached_property
    def pictures(self) -> Mapping[str, bytes] | None:
        """The pictures as record and pack give them, by file name; None where the pack of the print is not at hand."""
        if self.reproduced:
            made = self.documents
        elif self.case is None or self.day is None or _other_pack(self.record, self.pack):
            return None
        else:
            made = build_documents(self.case)
        return {name: data for name, data in made.items() if name.startswith(PICTURES)}

    def missing(self, checklist: Checklist | None) -> list[str]:
        """Return items that were printed and are gone."""
        there = {item.id for item in checklist.items} if checklist else set()
        printed = self.checklist.items if self.checklist and self.reproduced else ()
        return [item.id for item in printed if item.id not in there]


def read_printed(folder: Path, pack: Pack, engine: Engine, day: date, told: Checklist | None) -> Printed:
    """Read a folder of documents as they were printed.

    Args:
        day: The day to decide on where nothing tells the day of the print.
        told: The checklist as it came back.

    Raises:
        RecordError: The record is missing or cannot be read.
    """
    data = read_bytes(folder / RECORD, SAVED)
    record = read_record(data, RECORD)
    front = front_of(folder, RECOMMENDATION)
    applied = record.applied
    said = front.get("printed_on") or (told.front.get("printed_on") if told else "") or ""
    printed_on = (applied.printed_on if applied else None) or read_date(said)
    why_not = _why_not(folder, data, record, pack, told)
    if not why_not and printed_on is None:
        why_not = "cannot be reproduced here: nothing tells the day of the print"
    case: Case | None = None
    documents: Mapping[str, bytes] = {}
    refused = ""
    try:
        given = decided_then(record, pack, front) if why_not else ()
        case = build_case(pack, engine, record, printed_on or day, given=given)
        documents = {} if why_not else build_documents(case)
    except WizardError as error:
        refused = "" if why_not else f"{error.problems[0].place}: {error.problems[0].text}"
        why_not = why_not or "cannot be reproduced here: today's questions do not take its answers"
    return Printed(record, pack, printed_on, case, documents, why_not, told, front, refused)


def decided_then(record: Record, pack: Pack, front: Mapping[str, str]) -> tuple[str, ...]:
    """Return the verdicts that a record was printed with, the main one first; none where this pack lacks one of them.

    What was signed keeps its days and controls, whatever is decided today.
    """
    verdicts = tuple(record.applied.verdicts) if record.applied else ()
    known = pack.verdict_by_id.keys() >= set(verdicts)
    return verdicts if verdicts and known and front.get("outcome") == verdicts[0] else ()


def _why_not(folder: Path, data: bytes, record: Record, pack: Pack, told: Checklist | None) -> str:
    """Return why documents cannot be written again here; empty where nothing is known against it."""
    if needed := _other_pack(record, pack):
        return f"cannot be reproduced here, needs pack {needed}"
    tool = record.applied.tool if record.applied else ""
    if tool not in {"", __version__}:
        return f"cannot be reproduced here, needs mfa-wizard {tool}; this is {__version__}"
    boxes_in_lists = told is None or "recommendation_sha256" in told.front
    if _first_edition(data) and boxes_in_lists and not (folder / DOSSIER).exists():
        return "cannot be reproduced here: an earlier edition of the wizard wrote it"
    return ""


def _other_pack(record: Record, pack: Pack) -> str:
    """Return which pack a record was printed with; empty for the one at hand."""
    version = record.knowledge_version
    digest = record.applied.knowledge_digest if record.applied else ""
    if digest != pack.digest and version != pack.info.version:
        return version or "of an unknown version"
    return f"{version} with the hash {digest[:12]}" if digest not in {"", pack.digest} else ""


def _first_edition(data: bytes) -> bool:
    try:
        return str(json.loads(data).get("schema_version", "1")).startswith("1")
    except (ValueError, AttributeError):
        return False
