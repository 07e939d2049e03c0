"""Proofs about the documents: everything in them can be printed, and only where it fits."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.finding import Finding
from wizard.pack.models.checklist import Limit
from wizard.pack.proof.theory import Theory


def check(theory: Theory) -> Iterator[Finding]:
    """Yield parts of the documents that no answers print, and those printed where they do not fit."""
    yield from _never_printed(theory)
    yield from _words(theory)
    yield from _checklist(theory)
    for field, asked, required in theory.program["fields"]:
        answers = theory.possible(theory.view(required), -theory.view(asked))
        if answers is not None:
            message = "is required for answers for which no face asks it."
            yield Finding("P826", f"field {field}", message, "Widen 'asked_when', or narrow 'required_when'.", answers)


def _never_printed(theory: Theory) -> Iterator[Finding]:
    program, view, pack = theory.program, theory.carried, theory.pack
    never = "is printed for no answers at all."
    yield from theory.never("P821", ((f"item {name}", view(literal), never) for name, literal in program["items"]))
    groups = program["groups"].items()
    yield from theory.never(
        "P822", ((f"group {name}", view(lit), "applies for no answers at all.") for name, lit in groups)
    )
    yield from theory.never("P823", ((f"text {name}", view(literal), never) for name, literal in program["texts"]))
    hooks = zip(pack.hooks, program["hooks"], strict=True)
    yield from theory.never("P824", ((f"hook {h.framework} {h.identifier}", view(lit), never) for h, lit in hooks))
    warnings = zip(pack.warning_places, program["warnings"], strict=True)
    yield from theory.never("P824", ((place, view(lit), never) for (place, _), lit in warnings))
    yield from theory.never("P824", ((f"conflict {name}", view(lit), never) for name, lit in program["conflicts"]))
    fields = program["fields"]
    yield from theory.never(
        "P825", ((f"field {name}", view(asked), "is offered by no face.") for name, asked, _ in fields)
    )
    yield from _surfaces(theory)


def _surfaces(theory: Theory) -> Iterator[Finding]:
    """Yield surfaces that are never enforced, and those that the rules know nothing of."""
    both: list[int] = []
    named = theory.pack.info.enforced_term
    term = theory.condition(named) if named else None
    for surface in theory.program["surfaces"]:
        place = f"surface {surface['id']}"
        enforced = theory.view.all([surface["reached"], surface["enforced"]])
        both.append(enforced)
        if not theory.can(enforced):
            yield Finding("P827", place, "is never both reached and enforced.", "Correct its conditions.")
        answers = theory.possible(enforced, -term) if term is not None else None
        if answers is not None:
            message = f"is enforced for answers for which the term '{named}' does not hold, so no rule knows of it."
            yield Finding("P834", place, message, "Add it to the terms of terms.toml.", answers)
    answers = theory.possible(term, *(-enforced for enforced in both)) if term is not None else None
    if answers is not None:
        message = "holds for answers for which no surface is enforced."
        yield Finding("P834", f"term {named}", message, "Correct the term or surfaces.toml.", answers)


def _words(theory: Theory) -> Iterator[Finding]:
    """Yield terms, members, cases and values that never hold."""
    view, compiler = theory.view, theory.compiler
    never = "holds for no answers at all."
    parts: list[tuple[str, int, str]] = []
    for term in theory.pack.terms:
        if term.cases:
            for case in term.cases:
                literal = view(compiler.value(term.id, case.value))
                parts.append((f"term {term.id}", literal, f"never has the value '{case.value}' for any answers."))
        elif term.members:
            for member in term.members:
                literal = view(compiler.member(term.id, member))
                parts.append((f"term {term.id}", literal, f"has the member '{member}' for no answers at all."))
        else:
            parts.append((f"term {term.id}", view(compiler.named(term.id)), never))
    yield from theory.never("P828", parts)
    for table, values in theory.program["values"].items():
        given = ((f"table {table}", view(lit), f"never gives the value '{value}'.") for value, lit in values.items())
        yield from theory.never("P829", given)


def _limits(theory: Theory, limit: Limit) -> bool:
    """Return whether an item or a signature comes up that this limit alone excludes."""
    checklist, groups, view = theory.pack.checklist, theory.program["groups"], theory.carried
    when = theory.condition(limit.when, view)
    others = [other for other in checklist.limit if other is not limit]
    for item in filter(limit.leaves_out, checklist.item):
        without = [-theory.condition(other.when, view) for other in others if other.leaves_out(item)]
        group = view.any([groups[name] for name in item.outcomes if name in groups])
        if theory.can(when, group, theory.condition(item.when, view), *without):
            return True
    signed = [rule.group for rule in theory.pack.profile.sign_off if rule.group != limit.only_group]
    return limit.only_group is not None and any(
        theory.can(when, view(groups[name])) for name in signed if name in groups
    )


def _checklist(theory: Theory) -> Iterator[Finding]:
    program, view, formula = theory.program, theory.view, theory.space.formula
    printed = {name: view(literal) for name, literal in program["items"]}
    for limit in theory.pack.checklist.limit:
        when = theory.condition(limit.when)
        place = f"limit {limit.id}"
        if not theory.can(when):
            yield Finding("P830", place, "holds for no answers at all.", "Change its condition, or remove it.")
        elif not _limits(theory, limit):
            message = "excludes nothing: no item that it does not allow, and no signature, comes up where it holds."
            yield Finding("P830", place, message, "Remove it, or change what it allows.")
        for item in theory.pack.checklist.item:
            answers = theory.possible(when, printed[item.id]) if limit.leaves_out(item) else None
            if answers is not None:
                message = f"is printed although the limit '{limit.id}' excludes it."
                yield Finding("P832", f"item {item.id}", message, "Correct the limit.", answers)
    if not printed:
        return
    for item in theory.pack.checklist.item:
        outcome = view.any([program["groups"][group] for group in item.outcomes])
        answers = theory.possible(printed[item.id], -outcome)
        if answers is not None:
            message = "is printed for an outcome outside its groups."
            yield Finding("P832", f"item {item.id}", message, "Correct its groups.", answers)
    nothing = -formula.any(list(printed.values()))
    for verdict, main in program["main"].items():
        if theory.pack.verdict_by_id[verdict].no_checklist:
            continue
        answers = theory.possible(view(main), nothing)
        if answers is not None:
            message = "leaves some answers without any checklist item."
            yield Finding("P831", f"verdict {verdict}", message, "Give it a group with items.", answers)
