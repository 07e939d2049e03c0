"""The parts of a sign-off: people, controls, exclusions, steps, evidence and the organization.

Each class is the only definition of its kind. The reader, the forms of all faces, the blank
files, the redaction and the published schema follow its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, JsonValue, StringConstraints, ValidationError

MAX_TEXT = 20_000
MAX_LINE = 2_000

Text = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
"""Text typed by a user; hostile everywhere."""

Line = Annotated[str, StringConstraints(max_length=MAX_LINE)]

Effect = Literal["preventive", "detective", ""]
Method = Literal["examine", "interview", "test", ""]

EFFECTS = {"preventive": "Preventive: it stops misuse", "detective": "Detective: it shows misuse"}
METHODS = {"examine": "Examined", "interview": "Interviewed", "test": "Tested"}


Hidden = Literal["text", "policy", "group", "organization", "id", "reference", "digest"]
"""How a redaction replaces a part: free text is withheld, a name gets a pseudonym, a digest stays."""


@dataclass(frozen=True, slots=True)
class Ask:
    """How a part is asked for.

    Attributes:
        label: The question.
        words: Labels of the words that it takes, by word.
        of_field: Its words are the options that the pack gives the field.
        names: It names somebody, or tells how to reach somebody.
        reach: It tells how to reach somebody, and names nobody.
        place: It tells where something is kept.
        unasked: It is read and kept, and no form asks for it.
        sparse: It is in a file only where it is given.
        passes_on: It names who answers for it from now on, so a hand-over changes it; the past stays with who did it.
        hidden: What a redaction takes it for, where it is neither a name, a place nor one of its words.
    """

    label: str
    words: Mapping[str, str] | None = None
    of_field: bool = False
    names: bool = False
    reach: bool = False
    place: bool = False
    unasked: bool = False
    sparse: bool = False
    passes_on: bool = False
    hidden: Hidden = "text"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a value of several parts.

    Attributes:
        key: Its key in the value.
        label: The question for it.
        kind: ``line`` of text, ``day``, ``choice`` among ``options``, or ``flag``: yes, no or nothing.
        options: Words with their labels.
        long: It takes text of several lines.
        ask: All that its definition says.
    """

    key: str
    label: str
    kind: Literal["line", "day", "choice", "flag"] = "line"
    options: tuple[tuple[str, str], ...] = ()
    long: bool = False
    ask: Ask = Ask("")

    @property
    def empty(self) -> str | None:
        """Represents no value."""
        return None if self.kind in {"day", "flag"} else ""


class Row(BaseModel):
    """A value of several parts, all of them optional; false where none is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def __bool__(self) -> bool:
        """Return whether any part is given."""
        return any(value not in ("", None) for value in self.__dict__.values())

    def plain(self) -> dict[str, JsonValue]:
        """Return the row as JSON; sparse parts and those that no form asks for are there only where they are given."""
        dumped = self.model_dump(mode="json")
        parts = (part for part in row_parts(type(self)) if part.ask.unasked or part.ask.sparse)
        absent = {part.key for part in parts if dumped[part.key] == part.empty}
        return {key: value for key, value in dumped.items() if key not in absent}

    @classmethod
    def readable(cls, value: object) -> Self:
        """Return a stored value as far as it can be read: without the parts that a check of the record would report."""
        raw = value if isinstance(value, dict) else {}
        try:
            return cls.model_validate(raw)
        except ValidationError as error:
            wrong = {problem["loc"][0] for problem in error.errors()}
            return cls.model_validate({key: part for key, part in raw.items() if key not in wrong})

    @classmethod
    def earlier(cls, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what is given in the words of this version of the schema."""
        return raw


class Person(Row):
    """A person in a role."""

    name: Annotated[Line, Ask("Name", names=True)] = ""
    role: Annotated[Line, Ask("Role")] = ""
    contact: Annotated[Line, Ask("Contact, such as a mail address", names=True, reach=True)] = ""
    represents: Annotated[Line, Ask("Whom this person represents, where a delegate signs", names=True, sparse=True)] = (
        ""
    )


NOBODY = Person()
"""Represents no person."""


class Organization(Row):
    """In whose name the documents speak, and which of its rules they deviate from."""

    name: Annotated[Line, Ask("Name of the organization", hidden="organization")] = ""
    policy: Annotated[Line, Ask("Policy that is deviated from", hidden="policy")] = ""
    clause: Annotated[Line, Ask("Its clause")] = ""
    register_id: Annotated[Line, Ask("ID in the register", hidden="reference")] = ""
    retention: Annotated[Line, Ask("How long the record is kept")] = ""


