"""What the documents carry: the decision, unless the rating refuses an exception. Documents of any account hold together."""

from __future__ import annotations

import random
import re

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, changed, documents, make_case, scenarios, section
from tests.documents.words import words
from tests.support.answering import half, random_answers
from tests.support.packs import real_engine, real_pack
from tests.support.tables import for_each
from wizard.documents.bundle import build_documents
from wizard.documents.readiness import open_items, status
from wizard.record.reading import read_record

WORST = {"write_scope": "production_data", "exposures": ["shared_secret"], "compensating_controls": None}


def test_without_a_refusal_the_outcome_is_the_decision():
    case = make_case()

    assert (case.outcome.main, case.outcome.also) == (case.decision.main, case.decision.also)
    assert (case.outcome.checklist, case.outcome.groups) == (case.decision.checklist, case.decision.outcomes)


def test_an_adjusted_maximum_with_every_input_refuses_the_exception():
    case = make_case(signoff=changed(**WORST))
    made = build_documents(case)["recommendation.md"].decode()

    assert (case.decision.main, case.outcome.main) == ("time_limited_exception", "exception_refused")
    assert "outcome: exception_refused" in made
    assert "its residual risk is Maximum" in made.split("\n## ")[0]
    assert "The residual risk is Maximum" in section(made, "Why")
    assert "## Scope" not in made


def test_a_refusal_asks_nobody_to_exclude_anything():
    refused = make_case(signoff=changed(**WORST))
    allowed = make_case()
    only_exception = {item.id for item in real_pack().checklist.item if set(item.outcomes) <= {"EXC", "TOU", "BG"}}

    assert only_exception & set(allowed.outcome.checklist)
    assert not only_exception & set(refused.outcome.checklist)
    assert "migrate_planned" in refused.outcome.also


def test_the_decision_itself_never_changes():
    answers = real_engine().read(ANSWERS)

    assert make_case(signoff=changed(**WORST)).decision.main == real_engine().decide(answers).main


def test_a_final_refusal_is_a_document_and_no_exception():
    signoff = changed(**WORST, valid_from=None, expires_on=None, review_by=None, business_risk_acceptor=None)
    made = build_documents(make_case(signoff=signoff), final=True)

    assert "status: proposed" in made["recommendation.md"].decode()


def test_maximum_with_an_unknown_input_refuses_nothing_and_blocks_the_final():
    signoff = changed(**{**WORST, "data_class": "unknown"})
    case = make_case(signoff=signoff)

    assert case.outcome.main == "time_limited_exception"
    assert "data_class" in {item.field_id for item in open_items(case)}


def test_a_bridge_loses_its_exception_and_keeps_its_migration():
    answers = {**ANSWERS, "connectors": ["dataverse"], "replacement": "service_principal"}
    case = make_case(answers, changed(**WORST))

    assert (case.decision.main, "time_limited_exception" in case.decision.also) == ("migrate_planned", True)
    assert (case.outcome.main, case.outcome.also) == ("migrate_planned", ("exception_refused",))


def test_an_old_exclusion_is_cleaned_up_when_the_new_one_is_refused():
    case = make_case({**ANSWERS, "exclusion_today": "documented"}, changed(**WORST))

    assert "clean_up_exclusion" not in case.decision.also
    assert "clean_up_exclusion" in case.outcome.also


@for_each(case=scenarios())
def test_the_scenarios_come_out_as_the_model_says(case):
    for signoff in ({}, SIGNOFF):
        made = documents(case["answers"], signoff)["recommendation.md"]
        assert f"outcome: {case['main']}\n" in made
        assert f"waivable_by: {case['waivable_by']}\n" in made


@pytest.mark.parametrize("seed", range(40))
def test_documents_of_any_account(seed):
    rng = random.Random(seed)
    answers = random_answers(real_engine(), rng, 0.1)
    if seed % 3 == 0:
        answers = half(real_engine(), answers, rng)
    signoff = {name: value for name, value in SIGNOFF.items() if rng.random() < 0.8}
    case = make_case(answers, signoff)
    made = documents(answers, signoff)
    text = made["recommendation.md"]

    assert f"status: {status(case)}\n" in text
    assert read_record(made["record.json"].encode(), "x").answers == case.record.answers
    assert (status(case) == "draft") == bool(open_items(case))
    ticked = re.findall(r"^\| \[ \] \| \*\*([A-Z]\d+)\*\*", made["checklist.md"], re.MULTILINE)
    assert ticked == list(case.outcome.checklist)
    assert words(made["checklist.md"]) <= 700
    if case.outcome.main:
        rows = [line.split("|")[1:-1] for line in section(text, "Options").splitlines() if line.startswith("| ")][2:]
        assert sum(row[1].strip().startswith("yes") for row in rows) == len(case.outcome.signed)
        assert all(cell.strip() for row in rows for cell in row), rows
