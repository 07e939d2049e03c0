"""All answers that a pack allows, as a formula, and the pack's conditions over them.

Every question has its own answer here, asked or not. Where a question is outside
its bound, its answer counts for nothing, as in the running wizard. So each assignment is
one complete set of answers, and each complete set of answers is some assignment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wizard.errors import MissingExtraError
from wizard.pack.network import TRUE


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


Program = dict[str, Any]
Choice = dict[str, int]
"""Variable by option id."""


class Space:
    """The answers to a set of questions.

    Attributes:
        formula: Clauses that hold for allowed answers, and for nothing else.
        choices: Variables by question and option.
    """

    def __init__(self, *programs: Program) -> None:
        self.formula = Formula()
        self._shapes: dict[str, dict[str, Any]] = {}
        for program in programs:
            for index, question in enumerate(program["questions"]):
                shape = self._shapes.setdefault(
                    question["id"], {"options": [], "many": False, "alone": set(), "open": False}
                )
                shape["options"] += [option for option in question["options"] if option not in shape["options"]]
                shape["many"] = shape["many"] or question["many"]
                shape["alone"] |= set(question["exclusive"])
                shape["open"] = shape["open"] or index >= program.get("asked", len(program["questions"]))
        self.choices = {name: self.choice(name) for name in self._shapes}

    def choice(self, question: str) -> Choice:
        """Return variables for another answer to a question, bound to what it allows."""
        shape = self._shapes[question]
        formula = self.formula
        options: Choice = {option: formula.variable() for option in shape["options"]}
        variables = list(options.values())
        # An example with few options chosen is one that a person can read.
        formula.prefer(-variable for variable in variables)
        if not shape["open"]:
            formula.add(variables)
        # Pairs exclude each other: of one answer each pair once, of several only those with an option that is alone.
        for place, variable in enumerate(variables):
            others = variables[:place]
            if shape["many"]:
                alone = list(options)[place] in shape["alone"]
                others = variables if alone else []
            for other in others:
                if other != variable:
                    formula.add([-variable, -other])
        return options


class View:
    """A program over the answers of a space.

    Attributes:
        choices: The answers that it reads; some may be others than the space's own.
    """

    def __init__(
        self,
        space: Space,
        program: Program,
        other: Mapping[str, Choice] | None = None,
        given: Mapping[int, int] | None = None,
    ) -> None:
        """Give ``other`` answers to some questions, and literals of the formula for some nodes."""
        self.space = space
        self.formula = space.formula
        self.program = program
        self.choices: dict[str, Choice] = {**space.choices, **(other or {})}
        self._atoms: int = program["atoms"]
        self._literals: dict[int, int] = dict(given or {})
        self._owner: list[tuple[int, str]] = [
            (index, option) for index, question in enumerate(program["questions"]) for option in question["options"]
        ]
        self._bounds = [self(question["bound"]) for question in program["questions"]]

    def __call__(self, literal: int) -> int:
        """Return the literal of the formula that represents a literal of the program."""
        if abs(literal) == TRUE:
            return self.formula.true if literal > 0 else -self.formula.true
        number = abs(literal)
        if number not in self._literals:
            self._settle(number)
        return self._literals[number] if literal > 0 else -self._literals[number]

    def _settle(self, number: int) -> None:
        """Translate a node and all below it, without recursion: packs may nest deeply."""
        stack = [number]
        while stack:
            top = stack[-1]
            below = self.below(top)
            missing = [part for part in below if part != TRUE and part not in self._literals]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            if top in self._literals:
                continue
            if top <= self._atoms:
                index, option = self._owner[top - 1]
                question = self.program["questions"][index]
                chosen = self.choices[question["id"]][option]
                # Outside the bound an option counts as not chosen, whatever the space says of it.
                self._literals[top] = self.formula.all([chosen, self(question["bound"])])
            else:
                parts = self.program["nodes"][top - self._atoms - 1]
                self._literals[top] = self.formula.all([self(part) for part in parts])

    def owner(self, atom: int) -> int:
        """Return the position of the question that an atom of the program belongs to."""
        return self._owner[atom - 1][0]

    def below(self, number: int) -> list[int]:
        """Return what a node or atom of the program is made of: for an atom, the bound of its question."""
        if number <= self._atoms:
            index, _ = self._owner[number - 1]
            return [abs(self.program["questions"][index]["bound"])]
        return [abs(part) for part in self.program["nodes"][number - self._atoms - 1]]

    def all(self, literals: Iterable[int]) -> int:
        """Return the formula's literal that holds where all of these literals of the program hold."""
        return self.formula.all([self(literal) for literal in literals])

    def any(self, literals: Iterable[int]) -> int:
        """Return the formula's literal that holds where one of these literals of the program holds."""
        return self.formula.any([self(literal) for literal in literals])

    def example(self, literals: Iterable[int]) -> dict[str, Any] | None:
        """Return answers under which these literals of the formula hold; None where there are none."""
        model = self.formula.solve(literals)
        return None if model is None else self.answers(model)

    def answers(self, model: frozenset[int]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        asked = self.program["questions"][: self.program.get("asked")]
        for question, bound in zip(asked, self._bounds, strict=False):
            name = question["id"]
            if bound != self.formula.true and bound not in model:
                continue
            chosen = [option for option in question["options"] if self.choices[name][option] in model]
            if chosen:
                found[name] = chosen if question["many"] else chosen[0]
        return found

    def chosen(self, answers: Mapping[str, Any]) -> list[int]:
        """Return literals of the formula that say that exactly these answers are given."""
        found: list[int] = []
        for name, answer in answers.items():
            given = {answer} if isinstance(answer, str) else set(answer)
            found += [var if option in given else -var for option, var in self.choices[name].items()]
        return found
