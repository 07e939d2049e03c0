"""Pseudonyms in place of names, and free text withheld, for a document that circulates.

One walk over the whole record: what no rule names is withheld, so a new field cannot be
forgotten. The same name gets the same pseudonym in every record that is redacted with the
same key, so duties can still be checked and a signature can be led back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_origin

from pydantic import BaseModel

from wizard.pack.literals import options_of
from wizard.pack.models import Meaning
from wizard.record.annex import accounts_of
from wizard.record.model import (
    Account,
    Applied,
    AppliedLevel,
    AskAgain,
    HandOver,
    Member,
    Origin,
    Record,
    ReportOnly,
    Source,
)
from wizard.record.names import normal, same_person, told_person
from wizard.record.pseudonyms import Named, Pseudonyms, Sweep, is_pseudonym, single_words
from wizard.record.signoff import stored, typed_signoff
from wizard.record.values import Part, Person, Row, Value, kind_parts, row_parts

if TYPE_CHECKING:
    from wizard.pack.models import Field, Pack

WITHHELD = "withheld"
_WITHHELD = re.compile(rf"{WITHHELD}(?:: (?:a text of \d+ characters or more\.*|[a-z ]+ \d+))?")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_PERIOD = re.compile(r"(?:\d[\d:.TZ-]*|to|until|from|days?|rows?|UTC|and|[;,.]|\s)*")
_VERSION = re.compile(r"\d+(\.\d+)*")
_PATH = re.compile(r"(?:(?:signoff|answers)\.)?([a-z_]+)((?:\.(?:\d+|[a-z_]+))*)")
_RECORD_ID = re.compile(r"(.+-\d{4}-[0-9A-F]{8})(-R\d{1,4})?")

_ModelT = TypeVar("_ModelT", bound=BaseModel)


def named(row: Row) -> Iterator[str]:
    """Yield the names and contacts that a row tells."""
    given = dict(row)
    yield from (given[part.key] for part in row_parts(type(row)) if part.ask.names and given[part.key])


class Redaction:
    """How records are redacted.

    Attributes:
        key: The pseudonyms; those of new names are added to it.
        keep_text: Keep free text, with the names in it replaced.
    """

    def __init__(self, key: Pseudonyms | None = None, *, keep_text: bool = False) -> None:
        self.key = key if key is not None else Pseudonyms()
        self.keep_text = keep_text
        self._sweep: tuple[int, Sweep] | None = None

    def of(self, pack: Pack, record: Record) -> Record:
        """Return a copy of a record in normal form that names nobody and tells no free text."""
        found = _Redactor(pack, record, self).redacted()
        if self.keep_text:
            # The text is swept for names that the first walk found.
            found = _Redactor(pack, record, self).redacted()
        return found

    def swept(self, text: str, more: Mapping[str, str]) -> str:
        """Return free text without names, addresses and ids.

        Args:
            more: Single words of names, with their pseudonyms.
        """
        if self._sweep is None or self._sweep[0] != self.key.changes:
            self._sweep = (self.key.changes, Sweep(self.key.told(), lambda found: self.key.of(Named.ID, found)))
        return self._sweep[1](text, more.items())


class _Redactor:
    def __init__(self, pack: Pack, record: Record, how: Redaction) -> None:
        self.pack = pack
        self.record = record
        self.how = how
        self.key = how.key
        self.fields = pack.field_by_id
        self.known = {*pack.question_by_id, *self.fields, *(role.id for role in pack.profile.role)}
        self.signoff = typed_signoff(pack.signoff, record.signoff)
        self.people: list[list[Person]] = []
        self.words: dict[str, str] = {}
        options = {option.id for question in pack.questions for option in options_of(pack, question)}
        self.rules: dict[tuple[type[BaseModel], str], Callable[[Any], Any]] = {
            (Record, "schema_version"): _same,
            (Record, "knowledge_version"): self._version,
            (Record, "record_id"): self._record_id,
            (Record, "supersedes"): self._reference,
            (Record, "renews"): self._reference,
            (Record, "template"): self._reference,
            (Record, "answers"): self._answers,
            (Record, "parked"): self._answers,
            (Record, "to_do"): self._known_ids,
            (Record, "discuss"): self._known_ids,
            (Record, "notes"): self._notes,
            (Record, "parked_because"): self._texts,
            (Record, "origins"): self._origins,
            (Record, "signoff"): lambda _: {
                name: self._value(self.fields[name], v) for name, v in self.signoff.items()
            },
            (Record, "redacted"): lambda _: True,
            (Account, "name"): lambda _: self._account(),
            (Record, "annex"): lambda members: list(map(self._member, accounts_of(record), members)),
            (Origin, "by"): self._name,
            (ReportOnly, "policy"): lambda text: self._called(Named.POLICY, text),
            (ReportOnly, "question"): lambda name: name if name in pack.question_by_id else "",
            (ReportOnly, "requires"): lambda names: _among(names, options),
            (Source, "file"): _same,
            (Source, "digest"): self._digest,
            (Source, "period"): self._period,
            (AskAgain, "place"): self._path,
            (AskAgain, "was"): lambda _: None,
            (HandOver, "field"): self._path,
            (HandOver, "by"): self._name,
            (Applied, "knowledge_digest"): self._digest,
            (Applied, "tool"): lambda text: text if _VERSION.fullmatch(text) else self._text(text),
            (Applied, "organization"): lambda text: self._called(Named.ORGANIZATION, text),
            (Applied, "policy"): self._policies,
            (Applied, "register_id"): self._reference,
            (Applied, "classification"): self._classification,
            (Applied, "meanings"): self._meanings,
            (Applied, "verdicts"): lambda names: [name for name in names if name in pack.verdict_by_id],
            (Applied, "rules"): lambda names: _among(names, (row.id for table in pack.tables for row in table.row)),
            (Applied, "checklist"): lambda names: _among(names, (item.id for item in pack.checklist.item)),
            (AppliedLevel, "id"): self._level,
            (AppliedLevel, "roles"): self._known_ids,
        }

    def redacted(self) -> Record:
        self._meet()
        return self._part(self.record)

    # ---- the walk

    def _part(self, part: _ModelT) -> _ModelT:
        """Return a part of the record; its unknown keys are dropped."""
        found = {}
        for name, info in type(part).model_fields.items():
            value = getattr(part, name)
            rule = self.rules.get((type(part), name))
            if rule is not None:
                found[name] = rule(value)
            elif get_origin(info.annotation) is Literal:
                found[name] = value
            else:
                found[name] = self._plain(value)
        if isinstance(part, Source):
            found["file"] = self._file(part)
        return type(part)(**found)

    def _plain(self, value: Any) -> Any:
        """Return a value that no rule names: days and numbers stay, and no text does."""
        if value is None or isinstance(value, bool | int | float | date):
            return value
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Row):
            return self._row(value)
        if isinstance(value, BaseModel):
            return self._part(value)
        if isinstance(value, list):
            return [self._plain(one) for one in value if isinstance(one, BaseModel)]
        return {}

    # ---- texts and words

    def _text(self, text: str, shortest: int = 0, instead: str = WITHHELD) -> str:
        """Return a free text.

        Args:
            shortest: Characters that a final document needs; what says that it is withheld has as many where it had.
            instead: What says that it is withheld.
        """
        if not text.strip():
            return ""
        if self.how.keep_text:
            return self.how.swept(text, self.words)
        if self.record.redacted and _WITHHELD.fullmatch(text):
            return text
        if 0 < shortest <= len(text):
            return f"{WITHHELD}: a text of {shortest} characters or more".ljust(shortest, ".")
        return instead

    def _texts(self, texts: Mapping[str, str]) -> dict[str, str]:
        return {name: self._text(text) for name, text in texts.items() if name in self.known}

    def _meanings(self, meanings: Mapping[str, str]) -> dict[str, str]:
        """Return what signatures say: the words of the pack stay, and an organization's own are text."""
        known = {role.id: role.signing for role in self.pack.profile.role}
        return {
            role: text if text == known[role] else self._text(text) for role, text in meanings.items() if role in known
        }

    def _notes(self, notes: Mapping[str, str]) -> dict[str, str]:
        """Return notes; the headings of other columns of a list are text too."""
        found = self._texts(notes)
        others = [text for name, text in notes.items() if name not in self.known]
        found.update({f"Column {number}": self._text(text) for number, text in enumerate(others, 1)})
        return found

    def _origins(self, origins: Mapping[str, Origin]) -> dict[str, Origin]:
        return {name: self._part(origin) for name, origin in origins.items() if name in self.known}

    def _known_ids(self, names: list[str]) -> list[str]:
        return [name for name in names if name in self.known]

    def _answers(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for name, answer in answers.items():
            question = self.pack.question_by_id.get(name)
            allowed = {option.id for option in options_of(self.pack, question)} if question is not None else set()
            given = [answer] if isinstance(answer, str) else answer
            if isinstance(given, list | tuple) and all(isinstance(one, str) and one in allowed for one in given):
                found[name] = answer
        return found

    def _version(self, version: str) -> str:
        return version if version in {"", self.pack.info.version} else WITHHELD

    def _level(self, level: str) -> str:
        return level if level in {one.id for one in self.pack.profile.level} else WITHHELD

    def _path(self, path: str) -> str:
        """Return a place in the record where it is one."""
        found = _PATH.fullmatch(path)
        if found is None or found[1] not in self.known:
            return WITHHELD
        kind = self.fields[found[1]].kind if found[1] in self.fields else ""
        parts = {part.key for part in kind_parts(kind)}
        rest = [part for part in found[2].split(".") if part]
        return path if all(part in parts or (part.isdecimal() and len(part) < 4) for part in rest) else WITHHELD

    def _digest(self, digest: str) -> str:
        return digest if not digest or _DIGEST.fullmatch(digest) else WITHHELD

    def _period(self, period: str) -> str:
        return period if _PERIOD.fullmatch(period) else WITHHELD

    def _classification(self, text: str) -> str:
        return text if text in {"", self.pack.profile.classification.default} else self._text(text)

    # ---- names

    def _meet(self) -> None:
        """Meet everybody first: one way to write a name may tell another one's contact."""
        for value in self.signoff.values():
            for row in value if isinstance(value, list) else [value]:
                if isinstance(row, Person):
                    self._join(row)
                    self._join(_told(row.represents))
                elif isinstance(row, Row):
                    for name in named(row):
                        self._join(_told(name))
        self._meet_in(self.record)
        for entries in self.people:
            pseudonym = self.key.person(entries)
            for one in entries:
                self.words.update(dict.fromkeys(single_words(one.name), pseudonym))

    def _meet_in(self, part: BaseModel) -> None:
        for value in part.__dict__.values():
            for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]:
                if isinstance(one, Person):
                    self._join(one)
                    self._join(_told(one.represents))
                elif isinstance(one, BaseModel):
                    self._meet_in(one)
        by = getattr(part, "by", "")
        if isinstance(by, str):
            self._join(_told(by))

    def _join(self, person: Person) -> list[Person]:
        """Return all entries of the same person, this one included."""
        text = person.name or person.contact
        if not normal(text) or (self.record.redacted and is_pseudonym(text)):
            return []
        for entries in self.people:
            if any(same_person(one, person) for one in entries):
                if person not in entries:
                    entries.append(person)
                return entries
        self.people.append([person])
        return self.people[-1]

    def _person(self, person: Person) -> str:
        text = person.name or person.contact
        if self.record.redacted and is_pseudonym(text):
            return text
        entries = self._join(person)
        return self.key.person(entries) if entries else ""

    def _name(self, text: str) -> str:
        if self.record.redacted and is_pseudonym(text.strip()):
            return text.strip()
        return self._person(_told(text)) or self._called(Named.PERSON, text)

    def _account(self) -> str:
        names = [name.strip() for name in (self.record.account.name, *self.record.account.aliases) if name.strip()]
        if self.record.redacted and names and is_pseudonym(names[0]):
            return names[0]
        return self.key.account(names or [self.record.record_id])

    def _member(self, alone: Record, member: Member) -> Member:
        one = _Redactor(self.pack, alone, self.how).redacted()
        return Member(
            name=one.account.name,
            record_id=one.record_id,
            revision=one.revision,
            signoff={field: one.signoff[field] for field in member.signoff if field in one.signoff},
            notes=self._notes(member.notes),
            renews=one.renews,
            supersedes=one.supersedes,
        )

    def _called(self, kind: Named, text: str) -> str:
        text = text.strip()
        if not text or (self.record.redacted and is_pseudonym(text)):
            return text
        return self.key.of(kind, text)

    def _policies(self, text: str) -> str:
        """Return the pseudonyms of policies: semicolons and lines separate them."""
        return "; ".join(self._called(Named.POLICY, one) for one in re.split(r"[;\n]", text) if one.strip())

    def _file(self, source: Source) -> str:
        if not source.file or (self.record.redacted and is_pseudonym(source.file)):
            return source.file
        digest = f", SHA-256 {source.digest}" if source.digest else ""
        return self.key.of(Named.FILE, f"{source.file}{digest}")

    def _record_id(self, text: str) -> str:
        if not text or (self.record.redacted and self._is_own(text)):
            return text
        base, revision = self._revision(text)
        year = self.record.created_on.year if self.record.created_on else 0
        return self.key.of(Named.RECORD, base, f"{self.pack.info.record_prefix}-{year:04d}-P{{:04d}}") + revision

    def _is_own(self, text: str) -> bool:
        return bool(re.fullmatch(rf"{re.escape(self.pack.info.record_prefix)}-\d{{4}}-P\d{{4,}}(-R\d+)?", text))

    def _revision(self, text: str) -> tuple[str, str]:
        found = _RECORD_ID.fullmatch(text)
        return (found[1], found[2] or "") if found else (text, "")

    def _reference(self, text: str) -> str:
        """Return the pseudonym of a record where it has the id of one, else that of a reference."""
        if _RECORD_ID.fullmatch(text.strip()) or (self.record.redacted and self._is_own(text)):
            return self._record_id(text.strip())
        return self._called(Named.REFERENCE, text)

    # ---- the sign-off

    def _value(self, field: Field, value: Value) -> Any:
        if isinstance(value, Row):
            return self._row(value).plain()
        if isinstance(value, list):
            return [
                self._row(one, number).plain() if isinstance(one, Row) else one for number, one in enumerate(value, 1)
            ]
        if isinstance(value, str) and not field.option:
            return self._line(field, value)
        return stored(value)

    def _line(self, field: Field, text: str) -> str:
        if field.id in self.pack.documents.guid_fields:
            return self._called(Named.ID, text)
        if field.means in {Meaning.TICKET, Meaning.SUPERSEDES}:
            return self._reference(text)
        if field.means is Meaning.CLASSIFICATION:
            return self._classification(text)
        if field.means is Meaning.RENEWALS and text.isdecimal():
            return text
        return self._text(text, field.min_length)

    def _row(self, row: Row, number: int = 0) -> Row:
        if isinstance(row, Person):
            name = self._person(row)
            contact = f"contact of {name}" if row.contact else ""
            return Person(name=name, role=self._text(row.role), contact=contact, represents=self._name(row.represents))
        given, parts = dict(row), row_parts(type(row))
        found = {part.key: self._cell(part, given[part.key]) for part in parts}
        first = parts[0].key
        if number and found[first] == WITHHELD:
            title = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(row).__name__).capitalize()
            found[first] = f"{WITHHELD}: {title.lower()} {number}"
        return type(row)(**found)

    def _cell(self, part: Part, value: Any) -> Any:
        if not isinstance(value, str) or not value or part.options or part.ask.of_field:
            return value
        if part.ask.names:
            return self._name(value)
        if part.ask.place:
            return WITHHELD
        rules: dict[str, Callable[[str], str]] = {
            "policy": self._policies,
            "group": lambda text: self._called(Named.GROUP, text),
            "organization": lambda text: self._called(Named.ORGANIZATION, text),
            "id": lambda text: self._called(Named.ID, text),
            "reference": self._reference,
            "digest": self._digest,
            "text": self._text,
        }
        return rules[part.ask.hidden](value)


def _same(value: Any) -> Any:
    return value


def _among(names: list[str], known: Iterable[str]) -> list[str]:
    there = set(known)
    return [name for name in names if name in there]


def _told(text: str) -> Person:
    """Return the person whom a cell names; a team "for" something is not the delegate of somebody."""
    person = told_person(text)
    return Person(name=text, contact=person.contact) if person.represents else person