class Control(Row):
    """A compensating control with its dated test; its kind and its test decide whether it counts, never its words."""

    name: Annotated[Line, Ask("Which control")] = ""
    kind: Annotated[Line, Ask("Which kind of control", of_field=True)] = ""
    passed: Annotated[bool | None, Ask("Did its last test pass")] = None
    tested_on: Annotated[date | None, Ask("Day of that test")] = None
    tested_by: Annotated[Line, Ask("Who tested it", names=True)] = ""
    evidence: Annotated[Text, Ask("What shows the result")] = ""
    above_and_beyond: Annotated[bool | None, Ask("Does it go beyond what is mandatory anyway")] = None
    owner: Annotated[Line, Ask("Who keeps it working", names=True, passes_on=True)] = ""
    objective: Annotated[Text, Ask("What it achieves", unasked=True)] = ""
    effect: Annotated[Effect, Ask("Does it prevent or detect", EFFECTS, unasked=True)] = ""
    method: Annotated[Method, Ask("How was it validated", METHODS, unasked=True)] = ""
    result: Annotated[Text, Ask("Result of that test", unasked=True)] = ""

    @classmethod
    def earlier(cls, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a control of schema 1.0 as one of today: its kind was its effect."""
        said = raw.get("kind")
        word = said.strip().casefold() if isinstance(said, str) else ""
        if not word or raw.get("effect") or not any(effect.startswith(word) for effect in EFFECTS):
            return raw
        return {"effect" if key == "kind" else key: value for key, value in raw.items()}


class Exclusion(Row):
    """One control that is waived in one policy through one group, with its own end."""

    control: Annotated[Line, Ask("Which control is waived", of_field=True)] = ""
    policy: Annotated[Line, Ask("Policy, as the tenant names it", hidden="policy")] = ""
    policy_id: Annotated[Line, Ask("ID of the policy", hidden="id")] = ""
    group: Annotated[Line, Ask("Group that carries the exclusion", hidden="group")] = ""
    group_id: Annotated[Line, Ask("Object ID of the group", hidden="id")] = ""
    starts_on: Annotated[date | None, Ask("First day")] = None
    ends_on: Annotated[date | None, Ask("Last day")] = None
    no_end: Annotated[bool | None, Ask("It has no end")] = None
    reason: Annotated[Text, Ask("Why")] = ""


class Step(Row):
    """A step of a plan."""

    step: Annotated[Text, Ask("Step or condition")] = ""
    owner: Annotated[Line, Ask("Who owns it", names=True, passes_on=True)] = ""
    due: Annotated[date | None, Ask("By which day")] = None
    evidence: Annotated[Text, Ask("What shows that it is done")] = ""
    rollback: Annotated[Text, Ask("Trigger for rollback")] = ""


class EvidenceItem(Row):
    """A piece of evidence; never the secret itself."""

    what: Annotated[Text, Ask("What was collected")] = ""
    collected_by: Annotated[Line, Ask("Who collected it", names=True)] = ""
    method: Annotated[Method, Ask("How", METHODS)] = ""
    collected_on: Annotated[date | None, Ask("On which day")] = None
    expires_on: Annotated[date | None, Ask("Until which day it counts")] = None
    location: Annotated[Line, Ask("Where it is kept; never the secret itself", place=True)] = ""
    kind: Annotated[Line, Ask("Which reviewed evidence it is", of_field=True, sparse=True)] = ""
    digest: Annotated[Line, Ask("SHA-256 of the file", unasked=True, hidden="digest")] = ""


Value = (
    str | date | list[str] | Person | Organization | list[Control] | list[Exclusion] | list[Step] | list[EvidenceItem]
)
"""A checked value of a sign-off field."""

ONE: dict[str, type[Row]] = {"person": Person, "organization": Organization}
"""Kinds of field whose value has several parts."""

LISTS: dict[str, type[Row]] = {
    "controls": Control,
    "exclusions": Exclusion,
    "steps": Step,
    "evidence": EvidenceItem,
}
"""Kinds of field whose value is a list of such rows."""


@cache
def row_parts(row: type[Row]) -> tuple[Part, ...]:
    found = []
    for key, info in row.model_fields.items():
        ask = next(extra for extra in info.metadata if isinstance(extra, Ask))
        limit = max((getattr(extra, "max_length", None) or 0 for extra in info.metadata), default=0)
        arguments = get_args(info.annotation)
        kind: Literal["line", "day", "choice", "flag"] = "line"
        if bool in arguments:
            kind = "flag"
        elif date in arguments:
            kind = "day"
        elif ask.words is not None:
            kind = "choice"
        options = tuple((ask.words or {}).items())
        found.append(Part(key, ask.label, kind, options, long=limit == MAX_TEXT, ask=ask))
    return tuple(found)


def kind_parts(kind: str) -> tuple[Part, ...]:
    """Return all parts of a value of this kind; none where it is one line or a choice."""
    row = LISTS.get(kind) or ONE.get(kind)
    return row_parts(row) if row is not None else ()


def asked_parts(kind: str) -> tuple[Part, ...]:
    """Return the parts that forms ask for; the first must be there, the others are optional."""
    return tuple(part for part in kind_parts(kind) if not part.ask.unasked)
