"""The key of a redaction: which pseudonym replaces which name, the same over a batch and over time; and what sweeps a text.

Pseudonyms are numbered in the order in which names come up. An entry never changes its pseudonym and is never
removed, so a signature under "Account 7" can be led back as long as the key is kept. In a text, what nobody named
elsewhere cannot be told from a word.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from wizard.record.names import name_fits, name_words, normal
from wizard.record.values import Person

KEY_VERSION = "1.0"
_NUMBER = re.compile(r"(\d+)$")


class Named(StrEnum):
    """What a pseudonym replaces."""

    ACCOUNT = "Account"
    PERSON = "Person"
    POLICY = "Policy"
    GROUP = "Group"
    ORGANIZATION = "Organization"
    ID = "Id"
    FILE = "File"
    REFERENCE = "Reference"
    RECORD = "Record"


_PSEUDONYM = re.compile(rf"(contact of )?({'|'.join(kind for kind in Named if kind is not Named.RECORD)}) \d+")

ADDRESS = "address withheld"
SHORTEST = 3
"""Shorter names stay in a text: they are too often something else."""

_GUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_ADDRESSES = (
    re.compile(r"\b(?:https?|ftp|file)://\S+|\\\\\S+", re.IGNORECASE),
    re.compile(r"[^\s<>()\[\]{},;:\"'|@]+@[^\s<>()\[\]{},;:\"'|@]+\w"),
    re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
    re.compile(r"(?<![\w:])(?=[0-9a-f:.]*:[0-9a-f:.]*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE),
    re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b", re.IGNORECASE),
)
_WORD = re.compile(r"[^\W_]+")
_GAP = 3
"""Most characters between two words of one name."""


class Entry(BaseModel):
    """One pseudonym.

    Attributes:
        names: What it replaces, as it was written; several where people write a name in several ways.
        contacts: Addresses of a person.
    """

    model_config = ConfigDict(extra="allow")

    kind: Named
    pseudonym: str = Field(max_length=100)
    names: list[str] = Field(default_factory=list)
    contacts: list[str] = Field(default_factory=list)

    @property
    def told(self) -> tuple[str, ...]:
        """Names and contacts."""
        return (*self.names, *self.contacts)


class Pseudonyms(BaseModel):
    """All pseudonyms that were given, in order."""

    model_config = ConfigDict(extra="allow")

    schema_version: str = KEY_VERSION
    entries: list[Entry] = Field(default_factory=list)
    _by_name: dict[tuple[Named, str], Entry] = PrivateAttr(default_factory=dict)
    _by_contact: dict[str, Entry] = PrivateAttr(default_factory=dict)
    _by_word: dict[str, dict[str, Entry]] = PrivateAttr(default_factory=dict)
    _last: Counter[Named] = PrivateAttr(default_factory=Counter)
    _changes: int = PrivateAttr(default=0)

    @model_validator(mode="after")
    def _indexed(self) -> Pseudonyms:
        known = [entry.pseudonym.casefold() for entry in self.entries]
        twice = next((name for name, times in Counter(known).items() if times > 1), None)
        if twice is not None:
            message = f"the pseudonym '{twice[:60]}' is there twice"
            raise ValueError(message)
        for entry in self.entries:
            self._index(entry)
        return self

    def __len__(self) -> int:
        """Return how many pseudonyms were given."""
        return len(self.entries)

    @property
    def changes(self) -> int:
        """How often something was added since the key was read."""
        return self._changes

    def of(self, kind: Named, name: str, form: str = "") -> str:
        """Return the pseudonym of a name, a new one where it has none.

        Args:
            form: How a new one is written, with the number in braces.
        """
        entry = self._by_name.get((kind, normal(name)))
        return (entry or self._new(kind, [name], [], form)).pseudonym

    def account(self, names: Sequence[str]) -> str:
        """Return the pseudonym of an account: by its name, or by another name under which it is known."""
        found = [entry for name in names if (entry := self._by_name.get((Named.ACCOUNT, normal(name)))) is not None]
        entry = found[0] if found else self._new(Named.ACCOUNT, list(names[:1]), [])
        for name in names:
            if (Named.ACCOUNT, normal(name)) not in self._by_name:
                self._add(entry, name, "")
        return entry.pseudonym

    def person(self, entries: Sequence[Person]) -> str:
        """Return the pseudonym of a person.

        Args:
            entries: All ways in which a record writes this person.
        """
        names = [one.name for one in entries if normal(one.name)]
        contacts = [one.contact for one in entries if normal(one.contact)]
        found = self._found(names, contacts)
        if found is None:
            return self._new(Named.PERSON, _once(names), _once(contacts)).pseudonym
        for name in names:
            if (Named.PERSON, normal(name)) not in self._by_name:
                self._add(found, name, "")
        for contact in contacts:
            if normal(contact) not in self._by_contact:
                self._add(found, "", contact)
        return found.pseudonym

    def lead_back(self, pseudonym: str) -> Entry | None:
        """Return what a pseudonym replaces; None for one that this key did not give."""
        wanted = normal(pseudonym).removeprefix("contact of ")
        exact = next((entry for entry in self.entries if normal(entry.pseudonym) == wanted), None)
        if exact is not None:
            return exact
        base = re.sub(r"-r\d+$", "", wanted)
        return next((entry for entry in self.entries if normal(entry.pseudonym) == base), None)

    def told(self) -> Iterator[tuple[str, str]]:
        """Yield each name and contact that a text may mention, with its pseudonym."""
        for entry in self.entries:
            if entry.kind in {Named.ID, Named.FILE}:
                continue
            for text in entry.told:
                yield text, entry.pseudonym
                if entry.kind is Named.ACCOUNT and "@" in text:
                    yield text.split("@", maxsplit=1)[0], entry.pseudonym

    def _found(self, names: Sequence[str], contacts: Sequence[str]) -> Entry | None:
        for contact in contacts:
            if (entry := self._by_contact.get(normal(contact))) is not None:
                return entry
        exact = [entry for name in names if (entry := self._by_name.get((Named.PERSON, normal(name)))) is not None]
        alike = [entry for name in names for word in name_words(name) for entry in self._by_word.get(word, {}).values()]
        for entry in (*exact, *alike):
            # Two contacts are two people, whatever their names.
            if contacts and entry.contacts:
                continue
            if any(name_fits(name, known) for name in names for known in entry.names):
                return entry
        return None

    def _new(self, kind: Named, names: list[str], contacts: list[str], form: str = "") -> Entry:
        number = self._last[kind] + 1
        entry = Entry(
            kind=kind,
            pseudonym=(form or f"{kind} {{}}").format(number),
            names=names,
            contacts=contacts,
        )
        self.entries.append(entry)
        self._changes += 1
        self._index(entry)
        return entry

    def _add(self, entry: Entry, name: str, contact: str) -> None:
        if name:
            entry.names.append(name)
        if contact:
            entry.contacts.append(contact)
        self._changes += 1
        self._index(entry)

    def _index(self, entry: Entry) -> None:
        number = _NUMBER.search(entry.pseudonym)
        self._last[entry.kind] = max(self._last[entry.kind], int(number[1]) if number else 0)
        for name in entry.names:
            self._by_name.setdefault((entry.kind, normal(name)), entry)
            for word in name_words(name) if entry.kind is Named.PERSON else ():
                self._by_word.setdefault(word, {})[entry.pseudonym] = entry
        for contact in entry.contacts:
            self._by_contact.setdefault(normal(contact), entry)


def _once(texts: Sequence[str]) -> list[str]:
    return list({normal(text): text for text in reversed(texts)}.values())[::-1]


def is_pseudonym(text: str) -> bool:
    """Return whether a text has the form of a pseudonym."""
    return _PSEUDONYM.fullmatch(text) is not None


class Sweep:
    """Replaces known names by their pseudonyms, and addresses and ids wherever they are."""

    def __init__(self, told: Iterable[tuple[str, str]], id_of: Callable[[str], str]) -> None:
        """Keep what is known.

        Args:
            told: Names and contacts with their pseudonyms; of two equal ones the first counts.
            id_of: Returns the pseudonym of an id.
        """
        self._id_of = id_of
        self._names: dict[str, dict[tuple[str, ...], str]] = {}
        for text, pseudonym in told:
            words = tuple(word for word, _, _ in _words(text))
            if words and len(text.strip()) >= SHORTEST:
                self._names.setdefault(words[0], {}).setdefault(words, pseudonym)

    def __call__(self, text: str, more: Iterable[tuple[str, str]] = ()) -> str:
        """Return a text without what is known.

        Args:
            more: Single words of names that are in this record, with their pseudonyms; they count where they begin
                with a capital letter.
        """
        single = dict(more)
        text = _GUID.sub(lambda found: self._id_of(found[0]), text)
        found: list[str] = []
        words, at, end = list(_words(text)), 0, 0
        while at < len(words):
            number, pseudonym = self._longest(words, at)
            start, stop = words[at][1], words[at + max(number, 1) - 1][2]
            if not number and text[start].isupper():
                pseudonym = single.get(words[at][0], "")
            if pseudonym:
                found += (text[end:start], pseudonym)
                end = stop
            at += max(number, 1)
        text = "".join((*found, text[end:]))
        for pattern in _ADDRESSES:
            text = pattern.sub(ADDRESS, text)
        return text

    def _longest(self, words: list[tuple[str, int, int]], at: int) -> tuple[int, str]:
        """Return how many words from a place on are a name, and its pseudonym; 0 where none begins there."""
        best, pseudonym = 0, ""
        for name, replaced in self._names.get(words[at][0], {}).items():
            number = len(name)
            if number <= best or at + number > len(words):
                continue
            here = words[at : at + number]
            gaps = all(after[1] - before[2] <= _GAP for before, after in itertools.pairwise(here))
            if gaps and tuple(word for word, _, _ in here) == name:
                best, pseudonym = number, replaced
        return best, pseudonym


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word without case and accents, with its place."""
    for found in _WORD.finditer(text):
        plain = unicodedata.normalize("NFKD", found[0].casefold())
        yield "".join(letter for letter in plain if not unicodedata.combining(letter)), found.start(), found.end()


def single_words(name: str) -> list[str]:
    """Return the words of a name that identify it alone: those with a capital letter and of some length."""
    return [word for word, start, end in _words(name) if end - start >= SHORTEST and name[start].isupper()]
