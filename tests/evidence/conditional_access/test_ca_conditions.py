"""Clients, platforms, networks, devices, flows and risks of a sign-in."""

from __future__ import annotations

import pytest
from ca_builders import (
    ALICE,
    LAND,
    OFFICE,
    OTHER_APP,
    PLACE,
    policy,
    sign_in,
    tenant,
)

from wizard.evidence.cites import with_section
from wizard.evidence.directory import Directory
from wizard.evidence.evaluate.locations import asks_for_gps
from wizard.evidence.evaluate.policy import judge
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.shapes import Found
from wizard.evidence.tables import load_tables

TABLES = load_tables()


def look(asked, directory=None, **conditions):
    return judge(policy(**conditions), asked, tenant() if directory is None else directory, TABLES)


def apps(include=("All",), exclude=(), **more):
    return {"applications": {"includeApplications": list(include), "excludeApplications": list(exclude), **more}}


@pytest.mark.parametrize(
    ("wanted", "client", "platform", "expected"),
    [
        (None, "browser", None, True),
        ([], "other", None, True),
        (["all"], None, None, True),
        (["browser"], "browser", None, True),
        (["browser"], "other", None, False),
        (["browser"], None, None, None),
        (["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"], None, None, True),
        (["exchangeActiveSync"], "eassupported", None, True),
        (["easSupported"], "exchangeactivesync", "ios", True),
        (["easSupported"], "exchangeactivesync", "linux", False),
        (["easSupported"], "exchangeactivesync", None, None),
        (["modern"], "mobileappsanddesktopclients", None, True),
        (["browser"], "all", None, None),
        (["browser", "mobileAppsAndDesktopClients", "easSupported", "other"], None, None, None),
        (["browser", "mobileAppsAndDesktopClients", "easSupported", "easUnsupported", "other"], None, None, True),
    ],
)
def test_a_kind_of_client_is_in_scope(wanted, client, platform, expected):
    result = look(sign_in(client_app=client, platform=platform), clientAppTypes=wanted)
    assert result.applies is expected
    if expected is None:
        assert result.missing == ("signInConditions.clientAppType",)


@pytest.mark.parametrize(
    ("include", "exclude", "platform", "expected"),
    [
        (["all"], [], None, True),
        (["windows"], [], "windows", True),
        (["Windows"], [], "linux", False),
        (["windows"], [], None, None),
        (["windows"], [], "all", None),
        (["all"], ["windows"], "windows", False),
        (["all"], ["windows"], None, None),
        (["all"], ["android", "iOS", "windows", "windowsPhone", "macOS", "linux"], "unknown", True),
        (["all"], ["android", "iOS", "windows", "windowsPhone", "macOS", "linux"], "linux", False),
        (["all"], ["all"], None, False),
        ([], [], "windows", False),
    ],
)
def test_a_platform_is_in_scope(include, exclude, platform, expected):
    scope = {"includePlatforms": include, "excludePlatforms": exclude}
    result = look(sign_in(platform=platform), platforms=scope)
    assert result.applies is expected
    if expected is None:
        assert result.missing == ("signInConditions.devicePlatform",)
    if expected is False:
        assert result.reasons == ("devicePlatform",)


UNSEEN = "33333333-cccc-4ccc-8ccc-00000000ffff"
COMPLIANT_NETWORK = "3d46dbda-8382-466a-856d-eb00cbc6b910"


def places(include=("All",), exclude=()):
    return {"locations": {"includeLocations": list(include), "excludeLocations": list(exclude)}}


