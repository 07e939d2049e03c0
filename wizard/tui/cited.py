"""The facts that the documents cite, by where a reader meets them first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part
from wizard.tui.widgets.why import fact_parts
from wizard.wording import ago

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.documents.case import Case
    from wizard.pack.models import Fact

HEAD = "bold $text-primary"
_FIRST_CELL = re.compile(r"^\| ([^|]+?) \|", re.MULTILINE)


def sections(document: str) -> Iterator[tuple[str, str]]:
    """Yield the title and the text of each section of a Markdown document."""
    for part in re.split(r"^## ", document, flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        yield title.strip(), text


def cited_facts(case: Case) -> list[tuple[str, list[Fact]]]:
    """Return all facts in the documents' lists of sources, each once, grouped by where it is cited first."""
    from wizard.documents.bundle import CHECKLIST, build_documents
    from wizard.documents.checklist import RECOMMENDATION

    documents = build_documents(case)
    known = case.pack.fact_by_id
    groups: dict[str, list[Fact]] = {
        "Behind the decision": [known[name] for name in case.decision.facts if name in known]
    }
    seen = {fact.id for fact in groups["Behind the decision"]}
    for name, where in ((RECOMMENDATION, "recommendation"), (CHECKLIST, "checklist")):
        found = list(sections(documents[name].decode("utf-8")))
        listed = [fact for title, text in found if title.startswith("Appendix") for fact in _FIRST_CELL.findall(text)]
        waiting = {fact for fact in listed if fact in known} - seen
        for title, text in found:
            here = sorted(fact for fact in waiting if re.search(rf"(?<![\w-]){re.escape(fact)}(?![\w-])", text))
            if here and not title.startswith("Appendix"):
                label = (
                    f"Cited in the {where}, under “{title}”" if where == "recommendation" else f"Cited in the {where}"
                )
                groups.setdefault(label, []).extend(known[fact] for fact in here)
                waiting.difference_update(here)
                seen.update(here)
        if waiting:
            groups.setdefault(f"Cited in the {where}", []).extend(known[fact] for fact in sorted(waiting))
            seen |= waiting
    return [(label, facts) for label, facts in groups.items() if facts]


def source_parts(case: Case) -> list[Part]:
    """Return the facts with their sources and ages; those behind the decision in full, the others by their titles."""
    groups = cited_facts(case)
    facts = [fact for _, group in groups for fact in group]
    found = [*_in_short(case, facts)]
    for number, (label, group) in enumerate(groups):
        found += [Block(Content.styled(one_line(f"{label} ({len(group)})"), HEAD)), BLANK]
        for fact in group:
            found += [*fact_parts(case.pack, fact, case.day, whole=number == 0), BLANK]
    return found


def _in_short(case: Case, facts: list[Fact]) -> Iterator[Part]:
    known = case.pack.source_by_id
    sources = {name: known[name] for fact in facts for name in fact.sources if name in known}
    many = "1 fact stands" if len(facts) == 1 else f"{len(facts)} facts stand"
    read = ""
    if sources:
        oldest = min(source.checked_on for source in sources.values())
        read = f" Their {len(sources)} sources were last read {ago(oldest, case.day)} or later."
    yield Block(Content(f"{many} in the documents.{read}"))
    limit = case.pack.profile.limits.source_days
    old = sum((case.day - source.checked_on).days > limit for source in sources.values())
    if old:
        said = f"Too old: {old} of {len(sources)} were read more than {limit} days ago. Read them again."
        yield Block(Content.styled(said, "bold $text-warning"))
    yield BLANK
