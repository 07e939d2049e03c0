"""Many thousands of seeded steps over the interview: its invariants hold at each."""

from __future__ import annotations

import random

import pytest

from tests.support.answering import random_answer
from tests.support.packs import TINY, engine_at, real_engine
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
@pytest.mark.parametrize(("seed", "steps"), [(seed, 10_000) for seed in range(4)])
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
