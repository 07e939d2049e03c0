"""Which decisions are signed, in which column each is, and who acts in a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.documents.escape import inline
from wizard.pack.models import Meaning
from wizard.record.names import normal
from wizard.record.values import Person, Step

if TYPE_CHECKING:
    from datetime import date

    from wizard.documents.board.room import Room
    from wizard.documents.case import Case
    from wizard.record.values import Value


LONGEST_HEAD = 24
"""Characters of a control's name in the head of a column; a longer one would push the boxes aside."""


ALONE = "Decision"
"""The name of a decision that is signed alone."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A decision that is signed.

    Attributes:
        verdict: Its verdict.
        short: Its name in a column's head.
        ends: It takes something away until an end date.
    """

    verdict: str
    short: str
    ends: bool


def signed(case: Case) -> tuple[Signed, ...]:
    """Return the decisions that are signed, the one that waives a control first."""
    ending = case.pack.documents.risk.refuses
    return tuple(Signed(verdict, _short(case, verdict), verdict == ending) for verdict in case.outcome.signed)


def column_names(case: Case) -> tuple[str, ...]:
    """Return the heads of the columns in which decisions are signed: ``1 MFA``, ``2 Terms of use``, or ``Decision``."""
    several = signed(case)
    if len(several) < 2:
        return (ALONE,) * len(several)
    return tuple(f"{number} {one.short}" for number, one in enumerate(several, 1))


def _short(case: Case, verdict: str) -> str:
    """Return the one control that a decision waives, or the name of the decision where there are several."""
    rule = next((rule for rule in case.pack.signed if rule.verdict == verdict), None)
    if rule is None:
        return case.words.verdict(verdict)
    known = case.library.waivable
    controls = waived(case, verdict) or {name for name, when in case.pack.demands.items() if case.holds(when)}
    if rule.verdict != case.pack.documents.risk.refuses or len(controls) != 1:
        return rule.name
    name = next(known[control].label if control in known else control for control in controls)
    return inline(name) if len(name) <= LONGEST_HEAD else rule.name


def waived(case: Case, verdict: str) -> frozenset[str]:
    """Return the controls that the exclusions of a signed decision name."""
    return frozenset(row.control for row in case.exclusions_of(verdict) if row.control)


def period(case: Case, verdict: str) -> tuple[date | None, date | None]:
    """Return the first and the last day of a signed decision; of any other verdict, those of the first signed one.

    The rows of the decision give them; where none does, the decision itself, unless it has no end.
    """
    if verdict not in case.outcome.signed and case.outcome.lead:
        verdict = case.outcome.lead
    rows = case.exclusions_of(verdict)
    starts = [row.starts_on for row in rows if row.starts_on]
    ends = [row.ends_on for row in rows if row.ends_on]
    term = (case.date(Meaning.START), case.date(Meaning.END))
    start, end = term if verdict == case.pack.documents.risk.refuses else (None, None)
    return (min(starts) if starts else start), (max(ends) if ends else end)


def person_of(case: Case, role: str) -> str:
    """Return who acts in a role that the pack names: the person, or the role where nobody is named.

    Where this outcome does not ask for the role, the next one that it asks for acts instead.
    """
    entry = case.library.acting.get(role.casefold())
    fields = [name for name in (entry.field, *entry.or_fields) if name] if entry is not None else []
    # A person who was named for this very role is not dropped where the outcome does not ask for it.
    found = next((name for name in fields if name in case.outcome.fields), None)
    own = _named(case.signoff.get(fields[0])) if fields else ""
    named = own or (_named(case.signoff.get(found)) if found else "")
    if named:
        return inline(named)
    if found in case.library.roles:
        return case.library.roles[found].title
    return next((one.role for one in case.pack.documents.who if one.field == found), role) if found else role


def _named(value: Value | None) -> str:
    if isinstance(value, Person):
        return value.name
    if isinstance(value, list):
        return next((row.owner for row in value if isinstance(row, Step) and row.owner), "")
    return ""


def field_of_role(case: Case, role: str) -> str | None:
    """Return the sign-off field that names the person of a role; None for a role that nobody is asked about."""
    wanted = normal(role)
    return next((entry.field for entry in case.pack.documents.who if normal(entry.role) == wanted), None)


def who(case: Case, role: str, room: Room) -> str:
    """Return the name of the person in a role, or the role where nobody is named."""
    found = person_of(case, role)
    return found if found == role else room.fits(found)


def name_of(person: Person, room: Room) -> str:
    """Return a person with the title, by which a board judges whether the seniority fits; empty for nobody."""
    name, role = room.label(person.name), room.label(person.role)
    return f"{name}, {role}" if name and role else name
