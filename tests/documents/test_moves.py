"""A plan and a checklist end an account only where all of its work leaves it."""

from __future__ import annotations

from tests.documents.making import ANSWERS, documents
from tests.support.tables import for_each

NO_RULE = {name: value for name, value in ANSWERS.items() if name not in {"controls", "met_today"}}
NO_RULE = {**NO_RULE, "mfa_sources": ["none"]}
WITHOUT_FLOWS = {name: value for name, value in NO_RULE.items() if name not in {"connectors", "flow_role"}}
SHARED = {**WITHOUT_FLOWS, "surfaces": ["m365_data"], "run_mode": "shared_by_people", "token": "interactive_cached"}

STAYING = {
    "ownership alone, kept": {**NO_RULE, "flow_role": ["owner"]},
    "ownership alone, with an exception": {**ANSWERS, "flow_role": ["owner", "connection"]},
    "ownership alone, with an exclusion refused": {
        **ANSWERS, "flow_role": ["owner"], "run_mode": "human_on_setup", "privilege": ["power_platform_admin"],
    },
    "ownership alone, where Microsoft requires MFA": {
        **ANSWERS, "flow_role": ["owner"], "run_mode": "human_each_time", "token": "interactive_cached", "methods": ["none"],
        "surfaces": ["pp_connections", "azure_portals"],
    },
    "part of the work": {**NO_RULE, "privilege": ["power_platform_admin"], "replacement": "partial"},
    "no replacement found yet": SHARED,
    "synchronization": {
        **WITHOUT_FLOWS, "identity": "sync_account", "surfaces": ["m365_data"], "token": "ropc_password",
        "replacement": "service_principal",
    },
    "emergency access in a script": {
        **WITHOUT_FLOWS, "identity": "emergency_access", "surfaces": ["arm_write"], "enforcement": "enforced",
        "platform_use": "same_run", "token": "ropc_password", "privilege": ["entra_admin"],
    },
}  # fmt: skip
LEAVING = {
    "a planned move": {**NO_RULE, "replacement": "service_principal", "connectors": ["dataverse"]},
    "a move now without a replacement": {
        **WITHOUT_FLOWS, "surfaces": ["arm_write"], "enforcement": "enforced", "platform_use": "same_run", "token": "ropc_password",
    },
    "a refusal": {**ANSWERS, "privilege": ["dataverse_admin"]},
}  # fmt: skip

PLANNED = "Switch over; remove the old sign-in"
"""What ends the account in the plan, or is the last step before."""
TICKED = ("**E4**", "**E7**")


@for_each(answers=STAYING.values())
def test_an_account_that_keeps_work_is_neither_closed_nor_deleted(answers):
    made = documents(answers)

    assert PLANNED not in made["recommendation.md"]
    assert "Disable the account" not in made["recommendation.md"]
    assert not [item for item in TICKED if item in made["checklist.md"]]
    assert "The account's work moves" not in made["recommendation.md"]


@for_each(answers=LEAVING.values())
def test_an_account_whose_work_leaves_is_closed(answers):
    made = documents(answers)

    assert PLANNED in made["recommendation.md"]
    assert [item for item in TICKED if item in made["checklist.md"]] == [*TICKED]


def test_a_replacement_that_is_still_to_be_found_is_found_by_the_target_date():
    """The decision asks for a replacement and a date by then; nothing is built or closed before a new decision."""
    made = documents(SHARED)["recommendation.md"]

    assert "Find a replacement for" in made
    assert "| Find a replacement and test one connection with it | 30 April 2027 |" in made
    assert "Build the replacement" not in made


@for_each(answers=[answers for name, answers in STAYING.items() if name.startswith("ownership alone")])
def test_ownership_of_flows_moves_in_the_plan(answers):
    made = documents(answers)

    assert "Make a service principal the owner of the flows" in made["recommendation.md"]
    assert "No working replacement is known" not in made["recommendation.md"]
    assert "Find a replacement" not in made["recommendation.md"]
