"""A network of conditions: atoms (an option is chosen) and conjunctions over them.

A literal is a signed number: ``7`` is node 7, ``-7`` its negation. ``TRUE`` and
``FALSE`` are two more literals. Equal conjunctions are one node, so a condition that
many rows share is evaluated once.

A conjunction takes over the parts of the conjunctions in it. This brings a contradiction
between a row and the rows before it together in one node, where it is found at once, and
three-valued logic, which looks at one node at a time, settles more. The price is that a
part is no longer visible in what contains it. Results that somebody may set from outside,
such as a verdict that the risk rating refuses, therefore get a node under their name,
which nothing takes apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

TRUE = 1_000_000_000
FALSE = -TRUE


class Network:
    """Builds the nodes; atoms come first, from 1."""

    def __init__(self, atoms: int) -> None:
        self.atoms = atoms
        self.nodes: list[tuple[int, ...]] = []
        self._known: dict[tuple[int, ...], int] = {}
        self._named: dict[tuple[str, int], int] = {}

    @classmethod
    def of(cls, program: Mapping[str, Any]) -> Network:
        """Return the network of a program, to be continued."""
        network = cls(program["atoms"])
        network.nodes = [tuple(node) for node in program["nodes"]]
        for number, node in enumerate(network.nodes, start=network.atoms + 1):
            if len(node) > 1:
                network._known[node] = number
        for name, number in program["named"]:
            network._named[name, network.meaning(number)] = number
        return network

    def named(self, name: str, literal: int) -> int:
        """Return the node that holds where the literal does, under a name: equal literals stay two results.

        Such a node has one part, or none where it always holds; no other node has fewer than two. A
        literal that has a name keeps it.
        """
        if literal == FALSE:
            return -self.named(name, TRUE)
        number = abs(literal)
        if self.atoms < number < TRUE and len(self.nodes[number - self.atoms - 1]) < 2:
            return literal
        if (name, literal) not in self._named:
            self.nodes.append(() if literal == TRUE else (literal,))
            self._named[name, literal] = self.atoms + len(self.nodes)
        return self._named[name, literal]

    def names(self) -> list[tuple[str, int]]:
        return [(name, number) for (name, _), number in self._named.items()]

    def meaning(self, number: int) -> int:
        """Return the literal that a named node represents."""
        node = self.nodes[number - self.atoms - 1]
        return node[0] if node else TRUE

    def all(self, literals: Iterable[int]) -> int:
        parts: set[int] = set()
        for literal in literals:
            if literal == TRUE:
                continue
            if literal == FALSE:
                return FALSE
            inside = self.nodes[literal - self.atoms - 1] if literal > self.atoms else ()
            # Only a positive conjunction of several parts may be flattened: a negated one is a disjunction,
            # and a node with one part or none has a name under which its value is set from outside.
            if len(inside) > 1:
                parts.update(inside)
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
        return -self.all(-literal for literal in literals)
