"""Several accounts in one record: nothing of one of them is lost, and nothing of one is said of all."""

from __future__ import annotations

import pytest

from tests.documents.making import DAY, make_case
from tests.support.packs import real_engine, real_pack
from wizard.documents.bundle import build_documents
from wizard.documents.case import build_case
from wizard.record.annex import accounts_of, joined
from wizard.record.model import Account, Origin, Record, Source
from wizard.record.redact import Redaction

OWN = ("subject_ref", "ticket_ref")
NAMES = ("svc-a", "svc-b")


def record(name: str, **parts: object) -> Record:
    given = {"signoff": {"ticket_ref": f"CHG-{name}", "purpose": "Copies"}, "answers": {"cloud": "public"}, **parts}
    return Record(account=Account(name=name, aliases=[f"alias of {name}"]), record_id=f"ID-{name}", **given)


def together(*records: Record) -> Record:
    return joined(records, OWN, "flows (2 accounts)", "ID-1")


def test_each_account_is_found_again_as_it_was():
    first, second = record("a", revision=2, supersedes="ID-0"), record("b", notes={"cloud": "By Ann"})

    assert accounts_of(together(first, second)) == (first, second)


def test_a_record_of_one_account_is_its_own():
    assert accounts_of(record("a")) == (record("a"),)


def test_what_differs_is_not_said_of_all():
    found = together(record("a", notes={"x": "1", "y": "2"}), record("b", notes={"x": "1", "y": "3"}))

    assert (found.notes, [member.notes for member in found.annex]) == ({"x": "1"}, [{"y": "2"}, {"y": "3"}])
    assert found.signoff == {"purpose": "Copies"}


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [("stated", "stated", "stated"), ("stated", "proposed", "proposed"), ("imported", "observed", "imported")],
)
def test_an_answer_that_came_in_two_ways_is_told_by_the_weaker_one_with_all_exports(first, second, how):
    sources = [[Source(file="a.csv", digest="1")], [Source(file="b.csv", digest="2")]]
    records = [
        record(name, origins={"cloud": Origin(how=way, by=name, sources=of)})
        for name, way, of in zip("ab", (first, second), sources, strict=True)
    ]
    origin = together(*records).origins["cloud"]

    assert (origin.how, origin.by, origin.files) == (how, "", ("a.csv", "b.csv"))


@pytest.mark.slow
def test_a_redacted_paper_names_none_of_its_accounts():
    cases = [
        make_case(name=f"{name}@contoso.com", notes={"Team": f"Zorg {name}"}, created_on=DAY.isoformat())
        for name in NAMES
    ]
    shared = joined([case.record for case in cases], OWN, "zorg flows (2 accounts)", "MFA-2026-ABCDEF01")
    hidden = build_case(real_pack(), real_engine(), shared, DAY, redact=Redaction())
    text = b"\n".join(build_documents(hidden).values()).decode()

    assert [member.name for member in hidden.record.annex] == ["Account 2", "Account 3"]
    assert not [secret for secret in (*NAMES, "zorg", "Zorg", "3f2504e0", "CHG0012345") if secret in text]
