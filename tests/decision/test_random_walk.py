"""Many thousands of seeded steps over the interview, and random accounts against the model written out by hand."""

from __future__ import annotations

import functools
import json
import random

import pytest

from tests.decision.reference import Reference
from tests.support.answering import complete, random_answer, random_answers
from tests.support.packs import SHARED, TINY, engine_at, real_engine, real_pack
from wizard.decision.interview import Interview


def step(interview, rng):
    """Do one thing that a user can do."""
    engine = interview.engine
    here = interview.current
    action = rng.random()
    if here is not None and action < 0.55:
        return interview.answer(here, random_answer(engine, here, rng))
    if here is not None and action < 0.65:
        return interview.do_not_know(here)
    if action < 0.78:
        return interview.back()
    path = interview.path
    name = rng.choice(path)
    if action < 0.86:
        return interview.go_to(name)
    if action < 0.93:
        return interview.answer(name, random_answer(engine, name, rng))
    if action < 0.97:
        return interview.clear(name)
    return Interview.start(engine)


def check(interview):
    engine = interview.engine
    bounds = engine.bounds(interview.answers)
    assert all(bounds[name] is True for name in interview.answers)
    assert not set(interview.parked) & set(interview.answers)
    assert all(bounds[name] is not True for name in interview.parked)
    assert interview.current is None or interview.current in interview.path
    assert list(interview.answers) == [name for name in engine.questions if name in interview.answers]
    assert interview.finished == (not interview.open)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "steps"), [(seed, 5_000) for seed in range(4)])
def test_the_real_interview_keeps_its_invariants(seed, steps):
    rng = random.Random(seed)
    interview = Interview.start(real_engine())
    for _ in range(steps):
        seen = {**interview.answers, **interview.parked}
        interview = step(interview, rng)
        check(interview)
        if not interview.answers and not interview.parked:
            continue
        lost = set(seen) - {**interview.answers, **interview.parked}.keys()
        assert len(lost) <= 1, "only the answer that was cleared or replaced may go"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_small_interview_keeps_its_invariants(seed):
    rng = random.Random(seed)
    interview = Interview.start(engine_at(TINY))
    for _ in range(30_000):
        interview = step(interview, rng)
        check(interview)


@pytest.mark.parametrize("seed", range(30))
def test_a_preview_tells_what_the_answer_does(seed):
    rng = random.Random(seed)
    interview = Interview.start(real_engine())
    while interview.current:
        interview = interview.answer(interview.current, random_answer(interview.engine, interview.current, rng))
    name = rng.choice(list(interview.answers))
    value = random_answer(interview.engine, name, rng)
    preview = interview.preview(name, value)
    after = interview.answer(name, value)

    assert (preview.main_before, preview.main_after) == (interview.decision.main, after.decision.main)
    assert set(preview.parks) == set(interview.answers) - set(after.answers) - {name}
    assert set(preview.opens) == set(after.path) - set(interview.path)
    assert set(preview.closes) == set(interview.path) - set(after.path)


def test_going_back_to_an_earlier_answer_and_forth_restores_what_was_parked():
    interview = Interview.start(
        real_engine(), {"identity": "user_cloud", "surfaces": ["pp_connections"], "connectors": ["sharepoint"]}
    )
    changed = interview.answer("surfaces", ["graph"])
    assert changed.parked == {"connectors": ("sharepoint",)}

    assert changed.answer("surfaces", ["pp_connections"]).answers["connectors"] == ("sharepoint",)


DEEP = {"identity": ["user_cloud", "user_synced", "robot_user", "delegated_app", "guest"], "activity": ["active"]}


@functools.cache
def having(attribute):
    return {c.id for c in real_pack().connectors if attribute in c.as_option().attributes}


def reference(raw):
    attributes = ("manages_azure", "supports_service_principal", "refuses_service_principal")
    return Reference(raw, *map(having, attributes))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_engine_and_reference_agree(seed):
    engine = real_engine()
    rng = random.Random(seed)
    for _ in range(1500):
        raw = random_answers(engine, rng, unknown=rng.choice([0, 0, 0.03, 0.2]))
        if rng.random() < 0.8:
            raw.update({name: rng.choice(options) for name, options in DEEP.items()})
            raw["surfaces"] = rng.choice([raw.get("surfaces", ["graph"]), ["graph"], ["m365_data"], ["pp_connections"]])
            raw = complete(engine, raw, rng)
        decision = engine.decide(engine.read(raw))

        assert (decision.main, decision.also, decision.values["waivable_by"]) == reference(raw).decide(), raw


SCENARIOS = SHARED / "guidance" / "scenarios.json"


@pytest.mark.skipif(not SCENARIOS.exists(), reason="the worked cases stand beside the checkout")
def test_the_worked_cases_pass():
    engine = real_engine()
    for case in json.loads(SCENARIOS.read_text(encoding="utf-8")):
        decision = engine.decide(engine.read(case["answers"]))

        got = {"main": decision.main, "also": list(decision.also), "waivable_by": decision.values["waivable_by"]}
        assert got == {key: case[key] for key in got}, case["id"]
        assert decision.unanswered == (), case["id"]
