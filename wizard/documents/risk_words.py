"""The risk of an exception, its limits and its duties as sentences, for faces: all say the same.

Documents have a section of their own for each of these; see ``wizard.documents.sections``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.documents.people import duty_findings, level_of

if TYPE_CHECKING:
    from wizard.decision.risk import ControlEffect, Override, Rating
    from wizard.documents.case import Case
    from wizard.documents.people import DutyFinding


def duty_texts(case: Case) -> Iterator[tuple[DutyFinding, str]]:
    """Yield where duties are not separated, each with its sentence: the label of the field first, where it has one."""
    fields = case.library.fields
    for finding in duty_findings(case):
        label = f"{fields[finding.field].label} " if finding.field in fields else ""
        yield finding, f"{label}{finding.text}"


def refusal_text(case: Case) -> str:
    """Return why no exception is rated, in the words of the pack; empty where one is."""
    words = case.pack.documents.risk
    if case.outcome.refused and case.rating is not None:
        return words.refused.replace("{level}", case.library.level_title(case.rating.adjusted.level))
    if case.rating is not None or case.outcome.main is None:
        return ""
    if any(surface.enforced for surface in case.decision.platform):
        return words.platform
    return words.short if words.short_for is not None and words.short_for in case.outcome.groups else words.none


def risk_text(case: Case) -> str:
    """Return the rating in one or two sentences; why there is none where there is none."""
    rating, refusal = case.rating, refusal_text(case)
    if rating is None:
        return refusal
    initial, adjusted = (case.library.level_title(facet.level) for facet in (rating.initial, rating.adjusted))
    return f"Risk: initial {initial}, adjusted {adjusted}. {cap_text(case)} {refusal}".strip()


def cap_text(case: Case) -> str:
    """Return how long an exception may last at this level, and how often it is reviewed; empty without a level."""
    level = level_of(case)
    if level is None:
        return ""
    if not level.offered:
        return f"At {level.title} no exception is offered."
    return f"At most {level.cap_days} days, review {level.review_text or f'every {level.review_days} days'}."


def unknown_text(rating: Rating) -> str:
    """Return what follows from the inputs that are not known."""
    if rating.one_worse:
        return "It counts as its next worse value."
    return "The rating stays Unknown, and the documents stay a draft."


def control_name(case: Case, effect: ControlEffect) -> str:
    """Return the name of the compensating control that an effect belongs to."""
    return case.controls[effect.position].name or "control"


def effect_text(effect: ControlEffect) -> str:
    """Return what a compensating control does, to follow its name."""
    return "lowers the likelihood by one step." if effect.counts else f"does not count. {effect.why_not}"


def override_text(case: Case, override: Override) -> str:
    """Return whether an override counts."""
    counts = "counts." if override.taken else f"does not count. {override.why_not}"
    return f"Override to {case.library.level_title(override.level)}: {counts}"
