"""The verdicts that the documents carry, and what follows from them.

They are those of the decision, with one exception: where the adjusted risk of an
exception rates at a level that the organization does not offer, and every input was given, the
documents refuse it and say why. What ``decide`` answers stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wizard.decision.risk import Rating, rate
from wizard.pack.models import Meaning
from wizard.record.values import Person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from wizard.decision.decision import Decision
    from wizard.decision.engine import Engine
    from wizard.documents.library import Library
    from wizard.pack.models import Level, Pack
    from wizard.record.values import Value


RATED = (
    Meaning.CONTROLS,
    Meaning.REVIEWER,
    Meaning.OVERRIDE_LEVEL,
    Meaning.OVERRIDE_BY,
    Meaning.OVERRIDE_REASON,
)
"""What a rating rests on besides the inputs of the method; a refusal that rests on it still asks for it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the documents carry.

    Attributes:
        decision: What follows from the verdicts that the documents carry.
        fields: Sign-off fields that are offered; True where they are required.
        refused: The rating turned an exception into a refusal.
        escalated: Roles of the next level that sign, because the exception was renewed too often.
        signed: The verdicts that are signed, the one that waives a control first; the first leads every headline.
        told: All verdicts in the order in which people hear them; one refusal counts once.
    """

    decision: Decision
    fields: dict[str, bool]
    refused: bool = False
    escalated: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def lead(self) -> str | None:
        """The verdict of the headline; None while the main verdict is open."""
        return self.signed[0] if self.signed else None

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
        return self.decision.outcomes

    @property
    def checklist(self) -> tuple[str, ...]:
        return self.decision.checklist

    @property
    def verdicts(self) -> tuple[str, ...]:
        """Main verdict first, then the accompanying ones."""
        return self.decision.verdicts


def rate_decision(
    pack: Pack, engine: Engine, decision: Decision, signoff: Mapping[str, Value], day: date
) -> Rating | None:
    """Return the rating of what was decided; None where its outcome carries none."""
    from wizard.record.names import same_person

    group = pack.documents.risk.full_for
    if group is None or group not in decision.outcomes:
        return None
    by, reviewer = (pack.said_of(name, signoff) for name in (Meaning.OVERRIDE_BY, Meaning.REVIEWER))
    return rate(
        pack,
        engine,
        decision.answers,
        {name: signoff[name] for name in decision.fields if name in signoff},
        day,
        reviewer_overrides=isinstance(by, Person) and isinstance(reviewer, Person) and same_person(by, reviewer),
    )


def level_of(pack: Pack, rating: Rating | None) -> Level | None:
    """Return the level of risk that decides who signs: the adjusted one, or the worst offered while it is Unknown."""
    if rating is None:
        return None
    levels = pack.profile.level
    known = next((level for level in levels if level.id == rating.adjusted.level), None)
    if known is not None:
        return known
    return next((level for level in reversed(levels) if level.offered), None)


def outcome_of(
    pack: Pack,
    engine: Engine,
    decision: Decision,
    rating: Rating | None,
    *,
    signoff: Mapping[str, Any],
    library: Library,
) -> Outcome:
    """Return what the documents carry.

    Args:
        engine: Made from the same pack.
        rating: The risk; None where no full rating applies.
        signoff: The values of the sign-off as the record stores them.
    """
    words = pack.documents.risk
    if words.refuses in decision.verdicts and words.refused_as is not None and _refuses(pack, rating):
        refusal = engine.decide(decision.answers, engine.read_choices(signoff), refused=True)
        return _outcome(pack, refusal, _fields(pack, decision, refusal, library), refused=True)
    level = level_of(pack, rating)
    escalated = _escalated(pack, level, decision.fields, signoff)
    return _outcome(pack, decision, _with_signers(pack, rating, decision.fields, escalated), escalated=escalated)


def _outcome(
    pack: Pack,
    decision: Decision,
    fields: dict[str, bool],
    *,
    refused: bool = False,
    escalated: tuple[str, ...] = (),
) -> Outcome:
    names = decision.main, decision.verdicts
    return Outcome(decision, fields, refused, escalated, signed_verdicts(pack, *names), headlines(pack, *names))


def _refuses(pack: Pack, rating: Rating | None) -> bool:
    """Return whether the rating refuses: its adjusted level is not offered, and every input was given."""
    if rating is None or rating.unknown or rating.adjusted.level is None:
        return False
    return any(level.id == rating.adjusted.level and not level.offered for level in pack.profile.level)


def renewal_number(value: object) -> int | None:
    """Return which renewal of an exception this is; None where that is not stated, or not a number."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 4 else None


def _escalated(
    pack: Pack, level: Level | None, fields: Mapping[str, bool], signoff: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the roles of the next level that adds any, where an exception is renewed more often than the limit allows.

    A role whose field is asked for other outcomes only does not join.
    """
    number = renewal_number(pack.said_of(Meaning.RENEWALS, signoff))
    if level is None or number is None or number <= pack.profile.limits.renewals:
        return ()
    levels = pack.profile.level
    known = {field.id for field in pack.signoff if field.id in fields or field.asked_when is None}
    for following in levels[levels.index(level) + 1 :]:
        if added := tuple(role for role in following.roles if role in known and role not in level.roles):
            return added
    return ()


def _with_signers(
    pack: Pack, rating: Rating | None, fields: dict[str, bool], escalated: tuple[str, ...]
) -> dict[str, bool]:
    """Return the fields with those required whose role must sign at this level of risk."""
    level = level_of(pack, rating)
    if level is None or not level.offered or rating is None or rating.adjusted.level is None:
        return dict(fields)
    signing = {*level.roles, *escalated}
    return {
        field.id: fields.get(field.id, False) or field.id in signing
        for field in pack.signoff
        if field.id in fields or field.id in escalated
    }


def _fields(pack: Pack, decision: Decision, refusal: Decision, library: Library) -> dict[str, bool]:
    """Return the fields of a refusal; the inputs of the rating that refuses stay among them."""
    rating = {*library.risk_inputs, *(pack.field_of(name) for name in RATED)}
    kept = rating & decision.fields.keys()
    return {
        field.id: refusal.fields.get(field.id, False)
        for field in pack.signoff
        if field.id in kept or field.id in refusal.fields
    }


def signed_verdicts(pack: Pack, main: str | None, verdicts: Sequence[str]) -> tuple[str, ...]:
    """Return the verdicts that are signed: those that waive something, else the main one; none while it is open."""
    if main is None:
        return ()
    waiving = tuple(rule.verdict for rule in pack.signed if rule.verdict in verdicts)
    if waiving:
        return waiving
    refusals = pack.documents.refusals
    strongest = next((name for name in refusals if name in verdicts), main)
    return (strongest if main in refusals else main,)


def headlines(pack: Pack, main: str | None, verdicts: Sequence[str]) -> tuple[str, ...]:
    """Return the verdicts in the order in which people hear them: signed ones, the main one, the others.

    One refusal is said once: of verdicts that refuse the same thing, only the strongest counts.
    """
    signed = signed_verdicts(pack, main, verdicts)
    refusals = [name for name in pack.documents.refusals if name in verdicts]
    told = next((name for name in refusals if name in signed), refusals[0] if refusals else None)
    order = dict.fromkeys([*signed, *([main] if main else []), *verdicts])
    return tuple(name for name in order if name not in refusals or name == told)
