"""The engine knows nothing of its subject: a pack about a coffee machine works as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.packs import ROOT, TINY, engine_at, pack_at
from wizard.decision.interview import Interview
from wizard.decision.why import Explainer

CASES = [
    ({"fault": "unknown", "warranty": "no"}, "look_closer", (), "office"),
    ({"fault": "bad_taste"}, "descale", (), "office"),
    ({"fault": "leak", "parts": ["hose"], "warranty": "yes"}, "unplug", ("call_maker",), "maker"),
    ({"fault": "leak", "parts": ["tank"], "warranty": "yes"}, "call_maker", (), "maker"),
    ({"fault": "no_power", "warranty": "no"}, "repair", (), "office"),
]


@pytest.mark.parametrize(("raw", "main", "also", "paid_by"), CASES)
def test_a_tiny_pack_decides(raw, main, also, paid_by):
    engine = engine_at(TINY)
    decision = engine.decide(engine.read(raw))

    assert (decision.main, decision.also, decision.values["paid_by"]) == (main, also, paid_by)


def test_a_question_that_no_longer_matters_is_not_asked():
    engine = engine_at(TINY)

    assert engine.decide({"fault": "bad_taste"}).asked == ("fault",)
    assert engine.decide({"fault": "leak"}).unanswered == ("parts", "warranty")


def test_an_interview_walks_through_it_and_back():
    interview = Interview.start(engine_at(TINY)).answer("fault", "leak").answer("parts", ["hose"])
    assert interview.current == "warranty"

    back = interview.back()
    assert (back.current, back.answers) == ("parts", interview.answers)

    changed = back.answer("fault", "bad_taste")
    assert (changed.finished, changed.parked) == (True, {"parts": ("hose",)})
    assert changed.answer("fault", "leak").answers["parts"] == ("hose",)


def test_it_explains_itself():
    explanation = Explainer(pack_at(TINY)).explain({"fault": "leak", "parts": ("hose",), "warranty": "no"})

    assert [row.row for row in explanation.fired] == ["K2", "P2"]
    assert [row.row for row in explanation.rejected] == ["K1"]
    assert explanation.fired[0].reasons[0].answers == ("parts",)


def test_no_word_of_the_subject_stands_in_the_core():
    words = ("entra", "mfa", "azure", "conditional access", "power platform", "microsoft", "tenant")
    found = [
        f"{path.name}: {word}"
        for room in ("decision", "pack")
        for path in sorted(Path(ROOT, "wizard", room).rglob("*.py"))
        for word in words
        if word
        in path.read_text(encoding="utf-8")
        .lower()
        .replace("manages_azure", "")
        .replace("mfa_wizard", "")
        .replace("mfa-wizard", "")
    ]

    assert found == []
