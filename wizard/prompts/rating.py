"""The risk of an exception and the separation of duties, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.documents.people import signers
from wizard.documents.risk_words import (
    control_name,
    duty_texts,
    effect_text,
    override_text,
    risk_text,
    unknown_text,
)
from wizard.record.signoff import person_text

if TYPE_CHECKING:
    from wizard.decision.risk import Rating
    from wizard.documents.case import Case


def duty_lines(case: Case) -> tuple[str, ...]:
    """Return where duties are not separated, each with its weight first."""
    weight = {True: "Conflict of duties", False: "Look at this"}
    blocking = not case.self_assessment
    return tuple(f"{weight[finding.blocks and blocking]}: {text}" for finding, text in duty_texts(case))


def risk_page(case: Case) -> Iterator[str]:
    """Yield the rating with what it rests on, then who signs."""
    yield from duty_lines(case)
    line = risk_text(case)
    if line:
        yield line
    if case.rating is not None:
        yield from _basis(case, case.rating)
    for signer in signers(case):
        yield f"Signs as {signer.title}: {person_text(signer.person) if signer.person else 'nobody named yet'}."


def _basis(case: Case, rating: Rating) -> Iterator[str]:
    title = case.library.level_title
    for name, facet in (("initial", rating.initial), ("adjusted", rating.adjusted)):
        yield f"Risk, {name}: impact {title(facet.impact)}, likelihood {title(facet.likelihood)}."
    yield from (f"Risk rests on: {basis}" for basis in rating.initial.basis)
    yield from (f"Risk, not known: {case.library.label_of(name)}" for name in rating.unknown)
    if rating.unknown:
        yield f"Risk, what is not known: {unknown_text(rating)}"
    yield from (f"Control {control_name(case, effect)}: {effect_text(effect)}" for effect in rating.effects)
    if rating.override is not None:
        yield override_text(case, rating.override)
