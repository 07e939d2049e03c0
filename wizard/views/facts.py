"""Facts with their sources, how sure each is, and how old the reading of its sources is; those that documents cite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from wizard.decision.blocks import Block, Gap, Heading, Prose, Span, Text, line, strong, text
from wizard.decision.certainty import aged, sureness, term_of
from wizard.wording import ago, agreed, cited, count

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.pack.models import Fact, Pack, Source

BEHIND = "Behind the decision"


def fact_blocks(pack: Pack, fact: Fact, day: date, *, whole: bool = True) -> Iterator[Block]:
    """Yield a fact: what holds, when, how sure that is, and its sources.

    Args:
        whole: With its statement, and not by its title alone.
    """
    yield Text(line(strong(f"{cited([fact.id])} {fact.title}")), under="Fact")
    if whole and fact.statement:
        yield Prose(fact.statement)
    if term := term_of(fact, date.isoformat):
        yield text(f"Holds {term}.", depth=1)
    sure = sureness(fact)
    yield text(f"{sure}.", label="Confidence", depth=1)
    for name in fact.sources:
        source = pack.source_by_id.get(name)
        if source is not None:
            yield from _source(source, day, pack.profile.limits.source_days)


def _source(source: Source, day: date, limit: int) -> Iterator[Block]:
    since = partial(ago, day=day)
    dates = f"{aged(source, since, date.isoformat)}; read {since(source.checked_on)}"
    title = Span(source.title, address=source.address)
    yield Text(line(title, f", {source.publisher}; {dates}."), mark="-", under="Source", depth=1)
    if (day - source.checked_on).days > limit:
        yield text(f"Too old: more than {limit} days. Read it again.", depth=2, tone="warning")


def in_short(pack: Pack, facts: Sequence[Fact], day: date, where: str) -> Iterator[Block]:
    """Yield how many facts there are and how old the reading of their sources is; nothing without a source.

    Args:
        where: What they are facts of, such as ``behind this question``.
    """
    sources = {name: pack.source_by_id[name] for fact in facts for name in fact.sources if name in pack.source_by_id}
    if not sources:
        return
    oldest = min(source.checked_on for source in sources.values())
    many = f"{count(len(facts), 'fact')} {agreed(len(facts), 'is', 'are')} {where}"
    since = ago(oldest, day)
    most = "at most " if len(sources) > 1 and oldest < day else ""
    read = f"{count(len(sources), 'source')} {agreed(len(sources), 'was', 'were')} last read {most}{since}"
    yield text(f"{many}; {read}.")
    limit = pack.profile.limits.source_days
    old = sum((day - source.checked_on).days > limit for source in sources.values())
    if old:
        said = f"Too old: {old} of {len(sources)} {agreed(old, 'was', 'were')} read more than {limit} days ago. Read them again."
        yield text(said, tone="warning")


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