@pytest.mark.parametrize(
    ("include", "exclude", "asked", "expected"),
    [
        (["All"], [], sign_in(), True),
        (["All"], ["AllTrusted"], sign_in(address="203.0.113.7"), False),
        (["All"], ["AllTrusted"], sign_in(address="198.51.100.7"), True),
        (["All"], ["AllTrusted"], sign_in(), None),
        (["AllTrusted"], [], sign_in(address="203.0.113.7"), True),
        (["AllTrusted"], [], sign_in(address="2001:db8:1::7"), True),
        (["AllTrusted"], [], sign_in(address="2001:db8:2::7"), False),
        ([OFFICE], [], sign_in(address="203.0.113.255"), True),
        ([OFFICE], [], sign_in(address="203.0.114.0"), False),
        ([OFFICE], [], sign_in(), None),
        (["Office"], [], sign_in(address="203.0.113.7"), True),
        ([LAND], [], sign_in(country="de"), True),
        ([LAND], [], sign_in(country="us"), False),
        ([LAND], [], sign_in(country="unknown"), True),
        ([LAND], [], sign_in(country=""), True),
        ([LAND], [], sign_in(address="203.0.113.7"), None),
        ([PLACE], [], sign_in(country="unknown"), False),
        ([], ["AllTrusted"], sign_in(address="198.51.100.7"), True),
        ([], [], sign_in(), True),
        ([UNSEEN], [], sign_in(address="203.0.113.7"), None),
        (["All"], [COMPLIANT_NETWORK], sign_in(address="203.0.113.7"), None),
        ([OFFICE, UNSEEN], [], sign_in(address="203.0.113.7"), True),
    ],
)
def test_a_network_is_in_scope(include, exclude, asked, expected):
    result = look(asked, **places(include, exclude))
    assert result.applies is expected
    if expected is None:
        assert result.missing
    if expected is False:
        assert result.reasons == ("location",)


@pytest.mark.parametrize(
    ("include", "exclude", "address", "reminded"),
    [
        (["All"], ["AllTrusted"], "198.51.100.7", True),
        (["AllTrusted"], [], "198.51.100.7", True),
        (["AllTrusted", UNSEEN], [], "198.51.100.7", False),
        (["All"], ["AllTrusted"], "203.0.113.7", False),
        ([OFFICE], [], "198.51.100.7", False),
    ],
)
def test_an_address_outside_all_trusted_locations_reminds_of_what_no_export_has(include, exclude, address, reminded):
    result = look(sign_in(address=address), **places(include, exclude))
    assert ["per-user MFA" in note for note in result.notes] == [True] * reminded


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ([PLACE], [], True),
        (["All"], [PLACE], True),
        ([UNSEEN, PLACE], [], True),
        ([UNSEEN], [], None),
        (["All"], ["AllTrusted", COMPLIANT_NETWORK, OFFICE, LAND], False),
    ],
)
def test_only_a_location_that_is_found_by_gps_asks_the_app_for_the_place(include, exclude, expected):
    item = policy(**places(include, exclude))
    assert asks_for_gps(item.locations, tenant(), TABLES) is expected
    assert judge(item, sign_in(), tenant(), TABLES).asks_place is expected


@pytest.mark.parametrize("excluded", ["AllTrusted", OFFICE])
def test_without_named_locations_the_directory_is_asked_for(excluded):
    result = look(sign_in(address="203.0.113.7"), Directory(), **places(["All"], [excluded]))
    assert result.applies is None
    assert "namedLocations" in result.missing[0]


def test_a_range_that_cannot_be_read_leaves_an_address_open():
    broken = [
        {"id": OFFICE, "displayName": "Office", "ipRanges": [{"cidrAddress": "203.0.113.0/99"}], "isTrusted": True}
    ]
    directory = tenant(namedLocations=broken)
    assert directory.problems
    assert look(sign_in(address="203.0.113.7"), directory, **places([OFFICE])).applies is None


def device(mode, rule):
    return {"devices": {"deviceFilter": {"mode": mode, "rule": rule}}}


