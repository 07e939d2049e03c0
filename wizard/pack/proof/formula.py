"""A formula of clauses and its solver, built so that equal parts are one variable.

The solver is `PySAT <https://pysathq.github.io>`_. Conjunctions are hashed by their parts:
two packs, or one pack under two sets of answers, share all that is the same in both, so
that only the difference is left to search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wizard.errors import MissingExtraError


class Formula:
    """Grows clauses and answers whether all of them can hold.

    Attributes:
        true: The literal that always holds.
    """

    def __init__(self) -> None:
        """Start with the constant alone.

        Raises:
            MissingExtraError: The solver is not installed.
        """
        try:
            from pysat.solvers import Glucose4
        except ImportError:
            raise MissingExtraError("proof", "The proof of a pack") from None
        self._solver: Any = Glucose4()
        self._known: dict[tuple[int, ...], int] = {}
        self._count = 1
        self.true = 1
        self.add([self.true])

    def close(self) -> None:
        """Give the solver's memory back."""
        self._solver.delete()

    def variable(self) -> int:
        self._count += 1
        return self._count

    def prefer(self, literals: Iterable[int]) -> None:
        """Let the solver try these literals first, so that its examples are small."""
        self._solver.set_phases(list(literals))

    def add(self, clause: Sequence[int]) -> None:
        """Add a clause: one of its literals must hold."""
        self._solver.add_clause(list(clause))

    def all(self, literals: Iterable[int]) -> int:
        """Return the literal that holds where all of these hold."""
        parts = set(literals)
        parts.discard(self.true)
        if -self.true in parts or any(-part in parts for part in parts):
            return -self.true
        if not parts:
            return self.true
        if len(parts) == 1:
            return parts.pop()
        key = tuple(sorted(parts))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self.variable()
            # Both directions are needed: callers ask for the conjunction and for its negation.
            for part in key:
                self.add([-found, part])
            self.add([found, *(-part for part in key)])
        return found

    def any(self, literals: Iterable[int]) -> int:
        return -self.all([-literal for literal in literals])

    def differ(self, one: int, other: int) -> int:
        """Return the literal that holds where exactly one of the two holds."""
        if one == other:
            return -self.true
        # Equal parts already are one literal, so most pairs end above and never reach the solver.
        return self.any([self.all([one, -other]), self.all([-one, other])])

    def holds(self, literals: Iterable[int]) -> bool:
        """Return whether all clauses and these literals can hold together."""
        return bool(self._solver.solve(assumptions=list(literals)))

    def solve(self, literals: Iterable[int]) -> frozenset[int] | None:
        """Return the literals of one way in which all clauses and these literals hold; None where there is none."""
        return frozenset(self._solver.get_model()) if self.holds(literals) else None

    def core(self) -> list[int]:
        """Return those of the literals last asked for that cannot hold together."""
        return list(self._solver.get_core() or ())
