"""A pseudonym is the same for all ways of writing a name, and stays what it is."""

from __future__ import annotations

import pytest

from wizard.record.pseudonyms import Named, Pseudonyms, is_pseudonym
from wizard.record.values import Person

IDA = Person(name="Ida Berg", contact="ida@contoso.com")


@pytest.mark.parametrize(
    "written",
    [
        Person(name="Berg, Ida"),
        Person(name="Dr. Ida Berg (CISO)"),
        Person(name="I. Berg"),
        Person(name="Ida B.", contact="IDA@contoso.com"),
        Person(contact="mailto:ida@contoso.com"),
        Person(name="Idä Berg"),
    ],
)
def test_one_person_written_in_several_ways_has_one_pseudonym(written):
    key = Pseudonyms()

    assert key.person([IDA]) == key.person([written]) == key.person([IDA]) == "Person 1"


@pytest.mark.parametrize(
    "other", [Person(name="Ida Berg", contact="berg2@contoso.com"), Person(name="Ida Holm"), Person(name="Ian Berg")]
)
def test_two_people_have_two(other):
    key = Pseudonyms()

    assert [key.person([one]) for one in (IDA, other, IDA, other)] == ["Person 1", "Person 2"] * 2


def test_what_comes_later_changes_no_pseudonym():
    key = Pseudonyms()
    seen = [
        Person(name="Ida Berg"),
        Person(name="Ida Berg", contact="b@x.org"),
        Person(name="Ida Berg", contact="c@x.org"),
    ]
    seen += [Person(name="Berg, Ida", contact="d@x.org"), Person(name="I. Berg"), Person(name="Ivo Berg")]
    first = [key.person([one]) for one in seen]
    again = Pseudonyms.model_validate(key.model_dump(mode="json"))

    assert [key.person([one]) for one in reversed(seen)] == first[::-1]
    assert [again.person([one]) for one in seen] == first
    assert not again.changes


def test_kinds_are_numbered_apart_and_names_compared_without_case():
    key = Pseudonyms()

    assert [key.of(kind, "CA001 Require MFA") for kind in (Named.POLICY, Named.GROUP)] == ["Policy 1", "Group 1"]
    assert key.of(Named.POLICY, "ca001  require mfa") == "Policy 1"
    assert key.of(Named.POLICY, "CA002") == "Policy 2"


def test_an_account_is_known_by_its_other_names():
    key = Pseudonyms()

    assert key.account(["svc-a@x.org", "svc-a-old"]) == "Account 1"
    assert key.account(["SVC-A-OLD"]) == "Account 1"
    assert key.account(["svc-b"]) == "Account 2"


@pytest.mark.parametrize("asked", ["Account 1", "account 1", " ACCOUNT  1 "])
def test_a_pseudonym_leads_back(asked):
    key = Pseudonyms()
    key.account(["svc-a@x.org"])
    key.person([IDA])

    assert key.lead_back(asked).told == ("svc-a@x.org",)
    assert key.lead_back("contact of Person 1").told == ("Ida Berg", "ida@contoso.com")
    assert key.lead_back("Person 9") is None


def test_a_record_leads_back_in_every_revision():
    key = Pseudonyms()
    made = key.of(Named.RECORD, "MFA-2026-AB12CD34", "MFA-2026-P{:04d}")

    assert made == "MFA-2026-P0001"
    assert key.lead_back("MFA-2026-P0001-R2").names == ["MFA-2026-AB12CD34"]


def test_numbers_go_on_after_an_entry_that_somebody_removed():
    key = Pseudonyms()
    for name in ("a", "b", "c"):
        key.account([name])
    del key.entries[0]
    left = Pseudonyms.model_validate(key.model_dump(mode="json"))

    assert left.account(["d"]) == "Account 4"


def test_a_key_with_one_pseudonym_for_two_is_refused():
    key = Pseudonyms()
    key.account(["a"])
    data = key.model_dump(mode="json")
    data["entries"] *= 2

    with pytest.raises(ValueError, match="'account 1' is there twice"):
        Pseudonyms.model_validate(data)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Account 7", True), ("contact of Person 3", True), ("Account seven", False), ("Person 3a", False)],
)
def test_a_pseudonym_has_a_form(text, answer):
    assert is_pseudonym(text) is answer
