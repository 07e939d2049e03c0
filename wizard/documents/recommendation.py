"""The recommendation: front matter, title, and its sections in order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wizard.documents.escape import quoted
from wizard.documents.library import Library
from wizard.documents.page import Page, front_matter
from wizard.documents.readiness import status
from wizard.documents.sections import (
    account,
    exception,
    head,
    layers,
    open_ends,
    options,
    people,
    plan,
    provenance,
    risk,
    why,
)
from wizard.pack.models import Meaning
from wizard.record.signoff import person_text
from wizard.record.values import Person
from wizard.record.version import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.documents.case import Case
    from wizard.pack.models import Field

SECTIONS = (
    head.decision,
    head.at_a_glance,
    layers.platform,
    layers.tenant,
    account.account_and_use,
    account.answers_given,
    why.why,
    why.frameworks,
    why.accompanying,
    options.options,
    exception.constraint,
    risk.risk,
    exception.controls,
    exception.conditions,
    exception.validity,
    plan.plan,
    plan.consequences,
    plan.confirmation,
    plan.rollback,
    open_ends.open_ends,
    people.evidence,
    people.people,
)
"""The sections of the body in order; each is empty where it does not apply."""


def recommendation(case: Case, digest: str) -> bytes:
    """Return the recommendation as bytes.

    Args:
        digest: SHA-256 of the record as written, in hex.
    """
    front = front_matter(_front(case, digest))
    return Library.of(case.pack, case.engine).expander.finish(f"{front}\n{recommendation_page(case, digest).body()}")


def recommendation_page(case: Case, digest: str) -> Page:
    page = Page()
    page.heading(1, head.headline(case))
    for section in SECTIONS:
        section(page, case)
    provenance.provenance(page, case, digest)
    provenance.sources(page, case)
    provenance.fragments(page, case)
    return page


def _front(case: Case, digest: str) -> Iterator[tuple[str, str]]:
    """Yield the keys of the front matter; no title, since the heading is one.

    A required value that is missing is there, but empty, so that a reader of drafts finds every key.
    """
    yield "record_id", quoted(case.record.record_id)
    yield "schema_version", quoted(SCHEMA_VERSION)
    yield "status", status(case)
    yield "outcome", case.outcome.main or "open"
    for name, value in case.decision.values.items():
        yield name, value or "open"
    given = {field.front_matter: field for field in case.pack.signoff if field.front_matter}
    for key in FIELDS:
        if key == "classification":
            yield key, quoted(case.text(Meaning.CLASSIFICATION) or case.pack.profile.classification.default)
        elif key in given:
            yield key, _value(case, given[key]) or ('""' if case.requires(given[key].id) else "")
    if case.rating is not None:
        yield "risk_initial", case.library.level_title(case.rating.initial.level)
        yield "risk_residual", case.library.level_title(case.rating.adjusted.level)
    yield "confidence", open_ends.confidence(case)
    yield "knowledge_version", quoted(case.pack.info.version)
    yield "knowledge_checked_on", case.pack.info.checked_on.isoformat()
    yield "record_sha256", digest
    supersedes = case.text(Meaning.SUPERSEDES) or case.record.supersedes
    yield "supersedes", quoted(supersedes) if supersedes else ""
    ticket = case.text(Meaning.TICKET)
    yield "ticket_ref", quoted(ticket) if ticket else ""


FIELDS = (
    "subject_ref",
    "tenant_ref",
    "classification",
    "facilitator",
    "requester",
    "account_owner",
    "deputy",
    "decision_needed_by",
    "valid_from",
    "expires_on",
    "review_by",
    "renewal_number",
)
"""Keys that take their values from sign-off fields, in the order of the board's form."""


def _value(case: Case, field: Field) -> str:
    value = case.value(field.id)
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Person):
        return quoted(person_text(value.model_copy(update={"contact": ""})))
    text = str(value)
    if field.means is Meaning.RENEWALS and text.isascii() and text.isdigit():
        return str(int(text))
    return quoted(text)
