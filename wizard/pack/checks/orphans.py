"""Everything in the pack is used by something."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from wizard.pack.checks.finding import Context, Finding
from wizard.pack.conditions import attributes_in, names_in, outcomes_in
from wizard.pack.models import Pack
from wizard.pack.models.marks import Key

CODES = {"fact": "P412", "source": "P413", "term": "P414"}
"""Codes of kinds that have their own."""


def check(context: Context) -> Iterator[Finding]:
    """Yield facts, sources, terms and other parts that nothing names, and prose of nothing."""
    pack = context.pack
    words: set[str] = set()
    attributes: set[str] = set()
    groups: set[str] = set()
    cited: dict[str, set[str]] = {}
    for place, text in context.conditions():
        words |= {name for name in names_in(text) if place != f"term {name}"}
        attributes |= attributes_in(text)
        groups |= outcomes_in(text)
    # Conditions name terms and groups; a person's field is named after the role of the person.
    used = {"term": words, "group": groups, "role": {field.id for field in pack.signoff}}
    for one in context.found:
        mark = one.mark
        if isinstance(mark, Key) and mark.cited:
            kind = mark.kind
            if kind not in cited:
                cited[kind] = context.named(kind) | used.get(kind, set())
            if one.value not in cited[kind]:
                yield Finding(
                    CODES.get(kind, "P415"), one.place, "is used nowhere.", "Cite it where it matters, or remove it."
                )
    yield from _attributes(pack, attributes)
    yield from _prose(context)
    hosts = {urlsplit(source.address).hostname for source in pack.sources if source.address}
    for host in pack.info.publishers:
        if host not in hosts:
            message = f"lists the publisher '{host}', on which there is no source."
            yield Finding("P417", "pack.toml", message, "Remove it from 'publishers'.")


def _attributes(pack: Pack, attributes: set[str]) -> Iterator[Finding]:
    known = {name for connector in pack.connectors for name in connector.attributes}
    known |= {name for question in pack.questions for option in question.option for name in option.attributes}
    for name in sorted(known - attributes):
        message = f"gives options the attribute '{name}', which no condition asks for."
        yield Finding("P415", "questions.toml", message, "Use it with 'some(question, attribute)', or remove it.")


def _prose(context: Context) -> Iterator[Finding]:
    """Yield prose files and sections that belong to no part."""
    pack = context.pack
    sections = {f"questions/{stage.id}.md": set[str]() for stage in pack.stages}
    for question in pack.questions:
        sections.setdefault(f"questions/{question.stage}.md", set()).add(question.id)
    facts = {fact.id for fact in pack.facts}
    verdicts = {f"verdicts/{verdict.id}.md" for verdict in pack.verdicts}
    for file, found in context.prose.items():
        if file in verdicts:
            continue
        known = facts if file.startswith("facts/") else sections.get(file)
        if known is None:
            yield Finding(
                "P416", file, "belongs to no part of the pack.", "Name it after a stage, an area of facts or a verdict."
            )
            continue
        for title, section in found.items():
            if title not in known:
                message = f"has the section '{title}', which belongs to nothing."
                yield Finding("P416", f"{file}:{section.line}", message, "Name it after an ID of the pack.")
