"""What two packs decide differently, over all answers that both allow.

Both packs are one formula over the same answers. Where they come out otherwise, the
solver gives an example, and what of it is needed is kept: that is the kind of answers for
which the change holds, without exception.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.pack.models import Pack
from wizard.pack.models.base import Model
from wizard.pack.program import compile_program
from wizard.pack.proof.space import Space, View
from wizard.pack.walk import key_of, models_in, parts

MOST_KINDS = {"main": 3}
"""Kinds of answers that are distinguished for one change of this sort; one for every other sort."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a kind of answers says to one question.

    Attributes:
        chosen: Options that are among the answers (many), or of which one is the answer (one).
        not_chosen: Options that are not.
    """

    question: str
    chosen: tuple[str, ...]
    not_chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """What comes out otherwise for a kind of answers.

    Attributes:
        what: ``main``, ``also``, the id of a value table, or a kind of what the documents print.
        before: What came out, or the id and whether it did.
        after: What comes out now.
        kind: The answers that they share; the shift holds for all accounts with them.
        answers: An example that the new pack takes.
        more: Whether other kinds of answers see the same shift.
    """

    what: str
    before: str
    after: str
    kind: tuple[Condition, ...]
    answers: dict[str, Any]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two packs."""

    old: Pack
    new: Pack
    shifts: tuple[Shift, ...]
    parts: tuple[PartChange, ...]

    @property
    def same(self) -> bool:
        return not self.shifts and not self.parts


def compare(old: Pack, new: Pack) -> Difference:
    """Return what differs between two packs.

    Raises:
        PackError: One of them does not compile.
        MissingExtraError: The solver is not installed.
    """
    comparison = _Comparison(old, new)
    try:
        return Difference(old, new, tuple(comparison.shifts()), tuple(part_changes(old, new)))
    finally:
        comparison.space.formula.close()


