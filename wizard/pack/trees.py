"""Conditions as trees with literals, for those who explain a decision.

The program holds a condition as one literal. To say which part of it failed, the parts
are compiled too: into the same network, so that one evaluation settles all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wizard.pack import conditions as c

if TYPE_CHECKING:
    from wizard.pack.compiler import Compiler
    from wizard.pack.models import Pack


@dataclass(frozen=True, slots=True)
class Tree:
    """A condition with the literals of its parts.

    Attributes:
        kind: ``all``, ``any``, ``not`` or ``leaf``.
        literal: Its literal in the network.
    """

    kind: str
    condition: c.Condition
    literal: int
    parts: tuple[Tree, ...] = ()


def compile_with_trees(pack: Pack) -> tuple[dict[str, Any], dict[str, Tree]]:
    """Return a program of the pack, and the tree of every row (``row ID``) and term (``term ID``).

    Raises:
        PackError: The pack is invalid.
    """
    from wizard.pack.compiler import Compiler, raise_problems
    from wizard.pack.network import Network
    from wizard.pack.program import compile_program, evaluation_order

    program = compile_program(pack)
    compiler = Compiler(pack, Network.of(program))
    trees: dict[str, Tree] = {}
    for table in pack.tables:
        for row in table.row:
            trees[f"row {row.id}"] = _tree(compiler, row.when, f"row {row.id}")
    for term in pack.terms:
        if term.when:
            trees[f"term {term.id}"] = _tree(compiler, term.when, f"term {term.id}")
        for member, when in term.members.items():
            trees[f"term {term.id}.{member}"] = _tree(compiler, when, f"term {term.id}.{member}")
    for drop in pack.drops:
        trees[f"row {drop.id}"] = _tree(compiler, drop.when, f"drop {drop.id}")
    raise_problems(compiler.problems)
    program["nodes"] = [list(node) for node in compiler.network.nodes]
    program["order"] = evaluation_order(program)
    return program, trees


def _tree(compiler: Compiler, text: str, place: str) -> Tree:
    return _branch(compiler, c.parse_condition(text), place)


def _branch(compiler: Compiler, condition: c.Condition, place: str) -> Tree:
    literal = compiler.literal(condition, place)
    match condition:
        case c.All(parts):
            return Tree("all", condition, literal, tuple(_branch(compiler, part, place) for part in parts))
        case c.Any(parts):
            return Tree("any", condition, literal, tuple(_branch(compiler, part, place) for part in parts))
        case c.Not(operand):
            return Tree("not", condition, literal, (_branch(compiler, operand, place),))
        case _:
            return Tree("leaf", condition, literal)
