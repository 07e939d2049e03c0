"""Proofs that not knowing never pays: nothing permissive rests on an unknown, and no unknown is milder than an answer.

Sampling would miss what depends on one answer in a thousand, so both are asked of the solver, over all answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.pack.checks.finding import Finding
from wizard.pack.compiler import options_of
from wizard.pack.models import Pack, Question, Table
from wizard.pack.models.questions import NOT_SETTLED, Value
from wizard.pack.program import compile_program
from wizard.pack.proof.space import Choice, Space, View
from wizard.pack.proof.theory import Theory

UNKNOWN = "unknown"


def check(theory: Theory) -> Iterator[Finding]:
    """Yield verdicts that are milder because something is not known."""
    yield from _permissive(theory)
    yield from _not_settled(theory.pack, theory.program)
    yield from _milder(theory)


def _permissive(theory: Theory) -> Iterator[Finding]:
    """Yield verdicts that permit something while an answer that counts is unknown."""
    may_stand = set(theory.pack.info.unknown_may_stand)
    for verdict in theory.pack.verdicts:
        if verdict.stance != "permits":
            continue
        given = theory.view.any([theory.program["main"][verdict.id], theory.program["also"][verdict.id]])
        for question in theory.pack.questions:
            unknown = theory.compiler.options[question.id].get(UNKNOWN)
            if unknown is None or question.id in may_stand:
                continue
            answers = theory.possible(given, theory.view(unknown))
            if answers is not None:
                message = f"permits something although '{question.id}' is unknown."
                remedy = "Let a drop of tables.toml take the verdict back."
                yield Finding("P808", f"verdict {verdict.id}", message, remedy, answers)
                break


def _not_settled(pack: Pack, program: dict[str, Any]) -> Iterator[Finding]:
    """Yield verdicts that permit something only because the catalog does not know what an entry supports.

    The same answers are decided by two more packs: one in which everything that is open is supported, and one in
    which nothing of it is. A permissive verdict has to be there in both, except where the question that settles
    the matter for this account has a definite answer.
    """
    if not any(known.value in NOT_SETTLED for entry in pack.connectors for known in entry.support.values()):
        return
    settled: tuple[Value, ...] = ("yes", "no")
    programs = [compile_program(_as_if(pack, value)) for value in settled]
    space = Space(program, *programs)
    try:
        view, others = View(space, program), [View(space, other) for other in programs]
        definite = _definite(view, program, pack.info.settled_by)
        for verdict in (verdict.id for verdict in pack.verdicts if verdict.stance == "permits"):
            given = view.any([program["main"][verdict], program["also"][verdict]])
            for value, other, there in zip(settled, others, programs, strict=True):
                gone = -other.any([there["main"][verdict], there["also"][verdict]])
                answers = view.example([given, gone, -definite])
                if answers is not None:
                    message = (
                        "permits something only because the catalog does not say whether an entry supports a thing; "
                        f"with '{value}' it would not."
                    )
                    remedy = "Ask for it with the question 'settled_by' of pack.toml, or take the verdict back."
                    yield Finding("P817", f"verdict {verdict}", message, remedy, answers)
                    break
    finally:
        space.formula.close()


def _as_if(pack: Pack, value: Value) -> Pack:
    """Return the pack with all that its catalog leaves open settled as ``value``."""
    entries = []
    for entry in pack.connectors:
        support = {
            thing: known.model_copy(update={"value": value}) if known.value in NOT_SETTLED else known
            for thing, known in entry.support.items()
        }
        entries.append(entry.model_copy(update={"support": support}))
    return pack.model_copy(update={"connectors": tuple(entries)})


def _definite(view: View, program: dict[str, Any], question: str | None) -> int:
    """Return the literal that the question is asked and has an answer other than unknown."""
    asked = next((one for one in program["questions"] if one["id"] == question), None)
    if asked is None:
        return -view.formula.true
    options = [var for option, var in view.choices[asked["id"]].items() if option != UNKNOWN]
    return view.formula.all([view(asked["bound"]), view.formula.any(options)])


def _milder(theory: Theory) -> Iterator[Finding]:
    """Yield questions whose unknown is milder than each of their answers; a later row is milder.

    A row that asks for evidence permits nothing, so it counts as no milder than any other.
    """
    main = next((table for table in theory.pack.tables if table.gives == "main"), None)
    if main is None:
        return
    asking = {drop.main_becomes for drop in theory.pack.drops}
    rows = list(_levels(theory, main, asking))
    for question in theory.pack.questions:
        options = [option.id for option in options_of(theory.pack, question)]
        if UNKNOWN not in options or not any(milder for _, _, milder in rows):
            continue
        theory.afresh()
        yield from _Milder(theory, question, options, rows).findings()


Level = tuple[str, int, bool]
"""Row, the literal of the program that it decides, and whether it can be milder than the rows before it."""


def _levels(theory: Theory, table: Table, asking: set[str | None]) -> Iterator[Level]:
    """Yield the rows that can decide, from the strictest on; a row that takes another table's verdict as its rows."""
    for index, row in enumerate(table.row):
        fires = theory.compiler.fires(table, index)
        other = theory.compiler.tables.get(row.of or "")
        if other is None:
            yield row.id, fires, row.verdict not in asking
            continue
        for name, own, milder in _levels(theory, other, asking):
            yield f"{row.id} {name}", theory.compiler.network.all([fires, own]), milder


