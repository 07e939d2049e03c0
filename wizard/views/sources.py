"""The facts that the documents cite, by where a reader meets them first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Heading
from wizard.views.facts import fact_blocks, in_short

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.pack.models import Fact

BEHIND = "Behind the decision"


def cited_facts(case: Case) -> dict[str, list[Fact]]:
    """Return all facts in the documents' lists of sources, each once, grouped by where it is cited first."""
    from wizard.documents.bundle import cited

    known = case.pack.fact_by_id
    groups: dict[str, list[Fact]] = {BEHIND: [known[name] for name in case.decision.facts if name in known]}
    seen = set(case.decision.facts)
    for document, citations in cited(case).items():
        for name, section in sorted(citations.items()):
            if name in known and name not in seen:
                seen.add(name)
                where = f", under “{section}”" if document == "recommendation" and section else ""
                groups.setdefault(f"Cited in the {document}{where}", []).append(known[name])
    return {label: facts for label, facts in groups.items() if facts}


def source_page(case: Case) -> Iterator[Block]:
    """Yield the facts with their sources and ages: those behind the decision in full, the others by their titles."""
    groups = cited_facts(case)
    yield from in_short(case.pack, [fact for facts in groups.values() for fact in facts], case.day, "in the documents")
    for label, facts in groups.items():
        yield Heading(label, count=len(facts))
        for fact in facts:
            yield from fact_blocks(case.pack, fact, case.day, whole=label == BEHIND)
            yield Gap()
