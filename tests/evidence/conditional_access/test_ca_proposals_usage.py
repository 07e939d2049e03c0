"""Policies are judged by the surfaces, connectors, clients and flows that the account really uses."""

from __future__ import annotations

import ca_builders as build
import pytest

from wizard.evidence.mappings import load_mappings
from wizard.evidence.policies.model import Reading
from wizard.evidence.proposals.account_usage import usage_of
from wizard.evidence.proposals.from_policies import PolicyEvidence
from wizard.evidence.proposals.observation import Observation
from wizard.evidence.tables import load_tables

MAPPINGS = load_mappings()
ARM = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000"
DATAVERSE = "00000007-0000-0000-c000-000000000000"
LEGACY = {"clientAppTypes": ["exchangeActiveSync", "other"]}
DEVICE_CODE = {"authenticationFlows": {"transferMethods": "deviceCodeFlow"}}
CONNECTIONS = {"surfaces": ["pp_connections"], "connectors": ["dataverse"]}


def controls(policy, answers, shown=()):
    usage = usage_of(answers, None, shown, MAPPINGS)
    evidence = PolicyEvidence(Reading((policy,), (), (), 1), build.tenant(), load_tables(), MAPPINGS)
    return [one for one in evidence.observations("alice@example.com", usage) if one.question == "controls"]


def on(*resources, **more):
    return build.policy(applications={"includeApplications": list(resources), **more})


@pytest.mark.parametrize(
    ("resource", "answers"),
    [
        (ARM, {"surfaces": ["arm_write"]}),
        (ARM, {"surfaces": ["azure_portals"]}),
        (ARM, {"surfaces": ["pp_connections"], "connectors": ["azure_automation"]}),
        (SHAREPOINT, {"surfaces": ["pp_connections"], "connectors": ["sharepoint"]}),
        (DATAVERSE, CONNECTIONS),
        ("Office365", {"surfaces": ["m365_data"]}),
        ("7df0a125-d3be-4c96-aa54-591f83ff541c", CONNECTIONS),
    ],
)
def test_a_policy_for_a_resource_that_the_answers_name_is_asked(resource, answers):
    (control,) = controls(on(resource), answers)

    assert (control.answers, control.certainty) == (("mfa",), "shows")


def test_a_policy_for_other_resources_is_left_out_and_named():
    (control,) = controls(on(ARM), CONNECTIONS)

    assert (control.answers, control.undecided) == ((), ())
    assert "Not asked of this account: P" in control.reason


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"surfaces": ["unknown"]},
        {"surfaces": ["pp_connections"]},
        {"surfaces": ["pp_connections"], "connectors": ["unknown"]},
        {"surfaces": ["pp_connections"], "connectors": ["custom_connector"]},
        {"surfaces": ["other"]},
    ],
)
def test_answers_that_may_hide_the_resource_leave_it_open(answers):
    (control,) = controls(on(ARM), answers)

    assert (control.answers, control.undecided) == ((), ("mfa",))
    assert control.would_tell


def test_one_service_of_several_that_an_answer_may_mean_leaves_it_open():
    (control,) = controls(on(SHAREPOINT), {"surfaces": ["m365_data"]})

    assert control.undecided == ("mfa",)


def test_a_policy_on_everything_but_what_is_opened_is_left_out():
    (control,) = controls(on("All", excludeApplications=[DATAVERSE]), {"surfaces": ["dataverse_api"]})

    assert "Not asked of this account" in control.reason


def test_a_policy_on_everything_but_something_else_is_asked_for_sure():
    (control,) = controls(on("All", excludeApplications=[ARM]), {"surfaces": ["dataverse_api"]})

    assert (control.answers, control.certainty) == (("mfa",), "shows")


@pytest.mark.parametrize(
    ("policy", "answers", "expected"),
    [
        (LEGACY, {"surfaces": ["dataverse_api"], "token": "basic_auth"}, (("mfa",), ())),
        (LEGACY, {"surfaces": ["legacy_mail"]}, (("mfa",), ())),
        (LEGACY, {"surfaces": ["dataverse_api"], "token": "device_code"}, ((), ())),
        (LEGACY, {"surfaces": ["dataverse_api"]}, ((), ("mfa",))),
        (DEVICE_CODE, {"token": "device_code"}, (("mfa",), ())),
        (DEVICE_CODE, {"token": "ropc_password"}, ((), ())),
        (DEVICE_CODE, {"token": "unknown"}, ((), ("mfa",))),
    ],
)
def test_clients_and_flows_are_told_by_the_way_of_signing_in(policy, answers, expected):
    (control,) = controls(build.policy(**policy), answers)

    assert (control.answers, control.undecided) == expected


def test_a_connection_in_an_export_reaches_the_policy_of_its_service_and_puts_none_out_of_reach():
    shown = [Observation("a", "connectors", ("sharepoint",), (), "shows", (), 1, "", "")]

    (reached,) = controls(on(SHAREPOINT), {}, shown)
    (open_one,) = controls(on(ARM), {}, shown)

    assert reached.answers == ("mfa",)
    assert open_one.undecided == ("mfa",)


def test_a_proposal_that_nobody_confirmed_puts_no_policy_out_of_reach():
    from wizard.engagement.evidence_files import stated
    from wizard.record.model import Origin, Record

    record = Record.model_validate(
        {"account": {"name": "a"}, "answers": {"surfaces": ["graph"], "token": "device_code"}}
    )
    record = record.model_copy(update={"origins": {"surfaces": Origin(how="proposed")}})

    assert stated(record) == {"token": "device_code"}
