"""Questions that people asked in public, and the README's five of them, against what the wizard decides."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from tests.support.packs import ROOT, SHARED, real_engine, real_pack
from wizard.documents.case import build_case
from wizard.record.model import Account, Record

CASES = json.loads(Path(__file__).with_name("people_asked.json").read_text(encoding="utf-8"))
BY_SOURCE = {case["source"]: case for case in CASES}
README_ROW = re.compile(r"^\| [^|]+ \| (\S+#\d+) \| ([^|]+) \|$", re.MULTILINE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["source"])
def test_a_question_from_a_public_thread_gets_an_engineers_answer(case):
    engine = real_engine()
    decision = engine.decide(engine.read(case["answers"]))

    assert (decision.main, list(decision.also)) == (case["main"], case["also"])
    assert decision.values["waivable_by"] == case["waivable_by"]
    assert decision.unanswered == ()


def test_the_readme_shows_five_of_them_with_the_answer_that_the_wizard_gives():
    rows = README_ROW.findall((ROOT / "README.md").read_text(encoding="utf-8"))

    assert len(rows) == 5
    for source, answer in rows:
        record = Record(account=Account(name="svc"), answers=BY_SOURCE[source]["answers"])
        case = build_case(real_pack(), real_engine(), record, date(2026, 11, 29))
        assert answer == "; ".join(case.words.verdict(verdict) for verdict in case.outcome.verdicts), source


@pytest.mark.skipif(not SHARED.exists(), reason="the worked cases are kept beside the checkout")
def test_every_worked_case_from_a_thread_is_held_here():
    worked = json.loads((SHARED / "guidance" / "scenarios.json").read_text(encoding="utf-8"))

    assert {case["source"] for case in worked if re.fullmatch(r"[^ ;]+#\d+", case["source"])} == set(BY_SOURCE)
