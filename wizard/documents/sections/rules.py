"""The dossier on the decision: rules that fired, the rating, frameworks asked for, and where sources disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.decision.certainty import CONFIDENCE
from wizard.decision.reasons import rules_table
from wizard.documents.basis import Numbers, mark
from wizard.documents.escape import inline
from wizard.documents.sections import parts

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models import Conflict


def rules(page: Page, case: Case) -> None:
    """Add the rows that decided, in order."""
    explanation = case.library.explainer.explain(case.decision.answers)
    if not explanation.fired:
        return
    page.heading(2, "Rules that fired")
    page.text("The tables of the knowledge were read from top to bottom; these rows decided, in this order.")
    page.say(rules_table(explanation, case.words))


def questions(page: Page, case: Case) -> None:
    """Add what is worth talking about in the meeting; nobody ticks it."""
    found = [variant for variant in case.pack.documents.discuss if case.holds(variant.when)]
    if found:
        page.heading(2, "Questions for the meeting")
        page.bullets(_told(variant.text, page.cite(variant.facts)) for variant in found)


def rating(page: Page, case: Case) -> None:
    """Add the method of the risk, its inputs with their values, and what each level rests on."""
    found = case.rating
    if found is None:
        return
    method, title = case.pack.risk, case.library.level_title
    page.heading(2, "Risk: method and inputs")
    page.text(case.pack.documents.risk.objective)
    page.text(f"{method.title}. {method.note}")
    page.table(("Input", "Value"), [(case.label_of(name), _input(case, name)) for name in case.library.risk_inputs])
    page.table(
        ("State", "Likelihood", "Impact", "Risk"),
        [
            (state, title(facet.likelihood), title(facet.impact), title(facet.level))
            for state, facet in (("Before controls", found.initial), ("After controls", found.adjusted))
        ],
    )
    page.text("The levels rest on this:" if found.initial.basis else "")
    page.bullets(found.initial.basis)
    page.bullets(
        f"Control {effect.position + 1}, {inline(case.controls[effect.position].name) or 'without a name'}: "
        + ("lowers the likelihood by one step" if effect.counts else f"lowers nothing. {effect.why_not}")
        for effect in found.effects
    )


def _input(case: Case, name: str) -> str:
    if name in case.library.fields:
        return parts.value_text(case, case.library.fields[name])
    given = case.decision.answers.get(name)
    return case.words.answer(name, given) if given is not None else parts.NOT_GIVEN


def frameworks(page: Page, case: Case, numbers: Numbers) -> None:
    """Add what the frameworks that were asked for say: each sentence with its standard and control."""
    hooks = [case.pack.hooks[index] for index in case.outcome.decision.hooks]
    warnings = [case.pack.framework_warnings[index] for index in case.outcome.decision.warnings]
    if not hooks and not warnings:
        return
    page.heading(2, "Frameworks asked for")
    for framework in case.pack.frameworks:
        own = [hook for hook in hooks if hook.framework == framework.id]
        warned = [warning for warning in warnings if warning.framework == framework.id]
        if not own and not warned:
            continue
        page.heading(3, ", ".join(filter(None, (framework.title, framework.version))))
        page.text(framework.note)
        page.bullets(
            f"{warning.text} {page.cite(warning.facts)} {mark(numbers, warning.sources)}" for warning in warned
        )
        page.condensed(
            ("Control", "What it is about", "How sure", "Seen in", "Sources"),
            [
                (
                    f"{framework.cited_as or framework.title} {hook.identifier}",
                    hook.meaning,
                    CONFIDENCE[hook.confidence].capitalize(),
                    hook.seen_in,
                    mark(numbers, hook.sources),
                )
                for hook in own
            ],
            keep=2,
        )


def framework_sources(case: Case) -> list[str]:
    """Return the sources of what frameworks and disagreements say here."""
    decision, pack = case.outcome.decision, case.pack
    found = [name for index in decision.warnings for name in pack.framework_warnings[index].sources]
    found += [name for index in decision.hooks for name in pack.hooks[index].sources]
    found += [name for conflict in conflicts(case) for side in conflict.side for name in side.sources]
    return found


def disagreements(page: Page, case: Case, numbers: Numbers) -> None:
    """Add where sources disagree on something that this decision rests on, and the side that is followed."""
    shown = conflicts(case)
    if not shown:
        return
    page.heading(2, "Where sources disagree")
    for conflict in shown:
        page.heading(3, conflict.title)
        page.bullets(
            _told(f"{side.authority}: {side.says}", page.cite(side.facts), mark(numbers, side.sources))
            for side in conflict.side
        )
        page.text(f"Followed here: {conflict.followed}")


def conflicts(case: Case) -> list[Conflict]:
    """Return the disagreements that bear on this case: those of its answers, where its rating meets them."""
    return [one for one in case.pack.conflicts if one.id in case.outcome.decision.conflicts and _bears(case, one)]


def _bears(case: Case, conflict: Conflict) -> bool:
    """Return whether the rating is, before or after controls, where a disagreement on the method matters."""
    wanted = (conflict.level, conflict.likelihood, conflict.impact)
    if wanted == (None, None, None):
        return True
    facets = (case.rating.initial, case.rating.adjusted) if case.rating is not None else ()
    return any(
        all(want in (None, has) for want, has in zip(wanted, (f.level, f.likelihood, f.impact), strict=True))
        for f in facets
    )


def _told(*parts: str) -> str:
    return " ".join(part for part in parts if part)
