"""What somebody holds in records: roles of the sign-off, and rows that name who answers for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.engagement.settings import settings_near
from wizard.engagement.store import read_saved
from wizard.engagement.tenant_answers import with_tenant
from wizard.errors import WizardError
from wizard.pack.models import Meaning
from wizard.record.names import name_fits, name_words, same_person, told_people, told_person
from wizard.record.values import LISTS, Person, row_parts
from wizard.wording import short

if TYPE_CHECKING:
    from wizard.pack.models import Field, Pack
    from wizard.record.model import Record


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that somebody holds in a sign-off.

    Attributes:
        place: Its field, and for a row the number from 1: ``plan_steps.2``.
        title: The role, or what the row says.
        key: The part of the row that names the person; empty for a role.
        alone: Nobody else is named there.
    """

    place: str
    title: str
    key: str = ""
    alone: bool = True

    @property
    def field(self) -> str:
        return self.place.split(".", maxsplit=1)[0]

    @property
    def row(self) -> int:
        """Number of the row, from 1; 0 for a role."""
        _, _, number = self.place.partition(".")
        return int(number or 0)


def holdings(pack: Pack, signoff: Mapping[str, Any], who: Person) -> Iterator[Holding]:
    """Yield what a person holds in stored values of a sign-off, in the order of the pack."""
    titles = {role.id: role.title for role in pack.profile.role}
    for one in pack.signoff:
        value = signoff.get(one.id)
        if one.kind == "person" and isinstance(value, dict) and one.means is not Meaning.OVERRIDE_BY:
            person = Person.model_validate(value)
            if is_person(person, who) or name_fits(person.represents, who.name):
                yield Holding(one.id, titles.get(one.id) or one.id.replace("_", " ").capitalize())
        elif one.kind in LISTS and isinstance(value, list):
            yield from _rows(one, value, who)


def _rows(one: Field, rows: Sequence[Any], who: Person) -> Iterator[Holding]:
    parts = row_parts(LISTS[one.kind])
    for number, row in enumerate(rows, 1):
        for part in (part for part in parts if part.ask.passes_on):
            text = str(row.get(part.key) or "") if isinstance(row, dict) else ""
            named = told_people(text)
            if any(is_person(person, who) for person in named):
                others = any(not is_person(one, who) and len(name_words(one.name)) > 1 for one in named)
                alone = is_person(told_person(text), who) and not others
                said = short(" ".join(str(row.get(parts[0].key) or "").split()), 60)
                title = f"{one.id.replace('_', ' ').capitalize()} {number}{f': {said}' if said else ''}"
                yield Holding(f"{one.id}.{number}", title, part.key, alone)


def is_person(person: Person, who: Person) -> bool:
    return bool(person) and same_person(person, who)


def held_in(paths: Iterable[Path], pack: Pack, who: Person) -> Iterator[tuple[Path, Record, tuple[Holding, ...]]]:
    """Yield the living records in which a person holds something; one that is closed or cannot be read is passed over."""
    for path in paths:
        try:
            record = read_saved(path)
            whole = with_tenant(pack, record, settings_near(path))
        except WizardError:
            continue
        found = tuple(holdings(pack, whole.signoff, who)) if record.closed is None else ()
        if found:
            yield path, record, found
