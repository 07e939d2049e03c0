"""The paper's chapters on what the pack knows: frameworks, conflicts, corrections, facts, sources with their ages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from wizard.documents.escape import inline
from wizard.documents.page import Page
from wizard.documents.sourced import aged
from wizard.pack.models.base import Model
from wizard.wording import age, cited, count, long_date

if TYPE_CHECKING:
    from wizard.pack.models import Fact, Pack, Source

CONFIDENCE = {
    "primary": "read in a text of the authority itself",
    "primary_old": "read in an older text of the authority itself",
    "secondary": "read second-hand",
    "inference": "reasoned from texts that do not say it",
    "not_verified": "not verified",
}


def wording(page: Page, pack: Pack, _: date) -> None:
    """Write what the documents say besides verdicts, facts and conditional texts."""
    for field in type(pack.documents).model_fields:
        value = getattr(pack.documents, field)
        parts = value if isinstance(value, tuple) else (value,) if value else ()
        if parts:
            page.heading(3, field.replace("_", " ").capitalize())
            page.bullets(_said(part) for part in parts)


def _said(part: Any) -> str:
    """Return a part of documents.toml as one item: its text first, then what else it holds, a line each."""
    if not isinstance(part, Model):
        return inline(str(part))
    named = ("short",) if hasattr(part, "long") else ("title", "text", "label", "role", "verdict")
    head = next((getattr(part, name) for name in named if getattr(part, name, "")), "")
    lines = [inline(head)] if head else ["As follows"]
    for field in type(part).model_fields:
        value = getattr(part, field)
        if not value or value == head:
            continue
        name = field.replace("_", " ").capitalize()
        if isinstance(value, tuple) and any(isinstance(below, Model) for below in value):
            nested = [f"- {name}: {_said(below)}" for below in value]
            lines += [line for item in nested for line in _indented(item)]
        elif field == "when" or field.endswith("_when"):
            lines.append(f"- {name}: `{' '.join(value.split())}`")
        else:
            told = ", ".join(value) if isinstance(value, tuple) else str(value)
            lines.append(f"- {name}: {inline(told)}")
    return "\n".join(lines)


def _indented(item: str) -> list[str]:
    head, *rest = item.split("\n")
    return [head, *(f"  {line}" for line in rest)]


def frameworks(page: Page, pack: Pack, _: date) -> None:
    for framework in pack.frameworks:
        version = f", {framework.version}" if framework.version else ""
        page.heading(3, inline(f"{framework.title}{version}"))
        page.text(inline(framework.note))
        rows = [
            (
                inline(hook.identifier),
                inline(hook.meaning),
                ", ".join(f"`{verdict}`" for verdict in hook.outcomes),
                CONFIDENCE[hook.confidence],
                inline(hook.seen_in),
                ", ".join(hook.sources),
            )
            for hook in pack.hooks
            if hook.framework == framework.id
        ]
        page.table(("Requirement", "Meaning", "Verdicts", "How sure", "Seen in", "Sources"), rows)
        page.bullets(
            f"Warning, when `{' '.join(warning.when.split()) or 'always'}`: {inline(warning.text)}"
            for warning in pack.framework_warnings
            if warning.framework == framework.id
        )


def conflicts(page: Page, pack: Pack, _: date) -> None:
    """Write each conflict side by side, and the side that is followed."""
    for conflict in pack.conflicts:
        page.heading(3, inline(conflict.title))
        rows = [(inline(s.authority), inline(s.says), _cited(s.facts, s.sources)) for s in conflict.side]
        page.table(("Authority", "Says", "Rests on"), rows)
        page.text(f"Followed: {inline(conflict.followed)}")


def corrections(page: Page, pack: Pack, _: date) -> None:
    """Write each common belief, and what holds instead."""
    rows = [
        (part.id, inline(part.claim), part.verdict.replace("_", " "), inline(part.instead), cited(part.facts))
        for part in pack.corrections
    ]
    page.table(("Id", "Belief", "Finding", "Instead", "Facts"), rows)


def error_codes(page: Page, pack: Pack, _: date) -> None:
    rows = [
        (
            f"`{code.code}`",
            inline(code.meaning),
            inline(code.points_to),
            inline(code.unattended),
            inline(code.action),
            _cited(code.facts, code.sources),
        )
        for code in pack.error_codes
    ]
    page.table(("Code", "Meaning", "Points to", "For an unattended account", "What to do", "Rests on"), rows)
    messages = [
        (
            ", ".join(f"`{pattern}`" for pattern in part.patterns),
            inline(part.meaning),
            inline(part.unattended),
            inline(part.action),
            _cited(part.facts, part.sources),
        )
        for part in pack.messages
    ]
    page.table(("Message holds", "Meaning", "For an unattended account", "What to do", "Rests on"), messages)


def facts(page: Page, pack: Pack, day: date) -> None:
    """Write every fact: statement, scope, consequence, dates, sources."""
    for fact in pack.facts:
        page.heading(3, f"{fact.id}: {inline(fact.title)}")
        page.prose(fact.statement, 4)
        page.bullets((
            f"Scope: {_joined(fact.scope)}" if fact.scope else "",
            f"Consequence: {_joined(fact.consequence)}" if fact.consequence else "",
            f"How sure: {CONFIDENCE[fact.confidence]}" + (f"; in part second-hand: {inline(fact.second_hand)}" if fact.second_hand else ""),
            _dates(fact),
            f"Sources: {', '.join(_source_in_short(pack.source_by_id[name], day) for name in fact.sources)}",
        ))  # fmt: skip


def sources(page: Page, pack: Pack, day: date) -> None:
    """Write every source with its age, and a warning where it is over the limit."""
    limit = pack.profile.limits.source_days
    old = [source for source in pack.sources if (day - source.checked_on).days > limit]
    if old:
        page.text(
            f"**Warning:** {count(len(old), 'source')} of {len(pack.sources)} were last read more than {limit} days ago."
        )
    rows = []
    for source in pack.sources:
        days = (day - source.checked_on).days
        read = f"{source.checked_on}, {age(source.checked_on, day)}" + (" (over the limit)" if days > limit else "")
        published = aged(source, partial(age, day=day), str) if source.text_date else inline(source.no_date)
        address = f"`{source.address}`" if source.address else inline(source.no_address)
        rows.append((f"`{source.id}`", inline(source.title), inline(source.publisher), published, read, address))
    page.table(("Id", "Title", "Publisher", "Date of the text", "Last read", "Address"), rows)


def _source_in_short(source: Source, day: date) -> str:
    return f"`{source.id}` (read {long_date(source.checked_on)}, {age(source.checked_on, day)})"


def _dates(fact: Fact) -> str:
    parts = []
    if fact.effective_from:
        parts.append(f"from {long_date(fact.effective_from)}")
    if fact.effective_until:
        parts.append(f"until {long_date(fact.effective_until)}")
    return f"Holds {' '.join(parts)}" if parts else ""


def _joined(markdown: str) -> str:
    """Return a text of several lines as one item: its lists become sentences."""
    return " ".join(line.strip().removeprefix("- ") for line in markdown.splitlines() if line.strip())


def _cited(facts: Sequence[str], sources: Sequence[str]) -> str:
    return ", ".join(filter(None, (cited(facts), *(f"`{source}`" for source in sources))))
