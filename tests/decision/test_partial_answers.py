"""Partial answers: what is still possible, and which questions still matter."""

from __future__ import annotations

import random

import pytest

from tests.support.answering import complete, freeze, random_answer, random_answers
from tests.support.packs import TINY, engine_at, real_engine
from wizard.errors import AnswersError


def partial(engine, rng):
    """Return a random part of random answers, none outside its bound."""
    raw = random_answers(engine, rng, 0.05)
    if rng.random() < 0.8:
        raw.update(identity=rng.choice(["user_cloud", "robot_user", "guest"]), activity="active")
        raw = complete(engine, raw, rng)
    share = rng.choice([0.2, 0.6, 0.9, 0.97])
    raw = {name: value for name, value in raw.items() if rng.random() < share}
    while outside := engine.outside(freeze(raw)):
        for name in outside:
            del raw[name]
    return raw


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_possible_misses_no_verdict_and_never_widens(seed):
    engine = real_engine()
    rng = random.Random(seed)
    for _ in range(120):
        part = partial(engine, rng)
        before = engine.judge(freeze(part))
        for _ in range(4):
            full = complete(engine, part, rng)
            after = engine.judge(freeze(full))
            assert after.main in before.possible, (part, full)
            assert set(before.also) <= {*after.also, after.main}, (part, full)
            more = {**part, **{name: value for name, value in full.items() if rng.random() < 0.3}}
            assert set(engine.judge(freeze(more)).possible) <= set(before.possible), (part, more)


@pytest.mark.parametrize("seed", range(3))
def test_a_question_that_is_not_asked_changes_nothing(seed):
    engine = real_engine()
    rng = random.Random(seed)
    for _ in range(60):
        part = partial(engine, rng)
        matters = engine.matters(freeze(part))
        full = complete(engine, part, rng)
        for name in [name for name in full if name not in part and name not in matters]:
            other = complete(engine, {**full, name: random_answer(engine, name, rng, 0)}, rng)
            known = not any(answer[name] in ("unknown", ["unknown"]) for answer in (full, other))
            if set(other) == set(full) and known:  # that an answer is unknown adds a gap, and is no reason to ask
                assert results(engine, full) == results(engine, other), (name, part)


def results(engine, raw):
    """Return what a question may matter for; that an answer is unknown at all is no reason."""
    decision = engine.decide(freeze(raw))
    also = set(decision.also) - {"evidence_needed"}
    if decision.main == "retire":
        # The specification asks a retired account for nothing more than its exclusion, though
        # other answers would still settle who could waive the demand.
        return decision.main, also, decision.checklist
    return decision.main, also, decision.values, decision.checklist, decision.texts


@pytest.mark.parametrize("seed", range(2))
def test_unused_answers_can_be_taken_out(seed):
    engine = real_engine()
    rng = random.Random(seed)
    for _ in range(40):
        full = freeze(random_answers(engine, rng))
        decision = engine.decide(full)
        for name in engine.not_used(decision):
            assert name not in engine.matters({k: v for k, v in full.items() if k != name})


CASES = [
    ({}, ["identity"]),
    ({"identity": "service_principal"}, ["identity"]),
    ({"identity": "user_cloud", "activity": "idle"}, ["identity", "activity", "exclusion_today"]),
    (
        {"identity": "user_cloud", "cloud": "public", "activity": "idle"},
        ["identity", "cloud", "activity", "exclusion_today"],
    ),
]


@pytest.mark.parametrize(("raw", "asked"), CASES)
def test_only_what_matters_is_asked(raw, asked):
    assert list(real_engine().decide(freeze(raw)).asked) == asked


def test_main_is_open_while_several_verdicts_are_possible():
    decision = real_engine().decide({"identity": "user_cloud"})

    assert decision.main is None
    assert len(decision.possible) > 5
    assert "workload_identity_ok" not in decision.possible
    assert "special_account_guidance" not in decision.possible


def test_an_answer_behind_an_open_gate_is_no_error():
    engine = real_engine()

    assert engine.read({"connectors": ["sharepoint"]}) == {"connectors": ("sharepoint",)}


def test_an_answer_outside_its_bound_is_named_beside_other_findings():
    with pytest.raises(AnswersError) as error:
        engine_at(TINY).read({"fault": "bad_taste", "parts": ["hose"], "colour": "red", "warranty": "maybe"})

    assert [problem.place for problem in error.value.problems] == [
        "answers.colour",
        "answers.warranty",
        "answers.parts",
    ]
