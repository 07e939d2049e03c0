"""What an export lost, or says in words that nobody here knows, is never taken for "no"."""

from __future__ import annotations

import json

import pytest
from ca_builders import ALICE, APP, BOB, blocking, policy, raw_policy, sign_in, tenant

from wizard.evidence.batch import Batch, Context
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate.outcome import evaluate
from wizard.evidence.evaluate.policy import judge
from wizard.evidence.policies.reading import read_text
from wizard.evidence.tables import load_tables

TABLES = load_tables()
FUTURE = "unknownFutureValue"
NONE_LEFT = {"operator": "OR", "builtInControls": None}
UNMANAGED = {"iscompliant": False, "trusttype": "Workplace", "mdmappid": None, "extensionattribute1": "SAW"}


def meet(*policies, asked=None):
    return evaluate(policies, asked or sign_in(), tenant(), TABLES)[1]


def applies(item, **told):
    return judge(item, sign_in(**told), tenant(), TABLES).applies


@pytest.mark.parametrize("word", [FUTURE, "somethingNew"])
@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (lambda word: {"clientAppTypes": [word]}, {"client_app": "browser"}),
        (lambda word: {"platforms": {"includePlatforms": [word]}}, {"platform": "linux"}),
        (lambda word: {"platforms": {"includePlatforms": ["all"], "excludePlatforms": [word]}}, {"platform": "ios"}),
        (lambda word: {"signInRiskLevels": [word]}, {}),
        (lambda word: {"userRiskLevels": [word]}, {"user_risk": "high"}),
        (lambda word: {"insiderRiskLevels": word}, {"insider_risk": "minor"}),
        (lambda word: {"authenticationFlows": {"transferMethods": word}}, {"flow": "devicecodeflow"}),
        (lambda word: {"applications": {"includeApplications": [word]}}, {}),
        (lambda word: {"applications": {"includeApplications": ["All"], "excludeApplications": [word]}}, {}),
        (lambda word: {"applications": {"includeUserActions": [word]}}, {"action": "urn:user:registerdevice"}),
        (
            lambda word: {"applications": {"includeAuthenticationContextClassReferences": [word]}},
            {"context": "c1"},
        ),
        (lambda word: {"locations": {"includeLocations": [word]}}, {"address": "203.0.113.7"}),
        (
            lambda word: {"users": {"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": word}}},
            {"external": "serviceprovider"},
        ),
        (lambda word: {"users": {"includeRoles": [word]}}, {}),
        (lambda word: {"users": {"includeGroups": [word]}}, {}),
        (lambda word: {"devices": {"excludeDevices": [word]}}, {"device": {"iscompliant": True}}),
        (
            lambda word: {
                "users": {"includeUsers": ["None"]},
                "clientApplications": {"includeServicePrincipals": [word]},
            },
            {"principal": "99999999-0000-4000-8000-000000000009"},
        ),
    ],
)
def test_a_word_that_nobody_knows_leaves_the_policy_open(word, condition, told):
    result = judge(policy(**condition(word)), sign_in(**told), tenant(), TABLES)

    assert result.applies is None
    assert word.lower() in " ".join(result.missing).lower()


def test_a_user_that_the_export_could_not_name_may_be_anybody():
    assert applies(policy(users={"includeUsers": [FUTURE]})) is None
    assert applies(policy(users={"includeUsers": ["All"], "excludeUsers": [FUTURE]})) is None


def test_a_known_word_beside_an_unknown_one_still_decides_where_it_can():
    both = {"includePlatforms": ["windows", FUTURE]}

    assert applies(policy(platforms=both), platform="windows") is True
    assert applies(policy(platforms=both), platform="linux") is None
    assert applies(policy(clientAppTypes=["browser", FUTURE]), client_app="browser") is True
    assert applies(policy(signInRiskLevels=["high", FUTURE]), sign_in_risk="high") is True
    without = {"includePlatforms": ["all"], "excludePlatforms": ["ios", FUTURE]}
    assert applies(policy(platforms=without), platform="ios") is False


