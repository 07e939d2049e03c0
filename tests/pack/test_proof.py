"""The proof is exact: it agrees with trying all answers one by one, and with the running engine."""

from __future__ import annotations

import itertools
import random
import sys

import pytest

from tests.pack import corpus
from tests.support.answering import random_answers
from tests.support.packs import real_engine, real_pack
from tests.support.waiting import cpu_seconds
from wizard.decision.engine import Engine
from wizard.errors import MissingExtraError
from wizard.evidence.pack_check import cited
from wizard.pack.checks.run import check_folder
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack
from wizard.pack.program import compile_program
from wizard.pack.proof.prove import prove
from wizard.pack.proof.theory import Theory

BICYCLE = corpus.PACKS / "good" / "bicycle"


def all_answers(engine):
    """Yield every complete set of answers that a small pack allows."""

    def ways(question):
        options = question["options"]
        if not question["many"]:
            return options
        free = [option for option in options if option not in question["exclusive"]]
        sets = [part for size in range(1, len(free) + 1) for part in itertools.combinations(free, size)]
        return [*sets, *((option,) for option in question["exclusive"])]

    seen = set()
    for values in itertools.product(*(ways(question) for question in engine.questions.values())):
        answers = dict(zip(engine.questions, values, strict=True))
        for name in engine.outside(answers):
            del answers[name]
        key = str(answers)
        if key not in seen:
            seen.add(key)
            yield answers


@pytest.fixture(scope="module")
def bicycle():
    pack = load_pack(BICYCLE)
    engine = Engine(compile_program(pack))
    return pack, engine, [(answers, engine.decide(answers)) for answers in all_answers(engine)]


def test_every_literal_is_possible_exactly_where_some_answers_make_it_hold(bicycle):
    pack, _, decided = bicycle
    with Theory(pack) as theory:
        program = theory.program
        for verdict, literal in program["main"].items():
            assert theory.can(theory.view(literal)) is any(d.main == verdict for _, d in decided)
        for verdict, literal in program["also"].items():
            assert theory.can(theory.view(literal)) is any(verdict in d.also for _, d in decided)
        for row in program["rows"]:
            assert theory.can(theory.view(row["fired"])) is any(row["id"] in d.rules for _, d in decided)
        for item, literal in program["items"]:
            assert theory.can(theory.view(literal)) is any(item in d.checklist for _, d in decided)


def test_pairs_of_results_are_possible_together_exactly_where_some_answers_have_both(bicycle):
    pack, _, decided = bicycle
    with Theory(pack) as theory:
        main, also = theory.program["main"], theory.program["also"]
        for one, other in itertools.product(main, also):
            together = any(d.main == one and other in d.also for _, d in decided)
            assert theory.can(theory.view(main[one]), theory.view(also[other])) is together


def test_the_solver_counts_as_many_answers_as_there_are(bicycle):
    pack, _, decided = bicycle
    with Theory(pack) as theory:
        formula, view = theory.space.formula, theory.view
        atoms = [view(number) for number in range(1, theory.program["atoms"] + 1)][: sum(map(len, _options(theory)))]
        found = set()
        while (model := formula.solve([])) is not None:
            answers = view.answers(model)
            assert str(answers) not in found
            found.add(str(answers))
            formula.add([-atom if atom in model else atom for atom in atoms])

    assert len(found) == len(decided)


def _options(theory):
    return [question["options"] for question in theory.program["questions"][: theory.program["asked"]]]


def test_an_option_has_an_effect_exactly_where_adding_it_changes_a_decision(bicycle):
    pack, engine, decided = bicycle
    by_answers = {str(sorted(answers.items())): seen(decision) for answers, decision in decided}
    for option in ("brakes", "tyre", "light"):
        changes = False
        for answers, decision in decided:
            if option not in answers["fault"]:
                continue
            rest = tuple(part for part in answers["fault"] if part != option) or ("none",)
            other = {**answers, "fault": rest}
            for name in engine.outside(other):
                del other[name]
            changes = changes or by_answers.get(str(sorted(other.items())), seen(decision)) != seen(decision)
        assert changes

    assert [finding for finding in prove(pack) if finding.code == "P813"] == []


