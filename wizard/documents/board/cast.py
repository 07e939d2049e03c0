"""Who does what: a role of the texts becomes the person who was named for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.signed import person_of
from wizard.record.names import normal

if TYPE_CHECKING:
    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.record.values import Person


def field_of_role(case: Case, role: str) -> str | None:
    """Return the sign-off field that names the person of a role; None for a role that nobody is asked about."""
    wanted = normal(role)
    return next((entry.field for entry in case.pack.documents.who if normal(entry.role) == wanted), None)


def who(case: Case, role: str, room: Room) -> str:
    """Return the name of the person in a role, or the role where nobody is named."""
    found = person_of(case, role)
    return found if found == role else room.fits(found)


def name_of(person: Person, room: Room) -> str:
    """Return a person with the title, as a board reads it; empty for nobody."""
    if not person.name.strip():
        return ""
    name = room.label(person.name)
    return f"{name}, {room.label(person.role)}" if person.role.strip() else name
