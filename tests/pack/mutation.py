"""Damages the real pack at random and counts who notices: the check, or the cases of the decision.

``python -m tests.pack.mutation --count 300 --seed 1`` prints the whole count. A mutant that decides and
prints everything as before is no damage: it is counted apart, as equal.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from tests.decision.test_random_walk import DEEP, reference
from tests.decision.test_rows import CASES, USUAL
from tests.pack.document_cases import kept_cases, prints
from tests.support.answering import complete, random_answers
from tests.support.packs import real_engine
from wizard.decision.engine import Engine
from wizard.decision.kernel import build_kernel
from wizard.errors import AnswersError, PackError
from wizard.evidence.pack_check import cited
from wizard.pack.checks.run import check_folder
from wizard.pack.conditions import ConditionError, parse_condition
from wizard.pack.diff import compare
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack
from wizard.pack.program import compile_program
from wizard.pack.proof.prove import prove

DAY = date(2026, 11, 29)
RANDOM_ACCOUNTS = 2000

BLOCK = re.compile(r"^\[\[[a-z_]+\]\]$", re.MULTILINE)
EXPRESSION = re.compile(r'^(?P<key>[a-z0-9_]+) = (?P<quote>"""|")(?P<text>.+?)(?P=quote)$', re.MULTILINE | re.DOTALL)
RULES = ("tables.toml", "terms.toml", "questions.toml", "surfaces.toml")
DOCUMENTS = ("texts.toml", "checklist.toml", "signoff.toml", "frameworks.toml", "conflicts.toml")


@dataclass
class Count:
    """How mutants of one kind fared."""

    by_check: int = 0
    by_cases: int = 0
    equal: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def damaged(self) -> int:
        return self.by_check + self.by_cases + len(self.missed)


def blocks(text: str) -> list[tuple[int, int]]:
    """Return the spans of ``[[part]]`` blocks, with all that stands below them."""
    starts = [found.start() for found in BLOCK.finditer(text)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def rows_of(text: str) -> list[tuple[int, int]]:
    starts = [found.start() for found in re.finditer(r"^\[\[table\.row\]\]$", text, re.MULTILINE)]
    ends = [
        found.start()
        for found in re.finditer(r"^(?:# .*|\[\[table\]\]|\[\[table\.row\]\]|\[\[drop\]\])$", text, re.MULTILINE)
    ]
    return [(start, next((end for end in ends if end > start), len(text))) for start in starts]


def drop_row(pack: Path, rng: random.Random) -> str:
    path = pack / "tables.toml"
    text = path.read_text(encoding="utf-8")
    start, end = rng.choice(rows_of(text))
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    return f"row {_id(text[start:end])} dropped"


def swap_rows(pack: Path, rng: random.Random) -> str:
    path = pack / "tables.toml"
    text = path.read_text(encoding="utf-8")
    rows = rows_of(text)
    pairs = [(one, other) for one, other in itertools.pairwise(rows) if one[1] == other[0]]
    (start, middle), (_, end) = rng.choice(pairs)
    first, second = text[start:middle], text[middle:end]
    path.write_text(text[:start] + second.rstrip("\n") + "\n\n" + first + text[end:], encoding="utf-8")
    return f"rows {_id(first)} and {_id(second)} swapped"


def bend_rule(pack: Path, rng: random.Random) -> str:
    return _bend(pack, rng, RULES)


def bend_document(pack: Path, rng: random.Random) -> str:
    return _bend(pack, rng, DOCUMENTS)


def _bend(pack: Path, rng: random.Random, files: tuple[str, ...]) -> str:
    """Widen or narrow one condition: a part less, another connective, or its contrary."""
    places = []
    for name in files:
        text = (pack / name).read_text(encoding="utf-8")
        places += [(name, found) for found in EXPRESSION.finditer(text) if _is_condition(found)]
    name, found = rng.choice(places)
    bent = bend(found["text"], rng)
    path = pack / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: found.start("text")] + bent + text[found.end("text") :], encoding="utf-8")
    return f"{name}: {' '.join(found['text'].split())!r} became {bent!r}"


