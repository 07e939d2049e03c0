"""The engine against the model written out by hand, over many random accounts."""

from __future__ import annotations

import functools
import json
import random

import pytest

from tests.decision.reference import Reference
from tests.support.answering import complete, random_answers
from tests.support.packs import SHARED, real_engine, real_pack

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
