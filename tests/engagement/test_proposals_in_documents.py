"""What documents say about answers that exports proposed: draft until confirmed, then named by file."""

from __future__ import annotations

import json

import pytest

from tests.documents.making import ANSWERS, DAY
from tests.engagement.test_proposed_answers import seen
from tests.support.packs import real_engine, real_pack
from wizard.documents.bundle import build_documents
from wizard.engagement.session import Session
from wizard.errors import ExportError
from wizard.record.model import Account, Record
from wizard.record.redact import Redaction

REASON = "Sign-ins of ada.byron@contoso.com from 203.0.113.9 and 2001:db8:1::77"


@pytest.fixture
def session() -> Session:
    answers = {name: value for name, value in ANSWERS.items() if name != "activity"}
    record = Record(account=Account(name="svc@contoso.com"), answers=answers, created_on=DAY)
    made = Session.memory(real_pack(), real_engine(), record)
    observation = seen("activity", "active")
    made.propose([type(observation)(*[REASON if part == observation.reason else part for part in _parts(observation)])])
    return made


def _parts(observation):
    return [getattr(observation, name) for name in observation.__slots__]


def test_a_final_export_refuses_while_a_proposal_is_not_confirmed(session):
    with pytest.raises(ExportError) as error:
        build_documents(session.case(DAY), final=True)
    assert any(problem.place == "answers.activity" for problem in error.value.problems)

    session.confirm("activity")
    with pytest.raises(ExportError) as error:
        build_documents(session.case(DAY), final=True)
    assert not any(problem.place == "answers.activity" for problem in error.value.problems)


def test_a_draft_says_that_nobody_confirmed(session):
    assert "not confirmed" in build_documents(session.case(DAY))["recommendation.md"].decode()


def test_the_recommendation_names_file_digest_rows_and_days_of_an_observed_answer(session):
    session.confirm("activity", by="Ada Byron")
    text = build_documents(session.case(DAY))["recommendation.md"].decode()

    row = next(line for line in text.splitlines() if "log.csv" in line and "confirmed by" in line)
    assert "3 rows" in row
    assert "2026" in row
    assert "confirmed by Ada Byron" in row
    assert "0" * 64 in text
    assert "Stated" in text


def test_redaction_covers_who_confirmed_the_file_and_what_the_reason_names(session):
    session.confirm("activity", by="Ada Byron")
    made = build_documents(session.case(DAY, redact=Redaction()))

    for data in made.values():
        text = data.decode()
        for secret in ("ada.byron", "Ada Byron", "203.0.113.9", "2001:db8", "log.csv", "svc@contoso.com"):
            assert secret not in text
    assert json.loads(made["record.json"])["origins"]["activity"]["how"] == "observed"
