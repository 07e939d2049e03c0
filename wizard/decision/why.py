"""Why a decision came out as it did: rows that fired, and why stronger ones did not.

"Stronger" means an earlier row of a table whose first match decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wizard.decision.answers import Answer
from wizard.decision.asides import as_asked
from wizard.decision.engine import Engine, truths
from wizard.decision.kernel import build_kernel
from wizard.decision.words import Words
from wizard.pack import conditions as c

if TYPE_CHECKING:
    from wizard.pack.compiler import Compiler
    from wizard.pack.models import Pack, Row, Table


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


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a condition that made a row fire or fail.

    Attributes:
        text: What is the case, in words. It is true as it is written; nobody has to look at ``holds``.
        holds: Whether the part holds as the rule words it.
        answers: Answered questions that it rests on.
    """

    text: str
    holds: bool
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowReason:
    """A row, and why it fired or did not.

    Attributes:
        gives: The verdict or value that the row gives.
        text: Its whole condition in words.
        reasons: The parts that hold (fired) or that fail (rejected).
    """

    row: str
    table: str
    gives: str
    text: str
    facts: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why these verdicts and not others.

    Attributes:
        fired: Rows that fired, in the order of the pack.
        rejected: Earlier rows of the main table, and of the table it took its verdict from, that
            would have given another verdict, each with what failed.
    """

    fired: tuple[RowReason, ...]
    rejected: tuple[RowReason, ...]


class Explainer:
    """Explains decisions of one pack."""

    def __init__(self, pack: Pack) -> None:
        """Leave compiling the trees to the first use."""
        self.pack = pack
        self._phrases: dict[tuple[tuple[str, int], ...], _Phrases] = {}
        self._supports: dict[int, tuple[str, ...]] = {}

    @cached_property
    def _compiled(self) -> tuple[Engine, dict[str, Tree], list[int], Any]:
        program, trees = compile_with_trees(self.pack)
        literals = sorted({tree.literal for root in trees.values() for tree in _walk(root)})
        return Engine(program), trees, literals, build_kernel(program, literals)

    @cached_property
    def _owners(self) -> list[str]:
        engine = self._compiled[0]
        asked = {**engine.questions, **engine.choices}
        return ["", *(name for name, question in asked.items() for _ in question["options"])]

    def _truth(self, answers: Mapping[str, Answer]) -> dict[int, bool | None]:
        engine, _, literals, kernel = self._compiled
        _, _, yes, no = kernel(*engine.bits(answers))
        return dict(zip(literals, truths(yes, no), strict=True))

    def explain(self, answers: Mapping[str, Answer]) -> Explanation:
        """Return why the answers lead to their verdicts; the answers must have been checked."""
        engine, trees, _, _ = self._compiled
        truth = self._truth(answers)
        phrases = self._worded(engine, answers)
        fired = set(engine.judge(answers).rules)
        rows = {row["id"]: row for row in engine.program["rows"]}
        shown: list[RowReason] = []
        rejected: list[RowReason] = []
        for table in self.pack.tables:
            decided = next((row for row in table.row if row.id in fired), None)
            before = True
            for row in table.row:
                tree = trees[f"row {row.id}"]
                gives = row.verdict or row.value or row.of or ""
                facts = tuple(rows[row.id]["facts"])
                text = phrases.of(tree)
                if row.id in fired:
                    reasons = tuple(self._parts(tree, truth, answers, phrases, wanted=True))
                    shown.append(RowReason(row.id, table.id, gives, text, facts, reasons))
                    before = False
                elif before and truth[tree.literal] is False and _rejects(table, row, decided):
                    reasons = tuple(self._parts(tree, truth, answers, phrases, wanted=False))
                    rejected.append(RowReason(row.id, table.id, gives, text, facts, reasons))
        for drop in self.pack.drops:
            if drop.id in fired:
                tree = trees[f"row {drop.id}"]
                text = phrases.of(tree)
                reasons = tuple(self._parts(tree, truth, answers, phrases, wanted=True))
                shown.append(RowReason(drop.id, "drops", ", ".join(drop.verdicts), text, drop.facts, reasons))
        return Explanation(tuple(shown), tuple(rejected))

    def _parts(
        self,
        tree: Tree,
        truth: Mapping[int, bool | None],
        answers: Mapping[str, Answer],
        phrases: _Phrases,
        *,
        wanted: bool,
    ) -> Iterator[Reason]:
        """Yield the smallest parts that make the tree hold (or fail)."""
        if truth[tree.literal] is not wanted:
            return
        if tree.kind == "not":
            inner = tree.parts[0]
            if inner.kind == "leaf":
                yield self._reason(tree, answers, phrases, holds=wanted)
            else:
                yield from self._parts(inner, truth, answers, phrases, wanted=not wanted)
        elif tree.kind in {"all", "any"}:
            for part in tree.parts:
                yield from self._parts(part, truth, answers, phrases, wanted=wanted)
        else:
            yield self._reason(tree, answers, phrases, holds=wanted)

    def _reason(self, tree: Tree, answers: Mapping[str, Answer], phrases: _Phrases, *, holds: bool) -> Reason:
        return Reason(phrases.of(tree, holds=holds), holds, self._behind(tree.literal, answers))

    def _worded(self, engine: Engine, answers: Mapping[str, Answer]) -> _Phrases:
        """Return the phrases with questions as these answers have them asked."""
        asked = tuple(sorted(engine.wordings(answers).items()))
        if asked not in self._phrases:
            self._phrases[asked] = _Phrases(Words(as_asked(self.pack, engine, answers)))
        return self._phrases[asked]

    def _behind(self, literal: int, answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """Return the answered questions that a literal depends on."""
        number = abs(literal)
        if number not in self._supports:
            self._supports[number] = self._support(number)
        return tuple(name for name in self._supports[number] if name in answers)

    def _support(self, literal: int) -> tuple[str, ...]:
        engine = self._compiled[0]
        atoms, nodes = engine.program["atoms"], engine.program["nodes"]
        found: set[str] = set()
        seen: set[int] = set()
        stack = [literal]
        while stack:
            number = stack.pop()
            if number in seen or number > atoms + len(nodes):
                continue
            seen.add(number)
            if number <= atoms:
                found.add(self._owners[number])
            else:
                stack.extend(abs(part) for part in nodes[number - atoms - 1])
        return tuple(name for name in engine.questions if name in found)


class _Phrases:
    """Compiled trees in the words of a pack; trees stay, so each is worded once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known: dict[tuple[int, bool], str] = {}

    def of(self, tree: Tree, *, holds: bool = True) -> str:
        """Return what is the case, given whether a tree holds."""
        key = id(tree), holds
        if key not in self._known:
            self._known[key] = self._words.stated(tree.condition, holds=holds)
        return self._known[key]


def _rejects(table: Table, row: Row, decided: Row | None) -> bool:
    """Return whether the row would have given another verdict than the one that decided."""
    if table.kind != "first" or table.gives not in {"main", "verdict"} or decided is None:
        return False
    return (row.verdict, row.of) != (decided.verdict, decided.of)


def _walk(tree: Tree) -> Iterator[Tree]:
    yield tree
    for part in tree.parts:
        yield from _walk(part)
