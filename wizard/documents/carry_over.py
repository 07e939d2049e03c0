"""Brings answers and sign-off of a record that an older pack made over to the pack of today.

Nothing is lost: an answer that fits is moved, one whose meaning changed is
parked with the reason and asked again, and one that leads nowhere is kept aside. A value
of the sign-off moves where it is certain what it meant; else it is asked again, with the reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wizard.decision.answers import UNKNOWN
from wizard.decision.engine import Engine
from wizard.errors import AnswersError
from wizard.pack.models import FormerAnswer, FormerQuestion, Meaning, Pack
from wizard.record.model import AskAgain, Record
from wizard.wording import listed, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import JsonValue

    from wizard.pack.models import Field, FormerField


def carry_over(pack: Pack, engine: Engine, record: Record) -> tuple[Record, tuple[str, ...]]:
    """Return the record in the terms of this pack, and what a reader must be told about it."""
    carried = _Carried(pack, engine, record)
    carried.narrowed()
    carried.merged()
    carried.unknown()
    return carried.record, tuple(carried.notices)


class _Carried:
    def __init__(self, pack: Pack, engine: Engine, record: Record) -> None:
        self.pack = pack
        self.engine = engine
        self.record = record.model_copy(deep=True)
        self.notices: list[str] = []

    def narrowed(self) -> None:
        """Park answers that meant something else when they were given."""
        answers, version = self.record.answers, self.record.knowledge_version
        reasons: dict[str, list[str]] = {}
        for former in self.pack.former_answers:
            if former.answer in _several(answers.get(former.question)) and _was_so(former, version, self.engine):
                reasons.setdefault(former.question, []).append(former.words)
        for question, words in reasons.items():
            given = answers.pop(question)
            known = [option for option in _several(given) if option in self.engine.questions[question]["options"]]
            if len(known) < len(_several(given)):
                self._keep_aside(question, given)
            self._park(question, known if isinstance(given, list) else "".join(known), " ".join(words))

    def merged(self) -> None:
        """Give the answers of former questions to the questions that took their place."""
        groups: dict[str, list[FormerQuestion]] = {}
        for former in self.pack.former_questions:
            groups.setdefault(former.to, []).append(former)
        for question, parts in groups.items():
            given = {part.id: self._take(part.id) for part in parts}
            found = [part.answers[str(given[part.id])] for part in parts if given[part.id] in part.answers]
            for part in parts:
                self._rename(part.id, question)
                if given[part.id] is not None and given[part.id] not in part.answers:
                    self._keep_aside(part.id, given[part.id])
            if not found or question in self.record.answers:
                continue
            answer = self._joined(question, found)
            if len(found) == len(parts):
                self.record.answers[question] = answer
            else:
                self._park(question, answer, f"{parts[0].words} Only {len(found)} of the {len(parts)} were answered.")

    def unknown(self) -> None:
        """Keep answers aside that this pack does not know."""
        for part in (self.record.answers, self.record.parked):
            for name, value in list(part.items()):
                try:
                    self.engine.read({name: value}, parked=True)
                except AnswersError as error:
                    self._keep_aside(name, part.pop(name))
                    self.notices.append(f"{error.problems[0]} The answer is kept aside in the record.")
        self.record.to_do = [name for name in self.record.to_do if name in self.engine.questions]

    def _park(self, question: str, answer: Any, words: str) -> None:
        if answer:
            self.record.parked[question] = answer
        self.record.parked_because[question] = words
        title = self.pack.question_by_id[question].title
        self.notices.append(f"“{title}” is asked again; the question says why.")

    def _take(self, name: str) -> Any:
        value = self.record.answers.pop(name, None)
        parked = self.record.parked.pop(name, None)
        return parked if value is None else value

    def _keep_aside(self, name: str, value: Any) -> None:
        self.record.set_aside = {**self.record.set_aside, name: value}

    def _joined(self, question: str, found: list[str]) -> str | list[str]:
        shape = self.engine.questions[question]
        if UNKNOWN in found:
            return [UNKNOWN] if shape["many"] else UNKNOWN
        chosen = [option for option in shape["options"] if option in found]
        together = [option for option in chosen if option not in shape["exclusive"]] or chosen[:1]
        return together if shape["many"] else together[0]

    def _rename(self, old: str, new: str) -> None:
        """Move what is noted about the old question to the new one."""
        record = self.record
        if old in record.notes:
            note = record.notes.pop(old)
            record.notes[new] = f"{record.notes[new]}\n{note}" if new in record.notes else note
        if old in record.origins:
            record.origins.setdefault(new, record.origins.pop(old))
            record.origins.pop(old, None)
        for names in (record.to_do, record.discuss):
            if old in names:
                names[:] = dict.fromkeys(new if name == old else name for name in names)
        record.drafts.pop(old, None)


def _several(answer: Any) -> tuple[Any, ...]:
    return tuple(answer) if isinstance(answer, list | tuple) else (answer,)


def _was_so(former: FormerAnswer, version: str, engine: Engine) -> bool:
    """Return whether a record of this pack version holds the answer in its old meaning.

    An answer that is still in use counts as the old one only where the version is known to be old enough.
    """
    if version:
        return _numbers(version) <= _numbers(former.until)
    return former.answer not in engine.questions[former.question]["options"]


def _numbers(version: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", version)]


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
            dates = {"starts_on": pack.said_of(Meaning.START, signoff), "ends_on": pack.said_of(Meaning.END, signoff)}
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


def still_asked(record: Record) -> list[AskAgain]:
    """Return what an older record could not carry over and nobody has given since."""
    return [entry for entry in record.ask_again if _is_open(record.signoff, entry.place)]


def asked_again_in(record: Record) -> Iterator[tuple[str, str]]:
    """Yield fields that are asked again, each with the sentences that give the reason and the old value."""
    yield from (asked_again(entry) for entry in still_asked(record) if entry.place.startswith("signoff."))


def asked_again(entry: AskAgain) -> tuple[str, str]:
    """Return the field or question that is asked again, and the sentences that give the reason and the old value."""
    place = entry.place.split(".")
    row = f"Row {place[2]}: " if len(place) > 2 and place[2].isdigit() else ""
    return place[1] if len(place) > 1 else entry.place, f"{row}{entry.why}{_was(entry.was)}"


def _was(value: JsonValue) -> str:
    """Return the old value as a sentence; empty for nothing."""
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
