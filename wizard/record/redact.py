"""Pseudonyms in place of names, contacts and ids, for a document that circulates.

The same person gets the same pseudonym everywhere in a record, so duties can still be
checked. Nothing of a pseudonym is computed from a name alone, so it cannot be guessed
back. Free text is swept for everything the record names elsewhere, and for addresses
and ids; a name that is only in free text cannot be distinguished from a word.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from wizard.pack.models import WRITTEN, Meaning
from wizard.record.model import Account, Origin, Source
from wizard.record.names import normal, same_person
from wizard.record.reading import dump_record
from wizard.record.signoff import stored, typed_signoff
from wizard.record.values import Part, Person, Row, row_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import JsonValue

    from wizard.pack.models import Pack
    from wizard.record.model import Record
    from wizard.record.values import Value

NOTE = "[note withheld]"
REASON = "[reason withheld]"
"""What an export says may name policies, connections and applications after people."""
LOCATION = "[location withheld]"

_GUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_MAIL = re.compile(r"[^\s<>()\[\]{},;:\"'|@]+@[^\s<>()\[\]{},;:\"'|@]+\w")
_LINK = re.compile(r"\b(?:https?|ftp|file)://\S+|\\\\\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")
_ADDRESS_6 = re.compile(
    r"(?<![\w:])(?=[0-9a-f:.]*:[0-9a-f:.]*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE
)


def named(row: Row) -> Iterator[str]:
    """Yield the names and contacts that a row tells."""
    given = dict(row)
    yield from (given[part.key] for part in row_parts(type(row)) if part.ask.names and given[part.key])


def redact_record(pack: Pack, record: Record) -> Record:
    """Return a copy of a record in normal form without names, contacts, ids, notes and locations."""
    return _Redactor(pack, record).redacted()


class _Redactor:
    def __init__(self, pack: Pack, record: Record) -> None:
        self.pack = pack
        self.record = record
        self.token = hashlib.sha256(dump_record(record)).hexdigest()[:8].upper()
        self.account = f"Account {self.token}"
        self.people: list[Person] = []
        self.ids: dict[str, str] = {}
        self.files: dict[tuple[str, str], str] = {}
        self.references = {pack.field_of(Meaning.TICKET), pack.field_of(Meaning.SUPERSEDES)}
        self.written = {field.id: field.kind in WRITTEN for field in pack.signoff}
        self.signoff = typed_signoff(pack.signoff, record.signoff)

    def redacted(self) -> Record:
        record = self.record
        for value in self.signoff.values():
            if isinstance(value, Person):
                self._person(value)
        for value in self.signoff.values():
            for row in value if isinstance(value, list) else ():
                if isinstance(row, Row):
                    for name in named(row):
                        self._name(name)
        for origin in record.origins.values():
            self._name(origin.by)
        for field in self.pack.documents.guid_fields:
            known = self.signoff.get(field)
            if isinstance(known, str):
                self._id(known)
        sweep = self._sweeper()
        year = record.created_on.year if record.created_on else 0
        fields: dict[str, Any] = {
            "schema_version": record.schema_version,
            "record_id": f"{self.pack.info.record_prefix}-{year:04d}-R{self.token}",
            "account": Account(name=self.account),
            "answers": record.answers,
            "parked": record.parked,
            "to_do": record.to_do,
            "discuss": record.discuss,
            "notes": dict.fromkeys(record.notes, NOTE),
            "origins": {name: self._origin(origin) for name, origin in record.origins.items()},
            "signoff": {name: self._value(name, value, sweep) for name, value in self.signoff.items()},
            "revision": record.revision,
            "supersedes": "Reference withheld" if record.supersedes else "",
            "self_assessment": record.self_assessment,
            "redacted": True,
            "created_on": record.created_on,
            "knowledge_version": record.knowledge_version,
        }
        return type(record)(**fields)

    def _person(self, person: Person) -> str:
        for number, known in enumerate(self.people, 1):
            if same_person(known, person):
                return f"Person {number}"
        self.people.append(person)
        return f"Person {len(self.people)}"

    def _name(self, name: str) -> str:
        if not name.strip():
            return ""
        by_contact = next((n for n, p in enumerate(self.people, 1) if normal(p.contact) == normal(name)), 0)
        return f"Person {by_contact}" if by_contact else self._person(Person(name=name))

    def _id(self, value: str) -> str:
        return self.ids.setdefault(value.casefold(), f"Id {len(self.ids) + 1}")

    def _source(self, source: Source) -> Source:
        name = self.files.setdefault((source.file, source.digest), f"File {len(self.files) + 1}")
        return Source(file=name if source.file else "", digest=source.digest, period=source.period)

    def _origin(self, origin: Origin) -> Origin:
        return Origin(
            how=origin.how,
            by=self._name(origin.by),
            sources=[self._source(source) for source in origin.sources],
            rows=origin.rows,
            reason=REASON if origin.reason else "",
            given_on=origin.given_on,
            place=LOCATION if origin.place else "",
        )

    def _value(self, field: str, value: Value, sweep: Callable[[str], str]) -> JsonValue:
        if isinstance(value, Row):
            return self._row(value, sweep).plain()
        if isinstance(value, list):
            return [self._row(part, sweep).plain() if isinstance(part, Row) else part for part in value]
        if isinstance(value, str):
            if field in self.pack.documents.guid_fields:
                return self._id(value)
            if field in self.references:
                return "Reference withheld"
            return sweep(value) if self.written[field] else value
        return stored(value)

    def _row(self, row: Row, sweep: Callable[[str], str]) -> Row:
        if isinstance(row, Person):
            name = self._person(row)
            contact = f"contact of {name}" if row.contact else ""
            return Person(name=name, role=sweep(row.role), contact=contact, represents=self._name(row.represents))
        given = dict(row)
        return type(row)(**{part.key: self._cell(part, given[part.key], sweep) for part in row_parts(type(row))})

    def _cell(self, part: Part, value: Any, sweep: Callable[[str], str]) -> Any:
        if not isinstance(value, str) or not value or part.options:
            return value
        if part.ask.names:
            return self._name(value)
        return LOCATION if part.ask.place else sweep(value)

    def _sweeper(self) -> Callable[[str], str]:
        """Return a function that takes everything known out of a text."""
        whole: dict[str, str] = {}
        name = self.record.account.name.strip()
        for text in (name, name.split("@", maxsplit=1)[0]):
            if len(text) > 2:
                whole[text] = self.account
        parts: dict[str, str] = {}
        for number, person in enumerate(self.people, 1):
            name, contact = person.name.strip(), person.contact.strip()
            if contact:
                whole[contact] = f"contact of Person {number}"
            if len(name) > 2:
                whole[name] = f"Person {number}"
            for word in name.split():
                if len(word) > 2 and word[:1].isupper():
                    parts.setdefault(word, f"Person {number}")
        longest = sorted(whole, key=lambda text: (-len(text), text))
        known = re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in longest), re.IGNORECASE)
        folded = {text.casefold(): pseudonym for text, pseudonym in whole.items()}
        single = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in sorted(parts))})\b") if parts else None

        def sweep(text: str) -> str:
            if longest:
                text = known.sub(lambda found: folded.get(found[0].casefold(), "[withheld]"), text)
            text = _LINK.sub("[address withheld]", text)
            text = _GUID.sub(lambda found: self._id(found[0]), text)
            text = _MAIL.sub("[address withheld]", text)
            text = _ADDRESS.sub("[address withheld]", text)
            text = _ADDRESS_6.sub("[address withheld]", text)
            return single.sub(lambda found: parts[found[0]], text) if single else text

        return sweep
