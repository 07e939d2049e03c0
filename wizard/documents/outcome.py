"""The verdicts that the documents carry, and what follows from them.

They are those of the decision, with one exception: where the adjusted risk of an
exception rates at a level that the house does not offer, and every input was given, the
documents refuse it and say why. What ``decide`` answers stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.decision.risk import Rating, rate
from wizard.pack.models import Meaning
from wizard.record.values import Person

if TYPE_CHECKING:
    from wizard.decision.decision import Decision
    from wizard.documents.case import Case


RATED = (
    Meaning.CONTROLS,
    Meaning.REVIEWER,
    Meaning.OVERRIDE_LEVEL,
    Meaning.OVERRIDE_BY,
    Meaning.OVERRIDE_REASON,
)
"""What a rating rests on beside the inputs of the method; a refusal that rests on it goes on asking for it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the documents carry.

    Attributes:
        decision: What follows from the verdicts that the documents carry.
        fields: Sign-off fields that are offered; True where they are required.
        refused: The rating turned an exception into a refusal.
    """

    decision: Decision
    fields: dict[str, bool]
    refused: bool = False

    @property
    def main(self) -> str | None:
        """The main verdict; None while it is open."""
        return self.decision.main

    @property
    def also(self) -> tuple[str, ...]:
        """Accompanying verdicts, sorted."""
        return self.decision.also

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of outcomes that apply."""
        return self.decision.outcomes

    @property
    def checklist(self) -> tuple[str, ...]:
        """Items in print order."""
        return self.decision.checklist

    @property
    def verdicts(self) -> tuple[str, ...]:
        """Main verdict first, then the accompanying ones."""
        return self.decision.verdicts


def rate_case(case: Case) -> Rating | None:
    """Return the rating of a case; None where its outcome carries none."""
    from wizard.record.names import same_person

    group = case.pack.documents.risk.full_for
    if group is None or group not in case.decision.outcomes:
        return None
    signoff = case.signoff
    by, reviewer = (signoff.get(case.pack.meant.get(name, "")) for name in (Meaning.OVERRIDE_BY, Meaning.REVIEWER))
    return rate(
        case.pack,
        case.engine,
        case.decision.answers,
        {name: signoff[name] for name in case.decision.fields if name in signoff},
        case.day,
        reviewer_overrides=isinstance(by, Person) and isinstance(reviewer, Person) and same_person(by, reviewer),
    )


def outcome_of(case: Case) -> Outcome:
    """Return the outcome of a case."""
    words = case.pack.documents.risk
    if words.refuses in case.decision.verdicts and words.refused_as is not None and refuses(case):
        choices = case.engine.read_choices(case.record.signoff)
        decision = case.engine.decide(case.decision.answers, choices, refused=True)
        return Outcome(decision, _fields(case, decision), refused=True)
    return Outcome(case.decision, _with_escalation(case, case.decision.fields))


def refuses(case: Case) -> bool:
    """Return whether the rating refuses: its adjusted level is not offered, and every input was given."""
    rating = case.rating
    if rating is None or rating.unknown or rating.adjusted.level is None:
        return False
    return any(level.id == rating.adjusted.level and not level.offered for level in case.pack.profile.level)


def _with_escalation(case: Case, fields: dict[str, bool]) -> dict[str, bool]:
    """Return the fields with those required whose role must sign at this level of risk."""
    from wizard.documents.people import level_of

    level = level_of(case)
    if level is None or not level.offered or case.rating is None or case.rating.adjusted.level is None:
        return dict(fields)
    return {name: required or name in level.roles for name, required in fields.items()}


def _fields(case: Case, decision: Decision) -> dict[str, bool]:
    """Return the fields of a refusal; the inputs of the rating that refuses stay among them."""
    rating = {*case.library.risk_inputs, *(case.pack.field_of(name) for name in RATED)}
    kept = rating & case.decision.fields.keys()
    return {
        field.id: decision.fields.get(field.id, False)
        for field in case.pack.signoff
        if field.id in kept or field.id in decision.fields
    }
