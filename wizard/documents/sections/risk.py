"""Section 9: the risk before and after controls, or why none is rated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.sections import parts
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.decision.risk import Rating
    from wizard.documents.case import Case
    from wizard.documents.page import Page


def risk(page: Page, case: Case) -> None:
    """Add the rating, its short form, or the statement that there is nothing to rate."""
    words = case.pack.documents.risk
    page.heading(2, "Risk")
    if case.rating is not None:
        _full(page, case, case.rating)
    elif words.short_for is not None and words.short_for in case.outcome.groups:
        page.text(words.short)
    else:
        page.text(words.none if case.outcome.main else words.undecided)
    if any(surface.enforced for surface in case.decision.platform):
        page.text(words.platform)


def _full(page: Page, case: Case, rating: Rating) -> None:
    library, words = case.library, case.pack.documents.risk
    page.text(parts.filled(case, words.statement))
    initial, adjusted = library.level_title(rating.initial.level), library.level_title(rating.adjusted.level)
    if rating.adjusted.level is None:
        page.text("The risk rates as Unknown, because two or more of its inputs are not known.")
    else:
        page.text(f"The risk rates as {initial} before compensating controls and as {adjusted} after them.")
    if case.outcome.refused:
        page.text(words.refused.replace("{level}", adjusted))
    page.table(
        ("State", "Impact", "Likelihood", "Risk"),
        [
            ("Initial", *_facet(case, rating.initial.impact, rating.initial.likelihood), initial),
            ("Adjusted", *_facet(case, rating.adjusted.impact, rating.adjusted.likelihood), adjusted),
        ],
    )
    if rating.initial.basis:
        page.text("The levels rest on this:")
        page.bullets(rating.initial.basis)
    if rating.unknown:
        worse = " It counts as its next worse value." if rating.one_worse else ""
        page.text(f"These inputs are not known.{worse}")
        page.bullets(case.label_of(name) for name in rating.unknown)
    if rating.effects:
        counted = sum(effect.counts for effect in rating.effects)
        limit = case.pack.profile.limits.max_downgrade
        page.text(
            f"{counted} of {len(rating.effects)} compensating controls count. Each lowers the likelihood by one step, "
            f"together by {limit} steps at most."
        )
    _override(page, case, rating)
    _rater(page, case)
    page.text(f"Method: {case.pack.risk.title.lower()}. {case.pack.risk.note}")
    if case.pack.risk.lower:
        page.text("What can count as a compensating control:")
        page.bullets(lower.requires for lower in case.pack.risk.lower)


def _facet(case: Case, impact: str | None, likelihood: str | None) -> tuple[str, str]:
    return case.library.level_title(impact), case.library.level_title(likelihood)


def _override(page: Page, case: Case, rating: Rating) -> None:
    override = rating.override
    if override is None:
        return
    level = case.library.level_title(override.level)
    by = parts.person(case.person(Meaning.OVERRIDE_BY), "somebody who is not named")
    table = case.library.level_title(rating.adjusted_by_table)
    if override.taken:
        page.text(f"The table gives {table}; {by} set the adjusted risk to {level}. The reason:")
    else:
        page.text(f"The table gives {table}. An override to {level} by {by} does not count. {override.why_not}")
    parts.paragraphs(page, case.text(Meaning.OVERRIDE_REASON))


def _rater(page: Page, case: Case) -> None:
    if case.offers(Meaning.REVIEWER):
        page.text(f"Rated and reviewed by: {parts.person(case.person(Meaning.REVIEWER), 'nobody yet')}.")
