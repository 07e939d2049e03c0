"""A new account of an engagement, from nothing or after another one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from wizard.documents.case import record_id_for
from wizard.pack.models import Meaning
from wizard.record.model import Account, Origin, Record
from wizard.record.signoff import unfolded
from wizard.wording import as_date

if TYPE_CHECKING:
    from wizard.pack.models import Field, Pack

TEMPLATE = "template"
"""How an answer that was taken from another account came into a record."""

ONE_DECISION = frozenset({Meaning.RENEWALS, Meaning.EVIDENCE, Meaning.GAPS_DUE})
"""Fields that say something of one decision alone; the pack marks those that are about one account."""

TEST = ("passed", "tested_on", "tested_by", "evidence", "result")
"""Parts of a control that tell of a test, which proves nothing for another account."""


def begun(pack: Pack, name: str, day: date, template: Record | None = None) -> Record:
    """Return the record of a new account of an engagement, with its id.

    Args:
        name: The account's.
        day: On which it begins.
        template: The record of another account, which says how this one probably is.
    """
    record = Record(account=Account(name=name), created_on=day)
    if template is not None:
        record = record.model_copy(update=_taken(pack, template, day))
    return record.model_copy(update={"record_id": record_id_for(pack, record, day)})


def _taken(pack: Pack, template: Record, day: date) -> dict[str, Any]:
    origin = Origin(how=TEMPLATE, place=template.account.name, given_on=day)
    fields = pack.field_by_id
    signoff = {name: _value(fields.get(name), value, day) for name, value in template.signoff.items()}
    return {
        "template": template.record_id,
        "answers": dict(template.answers),
        "parked": dict(template.parked),
        "origins": dict.fromkeys(template.answers, origin),
        "signoff": {name: value for name, value in signoff.items() if value not in (None, [], {})},
        "self_assessment": template.self_assessment,
        "knowledge_version": template.knowledge_version,
    }


def _value(field: Field | None, value: Any, day: date) -> Any:
    """Return what another account takes over of a value; None for nothing."""
    if field is None or field.own or field.means in ONE_DECISION:
        return None
    if field.kind == "date":
        then = as_date(value)
        return value if then is not None and then >= day else None
    if field.kind == "controls" and isinstance(rows := unfolded(field, value), list):
        return [{key: part for key, part in row.items() if key not in TEST} for row in rows if isinstance(row, dict)]
    return value