@pytest.mark.parametrize(
    "users", [None, {}, {"includeUsers": None, "includeGroups": None}, {"excludeUsers": [BOB]}, {"excludeGroups": []}]
)
def test_a_policy_whose_export_lacks_whom_it_includes_may_reach_anybody(users):
    item = policy(users=users)

    assert applies(item) is None
    assert "conditions.users" in " ".join(item.unknown)
    assert meet(item).outcome == "unknown"


@pytest.mark.parametrize("text", ["System.Object[]", "System.String[]", "@{Id=x}"])
def test_a_list_of_which_powershell_wrote_the_type_alone_may_name_anybody(text):
    assert applies(policy(users={"includeUsers": ["All"], "excludeUsers": text})) is None
    assert applies(policy(users={"includeUsers": ["All"], "excludeUsers": [text]})) is None


def test_a_policy_that_says_that_it_includes_nobody_reaches_nobody():
    assert applies(policy(users={"includeUsers": []})) is False
    assert applies(policy(users={"includeUsers": None, "includeGroups": []})) is False
    assert applies(policy(users=None, clientApplications={"includeServicePrincipals": ["None"]})) is False


@pytest.mark.parametrize("noun", ["Platforms", "Locations"])
def test_lists_that_powershell_writes_as_null_are_a_condition_that_is_not_set(noun):
    empty = {f"Include{noun}": None, f"Exclude{noun}": None}

    assert applies(policy(**{noun.lower(): empty})) is True
    assert applies(policy(**{noun.lower(): {}})) is True


def test_platforms_of_which_only_the_exclusions_are_left_may_be_any():
    item = policy(platforms={"includePlatforms": None, "excludePlatforms": ["ios"]})

    assert applies(item, platform="windows") is None
    assert applies(policy(platforms={"includePlatforms": []}), platform="windows") is False


TRUSTED = [
    {"includeLocations": ["AllTrusted"]},
    {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
]


@pytest.mark.parametrize("locations", TRUSTED)
@pytest.mark.parametrize(
    "named",
    [
        {"value": [], "@odata.nextLink": "https://graph.microsoft.com/next"},
        {
            "value": [{"id": "x", "ipRanges": [{"cidrAddress": "198.51.100.0/24"}], "isTrusted": True}],
            "@odata.count": 2,
        },
    ],
)
def test_trusted_locations_of_which_not_all_is_known_leave_the_network_open(locations, named):
    found = directory_of({"namedLocations": named}, "directory.json")
    result = judge(policy(locations=locations), sign_in(address="203.0.113.7"), found, TABLES)

    assert result.applies is None
    assert "namedLocations" in " ".join(result.missing)


@pytest.mark.parametrize("locations", TRUSTED)
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, None),
        ({"AdditionalProperties": "System.Collections.Generic.Dictionary`2[System.String,System.Object]"}, None),
        ({"ipRanges": [{"cidrAddress": "203.0.113.0/24"}]}, False),
        ({"countriesAndRegions": ["DE"]}, False),
        ({"countriesAndRegions": "DE FR"}, False),
        ({"compliantNetworkType": "allTenantCompliantNetworks"}, False),
    ],
)
def test_a_location_whose_export_lost_its_kind_may_be_trusted(locations, more, expected):
    found = directory_of({"namedLocations": [{"id": "x", "displayName": "Office", **more}]})
    inside = judge(policy(locations=locations), sign_in(address="203.0.113.7"), found, TABLES).applies
    assert inside is (expected if "excludeLocations" not in locations or expected is None else not expected)


@pytest.mark.parametrize("country", ["Germany", "System.Object", 7])
def test_a_country_that_cannot_be_read_may_be_the_one_of_the_sign_in(country):
    found = directory_of({"namedLocations": [{"id": "x", "countriesAndRegions": ["FR", country]}]})
    item = policy(locations={"includeLocations": ["x"]})
    told = [judge(item, sign_in(country=code), found, TABLES).applies for code in ("de", "fr")]

    assert told == [None, True]
    assert "aren't two-letter codes" in str(found.problems[0])


