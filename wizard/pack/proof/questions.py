"""Proofs about questions and answers: each can be asked, each can change something; what they add can be said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from wizard.pack.checks.finding import Finding
from wizard.pack.compiler import options_of
from wizard.pack.models import Question
from wizard.pack.proof.space import Choice, View
from wizard.pack.proof.theory import Theory


def check(theory: Theory) -> Iterator[Finding]:
    """Yield questions never asked or without effect, and options without an effect."""
    for index, question in enumerate(theory.pack.questions):
        theory.afresh()
        shape = theory.program["questions"][index]
        place = f"question {question.id}"
        bound = theory.view(shape["bound"])
        if not theory.can(bound):
            yield Finding("P811", place, "is asked for no answers at all.", "Correct its 'asked_when'.")
            continue
        other, view = theory.beside(question.id)
        if not question.informational and not theory.can(theory.difference(theory.reasons, question.id, view)):
            message = "cannot change the decision, the checklist or a text, whatever the answer."
            yield Finding("P812", place, message, "Use it in a rule, or set 'informational = true'.")
            continue
        yield from _offered(theory, question, shape, bound)
        if not question.informational:
            changed = theory.difference(theory.outcomes, question.id, view)
            pair = _Pair(theory, question, other, view, changed)
            yield from pair.many() if question.kind == "many" else pair.one()
    yield from _said(theory)


def _offered(theory: Theory, question: Question, shape: dict[str, Any], bound: int) -> Iterator[Finding]:
    for option, literal in shape["offered"].items():
        if not theory.can(bound, theory.view(literal)):
            message = "is never offered where its question is asked."
            yield Finding("P816", f"option {question.id}.{option}", message, "Correct its 'offered_when'.")


class _Pair:
    """Two answers to one question, with the same answers to all others."""

    def __init__(self, theory: Theory, question: Question, other: Choice, view: View, changed: int) -> None:
        self.theory = theory
        self.question = question
        self.here = theory.space.choices[question.id]
        self.other = other
        self.view = view
        self.changed = changed
        self.options = options_of(theory.pack, question)

    def one(self) -> Iterator[Finding]:
        """Yield options that decide like another one and do not say so, and those that say so wrongly."""
        twins: dict[str, list[str]] = {option.id: [] for option in self.options}
        for first, second in combinations(twins, 2):
            if not self.theory.can(self.changed, self.here[first], self.other[second]):
                twins[first].append(second)
                twins[second].append(first)
        yield from self._twins(twins)

    def _twins(self, twins: dict[str, list[str]]) -> Iterator[Finding]:
        silent = {option.id for option in self.options if option.informational}
        seen: set[str] = set()
        for option, same in twins.items():
            place = f"option {self.question.id}.{option}"
            if option in silent:
                if not same:
                    yield Finding(
                        "P815", place, "is declared informational, but no other option decides like it.", _SAY
                    )
            elif any(twin in seen for twin in same):
                like = next(twin for twin in same if twin in seen)
                message = f"decides and documents exactly like '{like}'."
                yield Finding("P814", place, message, "Distinguish them in a rule, or set 'informational = true'.")
            else:
                seen.add(option)

    def many(self) -> Iterator[Finding]:
        """Yield options that change nothing together with any others, and those that say so wrongly."""
        alone = [option for option in self.question.exclusive if option in self.here]
        for option in self.options:
            if option.id in alone:
                continue
            answers = self._adds(option.id, alone)
            place = f"option {self.question.id}.{option.id}"
            if answers is None and not option.informational:
                message = "changes nothing, alone or with others."
                yield Finding("P813", place, message, "Use it in a rule, or set 'informational = true'.")
            elif answers is not None and option.informational:
                yield Finding("P815", place, "is declared informational, but it changes something.", _SAY, answers)
        yield from self._exclusive(alone)

    def _adds(self, option: str, alone: list[str]) -> dict[str, Any] | None:
        """Return answers in which adding the option changes something: to others, or in place of ``none``."""
        formula = self.theory.space.formula
        same = [
            -formula.differ(self.here[name], self.other[name])
            for name in self.here
            if name != option and name not in alone
        ]
        without = [-self.other[name] for name in (option, *(name for name in alone if name != "none"))]
        return self.theory.possible(self.changed, self.here[option], *without, *same)

    def _exclusive(self, alone: list[str]) -> Iterator[Finding]:
        for first, second in combinations(alone, 2):
            if not self.theory.can(self.changed, self.here[first], self.other[second]):
                message = f"decides and documents exactly like '{first}'."
                remedy = "Distinguish them in a rule, or remove one."
                yield Finding("P814", f"option {self.question.id}.{second}", message, remedy)


_SAY = "Remove 'informational'."


def _said(theory: Theory) -> Iterator[Finding]:
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
