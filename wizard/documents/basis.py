"""What checklist and dossier rest on: sources by number, the same number in both, and the text of each fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from wizard.decision.certainty import aged, sureness, term_of
from wizard.documents.escape import inline, untouched
from wizard.documents.page import Page, citations
from wizard.wording import age, long_date, upper_first

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.pack.models import Fact, Item, Pack, Source

Numbers = Mapping[str, int]
"""The number of each source, by its id."""


def items_of(case: Case) -> list[Item]:
    """Return the items of the checklist of a case, in order."""
    return [case.library.items[name] for name in case.outcome.checklist if name in case.library.items]


def sources_of(pack: Pack, item: Item) -> tuple[str, ...]:
    """Return the sources of an item, its own first, then those of its facts."""
    facts = (pack.fact_by_id[name] for name in item.facts if name in pack.fact_by_id)
    found = (*item.sources, *(source for fact in facts for source in fact.sources))
    return tuple(name for name in dict.fromkeys(found) if name in pack.source_by_id)


def numbered(case: Case, more: Iterable[str] = ()) -> Numbers:
    """Return a number for each source: first those that the checklist names, then the other ones of its items, then more."""
    each = [sources_of(case.pack, item) for item in items_of(case)]
    named = [sources[0] for sources in each if sources]
    ordered = dict.fromkeys((*named, *(name for sources in each for name in sources), *more))
    return {name: number for number, name in enumerate(ordered, 1)}


def mark(numbers: Numbers, sources: Iterable[str]) -> str:
    """Return the numbers of sources in brackets, ``[3]`` or ``[3, 7]``; empty for none."""
    found = [str(numbers[name]) for name in sources if name in numbers]
    return f"[{', '.join(found)}]" if found else ""


def with_cited(pack: Pack, facts: Iterable[str]) -> list[Fact]:
    """Return facts in order of their ids, together with those that their own texts cite."""
    waiting, found = [name for name in facts if name in pack.fact_by_id], dict[str, "Fact"]()
    while waiting:
        fact = pack.fact_by_id[waiting.pop()]
        if fact.id not in found:
            found[fact.id] = fact
            told = _cited(f"{fact.statement}\n{fact.scope}\n{fact.consequence}")
            waiting += [name for name in told if name in pack.fact_by_id]
    return [fact for fact in pack.facts if fact.id in found]


@lru_cache(maxsize=4096)
def _cited(text: str) -> list[str]:
    return citations(text)


def add_facts(page: Page, case: Case, facts: Iterable[Fact], numbers: Numbers) -> None:
    """Add the text of each fact, with what it holds for, how sure it is, and its sources by number."""
    for fact in facts:
        page.heading(3, f"{page.cite([fact.id])} {untouched(fact.title)}")
        page.prose(fact.statement, 4)
        for lead, text in (("Holds for", fact.scope), ("Therefore", fact.consequence)):
            if text.strip():
                page.text(f"{lead}:")
                page.prose(text, 4)
        rests = f"Sources: {mark(numbers, fact.sources)}; {sureness(fact)}."
        page.text(_dates(case, fact), rests)


def _dates(case: Case, fact: Fact) -> str:
    if fact.effective_until and fact.effective_until < case.day:
        return f"It held until {long_date(fact.effective_until)}, which has passed. Check what holds now."
    term = term_of(fact)
    return f"It holds {term}." if term else ""


def add_sources(page: Page, case: Case, numbers: Numbers) -> None:
    """Add the numbered sources, each once, with its own date and the day on which it was last read."""
    found = [(number, case.pack.source_by_id[name]) for name, number in numbers.items()]
    limit = case.pack.profile.limits.source_days
    page.condensed(
        ("No.", "Source", "Publisher", "Date of the text", "Last read"),
        [
            (
                str(number),
                link(source),
                untouched(source.publisher),
                upper_first(aged(source, partial(age, day=case.day))),
                long_date(source.checked_on) + (f", more than {limit} days ago" if stale(case, source) else ""),
            )
            for number, source in found
        ],
        keep=2,
    )


def stale(case: Case, source: Source) -> bool:
    """Return whether a source was last read longer ago than the organization allows."""
    return (case.day - source.checked_on).days > case.pack.profile.limits.source_days


def link(source: Source) -> str:
    """Return the title of a source, as a link where it has an address, else with the reason why it has none."""
    name = untouched(source.title)
    if not source.address:
        return f"{name} ({inline(source.no_address).rstrip('.')})" if source.no_address else name
    address = source.address.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("|", "%7C")
    return f"[{name}]({address})"
