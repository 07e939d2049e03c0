"""Small pieces that several sections use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from wizard.documents import slots
from wizard.documents.escape import block, identifier, inline
from wizard.pack.models import Meaning
from wizard.record.values import Person
from wizard.wording import long_date

if TYPE_CHECKING:
    from wizard.decision.blocks import Line
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models import Field
    from wizard.pack.models.documents import Variant

NOT_GIVEN = "Not given yet"
NOT_KNOWN = "Not known"


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
    """Return the decision of a verdict as Markdown."""
    return spoken(case, slots.decision_sentence(case, verdict))


def reasons(case: Case, verdict: str) -> str:
    """Return why a verdict came out, as Markdown."""
    other = case.words.instead.get(verdict)
    return filled(case, (other.why if other else "") or case.pack.verdict_by_id[verdict].prose.why)


def steps(case: Case, verdict: str) -> list[tuple[str, str]]:
    """Return the steps of a verdict in order, each with its phase; the phase is empty where none is known."""
    other = case.words.instead.get(verdict)
    if other and other.step:
        return [(step.phase, filled(case, step.text)) for step in other.step]
    texts = case.library.steps(verdict)
    phases = case.library.phases_of_steps.get(verdict, ())
    return [(phases[i] if i < len(phases) else "", filled(case, text)) for i, text in enumerate(texts)]


def who(case: Case, text: str) -> list[tuple[str, str, str]]:
    """Return the roles that a text names, as rows: role, what it does, who it is."""
    told = text.lower()
    rows = []
    for entry in case.pack.documents.who:
        offered = entry.field is not None and entry.field in case.outcome.fields
        if offered or entry.role.lower() in told:
            named = person(case.person(entry.field), NOT_GIVEN) if entry.field and offered else ""
            rows.append((entry.role, entry.meaning, named))
    return rows


def title(case: Case, verdict: str | None) -> str:
    """Return the title of a verdict, as it fits this account where the verdict is one of the outcome."""
    return case.words.verdict(verdict) if verdict else "Not decided yet"


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


def scope_rows(case: Case) -> list[tuple[str, str]]:
    """Return what is excluded, as rows; none where this outcome excludes nothing."""
    if not case.offers(Meaning.EXCLUSIONS):
        return []
    rows: list[tuple[str, str]] = []
    for number, row in enumerate(case.exclusions, 1):
        given = (case.control_title(row), row.policy, row.policy_id, row.group, row.group_id)
        rows.append((f"Exclusion {number}", "; ".join(identifier(text) for text in given if text)))
    return rows or [("Exclusions", NOT_GIVEN)]


def conditional(case: Case, page: Page, *sections: str) -> list[str]:
    """Return the conditional texts of the sections as sentences with their facts."""
    found = []
    for text_id in case.outcome.decision.texts:
        text = case.library.texts[text_id]
        if text.section in sections:
            found.append(f"{text.text} {page.cite(text.facts)}".rstrip())
    return found


def first(case: Case, page: Page, variants: Iterable[Variant]) -> str:
    """Return the first variant that holds, with its facts; empty where none does."""
    for variant in variants:
        if case.holds(variant.when):
            return f"{variant.text} {page.cite(variant.facts)}".rstrip()
    return ""


def every(case: Case, page: Page, variants: Iterable[Variant]) -> list[str]:
    """Return all variants that hold, each with its facts."""
    holding = [variant for variant in variants if case.holds(variant.when)]
    return [f"{variant.text} {page.cite(variant.facts)}".rstrip() for variant in holding]
