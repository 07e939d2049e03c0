"""The paper's chapters on how the pack decides: questions, tables, verdicts, checklist, organization rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from wizard.decision.certainty import publication
from wizard.decision.words import Words
from wizard.documents.escape import inline
from wizard.documents.mermaid import stage_chart, table_chart
from wizard.documents.page import Page
from wizard.pack import conditions as c
from wizard.pack.compiler import options_of
from wizard.wording import cited, long_date

if TYPE_CHECKING:
    from wizard.pack.models import Item, Pack, Question, Row
    from wizard.pack.models.risk import Lower


def questions(page: Page, pack: Pack, _: date) -> None:
    words = Words(pack)
    page.text(
        "The wizard asks in this order, and only while the answer can still change something.",
        "The charts show the outer bounds: outside of them a question takes no answer.",
    )
    for stage in pack.stages:
        page.heading(3, inline(f"Stage: {stage.title}"))
        page.text(inline(stage.summary))
        page.fence("mermaid", stage_chart(pack, words, stage))
        for question in pack.questions:
            if question.stage == stage.id:
                _question(page, pack, question)


def _question(page: Page, pack: Pack, question: Question) -> None:
    page.heading(4, inline(question.label))
    page.bullets((
        f"ID: `{question.id}`, {'several answers' if question.kind == 'many' else 'one answer'}",
        f"Asked when: {_condition(pack, question.asked_when)}" if question.asked_when else "Asked always",
        f"In short: {inline(question.help)}" if question.help else "",
        f"Who knows: {inline(question.who_knows)}" if question.who_knows else "",
        f"In the file: {inline(question.ask_for)}" if question.ask_for else "",
        f"Says of each answer to `{question.per_option.of}`: {inline(question.per_option.text)}" if question.per_option else "",
        *(f"Says at once when {_condition(pack, n.when)}: {inline(n.text)}" for n in pack.notices if n.on == question.id),
        _facts(question.facts),
    ))  # fmt: skip
    page.prose(question.why, 5)
    rows = []
    for option in options_of(pack, question):
        notes = [inline(option.help), "For the reader; decides like another option." if option.informational else ""]
        if option.id in question.exclusive:
            notes.append("Excludes all others.")
        rows.append((f"`{option.id}`", inline(option.label), option.letter, " ".join(note for note in notes if note)))
    page.table(("ID", "Answer", "Letter", "Note"), rows)


def terms(page: Page, pack: Pack, _: date) -> None:
    for term in pack.terms:
        page.heading(3, f"`{term.id}`")
        page.text(inline(term.meaning))
        lines = [f"Holds when: {_condition(pack, term.when)}"] if term.when else []
        lines += [f"Has `{member}` when: {_condition(pack, when)}" for member, when in term.members.items()]
        lines += [f"Is `{case.value}` when: {_condition(pack, case.when)}" for case in term.cases]
        if term.otherwise:
            lines.append(f"Is otherwise the answer to `{term.otherwise}`")
        page.bullets([*lines, _facts(term.facts)])


def tables(page: Page, pack: Pack, _: date) -> None:
    """Write every table: a chart where the first match decides, then every row."""
    words = Words(pack)
    for table in pack.tables:
        page.heading(3, inline(f"Table: {table.title}"))
        how = "The first row that holds decides." if table.kind == "first" else "Every row that holds adds its verdict."
        page.text(how, f"Used when: {_condition(pack, table.when)}." if table.when else "")
        if table.kind == "first":
            page.fence("mermaid", table_chart(words, table))
        for row in table.row:
            _row(page, pack, words, row)
    if pack.drops:
        page.heading(3, "What is taken back at the end")
        for drop in pack.drops:
            names = ", ".join(_verdict(words, verdict) for verdict in drop.verdicts)
            after = (
                f"A main verdict so dropped becomes {_verdict(words, drop.main_becomes)}" if drop.main_becomes else ""
            )
            lines = (f"When: {_condition(pack, drop.when)}", f"Drops: {names}", after, _facts(drop.facts))
            page.text(f"**{drop.id}**")
            page.bullets(lines)


def _row(page: Page, pack: Pack, words: Words, row: Row) -> None:
    if row.verdict:
        given = _verdict(words, row.verdict)
    else:
        given = f"`{row.value}`" if row.value else f"what table `{row.of}` gives"
    page.text(f"**{row.id}** gives {given}")
    also = []
    for part in row.also:
        named = _verdict(words, part.verdict) if part.verdict else f"what table `{part.of}` gives"
        also.append(f"Also: {named}" + (f", when {_condition(pack, part.when)}" if part.when else ""))
    page.bullets((f"When: {_condition(pack, row.when)}", *also, _facts(row.facts)))


def verdicts(page: Page, pack: Pack, _: date) -> None:
    for verdict in pack.verdicts:
        page.heading(3, inline(verdict.title))
        page.text(f"**{inline(verdict.decision)}**")
        page.bullets((
            f"ID: `{verdict.id}`; it {verdict.stance}",
            f"Who acts: {inline(verdict.owner_role)}" if verdict.owner_role else "",
            f"Next step: {inline(verdict.next_step)}" if verdict.next_step else "",
            _facts(verdict.facts),
        ))  # fmt: skip
        for field in type(verdict.prose).model_fields:
            text = getattr(verdict.prose, field)
            if text:
                page.heading(4, field.replace("_", " ").capitalize())
                page.prose(text, 5)


def surfaces(page: Page, pack: Pack, _: date) -> None:
    """Write where accounts sign in, and what the catalog of connectors says."""
    for surface in pack.surfaces:
        page.heading(3, inline(surface.label))
        since = f", since {long_date(surface.enforced_since)}" if surface.enforced_since else ""
        page.bullets((
            f"ID: `{surface.id}`; " + (f"the platform can enforce its requirement{since}" if surface.enforced else "not enforced"),
            f"Reached when: {_condition(pack, surface.reached_when)}" if surface.reached_when else "",
            f"Enforced when: {_condition(pack, surface.enforced_when)}" if surface.enforced_when else "",
            inline(surface.why_enforced),
            inline(surface.why_not_enforced),
            f"Addresses: {_codes(surface.addresses)}" if surface.addresses else "",
            f"Application IDs: {_codes(surface.application_ids)}" if surface.application_ids else "",
            _facts(surface.facts),
        ))  # fmt: skip
    rows = []
    for entry in pack.connectors:
        support = " ".join(
            f"{thing.replace('_', ' ')}: {known.value.replace('_', ' ')}. {known.sentence}{_dated(pack, known.source)}"
            for thing, known in entry.support.items()
        )
        has = ", ".join(name.replace("_", " ") for name in entry.attributes)
        shared = entry.shareable.replace("_", " ")
        rows.append(
            (
                f"`{entry.id}`",
                inline(entry.label),
                has,
                inline(support),
                shared,
                inline(entry.note),
                cited(entry.facts),
            )
        )
    page.table(("ID", "Connector", "Attributes", "Support", "Shareable", "Note", "Facts"), rows)


def _dated(pack: Pack, source: str | None) -> str:
    """Return the source of a statement with its date, in brackets; empty without a source."""
    if source is None:
        return ""
    return f" ({source}, {publication(pack.source_by_id[source])})"


def texts(page: Page, pack: Pack, _: date) -> None:
    """Write the texts that the documents print under a condition."""
    for text in pack.texts:
        page.text(f"**`{text.id}`** ({inline(text.section)})")
        page.bullets((inline(text.text), f"When: {_condition(pack, text.when)}", _facts(text.facts)))


def checklist(page: Page, pack: Pack, _: date) -> None:
    rows = [
        (group.id, inline(group.title), _codes(group.verdicts), _condition(pack, group.when) if group.when else "")
        for group in pack.checklist.group
    ]
    page.table(("Group", "Title", "Verdicts", "And when"), rows)
    for limit in pack.checklist.limit:
        only = f"only the items {', '.join(limit.only_items)}" if limit.only_items else ""
        only = only or (f"only the items of {limit.only_group}" if limit.only_group else "")
        only = only or f"never the items {', '.join(limit.never)}"
        page.bullets([f"When {_condition(pack, limit.when)}: {only}"])
    for phase in pack.checklist.phase:
        page.heading(3, inline(f"Phase {phase.id}: {phase.title}"))
        page.text(f"Pause: {inline(phase.pause_point)}" if phase.pause_point else "")
        items = [
            (
                item.id,
                inline(item.text) + (f" (when {_condition(pack, item.when)})" if item.when else ""),
                inline(item.owner_role),
                inline(item.evidence),
                ", ".join(item.outcomes),
                _basis(item),
            )
            for item in pack.checklist.item
            if item.phase == phase.id
        ]
        page.table(("ID", "Statement", "Who", "Evidence", "Groups", "Rests on"), items)


def house_rules(page: Page, pack: Pack, _: date) -> None:
    """Write the organization rules, and the fields that people fill."""
    profile = pack.profile
    page.text(inline(profile.note))
    levels = [
        (
            inline(level.title),
            "yes" if level.offered else "no",
            str(level.cap_days),
            level.review_text,
            ", ".join(level.roles),
        )
        for level in profile.level
    ]
    page.table(("Level of risk", "Offered", "Longest, in days", "Review", "Must sign"), levels)
    signing = [(s.group, ", ".join(s.roles), inline(s.validity), inline(s.review)) for s in profile.sign_off]
    page.table(("Group", "Signs", "Validity", "Review"), signing)
    page.bullets(inline(duty.text) for duty in profile.duty)
    limits = [(name.replace("_", " "), str(value)) for name, value in profile.limits]
    page.table(("Figure of the organization", "Value"), limits)
    fields = [
        (
            f"`{field.id}`",
            inline(field.label),
            field.kind,
            _never_or(pack, field.asked_when),
            _never_or(pack, field.required_when),
        )
        for field in pack.signoff
    ]
    page.table(("Field", "Asked", "Kind", "Asked when", "Required when"), fields)


def _never_or(pack: Pack, condition: str | None) -> str:
    return "never" if condition is None else _condition(pack, condition)


def risk(page: Page, pack: Pack, _: date) -> None:
    method = pack.risk
    page.text(inline(method.note))
    page.table(("Impact", "When", "Why"), [(i.level, _condition(pack, i.when), inline(i.basis)) for i in method.impact])
    if method.likelihood:
        page.text(f"The likelihood starts at {method.likelihood.initial}. {inline(method.likelihood.basis)}")
    page.table(("Raised to", "When", "Why"), [(r.to, _condition(pack, r.when), inline(r.basis)) for r in method.raise_])
    page.bullets(_lower(pack, part) for part in method.lower)
    cells = {(cell.likelihood, cell.impact): cell.level for cell in method.cell}
    rows = [(one, *(cells.get((one, other), "") for other in method.levels)) for one in method.levels]
    page.table(("Likelihood / impact", *method.levels), rows)


def _lower(pack: Pack, part: Lower) -> str:
    lines = [f"{inline(part.id)} ({part.effect}), lower by {part.steps}: {inline(part.requires)}"]
    if part.usable_when:
        lines.append(f"- Counts only when: {_condition(pack, part.usable_when)}; elsewhere: {inline(part.not_usable)}")
    return "\n".join(lines)


def _condition(pack: Pack, text: str) -> str:
    """Return a condition as the pack writes it, with its words behind it where they say more."""
    plain = " ".join(text.split())
    if not plain or plain == "always":
        return "always"
    return f"`{plain}` ({inline(Words(pack).condition(c.parse_condition(plain)))})"


def _basis(item: Item) -> str:
    rule = "organization rule" if item.house_rule else ""
    return ", ".join(filter(None, (cited(item.facts), *item.sources, rule)))


def _verdict(words: Words, verdict: str) -> str:
    return f"{inline(words.verdict(verdict))} (`{verdict}`)"


def _facts(facts: Sequence[str]) -> str:
    return f"Facts: {cited(facts)}" if facts else ""


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
