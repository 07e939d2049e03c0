"""Small pieces that several sections use."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wizard.documents.escape import identifier, inline
from wizard.record.values import Person
from wizard.wording import listed, long_date

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.pack.models import Field
    from wizard.record.model import ReportOnly

NOT_GIVEN = "Not given yet"


def account(case: Case) -> str:
    """Return the account's name for a sentence."""
    return identifier(case.account) or "the account"


def required(case: Case, row: ReportOnly) -> str:
    """Return what a policy in report-only mode would require, as the pack calls it; empty where it is not known."""
    question = case.engine.questions.get(row.question)
    known = question["options"] if question is not None else ()
    return listed([f"“{case.words.option(row.question, one)}”" for one in row.requires if one in known])


def day(value: date | None) -> str:
    return long_date(value) if value else ""


def value_text(case: Case, field: Field, missing: str = NOT_GIVEN) -> str:
    """Return the value of a field as Markdown on one line."""
    value = case.value(field.id)
    if value is None:
        return missing
    labels = {option.id: option.label for option in field.option}
    if field.kind == "choice":
        return labels.get(str(value), str(value))
    if field.kind == "choices" and isinstance(value, list):
        return "; ".join(labels.get(str(part), str(part)) for part in value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Person):
        text = f"{inline(value.name)} ({inline(value.role)})" if value.role else inline(value.name)
        return f"{text}, {identifier(value.contact)}" if value.contact else text
    return inline(value) if isinstance(value, str) else missing
