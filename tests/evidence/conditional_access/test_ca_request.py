"""The body of Graph's what-if is read as Graph documents it; what is wrong in it is named."""

from __future__ import annotations

import pytest
from ca_builders import ALICE, APP, ARM, GUEST, ROBOT

from wizard.errors import EvidenceError
from wizard.evidence.evaluate.sign_in import Circumstances, Person, ServicePrincipal
from wizard.evidence.request import request_of
from wizard.evidence.tables import load_tables

TABLES = load_tables()
BODY = {
    "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": ALICE},
    "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [APP]},
    "signInConditions": {"devicePlatform": "windows", "clientAppType": "browser", "ipAddress": "203.0.113.7"},
}


def body(**changes):
    return {**BODY, **changes}


def conditions(**values):
    return body(signInConditions=values)


def request(document):
    return request_of(document, "request.json", TABLES)


def test_microsofts_own_example_is_read_whole():
    document = {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": ALICE.upper()},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [ARM.upper()]},
        "signInConditions": {
            "devicePlatform": "android",
            "clientAppType": "browser",
            "signInRiskLevel": "high",
            "userRiskLevel": "high",
            "country": "US",
            "ipAddress": "40.77.182.32",
            "insiderRiskLevel": "elevated",
            "authenticationFlow": {"transferMethod": "deviceCodeFlow"},
            "deviceInfo": {"isCompliant": True},
        },
        "appliedPoliciesOnly": True,
    }
    asked = request(document)
    how = asked.sign_in.circumstances
    assert asked.notes == ()
    assert asked.applied_only
    assert asked.sign_in.identity == Person(ALICE)
    assert asked.sign_in.target.resources == (ARM,)
    assert (how.platform, how.client_app, how.country, how.flow) == ("android", "browser", "us", "devicecodeflow")
    assert (how.sign_in_risk, how.user_risk, how.insider_risk) == ("high", "high", "elevated")
    assert str(how.address) == "40.77.182.32"
    assert how.device == {"iscompliant": True}


def test_what_graph_documents_as_default_is_the_default():
    how = request(conditions()).sign_in.circumstances
    assert how == Circumstances()
    assert (how.sign_in_risk, how.user_risk, how.flow) == ("none", "none", "none")
    assert request(conditions(clientAppType="all", devicePlatform="all")).sign_in.circumstances == Circumstances()


@pytest.mark.parametrize(
    ("context", "action", "name"),
    [
        ({"userAction": "registerSecurityInformation"}, "urn:user:registersecurityinfo", ""),
        ({"userAction": "registerOrJoinDevices"}, "urn:user:registerdevice", ""),
        ({"authenticationContextValue": "c37"}, "", "c37"),
    ],
)
def test_actions_and_authentication_contexts_are_asked_for_as_in_graph(context, action, name):
    target = request(body(signInContext=context)).sign_in.target
    assert (target.user_action, target.context) == (action, name)


def test_a_service_principal_signs_in_by_its_id():
    asked = request(body(signInIdentity={"servicePrincipalId": ROBOT.upper()}))
    assert asked.sign_in.identity == ServicePrincipal(ROBOT)


def test_a_guest_may_be_described_by_kind_and_tenant():
    identity = {"userId": GUEST, "externalUserType": "b2bCollaborationGuest", "externalTenantId": "T1"}
    asked = request(body(signInIdentity=identity)).sign_in.identity
    assert asked == Person(GUEST, "b2bcollaborationguest", "t1")


def test_property_names_compare_without_case():
    document = {
        "SignInIdentity": {"UserId": ALICE},
        "SignInContext": {"IncludeApplications": [APP]},
        "SignInConditions": {"ClientAppType": "Browser"},
    }
    assert request(document).sign_in.circumstances.client_app == "browser"


def test_an_ipv4_address_inside_ipv6_counts_as_ipv4():
    assert str(request(conditions(ipAddress="::ffff:203.0.113.7")).sign_in.circumstances.address) == "203.0.113.7"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "JSON object"),
        ({}, "signInIdentity"),
        (body(signInIdentity={}), "names nobody"),
        (body(signInContext={}), "names nothing"),
        (body(signInContext={"includeApplications": []}), "names nothing"),
        (
            body(signInContext={"includeApplications": [APP], "userAction": "registerSecurityInformation"}),
            "more than one",
        ),
        (body(signInContext={"userAction": "dance"}), "'dance'"),
        (conditions(ipAddress="999.1.1.1"), "ipAddress"),
        (conditions(clientAppType="teletype"), "clientAppType is 'teletype'"),
        (conditions(devicePlatform="amiga"), "devicePlatform"),
        (conditions(signInRiskLevel="severe"), "signInRiskLevel"),
        (conditions(country=["DE"]), "country"),
        (conditions(country="Germany"), "country is .Germany."),
        (conditions(deviceInfo="x"), "deviceInfo"),
        (conditions(authenticationFlow="deviceCodeFlow"), "authenticationFlow"),
        (body(signInConditions=["x"]), "signInConditions"),
    ],
)
def test_a_wrong_request_is_an_error_that_names_the_field(document, words):
    with pytest.raises(EvidenceError, match=words.replace("'", "'")):
        request(document)


def test_all_faults_of_a_request_are_told_at_once():
    with pytest.raises(EvidenceError) as caught:
        request({"signInIdentity": {}, "signInContext": {}, "signInConditions": {"ipAddress": "x"}})
    assert len(caught.value.problems) == 3


def test_what_graph_does_not_know_is_not_used_in_silence():
    assert "signInConditions.agentIdRiskLevel" in request(conditions(agentIdRiskLevel="high")).notes[0]
