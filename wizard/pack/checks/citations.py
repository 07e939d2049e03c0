"""Where the pack cites what: conditions, facts and sources by the part that names them."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.compiler import options_of
from wizard.pack.models import Pack
from wizard.pack.models.base import Model

Cited = Iterator[tuple[str, tuple[str, ...]]]
"""The citing part, and the ids that it cites."""


def conditions(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield every condition of the pack with the part in which it stands."""
    for index, question in enumerate(pack.questions):
        yield f"question {question.id}", question.asked_when
        place = f"questions.toml: at question.{index}.instead"
        yield from ((f"{place}.{number}.when", words.when) for number, words in enumerate(question.instead))
        yield from ((f"option {question.id}.{o.id}", o.offered_when) for o in options_of(pack, question))
    yield from ((f"notice {notice.id}", notice.when) for notice in pack.notices)
    for term in pack.terms:
        texts = (term.when, *term.members.values(), *(case.when for case in term.cases))
        yield from ((f"term {term.id}", text) for text in texts)
    for table in pack.tables:
        yield f"table {table.id}", table.when
        for row in table.row:
            yield from ((f"row {row.id}", text) for text in (row.when, *(also.when for also in row.also)))
    yield from ((f"drop {drop.id}", drop.when) for drop in pack.drops)
    yield from ((f"text {text.id}", text.when) for text in pack.texts)
    for surface in pack.surfaces:
        yield f"surface {surface.id}", surface.reached_when
        yield f"surface {surface.id}", surface.enforced_when
    yield from ((f"group {group.id}", group.when) for group in pack.checklist.group)
    yield from ((f"limit {limit.id}", limit.when) for limit in pack.checklist.limit)
    yield from ((f"item {item.id}", item.when) for item in pack.checklist.item)
    yield from ((f"hook {hook.framework} {hook.identifier}", hook.when) for hook in pack.hooks)
    yield from ((f"{place}.when", warning.when) for place, warning in pack.warning_places)
    yield from ((f"conflict {conflict.id}", conflict.when) for conflict in pack.conflicts)
    for field in pack.signoff:
        yield f"field {field.id}", field.asked_when or ""
        yield f"field {field.id}", field.required_when or ""
    risk = pack.risk
    yield from ((f"risk.toml: at impact.{number}.when", rule.when) for number, rule in enumerate(risk.impact))
    yield from ((f"risk.toml: at raise.{number}.when", rule.when) for number, rule in enumerate(risk.raise_))
    yield from (
        (f"risk.toml: at lower.{number}.usable_when", rule.usable_when) for number, rule in enumerate(risk.lower)
    )
    yield "pack.toml: at documents_matter_when", pack.info.documents_matter_when
    yield "pack.toml: at enforced_term", pack.info.enforced_term or ""
    yield from document_conditions(pack)


def rule_facts(pack: Pack) -> Cited:
    """Yield the facts behind every rule: rows of tables, and drops."""
    for table in pack.tables:
        yield from ((f"row {row.id}", row.facts) for row in table.row)
    yield from ((f"drop {drop.id}", drop.facts) for drop in pack.drops)


def fact_citations(pack: Pack) -> Cited:
    """Yield every citation of facts."""
    yield from rule_facts(pack)
    yield from ((f"verdict {part.id}", part.facts) for part in pack.verdicts)
    yield from ((f"question {part.id}", part.facts) for part in pack.questions)
    yield from ((f"notice {part.id}", part.facts) for part in pack.notices)
    yield from ((f"term {part.id}", part.facts) for part in pack.terms)
    yield from ((f"text {part.id}", part.facts) for part in pack.texts)
    yield from ((f"surface {part.id}", part.facts) for part in pack.surfaces)
    yield from ((f"connector {part.id}", part.facts) for part in pack.connectors)
    yield from ((f"item {part.id}", part.facts) for part in pack.checklist.item)
    yield from ((f"field {part.id}", part.facts) for part in pack.signoff)
    yield from ((f"error_code {part.code}", part.facts) for part in pack.error_codes)
    yield from ((f"message {part.id}", part.facts) for part in pack.messages)
    yield from ((f"correction {part.id}", part.facts) for part in pack.corrections)
    yield from ((place, part.facts) for place, part in pack.warning_places)
    for conflict in pack.conflicts:
        yield from ((f"conflict {conflict.id}", side.facts) for side in conflict.side)
    yield from document_names(pack, "facts")


def source_citations(pack: Pack) -> Cited:
    """Yield every citation of sources."""
    yield from ((f"fact {part.id}", part.sources) for part in pack.facts)
    for part in pack.connectors:
        yield f"connector {part.id}", tuple(known.source for known in part.support.values() if known.source)
    yield from ((f"item {part.id}", part.sources) for part in pack.checklist.item)
    yield from ((f"hook {part.framework} {part.identifier}", part.sources) for part in pack.hooks)
    yield from ((place, part.sources) for place, part in pack.warning_places)
    yield from ((f"error_code {part.code}", part.sources) for part in pack.error_codes)
    yield from ((f"message {part.id}", part.sources) for part in pack.messages)
    yield from ((f"code_family {part.id}", part.sources) for part in pack.code_families)
    yield from ((f"duty {part.id}", part.sources) for part in pack.profile.duty)
    yield "risk.toml", pack.risk.sources
    for conflict in pack.conflicts:
        yield from ((f"conflict {conflict.id}", side.sources) for side in conflict.side)
    yield from document_names(pack, "sources")


def document_parts(pack: Pack) -> Iterator[tuple[str, Model]]:
    """Yield every part of documents.toml, whatever it is made of, with its place in the file."""
    waiting: list[tuple[str, Model]] = [("documents.toml", pack.documents)]
    while waiting:
        place, part = waiting.pop(0)
        yield place, part
        for field in type(part).model_fields:
            value = getattr(part, field)
            for index, below in enumerate(value) if isinstance(value, tuple) else ((None, value),):
                if isinstance(below, Model):
                    waiting.append((inside(place, field, index), below))


def inside(place: str, field: str, index: int | None = None) -> str:
    """Return the place of a value below a part of a file; its line is found by ``Places``."""
    joint = "." if ": at " in place else ": at "
    return f"{place}{joint}{field}" + ("" if index is None else f".{index}")


def document_conditions(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield the conditions of documents.toml with their places in the file."""
    for place, part in document_parts(pack):
        for field in type(part).model_fields:
            if field == "when" or field.endswith("_when"):
                yield inside(place, field), getattr(part, field) or ""


def document_names(pack: Pack, field: str) -> Cited:
    """Yield what the parts of documents.toml name in a field: one id or several."""
    for place, part in document_parts(pack):
        value = getattr(part, field, None)
        if value:
            yield place, (value,) if isinstance(value, str) else tuple(value)
