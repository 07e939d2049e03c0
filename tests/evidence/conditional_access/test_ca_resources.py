"""Resources: applications, groups of them, filters, user actions, authentication contexts, baseline scopes."""

from __future__ import annotations

import pytest
from ca_builders import (
    APP,
    ARM,
    AZURE_CLI,
    AZURE_PORTAL,
    DIRECTORY_RESOURCE,
    EXCHANGE,
    FLOW,
    GRAPH,
    OTHER_APP,
    POWER_APPS,
    policy,
    sign_in,
    tenant,
)

from wizard.evidence.evaluate.policy import judge
from wizard.evidence.tables import load_tables

TABLES = load_tables()


def look(asked, directory=None, **conditions):
    return judge(policy(**conditions), asked, tenant() if directory is None else directory, TABLES)


def apps(include=("All",), exclude=(), **more):
    return {"applications": {"includeApplications": list(include), "excludeApplications": list(exclude), **more}}


@pytest.mark.parametrize(
    ("include", "exclude", "app", "expected"),
    [
        (["All"], [], APP, True),
        (["None"], [], APP, False),
        ([], [], APP, True),
        ([APP.upper()], [], APP, True),
        ([OTHER_APP], [], APP, False),
        (["All"], [APP], APP, False),
        (["All"], [OTHER_APP], APP, True),
        (["Office365"], [], EXCHANGE, True),
        (["Office365"], [], POWER_APPS, True),
        (["Office365"], [], FLOW, None),
        (["Office365"], [], ARM, False),
        (["Office365"], [], APP, None),
        (["All"], ["Office365"], EXCHANGE, False),
        (["All"], ["Office365"], APP, None),
        (["MicrosoftAdminPortals"], [], AZURE_PORTAL, True),
        (["MicrosoftAdminPortals"], [], ARM, False),
        (["MicrosoftAdminPortals"], [], GRAPH, None),
        (["All"], ["MicrosoftAdminPortals"], ARM, True),
        ([ARM], [], ARM, True),
        ([ARM], [], AZURE_PORTAL, True),
        ([ARM], [], APP, False),
        ([AZURE_PORTAL], [], ARM, False),
        ([ARM], [], AZURE_CLI, None),
        (["All"], [], AZURE_CLI, True),
        (["All"], [ARM], AZURE_CLI, None),
        ([EXCHANGE], [], GRAPH, None),
        ([APP], [], GRAPH, False),
        (["All"], [APP], GRAPH, True),
        (["My Apps"], [], "2793995e-0a7d-40d7-bd35-6968ba142197", True),
        (["Windows Azure Service Management API"], [], ARM, True),
        (["Unheard of"], [], APP, None),
    ],
)
def test_a_resource_is_in_scope(include, exclude, app, expected):
    result = look(sign_in(app=app), **apps(include, exclude))
    assert result.applies is expected
    if expected is None:
        assert result.missing
    if expected is False:
        assert result.reasons == ("application",)


def test_an_unknown_id_is_never_said_to_be_outside_office_365():
    result = look(sign_in(app=APP), **apps(["Office365"]))
    assert (result.applies, "Office 365" in result.missing[0]) == (None, True)


def test_a_client_is_answered_by_asking_for_its_resource():
    result = look(sign_in(app=AZURE_CLI), **apps([ARM]))
    assert "resource" in result.missing[0]
    assert "Azure CLI" in result.missing[0]


def test_several_resources_at_once_meet_the_policies_of_each():
    assert look(sign_in(app=(APP, ARM)), **apps([ARM])).applies is True
    assert look(sign_in(app=(APP, OTHER_APP)), **apps([ARM])).applies is False


@pytest.mark.parametrize("mode", ["include", "exclude"])
def test_an_application_filter_needs_attributes_that_no_export_has(mode):
    rule = {"applicationFilter": {"mode": mode, "rule": 'CustomSecurityAttribute.x -eq "y"'}}
    result = look(sign_in(), **apps(["All"] if mode == "exclude" else [], **rule))
    assert result.applies is None
    assert "custom security attributes" in result.missing[0]


def test_an_application_filter_asks_for_the_application_by_its_name():
    rule = {"applicationFilter": {"mode": "include", "rule": "x"}}
    assert "Exchange Online" in look(sign_in(app=EXCHANGE), **apps([], **rule)).missing[0]