@pytest.mark.parametrize(
    ("mode", "rule", "attributes", "expected"),
    [
        ("include", 'device.model -eq "A"', {"model": "a"}, True),
        ("exclude", 'device.model -eq "A"', {"model": "a"}, False),
        ("exclude", 'device.model -eq "A"', {"model": "b"}, True),
        ("include", 'device.model -eq "A"', {"model": None}, False),
        ("include", 'device.model -ne "A"', {"model": None}, True),
        (
            "exclude",
            'device.trustType -ne "ServerAD" -or device.isCompliant -ne True',
            {"trusttype": None, "iscompliant": None},
            False,
        ),
        ("include", 'device.model -eq "A"', {}, None),
        ("include", 'device.model -eq "A"', None, None),
        ("include", "device.isCompliant -eq True", {}, False),
        ("include", "not a rule", {"model": "a"}, None),
        ("sometimes", 'device.model -eq "A"', {"model": "a"}, None),
    ],
)
def test_a_device_is_in_scope(mode, rule, attributes, expected):
    assert look(sign_in(device=attributes), **device(mode, rule)).applies is expected


def test_a_filter_that_cannot_be_parsed_is_graphs_invalid_condition():
    result = look(sign_in(device={}), **device("include", "device.model -like 'A'"))
    assert result.reasons == ("invalidCondition",)
    assert "-like" in result.missing[0]


def test_the_attributes_that_are_missing_are_named():
    result = look(
        sign_in(device={"model": "a"}), **device("include", 'device.model -eq "A" -and device.displayName -eq "B"')
    )
    assert result.missing == ("signInConditions.deviceInfo.displayname",)


def test_what_would_tell_of_a_device_is_called_as_the_request_calls_it():
    item = policy(devices={"deviceFilter": {"mode": "include", "rule": 'device.deviceOwnership -eq "Company"'}})
    asked = sign_in(device={"iscompliant": False})
    result = judge(item, asked, tenant(), TABLES)
    assert result.missing == ("signInConditions.deviceInfo.ownership",)
    assert judge(item, sign_in(device={"ownership": "Company"}), tenant(), TABLES).applies is True


@pytest.mark.parametrize(
    ("flows", "flow", "expected"),
    [
        (None, "devicecodeflow", True),
        ({"transferMethods": "none"}, "none", True),
        ({"transferMethods": "deviceCodeFlow"}, "none", False),
        ({"transferMethods": "deviceCodeFlow,authenticationTransfer"}, "authenticationtransfer", True),
        ({"transferMethods": ["deviceCodeFlow"]}, "devicecodeflow", True),
    ],
)
def test_an_authentication_flow_is_in_scope(flows, flow, expected):
    result = look(sign_in(flow=flow), authenticationFlows=flows)
    assert result.applies is expected
    if expected is False:
        assert result.reasons == ("authenticationFlow",)


@pytest.mark.parametrize(
    ("name", "levels", "told", "expected", "reason"),
    [
        ("signInRiskLevels", ["high"], {"sign_in_risk": "high"}, True, "notSet"),
        ("signInRiskLevels", ["high"], {"sign_in_risk": "medium"}, False, "signInRisk"),
        ("signInRiskLevels", ["high"], {}, False, "signInRisk"),
        ("signInRiskLevels", ["none", "low"], {}, True, "notSet"),
        ("signInRiskLevels", [], {"sign_in_risk": "high"}, True, "notSet"),
        ("userRiskLevels", ["medium"], {"user_risk": "high"}, False, "userRisk"),
        ("insiderRiskLevels", "minor,elevated", {"insider_risk": "elevated"}, True, "notSet"),
        ("insiderRiskLevels", "minor", {"insider_risk": "elevated"}, False, "insiderRisk"),
    ],
)
def test_a_risk_level_is_in_scope_only_when_it_is_listed(name, levels, told, expected, reason):
    result = look(sign_in(**told), **{name: levels})
    assert result.applies is expected
    assert result.reasons == (reason,)


