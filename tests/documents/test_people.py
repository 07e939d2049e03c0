"""Who signs, and whether duties are separated: from names and contacts alone."""

from __future__ import annotations

import itertools

import pytest

from tests.documents.making import ANSWERS, changed, documents, make_case, person
from tests.support.answering import allowed
from tests.support.packs import real_engine
from wizard.documents.bundle import build_documents
from wizard.documents.people import duty_findings, signers
from wizard.documents.readiness import open_items, status
from wizard.errors import ExportError
from wizard.record.names import same_person, stands_for, told_people, told_person
from wizard.record.values import Person


def who(name="", contact=""):
    return Person(name=name, contact=contact)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (who("Jo Doe"), who("jo  DOE"), True),
        (who("Jo Doe"), who("Doe, Jo"), True),
        (who("José Núñez"), who("Jose Nunez"), True),
        (who("Ｊｏ Doe"), who("Jo Doe"), True),
        (who("Jo Doe", "jo@x.org"), who("J. Doe", "JO@x.org "), True),
        (who("Jo Doe", "mailto:jo@x.org"), who("Somebody", "jo@x.org"), True),
        (who("Jo Doe", "jo@x.org"), who("Jo Doe"), True),
        (who("Jo Doe", "jo@x.org"), who("Jo Doe", "jo2@x.org"), False),
        (who("Jo Doe"), who("Jo Doe Smith"), False),
        (who("Helena Brandt"), who("Brandt, Helena"), True),
        (who("Helena Brandt"), who("Helena Brandt (CFO)"), True),
        (who("Helena Brandt"), who("Helena Brandt, CFO"), True),
        (who("Helena Brandt"), who("Helena Brandt CFO"), True),
        (who("Helena Brandt"), who("Helena Lead"), False),
        (who("Helena Brandt"), who("H. Brandt"), True),
        (who("Helena Brandt"), who("Brandt, H."), True),
        (who("Helena Brandt"), who("Dr. Helena Brandt"), True),
        (who("Helena Brandt"), who("Prof. Dr. H. Brandt, CFO"), True),
        (who("Helena Brandt"), who("Helena M. Brandt"), True),
        (who("Anna-Lena Meyer"), who("A.-L. Meyer"), True),
        (who("Jörg Müller"), who("Joerg Mueller"), True),
        (who("Sean O'Brien"), who("O\u2019Brien, Sean"), True),
        (who("Helena Brandt"), who("Hugo Brandt"), False),
        (who("Helena Brandt"), who("K. Brandt"), False),
        (who("Helena Brandt"), who("Helena Brand"), False),
        (who("Helena Brandt"), who("Brandt"), False),
        (who("Helena Brandt"), who("Helena"), False),
        (who("Helena Brandt"), who("H. B."), False),
        (who("H. Brandt", "hugo@x.org"), who("Helena Brandt", "helena@x.org"), False),
        (who(""), who(""), False),
        (who("\u0301 \u0302"), who("\u0301 J. Doe"), False),
    ],
)
def test_people_are_compared_in_normal_form(one, other, same):
    assert same_person(one, other) is same
    assert same_person(other, one) is same


@pytest.mark.parametrize(
    ("cell", "name", "represents"),
    [
        ("Helena Brandt", "Helena Brandt", ""),
        ("Helena Brandt (CFO)", "Helena Brandt", ""),
        ("Helena Brandt <hb@contoso.com>", "Helena Brandt", ""),
        ("Helena Brandt CFO", "Helena Brandt", ""),
        ("Helena Brandt Head of Treasury", "Helena Brandt", ""),
        ("Helena Brandt (signed)", "Helena Brandt", ""),
        ("gez. Helena Brandt, 2026-12-03", "Helena Brandt", ""),
        ("Digitally signed by Helena Brandt", "Helena Brandt", ""),
        ("Helena Brandt (elektronisch signiert)", "Helena Brandt", ""),
        ("Identity Admin", "Identity Admin", ""),
        ("Karl Voss CISO for Helena Brandt CFO", "Karl Voss", "Helena Brandt"),
        ("Karl Voss for Helena Brandt", "Karl Voss", "Helena Brandt"),
        ("Karl Voss (for Helena Brandt)", "Karl Voss", "Helena Brandt"),
        ("Karl Voss, on behalf of Brandt, Helena", "Karl Voss", "Brandt, Helena"),
        ("Karl Voss, delegate of Helena Brandt", "Karl Voss", "Helena Brandt"),
        ("Karl Voss i. V. Helena Brandt", "Karl Voss", "Helena Brandt"),
        ("Karl Voss in Vertretung von Helena Brandt", "Karl Voss", "Helena Brandt"),
        ("", "", ""),
    ],
)
def test_a_cell_names_a_person_and_whom_a_delegate_represents(cell, name, represents):
    told = told_person(cell)

    assert (told.name, told.represents) == (name, represents)
    assert stands_for(told, who("Helena Brandt")) is bool("Brandt" in cell)