@pytest.mark.parametrize(("members", "expected"), [({}, None), ({"members": None}, None), ({"members": ["t1"]}, True)])
def test_guests_of_tenants_that_the_export_lost_may_be_of_any(members, expected):
    tenants = {"membershipKind": "enumerated", **members}
    guests = {"guestOrExternalUserTypes": "b2bCollaborationGuest", "externalTenants": tenants}
    item = policy(users={"includeUsers": ["All"], "excludeGuestsOrExternalUsers": guests})

    assert applies(item, external="b2bcollaborationguest", tenant_id="t2") is expected


def test_an_ordinary_user_is_no_kind_of_guest_whatever_the_kind_is_called():
    guests = {"includeUsers": [], "includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": FUTURE}}

    assert applies(policy(users=guests), external="none") is False


@pytest.mark.parametrize(
    "controls",
    [
        {"grantControls": NONE_LEFT},
        {"grantControls": {"operator": "AND", "builtInControls": [], "termsOfUse": []}},
        {"grantControls": {"Operator": "OR", "AuthenticationStrength": {"Id": None}}},
        {"grantControls": NONE_LEFT, "sessionControls": {"persistentBrowser": {"isEnabled": True, "mode": "never"}}},
        {"grantControls": None, "sessionControls": None},
        {"grantControls": None, "sessionControls": {"signInFrequency": None}},
    ],
)
def test_a_grant_without_its_controls_demands_what_nobody_knows(controls):
    item = policy("Hollow", **controls)
    outcome = meet(item)

    assert applies(item) is True
    assert (outcome.outcome, outcome.unattended) == ("unknown", "unknown")
    assert "cannot be known what policy 'Hollow' requires" in outcome.unattended_reason


@pytest.mark.parametrize("operator", [{}, {"operator": None}, {"operator": ""}])
def test_without_the_operator_nobody_knows_whether_one_of_several_controls_is_enough(operator):
    both = {"builtInControls": ["mfa", "compliantDevice"], **operator}
    one = {"builtInControls": [], "termsOfUse": ["t"], **operator}

    assert (meet(policy(grantControls=both)).outcome, meet(policy(grantControls=both)).controls) == ("unknown", ())
    assert meet(policy(grantControls={**both, "builtInControls": ["block", "mfa"]})).outcome == "block"
    assert meet(policy(grantControls=one)).controls == (("termsOfUse",),)


@pytest.mark.parametrize(
    ("applications", "expected"),
    [
        (None, None),
        ({}, None),
        ({"includeApplications": None, "excludeApplications": None}, None),
        ({"excludeApplications": ["Office365"]}, None),
        ({"includeApplications": []}, True),
    ],
)
def test_a_policy_that_lost_what_it_includes_may_be_about_any_resource(applications, expected):
    assert applies(policy(applications=applications)) is expected
    assert applies(policy(applications=applications, clientAppTypes=["other"]), client_app="browser") is False


@pytest.mark.parametrize("strength", [["System.Object[]"], [{}], 7, True])
def test_a_strength_of_a_kind_that_nobody_expects_leaves_the_demand_open(strength):
    wanted = {"operator": "AND", "builtInControls": ["compliantDevice"], "authenticationStrength": strength}

    assert meet(policy(grantControls=wanted)).outcome == "unknown"


def test_a_control_that_is_a_number_may_be_the_block():
    item = policy(grantControls={"operator": "OR", "builtInControls": [0]})

    assert (applies(item), meet(item).outcome) == (None, "unknown")


def test_a_sure_block_beats_a_demand_that_was_lost():
    assert meet(policy(grantControls=NONE_LEFT), blocking()).outcome == "block"


def test_a_lost_demand_of_a_report_only_policy_leaves_today_alone():
    item = policy(grantControls=NONE_LEFT, state="enabledForReportingButNotEnforced")

    assert meet(item).outcome == "allow"


def test_a_policy_with_session_controls_alone_demands_nothing():
    browser = {"persistentBrowser": {"isEnabled": True, "mode": "never"}}

    assert meet(policy(grantControls=None, sessionControls=browser)).outcome == "allow"
    assert meet(policy(grantControls={"operator": None}, sessionControls=browser)).outcome == "allow"


