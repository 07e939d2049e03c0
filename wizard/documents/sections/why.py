"""Section 6: why this outcome, with rules, facts and sources; frameworks; what comes along."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from wizard.decision.blocks import Heading, text
from wizard.decision.certainty import CONFIDENCE, sureness
from wizard.decision.reasons import rules_table
from wizard.documents.sections import parts
from wizard.documents.sourced import publication
from wizard.wording import age, long_date

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models import Fact, Source

_LIST_MARK = re.compile(r"\n\s*(?:[-*]|\d+\.) ")


def why(page: Page, case: Case) -> None:
    """Say why the decision came out as it did."""
    page.heading(2, "Why this outcome")
    main = case.outcome.main
    if main is None:
        page.text("No decision has come out yet. The rules below hold whatever the open answers are.")
    elif case.outcome.refused and main == case.pack.documents.risk.refused_as:
        page.text("The rules below would allow an exception. The risk rating refuses it, as “Risk” says.")
    else:
        page.prose(parts.reasons(case, main))
    _rules(page, case)
    if main is not None and case.pack.verdict_by_id[main].prose.what_would_change_it:
        page.heading(3, "What would change it")
        page.prose(case.pack.verdict_by_id[main].prose.what_would_change_it)
    _facts(page, case)


def _rules(page: Page, case: Case) -> None:
    explanation = case.library.explainer.explain(case.decision.answers)
    if not explanation.fired:
        return
    page.say(
        Heading("Rules that fired"),
        text("The tables of the knowledge were read from top to bottom. These rows decided, in this order:"),
        rules_table(explanation, case.words),
    )
    page.cite(fact for row in explanation.fired for fact in row.facts)


def _facts(page: Page, case: Case) -> None:
    facts = [case.pack.fact_by_id[fact] for fact in case.decision.facts if fact in case.pack.fact_by_id]
    if not facts:
        return
    page.heading(3, "Facts behind it")
    page.bullets(case.library.kept("fact", fact.id, case.day, partial(_fact, case, fact)) for fact in facts)


def _fact(case: Case, fact: Fact) -> str:
    statement = " ".join(_LIST_MARK.sub(" ", fact.statement).split())
    lines = [f"**{fact.id}** {fact.title}. {statement}".rstrip()]
    dates = _dates(case, fact)
    if dates:
        lines.append(f"- {dates}")
    lines += [
        f"- {source(case, case.pack.source_by_id[name])}" for name in fact.sources if name in case.pack.source_by_id
    ]
    lines.append(f"- Confidence: {sureness(fact)}.")
    return "\n".join(lines)


def _dates(case: Case, fact: Fact) -> str:
    if fact.effective_until and fact.effective_until < case.day:
        return f"It held until {long_date(fact.effective_until)}, which has passed. Check what holds now."
    start = f"from {long_date(fact.effective_from)}" if fact.effective_from else ""
    end = f"until {long_date(fact.effective_until)}" if fact.effective_until else ""
    return f"It holds {' '.join(filter(None, (start, end)))}." if start or end else ""


def dated(case: Case, found: Source) -> str:
    """Return a source in short, with its own date and the day on which it was last read."""
    old = ", too long ago" if stale(case, found) else ""
    return f"{link(found)}, {publication(found)}, checked {long_date(found.checked_on)}{old}"


def source(case: Case, found: Source) -> str:
    """Return a source with its dates and, where it was checked too long ago, a warning."""
    text = f"{link(found)}, {found.publisher}, {publication(found)}, checked {long_date(found.checked_on)}"
    text += f", {age(found.checked_on, case.day)}."
    if stale(case, found):
        text += f" Warning: that is more than {case.pack.profile.limits.source_days} days; check it again first."
    return text


def stale(case: Case, found: Source) -> bool:
    """Return whether a source was checked longer ago than the organization allows."""
    return (case.day - found.checked_on).days > case.pack.profile.limits.source_days


def link(found: Source) -> str:
    """Return the title of a source, as a link where it has an address."""
    name = found.title.replace("[", r"\[").replace("]", r"\]")
    if not found.address:
        return name
    address = found.address.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("|", "%7C")
    return f"[{name}]({address})"


def frameworks(page: Page, case: Case) -> None:
    """Add what the chosen control frameworks say, each with how sure that is."""
    hooks = [case.pack.hooks[index] for index in case.outcome.decision.hooks]
    warnings = {case.pack.framework_warnings[index].framework for index in case.outcome.decision.warnings}
    if not hooks and not warnings:
        return
    page.heading(2, "Control frameworks")
    page.text("Only frameworks chosen in the answers are listed.")
    for framework in case.pack.frameworks:
        own = [hook for hook in hooks if hook.framework == framework.id]
        if not own and framework.id not in warnings:
            continue
        page.heading(3, framework.title)
        version = f"Version: {framework.version}." if framework.version else ""
        page.text(version, framework.note)
        if not own:
            page.text("No single requirement is listed; see the warnings under “Decision”.")
        page.table(
            ("Requirement", "What it asks", "Confidence"),
            [(hook.identifier, hook.meaning, CONFIDENCE[hook.confidence].capitalize()) for hook in own],
        )


def accompanying(page: Page, case: Case) -> None:
    """Add each accompanying verdict with its reason; its steps are in the plan."""
    if not case.outcome.also:
        return
    page.heading(2, "Accompanying decisions")
    page.text(
        "These decisions belong to the same signature. Their steps stand under “Plan”, in one order with all others."
    )
    for name in case.outcome.also:
        verdict = case.pack.verdict_by_id[name]
        page.heading(3, parts.title(case, name))
        page.text(parts.decision_sentence(case, name), page.cite(verdict.facts))
        page.prose(parts.reasons(case, name), 4)