def results(pack: Pack, program: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Return what the documents print, by kind and name, as literals of the pack's program."""
    hooks = [f"{hook.framework} {hook.identifier}" for hook in pack.hooks]
    warnings = [f"{warning.framework} {number}" for number, warning in enumerate(pack.framework_warnings, start=1)]
    return {
        "item": dict(program["items"]),
        "text": dict(program["texts"]),
        "conflict": dict(program["conflicts"]),
        "hook": dict(zip(hooks, program["hooks"], strict=True)),
        "framework warning": dict(zip(warnings, program["warnings"], strict=True)),
        "field": {name: asked for name, asked, _ in program["fields"]},
        "required field": {name: required for name, _, required in program["fields"]},
        "surface": {surface["id"]: surface["reached"] for surface in program["surfaces"]},
        "enforced surface": {surface["id"]: surface["enforced"] for surface in program["surfaces"]},
    }


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a part that differs; one of a part within has that part's field and number before it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of the pack that was added, removed or changed.

    Attributes:
        kind: What it is: ``fact``, ``option``, ``row`` and the like.
        how: ``added``, ``removed`` or ``changed``.
        fields: What differs, for a changed part.
    """

    kind: str
    name: str
    how: str
    title: str = ""
    fields: tuple[FieldChange, ...] = ()


def part_changes(old: Pack, new: Pack) -> Iterator[PartChange]:
    """Yield the parts that differ, in the order of the new pack, removed ones last in their kind."""
    before, after = _parts(old), _parts(new)
    for kind in dict.fromkeys((*after, *before)):
        then, now = before.get(kind, {}), after.get(kind, {})
        for name, part in now.items():
            if name not in then:
                yield PartChange(kind, name, "added", _title(part))
                continue
            fields = tuple(_fields(then[name], part))
            if fields:
                yield PartChange(kind, name, "changed", _title(part), fields)
        for name, part in then.items():
            if name not in now:
                yield PartChange(kind, name, "removed", _title(part))


def _parts(pack: Pack) -> dict[str, dict[str, Model]]:
    found: dict[str, dict[str, Model]] = {}
    for part in parts(pack):
        if part.kind:
            found.setdefault(part.kind.replace("_", " "), {})[part.name] = part.model
    return found


def _title(part: Model) -> str:
    for field in ("title", "label", "meaning", "text", "claim"):
        value = getattr(part, field, None)
        if isinstance(value, str) and value:
            return value
    return ""


def _fields(before: Model, after: Model, path: str = "") -> Iterator[FieldChange]:
    """Yield fields that differ, with their paths; parts with entries are left to these."""
    apart = {key for key, model in models_in(type(after)) if key_of(model)}
    for field in type(after).model_fields:
        one, other = getattr(before, field), getattr(after, field)
        if one == other or field in apart:
            continue
        several = isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other)
        pairs = list(zip(one, other, strict=True)) if several else [(one, other)]
        if not all(isinstance(part, Model) for pair in pairs for part in pair):
            yield FieldChange(f"{path}{field}", one, other)
            continue
        for number, (then, now) in enumerate(pairs, start=1):
            yield from _fields(then, now, f"{path}{field}.{number}." if several else f"{path}{field}.")


class _Comparison:
    """Two programs over the answers that both allow."""

    def __init__(self, old: Pack, new: Pack) -> None:
        self.packs = (old, new)
        self.old, self.new = compile_program(old), compile_program(new)
        self.space = Space(self.old, self.new)
        self.before = View(self.space, self.old)
        self.after = View(self.space, self.new)
        self.many = {q["id"]: q["many"] for q in (*self.old["questions"], *self.new["questions"])}
        self._literals = {
            variable: (question, option)
            for question, options in self.space.choices.items()
            for option, variable in options.items()
        }
        self._only_shared()

    def _only_shared(self) -> None:
        """Leave out options that only one of the packs has: they are told as parts."""
        shapes = [{q["id"]: set(q["options"]) for q in program["questions"]} for program in (self.old, self.new)]
        for question, options in self.space.choices.items():
            if all(question in shape for shape in shapes):
                for option, variable in options.items():
                    if not all(option in shape[question] for shape in shapes):
                        self.space.formula.add([-variable])

    def shifts(self) -> Iterator[Shift]:
        old, new = self.old, self.new
        yield from self._single("main", old["main"], new["main"])
        yield from self._each("also", old["also"], new["also"])
        for table, values in new["values"].items():
            yield from self._single(table, old["values"].get(table, {}), values)
        printed = results(self.packs[0], old), results(self.packs[1], new)
        for what, names in printed[1].items():
            yield from self._each(what, printed[0][what], names)

    def _single(self, what: str, old: dict[str, int], new: dict[str, int]) -> Iterator[Shift]:
        """Yield shifts from one value to another, where exactly one holds at a time."""
        formula = self.space.formula
        for one, literal in old.items():
            was = self.before(literal)
            if not formula.holds([was, -self.after(new[one])] if one in new else [was]):
                continue
            for other, target in new.items():
                if one != other:
                    yield from self._kinds(what, one, other, [was, self.after(target)])

    def _each(self, what: str, old: dict[str, int], new: dict[str, int]) -> Iterator[Shift]:
        """Yield things that come or go, of those that both packs have."""
        for name, literal in old.items():
            if name in new:
                was, now = self.before(literal), self.after(new[name])
                yield from self._kinds(what, "", name, [-was, now])
                yield from self._kinds(what, name, "", [was, -now])

    def _kinds(self, what: str, before: str, after: str, shift: list[int]) -> Iterator[Shift]:
        formula = self.space.formula
        target = formula.all(shift)
        seen: list[int] = []
        most = MOST_KINDS.get(what, 1)
        for number in range(most + 1):
            model = formula.solve([target, *seen])
            if model is None:
                return
            if number == most:
                yield Shift(what, before, after, (), {}, more=True)
                return
            answers = self.after.answers(model)
            cube = self._needed(model, target)
            yield Shift(what, before, after, tuple(self._conditions(cube)), answers)
            seen.append(-formula.all(cube))

    def _needed(self, model: frozenset[int], target: int) -> list[int]:
        """Return the answers of a model without which the shift would not follow; a smallest such set."""
        formula = self.space.formula
        given: list[int] = []
        for variable, (question, _) in self._literals.items():
            if variable not in model:
                given.append(-variable)
            elif self.many[question]:
                given.append(variable)
        formula.holds([-target, *given])
        core = set(formula.core())
        cube = [literal for literal in given if literal in core]
        for literal in sorted(cube, key=lambda lit: (lit > 0, -abs(lit))):
            rest = [other for other in cube if other != literal]
            if literal in cube and not formula.holds([-target, *rest]):
                core = set(formula.core())
                cube = [other for other in rest if other in core]
        return cube

    def _conditions(self, cube: Sequence[int]) -> Iterator[Condition]:
        by_question: dict[str, tuple[list[str], list[str]]] = {}
        for literal in sorted(cube, key=abs):
            question, option = self._literals[abs(literal)]
            chosen, not_chosen = by_question.setdefault(question, ([], []))
            (chosen if literal > 0 else not_chosen).append(option)
        for question, (chosen, not_chosen) in by_question.items():
            left = [option for option in self.space.choices[question] if option not in not_chosen]
            if not self.many[question] and len(left) <= len(not_chosen):
                yield Condition(question, tuple(left), ())
            else:
                yield Condition(question, tuple(chosen), tuple(not_chosen))
