"""The risk of an exception and the separation of duties, in a few lines, as values are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.decision.risk import Rating
    from wizard.documents.case import Case


def duty_lines(case: Case) -> tuple[str, ...]:
    """Return where duties are not separated, as sentences."""
    from wizard.documents.people import duty_findings

    fields = case.library.fields
    weight = {True: "Conflict of duties", False: "Look at this"}
    blocking = not case.self_assessment
    return tuple(
        f"{weight[finding.blocks and blocking]}: "
        f"{fields[finding.field].label + ' ' if finding.field in fields else ''}{finding.text}"
        for finding in duty_findings(case)
    )


def refusal_line(case: Case) -> str:
    """Return in words why no exception is rated; empty where one is."""
    words = case.pack.documents.risk
    if case.outcome.refused and case.rating is not None:
        return words.refused.replace("{level}", case.library.level_title(case.rating.adjusted.level))
    if case.rating is not None or case.outcome.main is None:
        return ""
    if any(surface.enforced for surface in case.decision.platform):
        return words.platform
    return words.short if words.short_for is not None and words.short_for in case.outcome.groups else words.none


def risk_line(case: Case) -> str:
    """Return the rating in one or two sentences; why there is none where there is none."""
    rating = case.rating
    said = refusal_line(case)
    if rating is None:
        return said
    title = case.library.level_title
    text = f"Risk: initial {title(rating.initial.level)}, adjusted {title(rating.adjusted.level)}. {_cap(case)}"
    return f"{text} {said}".strip()


def _cap(case: Case) -> str:
    from wizard.documents.people import level_of

    level = level_of(case)
    if level is None:
        return ""
    if not level.offered:
        return f"At {level.title} no exception is offered."
    return f"At most {level.cap_days} days, review {level.review_text or f'every {level.review_days} days'}."


def risk_page(case: Case) -> Iterator[str]:
    """Yield the rating with what it rests on, then who signs."""
    from wizard.documents.people import signers
    from wizard.documents.signoff import person_text

    yield from duty_lines(case)
    line = risk_line(case)
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
    for name in rating.unknown:
        known = case.library.fields.get(name) or case.pack.question_by_id.get(name)
        yield f"Risk, not known: {known.label if known else name}"
    if rating.unknown:
        worse = "It counts as the next worse value." if rating.one_worse else "The rating stays Unknown."
        yield f"Risk, what is not known: {worse}"
    controls = case.rows("compensating_controls")
    for effect in rating.effects:
        name = str(controls[effect.position].get("name") or "control") if effect.position < len(controls) else "control"
        how = "lowers the likelihood by one step." if effect.counts else f"does not count. {effect.why_not}"
        yield f"Control {name}: {how}"
    if rating.override is not None:
        taken = "counts." if rating.override.taken else f"does not count. {rating.override.why_not}"
        yield f"Override to {title(rating.override.level)}: {taken}"
