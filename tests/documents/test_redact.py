"""A document that circulates names nobody, and still tells people apart."""

from __future__ import annotations

import json

import pytest

from tests.documents.making import ACCOUNT, ANSWERS, DAY, SIGNOFF, changed, make_case, person
from tests.support.packs import real_engine, real_pack
from wizard.documents.bundle import build_documents
from wizard.documents.case import build_case
from wizard.documents.people import duty_findings
from wizard.documents.readiness import status
from wizard.record.reading import read_record

SECRETS = [
    ACCOUNT, "svc-flow", "contoso", "Moss", "Olga", "rex@", "Ida Berg", "3f2504e0", "6f9619ff", "0f8fad5b",
    "CHG0012345", "sharepoint.com/evidence", "Private remark", "10.1.2.3", "log-of-svc.csv", "Bob Mill", "Zorgbank",
]  # fmt: skip
ORIGIN = {
    "how": "observed",
    "by": "Ida Berg",
    "sources": [{"file": "log-of-svc.csv", "digest": "ab", "period": "30 days"}],
    "reason": "Excluded from MFA for Bob Mill; Zorgbank ARM of Dora.",
}


def redacted(signoff=None, **record):
    given = {
        "notes": {"cloud": "Private remark"},
        "origins": {"cloud": ORIGIN},
        "x_extra": "Private remark",
        **record,
    }
    return make_case(ANSWERS, signoff or full(), redact=True, **given)


def full():
    return changed(
        justification=f"Ask Olga Ney (olga@contoso.com) about {ACCOUNT} at 10.1.2.3, or Ida. See https://wiki.contoso.com/x?y=1.",
        constraint="The tenant 6f9619ff-8b86-d011-b42d-00c04fc964ff needs it, as \\\\server.contoso.com\\share shows in full.",
        consulted="Rex Pol and Dan",
    )


def test_one_file_has_one_pseudonym_wherever_it_speaks():
    other = {**ORIGIN, "sources": [{"file": "policies-of-svc.json", "digest": "cd"}, *ORIGIN["sources"]]}
    origins = redacted(origins={"cloud": ORIGIN, "token": other, "activity": ORIGIN}).record.origins

    assert {name: origin.files for name, origin in origins.items()} == {
        "cloud": ("File 1",),
        "token": ("File 2", "File 1"),
        "activity": ("File 1",),
    }


@pytest.mark.parametrize("name", ["recommendation.md", "checklist.md", "record.json"])
def test_nothing_of_it_is_left(name):
    text = build_documents(redacted())[name].decode()

    assert [secret for secret in SECRETS if secret.lower() in text.lower()] == []


def test_the_words_around_stay():
    text = build_documents(redacted())["recommendation.md"].decode()

    assert "Ask Person" in text
    assert "Nightly copy of supplier invoices" in text
    assert "were replaced by pseudonyms" in text


def test_the_same_person_has_one_pseudonym_and_duties_are_still_checked():
    signoff = {**SIGNOFF, "business_risk_acceptor": person("Rex Pol")}
    case = redacted(signoff)

    assert case.record.signoff["requester"]["name"] == case.record.signoff["business_risk_acceptor"]["name"]
    assert any(finding.blocks for finding in duty_findings(case))
    assert not any(finding.blocks for finding in duty_findings(redacted(dict(SIGNOFF))))
    assert case.record.signoff["rollback_contact"]["name"] == case.record.signoff["identity_admin"]["name"]


def test_pseudonyms_are_stable_and_cannot_be_guessed_from_a_name():
    first, again = redacted(), redacted()
    other = redacted(notes={"cloud": "Another"})

    assert build_documents(first) == build_documents(again)
    assert first.account != other.account, "the same name alone does not give the same pseudonym"
    assert first.account.startswith("Account ")
    assert first.record.record_id.startswith("MFA-2026-R")


def test_a_redacted_record_reads_back_as_the_same_documents():
    made = build_documents(redacted())
    record = read_record(made["record.json"], "x")

    assert json.loads(made["record.json"])["redacted"] is True
    assert build_documents(build_case(real_pack(), real_engine(), record, DAY)) == made
    assert build_documents(build_case(real_pack(), real_engine(), record, DAY, redact=True)) == made


def test_the_decision_and_its_rating_do_not_change():
    plain, hidden = make_case(ANSWERS, full()), redacted()

    assert (hidden.outcome, hidden.rating) == (plain.outcome, plain.rating)
    assert status(hidden) == status(plain) == "proposed"
