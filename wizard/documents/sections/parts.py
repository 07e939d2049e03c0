"""Small pieces that several sections use."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wizard.documents import slots
from wizard.documents.escape import block, identifier, inline
from wizard.record.values import Person
from wizard.wording import listed, long_date

if TYPE_CHECKING:
    from wizard.decision.blocks import Line
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models import Field
    from wizard.record.model import ReportOnly

NOT_GIVEN = "Not given yet"


def account(case: Case) -> str:
    """Return the account's name for a sentence."""
    return identifier(case.account) or "the account"


def filled(case: Case, text: str) -> str:
    """Return a text of the pack with the account's name in place of ``{account}``."""
    return text.replace("{account}", account(case))


def spoken(case: Case, said: Line) -> str:
    """Return a line as Markdown; what users wrote is escaped, and the account's name is shown as a name."""
    return "".join(
        span.text if span.kind != "theirs" else (identifier if span.text == case.account else inline)(span.text)
        for span in said
    )


def decision_sentence(case: Case, verdict: str) -> str:
    return spoken(case, slots.decision_sentence(case, verdict))


def title(case: Case, verdict: str | None) -> str:
    """Return the title of a verdict, as it fits this account where the verdict is one of the outcome."""
    return case.words.verdict(verdict) if verdict else "Not decided yet"


def required(case: Case, row: ReportOnly) -> str:
    """Return what a policy in report-only mode would require, as the pack calls it; empty where it is not known."""
    question = case.engine.questions.get(row.question)
    known = question["options"] if question is not None else ()
    return listed([f"“{case.words.option(row.question, one)}”" for one in row.requires if one in known])


def person(value: Person, missing: str = "") -> str:
    if not value:
        return missing
    text = inline(value.name)
    if value.role:
        text += f" ({inline(value.role)})"
    return f"{text}, {identifier(value.contact)}" if value.contact else text


def day(value: date | None, missing: str = "") -> str:
    return long_date(value) if value else missing


def paragraphs(page: Page, text: str) -> None:
    for paragraph in block(text):
        page.text(paragraph)


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
        return person(value)
    return inline(value) if isinstance(value, str) else missing
