"""Proofs about notices: each can hold where its question is asked, and none holds whatever is answered."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.finding import Finding
from wizard.pack.proof.theory import Theory


def check(theory: Theory) -> Iterator[Finding]:
    """Yield notices that are said for no answers, and those that are said for all."""
    bounds = {question["id"]: question["bound"] for question in theory.program["questions"]}
    on = {notice.id: notice.on for notice in theory.pack.notices}
    for name, literal in theory.program["notices"]:
        asked, holds = theory.view(bounds[on[name]]), theory.view(literal)
        if not theory.can(asked, holds):
            message = f"is said for no answers at all where '{on[name]}' is asked."
            yield Finding("P835", f"notice {name}", message, "Widen its condition, or remove it.")
        elif not theory.can(asked, -holds):
            message = f"is said whatever is answered where '{on[name]}' is asked."
            yield Finding("P836", f"notice {name}", message, "Narrow its condition, or say it in the help.")
