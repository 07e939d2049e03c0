"""Which open questions still matter.

A question matters while some result is open and hangs on it: the results' conditions are
followed down to the answers that are not yet given. What is settled is not followed, so
an answer that can no longer change anything is not asked for.
"""

from __future__ import annotations

from typing import Any

from wizard.decision.kernel import TRUE


class Relevance:
    """Follows open conditions down to open questions."""

    def __init__(self, program: dict[str, Any]) -> None:
        """Lay out the nodes in the order in which they are evaluated."""
        self._questions: list[dict[str, Any]] = program["questions"]
        self._atoms: int = program["atoms"]
        self._nodes: list[list[int]] = program["nodes"]
        self._order: list[int] = program["order"]
        self._main: dict[str, int] = program["main"]
        self._results: list[int] = program["matters"]
        self._spans: list[tuple[int, int]] = []
        self._owner: list[int] = [0]
        start = 1
        for index, question in enumerate(self._questions):
            size = len(question["options"])
            self._spans.append((start, start + size))
            self._owner.extend([index] * size)
            start += size

    def open_questions(self, chosen: int, rejected: int) -> set[str]:
        """Return the ids of open questions that matter, given the bits of the answers."""
        count = self._atoms + len(self._nodes) + 1
        truth = self._atoms_truth(chosen, rejected, count)
        support = [0] * count
        self._run(truth, support, {})
        possible = [verdict for verdict, literal in self._main.items() if _value(truth, literal) is not False]
        forced = {}
        if len(possible) == 1:
            forced = {abs(lit): (lit > 0) == (v in possible) for v, lit in self._main.items() if abs(lit) != TRUE}
            if any(truth[number] is None for number in forced):
                truth = self._atoms_truth(chosen, rejected, count)
                self._run(truth, support, forced)
        found = 0
        for literal in (*self._main.values(), *self._results):
            number = abs(literal)
            if number != TRUE and truth[number] is None:
                found |= support[number]
        return {question["id"] for index, question in enumerate(self._questions) if found >> index & 1}

    def answered_questions(self, chosen: int, rejected: int) -> set[str]:
        """Return the ids of answered questions whose answer, were it open again, would matter.

        One pass over all nodes instead of one a question: each node carries the questions
        that would open it. A conjunction that holds opens with any of its parts; one that
        fails opens only with a question that opens all of its failing parts.
        """
        count = self._atoms + len(self._nodes) + 1
        truth = self._atoms_truth(chosen, rejected, count)
        opens = [0] * count
        for key in self._order:
            if key < 0:
                self._gate_opens(-1 - key, truth, opens)
                continue
            literals = self._nodes[key - self._atoms - 1]
            failing = [lit for lit in literals if truth[abs(lit)] is (lit < 0)]
            if failing:
                truth[key] = False
                below = opens[abs(failing[0])]
                for literal in failing[1:]:
                    below &= opens[abs(literal)]
            else:
                truth[key] = None if any(truth[abs(lit)] is None for lit in literals) else True
                below = 0
                for literal in literals:
                    below |= opens[abs(literal)]
            opens[key] = below
        found = 0
        for literal in (*self._main.values(), *self._results):
            if abs(literal) != TRUE:
                found |= opens[abs(literal)]
        return {question["id"] for index, question in enumerate(self._questions) if found >> index & 1}

    def _gate_opens(self, index: int, truth: list[bool | None], opens: list[int]) -> None:
        bound = self._questions[index]["bound"]
        start, stop = self._spans[index]
        inside = _value(truth, bound)
        below = opens[abs(bound)] if abs(bound) != TRUE else 0
        answered = inside is True and any(truth[number] is not None for number in range(start, stop))
        if answered:
            below |= 1 << index
        for number in range(start, stop):
            if inside is False:
                truth[number] = False
            elif inside is None:
                truth[number] = None
            opens[number] = below

    def _atoms_truth(self, chosen: int, rejected: int, count: int) -> list[bool | None]:
        truth: list[bool | None] = [None] * count
        for number in range(1, self._atoms + 1):
            bit = 1 << (number - 1)
            truth[number] = True if chosen & bit else (False if rejected & bit else None)
        return truth

    def _run(self, truth: list[bool | None], support: list[int], forced: dict[int, bool]) -> None:
        atoms = self._atoms
        for key in self._order:
            if key < 0:
                self._gate(-1 - key, truth, support)
                continue
            if key in forced:
                truth[key] = forced[key]
                support[key] = 0
                continue
            value: bool | None = True
            below = 0
            for literal in self._nodes[key - atoms - 1]:
                part = truth[literal] if literal > 0 else truth[-literal]
                if part is None:
                    below |= support[abs(literal)]
                    value = None if value else value
                elif part is (literal < 0):
                    value = False
                    break
            truth[key] = value
            support[key] = below if value is None else 0

    def _gate(self, index: int, truth: list[bool | None], support: list[int]) -> None:
        bound = self._questions[index]["bound"]
        start, stop = self._spans[index]
        inside = _value(truth, bound)
        below = 1 << index
        if inside is None:
            below |= support[abs(bound)]
        for number in range(start, stop):
            if inside is False:
                truth[number] = False
            elif inside is None:
                truth[number] = None
            support[number] = below if truth[number] is None else 0


def _value(truth: list[bool | None], literal: int) -> bool | None:
    if abs(literal) == TRUE:
        return literal > 0
    value = truth[abs(literal)]
    return value if literal > 0 or value is None else not value
