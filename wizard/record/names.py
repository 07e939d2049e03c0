"""Whether two names are one person, from the record alone; no directory is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic import JsonValue

from wizard.record.values import LISTS, MAX_LINE, ONE, Person, row_parts
from wizard.wording import date_readings

MOST_KEPT = 4096
"""Names that are kept in the form in which they are compared: few people sign many records."""
MOST_WORDS = 6
"""Words of a name with a role; a longer text says something else."""


def names_told(signoff: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield the names and contacts in stored values of a sign-off; the parts of a row show what they are."""
    for value in signoff.values():
        for row in value if isinstance(value, list) else (value,):
            if isinstance(row, dict):
                kinds = (kind for kind in (*ONE.values(), *LISTS.values()) if row.keys() <= kind.model_fields.keys())
                naming = {part.key for part in row_parts(next(kinds, Person)) if part.ask.names}
                yield from (str(row[key]) for key in naming & row.keys() if row[key])


@lru_cache(maxsize=MOST_KEPT)
def normal(text: str) -> str:
    """Return a name or contact in the form that is compared."""
    folded = unicodedata.normalize("NFKC", text).casefold().removeprefix("mailto:")
    return " ".join(folded.split())


@dataclass(frozen=True, slots=True)
class PersonCell:
    """What a cell says where people fill in who somebody is.

    Attributes:
        person: Name, role, contact, and whom a delegate represents; a role behind a comma that can be a given name
            stays in the name.
        said: The whole text without contacts, without the day, and without the word that somebody signed.
        bare: The same without a role.
        day: The day next to the name, as written.
    """

    person: Person
    said: str
    bare: str
    day: str = ""


@lru_cache(maxsize=MOST_KEPT)
def read_cell(text: str, printed: str = "") -> PersonCell:
    """Read the cell of a person.

    Read are ``Helena Brandt (CFO)``, ``Helena Brandt CFO``, ``Brandt, Helena``, ``Helena Brandt <hb@contoso.com>``,
    ``Helena Brandt (signed), 2026-12-03`` and ``Karl Voss for Helena Brandt``, in English and German.

    Args:
        text: The cell.
        printed: Whom the print names there; it distinguishes a name in small letters from a sentence.
    """
    plain = " ".join(text.split())[:MAX_LINE]  # no name is longer, and a longer cell names nobody who was planned
    contacts = _CONTACT.findall(plain)
    said, day = _undated(" ".join(_CONTACT.sub(" ", plain).split()), _words(printed))
    name, _, represented = (part or "" for part in _DELEGATE.match(said).groups())  # type: ignore[union-attr]
    represented, _ = _entitled(" ".join(represented.split()).strip(" ,;()"))
    roles = [] if represented else re.findall(r"\(([^()]*)\)", name)
    name = " ".join(re.sub(r"\([^()]*\)?|[<>]", " ", name).split()).strip(" ,;")
    name, title = _entitled(name)
    person = Person(
        name=name,
        role="; ".join(role.strip() for role in (title, *roles) if role.strip()),
        contact=contacts[0] if contacts else "",
        represents=represented,
    )
    return PersonCell(person, said, _ROLE.sub(" ", _entitled(said)[0]), day)


def told_person(text: str) -> Person:
    """Return the person whom a cell names as people fill it in: name, role, contact, and whom a delegate represents."""
    return read_cell(text).person


def told_people(text: str) -> tuple[Person, ...]:
    """Return everybody whom a cell can name: the whole as one person, and each part of a list as another."""
    parts = _LISTED.split(text)
    found = [told_person(one) for one in (text, *(parts if len(parts) > 1 else ()))]
    return tuple(one for one in found if one)


_LISTED = re.compile(r"[,;/&+\n]|\b(?:and|und|with|mit)\b", re.IGNORECASE)
_CONTACT = re.compile(r"(?:mailto:)?[^\s<>(),;]+@[^\s<>(),;]+")
_DELEGATE = re.compile(
    r"(.*?)(?:[\s,;(]+(for|on behalf of|in place of|delegate (?:of|for)|deputy (?:of|for)|representing|represents"
    r"|as delegate (?:of|for)|für|in vertretung (?:von|für)|i\. ?[av]\.(?: von| für)?)\s+(?=\w)(.*))?$",
    re.IGNORECASE,
)

