"""Brings sign-off fields of older packs over to the rows that took their place.

A value goes over where it is certain what it meant. What is not certain is asked again, with the old value and the reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wizard.pack.models import Meaning
from wizard.record.model import AskAgain
from wizard.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import JsonValue

    from wizard.decision.engine import Engine
    from wizard.pack.models import Field, FormerField, Pack
    from wizard.record.model import Record


def carry_fields(pack: Pack, engine: Engine, record: Record, answers: Mapping[str, Any]) -> Record:
    """Return the record with the values of former fields as rows; the record itself where it has none, or nothing is decided yet."""
    groups: dict[str, list[FormerField]] = {}
    for former in pack.former_fields:
        if former.id in record.signoff:
            groups.setdefault(former.to, []).append(former)
    if not groups:
        return record
    decision = engine.decide(answers, engine.read_choices(record.signoff))
    if decision.main is None:
        return record
    signoff, asked = dict(record.signoff), list(record.ask_again)
    for field in pack.signoff:
        parts = groups.get(field.id, [])
        if not parts or field.id not in decision.fields or signoff.get(field.id):
            continue
        given = {part.part: str(signoff.pop(part.id)).strip() for part in parts}
        row, unsure = _row(pack, field, given, decision.outcomes, answers)
        if unsure:
            was: dict[str, JsonValue] = {part: text for part, text in given.items() if text}
            asked.append(AskAgain(place=f"signoff.{field.id}", was=was, why=f"{parts[0].words} {unsure}"))
        else:
            dates = {"starts_on": _meant(pack, signoff, Meaning.START), "ends_on": _meant(pack, signoff, Meaning.END)}
            signoff[field.id] = [{**row, **{name: day for name, day in dates.items() if day}}]
    return record.model_copy(update={"signoff": signoff, "ask_again": asked})


def _row(
    pack: Pack, field: Field, given: Mapping[str, str], outcomes: tuple[str, ...], answers: Mapping[str, Any]
) -> tuple[dict[str, str], str]:
    """Return the one row that the values of former fields make, and why they make none; empty where they do."""
    waived = [group for group in dict.fromkeys(option.group for option in field.option) if group in outcomes]
    if len(waived) != 1:
        return {}, "More than one decision is signed, so nobody can tell which of them these values belong to."
    several = [text for text in given.values() if len(re.split(r"[,;\n]|\band\b|\bund\b", text)) > 1]
    if several:
        return {}, "More than one policy or group is named, and each needs a separate row."
    question = pack.documents.demand_question
    chosen = set(answers.get(question) or ()) if question else set()
    options = [option.id for option in field.option if option.group == waived[0]]
    controls = [name for name in options if name in chosen] if len(options) > 1 else options
    return ({"control": controls[0], **given} if len(controls) == 1 else dict(given)), ""


def _meant(pack: Pack, signoff: Mapping[str, Any], meaning: Meaning) -> Any:
    return signoff.get(pack.meant.get(meaning, ""))


def still_asked(record: Record) -> list[AskAgain]:
    """Return what an older record could not carry over and nobody has given since."""
    return [entry for entry in record.ask_again if _is_open(record.signoff, entry.place)]


def asked_again_in(record: Record) -> Iterator[tuple[str, str]]:
    """Yield fields that are asked again, each with the sentences that give the reason and the old value."""
    for entry in still_asked(record):
        place = entry.place.split(".")
        if len(place) > 1 and place[0] == "signoff":
            row = f"Row {place[2]}: " if len(place) > 2 and place[2].isdigit() else ""
            yield place[1], f"{row}{entry.why}{_was(entry.was)}"


def _was(value: JsonValue) -> str:
    """Return the old value as a sentence; empty for nothing."""
    from wizard.wording import short

    texts = list(value.values()) if isinstance(value, dict) else [value]
    told = [f"“{short(str(text), 80)}”" for text in texts if text not in (None, "")]
    return f" It was {listed(told)}." if told else ""


def _is_open(signoff: Mapping[str, Any], place: str) -> bool:
    """Return whether the place holds nothing; a row that is gone is not asked for."""
    head, *parts = place.split(".")
    if head != "signoff" or not parts:
        return False
    value: Any = signoff.get(parts[0])
    if len(parts) < 3:
        return not value
    rows = value if isinstance(value, list) else []
    number = int(parts[1]) if parts[1].isdigit() else 0
    if not 0 < number <= len(rows) or not isinstance(rows[number - 1], dict):
        return False
    return rows[number - 1].get(parts[2]) in (None, "")
