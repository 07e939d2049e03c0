"""The whole pack as one document that a board can read and sign without ever running the wizard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from wizard.decision.certainty import CONFIDENCE, aged, sureness, term_of
from wizard.documents import paper_rules
from wizard.documents.escape import finished, identifier, inline
from wizard.documents.page import Page
from wizard.pack.models.base import Model
from wizard.wording import age, cited, count, long_date

if TYPE_CHECKING:
    from wizard.pack.models import Pack, Source

Part = Callable[[Page, "Pack", date], None]

SIGNERS = ("Reviewer of the facts", "Reviewer of the rules", "Security", "Approver of the pack")


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
    page.table(("ID", "Belief", "Finding", "Instead", "Facts"), rows)


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
            f"How sure: {inline(sureness(fact))}",
            f"Holds {term_of(fact)}" if term_of(fact) else "",
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
    page.table(("ID", "Title", "Publisher", "Date of the text", "Last read", "Address"), rows)


def _source_in_short(source: Source, day: date) -> str:
    return f"`{source.id}` (read {long_date(source.checked_on)}, {age(source.checked_on, day)})"


def _joined(markdown: str) -> str:
    """Return a text of several lines as one item: its lists become sentences."""
    return " ".join(line.strip().removeprefix("- ") for line in markdown.splitlines() if line.strip())


def _cited(facts: Sequence[str], sources: Sequence[str]) -> str:
    return ", ".join(filter(None, (cited(facts), *(f"`{source}`" for source in sources))))


PARTS: tuple[tuple[str, Part], ...] = (
    ("Questions", paper_rules.questions),
    ("Terms", paper_rules.terms),
    ("Decision tables", paper_rules.tables),
    ("Verdicts", paper_rules.verdicts),
    ("Portals, services and connectors", paper_rules.surfaces),
    ("Conditional texts", paper_rules.texts),
    ("Wording of the documents", wording),
    ("Checklist", paper_rules.checklist),
    ("Sign-off and organization rules", paper_rules.house_rules),
    ("Risk method", paper_rules.risk),
    ("Frameworks", frameworks),
    ("Conflicts between authorities", conflicts),
    ("Common beliefs, corrected", corrections),
    ("Error codes and messages", error_codes),
    ("Facts", facts),
    ("Sources", sources),
)
"""The chapters in the order in which the wizard decides."""


def build_paper(pack: Pack, day: date) -> str:
    """Return a valid pack as Markdown; ages of sources are counted from the day."""
    page = Page()
    _head(page, pack, day)
    for number, (title, part) in enumerate(PARTS, start=1):
        before = len(page.blocks)
        page.heading(2, f"{number}. {title}")
        part(page, pack, day)
        if len(page.blocks) == before + 1:
            page.text("This pack has none.")
    _sign(page, pack, day)
    return finished(page.body())


def title_of(pack: Pack) -> str:
    return f"{pack.info.title}: the knowledge behind the verdicts"


def _head(page: Page, pack: Pack, day: date) -> None:
    page.heading(1, inline(title_of(pack)))
    rows = [
        ("Pack", identifier(pack.info.id)),
        ("Version", identifier(pack.info.version)),
        ("SHA-256 hash", f"`{pack.digest}`"),
        ("Checked against its sources", f"{long_date(pack.info.checked_on)}, {age(pack.info.checked_on, day)}"),
        ("Day of this paper", long_date(day)),
        ("Holds", ", ".join(_counts(pack))),
    ]
    page.table(("About", "Value"), rows)
    page.text(
        "This paper holds everything that the wizard knows, in the order in which it decides.",
        "Every rule names the facts on which it rests, and every fact names its sources.",
        "Who signs at the end has read the parts that the signature names.",
    )
    page.bullets([*(title for title, _ in PARTS), "Signatures"], numbered=True)


def _counts(pack: Pack) -> tuple[str, ...]:
    rows = sum(len(table.row) for table in pack.tables)
    return (
        count(len(pack.questions), "question"),
        count(rows, "row"),
        count(len(pack.verdicts), "verdict"),
        count(len(pack.facts), "fact"),
        count(len(pack.sources), "source"),
    )


def _sign(page: Page, pack: Pack, day: date) -> None:
    page.heading(2, f"{len(PARTS) + 1}. Signatures")
    page.text(
        f"The signatures cover version {identifier(pack.info.version)} with the hash above, as of {long_date(day)}.",
        "Another byte in the pack gives another hash, and then they no longer cover it.",
    )
    page.table(
        ("Role", "Parts read", "Name", "Decision", "Date", "Signature"),
        [(role, "", "", "", "", "") for role in SIGNERS],
    )
