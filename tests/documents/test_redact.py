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
from wizard.record.pseudonyms import Pseudonyms
from wizard.record.reading import read_record
from wizard.record.redact import Redaction

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


def redacted(signoff=None, how=None, **record):
    given = {
        "notes": {"cloud": "Private remark"},
        "origins": {"cloud": ORIGIN},
        "x_extra": "Private remark",
        **record,
    }
    plain = make_case(ANSWERS, signoff or full(), **given)
    return build_case(real_pack(), real_engine(), plain.record, DAY, redact=how or Redaction())


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


def test_kept_text_has_no_names_and_nothing_else_missing():
    case = redacted(how=Redaction(keep_text=True))
    made = {name: data.decode() for name, data in build_documents(case).items()}

    assert case.text("purpose") == "Nightly copy of supplier invoices"
    olga, ida = (case.record.signoff[role]["name"] for role in ("account_owner", "identity_admin"))
    assert case.text("justification") == (
        f"Ask {olga} ({olga}) about Account 1 at address withheld, or {ida}. See address withheld"
    )
    # Who is named in free text only cannot be told from a word.
    unknown = {"Private remark", "Bob Mill", "Zorgbank"}
    left = {s for s in SECRETS for text in made.values() if s.lower() in text.lower()}
    assert left <= unknown, left


def test_free_text_is_withheld_and_still_counts_as_long_enough():
    case = redacted()

    assert case.text("purpose") == "withheld"
    assert case.text("constraint") == "withheld: a text of 40 characters or more"
    assert status(case) == "proposed"
    assert status(redacted(full() | {"constraint": "Short."})) == "draft"


def test_the_same_person_has_one_pseudonym_and_duties_are_still_checked():
    signoff = {**SIGNOFF, "business_risk_acceptor": person("Rex Pol")}
    case = redacted(signoff)

    assert case.record.signoff["requester"]["name"] == case.record.signoff["business_risk_acceptor"]["name"]
    assert any(finding.blocks for finding in duty_findings(case))
    assert not any(finding.blocks for finding in duty_findings(redacted(dict(SIGNOFF))))
    assert case.record.signoff["rollback_contact"]["name"] == case.record.signoff["identity_admin"]["name"]


def test_pseudonyms_with_numbers_that_begin_alike_are_two_people():
    """Of ten people and more, “Person 1” is none of “Person 10” to “Person 19”."""
    assert duty_findings(redacted(dict(SIGNOFF))) == duty_findings(make_case()) == ()


def test_with_one_key_the_same_record_gives_the_same_bytes():
    how = Redaction()
    first, again = redacted(how=how), redacted(how=how)

    assert build_documents(first) == build_documents(again)
    assert first.account == "Account 1"
    assert first.record.record_id == "MFA-2026-P0001"
    assert redacted(how=how, account={"name": "svc-other@contoso.com"}).account == "Account 2"


def test_a_redacted_record_reads_back_as_the_same_documents():
    made = build_documents(redacted())
    record = read_record(made["record.json"], "x")

    assert json.loads(made["record.json"])["redacted"] is True
    assert build_documents(build_case(real_pack(), real_engine(), record, DAY)) == made
    key = Pseudonyms()
    assert build_documents(build_case(real_pack(), real_engine(), record, DAY, redact=Redaction(key))) == made
    assert not key.entries


def test_report_only_policies_have_pseudonyms_and_still_say_what_they_would_require():
    soon = {"policy": "CA900 Zorgbank", "question": "controls", "requires": ["mfa", "for Zorgbank"], "sure": True}
    made = build_documents(redacted(report_only=[soon, {**soon, "policy": "CA001 Require MFA", "x": "Zorgbank"}]))
    record = read_record(made["record.json"], "x")

    assert not any(b"Zorgbank" in data for data in made.values())
    assert [one.requires for one in record.report_only] == [["mfa"], ["mfa"]]
    assert record.report_only[1].policy == record.signoff["exclusions"][0]["policy"]
    assert f"{record.report_only[0].policy} would apply: “Require" in made["recommendation.md"].decode()


def test_the_decision_and_its_rating_do_not_change():
    plain, hidden = make_case(ANSWERS, full()), redacted()

    assert (hidden.outcome.verdicts, hidden.level) == (plain.outcome.verdicts, plain.level)
    assert status(hidden) == status(plain) == "proposed"
