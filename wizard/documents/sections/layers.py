"""Section 3: what cannot be waived, and what the tenant can decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.sections import parts
from wizard.wording import listed, long_date, lower_first

if TYPE_CHECKING:
    from wizard.decision.decision import PlatformSurface
    from wizard.documents.case import Case
    from wizard.documents.page import Page


def platform(page: Page, case: Case) -> None:
    """Say what the platform enforces for this account, or what "none found" rests on."""
    page.heading(2, "What cannot be waived")
    met = [surface for surface in case.decision.platform if surface.enforced]
    free = [surface for surface in case.decision.platform if not surface.enforced]
    if met:
        page.text("The platform makes its own demand of this account here. Nobody in the tenant can waive it.")
        page.table(("Surface", "Enforced since", "Covers", "Why", "Facts"), [_row(page, case, row) for row in met])
    elif case.outcome.main is None:
        page.text("None found so far. The answers are not complete, so this can still change.")
    else:
        basis = parts.first(case, page, case.pack.documents.platform_basis)
        page.text("None found among the surfaces named in the answers.", basis)
    if free:
        page.text("These surfaces can be enforced, and are not enforced for this account:")
        page.table(("Surface", "Why not", "Facts"), [_free(page, case, surface) for surface in free])
    page.bullets(parts.conditional(case, page, "platform"))


def _row(page: Page, case: Case, met: PlatformSurface) -> tuple[str, ...]:
    surface = case.library.surfaces[met.surface]
    since = long_date(surface.enforced_since) if surface.enforced_since else "No date published"
    page.cite(met.facts)
    covers = listed([operation.replace("_", " ") for operation in surface.operations]) or "All sign-ins"
    return surface.label, since, covers[:1].upper() + covers[1:], met.why, ", ".join(met.facts)


def _free(page: Page, case: Case, free: PlatformSurface) -> tuple[str, ...]:
    page.cite(free.facts)
    return case.library.surfaces[free.surface].label, free.why, ", ".join(free.facts)


def tenant(page: Page, case: Case) -> None:
    """Say what the tenant demands of the account and what it can decide."""
    page.heading(2, "What the tenant can decide")
    texts = parts.every(case, page, case.pack.documents.decidable)
    page.text(*texts)
    rules = case.pack.documents
    intro = next((variant.text for variant in rules.demand if case.holds(variant.when)), "")
    if intro and case.outcome.main and rules.demand_set and rules.demand_question:
        demands = {member for member, when in case.pack.demands.items() if case.holds(when)}
        words = [
            lower_first(case.words.option(rules.demand_question, option))
            for option in case.engine.questions[rules.demand_question]["options"]
            if option in demands
        ]
        if words:
            page.text(intro)
            page.bullets(f"{word[:1].upper()}{word[1:]}" for word in words)
        elif not texts:
            page.text("No demand of the tenant is known that the account does not meet.")
    elif not texts and case.outcome.main is None:
        page.text("What the tenant demands is not known yet.")
    told = parts.conditional(case, page, "tenant")
    if told:
        page.text("What to know about the tenant's own rules here:")
        page.bullets(told)
    covered = parts.scope_rows(case)
    if covered:
        page.heading(3, "What the exclusion covers")
        page.table(("What", "Answer"), covered)
