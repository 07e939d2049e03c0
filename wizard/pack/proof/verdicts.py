"""Proofs about verdicts: each can be reached, one is always the main one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from wizard.pack.checks.finding import Finding
from wizard.pack.proof.theory import Theory


def check(theory: Theory) -> Iterator[Finding]:
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
