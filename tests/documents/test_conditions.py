"""Conditions of the documents mean what they mean in the rules: one evaluator, and it is the proved one."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, changed
from tests.support.packs import real_engine, real_pack
from wizard.decision.engine import Engine
from wizard.decision.interview import Interview
from wizard.documents.bundle import build_documents
from wizard.documents.case import build_case
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack
from wizard.pack.program import compile_program
from wizard.record.reading import record_from

DAY = date(2026, 11, 24)

REFUSED = changed(write_scope="production_data", exposures=["shared_secret"], compensating_controls=None)
"""A sign-off whose rating refuses an exception."""

RESULTS = [
    "decided is M12",
    "decided is not M12",
    "decided is M3",
    "tenant is time_limited_exception",
    "tenant is migrate_planned",
    "main is time_limited_exception",
    "main is exception_refused",
    "exception_refused in verdicts",
    "time_limited_exception in proposed",
    "exception_refused in proposed",
    "waivable_by is tenant",
    "EXC in outcomes",
]
"""Conditions over results of every kind."""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Return a function: which of the conditions let documents of a case print their text."""
    folder = tmp_path_factory.mktemp("pack") / "knowledge"
    shutil.copytree(default_pack_folder(), folder)
    with (folder / "documents.toml").open("a", encoding="utf-8") as file:
        for number, condition in enumerate(RESULTS):
            file.write(f'\n[[discuss]]\nwhen = "{condition}"\ntext = "Text {number:02} is said."\n')
    pack = load_pack(folder)
    engine = Engine(compile_program(pack))

    def said(answers=ANSWERS, signoff=SIGNOFF):
        record = record_from({"account": {"name": "svc"}, "answers": answers, "signoff": signoff}, "record.json")
        case = build_case(pack, engine, record, DAY)
        made = build_documents(case)["dossier.md"].decode()
        return [condition for number, condition in enumerate(RESULTS) if f"Text {number:02} is said." in made]

    return said


@pytest.mark.slow
def test_a_text_can_ask_for_the_row_that_decided_and_for_the_verdict_of_a_table(said):
    assert said() == [
        "decided is M12",
        "tenant is time_limited_exception",
        "main is time_limited_exception",
        "time_limited_exception in proposed",
        "waivable_by is tenant",
        "EXC in outcomes",
    ]


@pytest.mark.slow
def test_a_refusal_by_the_rating_changes_the_verdicts_and_not_what_the_rules_proposed(said):
    assert said(signoff=REFUSED) == [
        "decided is M12",
        "tenant is time_limited_exception",
        "main is exception_refused",
        "exception_refused in verdicts",
        "time_limited_exception in proposed",
        "waivable_by is tenant",
    ]


@pytest.mark.slow
def test_while_a_case_is_open_no_result_is_said_of_it(said):
    assert said(answers={}) == ["decided is not M12"]
    assert said(answers={"identity": "user_cloud"}) == ["decided is not M12"]


def test_what_is_proposed_is_told_before_the_drops_take_it_back(said):
    answers = {**ANSWERS, "cloud": "unknown"}

    assert "time_limited_exception in proposed" in said(answers)
    assert "main is time_limited_exception" not in said(answers)


@pytest.mark.slow
def test_a_refusal_takes_one_verdict_back_and_leaves_every_other_case_as_it_was():
    """What follows from the verdicts comes out of the same network, whether the rules or the rating gave them."""
    engine = real_engine()
    words = real_pack().documents.risk
    seen = set()
    for name, option in [(q["id"], option) for q in engine.questions.values() for option in q["options"]]:
        other = [option] if engine.questions[name]["many"] else option
        answers = Interview.start(engine, {**ANSWERS, name: other}).answers
        decision, refused = engine.decide(answers), engine.decide(answers, refused=True)
        seen.add(words.refuses in decision.verdicts)
        if words.refuses in decision.verdicts:
            assert words.refuses not in refused.verdicts
            assert words.refused_as in refused.verdicts
            assert refused.rules == decision.rules
        elif not decision.unanswered:
            assert refused == decision

    assert seen == {True, False}


def test_a_verdict_that_is_the_only_one_left_brings_all_that_belongs_to_it():
    engine = real_engine()
    answers = engine.read({"identity": "user_cloud", "activity": "active", "token": "unknown", "surfaces": ["none"]})
    decision = engine.decide(answers)
    holds = next(group for group in real_pack().checklist.group if group.id == "HOLD")

    assert decision.unanswered
    assert (decision.main, decision.main in holds.verdicts) == ("evidence_needed", True)
    assert holds.id in decision.outcomes
    assert engine.said(decision)["main is evidence_needed"]
