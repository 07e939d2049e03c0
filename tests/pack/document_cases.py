"""Cases for everything that the documents print under a condition, one line each.

A line names what is printed, the answers as far as they differ from the usual account of
``tests.decision.test_rows``, and whether it is printed. For every part of a condition there are two
lines in which this part alone makes the difference, so that a condition cannot be changed unnoticed.

The lines are found by the solver and kept in ``document_cases.txt`` for people to read.
After a wanted change of the pack: ``python -m tests.pack.document_cases``, then read the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.decision.test_rows import USUAL
from wizard.decision.engine import Engine
from wizard.pack import conditions as c
from wizard.pack.diff import results
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack
from wizard.pack.models import Pack
from wizard.pack.proof.space import View
from wizard.pack.proof.theory import Theory

FILE = Path(__file__).with_name("document_cases.txt")
HEAD = "# Made by `python -m tests.pack.document_cases`: what is printed | answers other than usual | whether it is.\n"

Case = tuple[str, str, dict, bool]
"""Kind, name, answers that differ from the usual ones, and whether it is printed."""


def parts_of(theory: Theory, pack: Pack) -> Iterator[tuple[str, str, int, list[int]]]:
    """Yield all that is printed under a condition, with the literals of the condition's parts."""
    compiler = theory.compiler
    conditions = {
        "item": {item.id: item.when for item in pack.checklist.item},
        "text": {text.id: text.when for text in pack.texts},
        "conflict": {conflict.id: conflict.when for conflict in pack.conflicts},
        "hook": {f"{hook.framework} {hook.identifier}": hook.when for hook in pack.hooks},
        "framework warning": {f"{w.framework} {n}": w.when for n, w in enumerate(pack.framework_warnings, start=1)},
        "field": {field.id: field.asked_when for field in pack.signoff if field.asked_when is not None},
        "required field": {
            field.id: field.required_when or "" for field in pack.signoff if field.asked_when is not None
        },
        "surface": {surface.id: surface.reached_when for surface in pack.surfaces},
        "enforced surface": {surface.id: surface.enforced_when for surface in pack.surfaces},
    }
    beside: dict[tuple[str, str], list[int]] = {
        ("item", item.id): [compiler.group(group) for group in item.outcomes] for item in pack.checklist.item
    }
    for hook in pack.hooks:
        outcomes = [compiler.member("verdicts", verdict) for verdict in hook.outcomes]
        beside["hook", f"{hook.framework} {hook.identifier}"] = outcomes
    printed = results(pack, theory.program)
    for kind, names in printed.items():
        for name, literal in names.items():
            if kind == "enforced surface":
                reached = printed["surface"][name]
                literal = compiler.network.all([literal, reached])
                beside[kind, name] = [reached]
            leaves = [compiler.literal(leaf, "") for leaf in leaves_of(c.parse_condition(conditions[kind][name]))]
            yield kind, name, literal, list(dict.fromkeys(leaves + beside.get((kind, name), [])))


def leaves_of(condition: c.Condition) -> Iterator[c.Condition]:
    match condition:
        case c.All(parts) | c.Any(parts):
            for part in parts:
                yield from leaves_of(part)
        case c.Not(operand):
            yield from leaves_of(operand)
        case c.Always():
            return
        case _:
            yield condition


def made_cases(pack: Pack) -> Iterator[Case]:
    """Yield the cases of a pack, each once."""
    seen: set[str] = set()
    with Theory(pack) as theory:
        for kind, name, literal, leaves in parts_of(theory, pack):
            theory.afresh()
            for case in _pairs(theory, kind, name, literal, leaves):
                line = as_line(case)
                if line not in seen:
                    seen.add(line)
                    yield case


def _pairs(theory: Theory, kind: str, name: str, literal: int, leaves: list[int]) -> Iterator[Case]:
    space, here = theory.space, theory.view
    there = View(space, theory.program, {question: space.choice(question) for question in space.choices})
    found = False
    for leaf in leaves:
        others = [-space.formula.differ(here(other), there(other)) for other in leaves if other != leaf]
        wanted = [here(literal), -there(literal), space.formula.differ(here(leaf), there(leaf))]
        model = _most_usual([*wanted, *others], here, there) or _most_usual(wanted, here, there)
        if model is not None:
            found = True
            yield kind, name, changes(here, model), True
            yield kind, name, changes(there, model), False
    if not found:
        model = _most_usual([here(literal)], here)
        if model is not None:
            yield kind, name, changes(here, model), True


