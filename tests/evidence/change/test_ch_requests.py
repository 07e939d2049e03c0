"""Requests are held against Graph's published metadata: every property, its type and its words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ch_builders import EXC, SVC, made
from test_ch_proof import ASLEEP, CLEAN_UPS, EXCLUSIONS

from wizard.evidence.change.graph_form import POLICY, in_graph_form
from wizard.evidence.change.sign_ins import requests
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.shapes import Found

GRAPH = json.loads(Path(__file__).with_name("graph_v1.json").read_text(encoding="utf-8"))
TYPES, ENUMS = GRAPH["types"], GRAPH["enums"]
SCHEDULE = "privilegedAccessGroupAssignmentScheduleRequest"
BODIES = {
    "POST /groups": "group",
    "POST /identity/conditionalAccess/policies": "conditionalAccessPolicy",
    "PATCH /identity/conditionalAccess/policies/ID": "conditionalAccessPolicy",
    "DELETE /identity/conditionalAccess/policies/ID": None,
    "DELETE /groups/ID": None,
    "POST /groups/ID/members/$ref": "$ref",
    "DELETE /groups/ID/members/ID/$ref": None,
    "POST /identityGovernance/accessReviews/definitions": "accessReviewScheduleDefinition",
    "DELETE /identityGovernance/accessReviews/definitions/ID": None,
    "POST /identityGovernance/privilegedAccess/group/assignmentScheduleRequests": SCHEDULE,
}
"""What each request carries."""
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\{\w+\}")
PLAIN = {
    "Edm.Date": str,
    "Edm.String": str,
    "Edm.Boolean": bool,
    "Edm.Int32": int,
    "Edm.DateTimeOffset": str,
    "Edm.Duration": str,
}


def properties(name):
    found = dict(TYPES[name]["properties"])
    base = TYPES[name].get("base")
    return {**properties(base), **found} if base else found


def wrong(value, kind, where=""):
    """Yield what of a value does not fit a type of the metadata."""
    needed = kind.endswith("!")
    kind = kind.removesuffix("!")
    if value is None:
        if needed:
            yield f"{where} is null"
    elif kind.startswith("Collection("):
        if not isinstance(value, list):
            yield f"{where} is no list"
        else:
            for entry in value:
                yield from wrong(entry, kind[11:-1], where)
    elif kind in PLAIN:
        if not isinstance(value, PLAIN[kind]):
            yield f"{where} is no {kind}"
    elif kind.removeprefix("graph.") in ENUMS:
        for word in str(value).split(","):
            if word.strip() not in ENUMS[kind.removeprefix("graph.")]:
                yield f"{where} has no word {word}"
    else:
        yield from wrong_object(value, kind.removeprefix("graph."), where)


def wrong_object(value, name, where):
    told = value.get("@odata.type", "").removeprefix("#microsoft.graph.") or name
    if told not in TYPES:
        yield f"{where} is of an unknown type {told}"
        return
    known = properties(told)
    for key, part in value.items():
        if key == "@odata.type":
            continue
        if key.endswith("@odata.bind"):
            if not known.get(key.removesuffix("@odata.bind"), "").startswith("Collection("):
                yield f"{where}.{key} binds no collection of {told}"
        elif key not in known:
            yield f"{where}.{key} is no property of {told}"
        else:
            yield from wrong(part, known[key], f"{where}.{key}")


def every_request():
    for name, (policies, known, said) in {**EXCLUSIONS, **ASLEEP}.items():
        for license_ in ("none", "p2", "governance"):
            yield f"{name}, {license_}", made(policies, known, said, license_=license_)
    for name, (policies, known, said) in CLEAN_UPS.items():
        yield name, made(policies, known, said, clean_up=True)


@pytest.mark.slow
def test_every_request_and_every_rollback_fits_the_metadata_of_graph():
    found, seen = [], set()
    for name, (change, _) in every_request():
        for request in (*change.requests, *change.rollback):
            key = f"{request.method} {ID.sub('ID', request.url)}"
            seen.add(key)
            body, kind = request.body, BODIES[key]
            if kind is None:
                assert body is None
            elif kind == "$ref":
                assert list(body) == ["@odata.id"]
                assert re.fullmatch(
                    r"https://graph\.microsoft\.com/v1\.0/directoryObjects/[0-9a-f-]{36}", body["@odata.id"]
                )
            else:
                found += [f"{name}: {one}" for one in wrong(body, f"graph.{kind}", key)]
    assert found == []
    assert seen == BODIES.keys()


@pytest.mark.slow
def test_what_if_requests_fit_the_metadata_of_graph():
    found = []
    for name, (policies, known, said) in EXCLUSIONS.items():
        _, proof = made(policies, known, said)
        for body in requests(proof.contexts, [SVC]):
            for part, kind in (
                ("Identity", "userSignIn"),
                ("Context", "applicationContext"),
                ("Conditions", "signInConditions"),
            ):
                found += [f"{name}: {one}" for one in wrong(body[f"signIn{part}"], f"graph.{kind}", part)]
    assert found == []


def test_the_check_finds_what_graph_does_not_take():
    assert [*wrong({"excludeGroup": []}, "graph.conditionalAccessUsers", "users")] == [
        "users.excludeGroup is no property of conditionalAccessUsers"
    ]
    assert [*wrong({"state": "on"}, "graph.conditionalAccessPolicy", "")] == [".state has no word on"]
    assert [*wrong({"excludeGroups": EXC}, "graph.conditionalAccessUsers", "")] == [".excludeGroups is no list"]
    assert [*wrong({"conditions": None}, "graph.conditionalAccessPolicy", "")] == [".conditions is null"]


DESCRIBED = {
    "createdDateTime",
    "modifiedDateTime",
    "description",
    "templateId",
    "deletedDateTime",
    "requirementsSatisfied",
    "policyType",
}


def compared(schema, name):
    """Yield properties that the code and the metadata do not share."""
    known = properties(name)
    yield from (f"{name}.{key}" for key in known.keys() ^ schema.keys() if key not in DESCRIBED)
    for key, part in schema.items():
        kind = known.get(key, "").removesuffix("!").removeprefix("graph.")
        if isinstance(part, dict) and kind == "conditionalAccessExternalTenants":
            yield from compared(part, "conditionalAccessEnumeratedExternalTenants")
        elif isinstance(part, dict):
            yield from compared(part, kind)
        elif part == "list":
            assert kind.startswith("Collection("), key


def test_the_form_of_a_policy_has_the_properties_of_the_metadata_and_no_others():
    assert [*compared(POLICY, "conditionalAccessPolicy")] == []


NULLS = {
    "Conditions": {
        "Users": {
            "IncludeUsers": ["All"],
            "ExcludeGroups": ["g"],
            "IncludeGuestsOrExternalUsers": {
                "ExternalTenants": {"MembershipKind": None},
                "GuestOrExternalUserTypes": None,
            },
        },
        "Applications": {"IncludeApplications": ["All"], "ApplicationFilter": {"Mode": None, "Rule": None}},
        "ClientAppTypes": ["all"],
        "ClientApplications": {
            "IncludeServicePrincipals": None,
            "ServicePrincipalFilter": {"Mode": None, "Rule": None},
        },
        "Locations": {"IncludeLocations": None, "ExcludeLocations": None},
        "Devices": {"DeviceFilter": {"Mode": None, "Rule": None}},
    },
    "GrantControls": {
        "BuiltInControls": ["mfa"],
        "Operator": "OR",
        "AuthenticationStrength": {"Id": None, "DisplayName": None, "AllowedCombinations": None},
    },
    "SessionControls": {"SecureSignInSession": {"IsEnabled": None}},
    "DisplayName": "P",
    "Id": "1",
    "State": "enabled",
}
"""A policy as Graph PowerShell writes it: objects of nulls for all that nobody set."""


def test_what_powershell_writes_for_a_condition_that_is_not_set_goes_into_no_request():
    form, faults = in_graph_form(NULLS, policy_of(Found("", NULLS, {}), "p.json:1"))

    assert faults == []
    assert {name for name, part in form["conditions"].items() if part is not None} == {
        "users", "applications", "clientAppTypes",
    }  # fmt: skip
    assert form["conditions"]["applications"]["applicationFilter"] is None
    assert form["conditions"]["users"]["includeGuestsOrExternalUsers"] is None
    assert form["grantControls"]["authenticationStrength"] is None


@pytest.mark.parametrize("name", ["source", "of", "read_on"])
def test_the_metadata_says_where_it_comes_from(name):
    assert GRAPH[name]


def test_a_rollback_ends_a_membership_and_names_no_day_until_which():
    """'End being a member until 31 May' reads as if the membership came back then."""
    change, _ = made(license_="p2")
    (undo,) = [step.undo.what for step in change.steps if "assignmentScheduleRequests" in step.undo.url]

    assert undo == "End the account's membership of the group 'Exclusion'"
