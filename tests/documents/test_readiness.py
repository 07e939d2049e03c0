"""A draft lists what is open; a final export refuses and names all of it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.documents.making import ANSWERS, CONTROLS, DAY, SIGNOFF, changed, documents, make_case, person
from wizard.documents.bundle import build_documents
from wizard.documents.readiness import open_items
from wizard.errors import ExportError


def found(signoff=None, **kwargs) -> dict[str, list[str]]:
    items: dict[str, list[str]] = {}
    for item in open_items(make_case(signoff=SIGNOFF if signoff is None else signoff, **kwargs)):
        items.setdefault(item.field_id, []).append(item.reason)
    return items


def test_a_complete_case_is_proposed_and_never_approved():
    made = documents()["recommendation.md"]

    assert found() == {}
    assert "status: proposed" in made
    assert "approved" not in made.split("\n---\n")[0]
    assert build_documents(make_case(), final=True) == build_documents(make_case())


def test_a_draft_lists_every_missing_field_and_the_final_names_each():
    case = make_case(signoff={})
    required = {name for name, needed in case.outcome.fields.items() if needed}
    assert {item.field_id for item in open_items(case)} == required

    with pytest.raises(ExportError) as caught:
        build_documents(case, final=True)
    assert {problem.place for problem in caught.value.problems} == {f"signoff.{name}" for name in required}

    assert "status: draft" in documents(signoff={})["recommendation.md"]


@pytest.mark.parametrize("field", [name for name, needed in make_case().outcome.fields.items() if needed])
def test_each_required_field_keeps_it_a_draft(field):
    assert field in SIGNOFF
    assert field in found(changed(**{field: None}))


DATES = [
    ("decision_needed_by", "2026-11-23", "before the day"),
    ("valid_from", "2026-11-23", "before the day"),
    ("expires_on", "2026-12-07", "isn't after the start"),
    ("expires_on", "2026-12-06", "isn't after the start"),
    ("expires_on", "2027-06-06", "so 5 June 2027 is the last day"),
    ("review_by", "2027-06-01", "after the end"),
    ("review_by", "2027-03-08", "by 7 March 2027"),
    ("vendor_deadline", "2027-05-31", "before the vendor's date"),
    ("target_date", "2026-11-01", "before the day"),
]


@pytest.mark.parametrize(("field", "value", "said"), DATES)
def test_dates_out_of_order_or_over_the_cap_are_told(field, value, said):
    answers = {**ANSWERS, "replacement": "partial"} if field == "target_date" else ANSWERS
    reasons = [reason for reasons in found(changed(**{field: value}), answers=answers).values() for reason in reasons]

    assert any(said in reason for reason in reasons), reasons


def test_dates_at_the_edge_are_fine():
    edge = changed(
        valid_from=DAY.isoformat(),
        expires_on=(DAY + timedelta(days=180)).isoformat(),
        review_by=(DAY + timedelta(days=90)).isoformat(),
        decision_needed_by=DAY.isoformat(),
    )

    assert found(edge) == {}


@pytest.mark.parametrize(
    ("values", "cap"),
    [
        ({"write_scope": "read_only", "data_class": "non_sensitive"}, 180),
        ({"write_scope": "read_only", "data_class": "non_sensitive", "renewal_number": "1"}, 365),
        ({"write_scope": "production_data"}, 180),
        ({"write_scope": "production_data", "renewal_number": "2"}, 180),
        ({"write_scope": "production_data", "exposures": ["shared_secret"]}, 90),
    ],
)
def test_the_cap_follows_the_adjusted_level(values, cap):
    start = DAY + timedelta(days=1)
    base = {**values, "valid_from": start.isoformat(), "review_by": (start + timedelta(days=20)).isoformat()}
    base |= {"plan_steps": [{"step": "Move", "owner": "W", "due": (start + timedelta(days=cap)).isoformat()}]}

    assert "expires_on" not in found(changed(**base, expires_on=(start + timedelta(days=cap)).isoformat()))
    assert "expires_on" in found(changed(**base, expires_on=(start + timedelta(days=cap + 1)).isoformat()))


def test_a_first_exception_at_low_risk_is_held_to_the_first_term():
    mild = {"write_scope": "read_only", "data_class": "non_sensitive"}
    reasons = found(changed(**mild, expires_on="2027-06-06"))["expires_on"]

    assert reasons == ["A first exception lasts at most 180 days, so 5 June 2027 is the last day."]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("constraint", "too short", "at least 40"),
        ("subject_ref", "svc-flow", "no GUID"),
        ("tenant_ref", "contoso.com", "no GUID"),
        ("subject_ref", "00000000-0000-0000-0000-000000000000", "nil GUID"),
        ("tenant_ref", SIGNOFF["subject_ref"].upper(), "the same ID as in"),
        ("evidence_items", [{**SIGNOFF["evidence_items"][0], "expires_on": "2020-02-01"}], "Expired before the day"),
        ("evidence_items", SIGNOFF["evidence_items"][:2], "Export of Conditional Access policies"),
        ("organization", {"name": "Contoso"}, "Missing: the policy and the clause"),
        ("renewal_number", "twice", "a whole number"),
        ("renewal_number", "-1", "a whole number"),
        ("compensating_controls", [{**CONTROLS[1], "tested_on": "2026-08-01"}], "more than 90 days old"),
        ("plan_steps", [{"step": "a", "owner": "b", "due": "2027-02-01"}, {"step": "c", "owner": "d", "due": "2027-01-01"}], "do not follow"),
        ("plan_steps", [{"step": "a", "owner": "b", "due": "2027-06-01"}], "after the end"),
        ("plan_steps", [{"step": "a", "owner": "b"}], "No step has a date"),
        ("conditions", [{"step": "a"}], "condition 1"),
        ("confirmation", [{"step": "a", "owner": "b"}], "No check has a date"),
        ("evidence_items", [{"what": "x", "collected_on": "2026-11-25"}], "after the day"),
        ("last_sign_in", "2026-11-25", "after the day"),
    ],
)  # fmt: skip
def test_values_that_do_not_hold_are_told(field, value, said):
    assert any(said in reason for reason in found(changed(**{field: value}))[field])


ROW = SIGNOFF["exclusions"][0]
TERMS = {"control": "terms_of_use", "policy": "CA011 Terms of use", "group": "EXC-TOU"}
BOTH = {**ANSWERS, "controls": ["mfa", "terms_of_use"], "terms": ["selected_apps"]}
"""An account that is asked for MFA and for terms of use."""


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"control": "mfa"}], "Exclusion 1 lacks the policy and the group."),
        ([{**ROW, "control": ""}], "No row waives anything for this decision: time-limited exception."),
        ([ROW, TERMS], "waives terms of use, and this verdict does not decide on that"),
        ([{**ROW, "no_end": True}], "has no end, and an exception has one"),
        ([{**ROW, "no_end": True, "ends_on": "2027-03-01"}], "has an end and says that it has none"),
        ([{**ROW, "ends_on": "2027-06-01"}], "ends after the decision does, 31 May 2027"),
        ([{**ROW, "starts_on": "2026-12-01", "ends_on": "2027-03-01"}], "starts before the decision does"),
        ([{**ROW, "starts_on": "2027-03-01", "ends_on": "2027-03-01"}], "does not end after its start"),
        ([ROW, {**ROW, "policy": "CA002", "ends_on": "2027-03-01"}], "each end needs a separate group"),
        ([ROW, {**ROW, "policy": "CA002", "group": "Another"}], "One group has two IDs"),
        ([ROW, ROW], "is there twice"),
        ([{**ROW, "group_id": SIGNOFF["subject_ref"]}], "gives its group the ID that answers"),
        ([{**ROW, "group_id": ROW["policy_id"]}], "the ID of a policy"),
        ([{**ROW, "group_id": "00000000-0000-0000-0000-000000000000"}], "nil GUID"),
        ([{**ROW, "policy_id": "CA001"}], "no GUID"),
    ],
)
def test_rows_of_exclusions_that_do_not_hold_are_told(rows, said):
    assert any(said in reason for reason in found(changed(exclusions=rows))["exclusions"])


def test_an_exclusion_takes_the_dates_of_its_decision_and_terms_of_use_have_no_end():
    case = make_case(BOTH, changed(exclusions=[ROW, TERMS]))
    waived, terms = case.exclusions

    assert {"time_limited_exception", "exclude_from_terms_of_use"} <= set(case.outcome.verdicts)
    assert (waived.starts_on.isoformat(), waived.ends_on.isoformat()) == (SIGNOFF["valid_from"], SIGNOFF["expires_on"])
    assert (terms.ends_on, terms.no_end) == (None, True)
    assert case.exclusions_of("exclude_from_terms_of_use") == [terms]
    assert case.exclusions_of("time_limited_exception") == [waived]
    assert "exclusions" not in found(changed(exclusions=[ROW, TERMS]), answers=BOTH)
    ending = found(changed(exclusions=[ROW, {**TERMS, "ends_on": "2027-03-01"}]), answers=BOTH)
    assert ending["exclusions"] == ["Exclusion 2 has an end, and its decision says that it has none."]


def test_an_exclusion_with_days_of_its_own_has_them_in_sentence_scope_and_plan():
    own = {**ROW, "policy": "CA002 Apps", "policy_id": "", "group": "E2", "group_id": "", "ends_on": "2027-03-01"}
    late = {**own, "policy": "CA003 Late", "group": "E3", "starts_on": "2027-01-10", "ends_on": None}
    per_user = {**ANSWERS, "mfa_sources": ["conditional_access", "per_user_mfa"]}
    case = make_case(per_user, changed(exclusions=[own, late]))
    text = build_documents(case)["recommendation.md"].decode()

    assert (
        "in “CA002 Apps” (until 1 March 2027) and “CA003 Late” (from 10 January 2027) from 7 December 2026 to" in text
    )
    assert "| MFA | CA002 Apps | E2 | 7 December 2026 | 1 March 2027 |" in text
    ends = [line for line in text.splitlines() if "Remove the account from the groups that end" in line]
    assert [line.split(" | ")[3] for line in ends] == ["1 March 2027", "31 May 2027"]
    twice = documents(
        signoff=changed(exclusions=[ROW, {**ROW, "group": "E4", "group_id": "", "ends_on": "2027-03-01"}])
    )
    assert f"in “{ROW['policy']}” from 7 December 2026 to 31 May 2027" in twice["recommendation.md"]
    (whole,) = [line for line in text.splitlines() if "Switch per-user MFA on again" in line]
    assert "31 May 2027" in whole


def test_exclusions_with_different_ends_have_two_groups():
    rows = [ROW, {**TERMS, "group": ROW["group"]}]

    assert any("a separate group" in text for text in found(changed(exclusions=rows), answers=BOTH)["exclusions"])
    assert "exclusions" in found(changed(exclusions=[ROW]), answers=BOTH), "the terms of use have a row of their own"


def test_claims_that_an_item_may_show_are_a_doubt_of_the_dossier():
    items = [{"what": "Everything we read", "collected_by": "Ida Berg"}]
    case = make_case(signoff=changed(evidence_items=items))

    assert "evidence_items" not in {item.field_id for item in open_items(case)}
    assert "no item says that it is it" in build_documents(case)["dossier.md"].decode()


def test_two_unknown_inputs_of_the_rating_are_open_items():
    items = found(changed(write_scope="unknown", exposures=["unknown"]))

    assert {"write_scope", "exposures"} <= set(items)


def test_one_unknown_input_is_listed_and_blocks_nothing():
    dates = {"expires_on": "2027-03-01", "review_by": "2027-01-05", "plan_steps": SIGNOFF["plan_steps"][:1]}

    assert found(changed(exposures=["unknown"], **dates)) == {}


def test_open_questions_and_to_dos_are_open_items():
    answers = {name: value for name, value in ANSWERS.items() if name not in {"methods", "replacement"}}
    items = found(answers=answers, to_do=["replacement"])

    assert items["methods"] == ["It is not answered yet."]
    assert items["replacement"] == ["Nobody could answer it yet."]


def test_a_proposal_that_nobody_confirmed_is_an_open_item():
    proposed = {"surfaces": {"how": "proposed", "file": "log.csv"}, "cloud": {"how": "observed", "file": "log.csv"}}
    case = make_case(origins=proposed)

    assert [item.field_id for item in open_items(case)] == ["surfaces"]
    with pytest.raises(ExportError, match=r"answers\.surfaces"):
        build_documents(case, final=True)


def test_an_override_that_does_not_count_is_an_open_item():
    values = {"write_scope": "production_data", "compensating_controls": [CONTROLS[0]]}
    values |= {"risk_override_level": "low", "risk_override_by": person("Rex Pol"), "risk_override_reason": "Because"}

    assert "Only the risk reviewer" in found(changed(**values))["risk_override_level"][0]


def test_an_undecided_case_is_refused_with_what_is_still_possible():
    with pytest.raises(ExportError, match="possible are"):
        build_documents(make_case({"identity": "user_cloud"}, {}), final=True)


def test_gaps_are_closed_within_the_working_days_of_the_house():
    answers = {**ANSWERS, "surfaces": ["unknown"], "connectors": None, "flow_role": None}
    answers = {name: value for name, value in answers.items() if value is not None}

    assert "gaps_due_by" not in found(changed(gaps_due_by="2026-12-08"), answers=answers)
    assert "8 December 2026" in found(changed(gaps_due_by="2026-12-09"), answers=answers)["gaps_due_by"][0]


def test_a_workload_identity_needs_nothing_from_anybody():
    assert build_documents(make_case({"identity": "service_principal"}, {}), final=True)


@pytest.mark.parametrize("word", ["?", "-", "…", "TBD", "t.b.d.", "to be confirmed", "Folgt"])
@pytest.mark.parametrize("name", ["purpose", "justification", "consequence_if_refused", "permissions", "ticket_ref"])
def test_a_word_that_something_will_follow_is_no_text(name, word):
    assert any("what is to follow" in item.reason for item in items(name, **{name: word}))


@pytest.mark.parametrize("word", ["?", "TBD", "n/a", "nobody", "Unbekannt"])
@pytest.mark.parametrize("name", ["business_risk_acceptor", "account_owner", "security_reviewer", "implementer"])
def test_a_word_that_somebody_will_follow_is_no_person(name, word):
    assert items(name, **{name: {"name": word}})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("compensating_controls", [{**row, "evidence": "-"} for row in SIGNOFF["compensating_controls"]]),
        ("compensating_controls", [{**row, "tested_by": "?"} for row in SIGNOFF["compensating_controls"]]),
        ("organization", {"name": "Contoso Ltd", "policy": "tbd", "clause": "4.2"}),
        ("conditions", [{"step": "Review the group", "owner": "nobody", "due": "2026-12-20"}]),
        ("exclusions", [{**SIGNOFF["exclusions"][0], "policy": "???"}]),
    ],
)
def test_a_part_that_will_follow_is_missing(name, value):
    assert items(name, **{name: value})


def test_none_is_an_answer_where_there_can_be_none():
    assert not items("dependencies", dependencies="None")
    assert not items("permissions", permissions="none")


def items(field: str, **values):
    return [item for item in open_items(make_case(signoff=changed(**values))) if item.field_id == field]
