"""Proofs about what answers add to a question: it can hold where the question is asked, and does not always hold."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.finding import Finding
from wizard.pack.proof.theory import Theory


def check(theory: Theory) -> Iterator[Finding]:
    """Yield notices and other words for a question that are said for no answers, and those that are said for all."""
    bounds = {question["id"]: question["bound"] for question in theory.program["questions"]}
    on = {notice.id: notice.on for notice in theory.pack.notices}
    said = [(f"notice {name}", on[name], literal) for name, literal in theory.program["notices"]]
    said += [(f"question {q['id']}", q["id"], literal) for q in theory.program["questions"] for literal in q["instead"]]
    for place, question, literal in said:
        asked, holds = theory.view(bounds[question]), theory.view(literal)
        if not theory.can(asked, holds):
            message = f"is said for no answers at all where '{question}' is asked."
            yield Finding("P835", place, message, "Widen its condition, or remove it.")
        elif not theory.can(asked, -holds):
            message = f"is said whatever is answered where '{question}' is asked."
            yield Finding("P836", place, message, "Narrow its condition, or say it in the help.")
