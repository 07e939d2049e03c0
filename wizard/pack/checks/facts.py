"""Facts and sources: each dated, each with an address or the reason for none; what grows old or rests on little is warned of."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from wizard.pack.checks.finding import Context, Finding
from wizard.pack.due import rule_facts
from wizard.pack.models import Source
from wizard.wording import agreed, listed


def check(context: Context) -> Iterator[Finding]:
    """Yield facts without sources, rules without facts, and sources that cannot be followed."""
    pack = context.pack
    for fact in pack.facts:
        place = f"fact {fact.id}"
        if not fact.sources:
            yield Finding("P401", place, "has no source.", "Name the source that was read.")
        missing = [name for name in ("statement", "scope", "consequence") if not getattr(fact, name)]
        if missing:
            yield Finding(
                "P410", place, f"has no {' and no '.join(missing)}.", "Write it in the prose file of its area."
            )
        if fact.effective_from and fact.effective_until and fact.effective_until < fact.effective_from:
            yield Finding("P411", place, "ends before it begins.", "Correct one of the dates.")
    for place, facts in rule_facts(pack):
        if not facts:
            yield Finding("P402", place, "cites no fact.", "Name the fact on which the rule rests.")
    for verdict in pack.verdicts:
        if not verdict.facts:
            yield Finding("P403", f"verdict {verdict.id}", "cites no fact.", "Name the fact on which it rests.")
    for source in pack.sources:
        yield from _source(context, source)
    if pack.info.checked_on > context.day:
        yield Finding("P408", "pack.toml", "was checked on a day that is still to come.", "Correct 'checked_on'.")
    for surface in pack.surfaces:
        for address in surface.addresses:
            if not address.startswith("https://"):
                yield Finding(
                    "P405", f"surface {surface.id}", f"has the address '{address}', which is not https.", "Correct it."
                )


def _source(context: Context, source: Source) -> Iterator[Finding]:
    place = f"source {source.id}"
    if bool(source.address) == bool(source.no_address):
        message = "needs either an address or the reason for none in 'no_address'."
        yield Finding("P404", place, message, "Give one of the two.")
    elif source.address:
        yield from _address(context, place, source.address)
    if (source.published is None) == (not source.no_date):
        message = "needs either the day of its publication or the reason for none in 'no_date'."
        yield Finding("P407", place, message, "Give one of the two.")
    for name in ("published", "republished", "checked_on"):
        day = getattr(source, name)
        if day is not None and day > context.day:
            yield Finding("P408", place, f"has a day in '{name}' that is still to come ({day}).", "Correct the date.")
    for name in ("published", "republished"):
        day = getattr(source, name)
        if day is not None and day > source.checked_on:
            yield Finding("P409", place, f"was {name} after it was last read.", "Read it again, and set 'checked_on'.")
    if source.published and source.republished and source.republished < source.published:
        message = f"was republished ({source.republished}) before it was published ({source.published})."
        yield Finding("P418", place, message, "Correct one of the dates.")


def _address(context: Context, place: str, address: str) -> Iterator[Finding]:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        yield Finding("P405", place, "has an address that cannot be read.", "Correct it.")
        return
    plain = parts.scheme == "https" and host and parts.username is None and not any(c.isspace() for c in address)
    if not plain:
        yield Finding("P405", place, f"has the address '{address}', which is not plain https.", "Correct it.")
    elif host not in context.pack.info.publishers:
        message = f"is on the host '{host}', which is not among the publishers of pack.toml."
        yield Finding("P406", place, message, "Check the host, then add it to 'publishers'.")


def check_age(context: Context) -> Iterator[Finding]:
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