class TestStatesAndUnknownParts:
    def test_a_disabled_policy_never_applies(self):
        result = judge(policy(state="disabled", times={"x": 1}), sign_in(), tenant(), TABLES)
        assert (result.applies, result.reasons) == (False, ("policyNotEnabled",))

    def test_a_report_only_policy_is_judged_like_an_enabled_one(self):
        assert judge(policy(state="enabledForReportingButNotEnforced"), sign_in(), tenant(), TABLES).applies is True

    def test_a_policy_without_a_state_is_open_unless_a_condition_is_not_met(self):
        assert judge(policy(state=None), sign_in(), tenant(), TABLES).missing == (with_section("state of this policy"),)
        assert judge(policy(state=None, **apps([OTHER_APP])), sign_in(), tenant(), TABLES).applies is False

    def test_an_unknown_condition_leaves_an_otherwise_matching_policy_open_and_is_named(self):
        result = judge(policy(brandNew={"x": 1}), sign_in(), tenant(), TABLES)
        assert result.applies is None
        assert "conditions.brandNew" in result.missing[0]

    def test_an_unknown_condition_may_reach_somebody_whom_no_user_list_names(self):
        item = policy(users={"includeUsers": ["None"]}, agents={"includeAgentUsers": ["All"]})
        assert judge(item, sign_in(), tenant(), TABLES).applies is None

    def test_an_unknown_way_to_name_service_principals_reaches_no_user(self):
        agents = {"includeAgentIdServicePrincipals": ["All"]}
        item = policy(users={"includeUsers": ["None"]}, clientApplications=agents)
        assert judge(item, sign_in(), tenant(), TABLES).applies is False
        assert judge(item, sign_in(principal=ALICE), tenant(), TABLES).applies is None

    def test_ten_thousand_groups_that_nobody_exported_are_counted_not_listed(self):
        groups = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(10_000)]
        result = judge(policy(users={"includeGroups": groups}), sign_in(), tenant(), TABLES)
        assert len(result.missing) == 21
        assert "9,980 more" in result.missing[-1]

    def test_an_unknown_condition_that_only_narrows_cannot_reach_anybody_else(self):
        item = policy(users={"includeUsers": ["None"]}, times={"x": 1})
        assert judge(item, sign_in(), tenant(), TABLES).applies is False

    def test_an_unknown_condition_does_not_open_what_a_known_one_decides(self):
        result = judge(
            policy(brandNew={"x": 1}, clientAppTypes=["other"]), sign_in(client_app="browser"), tenant(), TABLES
        )
        assert (result.applies, result.reasons) == (False, ("clientApps",))

    def test_an_unknown_session_control_leaves_the_policy_open(self):
        assert (
            judge(policy(sessionControls={"brandNew": {"isEnabled": True}}), sign_in(), tenant(), TABLES).applies
            is None
        )

    def test_all_conditions_that_are_not_met_are_named_the_user_first(self):
        item = policy(users={"includeUsers": ["None"]}, signInRiskLevels=["high"], **apps([OTHER_APP]))
        assert judge(item, sign_in(ALICE), tenant(), TABLES).reasons == ("users", "application", "signInRisk")


CUT = {
    "names of types": {"users": "Microsoft.Graph.PowerShell.Models.ConditionalAccessUsers", "clientAppTypes": ["all"]},
    "objects as text": {"users": "@{includeUsers=System.Object[]; excludeUsers=System.Object[]}"},
    "a list as one text": {"users": {"includeUsers": ["All"]}, "clientAppTypes": "other exchangeActiveSync"},
    "ids as one text": {"users": {"includeUsers": f"{OTHER_APP} {LAND}"}},
}


@pytest.mark.parametrize("spelled", [str, lambda key: key[:1].upper() + key[1:]], ids=["camel", "Pascal"])
@pytest.mark.parametrize("conditions", CUT.values(), ids=CUT.keys())
def test_what_powershell_cut_never_says_that_a_policy_does_not_apply(conditions, spelled):
    inner = {spelled(key): part for key, part in {**apps(), **conditions}.items()}
    raw = {"state": "enabled", spelled("conditions"): inner, "grantControls": {"builtInControls": ["mfa"]}}
    found = judge(policy_of(Found("p", raw, {}), "p"), sign_in(client_app="browser"), tenant(), TABLES)

    assert found.applies is None
    assert "of this policy, which cannot be judged here" in " ".join(found.missing)