def seen(decision):
    return (decision.main, decision.also, decision.values, decision.checklist, decision.texts, decision.rules)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_what_the_engine_decides_is_what_the_formula_says(seed):
    engine = real_engine()
    rng = random.Random(seed)
    with Theory(real_pack()) as theory:
        for _ in range(15):
            answers = engine.read(random_answers(engine, rng))
            given = theory.view.chosen(answers)
            decision = engine.decide(answers)
            for verdict, literal in theory.program["main"].items():
                assert theory.can(*given, theory.view(literal)) is (verdict == decision.main)
            for verdict, literal in theory.program["also"].items():
                assert theory.can(*given, theory.view(literal)) is (verdict in decision.also)


def exactly_open(pack, answers):
    """Return the open questions of which some completion of the others hangs on the answer."""
    found = set()
    with Theory(pack) as theory:
        for question in pack.questions:
            if question.id in answers:
                continue
            theory.afresh()
            _, view = theory.beside(question.id)
            given = theory.view.chosen(answers)
            if theory.can(theory.difference(theory.reasons, question.id, view), *given):
                found.add(question.id)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_the_engine_asks_every_question_that_matters(seed):
    engine, pack = real_engine(), real_pack()
    rng = random.Random(seed)
    full = engine.read(random_answers(engine, rng))
    kept = dict(list(full.items())[: rng.randrange(len(full) + 1)])

    assert exactly_open(pack, kept) <= engine.matters(kept)


@pytest.mark.slow
def test_the_engine_asks_every_question_that_matters_in_a_small_pack(bicycle):
    pack, engine, decided = bicycle
    rng = random.Random(5)
    for answers, _ in rng.sample(decided, 25):
        kept = {name: answer for name, answer in answers.items() if rng.random() < 0.5}
        for name in engine.outside(kept):
            del kept[name]
        assert exactly_open(pack, kept) <= engine.matters(kept)


def test_a_compiler_that_forgets_the_limits_of_the_checklist_is_caught(monkeypatch):
    def forgetful(self, item_id):
        item = next(item for item in self.pack.checklist.item if item.id == item_id)
        return self.network.any([self.group(group) for group in item.outcomes])

    monkeypatch.setattr("wizard.pack.compiler.Compiler.item", forgetful)
    found = [finding for finding in prove(load_pack(BICYCLE)) if finding.code == "P832"]

    assert {finding.place for finding in found} == {"item A1", "item B2"}
    assert all(finding.answers for finding in found)


@pytest.mark.slow
def test_the_real_pack_is_proven_in_time():
    report, spent = cpu_seconds(lambda: check_folder(default_pack_folder(), real_pack().info.checked_on, cited=cited()))

    assert [str(finding) for finding in report.errors] == []
    assert report.proven
    assert spent < 10


def test_without_the_solver_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pysat.solvers", None)

    with pytest.raises(MissingExtraError) as caught:
        list(prove(load_pack(BICYCLE)))

    assert 'pip install "mfa-wizard[proof]"' in str(caught.value)


def test_the_running_wizard_never_imports_the_solver():
    engine = real_engine()
    before = "pysat" in sys.modules
    engine.decide({})

    assert ("pysat" in sys.modules) is before


@pytest.mark.slow
@pytest.mark.parametrize("question", ["settings", "terms"])
def test_an_option_that_is_left_out_could_change_nothing(question):
    with Theory(real_pack()) as theory:
        other, view = theory.beside(question)
        here, formula = theory.space.choices[question], theory.space.formula
        shape = next(one for one in theory.program["questions"] if one["id"] == question)
        changed = theory.difference(theory.outcomes, question, view)
        assert shape["offered"]
        for option, offered in shape["offered"].items():
            same = [-formula.differ(here[o], other[o]) for o in here if o not in (option, *shape["exclusive"])]
            gone = [-other[option], -other["unknown"]]
            assert theory.possible(changed, here[option], -theory.view(offered), *gone, *same) is None, option
