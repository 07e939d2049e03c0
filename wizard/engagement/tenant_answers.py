"""What an engagement knows once for the whole tenant, laid under each of its accounts.

An account's file holds only what is its own: what comes from the tenant is added when it is read and removed
when it is saved, so there is one place to change it. An answer that differs in the account goes before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wizard.errors import Problem, RecordError, WizardError
from wizard.pack.toml_lines import nearest
from wizard.record.model import Origin
from wizard.record.signoff import check_signoff
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record
    from wizard.record.settings import Settings

TENANT = "tenant"
"""How an answer of the tenant came into a record."""


def with_tenant(pack: Pack, record: Record, settings: Settings | None, place: str = "") -> Record:
    """Return a record with the tenant's answers and sign-off values where it has none.

    Args:
        settings: Those of the engagement; None for a record outside of one.
        place: What answers of the tenant name as their source.

    Raises:
        RecordError: A value of the tenant does not fit its field.
    """
    if settings is None or not (settings.answers or settings.signoff or settings.self_assessment):
        return record
    own = _own(record)
    held = {*own.answers, *own.parked, *own.parked_because}
    given = {name: value for name, value in settings.answers.items() if name not in held}
    origins = {name: Origin(how=TENANT, place=place) for name in given}
    signoff = {name: value for name, value in checked_values(pack, settings).items() if name not in own.signoff}
    return own.model_copy(
        update={
            "answers": {**own.answers, **given},
            "origins": {**own.origins, **origins},
            "to_do": [name for name in own.to_do if name not in given],
            "signoff": {**signoff, **own.signoff},
            "self_assessment": own.self_assessment or settings.self_assessment,
        }
    )


def check_tenant(pack: Pack, engine: Engine, settings: Settings) -> None:
    """Check what an engagement says of the tenant.

    Raises:
        RecordError: With every finding, each with its place in the settings.
    """
    problems: list[Problem] = []
    for check in (lambda: engine.read(settings.answers, parked=True), lambda: checked_values(pack, settings)):
        try:
            check()
        except WizardError as error:
            problems += (replace(one, place=f"{SETTINGS_FILE}: {one.place}") for one in error.problems)
    each = {question.id for question in pack.questions if not question.once}
    problems += [
        Problem(f"{SETTINGS_FILE}: answers.{name}", "is asked for each account.", "Answer it in the accounts.")
        for name in settings.answers
        if name in each
    ]
    fields = [field.id for field in pack.signoff]
    problems += [
        Problem(f"{SETTINGS_FILE}: signoff.{name[:80]}", "isn't a field of the sign-off.", nearest(name, fields))
        for name in settings.signoff
        if name not in fields
    ]
    if problems:
        raise RecordError(*problems)


def checked_values(pack: Pack, settings: Settings) -> dict[str, Any]:
    """Return the tenant's values of the sign-off as they are stored.

    Raises:
        RecordError: One does not fit its field, or names none.
    """
    return check_signoff(pack.signoff, dict(settings.signoff)) if settings.signoff else {}


def without_tenant(pack: Pack, record: Record, settings: Settings | None) -> Record:
    """Return a record without what came from the tenant, as an account's file holds it."""
    if settings is None:
        return record
    own = _own(record)
    values = checked_values(pack, settings)
    return own.model_copy(
        update={
            "signoff": {name: value for name, value in own.signoff.items() if values.get(name) != value},
            "self_assessment": own.self_assessment and not settings.self_assessment,
        }
    )


def _own(record: Record) -> Record:
    """Return a record without answers that were taken from the tenant."""
    taken = {name for name, origin in record.origins.items() if origin.how == TENANT}
    if not taken:
        return record
    parts = ("answers", "parked", "origins")
    kept = {part: {name: one for name, one in getattr(record, part).items() if name not in taken} for part in parts}
    return record.model_copy(update=kept)