def _most_usual(wanted: list[int], *views: View) -> frozenset[int] | None:
    """Return a way in which these literals hold and no answer is other than usual that need not be."""
    formula = views[0].formula
    if not formula.holds(wanted):
        return None
    kept = list(wanted)
    for view in views:
        for usual in _usual(view):
            if formula.holds([*kept, *usual]):
                kept += usual
    return formula.solve(kept)


def _usual(view: View) -> Iterator[list[int]]:
    """Yield the usual answer to each question, and no choice in the sign-off, as literals."""
    for question, options in view.choices.items():
        usual = USUAL.get(question, [])
        if question in USUAL or question in LATE:
            yield [
                var if option in ([usual] if isinstance(usual, str) else usual) else -var
                for option, var in options.items()
            ]


def changes(view: View, model: frozenset[int]) -> dict:
    """Return the answers of a model as far as they are not the usual ones, choices of the sign-off included."""
    answers = view.answers(model)
    for question in view.program["questions"][view.program["asked"] :]:
        chosen = [option for option in question["options"] if view.choices[question["id"]][option] in model]
        if chosen:
            answers[question["id"]] = chosen if question["many"] else chosen[0]
    return {name: answer for name, answer in answers.items() if answer != USUAL.get(name)}


def as_line(case: Case) -> str:
    kind, name, answers, printed = case
    said = " ".join(f"{k}={v if isinstance(v, str) else ','.join(v)}" for k, v in answers.items())
    return f"{kind} {name} | {said or 'usual'} | {'yes' if printed else 'no'}"


def kept_cases() -> list[tuple[str, str, dict[str, str], bool]]:
    """Return the lines that are kept: what, name, answers as text, printed or not."""
    cases = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        what, said, printed = line.split(" | ")
        kind = next(kind for kind in KINDS if what.startswith(f"{kind} "))
        answers = {} if said == "usual" else dict(part.split("=") for part in said.split(" "))
        cases.append((kind, what.removeprefix(f"{kind} "), answers, printed == "yes"))
    return cases


LATE = frozenset(field.id for field in load_pack(default_pack_folder()).signoff)
"""Sign-off fields; usually nothing is chosen in them."""


def prints(engine: Engine, pack: Pack, answers: dict[str, str]) -> dict[str, set[str]]:
    """Return what is printed for a case, by kind."""
    raw: dict = dict(USUAL)
    for name, text in answers.items():
        many = {**engine.questions, **engine.choices}[name]["many"]
        raw[name] = text.split(",") if many else text
    choices = engine.read_choices({name: raw.pop(name) for name in list(raw) if name in engine.choices})
    read = engine.read(raw, parked=True)
    for name in engine.outside(read):
        del read[name]
    decision = engine.decide(read, choices)
    hooks = [f"{hook.framework} {hook.identifier}" for hook in pack.hooks]
    warnings = [f"{warning.framework} {number}" for number, warning in enumerate(pack.framework_warnings, start=1)]
    return {
        "item": set(decision.checklist),
        "text": set(decision.texts),
        "conflict": set(decision.conflicts),
        "hook": {hooks[index] for index in decision.hooks},
        "framework warning": {warnings[index] for index in decision.warnings},
        "field": set(decision.fields),
        "required field": {name for name, required in decision.fields.items() if required},
        "surface": {part.surface for part in decision.platform},
        "enforced surface": {part.surface for part in decision.platform if part.enforced},
    }


KINDS = (
    "item", "text", "conflict", "hook", "framework warning", "field", "required field", "surface", "enforced surface",
)  # fmt: skip


def main() -> None:
    lines = [as_line(case) for case in made_cases(load_pack(default_pack_folder()))]
    FILE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{FILE.name}: {len(lines)} cases")


if __name__ == "__main__":
    main()