_TITLE = re.compile(
    r"[,;]?(?: [-\u2013])? "
    r"(?P<title>TITLE(?:(?: |/| & | and | und )TITLE){0,4}(?: (?:of|for|für) [A-ZÄÖÜ]\w+(?: [A-ZÄÖÜ]\w+)?)?)$".replace(
        "TITLE",
        r"(?:C[A-Z]{1,2}O|[ES]?VP|DPO|DSB|IT|HR|Chief|Head(?= (?:of|for)\b)|Deputy|Vice|Senior|Executive|Managing"
        r"|Information|Security|Technology|Financial|Finance|Operating|Operations|Risk|Account|Data|Protection|Identity"
        r"|Officer|President|Director|Manager|Admin|Administrator|Owner|Reviewer|Lead|Engineer|Auditor|Delegate)\b",
    )
)
"""A title at the end of a name, of words that no name has there."""


def _entitled(name: str) -> tuple[str, str]:
    """Return a name of at least two words, and the title behind it."""
    title = _TITLE.search(name)
    if title is None or len(name[: title.start()].split()) < 2:
        return name, ""
    return name[: title.start()], title["title"]


_TITLES = frozenset(
    re.findall(
        r"\w+",
        "mr mrs ms mx miss sir dr drs prof professor doctor herr frau hr fr dipl ing mag phd ph msc mba md jr sr esq",
    )
)
"""Words next to a name that don't belong to it."""


def _words(text: str) -> tuple[frozenset[str], ...]:
    """Return the words of a name; each as the ways in which it is written without accents."""
    plain = normal(text).replace("'", "").replace("\u2019", "")
    words = "".join(letter if letter.isalnum() or unicodedata.combining(letter) else " " for letter in plain).split()
    ways = [frozenset({_bare(word), _bare(word.translate(_UMLAUTS))}) for word in words if _bare(word)]
    named = [way for way in ways if not way & _TITLES]
    return tuple(named if len(named) > 1 or len(ways) < 2 else ways)


_UMLAUTS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ø"): "oe", ord("å"): "aa"}