@pytest.mark.parametrize("name", ["Mei Ling CAO", "Anna Maria Lead", "Ida M. Owner"])
def test_a_family_name_that_is_also_a_title_is_who_was_planned(name):
    assert stands_for(told_person(name), who(name))
    assert stands_for(told_person(f"Karl Voss for {name}"), who(name))
    assert any(same_person(one, who(name)) for one in told_people(f"Karl Voss, {name}"))


def roles(case) -> list[str]:
    return [signer.role for signer in signers(case)]


LOW = ["business_risk_acceptor", "account_owner", "security_reviewer", "identity_governance"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, LOW),
        ({"write_scope": "read_only", "data_class": "non_sensitive"}, LOW),
        ({"write_scope": "production_data"}, LOW),
        ({"write_scope": "production_data", "compensating_controls": None}, [*LOW, "ciso"]),
        (
            {"write_scope": "production_data", "compensating_controls": None, "data_class": "personal"},
            [*LOW, "ciso", "data_protection"],
        ),
        ({"renewal_number": "2"}, LOW),
        ({"renewal_number": "3"}, [*LOW, "ciso"]),
        ({"renewal_number": "3", "compensating_controls": None}, [*LOW, "ciso", "executive"]),
    ],
)
def test_the_level_of_risk_decides_who_signs(values, expected):
    assert roles(make_case(signoff=changed(**values))) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"identity": "managed_identity"}, []),
        ({**ANSWERS, "run_mode": "unknown"}, []),
        ({**ANSWERS, "activity": "idle"}, ["account_owner", "identity_admin"]),
        (
            {**ANSWERS, "surfaces": ["azure_portals"], "run_mode": "human_each_time", "methods": ["none"]},
            ["account_owner"],
        ),
        (
            {**ANSWERS, "identity": "emergency_access"},
            ["ciso", "identity_admin", "second_identity_admin"],
        ),
        (
            {**ANSWERS, "surfaces": ["graph"], "replacement": "managed_identity", "record": "partial"},
            ["account_owner", "identity_admin"],
        ),
        ({**ANSWERS, "token": "ropc_password", "surfaces": ["graph"], "egress": "fixed"}, LOW),
        (
            {
                **ANSWERS,
                "controls": ["terms_of_use"],
                "terms": ["selected_apps"],
                "settings": ["embedded_app_mismatch"],
            },
            ["business_risk_acceptor", "account_owner", "identity_governance"],
        ),
    ],
)
def test_the_outcome_decides_who_signs(answers, expected):
    case = make_case(allowed(real_engine(), answers))

    assert roles(case) == expected, case.outcome.verdicts


APART = ("requester", "implementer", "security_reviewer", "business_risk_acceptor")
"""Of these nobody holds two."""

CONFLICTS = [
    *itertools.combinations(APART, 2),
    ("identity_governance", "requester"),
    ("identity_governance", "implementer"),
    ("deputy", "account_owner"),
]


@pytest.mark.parametrize(("one", "other"), CONFLICTS)
def test_two_duties_in_one_hand_block_the_final(one, other):
    case = make_case(signoff=changed(**{one: person("Two Hats"), other: person("Two Hats")}))

    assert [finding.roles for finding in duty_findings(case) if finding.blocks] == [(one, other)]
    with pytest.raises(ExportError, match=f"signoff.{other}"):
        build_documents(case, final=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [("requester", "account_owner"), ("implementer", "account_owner"), ("security_reviewer", "account_owner")],
)
def test_the_account_owner_confirms_and_approves_nothing(one, other):
    case = make_case(signoff=changed(**{one: person("Two Hats"), other: person("Two Hats")}))

    assert [finding for finding in duty_findings(case) if finding.blocks] == []
    approving = {role.id for role in case.pack.profile.role if role.approves}
    assert [signer.role for signer in signers(case) if signer.role in approving] == ["business_risk_acceptor"]


