"""Pseudonyms in place of names, contacts and ids, for a document that circulates.

The same person gets the same pseudonym everywhere in a record, so duties can still be
checked. Nothing of a pseudonym is computed from a name alone, so it cannot be guessed
back. Free text is swept for everything the record names elsewhere, and for addresses
and ids; a name that stands in free text alone cannot be told from a word.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from wizard.documents.people import normal, same_person
from wizard.documents.reading import dump_record
from wizard.documents.record import Account, Origin, Source
from wizard.documents.signoff import PERSON, ROWS
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.documents.record import Record
    from wizard.pack.models import Pack

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
_OWNERS = ("owner", "collected_by")


def redact_record(pack: Pack, record: Record) -> Record:
    """Return a copy of a record in normal form without names, contacts, ids, notes and locations."""
    return _Redactor(pack, record).redacted()


class _Redactor:
    def __init__(self, pack: Pack, record: Record) -> None:
        self.pack = pack
        self.record = record
        self.token = hashlib.sha256(dump_record(record)).hexdigest()[:8].upper()
        self.account = f"Account {self.token}"
        self.people: list[dict[str, str]] = []
        self.ids: dict[str, str] = {}
        self.mails: dict[str, str] = {}
        self.files: dict[tuple[str, str], str] = {}
        self.references = {pack.field_of(Meaning.TICKET), pack.field_of(Meaning.SUPERSEDES)}
        self.kinds = {field.id: field.kind for field in pack.signoff}

    def redacted(self) -> Record:
        record = self.record
        for name, value in record.signoff.items():
            if self.kinds.get(name) == "person":
                self._person(value)
        for name, value in record.signoff.items():
            if self.kinds.get(name) in ROWS:
                for row in value:
                    for part in _OWNERS:
                        self._name(row.get(part) or "")
        for origin in record.origins.values():
            self._name(origin.by)
        for field in self.pack.documents.guid_fields:
            if isinstance(record.signoff.get(field), str):
                self._id(record.signoff[field])
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
            "signoff": {n: self._value(n, v, sweep) for n, v in record.signoff.items() if n in self.kinds},
            "revision": record.revision,
            "supersedes": "Reference withheld" if record.supersedes else "",
            "self_assessment": record.self_assessment,
            "redacted": True,
            "created_on": record.created_on,
            "knowledge_version": record.knowledge_version,
        }
        return type(record)(**fields)

    def _person(self, person: dict[str, str]) -> str:
        for number, known in enumerate(self.people, 1):
            if same_person(known, person):
                return f"Person {number}"
        self.people.append(person)
        return f"Person {len(self.people)}"

    def _name(self, name: str) -> str:
        if not name.strip():
            return ""
        by_contact = next(
            (n for n, p in enumerate(self.people, 1) if normal(p.get("contact") or "") == normal(name)), 0
        )
        return f"Person {by_contact}" if by_contact else self._person({"name": name})

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
        )

    def _value(self, field: str, value: Any, sweep: Any) -> Any:
        kind = self.kinds[field]
        if kind == "person":
            name = self._person(value)
            contact = f"contact of {name}" if value.get("contact") else ""
            return dict(zip(PERSON, (name, sweep(value.get("role") or ""), contact), strict=True))
        if kind in ROWS:
            return [{part: self._cell(part, cell, sweep) for part, cell in row.items()} for row in value]
        if field in self.pack.documents.guid_fields:
            return self._id(value)
        if field in self.references:
            return "Reference withheld"
        return sweep(value) if kind in {"text", "paragraph"} else value

    def _cell(self, part: str, value: Any, sweep: Any) -> Any:
        if part in _OWNERS:
            return self._name(value or "")
        if part == "location":
            return LOCATION if value else ""
        return (
            sweep(value)
            if isinstance(value, str) and part not in {"tested_on", "due", "collected_on", "expires_on"}
            else value
        )

    def _sweeper(self) -> Any:
        """Return a function that takes everything known out of a text."""
        whole: dict[str, str] = {}
        name = self.record.account.name.strip()
        for text in (name, name.split("@", maxsplit=1)[0]):
            if len(text) > 2:
                whole[text] = self.account
        parts: dict[str, str] = {}
        for number, person in enumerate(self.people, 1):
            name, contact = (str(person.get(part) or "").strip() for part in ("name", "contact"))
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