def _is_condition(found: re.Match[str]) -> bool:
    condition_key = found["key"].endswith("when") or (" in " in found["text"] and found["key"] not in {"text", "label"})
    if not condition_key:
        return False
    try:
        parse_condition(found["text"])
    except ConditionError:
        return False
    return True


def bend(condition: str, rng: random.Random) -> str:
    """Return another condition."""
    tree = ast.parse(" ".join(condition.split()), mode="eval").body
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.BoolOp)]
    leaves = [node for node in ast.walk(tree) if isinstance(node, ast.Compare | ast.Name) and _stands_alone(node, tree)]
    ways: list[Callable[[], ast.expr]] = [lambda: ast.UnaryOp(ast.Not(), tree)]
    if joined:
        node = rng.choice(joined)
        ways += [lambda: _replace(tree, node, _less(node, rng)), lambda: _replace(tree, node, _other(node))] * 2
    if leaves:
        leaf = rng.choice(leaves)
        ways += [lambda: _replace(tree, leaf, ast.UnaryOp(ast.Not(), leaf))]
        if isinstance(leaf, ast.Compare) and isinstance(leaf.comparators[0], ast.Tuple):
            ways += [lambda: _replace(tree, leaf, _fewer(leaf, rng))] * 2
    return ast.unparse(ast.fix_missing_locations(ast.Expression(rng.choice(ways)())))


def _stands_alone(node: ast.expr, tree: ast.expr) -> bool:
    """Return whether a name is a condition by itself, and no part of a comparison or call."""
    if isinstance(node, ast.Compare):
        return True
    inside = [part for part in ast.walk(tree) if isinstance(part, ast.Compare | ast.Call | ast.Tuple)]
    return not any(node in ast.walk(part) for part in inside)


def _less(node: ast.BoolOp, rng: random.Random) -> ast.expr:
    left = [value for value in node.values if value is not rng.choice(node.values)] or node.values[:1]
    return left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


def _other(node: ast.BoolOp) -> ast.expr:
    return ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _fewer(node: ast.Compare, rng: random.Random) -> ast.expr:
    members = node.comparators[0].elts
    kept = [member for member in members if member is not rng.choice(members)] or members[:1]
    return ast.Compare(node.left, node.ops, [ast.Tuple(kept, ast.Load())])


def _replace(tree: ast.expr, node: ast.expr, new: ast.expr) -> ast.expr:
    class Put(ast.NodeTransformer):
        def visit(self, here):
            return new if here is node else self.generic_visit(here)

    return Put().visit(tree)


def rename_id(pack: Path, rng: random.Random) -> str:
    """Give one part another id where it is defined, and nowhere else."""
    places = []
    for path in sorted(pack.rglob("*.toml")):
        if path.parent.name != "evidence":
            text = path.read_text(encoding="utf-8")
            places += [(path, found) for found in re.finditer(r'^id = "([^"]+)"$', text, re.MULTILINE)]
    path, found = rng.choice(places)
    old = found[1]
    new = (
        f"{old}x" if old[0].islower() else re.sub(r"\d+(?=[a-z]?$)", "77", old) if re.search(r"\d", old) else f"{old}X"
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: found.start(1)] + new + text[found.end(1) :], encoding="utf-8")
    return f"{path.name}: id {old} became {new}"


def delete_source(pack: Path, rng: random.Random) -> str:
    path = pack / rng.choice(["sources.toml", "governance_sources.toml"])
    text = path.read_text(encoding="utf-8")
    start, end = rng.choice(blocks(text))
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    return f"source {_id(text[start:end])} deleted"


def _id(block: str) -> str:
    return re.search(r'^id = "([^"]+)"', block, re.MULTILINE)[1]


MUTATIONS = {
    "drop a row": drop_row,
    "swap two rows": swap_rows,
    "bend a rule's condition": bend_rule,
    "bend a document's condition": bend_document,
    "rename an id": rename_id,
    "delete a source": delete_source,
}


