"""The risk of the missing control: duties, the rating before and after controls, what it rests on, and who signs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Heading, Table, Text, item, line, text, theirs
from wizard.documents.people import duty_findings, signers
from wizard.documents.pictures.risk import grid_of
from wizard.pack.models import Meaning
from wizard.record.signoff import person_text
from wizard.views.pictures import grid_blocks

if TYPE_CHECKING:
    from wizard.decision.risk import ControlEffect, Override, Rating
    from wizard.documents.case import Case

CONFLICT, REMARK = "Separation of duties conflict", "Separation of duties, look at this"


def duties(case: Case) -> Iterator[Text]:
    """Yield where duties are not separated: the weight first, then the field where it has one, then the finding."""
    fields = case.library.fields
    for finding in duty_findings(case):
        field = f"{fields[finding.field].label} " if finding.field in fields else ""
        weight = CONFLICT if finding.blocks and not case.self_assessment else REMARK
        yield Text(line(f"{field}{finding.text}"), mark="!", label=weight, tone="error")


def refusal(case: Case) -> str:
    """Return why no exception is rated, in the words of the pack; empty where one is."""
    words = case.pack.documents.risk
    if case.outcome.refused and case.rating is not None:
        return words.refused.replace("{level}", case.library.level_title(case.rating.adjusted.level))
    if case.rating is not None or case.outcome.main is None:
        return ""
    if any(surface.enforced for surface in case.decision.platform):
        return words.platform
    return words.short if words.short_for is not None and words.short_for in case.outcome.groups else words.none


def in_short(case: Case) -> str:
    """Return the rating in one or two sentences; why there is none where there is none."""
    rating = case.rating
    if rating is None:
        return refusal(case)
    initial, adjusted = (case.library.level_title(facet.level) for facet in (rating.initial, rating.adjusted))
    return f"Risk: initial {initial}, residual {adjusted}. {_cap(case)} {refusal(case)}".strip()


def risk_page(case: Case) -> Iterator[Block]:
    """Yield duties first, then the rating with what it rests on, then who signs."""
    said, signing = [*rated(case)], signers(case)
    yield from said
    if not said and not signing:
        yield text("No risk is rated for the answers so far.")
    if signing:
        yield Heading("Who signs")
    for signer in signing:
        named = theirs(person_text(signer.person)) if signer.person else "nobody named yet"
        yield text(named, label=signer.title)


def rated(case: Case) -> Iterator[Block]:
    """Yield duties first, then the rating with what it rests on; why there is none where there is none."""
    yield from duties(case)
    said = in_short(case)
    if said:
        yield text(said, tone="strong")
        yield Gap()
    if case.rating is not None:
        yield from _rating(case, case.rating)


def _rating(case: Case, rating: Rating) -> Iterator[Block]:
    title = case.library.level_title
    facets = (rating.initial, rating.adjusted)
    rows = (
        ("Impact", *(title(facet.impact) for facet in facets)),
        ("Likelihood", *(title(facet.likelihood) for facet in facets)),
        ("Level", *(title(facet.level) for facet in facets)),
    )
    yield Table(("Risk", "initial", "residual"), rows)
    grid = grid_of(case)
    if grid is not None:
        yield from grid_blocks(grid)
    yield from (item(basis, label="Rests on") for basis in rating.initial.basis)
    if rating.unknown:
        names = " ".join(case.label_of(name) for name in rating.unknown)
        yield item(f"{names} {_unknown(rating)}", mark="?", label="Not known")
    yield from (_control(case, effect) for effect in rating.effects)
    if rating.override is not None:
        yield item(_override(case, rating.override))


def _cap(case: Case) -> str:
    """Return how long an exception may last at this level, and how often it is reviewed; empty without a level."""
    level = case.level
    if level is None:
        return ""
    if not level.offered:
        return f"At {level.title} no exception is offered."
    return f"At most {level.cap_days} days, review {level.review_text or f'every {level.review_days} days'}."


def _unknown(rating: Rating) -> str:
    if rating.one_worse:
        return "It counts as its next worse value."
    return "The rating stays Unknown, and the documents stay a draft."


def _effect(effect: ControlEffect) -> str:
    return "lowers the likelihood by one step." if effect.counts else f"does not count. {effect.why_not}"


def beside(case: Case, field: str) -> tuple[Text, ...]:
    """Return the words next to each row of a field: of a compensating control, what it lowers, and why not."""
    if case.rating is None or field != case.pack.field_of(Meaning.CONTROLS):
        return ()
    return tuple(_control(case, effect) for effect in case.rating.effects)


def _control(case: Case, effect: ControlEffect) -> Text:
    name = case.controls[effect.position].name or f"control {effect.position + 1}"
    return item("Control ", theirs(name), f" {_effect(effect)}", mark="+" if effect.counts else "-")


def _override(case: Case, override: Override) -> str:
    counts = "counts." if override.taken else f"does not count. {override.why_not}"
    return f"Override to {case.library.level_title(override.level)}: {counts}"
