"""Forms that the models leave open: what a table's rows may give, what a term is, what a question needs."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.finding import Context, Finding
from wizard.pack.compiler import choices_of, options_of
from wizard.pack.conditions import names_in
from wizard.pack.models import Pack, Row, Table
from wizard.pack.toml_lines import nearest

DECIDING = frozenset({"table", "row", "drop", "term", "question"})
"""Kinds of parts whose conditions the decision rests on."""


def check(context: Context) -> Iterator[Finding]:
    """Yield rules and questions of a form that says nothing or says two things."""
    pack = context.pack
    mains = [table.id for table in pack.tables if table.gives == "main"]
    if len(mains) != 1:
        message = f"has {len(mains)} tables that give the main verdict; it needs one."
        yield Finding("P320", "tables.toml", message, "Correct 'gives' of the tables.")
    for table in pack.tables:
        if (table.gives == "also") != (table.kind == "collect"):
            how = "collects its rows" if table.kind == "collect" else "takes its first row"
            message = f"{how}, but gives '{table.gives}'."
            yield Finding("P321", f"table {table.id}", message, "Set 'kind' to 'collect' for 'also', else to 'first'.")
        for row in table.row:
            yield from _row(table, row)
    yield from _terms(pack)
    yield from _questions(pack)
    yield from _per_option(pack)
    yield from _late(context)
    for limit in pack.checklist.limit:
        if sum((bool(limit.only_items), limit.only_group is not None, bool(limit.never))) != 1:
            message = "has none or several of 'only_items', 'only_group' and 'never'."
            yield Finding("P325", f"limit {limit.id}", message, "Keep one of them.")


def _row(table: Table, row: Row) -> Iterator[Finding]:
    given = {"verdict": row.verdict, "of": row.of, "value": row.value}
    allowed = {"value"} if table.gives == "value" else {"verdict", "of"}
    named = {name for name, value in given.items() if value is not None}
    if len(named) != 1 or not named <= allowed:
        wanted = " or ".join(f"'{name}'" for name in sorted(allowed, reverse=True))
        message = (
            f"gives {' and '.join(sorted(named)) or 'nothing'}; a row of table {table.id} gives {wanted}, one of them."
        )
        yield Finding("P322", f"row {row.id}", message, "Correct what the row gives.")
    for also in row.also:
        if (also.verdict is None) == (also.of is None):
            message = "has an accompanying part with neither or both of 'verdict' and 'of'."
            yield Finding("P322", f"row {row.id}", message, "Keep one of the two.")


def _terms(pack: Pack) -> Iterator[Finding]:
    for term in pack.terms:
        forms = sum((bool(term.when), bool(term.members), bool(term.cases)))
        if forms != 1 or (term.otherwise is not None and not term.cases):
            message = "has none or several of 'when', 'members' and 'cases', or 'otherwise' without cases."
            yield Finding("P323", f"term {term.id}", message, "Keep one form.")


def _questions(pack: Pack) -> Iterator[Finding]:
    for question in pack.questions:
        place = f"question {question.id}"
        if len(options_of(pack, question)) < 2:
            yield Finding("P324", place, "has fewer than two options.", "Add one, or drop the question.")
        if question.kind == "one" and question.exclusive:
            yield Finding("P324", place, "takes one answer, so no option excludes others.", "Drop 'exclusive'.")
        if question.kind == "many":
            missing = {"none", "unknown"} & {o.id for o in options_of(pack, question)} - set(question.exclusive)
            if missing:
                message = f"lets {' and '.join(sorted(missing))} be chosen together with other answers."
                yield Finding("P324", place, message, "Add them to 'exclusive'.")


def _per_option(pack: Pack) -> Iterator[Finding]:
    """Yield questions that ask about each chosen option, but would say the same of all, or something of none."""
    for question in pack.questions:
        about = question.per_option
        if about is None:
            continue
        place = f"question {question.id}"
        if "{option}" not in about.text:
            message = "has a 'per_option.text' that does not name the option."
            yield Finding("P327", place, message, "Write '{option}' where its name belongs.")
        asked = pack.question_by_id.get(about.of)
        has = {name for option in (options_of(pack, asked) if asked else ()) for name in option.attributes}
        if asked and about.having is not None and about.having not in has:
            message = f"asks about options with the attribute '{about.having}', which none of '{about.of}' has."
            yield Finding("P327", place, message, nearest(about.having, sorted(has)))


def _late(context: Context) -> Iterator[Finding]:
    """Yield rules that depend on what is asked after the decision: the choices of the sign-off."""
    late = {field.id for field in choices_of(context.pack)}
    for place, text in context.conditions():
        if place.partition(" ")[0] not in DECIDING:
            continue
        for name in sorted(names_in(text) & late):
            message = f"depends on the sign-off field '{name}', which is asked after the decision."
            yield Finding("P326", place, message, "Ask it as a question, or remove it.")
