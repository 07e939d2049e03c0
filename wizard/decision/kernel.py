"""The kernel: one straight function that evaluates all conditions of a program.

Truth has three values here. A condition is *yes*, *no*, or neither while answers are
open; an answer more can only settle what was open (Kleene's logic). Two integers carry
the atoms: bits of options that are chosen, and of options that are not.

Nodes that are handed in, the verdicts, are not evaluated: two more integers carry which
of them hold and which do not. What is below them is omitted, so conditions about
verdicts are settled in the same way whether the rules or the risk rating gave them.

The function is generated from node numbers alone. Nothing of the pack's text gets into
its source.

Why it is generated: walking the nodes as data costs a look-up, a loop and a call for each of
thousands of nodes, for every decision. The price is a function that nobody reads; the proof
and a model written by hand hold what it says.

Why two masks and not one: with the chosen options alone, "not chosen" and "not answered yet"
are the same bit. Two masks tell them apart, so the same function judges partial answers, and
"one of these options" stays a single AND.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wizard.pack.network import TRUE

Values = tuple[Any, ...]
Kernel = Callable[..., tuple[int, int, Values, Values]]
"""Takes the bits of chosen and of rejected options, then those of given nodes that hold and that
do not; returns the first two with questions outside their bound settled, then for each wanted
literal whether it is certain to hold, and whether it is certain not to."""


def build_kernel(program: dict[str, Any], wanted: Sequence[int], given: Sequence[int] = ()) -> Kernel:
    """Return the kernel that evaluates the wanted literals.

    Args:
        wanted: Literals to evaluate.
        given: Nodes that the caller settles; their bits are in this order.
    """
    atoms: int = program["atoms"]
    nodes: list[list[int]] = program["nodes"]
    needed = needed_nodes(program, wanted, given)
    first = 0
    spans: list[tuple[int, int]] = []
    for question in program["questions"]:
        size = len(question["options"])
        spans.append((first, size))
        first += size
    lines = ["def kernel(Y, N, V=0, W=0):"]
    for place, number in enumerate(given):
        if number in needed:
            lines.append(f" y{number} = V & {1 << place}; n{number} = W & {1 << place}")
    for key in program["order"]:
        if key < 0:
            bound = program["questions"][-1 - key]["bound"]
            if bound == TRUE:
                continue
            start, size = spans[-1 - key]
            mask = ((1 << size) - 1) << start
            # Outside its bound a question has no answer: its options are certainly not chosen. While the bound
            # is open they are neither, even if an answer is there.
            lines += [
                f" if not ({_yes(bound, atoms)}):",
                f"  Y &= {~mask}",
                f"  if {_no(bound, atoms)}: N |= {mask}",
                f"  else: N &= {~mask}",
            ]
        elif key in needed and key not in given:
            lines += _node(key, nodes[key - atoms - 1], atoms)
    yes = ",".join(_yes(literal, atoms) for literal in wanted)
    no = ",".join(_no(literal, atoms) for literal in wanted)
    lines.append(f" return Y, N, ({yes},), ({no},)" if wanted else " return Y, N, (), ()")
    scope: dict[str, Any] = {}
    exec(compile("\n".join(lines), "<kernel>", "exec"), scope)  # noqa: S102 - generated from numbers only
    kernel: Kernel = scope["kernel"]
    return kernel


def _node(number: int, literals: Sequence[int], atoms: int) -> list[str]:
    chosen = rejected = 0
    yes: list[str] = []
    no: list[str] = []
    for literal in literals:
        if abs(literal) <= atoms:
            if literal > 0:
                chosen |= 1 << (literal - 1)
            else:
                rejected |= 1 << (-literal - 1)
        else:
            yes.append(_yes(literal, atoms))
            no.append(_no(literal, atoms))
    # All atoms of a node are one mask: yes needs every bit, no needs any.
    if chosen:
        yes.append(f"Y & {chosen} == {chosen}")
        no.append(f"N & {chosen}")
    if rejected:
        yes.append(f"N & {rejected} == {rejected}")
        no.append(f"Y & {rejected}")
    return [f" y{number} = {' and '.join(yes) or True}", f" n{number} = {' or '.join(no) or False}"]


def _yes(literal: int, atoms: int) -> str:
    if abs(literal) == TRUE:
        return str(literal > 0)
    if literal < 0:
        return _no(-literal, atoms)
    return f"Y & {1 << (literal - 1)}" if literal <= atoms else f"y{literal}"


def _no(literal: int, atoms: int) -> str:
    if abs(literal) == TRUE:
        return str(literal < 0)
    if literal < 0:
        return _yes(-literal, atoms)
    return f"N & {1 << (literal - 1)}" if literal <= atoms else f"n{literal}"


def needed_nodes(program: dict[str, Any], wanted: Sequence[int], given: Sequence[int] = ()) -> set[int]:
    """Return the nodes below the wanted literals and the bounds of questions; nothing below given nodes."""
    atoms: int = program["atoms"]
    nodes: list[list[int]] = program["nodes"]
    found: set[int] = set()
    stack = [abs(literal) for literal in wanted]
    stack += [abs(question["bound"]) for question in program["questions"]]
    while stack:
        number = stack.pop()
        if number <= atoms or number == TRUE or number in found:
            continue
        found.add(number)
        if number in given:
            continue
        stack.extend(abs(literal) for literal in nodes[number - atoms - 1])
    return found
