"""The rating of one missing control: likelihood against impact, looked up in a table.

The method is in the pack (``risk.toml``). Two people with the same inputs get the
same level. An unknown input is never read in the account's favour: one counts as its
next worse value, two or more leave the rating Unknown. The rating never changes a verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from wizard.decision.answers import UNKNOWN
from wizard.pack import conditions as c
from wizard.pack.models import Meaning
from wizard.wording import is_placeholder

if TYPE_CHECKING:
    from wizard.decision.answers import Answer
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.pack.models.profile import Limits
    from wizard.pack.models.risk import Lower, Risk


class Measure(Protocol):
    """What the method looks at in a compensating control."""

    @property
    def kind(self) -> str: ...
    @property
    def passed(self) -> bool | None: ...
    @property
    def above_and_beyond(self) -> bool | None: ...
    @property
    def tested_on(self) -> date | None: ...
    @property
    def tested_by(self) -> str: ...
    @property
    def evidence(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Facet:
    """One state of the rating.

    Attributes:
        impact: Level of impact; None where it cannot be told.
        likelihood: Level of likelihood.
        level: The level of risk; None reads as Unknown.
        basis: Why, in sentences of the method.
    """

    impact: str | None
    likelihood: str | None
    level: str | None
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlEffect:
    """What one compensating control does to the likelihood.

    Attributes:
        position: Its place in the list, from 0.
        counts: It lowers the likelihood.
        why_not: Why it does not, as sentences; empty where it does.
        kind: The kind of control of the pack; empty where it names none.
        steps: By how many steps it lowers the likelihood; 0 where it does not.
        prevents: It stops misuse, rather than showing it.
    """

    position: int
    counts: bool
    why_not: str = ""
    kind: str = ""
    steps: int = 0
    prevents: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """A rating set by hand.

    Attributes:
        taken: It counts; ``why_not`` says why it does not.
    """

    level: str
    taken: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating before and after compensating controls.

    Attributes:
        unknown: Inputs without a value, by question or field id.
        one_worse: One of them was unknown, so the rating is one step worse.
        adjusted_by_table: The adjusted level before an override.
        fitting: Kinds of control that are sure to hold for this account.
    """

    initial: Facet
    adjusted: Facet
    adjusted_by_table: str | None
    unknown: tuple[str, ...]
    one_worse: bool
    effects: tuple[ControlEffect, ...]
    override: Override | None
    fitting: tuple[str, ...] = ()


