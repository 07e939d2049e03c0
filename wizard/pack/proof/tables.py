"""Proofs about tables and verdicts: complete, every row reachable, none shadowed; each verdict reachable, one the main one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from wizard.pack.checks.finding import Finding
from wizard.pack.models import Row, Table
from wizard.pack.proof.theory import Theory
from wizard.wording import listed


def check(theory: Theory) -> Iterator[Finding]:
    """Yield the gaps, the dead rows and the overlaps of all tables."""
    for table in theory.pack.tables:
        used = theory.view(theory.compiler.taken(table))
        guard = theory.condition(table.when)
        own = [theory.view(theory.compiler.row_condition(table, row)) for row in table.row]
        if table.kind == "first":
            yield from _gap(theory, table, [used, guard], own)
        for index, row in enumerate(table.row):
            yield from _row(theory, table, row, [used, guard], own[: index + 1])
        if table.unique:
            yield from _overlaps(theory, table, [used, guard], own)
    for drop in theory.program["rows"]:
        if drop["table"] == "drops" and not theory.can(theory.view(drop["fired"])):
            yield _dead(f"drop {drop['id']}", "drops nothing for any answers")
    yield from _verdicts(theory)


def _gap(theory: Theory, table: Table, when: list[int], own: list[int]) -> Iterator[Finding]:
    answers = theory.possible(*when, *(-row for row in own))
    if answers is not None:
        message = "has no row for some answers."
        yield Finding("P801", f"table {table.id}", message, "Add a row, or end with one without condition.", answers)


def _row(theory: Theory, table: Table, row: Row, when: list[int], own: Sequence[int]) -> Iterator[Finding]:
    place = f"row {row.id}"
    here = own[-1]
    earlier = list(own[:-1]) if table.kind == "first" else []
    holds = theory.possible(*when, here)
    if holds is None:
        alone = not theory.can(here)
        yield _dead(place, "can never hold" if alone else "holds only where its table is not used")
        return
    fires = [*when, here, *(-other for other in earlier)]
    if not theory.can(*fires):
        core = set(theory.space.formula.core())
        by = [f"row {other.id}" for other, literal in zip(table.row, earlier, strict=False) if -literal in core]
        message = f"is shadowed: whenever it holds, {listed(by, 'or') or 'another row'} decides before it."
        yield Finding("P803", place, message, "Move it up, narrow the rows above, or remove it.", holds)
        return
    yield from _effects(theory, row, fires)


def _effects(theory: Theory, row: Row, fires: list[int]) -> Iterator[Finding]:
    """Yield verdicts that the row names but that never come out where it fires."""
    place = f"row {row.id}"
    main, also = theory.program["main"], theory.program["also"]
    given = [(row.verdict, theory.space.formula.true)]
    for part in row.also:
        when = theory.condition(part.when)
        if not theory.can(*fires, when):
            given_name = part.verdict or f"the verdict of {part.of}"
            yield Finding("P809", place, f"never gives '{given_name}': its condition excludes the row's.", _REMEDY)
        else:
            given.append((part.verdict, when))
    for verdict, when in given:
        if verdict in main:
            out = theory.view.any([main[verdict], also[verdict]])
            if not theory.can(*fires, when, out):
                yield Finding("P809", place, f"gives '{verdict}', which is always taken back at the end.", _REMEDY)


_REMEDY = "Remove it, or correct the condition."


def _overlaps(theory: Theory, table: Table, when: list[int], own: list[int]) -> Iterator[Finding]:
    for (one, first), (other, second) in combinations(zip(table.row, own, strict=True), 2):
        answers = theory.possible(*when, first, second)
        if answers is not None:
            message = f"holds together with row {one.id}, but the rows of table {table.id} exclude each other."
            yield Finding("P804", f"row {other.id}", message, "Narrow one of the two.", answers)


def _dead(place: str, message: str) -> Finding:
    return Finding("P802", place, f"{message}.", "Correct its condition, or remove it.")


def _verdicts(theory: Theory) -> Iterator[Finding]:
    """Yield verdicts that no answers lead to, and answers without exactly one main verdict."""
    main, also = theory.program["main"], theory.program["also"]
    reached = ((f"verdict {v}", theory.view.any([main[v], also[v]]), "is given for no answers at all.") for v in main)
    yield from theory.never("P805", reached)
    answers = theory.possible(*(-theory.view(literal) for literal in main.values()))
    if answers is not None:
        message = "leaves some answers without a main verdict."
        yield Finding("P806", "table main", message, "Add a row, or let a drop say what a verdict becomes.", answers)
    for one, other in combinations(main, 2):
        answers = theory.possible(theory.view(main[one]), theory.view(main[other]))
        if answers is not None:
            message = f"is main together with '{other}' for some answers."
            yield Finding("P807", f"verdict {one}", message, "Let the drops lead to one verdict only.", answers)
