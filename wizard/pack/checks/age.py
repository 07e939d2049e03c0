"""Warnings: knowledge that grows old, or that rests on less than a primary source."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.context import Context
from wizard.pack.checks.finding import Finding
from wizard.pack.due import rule_facts
from wizard.wording import agreed, listed


def check(context: Context) -> Iterator[Finding]:
    """Yield facts whose sources were not read lately, rules on secondary sources, and facts that have ended."""
    pack = context.pack
    limit = pack.profile.limits.source_days
    rules: dict[str, list[str]] = {}
    for place, facts in rule_facts(pack):
        for name in facts:
            rules.setdefault(name, []).append(place)
    for fact in pack.facts:
        place = f"fact {fact.id}"
        sources = [pack.source_by_id[name] for name in fact.sources if name in pack.source_by_id]
        age = (context.day - max(source.checked_on for source in sources)).days if sources else 0
        if age > limit:
            texts = [source.text_date for source in sources if source.text_date]
            newest = f", in texts of which the newest is of {max(texts)}" if texts else ""
            message = f"was last checked {age} days ago{newest}; the organization's limit is {limit} days."
            yield Finding("W101", place, message, "Read its sources again, and set 'checked_on'.")
        if fact.confidence == "secondary" and fact.id in rules:
            message = f"rests on secondary sources, and {_list(rules[fact.id])} on it."
            yield Finding("W102", place, message, "Look for a primary source.")
        if fact.effective_until and fact.effective_until < context.day and fact.id in rules:
            message = f"ended on {fact.effective_until}, and {_list(rules[fact.id])} on it."
            yield Finding("W103", place, message, "Check whether the rule still holds.")


def _list(places: list[str]) -> str:
    return f"{listed(places)} {agreed(len(places), 'rests', 'rest')}"
