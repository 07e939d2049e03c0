"""What the sign-off knows: people named before, values that the answers suggest, and how each face offers them."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.documents.making import ANSWERS, DAY
from tests.views.saying import session_of
from wizard.documents.readiness import open_items
from wizard.prompts.fields import SignOff
from wizard.prompts.flow import Flow
from wizard.prompts.plain import PlainFace
from wizard.record.settings import Settings
from wizard.views import signoff

KIM = {"name": "Kim Lee", "role": "Head of sales", "contact": "kim@example.org"}


def test_people_are_those_of_fields_rows_and_the_engagement_each_once_and_whole() -> None:
    session = session_of(
        ANSWERS,
        signoff={
            "requester": KIM,
            "deputy": {"name": "Bo Chen"},
            "plan_steps": [{"step": "Move", "owner": "Kim Lee"}, {"step": "Test", "owner": "Wes Hu"}],
        },
    )
    session.settings = Settings(signoff={"ciso": {"name": "Cy Ross"}, "deputy": "Bo Chen; Engineer"})
    found = {person["name"]: person for person in signoff.people(session)}
    assert [*found] == ["Kim Lee", "Bo Chen", "Cy Ross", "Wes Hu"]
    assert found["Kim Lee"] == KIM
    assert found["Bo Chen"]["role"] == "Engineer"


@pytest.mark.parametrize(
    ("answers", "field", "value"),
    [
        ({}, "highly_privileged", "no"),
        ({"privilege": ["entra_admin"]}, "highly_privileged", None),
        ({}, "exclusions", [{"control": "mfa"}]),
        ({"met_today": ["mfa"], "controls": ["mfa", "block"]}, "exclusions", None),
        ({}, "exposures", None),
        ({"surfaces": ["smtp_auth", "m365_data", "pp_connections"]}, "exposures", ["legacy_authentication"]),
    ],
)
def test_what_the_answers_say_is_suggested_and_nothing_else(answers: dict[str, Any], field: str, value: Any) -> None:
    found = signoff.suggested(session_of({**ANSWERS, **answers}).case(DAY))
    if value is None:
        assert not found.get(field) or {"control": "mfa"} not in found[field]
    elif field in session_of({**ANSWERS, **answers}).fields(DAY):
        assert found[field] == value


def test_evidence_that_was_looked_at_is_suggested_by_its_name_and_a_value_ends_a_suggestion() -> None:
    rows = signoff.suggested(session_of(ANSWERS).case(DAY))["evidence_items"]
    assert [row["kind"] for row in rows] == ["interactive_log", "noninteractive_log", "ca_policies"]
    assert all(row["what"] for row in rows)
    given = session_of(ANSWERS, signoff={"highly_privileged": "yes"})
    assert "highly_privileged" not in signoff.suggested(given.case(DAY))


def test_every_section_counts_its_open_fields() -> None:
    case = session_of(ANSWERS, signoff={"tenant_ref": "not-a-guid"}).case(DAY)
    found = signoff.sections(case)
    assert [name for section in found for name in section.fields] == [*case.outcome.fields]
    assert sum(section.open for section in found) == len({item.field_id for item in open_items(case)})
    assert signoff.wrong(case, "tenant_ref")
    assert signoff.wrong(case, "subject_ref") == []


def test_in_lines_a_number_takes_somebody_named_before_and_suggestions_are_told() -> None:
    session = session_of(ANSWERS, signoff={"requester": KIM})
    out = io.StringIO()
    fields = SignOff(Flow(PlainFace(io.StringIO("1\ns\n"), out), session, DAY), DAY)
    fields._ask(session.field("account_owner"))
    assert session.record.signoff["account_owner"] == KIM
    assert "1 Kim Lee, Head of sales, kim@example.org" in out.getvalue()
    fields._ask(session.field("highly_privileged"))
    assert f"No{signoff.SUGGESTED}." in out.getvalue()
