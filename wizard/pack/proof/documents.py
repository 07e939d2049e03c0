"""Proofs about the documents: everything in them can be printed, and only where it fits."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.citations import document_conditions
from wizard.pack.checks.finding import Finding
from wizard.pack.proof.theory import Theory


def check(theory: Theory) -> Iterator[Finding]:
    """Yield parts of the documents that no answers print, and those printed where they do not fit."""
    yield from _never_printed(theory)
    yield from _words(theory)
    yield from _checklist(theory)
    yield from _said(theory)
    for field, asked, required in theory.program["fields"]:
        answers = theory.possible(theory.view(required), -theory.view(asked))
        if answers is not None:
            message = "is required for answers for which no face asks it."
            yield Finding("P826", f"field {field}", message, "Widen 'asked_when', or narrow 'required_when'.", answers)


def _never_printed(theory: Theory) -> Iterator[Finding]:
    program, view, pack = theory.program, theory.view, theory.pack
    never = "is printed for no answers at all."
    yield from theory.never("P821", ((f"item {name}", view(literal), never) for name, literal in program["items"]))
    groups = program["groups"].items()
    yield from theory.never(
        "P822", ((f"group {name}", view(lit), "applies for no answers at all.") for name, lit in groups)
    )
    yield from theory.never("P823", ((f"text {name}", view(literal), never) for name, literal in program["texts"]))
    hooks = zip(pack.hooks, program["hooks"], strict=True)
    yield from theory.never("P824", ((f"hook {h.framework} {h.identifier}", view(lit), never) for h, lit in hooks))
    warnings = zip(pack.framework_warnings, program["warnings"], strict=True)
    yield from theory.never("P824", ((f"warning of {w.framework}", view(lit), never) for w, lit in warnings))
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
            yield Finding("P827", place, "is never both reached and enforced.", "Mend its conditions.")
        answers = theory.possible(enforced, -term) if term is not None else None
        if answers is not None:
            message = f"is enforced for answers for which the term '{named}' does not hold, so no rule knows of it."
            yield Finding("P834", place, message, "Add it to the terms of terms.toml.", answers)
    answers = theory.possible(term, *(-enforced for enforced in both)) if term is not None else None
    if answers is not None:
        message = "holds for answers for which no surface is enforced."
        yield Finding("P834", f"term {named}", message, "Mend the term or surfaces.toml.", answers)


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


def _said(theory: Theory) -> Iterator[Finding]:
    """Yield conditions of documents.toml that never hold."""
    for place, text in document_conditions(theory.pack):
        if not theory.can(theory.condition(text)):
            message = f"has the condition {text!r}, which holds for no answers at all."
            yield Finding("P833", place, message, "Widen it, or take out what it stands for.")


def _checklist(theory: Theory) -> Iterator[Finding]:
    program, view, formula = theory.program, theory.view, theory.space.formula
    printed = {name: view(literal) for name, literal in program["items"]}
    for limit in theory.pack.checklist.limit:
        when = theory.condition(limit.when)
        place = f"limit {limit.id}"
        if not theory.can(when):
            yield Finding("P830", place, "holds for no answers at all.", "Mend its condition, or take it out.")
        for item in theory.pack.checklist.item:
            fits = item.id not in limit.never
            fits = fits and (not limit.only_items or item.id in limit.only_items)
            fits = fits and (limit.only_group is None or limit.only_group in item.outcomes)
            answers = None if fits else theory.possible(when, printed[item.id])
            if answers is not None:
                message = f"is printed although the limit '{limit.id}' leaves it out."
                yield Finding("P832", f"item {item.id}", message, "Mend the limit.", answers)
    if not printed:
        return
    for item in theory.pack.checklist.item:
        outcome = view.any([program["groups"][group] for group in item.outcomes])
        answers = theory.possible(printed[item.id], -outcome)
        if answers is not None:
            message = "is printed for an outcome that is none of its groups."
            yield Finding("P832", f"item {item.id}", message, "Mend its groups.", answers)
    nothing = -formula.any(list(printed.values()))
    for verdict, main in program["main"].items():
        if theory.pack.verdict_by_id[verdict].no_checklist:
            continue
        answers = theory.possible(view(main), nothing)
        if answers is not None:
            message = "leaves some answers without any checklist item."
            yield Finding("P831", f"verdict {verdict}", message, "Give it a group with items.", answers)
