"""What documents say about answers that exports proposed: draft until confirmed, then named by file."""

from __future__ import annotations

import json

import pytest

from tests.documents.making import ANSWERS, DAY, section
from tests.engagement.test_proposed_answers import seen
from tests.support.packs import real_engine, real_pack
from wizard.documents.bundle import build_documents
from wizard.engagement.session import Session
from wizard.errors import ExportError
from wizard.record.model import Account, Record
from wizard.record.redact import Redaction
from wizard.wording import lower_first

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


@pytest.mark.slow
def test_a_draft_says_that_nobody_confirmed(session):
    made = build_documents(session.case(DAY))
    title = lower_first(session.pack.question_by_id["activity"].title)

    assert f"{title}: confirm" in section(made["recommendation.md"].decode(), "Open items")
    assert "Proposed by an export, not confirmed" in row_of(made, "Answers", session.words.question("activity"))

    session.confirm("activity")
    made = build_documents(session.case(DAY))
    assert f"{title}: confirm" not in made["recommendation.md"].decode()
    assert "not confirmed" not in row_of(made, "Answers", session.words.question("activity"))


def test_the_dossier_names_file_digest_rows_and_days_of_an_observed_answer(session):
    session.confirm("activity", by="Ada Byron")
    made = build_documents(session.case(DAY))

    answer = row_of(made, "Answers", session.words.question("activity"))
    assert "Read in an export and confirmed | Ada Byron" in answer
    assert "R1, 3 rows" in answer
    read = row_of(made, "What was read", "R1")
    assert "log.csv" in read
    assert "2026" in read
    assert "0" * 64 in read


def row_of(made: dict[str, bytes], heading: str, begins: str) -> str:
    """Return the row of a table of the dossier by its first cell."""
    lines = section(made["dossier.md"].decode(), heading).splitlines()
    return next(line for line in lines if line.startswith(f"| {begins}"))


def test_redaction_covers_who_confirmed_the_file_and_what_the_reason_names(session):
    session.confirm("activity", by="Ada Byron")
    made = build_documents(session.case(DAY, redact=Redaction()))

    for data in made.values():
        text = data.decode()
        for secret in ("ada.byron", "Ada Byron", "203.0.113.9", "2001:db8", "log.csv", "svc@contoso.com"):
            assert secret not in text
    assert json.loads(made["record.json"])["origins"]["activity"]["how"] == "observed"
