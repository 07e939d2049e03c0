"""Why a question is asked: the reason, the facts, where they were read, and how old that reading is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.documents.sourced import aged
from wizard.tui.text import lines, one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part
from wizard.tui.widgets.markdown import blocks
from wizard.wording import ago

if TYPE_CHECKING:
    from wizard.pack.models import Fact, Pack, Question, Source

CONFIDENCE = {
    "primary": "read in a text of the publisher",
    "primary_old": "read in an older text of the publisher",
    "secondary": "read with third parties",
    "inference": "inferred, not stated anywhere",
}


def source_line(source: Source, day: date, limit: int) -> Content:
    """Return a source with its dates and, where it is too old, the warning."""
    since = partial(ago, day=day)
    named = f"{one_line(source.title)}, {one_line(source.publisher)}"
    dates = f"{aged(source, since, date.isoformat)}; read {since(source.checked_on)}"
    parts: list[Content | str | tuple[str, str]] = [f"{named}; {dates}"]
    if (day - source.checked_on).days > limit:
        parts.append((f"  Too old: more than {limit} days. Read it again.", "bold $text-warning"))
    return Content.assemble(*parts)


def fact_parts(pack: Pack, fact: Fact, day: date, *, whole: bool = True) -> Iterable[Part]:
    """Yield a fact: what holds, what it means, and its sources."""
    yield Block(Content.assemble((fact.id, "bold"), " ", (one_line(fact.title), "bold")))
    if whole and fact.statement:
        yield Block(Content(lines(_plain(fact.statement))), indent=2)
    when = []
    if fact.effective_from:
        when.append(f"from {fact.effective_from.isoformat()}")
    if fact.effective_until:
        when.append(f"until {fact.effective_until.isoformat()}")
    holds = f"Holds {' '.join(when)}. " if when else ""
    yield Block(Content(f"{holds}{CONFIDENCE[fact.confidence].capitalize()}."), indent=2)
    for name in fact.sources:
        source = pack.source_by_id.get(name)
        if source is not None:
            yield Block(source_line(source, day, pack.profile.limits.source_days), Content("- "), 2)


def _plain(text: str) -> str:
    return text.replace("`", "").replace("**", "")


def why_parts(pack: Pack, question: Question, day: date) -> list[Part]:
    """Return all that stands behind a question."""
    found: list[Part] = [Block(Content.styled("Why we ask", "bold $text-primary")), BLANK]
    found += blocks(question.why) if question.why else [Block(Content("No reason is given in this pack."))]
    facts = [pack.fact_by_id[name] for name in question.facts if name in pack.fact_by_id]
    found += _sources_in_short(pack, facts, day)
    if question.who_knows or question.ask_for:
        found += [BLANK, Block(Content.styled("Who knows, and where to look", "bold $text-primary")), BLANK]
        found.append(Block(Content.assemble((question.who_knows, "bold"), ". ", question.ask_for)))
    beliefs = [correction for correction in pack.corrections if question.id in correction.questions]
    if beliefs:
        found += [BLANK, Block(Content.styled("Often heard", "bold $text-primary")), BLANK]
        for belief in beliefs:
            found.append(Block(Content(f"“{one_line(_plain(belief.claim))}”"), Content("- ")))
            found.append(Block(Content(one_line(_plain(belief.instead))), indent=2))
    if facts:
        found += [BLANK, Block(Content.styled("Facts behind it", "bold $text-primary"))]
        for fact in facts:
            found += [BLANK, *fact_parts(pack, fact, day)]
    return found


def _sources_in_short(pack: Pack, facts: list[Fact], day: date) -> Iterable[Part]:
    """Yield how many facts stand behind a question and how old the reading of their sources is."""
    sources = {name: pack.source_by_id[name] for fact in facts for name in fact.sources if name in pack.source_by_id}
    if not sources:
        return
    limit = pack.profile.limits.source_days
    oldest = min(source.checked_on for source in sources.values())
    many = f"{len(facts)} facts stand behind it" if len(facts) != 1 else "1 fact stands behind it"
    yield BLANK
    yield Block(Content(f"{many}; their sources were read {ago(oldest, day)}."))
    old = [source for source in sources.values() if (day - source.checked_on).days > limit]
    if old:
        said = f"Too old: more than {limit} days ago for {len(old)} of {len(sources)} sources. Read them again."
        yield Block(Content.styled(said, "bold $text-warning"))
