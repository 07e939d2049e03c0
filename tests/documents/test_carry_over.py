"""Records of older packs: what fits is moved, what changed its meaning is asked again, nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.packs import real_engine, real_pack
from wizard.documents.bundle import build_documents
from wizard.documents.carry_over import carry_over
from wizard.documents.case import build_case
from wizard.documents.readiness import open_items
from wizard.record.model import Account, Origin, Record

OLD = "2026.11.1"
ANSWERS = {
    "identity": "user_cloud",
    "cloud": "public",
    "activity": "active",
    "run_mode": "unattended",
    "token": "connection_refresh",
    "privilege": ["none"],
    "record": "complete",
    "surfaces": ["pp_connections"],
    "connectors": ["sharepoint"],
    "flow_role": ["connection"],
    "mfa_sources": ["conditional_access"],
    "controls": ["terms_of_use"],
}


def carried(version=OLD, **changes):
    answers = {name: value for name, value in {**ANSWERS, **changes}.items() if value is not None}
    record = Record(account=Account(name="svc"), answers=answers, knowledge_version=version)
    return carry_over(real_pack(), real_engine(), record)


TERMS = [
    (("all_resources", "none", "not_required"), ["none"]),
    (("all_resources", "long", "not_required"), ["none"]),
    (("single_apps", "short", "required"), ["selected_apps", "short_expiry", "each_device"]),
    (("all_resources", "none", "required"), ["each_device"]),
    (("single_apps", "unknown", "required"), ["unknown"]),
]


@pytest.mark.parametrize(("old", "new"), TERMS)
def test_three_old_questions_on_terms_of_use_become_one(old, new):
    names = ("terms_scope", "terms_expiry", "terms_per_device")
    record, notices = carried(**dict(zip(names, old, strict=True)))

    assert record.answers["terms"] == new
    assert not set(names) & set(record.answers)
    assert (record.set_aside, notices) == ({}, ())


def test_a_part_of_the_old_questions_is_no_answer_to_the_new_one():
    record, notices = carried(terms_scope="single_apps")

    assert "terms" not in record.answers
    assert record.parked["terms"] == ["selected_apps"]
    assert "1 of the 3" in record.parked_because["terms"]
    assert notices


def test_a_mail_password_of_an_old_record_is_asked_again_and_kept():
    record, notices = carried(surfaces=["m365_data", "legacy_mail"], connectors=None, flow_role=None)

    assert "surfaces" not in record.answers
    assert record.parked["surfaces"] == ["m365_data", "legacy_mail"]
    assert "SMTP AUTH" in record.parked_because["surfaces"]
    assert notices == (f"“{real_pack().question_by_id['surfaces'].title}” is asked again; the question says why.",)


@pytest.mark.parametrize("version", ["2026.11.2", "2027.1.1", ""])
def test_a_mail_password_of_a_record_of_today_stays_as_it_is(version):
    record, notices = carried(version, surfaces=["legacy_mail"], connectors=None, flow_role=None)

    assert record.answers["surfaces"] == ["legacy_mail"]
    assert (record.parked, notices) == ({}, ())


FORMER = [
    ("http_with_entra_id", OLD, True),
    ("http_with_entra_id", "", True),
    ("azure_monitor_logs", OLD, True),
    ("azure_monitor_logs", "", False),
    ("azure_monitor_logs", "2026.11.2", False),
    ("sharepoint", OLD, False),
]


@pytest.mark.parametrize(("connector", "version", "again"), FORMER)
def test_a_connector_that_was_split_is_asked_again_in_old_records_only(connector, version, again):
    record, _ = carried(version, connectors=[connector])

    assert ("connectors" in record.parked_because) is again
    assert ("connectors" not in record.answers) is again
    kept = {**record.answers, **record.parked, **record.set_aside}
    assert kept["connectors"] == [connector]


def test_an_answer_that_leads_nowhere_is_kept_aside_and_named():
    record, notices = carried(colour="red")

    assert record.set_aside == {"colour": "red"}
    assert "colour" in notices[0]


def test_notes_and_origins_follow_their_question():
    record = Record(
        answers={**ANSWERS, "terms_scope": "all_resources", "terms_expiry": "none", "terms_per_device": "required"},
        notes={"terms_scope": "Asked Ann.", "terms_expiry": "In the policy."},
        origins={"terms_scope": Origin(by="Ann")},
        discuss=["terms_expiry"],
        knowledge_version=OLD,
    )
    record, _ = carry_over(real_pack(), real_engine(), record)

    assert record.notes == {"terms": "Asked Ann.\nIn the policy."}
    assert record.origins["terms"].by == "Ann"
    assert record.discuss == ["terms"]


def test_carrying_over_twice_changes_nothing_more():
    record, _ = carried(surfaces=["legacy_mail"], connectors=None, flow_role=None, terms_scope="single_apps")
    again, notices = carry_over(real_pack(), real_engine(), record)

    assert (again, notices) == (record, ())


def test_documents_of_an_old_record_say_what_is_asked_again():
    answers = {**ANSWERS, "surfaces": ["legacy_mail"]}
    del answers["connectors"], answers["flow_role"]
    record = Record(account=Account(name="svc"), answers=answers, knowledge_version=OLD)
    case = build_case(real_pack(), real_engine(), record, date(2026, 11, 29))

    assert case.decision.main is None
    assert any(item.field_id == "surfaces" and "SMTP AUTH" in item.reason for item in open_items(case))


def test_each_split_answer_of_one_question_gives_its_reason():
    record, notices = carried(connectors=["http_with_entra_id", "azure_monitor_logs", "sharepoint"])

    told = [former.words for former in real_pack().former_answers if former.question == "connectors"]
    named = [words for words in told if words in record.parked_because["connectors"]]
    assert len(named) == 2
    assert len(notices) == 1
    assert record.parked["connectors"] == ["azure_monitor_logs", "sharepoint"]


def test_the_documents_name_answers_that_no_longer_exist():
    record, _ = carried(connectors=["http_with_entra_id"], colour="re|d")
    text = build_documents(build_case(real_pack(), real_engine(), record, date(2026, 11, 29)))["dossier.md"].decode()

    assert "http_with_entra_id" in text
    assert "colour re\\|d" in text