def inputs(risk: Risk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names that the rules of impact and of likelihood ask for, in order."""
    impact: dict[str, None] = {}
    likelihood: dict[str, None] = {}
    for rules, found in ((risk.impact, impact), (risk.raise_, likelihood)):
        for rule in rules:
            found.update(dict.fromkeys(_names_in(rule.when)))
    return tuple(impact), tuple(likelihood)


@lru_cache(maxsize=256)
def _names_in(text: str) -> tuple[str, ...]:
    """Return the questions and sets that a condition compares, in its order; terms are no inputs."""
    found: list[str] = []
    for leaf in c.leaves_in(text):
        match leaf:
            case c.Is(name, _) | c.Has(_, name) | c.HasAny(name, _) | c.Beyond(name, _) | c.Some(name, _, _):
                found.append(name)
            case _:
                continue
    return tuple(found)


def rate(
    pack: Pack,
    engine: Engine,
    answers: Mapping[str, Answer],
    signoff: Mapping[str, Any],
    day: date,
    *,
    reviewer_overrides: bool = False,
) -> Rating:
    """Return the rating.

    Args:
        pack: Holds the method and the organization's limits.
        engine: Settles the conditions of the method.
        answers: Checked answers.
        signoff: Typed values of sign-off fields, by field id.
        day: The day on which tests of controls are looked at.
        reviewer_overrides: The person who overrides is the risk reviewer, who alone may lower.
    """
    risk = pack.risk
    known: dict[str, Any] = {**answers, **signoff}
    for_impact, for_likelihood = inputs(risk)
    asked = {*engine.choices, *engine.questions}
    missing = tuple(n for n in dict.fromkeys((*for_impact, *for_likelihood)) if n in asked and _unknown(known.get(n)))
    truths = engine.risk_rules(answers, signoff)
    impact, impact_basis = _impact(risk, truths.impact)
    likelihood, likelihood_basis = _likelihood(risk, truths.raises)
    if len(missing) == 1:
        if missing[0] in for_impact:
            impact = _step(risk.levels, impact, 1)
        else:
            likelihood = _step(risk.levels, likelihood, 1)
    controls = pack.said_of(Meaning.CONTROLS, signoff) or ()
    fitting = tuple(rule.id for rule, usable in zip(risk.lower, truths.usable, strict=True) if usable)
    effects = control_effects(controls, risk.lower, fitting, pack.profile.limits, day)
    steps = min(sum(effect.steps for effect in effects), pack.profile.limits.max_downgrade)
    lowered = _step(risk.levels, likelihood, -steps)
    if len(missing) > 1 or not risk.levels:
        initial = Facet(None, None, None, ())
        return Rating(initial, initial, None, missing, one_worse=False, effects=effects, override=None, fitting=fitting)
    initial = Facet(impact, likelihood, _level(risk, likelihood, impact), (impact_basis, *likelihood_basis))
    by_table = _level(risk, lowered, impact)
    override = _override(pack, (initial.level, by_table), signoff, reviewer=reviewer_overrides)
    level = override.level if override and override.taken else by_table
    adjusted = Facet(impact, lowered, level)
    if override and override.taken and _index(risk.levels, level) > _index(risk.levels, initial.level):
        initial = Facet(initial.impact, initial.likelihood, level, initial.basis)
    return Rating(initial, adjusted, by_table, missing, len(missing) == 1, effects, override, fitting)


def _unknown(value: Any) -> bool:
    if value is None or value in ("", [], ()):
        return True
    return value == UNKNOWN if isinstance(value, str) else UNKNOWN in value


def _impact(risk: Risk, holds: Sequence[bool | None]) -> tuple[str | None, str]:
    for rule, held in zip(risk.impact, holds, strict=True):
        if held or not rule.when:
            return rule.level, rule.basis
    return None, ""


def _likelihood(risk: Risk, holds: Sequence[bool | None]) -> tuple[str | None, tuple[str, ...]]:
    if risk.likelihood is None:
        return None, ()
    level: str | None = risk.likelihood.initial
    basis = [risk.likelihood.basis] if risk.likelihood.basis else []
    for rule, held in zip(risk.raise_, holds, strict=True):
        if held:
            basis.append(rule.basis)
            if _index(risk.levels, rule.to) > _index(risk.levels, level):
                level = rule.to
    return level, tuple(basis)


def _index(levels: Sequence[str], level: str | None) -> int:
    return levels.index(level) if level in levels else -1


def _step(levels: Sequence[str], level: str | None, steps: int) -> str | None:
    """Return the level so many steps worse (or milder), inside the scale."""
    if level not in levels:
        return level
    return levels[max(0, min(len(levels) - 1, levels.index(level) + steps))]


def _level(risk: Risk, likelihood: str | None, impact: str | None) -> str | None:
    return next((cell.level for cell in risk.cell if (cell.likelihood, cell.impact) == (likelihood, impact)), None)


def control_effects(
    controls: Sequence[Measure], kinds: Sequence[Lower], fitting: Collection[str], limits: Limits, day: date
) -> tuple[ControlEffect, ...]:
    """Return for each compensating control whether it counts, and why not.

    Only its kind and its test decide; what its name and its free text say lowers nothing.

    Args:
        controls: The controls, in order.
        kinds: The kinds that can count.
        fitting: Those of them that are sure to hold for this account.
        limits: How old a test may be.
        day: The day on which tests are looked at.
    """
    known = {kind.id: kind for kind in kinds}
    effects: list[ControlEffect] = []
    counted: set[str] = set()
    for position, control in enumerate(controls):
        kind = known.get(control.kind)
        if kind is None:
            effects.append(ControlEffect(position, counts=False, why_not=NO_KIND))
            continue
        why_not = _why_not(control, limits, day) if kind.id in fitting else kind.not_usable
        if not why_not and kind.id in counted:
            why_not = "Another control of its kind counts already; each kind counts once."
        effects.append(
            ControlEffect(
                position,
                counts=not why_not,
                why_not=why_not,
                kind=kind.id,
                steps=0 if why_not else kind.steps,
                prevents=kind.effect == "preventive",
            )
        )
        if not why_not:
            counted.add(kind.id)
    return tuple(effects)


NO_KIND = "It is of no kind that can lower the risk; a name or a description lowers nothing."


def _why_not(control: Measure, limits: Limits, day: date) -> str:
    tested = control.tested_on
    if control.passed is None:
        return "Nobody says whether its last test passed."
    if not control.passed:
        return "Its last test did not pass."
    if control.above_and_beyond is not True:
        return "It is mandatory for the account anyway, or nobody says that it goes beyond that."
    if tested is None:
        return "Its test has no date."
    if tested > day:
        return "Its test date is in the future."
    if (day - tested).days > limits.control_test_days:
        return f"Its test is more than {limits.control_test_days} days old."
    if not control.tested_by.strip() or is_placeholder(control.tested_by, name=True):
        return "Nobody is named who tested it."
    if not control.evidence.strip() or is_placeholder(control.evidence):
        return "Nothing shows the result of its test."
    return ""


def _override(
    pack: Pack, levels: tuple[str | None, str | None], signoff: Mapping[str, Any], *, reviewer: bool
) -> Override | None:
    risk, limits = pack.risk, pack.profile.limits
    initial, level = levels
    wanted = pack.said_of(Meaning.OVERRIDE_LEVEL, signoff)
    if wanted not in risk.levels or level is None or wanted == level:
        return None
    by = pack.said_of(Meaning.OVERRIDE_BY, signoff)
    reason = str(pack.said_of(Meaning.OVERRIDE_REASON, signoff) or "").strip()
    if by is None or not by.name.strip():
        return Override(wanted, taken=False, why_not="Nobody is named who overrides.")
    if not reason:
        return Override(wanted, taken=False, why_not="The reason is missing.")
    if _index(risk.levels, wanted) < _index(risk.levels, level) and not reviewer:
        return Override(wanted, taken=False, why_not="Only the risk reviewer may lower the rating.")
    if _index(risk.levels, initial) - _index(risk.levels, wanted) > limits.max_downgrade:
        why_not = f"A rating falls by {limits.max_downgrade} levels at most."
        return Override(wanted, taken=False, why_not=why_not)
    return Override(wanted, taken=True)
