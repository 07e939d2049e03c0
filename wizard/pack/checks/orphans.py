"""Nothing stands in the pack that nothing uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from wizard.pack.checks.citations import conditions, fact_citations, source_citations
from wizard.pack.checks.context import Context
from wizard.pack.checks.finding import Finding
from wizard.pack.checks.governance import signing_roles
from wizard.pack.checks.terms import attributes_in, members_in, names_in
from wizard.pack.models import Pack


def check(context: Context) -> Iterator[Finding]:
    """Yield facts, sources, terms and other parts that nothing names, and prose of nothing."""
    pack = context.pack
    cited = {name for _, names in (*fact_citations(pack), *context.facts_elsewhere) for name in names}
    yield from _unused("P412", "fact", (fact.id for fact in pack.facts), cited)
    cited = {name for _, names in (*source_citations(pack), *context.sources_elsewhere) for name in names}
    yield from _unused("P413", "source", (source.id for source in pack.sources), cited)
    words: set[str] = set()
    attributes: set[str] = set()
    for place, text in conditions(pack):
        words |= {name for name in names_in(text) if place != f"term {name}"}
        attributes |= attributes_in(text)
    yield from _unused("P414", "term", (term.id for term in pack.terms), words)
    yield from _others(pack, attributes)
    yield from _prose(context)
    hosts = {urlsplit(source.address).hostname for source in pack.sources if source.address}
    for host in pack.info.publishers:
        if host not in hosts:
            message = f"lists the publisher '{host}', on which no source lies."
            yield Finding("P417", "pack.toml", message, "Take it out of 'publishers'.")


def _unused(code: str, kind: str, names: Iterable[str], used: set[str]) -> Iterator[Finding]:
    for name in names:
        if name not in used:
            yield Finding(code, f"{kind} {name}", "is used nowhere.", "Cite it where it matters, or take it out.")


def _others(pack: Pack, attributes: set[str]) -> Iterator[Finding]:
    checklist, profile = pack.checklist, pack.profile
    used = {group for item in checklist.item for group in item.outcomes}
    used |= {name for _, text in conditions(pack) for name in members_in(text, "outcomes")}
    yield from _unused("P415", "group", (group.id for group in checklist.group), used)
    yield from _unused(
        "P415", "phase", (phase.id for phase in checklist.phase), {item.phase for item in checklist.item}
    )
    roles = (
        signing_roles(pack)
        | {role for duty in profile.duty for role in (duty.a, duty.b)}
        | {field.id for field in pack.signoff}
    )
    yield from _unused("P415", "role", (role.id for role in profile.role), roles)
    printed = {hook.framework for hook in pack.hooks} | {warning.framework for warning in pack.framework_warnings}
    yield from _unused("P415", "framework", (framework.id for framework in pack.frameworks), printed)
    yield from _unused(
        "P415", "stage", (stage.id for stage in pack.stages), {question.stage for question in pack.questions}
    )
    known = {name for connector in pack.connectors for name in connector.attributes}
    known |= {name for question in pack.questions for option in question.option for name in option.attributes}
    for name in sorted(known - attributes):
        message = f"gives options the attribute '{name}', which no condition asks for."
        yield Finding("P415", "questions.toml", message, "Use it with 'some(question, attribute)', or take it out.")


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
                yield Finding("P416", f"{file}:{section.line}", message, "Name it after an id of the pack.")
