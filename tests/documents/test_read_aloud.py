"""What a board hears when the documents are read aloud: nothing in one part contradicts another."""

from __future__ import annotations

import re

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, changed, documents, make_case, scenarios, section
from tests.support.tables import for_each
from wizard.documents.board.plan import planned_steps
from wizard.documents.board.room import ROOMS
from wizard.documents.bundle import build_documents
from wizard.documents.frame import frame_of
from wizard.documents.people import signers
from wizard.errors import ExportError

SPECIAL = {
    name: value
    for name, value in {
        **ANSWERS,
        "surfaces": ["m365_data"],
        "methods": ["none"],
        "token": "interactive_cached",
    }.items()
    if name not in {"connectors", "flow_role"}
}
KIOSK = {**SPECIAL, "identity": "room_device", "record": "partial"}
AGENT = {name: value for name, value in SPECIAL.items() if name != "token"} | {"identity": "agent_user"}
PARTIAL = {**ANSWERS, "record": "partial"}
HOLD = {name: value for name, value in ANSWERS.items() if name != "met_today"} | {"controls": ["unknown"]}
DEFAULTS = {name: value for name, value in SPECIAL.items() if name not in {"controls", "met_today"}} | {
    "mfa_sources": ["security_defaults"],
    "surfaces": ["arm_read"],
}
"""Security defaults, which support no exclusions."""


def row(text: str, what: str) -> list[str]:
    """Return the cells of the one row of a document that holds some words."""
    (line,) = [line for line in text.splitlines() if line.startswith("|") and what in line]
    return [cell.strip() for cell in line.strip("|").split("|")]


def head(text: str) -> str:
    """Return the answer and what follows it on its line."""
    return next(line for line in text.splitlines() if line.startswith("**"))


@pytest.mark.parametrize("answers", [PARTIAL, KIOSK], ids=["exception", "kiosk"])
def test_the_record_is_complete_when_the_checklist_asks_for_it(answers):
    made = documents(answers)

    assert "**A14**" in made["checklist.md"].split("\n## At approval")[0]
    assert row(made["recommendation.md"], "Complete the record")[3] == "4 December 2026"


def test_who_closes_the_open_questions_collects_the_answers():
    text = documents(HOLD)["recommendation.md"]

    assert "until Gus Lin has closed" in text
    assert row(text, "Collect each missing answer")[1] == "Gus Lin"


@pytest.mark.parametrize(
    ("answers", "heard"),
    [
        ({"identity": "emergency_access"}, "as an exception, because the rules for its kind apply"),
        (KIOSK, "as an exception, because the rules for its kind apply"),
        ({"identity": "shared_mailbox"}, ""),
        (AGENT, ""),
    ],
    ids=["emergency", "kiosk", "mailbox", "agent"],
)
def test_an_account_that_its_kind_excludes_needs_no_exception_but_an_exclusion(answers, heard):
    first, *_ = head(documents(answers)["recommendation.md"]).split(" · ")

    assert first == f"**NOT NEEDED** {heard}".rstrip()


@pytest.mark.slow
@for_each(case=scenarios(), signoff=[SIGNOFF, {}])
def test_the_first_step_of_a_plan_is_not_dated_after_the_second(case, signoff):
    made = make_case(case["answers"], signoff)
    first, second, *_ = [*planned_steps(made, ROOMS[0]), None, None]

    assert first is None or second is None or not (first.day and second.day) or first.day <= second.day
    if first is not None and second is not None and second.signs:
        assert first.when not in {"after approval", "at exit"}


@for_each(case=scenarios())
def test_consequences_of_approval_are_told_where_somebody_approves(case):
    text = section(documents(case["answers"])["recommendation.md"], "Consequences")
    signed = bool(signers(make_case(case["answers"])))

    assert ("**If approved:**" in text, "**If you follow this:**" in text) == (signed, not signed)


@for_each(case=scenarios())
def test_a_checkpoint_that_asks_whether_the_decision_was_read_aloud_has_an_item_for_it(case):
    text = documents(case["answers"])["checklist.md"]

    assert ("has the decision been read aloud?" in text) == ("**B1**" in text)


def test_a_refusal_with_a_known_replacement_leaves_no_alternative_to_choose():
    text = documents({**DEFAULTS, "replacement": "managed_identity"}, {})["recommendation.md"]

    assert "outcome: exception_impossible" in text
    assert row(text, "| Managed identity |")[1] == "in the plan"
    assert row(text, "| 1 |")[2] == "Name the lead and the target date of the move"
    assert "Choose one of the remaining alternatives" not in text


def test_no_requirement_of_user_policies_is_a_reason_for_a_workload_identity():
    text = documents({"identity": "agent_identity"})["recommendation.md"]

    assert "does not meet today" not in section(text, "Why")


def test_the_dossier_says_why_an_entry_is_to_be_corrected():
    made = documents(signoff=changed(valid_from="2026-11-01"))

    assert "start date: correct" in section(made["recommendation.md"], "Open items")
    assert re.search(
        r"before the day of this document, 24 November 2026", section(made["dossier.md"], "What to correct")
    )
    assert "## What to correct" not in documents()["dossier.md"]


def test_inputs_that_an_unknown_risk_waits_for_are_named_in_one_sentence():
    text = section(documents(signoff={})["recommendation.md"], "Risk and controls")

    assert text.rstrip().endswith(
        "because these inputs are missing: highly privileged roles, reach of its changes, most sensitive data and exposures."
    )


def test_a_person_who_signs_twice_is_asked_once():
    text = documents(signoff=changed(identity_governance=SIGNOFF["account_owner"]))["recommendation.md"]

    assert "sign or return this decision: Bea Kay, Olga Ney and Sue Wit." in text


@pytest.mark.parametrize(
    ("place", "taken"),
    [
        ("signoff.data_class", "It takes one of: non_sensitive, internal,"),
        ("signoff.expires_on", "It takes YYYY-MM-DD."),
        ("signoff.compensating_controls", "It takes name | kind |"),
        ("answers.record", "Give one of these: complete, partial, none."),
    ],
)
def test_a_refused_final_export_says_what_each_missing_entry_takes(place, taken):
    answers = {name: value for name, value in ANSWERS.items() if f"answers.{name}" != place}
    with pytest.raises(ExportError) as refused:
        build_documents(make_case(answers, {}), final=True)

    assert [taken in problem.remedy for problem in refused.value.problems if problem.place == place] == [True]


@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("documented", "excluded today, with a valid approval; MFA in force, not met"),
        ("undocumented", "excluded today, without a valid approval; MFA in force, not met"),
        ("none", "own rules: MFA in force, not met"),
    ],
)
def test_the_layers_tell_of_an_exclusion_that_is_there_today(today, told):
    refused = {**ANSWERS, "privilege": ["entra_admin"], "exclusion_today": today}
    (line,) = [one for one in documents(refused)["recommendation.md"].splitlines() if one.startswith("![Two layers.")]

    assert told in line


@pytest.mark.parametrize(
    ("answers", "status"), [({"identity": "service_principal"}, "Nothing to sign"), (KIOSK, "Proposed for approval")]
)
def test_a_page_that_nobody_signs_is_not_proposed_for_approval(answers, status):
    assert frame_of(make_case(answers), "recommendation", "0" * 64, {}).status == status