def test_a_sign_in_frequency_that_is_on_and_lost_its_value_is_unknown():
    item = policy(grantControls=None, sessionControls={"signInFrequency": {"isEnabled": True, "value": None}})

    assert applies(item) is None


def test_many_accounts_at_once_say_the_same_of_a_lost_demand():
    asked = sign_in()
    batch = Batch([policy("Hollow", grantControls=NONE_LEFT)], [ALICE], tenant(), TABLES)
    context = Context(asked.target, asked.circumstances)
    (judged,) = batch.judge(context)

    assert (judged.verdicts[0].outcome, judged.verdicts[0].unattended) == ("unknown", "unknown")
    assert "names an operator and no control" in batch.missing(0, context)[0]


def test_a_deleted_policy_counts_for_nothing_and_says_when_it_went():
    reading = read_text(json.dumps([raw_policy("Gone", id="g") | {"deletedDateTime": "2025-11-01T00:00:00Z"}]))
    result = judge(reading.policies[0], sign_in(), tenant(), TABLES)

    assert (result.applies, result.reasons) == (False, ("policyNotEnabled",))
    assert result.notes == ("deleted on 2025-11-01T00:00:00Z",)
    assert [problem.code for problem in reading.problems] == ["deleted"]


@pytest.mark.parametrize("never", [None, "", "0001-01-01T00:00:00Z"])
def test_a_time_that_was_never_set_deletes_nothing(never):
    (item,) = read_text(json.dumps([raw_policy("Here") | {"deletedDateTime": never}])).policies

    assert applies(item) is True


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ({"iscompliant": True, "trusttype": "AzureAD"}, False),
        ({"iscompliant": False, "trusttype": "ServerAD"}, False),
        ({"iscompliant": False, "trusttype": "AzureAD"}, True),
        ({"iscompliant": True}, False),
        ({"iscompliant": False}, None),
        (None, None),
    ],
)
@pytest.mark.parametrize(
    "condition",
    [
        {"devices": {"includeDevices": ["All"], "excludeDevices": ["Compliant", "DomainJoined"]}},
        {"devices": {"excludeDevices": ["Compliant", "DomainJoined"]}},
        {"deviceStates": {"includeStates": ["All"], "excludeStates": ["Compliant", "DomainJoined"]}},
    ],
)
def test_devices_are_chosen_by_their_state(condition, device, expected):
    assert applies(policy(**condition), device=device) is expected


def test_devices_may_be_included_by_their_state():
    item = policy(devices={"includeDevices": ["Compliant"]})

    assert applies(item, device={"iscompliant": True}) is True
    assert applies(item, device={"iscompliant": False}) is False


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({}, True),
        ({"iscompliant": True}, False),
        ({"trusttype": "ServerAD"}, False),
        ({"mdmappid": "0000000a-0000-0000-c000-000000000000"}, False),
    ],
)
def test_extension_attributes_have_a_value_on_managed_devices_only(state, expected):
    rule = {"deviceFilter": {"mode": "exclude", "rule": 'device.extensionAttribute1 -eq "SAW"'}}

    assert applies(policy(devices=rule), device=UNMANAGED | state) is expected


def test_an_extension_attribute_of_a_device_whose_management_is_not_told_is_unknown():
    rule = {"deviceFilter": {"mode": "exclude", "rule": 'device.extensionAttribute1 -eq "SAW"'}}
    result = judge(policy(devices=rule), sign_in(device={"extensionattribute1": "SAW"}), tenant(), TABLES)

    assert result.applies is None
    assert "trustType and mdmAppId" in result.missing[0]


def test_an_unknown_name_of_a_resource_is_never_outside_for_sure():
    assert applies(policy(applications={"includeApplications": ["Our Portal"]}), app=APP) is None


@pytest.mark.parametrize("part", ["users", "applications"])
def test_a_part_that_is_no_object_is_named_once(part):
    item = policy(**{part: "@{x=System.Object[]}"})
    assert item.unknown == (f"conditions.{part} (not an object)",)
