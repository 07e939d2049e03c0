"""What policies propose for an account: demands as if nothing excluded it, by what it really uses, and a hint on the exclusion."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import ca_builders as build
import pytest

from wizard.evidence.directory import Directory
from wizard.evidence.mappings import load_mappings
from wizard.evidence.policies.model import Reading
from wizard.evidence.proposals.account_usage import usage_of
from wizard.evidence.proposals.from_policies import PolicyEvidence
from wizard.evidence.proposals.observation import Observation
from wizard.evidence.proposals.policies_with_exports import Several
from wizard.evidence.tables import load_tables

DAY = date(2026, 11, 24)
BLOCK = {"operator": "OR", "builtInControls": ["block"]}
REPORT_ONLY = "enabledForReportingButNotEnforced"
TERMS = {"operator": "AND", "builtInControls": [], "termsOfUse": ["t1"]}


def observed(*policies, account="alice@example.com", directory=None, unread=()):
    reading = Reading(tuple(policies), (), tuple(unread), 1)
    evidence = PolicyEvidence(reading, directory or build.tenant(), load_tables(), load_mappings())
    return evidence.observations(account)


def about(question, found):
    return [one for one in found if one.question == question]


def users(**scope):
    return {"users": {"includeUsers": ["All"], **scope}}


def session(**controls):
    return {"grantControls": None, "sessionControls": controls}


def test_a_policy_for_everybody_proposes_its_control_as_shown():
    (control,) = about("controls", observed(build.policy()))

    assert (control.answers, control.certainty, control.rows) == (("mfa",), "shows", 1)


def test_an_excluded_account_meets_the_control_as_if_it_were_not_excluded():
    found = observed(build.policy(**users(excludeGroups=[build.STAFF])))

    (control,) = about("controls", found)
    assert (control.answers, control.certainty) == (("mfa",), "shows")
    (exclusion,) = about("exclusion_today", found)
    assert exclusion.answers == ()
    assert set(exclusion.undecided) == {"documented", "undocumented", "expired"}
    assert "approval" in exclusion.would_tell


@pytest.mark.parametrize("account", ["ALICE@example.com", build.ALICE])
def test_an_account_is_found_by_name_in_any_case_and_by_id(account):
    (exclusion,) = about(
        "exclusion_today", observed(build.policy(**users(excludeUsers=[build.ALICE])), account=account)
    )

    assert "Excluded from P" in exclusion.reason


def test_nobody_excluded_proposes_none():
    (exclusion,) = about("exclusion_today", observed(build.policy()))

    assert (exclusion.answers, exclusion.certainty) == (("none",), "shows")


def test_an_unread_file_leaves_the_exclusion_open():
    assert about("exclusion_today", observed(build.policy(), unread=["other.json"])) == []


def test_an_exclusion_from_terms_of_use_alone_is_none():
    found = observed(build.policy("T", grantControls=TERMS, **users(excludeUsers=[build.ALICE])), build.policy())

    (exclusion,) = about("exclusion_today", found)
    assert exclusion.answers == ("none",)


def test_a_group_whose_members_nobody_exported_leaves_it_open_and_says_what_would_tell():
    found = observed(build.policy(users={"includeUsers": [], "includeGroups": [build.UNSEEN]}))

    (control,) = about("controls", found)
    assert (control.answers, control.undecided) == ((), ("mfa",))
    assert build.UNSEEN in control.would_tell
    assert about("mfa_sources", found) == []


def test_without_a_directory_an_exclusion_by_group_cannot_be_known():
    found = observed(build.policy(**users(excludeGroups=[build.STAFF])), directory=Directory())

    (exclusion,) = about("exclusion_today", found)
    assert "none" in exclusion.undecided


def test_who_is_not_in_scope_meets_nothing():
    found = observed(build.policy(users={"includeUsers": [build.BOB]}))

    assert {one.question for one in found} == {"evidence"}


def test_a_policy_that_is_off_proposes_nothing():
    assert {one.question for one in observed(build.policy(state="disabled"))} == {"evidence"}


def test_a_report_only_policy_answers_nothing_about_today_and_says_what_comes():
    (control,) = about("controls", observed(build.policy(state=REPORT_ONLY)))
    assert (control.answers, control.undecided, control.certainty) == ((), (), "suggests")
    assert control.reason == "Report-only today. Would apply once on: P: MFA."
    assert about("mfa_sources", observed(build.policy(state=REPORT_ONLY))) == []


def test_what_report_only_policies_would_require_is_told_for_documents_policy_by_policy():
    sure, perhaps = (
        build.policy("Soon", state=REPORT_ONLY),
        build.policy("Perhaps", state=REPORT_ONLY, grantControls=TERMS),
    )
    perhaps = replace(perhaps, users=replace(perhaps.users, exclude_groups=frozenset({build.UNSEEN})))
    excluded = build.policy("Excluded", state=REPORT_ONLY, **users(excludeUsers=[build.ALICE]))
    (read,) = (one for one in observed(build.policy(), sure, perhaps, excluded) if one.coming is not None)

    assert [(one.policy, one.question, one.requires, one.sure) for one in read.coming or ()] == [
        ("Soon", "controls", ("mfa",), True),
        ("Perhaps", "controls", ("terms_of_use",), False),
    ]
    assert [one.coming for one in observed(build.policy()) if one.coming is not None] == [()]


def test_a_report_only_policy_that_excludes_the_account_says_nothing_and_one_that_may_says_may():
    excluded = build.policy(state=REPORT_ONLY, **users(excludeUsers=[build.ALICE]))
    assert {one.question for one in observed(excluded)} == {"evidence"}
    perhaps = build.policy(state=REPORT_ONLY, **users(excludeGroups=[build.UNSEEN]))
    (control,) = about("controls", observed(perhaps))
    assert control.reason.startswith("Report-only today. May apply once on")
    assert build.UNSEEN in control.would_tell


@pytest.mark.parametrize(
    "narrow",
    [
        {"clientAppTypes": ["exchangeActiveSync", "other"]},
        {"applications": {"includeApplications": [build.EXCHANGE]}},
        {"platforms": {"includePlatforms": ["iOS"]}},
        {"locations": {"includeLocations": [build.LAND]}},
        {"authenticationFlows": {"transferMethods": "deviceCodeFlow"}},
        {"devices": {"includeDevices": ["domainJoined"]}},
    ],
)
def test_a_block_in_some_circumstances_is_no_answer_but_a_hint(narrow):
    (control,) = about("controls", observed(build.policy("B", grantControls=BLOCK, **narrow)))

    assert (control.answers, control.undecided) == ((), ("block",))
    assert control.would_tell


@pytest.mark.parametrize(
    ("made", "answer"),
    [
        ({"grantControls": BLOCK}, "block"),
        (
            {
                "grantControls": BLOCK,
                "locations": {"includeLocations": ["All"], "excludeLocations": [build.OFFICE]},
            },
            "location",
        ),
        ({"signInRiskLevels": ["high"]}, "risk"),
        ({"userRiskLevels": ["high"]}, "risk"),
        ({"insiderRiskLevels": "elevated"}, "risk"),
        ({"grantControls": BLOCK, "userRiskLevels": ["high"]}, "risk"),
        ({"grantControls": {"operator": "AND", "builtInControls": ["mfa", "passwordChange"]}, "userRiskLevels": ["high"]},
         "password_change risk"),
        ({"grantControls": TERMS, "userRiskLevels": ["high"]}, "terms_of_use risk"),
        ({"grantControls": TERMS}, "terms_of_use"),
        ({"grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]}}, "compliant_device"),
        (session(signInFrequency={"isEnabled": True, "value": 4, "type": "hours"}), "sign_in_frequency"),
        (session(signInFrequency={"isEnabled": True, "frequencyInterval": "everyTime"}), "sign_in_frequency"),
        (session(secureSignInSession={"isEnabled": True}), "token_protection"),
        (session(persistentBrowser={"isEnabled": True, "mode": "never"}), "persistent_browser"),
        ({**session(secureSignInSession={"isEnabled": True}), "signInRiskLevels": ["high"]}, "token_protection"),
    ],
)  # fmt: skip
def test_each_demand_is_named_in_the_words_of_the_question(made, answer):
    told = {one.answers for one in about("controls", observed(build.policy(**made)))}

    assert told == {(one,) for one in answer.split()}


@pytest.mark.parametrize(
    ("excepting", "words"),
    [
        ({"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}}, "not from some places"),
        ({"devices": {"includeDevices": ["All"], "excludeDevices": ["Compliant"]}}, "not for some devices"),
        ({"deviceStates": {"excludeStates": ["domainJoined"]}}, "not for some devices"),
    ],
)
def test_an_exception_in_the_policy_leaves_a_hint_only(excepting, words):
    (control,) = about("controls", observed(build.policy(**excepting)))

    assert (control.answers, control.certainty) == (("mfa",), "suggests")
    assert words in control.reason


def test_policies_of_microsoft_are_another_source():
    found = observed(build.policy(), build.policy("Microsoft-managed: MFA for admins"))

    assert {one.answers for one in about("mfa_sources", found)} == {("conditional_access",), ("microsoft_managed",)}


def test_a_policy_on_registering_methods_is_none_of_a_sign_in():
    action = {"applications": {"includeUserActions": ["urn:user:registersecurityinfo"]}}

    assert {one.question for one in observed(build.policy(**action))} == {"evidence"}


def test_the_source_is_the_file_with_its_digest(tmp_path):
    from wizard.evidence.policies.reading import read_policies

    path = tmp_path / "p.json"
    path.write_text(json.dumps([build.raw_policy()]))
    evidence = PolicyEvidence(read_policies(path), build.tenant(), load_tables(), load_mappings())
    (control,) = about("controls", evidence.observations("alice@example.com"))

    assert [(one.file, len(one.sha256)) for one in control.sources] == [("p.json", 64)]


LOST_DEMAND = {"grantControls": {"operator": "OR", "builtInControls": None}}


@pytest.mark.parametrize(
    "damaged",
    [
        build.policy("Cut", users="@{includeUsers=All}"),
        build.policy("Hollow", **users(excludeUsers=[build.ALICE]), **LOST_DEMAND),
        build.policy("Gone", **users(excludeUsers=[build.ALICE]), grantControls="Microsoft.Graph.Grant"),
    ],
)
def test_a_policy_that_was_damaged_may_exclude_the_account(damaged):
    (exclusion,) = about("exclusion_today", observed(build.policy(), damaged))

    assert exclusion.answers == ()
    assert "none" in exclusion.undecided
    assert exclusion.certainty == "suggests"
    assert damaged.name in exclusion.reason


def test_a_demand_that_was_lost_is_no_source_of_mfa():
    found = observed(build.policy("Hollow", **LOST_DEMAND))

    assert about("mfa_sources", found) == about("controls", found) == []


def test_an_exclusion_from_a_control_that_nobody_knows_stays_open():
    new = {"operator": "OR", "builtInControls": ["unknownFutureValue"]}
    excluding = build.policy("New", **users(excludeUsers=[build.ALICE]), grantControls=new)
    (told,) = about("exclusion_today", observed(build.policy("A"), excluding))

    assert (told.answers, told.certainty) == ((), "suggests")
    assert "what the control unknownFutureValue requires" in told.would_tell
    either = {"operator": "OR", "builtInControls": ["mfa", "unknownFutureValue"]}
    excluding = build.policy("New", **users(excludeUsers=[build.ALICE]), grantControls=either)
    (told,) = about("exclusion_today", observed(excluding))
    assert (told.certainty, told.reason) == ("shows", "Excluded from New.")


def test_a_custom_control_of_a_policy_is_the_one_of_the_question():
    asks = {"operator": "OR", "builtInControls": [], "customAuthenticationFactors": ["RequireDuoMfa"]}
    (told,) = about("controls", observed(build.policy("Duo", grantControls=asks)))
    assert (told.answers, told.certainty) == (("custom_control",), "shows")

    excluding = build.policy("Duo", **users(excludeUsers=[build.ALICE]), grantControls=asks)
    (told,) = about("exclusion_today", observed(excluding))
    assert (told.certainty, told.reason) == ("shows", "Excluded from Duo.")


def test_a_policy_of_which_nobody_knows_whether_it_is_on_leaves_the_exclusion_open():
    assert about("exclusion_today", observed(build.policy(), build.policy("Template", state=None))) == []


def test_a_damaged_policy_is_no_source_of_mfa_for_sure():
    assert about("mfa_sources", observed(build.policy("Cut", users="@{includeUsers=All}"))) == []


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


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (build.ALICE, "Excluded from Main."),
        (build.UNSEEN, "No policy that was read excludes it, 1 policy in scope."),
        ("", "May be excluded from Main."),
    ],
)
def test_of_several_users_with_the_name_the_given_object_id_decides_what_excludes_the_account(given, expected):
    again = {**build.TENANT["users"][0], "id": build.UNSEEN}
    known = build.tenant(users=[*build.TENANT["users"], again])
    main = build.policy("Main", **users(excludeUsers=[build.ALICE]))
    policies = PolicyEvidence(Reading((main,), (), (), 1), known, load_tables(), load_mappings())
    asked = Several(None, policies, load_mappings())

    (one,) = about("exclusion_today", asked.about("alice@example.com", DAY, {}, given)[0])
    assert one.reason.startswith(expected)
    assert ("of several called alice@example.com" in one.would_tell) is (not given)
    assert asked.knows("alice@example.com", given)
    assert not asked.knows("alice@example.com", build.BOB)