@cache
def accounts() -> list[tuple[dict, tuple]]:
    """Return random accounts with what the model written out by hand decides for them."""
    engine = real_engine()
    rng = random.Random(2026)
    found = []
    for _ in range(RANDOM_ACCOUNTS):
        raw = random_answers(engine, rng, unknown=rng.choice([0, 0, 0.03, 0.2]))
        if rng.random() < 0.8:
            raw = complete(engine, {**raw, **{name: rng.choice(options) for name, options in DEEP.items()}}, rng)
        main, also, waivable_by = reference(raw).decide()
        found.append((engine.read(raw), (main, tuple(also), waivable_by)))
    return found


def wrong_for_the_cases(folder: Path) -> str:
    """Return what the cases of the decision say about a pack; empty where they all pass."""
    try:
        engine = Engine(compile_program(load_pack(folder)))
        for row, changes, main, also in CASES:
            raw = {name: value for name, value in {**USUAL, **changes}.items() if value is not None}
            answers = engine.read(raw, parked=True)
            for name in engine.outside(answers):
                del answers[name]
            judged = engine.judge(answers)
            if (judged.main, list(judged.also)) != (main, also):
                return f"case of {row}"
            if (row.removeprefix("not ") in judged.rules) is row.startswith("not "):
                return f"row of {row}"
        waivable = engine.program["values"]["waivable_by"]
        values = build_kernel(engine.program, list(waivable.values()))
        for answers, expected in accounts():
            judged = engine.judge(answers)
            _, _, sure, _ = values(*engine.bits(answers))
            value = next((name for name, holds in zip(waivable, sure, strict=True) if holds), None)
            if (judged.main, judged.also, value) != expected:
                return "a random account"
        pack = load_pack(folder)
        for kind, name, answers, printed in kept_cases():
            if (name in prints(engine, pack, answers)[kind]) is not printed:
                return f"case of {kind} {name}"
    except (PackError, AnswersError, KeyError) as error:  # a KeyError is an answer that the pack no longer has
        return str(error)[:80]
    return ""


def judge(base: Path, mutate: Callable[[Path, random.Random], str], rng: random.Random, count: Count) -> None:
    """Make one mutant of a pack and count who notices it."""
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        shutil.copytree(base, pack)
        before = {path: path.read_bytes() for path in pack.rglob("*.toml")}
        what = mutate(pack, rng)
        if all(path.read_bytes() == raw for path, raw in before.items()):
            count.equal += 1
        elif check_folder(pack, DAY, proof=False, cited=cited()).errors:
            count.by_check += 1
        elif wrong_for_the_cases(pack):
            count.by_cases += 1
        elif not compare(load_pack(base), load_pack(pack)).shifts:
            count.equal += 1
        elif any(not finding.warning for finding in prove(load_pack(pack))):
            count.by_check += 1
        else:
            count.missed.append(what)


def run(count: int, seed: int, seconds: float) -> dict[str, Count]:
    """Return the count of each kind of damage; mutants are made in turn until count or time is used up."""
    rng = random.Random(seed)
    counts = {name: Count() for name in MUTATIONS}
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "pack"
        shutil.copytree(default_pack_folder(), base)
        # That the pack itself is proven is a test of its own.
        report = check_folder(base, DAY, proof=False, cited=cited())
        unharmed = [str(finding) for finding in report.errors] or wrong_for_the_cases(base)
        assert not unharmed, f"the pack is not whole before it is damaged: {unharmed}"
        for number in range(count):
            if time.monotonic() - start > seconds:
                break
            name = list(MUTATIONS)[number % len(MUTATIONS)]
            judge(base, MUTATIONS[name], rng, counts[name])
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1e9)
    args = parser.parse_args()
    counts = run(args.count, args.seed, args.seconds)
    print(f"{'damage':<30}{'check':>7}{'cases':>7}{'missed':>8}{'equal':>7}")
    total: Counter[str] = Counter()
    for name, count in counts.items():
        print(f"{name:<30}{count.by_check:>7}{count.by_cases:>7}{len(count.missed):>8}{count.equal:>7}")
        total.update(caught=count.by_check + count.by_cases, damaged=count.damaged, check=count.by_check)
    print(f"caught {total['caught']} of {total['damaged']}, {total['check']} of them by the check")
    for count in counts.values():
        for what in count.missed:
            print(f"missed: {what}")


if __name__ == "__main__":
    main()
