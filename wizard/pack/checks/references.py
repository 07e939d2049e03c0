"""Every id that a part names is the id of something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wizard.pack.checks.citations import fact_citations, source_citations
from wizard.pack.checks.context import Context
from wizard.pack.checks.finding import Finding
from wizard.pack.compiler import options_of
from wizard.pack.locate import nearest
from wizard.pack.models import Pack

Named = Iterable[tuple[str, Iterable[str | None]]]


def check(context: Context) -> Iterator[Finding]:
    """Yield ids that lead nowhere, each with the nearest one that exists."""
    pack = context.pack
    yield from decisive(pack)
    others: tuple[tuple[str, str, Iterable[str], Named], ...] = (
        ("P302", "fact", _ids(pack.facts), (*fact_citations(pack), *context.facts_elsewhere)),
        ("P303", "source", _ids(pack.sources), (*source_citations(pack), *context.sources_elsewhere)),
        ("P304", "stage", _ids(pack.stages), ((f"question {q.id}", (q.stage,)) for q in pack.questions)),
        ("P306", "role", _ids(pack.profile.role), _roles(pack)),
        ("P307", "framework", _ids(pack.frameworks), _frameworks(pack)),
        ("P308", "group", _ids(pack.checklist.group), _groups(pack)),
        ("P309", "phase", _ids(pack.checklist.phase), ((f"item {i.id}", (i.phase,)) for i in pack.checklist.item)),
        ("P310", "item", _ids(pack.checklist.item), _items(pack)),
        ("P311", "level", pack.risk.levels, _levels(pack)),
        ("P312", "correction", _ids(pack.corrections), ((f"fact {f.id}", f.corrects) for f in pack.facts)),
    )
    for code, kind, ids, citing in others:
        yield from unknown_ids(code, kind, ids, citing)
    yield from _former(pack)
    yield from _chosen(pack)


def _former(pack: Pack) -> Iterator[Finding]:
    """Yield former questions and answers that lead to nothing of today."""
    options = {question.id: [option.id for option in options_of(pack, question)] for question in pack.questions}
    for answer in pack.former_answers:
        place = f"former_answer {answer.answer}"
        yield from unknown_ids("P305", "question", options, [(place, (answer.question,))])
        yield from unknown_ids("P318", "answer", options.get(answer.question, ()), [(place, answer.became)])
    for question in pack.former_questions:
        place = f"former_question {question.id}"
        yield from unknown_ids("P305", "question", options, [(place, (question.to,))])
        yield from unknown_ids("P318", "answer", options.get(question.to, ()), [(place, question.answers.values())])
        if question.id in options:
            message = "is a question of this pack, so no record needs it carried over."
            yield Finding("P318", place, message, "Take it out, or give the question of today another id.")


def decisive(pack: Pack) -> Iterator[Finding]:
    """Yield ids that lead nowhere and without which the pack cannot decide."""
    tables = (table for table in pack.tables if table.gives == "verdict")
    yield from unknown_ids("P301", "verdict", _ids(pack.verdicts), _verdicts(pack))
    yield from unknown_ids("P305", "question", _ids(pack.questions), _questions(pack))
    terms = [term.id for term in pack.terms if not term.cases]
    yield from unknown_ids("P317", "term", terms, [("pack.toml", (pack.info.enforced_term,))])
    yield from unknown_ids("P313", "table", _ids(tables), _tables(pack))
    for question in pack.questions:
        options = [option.id for option in options_of(pack, question)]
        for name in question.exclusive:
            if name not in options:
                message = f"excludes all others by the option '{name}', which it does not have."
                yield Finding("P314", f"question {question.id}", message, nearest(name, options))


def _ids(parts: Iterable[Any]) -> list[str]:
    return [part.id for part in parts]


def unknown_ids(code: str, kind: str, ids: Iterable[str], citing: Named) -> Iterator[Finding]:
    """Yield the names that are none of the ids, each at the part that cites it."""
    known = list(ids)
    for place, names in citing:
        for name in names:
            if name is not None and name not in known:
                message = f"names the {kind} '{name}', which the pack does not have."
                yield Finding(code, place, message, nearest(name, known))


def _verdicts(pack: Pack) -> Named:
    for table in pack.tables:
        yield f"table {table.id}", table.left_out_beside
        for row in table.row:
            yield f"row {row.id}", (row.verdict, *(also.verdict for also in row.also))
    yield from ((f"drop {drop.id}", (*drop.verdicts, drop.main_becomes)) for drop in pack.drops)
    yield from ((f"group {group.id}", group.verdicts) for group in pack.checklist.group)
    yield from ((f"hook {hook.framework} {hook.identifier}", hook.outcomes) for hook in pack.hooks)
    yield from ((f"correction {correction.id}", correction.verdicts) for correction in pack.corrections)
    yield "documents.toml", pack.documents.refusals


def _questions(pack: Pack) -> Named:
    yield from ((f"correction {correction.id}", correction.questions) for correction in pack.corrections)
    yield from ((f"term {term.id}", (term.otherwise,)) for term in pack.terms)
    yield from ((f"notice {notice.id}", (notice.on,)) for notice in pack.notices)
    yield from ((f"question {q.id}", (q.per_option.of,)) for q in pack.questions if q.per_option)
    yield "pack.toml", (pack.info.framework_question, pack.info.settled_by, *pack.info.unknown_may_stand)


def _roles(pack: Pack) -> Named:
    yield from ((f"level {level.id}", level.roles) for level in pack.profile.level)
    yield from ((f"sign_off {sign_off.group}", sign_off.roles) for sign_off in pack.profile.sign_off)
    yield from ((f"duty {duty.id}", (duty.a, duty.b)) for duty in pack.profile.duty)


def _frameworks(pack: Pack) -> Named:
    yield from ((f"hook {hook.framework} {hook.identifier}", (hook.framework,)) for hook in pack.hooks)
    yield from ((place, (warning.framework,)) for place, warning in pack.warning_places)


def _groups(pack: Pack) -> Named:
    yield from ((f"item {item.id}", item.outcomes) for item in pack.checklist.item)
    yield from ((f"limit {limit.id}", (limit.only_group,)) for limit in pack.checklist.limit)
    yield from ((f"sign_off {sign_off.group}", (sign_off.group,)) for sign_off in pack.profile.sign_off)


def _items(pack: Pack) -> Named:
    yield from ((f"limit {limit.id}", (*limit.only_items, *limit.never)) for limit in pack.checklist.limit)


def _levels(pack: Pack) -> Named:
    risk = pack.risk
    yield from ((f"impact {rule.level}", (rule.level,)) for rule in risk.impact)
    yield from ((f"raise to {rule.to}", (rule.to,)) for rule in risk.raise_)
    yield from (("risk.toml: cell", (cell.likelihood, cell.impact, cell.level)) for cell in risk.cell)
    if risk.likelihood:
        yield "risk.toml: likelihood", (risk.likelihood.initial,)
    if risk.levels:
        yield from ((f"level {level.id}", (level.id,)) for level in pack.profile.level)


def _tables(pack: Pack) -> Named:
    for table in pack.tables:
        yield from ((f"row {row.id}", (row.of, *(also.of for also in row.also))) for row in table.row)


def _chosen(pack: Pack) -> Iterator[Finding]:
    """Yield parts that nobody can choose, because no question has an option of their id."""
    options = {question.id: [option.id for option in options_of(pack, question)] for question in pack.questions}
    chosen = options.get(pack.info.framework_question or "", [])
    for framework in pack.frameworks:
        if framework.id not in chosen:
            message = f"is no option of the question '{pack.info.framework_question}' that chooses frameworks."
            yield Finding("P314", f"framework {framework.id}", message, nearest(framework.id, chosen))
    anywhere = {name for names in options.values() for name in names}
    for surface in pack.surfaces:
        if surface.id not in anywhere:
            message = "is no option of any question, so nobody can choose it."
            yield Finding("P314", f"surface {surface.id}", message, nearest(surface.id, sorted(anywhere)))
