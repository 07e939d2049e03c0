"""The bulk evaluation says the same as the evaluation one by one."""

from __future__ import annotations

import ipaddress

import pytest
from ca_builders import (
    ALICE,
    APP,
    ARM,
    BOB,
    EXCHANGE,
    GLOBAL_ADMIN,
    GUEST,
    INNER,
    LAND,
    OFFICE,
    OUTER,
    PLACE,
    STAFF,
    TENANT,
    UNSEEN,
    policy,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.evidence.batch import Batch, Context, Side
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate.outcome import counts, evaluate, in_doubt
from wizard.evidence.evaluate.policy import shortened
from wizard.evidence.evaluate.sign_in import Circumstances, Person, SignIn, Target
from wizard.evidence.tables import load_tables

TABLES = load_tables()
BLOCK = {"operator": "OR", "builtInControls": ["block"]}
NEW_BOB = "11111111-aaaa-4aaa-8aaa-000000000012"
ACCOUNTS = [
    ALICE,
    BOB,
    NEW_BOB,
    GUEST,
    "bob@example.com",
    "stranger@example.com",
    "99999999-9999-4999-8999-999999999999",
]

users = st.fixed_dictionaries(
    {},
    optional={
        "includeUsers": st.lists(
            st.sampled_from(
                [
                    "All",
                    "None",
                    ALICE,
                    BOB,
                    "Bob",
                    "bob@example.com",
                    "GuestsOrExternalUsers",
                    "Current administrator will be excluded",
                ]
            ),
            max_size=2,
        ),
        "excludeUsers": st.lists(
            st.sampled_from([ALICE, GUEST, "Alice", "someone@example.com", "GuestsOrExternalUsers"]), max_size=2
        ),
        "includeGroups": st.lists(st.sampled_from([STAFF, INNER, OUTER, UNSEEN, "Staff", "Unheard of"]), max_size=2),
        "excludeGroups": st.lists(st.sampled_from([STAFF, OUTER, UNSEEN]), max_size=2),
        "includeRoles": st.lists(st.sampled_from([GLOBAL_ADMIN, "Our own role"]), max_size=1),
        "excludeRoles": st.lists(st.sampled_from([GLOBAL_ADMIN]), max_size=1),
        "includeGuestsOrExternalUsers": st.sampled_from(
            [
                {"guestOrExternalUserTypes": "b2bCollaborationGuest"},
                {
                    "guestOrExternalUserTypes": "b2bCollaborationGuest,internalGuest",
                    "externalTenants": {"membershipKind": "enumerated", "members": ["t1"]},
                },
            ]
        ),
        "includeRobots": st.just(["x"]),
    },
)
conditions = st.fixed_dictionaries(
    {"users": users},
    optional={
        "applications": st.sampled_from(
            [
                {"includeApplications": ["Office365"]},
                {"includeApplications": [ARM]},
                {"includeApplications": ["All"], "excludeApplications": [APP]},
                {"includeApplications": [], "applicationFilter": {"mode": "include", "rule": "x"}},
            ]
        ),
        "platforms": st.sampled_from(
            [{"includePlatforms": ["windows"]}, {"includePlatforms": ["all"], "excludePlatforms": ["linux"]}]
        ),
        "locations": st.sampled_from(
            [
                {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
                {"includeLocations": [OFFICE]},
                {"includeLocations": [PLACE]},
                {"includeLocations": [LAND, UNSEEN]},
            ]
        ),
        "signInRiskLevels": st.just(["high"]),
        "agents": st.just({"includeAgentUsers": ["All"]}),
        "times": st.just({"x": 1}),
        "devices": st.sampled_from(
            [
                {"deviceFilter": {"mode": "exclude", "rule": "device.isCompliant -eq True"}},
                {"deviceFilter": {"mode": "include", "rule": "?"}},
            ]
        ),
    },
)
grants = st.sampled_from(
    [
        None,
        {"operator": "OR", "builtInControls": ["mfa"]},
        {"operator": "OR", "builtInControls": ["block"]},
        {"operator": "AND", "builtInControls": ["compliantDevice", "mfa"]},
        {"operator": "OR", "builtInControls": ["compliantDevice", "mfa"]},
        {"operator": "OR", "builtInControls": [], "termsOfUse": ["t"]},
    ]
)
sessions = st.sampled_from(
    [
        None,
        {"signInFrequency": {"isEnabled": True, "frequencyInterval": "everyTime"}},
        {"secureSignInSession": {"isEnabled": True}},
        {"brandNew": {"isEnabled": True}},
    ]
)
states = st.sampled_from(["enabled", "enabled", "disabled", "enabledForReportingButNotEnforced", None])
policies = st.lists(st.tuples(conditions, grants, sessions, states), max_size=6)
contexts = st.builds(
    Context,
    st.sampled_from([Target((APP,)), Target((ARM,)), Target((EXCHANGE, APP)), Target((), "urn:user:registerdevice")]),
    st.builds(
        Circumstances,
        client_app=st.sampled_from([None, "browser", "other"]),
        platform=st.sampled_from([None, "windows", "linux"]),
        address=st.sampled_from([None, ipaddress.ip_address("203.0.113.7"), ipaddress.ip_address("198.51.100.7")]),
        country=st.sampled_from([None, "de", "us"]),
        device=st.sampled_from([None, {"iscompliant": True}, {"iscompliant": False}]),
        sign_in_risk=st.sampled_from(["none", "high"]),
    ),
)
directories = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.just(TENANT[name]) for name in TENANT},
        "groups": st.sampled_from([TENANT["groups"], [{"id": STAFF, "members": [ALICE, UNSEEN]}, {"id": OUTER}]]),
        "users": st.sampled_from(
            [
                TENANT["users"],
                [{**user, "@odata.type": "#microsoft.graph.user"} for user in TENANT["users"]],
                [{**user, "@odata.type": "#microsoft.graph.agentUser"} for user in TENANT["users"]],
                [TENANT["users"][1], {**TENANT["users"][1], "id": NEW_BOB, "identityParentId": "x"}],
                [{"id": ALICE}, {"id": BOB, "displayName": "Bob"}],
                [*TENANT["users"], {**TENANT["users"][1], "id": NEW_BOB}],
            ]
        ),
    },
)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(policies, contexts, directories, st.booleans())
def test_the_bulk_evaluation_equals_the_evaluation_one_by_one(raw, context, known, broken):
    items = [
        policy(str(number), state=state, grantControls=grant, sessionControls=session, **condition)
        for number, (condition, grant, session, state) in enumerate(raw)
    ]
    unread = ("broken.json",) if broken else ()
    directory = directory_of({"users": None, **known})
    batch = Batch(items, ACCOUNTS, directory, TABLES, [Side((1 << len(items)) - 1, broken)])
    judged = batch.judge(context)
    for number, account in enumerate(ACCOUNTS):
        asked = SignIn(Person(account), context.target, context.circumstances)
        results, outcome = evaluate(items, asked, directory, TABLES, unread)
        (verdict,) = judged[batch.group_of[number]].verdicts
        assert verdict[:3] == (outcome.outcome, outcome.controls, outcome.unattended)
        open_results = [result for result in results if in_doubt(result) and counts(result.policy)]
        if outcome.outcome != "block":
            missing = shortened(entry for result in open_results for entry in result.missing)
            assert batch.missing(number, context) == tuple(missing)


def test_accounts_that_policies_cannot_tell_apart_form_a_group():
    items = [
        policy("A", users={"includeGroups": [STAFF]}),
        policy("B", state="disabled", users={"includeUsers": [BOB]}),
    ]
    batch = Batch(items, [ALICE, BOB, GUEST], directory_of(TENANT), TABLES)
    assert list(batch.group_of) == [0, 0, 1]
    assert len(batch.groups) == 2


def test_a_policy_of_both_sides_is_judged_once_and_one_of_a_single_side_only_there():
    both, new = policy("A", users={"includeGroups": [STAFF]}), policy("B", grantControls=BLOCK)
    batch = Batch([both, new], [ALICE, GUEST], directory_of(TENANT), TABLES, [Side(0b01), Side(0b11)])
    alice, guest = batch.judge(Context(Target((APP,))))
    assert [verdict.outcome for verdict in alice.verdicts] == ["controls", "block"]
    assert [verdict.outcome for verdict in guest.verdicts] == ["allow", "block"]
    assert alice.touched
