"""The settings of an engagement: read from the file next to its records, and laid under each of its accounts.

An account's file holds only what is its own: what comes from the tenant is added when it is read and removed
when it is saved, so there is one place to change it. An answer that differs in the account goes before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wizard.errors import Problem, RecordError, WizardError
from wizard.files.decoding import decode
from wizard.files.reading import Wanted, read_bytes
from wizard.files.toml import NotTomlError, parse_toml
from wizard.pack.toml_lines import nearest
from wizard.record.model import Origin
from wizard.record.settings import Settings
from wizard.record.signoff import check_signoff
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record

_WANTED = Wanted(RecordError, "the settings of an engagement", f"Write {SETTINGS_FILE} as TOML.", limit=200_000)

TENANT = "tenant"
"""How an answer of the tenant came into a record."""


def settings_near(*paths: Path | None) -> Settings | None:
    """Return the settings of the engagement to which a path belongs; None where there is none.

    Looked at are the folder of each path and the one above it, so that records in a folder of an engagement
    have its settings.

    Raises:
        RecordError: The file is there and cannot be used.
    """
    for path in paths:
        if path is None:
            continue
        folder = path if path.is_dir() else path.parent
        for place in (folder, folder.absolute().parent):
            if (place / SETTINGS_FILE).is_file():
                return read_settings(place / SETTINGS_FILE)
    return None


def read_settings(path: Path) -> Settings:
    """Return the settings that a file holds.

    Raises:
        RecordError: With every finding, each with its place.
    """
    text, _ = decode(read_bytes(path, _WANTED), str(path), _WANTED)
    return settings_of(text, path)


def settings_of(text: str, path: Path) -> Settings:
    """Return the settings that a text holds.

    Args:
        path: The file that problems name.

    Raises:
        RecordError: With every finding, each with its place.
    """
    try:
        told = parse_toml(text)
        _check_version(path, told.get("schema_version", Settings().schema_version))
        if isinstance(signoff := told.get("signoff"), dict):
            told["signoff"] = _as_json(signoff)
        return Settings.model_validate(told)
    except NotTomlError as error:
        raise RecordError(error.at(str(path))) from None
    except ValidationError as error:
        raise RecordError(*_problems(path, error)) from None


def _as_json(value: Any) -> Any:
    """Return a value of TOML with each date as a record holds it."""
    if isinstance(value, dict):
        return {name: _as_json(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_as_json(part) for part in value]
    return value.isoformat() if type(value) is date else value


def _check_version(path: Path, version: object) -> None:
    """Refuse a folder that a newer wizard wrote: it may hold what this one would lose."""
    written = Settings().schema_version
    if str(version).split(".", maxsplit=1)[0] != written:
        message = f"is {str(version)[:20]}; this wizard reads version {written}."
        remedy = "Update the wizard, then open the engagement again."
        raise RecordError(Problem(f"{path}: schema_version", message, remedy))


def _problems(path: Path, error: ValidationError) -> list[Problem]:
    return [
        Problem(
            f"{path}: {'.'.join(str(part) for part in finding['loc'])[:200]}",
            "isn't a setting."
            if finding["type"] == "extra_forbidden"
            else f"{finding['msg'][:1].lower()}{finding['msg'][1:200]}.",
        )
        for finding in error.errors(include_url=False, include_input=False, include_context=False)[:50]
    ]


def changed_settings(path: Path, change: Callable[[TOMLDocument], None]) -> tuple[bytes, bytes]:
    """Return the bytes of a settings file before and after a change, without writing it; comments and order stay.

    Raises:
        RecordError: The file cannot be read, does not take the change, or could not be used with it.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    before = read_bytes(path, _WANTED)
    text, _ = decode(before, str(path), _WANTED)
    try:
        told = tomlkit.parse(text)
        change(told)
        after = tomlkit.dumps(told)
    except (TOMLKitError, TypeError, AttributeError, ValueError, RecursionError) as error:
        remedy = "Fix this line, or write the value into the file by hand."
        raise RecordError(Problem(str(path), f"can't be changed: {error}.", remedy)) from None
    settings_of(after, path)
    return before, after.encode("utf-8")


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
