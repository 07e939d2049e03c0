"""Which decisions are signed, in which column each stands, and who stands behind a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.documents.escape import inline
from wizard.record.values import Person, Step

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.record.values import Value

LONGEST_HEAD = 24
"""Characters of a control's name in the head of a column; a longer one would push the boxes aside."""


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
    return tuple(_signed(case, verdict) for verdict in _verdicts(case))


def _signed(case: Case, verdict: str) -> Signed:
    known = case.pack.verdict_by_id[verdict]
    ends = verdict == case.pack.documents.risk.refuses
    return Signed(verdict, (_control(case) if ends else "") or known.short or known.title, ends)


def _control(case: Case) -> str:
    """Return the one control that ends with the exception, for the head of a column; empty for several or none."""
    names = {row.control.strip() for row in case.exclusions if not row.no_end}
    name = names.pop() if len(names) == 1 else ""
    return inline(name) if len(name) <= LONGEST_HEAD else ""


def _verdicts(case: Case) -> tuple[str, ...]:
    """Return the verdicts that are signed; the main one where none of those that exclude is among them."""
    waiving = case.pack.documents.risk.refuses
    shown = [known.id for known in case.pack.verdicts if known.short and known.id in case.outcome.verdicts]
    ordered = sorted(shown, key=lambda verdict: verdict != waiving)
    return tuple(ordered) or ((case.outcome.main,) if case.outcome.main else ())


def person_of(case: Case, role: str) -> str:
    """Return who stands behind a role that the pack names: the person, or the role where nobody is named."""
    whos = case.pack.documents.who
    entry = next((one for one in whos if one.role.casefold() == role.casefold()), None)
    fields = [name for name in (entry.field, *entry.or_fields) if name] if entry is not None else []
    for name in fields:
        found = _named(case.signoff.get(name))
        if found:
            return inline(found)
    offered = next((name for name in fields if name in case.outcome.fields), None)
    if offered in case.library.roles:
        return case.library.roles[offered].title
    return next((one.role for one in whos if one.field == offered), role) if offered else role


def _named(value: Value | None) -> str:
    if isinstance(value, Person):
        return value.name
    if isinstance(value, list):
        return next((row.owner for row in value if isinstance(row, Step) and row.owner), "")
    return ""