def test_an_application_filter_does_not_matter_where_all_resources_are_in_scope():
    rule = {"applicationFilter": {"mode": "include", "rule": "x"}}
    assert look(sign_in(), **apps(["All"], **rule)).applies is True


@pytest.mark.parametrize(
    ("conditions", "asked", "expected", "reason"),
    [
        (
            apps([], includeUserActions=["urn:user:registersecurityinfo"]),
            sign_in(action="urn:user:registersecurityinfo"),
            True,
            "notSet",
        ),
        (
            apps([], includeUserActions=["urn:user:registerdevice"]),
            sign_in(action="urn:user:registersecurityinfo"),
            False,
            "userActions",
        ),
        (apps([], includeUserActions=["urn:user:registersecurityinfo"]), sign_in(), False, "userActions"),
        (apps(["All"]), sign_in(action="urn:user:registersecurityinfo"), True, "notSet"),
        (apps([APP]), sign_in(action="urn:user:registersecurityinfo"), False, "application"),
        (apps([], includeAuthenticationContextClassReferences=["c1", "C37"]), sign_in(context="c37"), True, "notSet"),
        (
            apps([], includeAuthenticationContextClassReferences=["c1"]),
            sign_in(context="c37"),
            False,
            "authenticationContext",
        ),
        (apps([], includeAuthenticationContextClassReferences=["c1"]), sign_in(), False, "authenticationContext"),
        (apps(["All"]), sign_in(context="c37"), True, "notSet"),
    ],
)
def test_user_actions_and_authentication_contexts_are_targets_of_their_own(conditions, asked, expected, reason):
    result = look(asked, **conditions)
    assert result.applies is expected
    assert result.reasons == (reason,)


@pytest.mark.parametrize(
    ("state", "include", "asked", "said"),
    [
        ("enabledForReportingButNotEnforced", [], sign_in(action="urn:user:registersecurityinfo"), True),
        ("enabledForReportingButNotEnforced", [], sign_in(action="urn:user:registerdevice"), False),
        ("enabledForReportingButNotEnforced", ["All"], sign_in(), False),
        ("enabled", [], sign_in(action="urn:user:registersecurityinfo"), False),
    ],
)
def test_a_report_only_policy_for_a_user_action_says_that_logs_are_silent(state, include, asked, said):
    actions = [] if include else ["urn:user:registersecurityinfo"]
    item = policy(state=state, **apps(include, includeUserActions=actions))
    notes = judge(item, asked, tenant(), TABLES).notes
    assert ["not evaluated in report-only" in note for note in notes] == [True] * said


class TestBaselineScopes:
    """Since 15 June 2026 an exclusion of resources no longer spares requests for baseline scopes (CA-08)."""

    def test_a_request_for_baseline_scopes_only_is_judged_as_directory_access(self):
        asked = sign_in(app=APP, scopes={"openid", "user.read"})
        assert look(asked, **apps(["All"], [APP])).applies is True
        assert look(asked, **apps([DIRECTORY_RESOURCE])).applies is True
        assert look(asked, **apps([OTHER_APP])).applies is False

    def test_a_policy_on_the_application_itself_stays_open_for_it_may_ask_for_an_id_token(self):
        """A confidential client that asks for an ID token is judged itself, a public client is not (CA-05)."""
        result = look(sign_in(app=APP, scopes={"openid", "user.read"}), **apps([APP]))
        assert result.applies is None
        assert "public client" in result.missing[0]

    @pytest.mark.parametrize("app", [AZURE_CLI, GRAPH])
    def test_a_known_public_client_and_an_umbrella_are_never_judged_themselves(self, app):
        assert look(sign_in(app=app, scopes={"user.read"}), **apps([app])).applies is False

    def test_one_further_scope_takes_the_request_to_its_resource(self):
        asked = sign_in(app=APP, scopes={"openid", "files.read"})
        assert look(asked, **apps(["All"], [APP])).applies is False

    def test_a_policy_that_excludes_the_resource_says_where_the_exclusion_ends(self):
        result = look(sign_in(app=APP), **apps(["All"], [APP]))
        assert result.applies is False
        assert "baseline scopes" in result.notes[0]

    def test_directory_access_itself_is_in_scope_of_policies_with_exclusions(self):
        assert look(sign_in(app=DIRECTORY_RESOURCE), **apps(["All"], [APP])).applies is True
