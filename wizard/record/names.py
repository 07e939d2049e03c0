"""Whether two names are one person, from the record alone; no directory is asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from wizard.record.values import LISTS, ONE, Person, row_parts


def names_told(signoff: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield the names and contacts in stored values of a sign-off; the parts of a row show what they are."""
    for value in signoff.values():
        for row in value if isinstance(value, list) else (value,):
            if isinstance(row, dict):
                kinds = (kind for kind in (*ONE.values(), *LISTS.values()) if row.keys() <= kind.model_fields.keys())
                naming = {part.key for part in row_parts(next(kinds, Person)) if part.ask.names}
                yield from (str(row[key]) for key in naming & row.keys() if row[key])


def normal(text: str) -> str:
    """Return a name or contact in the form that is compared."""
    folded = unicodedata.normalize("NFKC", text).casefold().removeprefix("mailto:")
    return " ".join(folded.split())


def _name(person: Person) -> tuple[str, ...]:
    """Return the parts of a name, sorted, so that "Doe, Jo" and "Jo Doe" are one."""
    plain = "".join(
        letter if letter.isalnum() else " "
        for letter in unicodedata.normalize("NFKD", normal(person.name))
        if not unicodedata.combining(letter)
    )
    return tuple(sorted(plain.split()))


def same_person(one: Person, other: Person) -> bool:
    """Return whether two entries are one person: the same contact, or the same name without two contacts."""
    contact, other_contact = normal(one.contact), normal(other.contact)
    if contact and contact == other_contact:
        return True
    return bool(_name(one)) and _name(one) == _name(other) and not (contact and other_contact)


def same_name(one: Person, other: Person) -> bool:
    """Return whether two entries have the same name, whatever their contacts."""
    return bool(_name(one)) and _name(one) == _name(other)
