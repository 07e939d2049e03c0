"""A record with a word of its own in every place that takes text: whoever finds the word knows what leaked."""

from __future__ import annotations

import copy
import types
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from tests.documents.making import ANSWERS, DAY, SIGNOFF
from tests.support.packs import real_pack
from wizard.pack.models import Field, Meaning
from wizard.record.model import Record
from wizard.record.reading import record_from
from wizard.record.settings import OwnOrganization, Settings
from wizard.record.values import LISTS, ONE, Row, row_parts

SIGN = "zq"
"""Begins every such word, and no other."""

LEFT = {
    "schema_version",
    "knowledge_version",
    "answers",
    "parked",
    "signoff",
    "redacted",
    "created_on",
    "revision",
    "self_assessment",
    "drafts",
}
"""Fields that the engine or a version check has read before: they hold words of the pack only."""


class Canaries:
    """Makes the words and knows the place of each.

    Attributes:
        places: Place by word.
        names: Words that are part of a name; no option keeps them.
        written: The names as they are written.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.places: dict[str, str] = {}
        self.names: set[str] = set()
        self.written: list[str] = []

    def word(self, place: str, *, name: bool = False) -> str:
        made = f"{SIGN}{len(self.places):04d}x"
        self.places[made] = place
        if name:
            self.names.add(made)
        return made

    def record(self) -> Record:
        """Return a record that has documents, with a word in every place."""
        made = self._part(Record, "record", LEFT)
        made |= {
            "answers": copy.deepcopy(ANSWERS),
            "account": {
                "name": f"{self.word('account', name=True).upper()}@{self.word('account domain', name=True)}.example",
                "aliases": [self.word("alias", name=True)],
            },
            "created_on": DAY.isoformat(),
            "signoff": {field.id: self._field(field) for field in real_pack().signoff},
            "to_do": [self.word("to_do"), "licence"],
            "discuss": [self.word("discuss"), "token"],
        }
        told = [made["account"]["name"], made["account"]["name"].split("@")[0].lower(), *self.written]
        made["signoff"]["justification"] += "".join(f" {name} said so;" for name in told)
        made["signoff"][self.word("key of an unknown field")] = self.word("unknown field")
        return record_from({name: value for name, value in made.items() if value is not None}, "test")

    def settings(self) -> Settings:
        """Return an engagement's settings with a word in every place."""
        named = {"name", "policy"}
        organization = {
            name: f"{self.word(f'settings.{name}', name=name in named).capitalize()} Lind"
            for name in OwnOrganization.model_fields
        }
        rules = {"meanings": {role.id: self.word(f"meaning of {role.id}") for role in real_pack().profile.role}}
        return Settings.model_validate({"organization": organization, "rules": rules})

    def _field(self, field: Field) -> Any:
        if field.kind in ONE:
            return self._row(field, ONE[field.kind], {})
        if field.kind in LISTS:
            given = SIGNOFF.get(field.id) or [{}]
            return [self._row(field, LISTS[field.kind], row) for row in given]
        if field.means is Meaning.RENEWALS or field.kind not in {"text", "paragraph"}:
            given = SIGNOFF.get(field.id)
            return given if given is not None or not field.option else field.option[0].id
        if field.id in real_pack().documents.guid_fields:
            return SIGNOFF.get(field.id)
        return f"{self.word(f'signoff.{field.id}')} and {self.word(f'signoff.{field.id}')} say why that is so for long."

    def _row(self, field: Field, kind: type[Row], given: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for part in row_parts(kind):
            if part.kind != "line" or part.options or part.ask.of_field:
                value = given.get(part.key)
                options = part.options[0][0] if part.options else ""
                made[part.key] = (
                    value or (field.option[0].id if part.ask.of_field and field.option else options) or None
                )
                continue
            name = part.ask.names or part.ask.hidden in {"policy", "group", "organization"}
            word = self.word(f"signoff.{field.id}.{part.key}", name=name)
            made[part.key] = f"{word}@{word}.example" if part.key == "contact" else f"{word.capitalize()} Lind"
            if name:
                self.written.append(made[part.key])
        return made

    def _part(self, kind: type[BaseModel], place: str, left: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
        made = {
            name: self._value(info.annotation, f"{place}.{name}")
            for name, info in kind.model_fields.items()
            if name not in left
        }
        if not issubclass(kind, Row):
            made[f"x_{self.word(f'{place}: unknown key')}"] = self.word(f"{place}: unknown value")
        return made

    def _value(self, kind: Any, place: str) -> Any:
        origin, inside = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._value(inside[0], place)
        if origin is Literal:
            return inside[0]
        if origin in {Union, types.UnionType}:
            return self._value(next(one for one in inside if one is not type(None)), place)
        if origin is list:
            return [self._value(inside[0], place)]
        if origin is dict:
            keys = ("cloud", "account_owner", self.word(f"{place}: key"))
            return {key: self._value(inside[1], place) for key in keys}
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self._part(kind, place)
        if kind is bool:
            return True
        if kind is int:
            return 1
        return DAY.isoformat() if kind is date else self.word(place)

    def found(self, text: str) -> Iterator[str]:
        """Yield the places of the words that a text tells, or begins to tell."""
        folded = text.casefold()
        for word, place in self.places.items():
            if word in folded:
                yield f"{place} ({word})"
        rest = folded
        for word in self.places:
            rest = rest.replace(word, "")
        yield from (f"a piece: {rest[max(at - 20, 0) : at + 20]!r}" for at in _pieces(rest))


def _pieces(text: str) -> Iterator[int]:
    """Yield where a word begins that was cut, as long labels are."""
    at = text.find(f"{SIGN}0")
    while at >= 0:
        yield at
        at = text.find(f"{SIGN}0", at + 1)
