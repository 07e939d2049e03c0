"""A network of conditions: atoms (an option is chosen) and conjunctions over them.

A literal is a signed number: ``7`` is node 7, ``-7`` its negation. ``TRUE`` and
``FALSE`` are literals of their own. Equal conjunctions are one node, so a condition that
many rows share is evaluated once.
"""

from __future__ import annotations

from collections.abc import Iterable

TRUE = 1_000_000_000
FALSE = -TRUE


class Network:
    """Builds the nodes; atoms come first, from 1."""

    def __init__(self, atoms: int) -> None:
        """Reserve the numbers of the atoms."""
        self.atoms = atoms
        self.nodes: list[tuple[int, ...]] = []
        self._known: dict[tuple[int, ...], int] = {}

    def index(self) -> None:
        """Take up nodes that were set from outside."""
        self._known = {node: self.atoms + place for place, node in enumerate(self.nodes, start=1)}

    def all(self, literals: Iterable[int]) -> int:
        """Return the literal that holds where all of these hold."""
        parts: set[int] = set()
        for literal in literals:
            if literal == TRUE:
                continue
            if literal == FALSE:
                return FALSE
            if literal > self.atoms:
                parts.update(self.nodes[literal - self.atoms - 1])
            else:
                parts.add(literal)
        if any(-literal in parts for literal in parts):
            return FALSE
        if not parts:
            return TRUE
        if len(parts) == 1:
            return parts.pop()
        key = tuple(sorted(parts, key=lambda literal: (abs(literal), literal)))
        if key not in self._known:
            self.nodes.append(key)
            self._known[key] = self.atoms + len(self.nodes)
        return self._known[key]

    def any(self, literals: Iterable[int]) -> int:
        """Return the literal that holds where one of these holds."""
        return -self.all(-literal for literal in literals)