def test_who_really_signed_is_held_to_the_same_rule():
    case = make_case()
    signed = {"business_risk_acceptor": who("Rex Pol", "rex@contoso.com")}

    assert duty_findings(case) == ()
    assert [finding.roles for finding in duty_findings(case, signed)] == [("requester", "business_risk_acceptor")]


def test_a_delegate_does_not_separate_what_one_person_holds():
    for_requester = who("Karl Voss").model_copy(update={"represents": "Rex Pol"})
    findings = duty_findings(make_case(), {"business_risk_acceptor": for_requester})

    assert [finding.roles for finding in findings if finding.blocks] == [("requester", "business_risk_acceptor")]


def test_in_a_self_assessment_a_conflict_is_a_warning_and_blocks_nothing():
    values = changed(requester=person("Sue Wit"))
    case = make_case(signoff=values, self_assessment=True)

    assert any(finding.blocks for finding in duty_findings(case))
    assert open_items(case) == ()


def test_each_signature_says_what_it_stands_for():
    case = make_case(signoff=changed(compensating_controls=None, data_class="personal"))

    assert {signer.title: signer.meaning for signer in signers(case)} == {
        "Risk owner": "accept the remaining risk for the business until 31 May 2027",
        "Account owner": "confirm the need and carry the exit plan",
        "Risk reviewer": "rated the risk and saw each test",
        "Identity governance": "checked duties and registered it",
        "CISO or delegate": "agree to the remaining risk",
        "Data protection lead": "checked the personal data",
    }


def test_an_end_that_is_missing_is_a_date_to_be_set():
    owner = signers(make_case(signoff=changed(expires_on=None)))[0]

    assert owner.meaning == "accept the remaining risk for the business until a date to be set"


def test_where_nothing_is_waived_people_acknowledge():
    idle = {
        signer.role: signer.meaning
        for signer in signers(make_case(allowed(real_engine(), {**ANSWERS, "activity": "idle"})))
    }

    assert idle == {"account_owner": "acknowledge it", "identity_admin": "will make and undo the change"}


def test_a_role_that_does_not_sign_here_is_no_conflict():
    case = make_case(signoff=changed(requester=person("Cy Ross"), ciso=person("Cy Ross")))

    assert duty_findings(case) == ()


def test_at_least_two_people_sign():
    one = person("Only One")
    case = make_case(signoff=changed(**dict.fromkeys(LOW, one)))

    assert any("two different people" in finding.text for finding in duty_findings(case))


def test_one_name_with_two_contacts_is_a_warning():
    other = {"name": "Rex Pol", "role": "", "contact": "other@contoso.com"}
    case = make_case(signoff=changed(business_risk_acceptor=other))

    assert [finding.blocks for finding in duty_findings(case)] == [False]
    assert status(case) == "proposed"
    assert "two people" in documents(signoff=changed(business_risk_acceptor=other))["recommendation.md"]


@pytest.mark.parametrize("name", ["Finance Team", "Shared mailbox 3", "IT-Group"])
def test_a_mailbox_or_group_does_not_sign(name):
    case = make_case(signoff=changed(identity_governance={"name": name, "role": "", "contact": ""}))

    assert any("not a mailbox or a group" in item.reason for item in open_items(case))


def test_in_a_tenant_of_one_person_conflicts_warn_and_the_document_says_so():
    one = person("Only One")
    everywhere = dict.fromkeys(
        ("requester", "account_owner", "business_risk_acceptor", "identity_governance", "implementer", "deputy"), one
    )
    alone = make_case(signoff=changed(**everywhere), self_assessment=True)

    assert status(make_case(signoff=changed(**everywhere))) == "draft"
    assert status(alone) == "proposed"
    made = documents(signoff=changed(**everywhere), self_assessment=True)["recommendation.md"]
    assert "Self-assessment: duties are not separated (Risk owner, " in made


def test_the_account_owner_approves_nothing():
    case = make_case(signoff=changed(business_risk_acceptor=person("Olga Ney")))

    assert [finding.roles for finding in duty_findings(case) if finding.blocks] == [
        ("account_owner", "business_risk_acceptor")
    ]


def test_the_requester_may_own_the_account():
    assert not [one for one in duty_findings(make_case(signoff=changed(requester=person("Olga Ney")))) if one.blocks]