def _bare(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


@lru_cache(maxsize=MOST_KEPT)
def _ways(name: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """Return the ways in which a text can be read as a name: without a role, and in the order given name, family name.

    A last word that is a title may be the family name.
    """
    cut = re.split(r"\s[-\u2013\u2014/|]\s|[;|/\n]", re.sub(r"\([^()]*\)?|<[^<>]*>?", " ", name))[0]
    first, comma, rest = cut.partition(",")
    ways = [_words(f"{rest} {first}")]
    if comma and len(_words(first)) > 1:
        ways.append(_words(first))
    bare, title = _entitled(cut.strip())
    if title:
        ways.append(_words(bare))
    return tuple(way for way in ways if way)


def name_words(name: str) -> frozenset[str]:
    """Return the written-out words of a name; two texts that name one person share at least one of them."""
    return frozenset(way for words in _ways(name) for word in words for way in word if len(way) > 1)


def _fits(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two words of names are one, or one is the initial of the other."""
    return bool(one & other) or any(
        1 in (len(a), len(b)) and a[0] == b[0] and a[0].isalpha() for a in one for b in other
    )


def _agree(one: tuple[frozenset[str], ...], other: tuple[frozenset[str], ...]) -> bool:
    """Return whether two readings are one name: every word has its like, and one that is written out is shared.

    A name in the middle may be missing in one of them.
    """
    fewer, more = sorted((one, other), key=len)
    if len(fewer) < len(more) and (len(fewer) < 2 or not _ends_in(more, fewer)):
        return False
    if not any(a & b and max(map(len, a)) > 1 for a in fewer for b in more):
        return False
    return _matched(list(fewer), list(more))


def _ends_in(more: tuple[frozenset[str], ...], fewer: tuple[frozenset[str], ...]) -> bool:
    return all(any(_fits(end, word) for word in fewer) for end in (more[0], more[-1]))


def _matched(fewer: list[frozenset[str]], more: list[frozenset[str]]) -> bool:
    """Return whether each word has a separate like in the other name."""
    left = list(more)
    initials = []
    for word in fewer:
        same = next((other for other in left if word & other), None)
        if same is None:
            initials.append(word)
        else:
            left.remove(same)
    for word in initials:
        like = next((other for other in left if _fits(word, other)), None)
        if like is None:
            return False
        left.remove(like)
    return True


@lru_cache(maxsize=MOST_KEPT)
def name_fits(one: str, other: str) -> bool:
    """Return whether two texts name one person: in either order, with title, role, initials or accents or without."""
    if len(one) > MAX_NAME or len(other) > MAX_NAME:
        return normal(one) == normal(other)
    return any(_agree(a, b) for a in _ways(one) for b in _ways(other))


MAX_NAME = 200
"""A longer text isn't a name; it is compared unchanged."""


def same_person(one: Person, other: Person) -> bool:
    """Return whether two entries are one person: the same contact, or the same name without two contacts."""
    contact, other_contact = normal(one.contact), normal(other.contact)
    if contact and contact == other_contact:
        return True
    return name_fits(one.name, other.name) and not (contact and other_contact)


def same_name(one: Person, other: Person) -> bool:
    """Return whether two entries have the same name, whatever their contacts."""
    return name_fits(one.name, other.name)


def stands_for(one: Person, other: Person) -> bool:
    """Return whether the first is the second, or a delegate who represents the second."""
    return same_person(one, other) or (bool(one.represents) and name_fits(one.represents, other.name))


_ROLE = re.compile(r"(?:,| [-\u2013]| (\()) ?(?=[^\W\d_a-zß-ÿ])[^\W\d_]+(?: [^\W\d_]+){0,2}(?(1)\))$")
"""A role behind a name: up to three words in parentheses or behind a comma or dash, the first with a capital."""


def more_than_a_name(cell: str, printed: str, *, several: bool = False) -> bool:
    """Return whether the cell of a person says more than who it is.

    The printed words name the person who was printed there, in any order, with title, initials and contact or without;
    a few words without a number name anybody else. A delegate comes with the person represented. That somebody signed,
    and the day of it, may follow.

    Args:
        cell: As it is now.
        printed: As it was printed; empty for nobody.
        several: It may list several people.
    """
    known = _words(printed)
    told = read_cell(cell, printed)
    plain = told.said if re.search("[,(]", printed) else told.bare  # a role may be added where none was printed
    if told.person.represents and _names(told.person.represents, printed):
        represented = _DELEGATE.match(plain)[3] or ""  # type: ignore[index]
        return not _is_name(told.person.name) or more_than_a_name(represented, printed)
    parts = [part for part in _LISTED.split(plain.replace(":", ",")) if part.strip()] if several else [plain]
    beyond = [_beyond(part, known) for part in parts]
    if _names(plain, printed):
        return any(
            left and (not several or _names(part, printed) or not _is_listed(part))
            for part, left in zip(parts, beyond, strict=True)
        )
    return bool(plain) and not _is_name(plain)


_TERM = re.compile(
    r"\b(?:until|till|to|through|from|since|before|after|valid|expires|ends|bis|ab|von|vom|gültig|endet)\W*$",
    re.IGNORECASE,
)
"""A word by which a day limits something."""


_SIGN = r"(?:(?:electronically|digitally|e-?)[ -]?)?signed|sgd\.?|gez\.?|(?:(?:elektronisch|digital) )?(?:signiert|unterschrieben)"
_SIGNED = re.compile(
    rf"^(?:/?s/|(?:{_SIGN})(?: by| von)?(?=[\s:]):?)\s+|\((?:{_SIGN})\)"
    rf"|[\s,;(\u2013-]+(?:{_SIGN}|unterzeichnet)(?: on| am)?[),;:]*$",
    re.IGNORECASE,
)
"""That somebody signed, next to the name."""


def _undated(text: str, known: tuple[frozenset[str], ...]) -> tuple[str, str]:
    """Return a text without the day at its end and without the word that somebody signed, and that day.

    A day that belongs to a sentence stays.
    """
    words = text.split()
    for number in range(1, min(len(words), 5)):
        before, day = " ".join(words[:-number]), " ".join(words[-number:]).strip("(),;")
        if not date_readings(day) or _TERM.search(before):
            continue
        name = _unsigned(before)
        apart = name != before or name[-1] in ",;-\u2013" or words[-number][0] == "("
        if apart or not _beyond(name, known) or not any(word[0].islower() for word in name.split()):
            return name.rstrip(" ,;-\u2013"), day
    return _unsigned(text), ""


def _unsigned(text: str) -> str:
    return " ".join(_SIGNED.sub(" ", text).split()) or text


def _beyond(text: str, known: tuple[frozenset[str], ...]) -> list[frozenset[str]]:
    """Return the words of a text that are none of those known, and no initial."""
    return [
        word
        for word in _words(text)
        if not any(_fits(word, one) for one in known)
        and (max(map(len, word)) > 1 or any(way.isdigit() for way in word))
    ]


def _names(text: str, printed: str) -> bool:
    """Return whether a text has the name that was printed, next to whatever else."""
    words = _words(text)
    name = next(reversed(_ways(printed)), ())
    return bool(name) and all(any(_fits(one, word) for word in words) for one in name)


def _is_name(text: str) -> bool:
    """Return whether a text can be a name, with a role or without."""
    return 0 < len(text.split()) <= MOST_WORDS and not re.search(r"[\d:!?=|]", text)


def _is_listed(part: str) -> bool:
    """Return whether a part of a list can be the name of one more person."""
    words = part.split()
    return 1 < len(words) <= MOST_WORDS and _is_name(part) and not words[0][0].islower() and not words[-1][0].islower()
