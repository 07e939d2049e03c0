"""Which open questions still matter.

A question matters while some result is open and depends on it: the results' conditions are
followed down to the answers that are not yet given. What is settled is not followed, so
an answer that can no longer change anything is not asked for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from wizard.decision.kernel import needed_nodes
from wizard.pack.network import TRUE

MOST_KEPT = 4096
"""Answers whose open questions are kept. A face asks for the same ones again and again: to say how many questions are left
it tries every option ahead, and the option taken is the next state."""


class Relevance:
    """Follows open conditions down to open questions."""

    def __init__(self, program: dict[str, Any]) -> None:
        self._questions: list[dict[str, Any]] = program["questions"]
        self._atoms: int = program["atoms"]
        self._nodes: list[list[int]] = program["nodes"]
        self._main: dict[str, int] = program["main"]
        self._results: list[int] = program["matters"]
        needed = needed_nodes(program, [*self._main.values(), *self._results])
        self._order: list[int] = [key for key in program["order"] if key < 0 or key in needed]
        self._spans: list[tuple[int, int]] = []
        self._owner: list[int] = [0]
        start = 1
        for index, question in enumerate(self._questions):
            size = len(question["options"])
            self._spans.append((start, start + size))
            self._owner.extend([index] * size)
            start += size
        self._open = lru_cache(MOST_KEPT)(self._open_bits)

    def open_questions(self, chosen: int, rejected: int) -> set[str]:
        """Return the ids of open questions that matter, given the bits of the answers."""
        return self._names(self._open(chosen, rejected))

    def _names(self, bits: int) -> set[str]:
        return {question["id"] for index, question in enumerate(self._questions) if bits >> index & 1}

    def _open_bits(self, chosen: int, rejected: int) -> int:
        truth = self._atoms_truth(chosen, rejected)
        support = [0] * len(truth)
        self._run(truth, support, {})
        possible = [verdict for verdict, literal in self._main.items() if _value(truth, literal) is not False]
        forced = {}
        # Exactly one main verdict comes out, which three-valued logic cannot see: with one left, all are settled,
        # and the second pass asks for no answer that would only confirm it.
        if len(possible) == 1:
            forced = {abs(lit): (lit > 0) == (v in possible) for v, lit in self._main.items() if abs(lit) != TRUE}
            if any(truth[number] is None for number in forced):
                truth = self._atoms_truth(chosen, rejected)
                self._run(truth, support, forced)
        found = 0
        for literal in (*self._main.values(), *self._results):
            number = abs(literal)
            if number != TRUE and truth[number] is None:
                found |= support[number]
        return found

    def answered_questions(self, chosen: int, rejected: int) -> set[str]:
        """Return the ids of answered questions whose answer, were it open again, would matter.

        One pass over all nodes instead of one a question: each node carries the questions
        that would open it. A conjunction that holds opens with any of its parts; one that
        fails opens only with a question that opens all of its failing parts.
        """
        truth = self._atoms_truth(chosen, rejected)
        opens = [0] * len(truth)
        first = self._atoms + 1
        for key in self._order:
            if key < 0:
                self._gate_opens(-1 - key, truth, opens)
                continue
            below, failing = 0, -1
            value: bool | None = True
            for literal in self._nodes[key - first]:
                part = truth[literal]
                if part is False:
                    # It opens only with a question that opens all failing parts, so these are intersected.
                    value = False
                    failing &= opens[literal]
                    if not failing:
                        break
                elif value is not False:
                    below |= opens[literal]
                    value = value if part else None
            truth[key], truth[-key] = value, None if value is None else not value
            opens[key] = opens[-key] = failing if value is False else below
        found = 0
        for literal in (*self._main.values(), *self._results):
            if abs(literal) != TRUE:
                found |= opens[literal]
        return self._names(found)

    def _gate_opens(self, index: int, truth: list[bool | None], opens: list[int]) -> None:
        bound = self._questions[index]["bound"]
        start, stop = self._spans[index]
        inside = _value(truth, bound)
        below = opens[bound] if abs(bound) != TRUE else 0
        answered = inside is True and any(truth[number] is not None for number in range(start, stop))
        if answered:
            below |= 1 << index
        for number in range(start, stop):
            if inside is not True:
                _set(truth, number, inside)
            opens[number] = opens[-number] = below

    def _atoms_truth(self, chosen: int, rejected: int) -> list[bool | None]:
        """Return the truth of every literal, negative ones counted from the end of the list."""
        truth: list[bool | None] = [None] * (2 * (self._atoms + len(self._nodes)) + 2)
        for number in range(1, self._atoms + 1):
            bit = 1 << (number - 1)
            if chosen & bit:
                _set(truth, number, value=True)
            elif rejected & bit:
                _set(truth, number, value=False)
        return truth

    def _run(self, truth: list[bool | None], support: list[int], forced: dict[int, bool]) -> None:
        first = self._atoms + 1
        for key in self._order:
            if key < 0:
                self._gate(-1 - key, truth, support)
                continue
            if key in forced:
                _set(truth, key, forced[key])
                support[key] = support[-key] = 0
                continue
            value: bool | None = True
            below = 0
            for literal in self._nodes[key - first]:
                part = truth[literal]
                if part is None:
                    below |= support[literal]
                    value = None
                elif part is False:  # settled, so nothing below it matters
                    value = False
                    break
            _set(truth, key, value)
            support[key] = support[-key] = below if value is None else 0

    def _gate(self, index: int, truth: list[bool | None], support: list[int]) -> None:
        bound = self._questions[index]["bound"]
        start, stop = self._spans[index]
        inside = _value(truth, bound)
        below = 1 << index
        if inside is None:
            below |= support[bound]
        for number in range(start, stop):
            if inside is not True:
                _set(truth, number, inside)
            support[number] = support[-number] = below if truth[number] is None else 0


def _set(truth: list[bool | None], number: int, value: bool | None) -> None:
    truth[number] = value
    truth[-number] = None if value is None else not value


def _value(truth: list[bool | None], literal: int) -> bool | None:
    return literal > 0 if abs(literal) == TRUE else truth[literal]
