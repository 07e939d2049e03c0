"""A pack ready for proof: its program, the names behind it, and the space of its answers."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

from wizard.pack.checks.finding import Finding
from wizard.pack.compiler import Compiler
from wizard.pack.models import Pack
from wizard.pack.network import TRUE, Network
from wizard.pack.program import compile_program
from wizard.pack.proof.space import Choice, Space, View


class Theory:
    """What the proofs ask questions about.

    Attributes:
        program: The program that decides, with nodes for what the proofs ask in addition.
        space: All allowed answers.
        view: The program over them.
    """

    def __init__(self, pack: Pack) -> None:
        """Compile the pack.

        Raises:
            PackError: The pack does not compile.
            MissingExtraError: The solver is not installed.
        """
        self.pack = pack
        program = compile_program(pack)
        self.compiler = Compiler(pack, Network.of(program))
        self.program: dict[str, Any] = {**program, "nodes": self.compiler.network.nodes}
        self._supports: dict[int, int] = {TRUE: 0}
        self.space = Space(self.program)
        self.view = View(self.space, self.program)

    @functools.cached_property
    def carried(self) -> View:
        """The program over the verdicts that documents carry: those of the rules, or those after a refusal.

        The rating rests on dates, controls and people, which are not in the space. So it may refuse
        here wherever it can apply at all. This holds for more cases than there are: what can be
        printed is never called dead, and what is called dead is never printed.
        """
        formula, program, words = self.space.formula, self.program, self.pack.documents.risk
        refused = formula.variable()
        formula.prefer([-refused])
        never_offered = any(not level.offered for level in self.pack.profile.level)
        if (
            words.full_for in program["groups"]
            and words.refuses in program["main"]
            and words.refused_as
            and never_offered
        ):
            verdict = self.view.any([program["main"][words.refuses], program["also"][words.refuses]])
            formula.add([-refused, formula.all([verdict, self.view(program["groups"][words.full_for])])])
        else:
            formula.add([-refused])
        given: dict[int, int] = {}
        for kind, nodes in program["given"].items():
            for verdict, node in nodes.items():
                by_rules = formula.all([-refused, self.view(program[kind][verdict])])
                by_rating = formula.all([refused, self.view(program["refused"][kind][verdict])])
                literal = formula.any([by_rules, by_rating])
                given[abs(node)] = literal if node > 0 else -literal
        return View(self.space, self.program, given=given)

    def afresh(self) -> None:
        """Start with an empty formula: what was asked before would slow down what is asked next."""
        self.space.formula.close()
        self.__dict__.pop("carried", None)
        self.space = Space(self.program)
        self.view = View(self.space, self.program)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.space.formula.close()

    def condition(self, text: str, view: View | None = None) -> int:
        """Return the formula's literal of a condition; one that does not compile counts as held, others report it."""
        before = len(self.compiler.problems)
        literal = self.compiler.condition(text, "")
        return (view or self.view)(literal) if len(self.compiler.problems) == before else self.space.formula.true

    def can(self, *literals: int) -> bool:
        """Return whether some answers make all of these literals of the formula hold."""
        return self.space.formula.holds(literals)

    def possible(self, *literals: int) -> dict[str, Any] | None:
        """Return answers under which all of these literals of the formula hold; None where there are none."""
        return self.view.example(literals)

    def never(self, code: str, parts: Iterable[tuple[str, int, str]]) -> Iterator[Finding]:
        """Yield a finding for each part whose literal no answers make hold: place, literal, message."""
        for place, literal, message in parts:
            if not self.can(literal):
                yield Finding(code, place, message, "Widen its condition, or remove it.")

    @functools.cached_property
    def outcomes(self) -> list[int]:
        """All that a decision and its documents say, as literals of the program."""
        program = self.program
        literals: list[int] = [*program["main"].values(), *program["also"].values()]
        literals += [row["fired"] for row in program["rows"]]
        literals += [literal for values in program["values"].values() for literal in values.values()]
        literals += [
            literal for surface in program["surfaces"] for literal in (surface["reached"], surface["enforced"])
        ]
        literals += [literal for _, literal in program["items"]]
        literals += [*program["groups"].values(), *program["hooks"], *program["warnings"]]
        literals += [literal for _, literal in (*program["texts"], *program["conflicts"])]
        literals += [literal for _, asked, required in program["fields"] for literal in (asked, required)]
        literals += [literal for rules in program["risk"].values() for literal in rules]
        literals += program["said"].values()
        return list(dict.fromkeys(literals))

    @functools.cached_property
    def reasons(self) -> list[int]:
        """All that makes a question worth asking, as literals of the program."""
        return list(dict.fromkeys([*self.program["main"].values(), *self.program["matters"]]))

    def beside(self, question: str) -> tuple[Choice, View]:
        """Return another answer to one question, and the program over it; all other answers are the same."""
        other = self.space.choice(question)
        return other, View(self.space, self.program, {question: other})

    def difference(self, literals: Iterable[int], question: str, other: View) -> int:
        """Return the formula's literal that some of these differ under another answer to the question."""
        formula = self.space.formula
        own = 1 << self._number[question]
        # A literal that does not depend on the question is the same under both answers.
        dependent = [literal for literal in literals if self._support(abs(literal)) & own]
        return formula.any([formula.differ(self.view(literal), other(literal)) for literal in dependent])

    @functools.cached_property
    def _number(self) -> dict[str, int]:
        return {question["id"]: number for number, question in enumerate(self.program["questions"])}

    def _support(self, number: int) -> int:
        """Return the questions that a literal of the program depends on, as bits."""
        stack = [number]
        while stack:
            top = stack[-1]
            below = self.view.below(top) if top not in self._supports else []
            missing = [part for part in below if part not in self._supports]
            stack.extend(missing)
            if missing:
                continue
            stack.pop()
            if top not in self._supports:
                own = 1 << self.view.owner(top) if top <= self.program["atoms"] else 0
                self._supports[top] = functools.reduce(operator.or_, (self._supports[part] for part in below), own)
        return self._supports[number]


Proof = Callable[[Theory], Iterator[Finding]]