class _Milder:
    """One question: its unknown against all that can be answered instead, everything else being the same.

    A question that takes several answers has more of them than can be laid side by side. So single ones are tried
    first, and each set of answers that turns out milder than those so far joins them, until none does.
    """

    def __init__(self, theory: Theory, question: Question, options: list[str], rows: list[Level]) -> None:
        self.theory = theory
        self.question = question
        self.options = options
        self.rows = rows
        self.unknown = self._view({UNKNOWN})
        self.bound = theory.view(theory.program["questions"][theory.pack.questions.index(question)]["bound"])
        self.answers = [{option} for option in options if option != UNKNOWN]

    def _view(self, chosen: set[str]) -> View:
        true = self.theory.space.formula.true
        fixed: Choice = {option: true if option in chosen else -true for option in self.options}
        return View(self.theory.space, self.theory.program, {self.question.id: fixed})

    def findings(self) -> Iterator[Finding]:
        formula = self.theory.space.formula
        views = [self._view(chosen) for chosen in self.answers]
        while True:
            model = formula.solve([self.bound, self._worse(views)])
            if model is None:
                return
            milder = self._as_mild(model) if self.question.kind == "many" else None
            if milder is None:
                answers = self.unknown.answers(model)
                row = next(name for name, literal, _ in self.rows if self.unknown(literal) in {*model, formula.true})
                message = f"is milder with 'unknown' (row {row}) than with any answer."
                remedy = "Let a row before it take 'unknown', or judge it like the strictest answer."
                yield Finding("P818", f"question {self.question.id}", message, remedy, answers)
                return
            views.append(self._view(milder))

    def _worse(self, views: list[View]) -> int:
        """Return the literal that unknown is decided by a later row than each of these answers."""
        formula = self.theory.space.formula
        found: list[int] = []
        stricter = [-formula.true for _ in views]
        for _, literal, milder in self.rows:
            if milder:
                found.append(formula.all([self.unknown(literal), *stricter]))
            stricter = [formula.any([known, view(literal)]) for known, view in zip(stricter, views, strict=True)]
        return formula.any(found)

    def _as_mild(self, model: frozenset[int]) -> set[str] | None:
        """Return a set of answers that is as mild as unknown, everything else being as in the model."""
        space = self.theory.space
        other, view = self.theory.beside(self.question.id)
        place = next(n for n, (_, lit, _) in enumerate(self.rows) if self.unknown(lit) in {*model, space.formula.true})
        rest = [
            var if var in model else -var
            for name, choice in space.choices.items()
            if name != self.question.id
            for var in choice.values()
        ]
        later = space.formula.any([view(literal) for _, literal, _ in self.rows[place:]])
        found = space.formula.solve([*rest, later, -other[UNKNOWN]])
        return None if found is None else {option for option, var in other.items() if var in found}
