"""The verdicts that the documents carry, and what follows from them.

They are those of the decision, with one exception: where the adjusted risk of an
exception rates at a level that the house does not offer, and every input was given, the
documents refuse it and say why. What ``decide`` answers stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.decision.risk import Rating, rate

if TYPE_CHECKING:
    from wizard.decision.situation import Situation
    from wizard.documents.case import Case
    from wizard.documents.library import Library


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the documents carry.

    Attributes:
        main: The main verdict; None while it is open.
        also: Accompanying verdicts, sorted.
        groups: Groups of outcomes that apply.
        checklist: Items in print order.
        fields: Sign-off fields that are offered; True where they are required.
        refused: The rating turned an exception into a refusal.
    """

    main: str | None
    also: tuple[str, ...]
    groups: tuple[str, ...]
    checklist: tuple[str, ...]
    fields: dict[str, bool]
    refused: bool = False

    @property
    def verdicts(self) -> tuple[str, ...]:
        """Main verdict first, then the accompanying ones."""
        return ((self.main,) if self.main else ()) + self.also


def rate_case(case: Case) -> Rating | None:
    """Return the rating of a case; None where its outcome carries none."""
    from wizard.documents.people import same_person

    group = case.pack.documents.risk.full_for
    if group is None or group not in case.decision.outcomes:
        return None
    signoff = case.record.signoff
    by, reviewer = signoff.get("risk_override_by"), signoff.get("security_reviewer")
    return rate(
        case.pack,
        case.engine,
        case.decision.answers,
        {name: signoff[name] for name in case.decision.fields if name in signoff},
        case.day,
        reviewer_overrides=bool(by and reviewer and same_person(by, reviewer)),
    )


def outcome_of(case: Case) -> Outcome:
    """Return the outcome of a case."""
    decision = case.decision
    plain = Outcome(
        decision.main, decision.also, decision.outcomes, decision.checklist, _with_escalation(case, decision.fields)
    )
    words = case.pack.documents.risk
    if words.refuses is None or words.refused_as is None or words.refuses not in plain.verdicts:
        return plain
    if not refuses(case):
        return plain
    return _refused(case, plain)


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


def _refused(case: Case, plain: Outcome) -> Outcome:
    words = case.pack.documents.risk
    asked = case.situation_of(plain.main, plain.also, plain.groups)
    verdicts = {words.refused_as if verdict == words.refuses else verdict for verdict in plain.verdicts}
    verdicts |= {joined.verdict for joined in words.also if asked.holds(joined.when)}
    main = words.refused_as if plain.main == words.refuses else plain.main
    also = tuple(sorted(verdict for verdict in verdicts if verdict and verdict != main))
    bare = case.situation_of(main, also, ())
    groups = tuple(
        group.id
        for group in case.pack.checklist.group
        if (not group.verdicts or any(v in (main, *also) for v in group.verdicts)) and bare.holds(group.when)
    )
    situation = case.situation_of(main, also, groups)
    return Outcome(
        main, also, groups, _checklist(case.library, situation, groups), _fields(case, situation), refused=True
    )


def _checklist(library: Library, situation: Situation, groups: tuple[str, ...]) -> tuple[str, ...]:
    checklist = library.pack.checklist
    limits = [limit for limit in checklist.limit if situation.holds(limit.when)]
    order = list(library.phases)
    found = []
    for item in sorted(checklist.item, key=lambda item: order.index(item.phase) if item.phase in order else len(order)):
        if not set(item.outcomes).intersection(groups) or not situation.holds(item.when):
            continue
        left_out = any(
            (limit.only_items and item.id not in limit.only_items)
            or (limit.only_group is not None and limit.only_group not in item.outcomes)
            or item.id in limit.never
            for limit in limits
        )
        if not left_out:
            found.append(item.id)
    return tuple(found)


def _fields(case: Case, situation: Situation) -> dict[str, bool]:
    """Return the fields of a refusal; the inputs of the rating that refuses stay among them."""
    rating = {*case.library.risk_inputs, "compensating_controls", "security_reviewer"}
    rating |= {name for name in case.decision.fields if name.startswith("risk_override")}
    fields: dict[str, bool] = {}
    for field in case.pack.signoff:
        kept = field.id in rating and field.id in case.decision.fields
        if kept or situation.holds(field.asked_when):
            required = field.required_when is not None and situation.holds(field.required_when)
            fields[field.id] = required
    return fields
