"""Who is in scope: users, nested groups, roles, guests; an exclusion beats an inclusion."""

from __future__ import annotations

import pytest
from ca_builders import (
    ALICE,
    BOB,
    GLOBAL_ADMIN,
    GUEST,
    HELPDESK_ADMIN,
    INNER,
    OUTER,
    ROBOT,
    STAFF,
    TENANT,
    UNSEEN,
    policy,
    sign_in,
    tenant,
)

from wizard.evidence.batch_scope import ScopeIndex
from wizard.evidence.directory import Directory
from wizard.evidence.directory_reading import directory_of, merged
from wizard.evidence.evaluate.policy import judge
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.shapes import Found
from wizard.evidence.tables import load_tables

STRANGER = "99999999-9999-4999-8999-999999999999"
TABLES = load_tables()


def applies(users, asked, directory=None):
    return judge(policy(users=users), asked, tenant() if directory is None else directory, TABLES)


@pytest.mark.parametrize(
    ("users", "user", "expected"),
    [
        ({"includeUsers": ["All"]}, ALICE, True),
        ({"includeUsers": ["all"]}, GUEST, True),
        ({"includeUsers": ["None"]}, ALICE, False),
        ({}, ALICE, None),
        ({"includeUsers": []}, ALICE, False),
        ({"includeUsers": [], "excludeUsers": [BOB]}, ALICE, False),
        ({"includeUsers": [ALICE.upper()]}, ALICE, True),
        ({"includeUsers": [BOB]}, ALICE, False),
        ({"includeUsers": ["alice@example.com"]}, ALICE, True),
        ({"includeUsers": ["Alice"]}, ALICE, True),
        ({"includeUsers": ["Bob"]}, ALICE, False),
        ({"includeUsers": [ALICE]}, "Alice@Example.com", True),
        ({"includeUsers": ["All"], "excludeUsers": [ALICE]}, ALICE, False),
        ({"includeUsers": [ALICE], "excludeGroups": [STAFF]}, ALICE, False),
        ({"includeGroups": [STAFF]}, ALICE, True),
        ({"includeGroups": ["Staff"]}, ALICE, True),
        ({"includeGroups": [STAFF]}, GUEST, False),
        ({"includeGroups": [OUTER]}, ALICE, True),
        ({"includeGroups": [OUTER]}, BOB, False),
        ({"includeUsers": ["All"], "excludeGroups": [OUTER]}, ALICE, False),
        ({"includeRoles": [GLOBAL_ADMIN]}, BOB, True),
        ({"includeRoles": [GLOBAL_ADMIN]}, ALICE, False),
        ({"includeRoles": ["Global Administrator"]}, BOB, True),
        ({"includeRoles": [HELPDESK_ADMIN]}, BOB, False),
        ({"includeUsers": ["None"], "includeRoles": [GLOBAL_ADMIN]}, BOB, True),
        ({"includeUsers": ["All"], "excludeRoles": [GLOBAL_ADMIN]}, BOB, False),
        ({"includeGroups": [UNSEEN]}, ALICE, None),
        ({"includeGroups": ["No such group"]}, ALICE, None),
        ({"includeUsers": ["All"], "excludeGroups": [UNSEEN]}, ALICE, None),
        ({"includeUsers": ["All"], "excludeGroups": [UNSEEN], "excludeUsers": [ALICE]}, ALICE, False),
        ({"includeUsers": [BOB], "excludeGroups": [UNSEEN]}, ALICE, False),
        ({"includeUsers": ["All"], "includeGroups": [UNSEEN]}, ALICE, True),
        ({"includeRoles": ["Role of our own"]}, ALICE, None),
        ({"includeUsers": ["Current administrator will be excluded"]}, ALICE, None),
        ({"includeUsers": ["777771e56-aaaa-4aaa-8aaa-00000000000"]}, ALICE, False),
    ],
)
def test_a_user_is_in_scope(users, user, expected):
    assert applies(users, sign_in(user)).applies is expected


@pytest.mark.parametrize(
    ("users", "asked", "wanted"),
    [
        ({"includeGroups": [UNSEEN]}, sign_in(ALICE), UNSEEN),
        ({"includeUsers": ["All"], "excludeGroups": [UNSEEN]}, sign_in(ALICE), UNSEEN),
        ({"includeUsers": ["alice@example.com"]}, sign_in(STRANGER), "userPrincipalName"),
        ({"includeUsers": [ALICE]}, sign_in("nobody@example.com"), "nobody@example.com"),
        ({"includeGroups": [STAFF]}, sign_in("nobody@example.com"), "nobody@example.com"),
        ({"includeUsers": [ALICE]}, sign_in(None, external="b2bCollaborationGuest".lower()), "userId"),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, sign_in(STRANGER), "externalUserType"),
    ],
)
def test_what_would_tell_is_named_when_it_cannot_be_known(users, asked, wanted):
    result = applies(users, asked)
    assert result.applies is None
    assert result.reasons == ("notEnoughInformation",)
    assert any(wanted in entry for entry in result.missing)


def test_without_a_directory_groups_roles_and_guests_are_open_and_ids_are_not():
    nothing = Directory()
    assert applies({"includeUsers": ["All"]}, sign_in(), nothing).applies is True
    assert applies({"includeUsers": [BOB]}, sign_in(ALICE), nothing).applies is False
    for users in (
        {"includeGroups": [STAFF]},
        {"includeRoles": [GLOBAL_ADMIN]},
        {"includeUsers": ["GuestsOrExternalUsers"]},
    ):
        result = applies(users, sign_in(ALICE), nothing)
        assert result.applies is None
        assert "directory file" in result.missing[0]


def test_groups_that_contain_each_other_come_to_an_end():
    directory = tenant(groups=[{"id": INNER, "members": [OUTER]}, {"id": OUTER, "members": [INNER, ALICE]}])
    assert applies({"includeGroups": [INNER]}, sign_in(ALICE), directory).applies is True
    assert applies({"includeGroups": [INNER]}, sign_in(BOB), directory).applies is False


@pytest.mark.slow
def test_a_chain_of_ten_thousand_groups_is_followed_without_recursion():
    chain = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(10_000)]
    groups = [{"id": here, "members": [below]} for here, below in zip(chain, [*chain[1:], ALICE], strict=True)]
    assert applies({"includeGroups": [chain[0]]}, sign_in(ALICE), tenant(groups=groups)).applies is True


def test_a_member_that_may_be_a_group_leaves_the_rest_open():
    directory = tenant(groups=[{"id": STAFF, "members": [ALICE, UNSEEN]}])
    assert applies({"includeGroups": [STAFF]}, sign_in(ALICE), directory).applies is True
    result = applies({"includeGroups": [STAFF]}, sign_in(BOB), directory)
    assert result.applies is None
    assert UNSEEN in result.missing[0]


def test_without_a_list_of_users_the_members_of_a_group_count_as_users():
    directory = tenant(users=None, groups=[{"id": STAFF, "members": [ALICE]}])
    assert applies({"includeGroups": [STAFF]}, sign_in(BOB), directory).applies is False


@pytest.mark.parametrize(
    "known",
    [
        {"groups": [{"id": STAFF, "members": [{"@odata.type": "#microsoft.graph.group", "id": UNSEEN}]}]},
        {"groups": {"value": [{"id": STAFF, "members": [UNSEEN]}], "@odata.nextLink": "https://example.com/next"}},
        {"directoryRoles": [{"roleTemplateId": GLOBAL_ADMIN, "members": [UNSEEN]}]},
        {"roleAssignments": [{"roleDefinitionId": GLOBAL_ADMIN, "principalId": UNSEEN, "directoryScopeId": "/"}]},
    ],
)
def test_without_users_too_a_group_that_was_not_exported_may_hold_anybody(known):
    scope = {"includeGroups": [STAFF], "includeRoles": [GLOBAL_ADMIN]}
    scope.pop("includeRoles" if "groups" in known else "includeGroups")
    result = applies(scope, sign_in(ALICE), directory_of(known))
    assert result.applies is None
    assert UNSEEN in result.missing[0]


@pytest.mark.parametrize(
    "told", [{"@odata.type": "#microsoft.graph.servicePrincipal"}, {"userPrincipalName": "gone@example.com"}]
)
def test_a_member_that_the_export_calls_no_group_holds_nobody(told):
    member = {"id": UNSEEN, **told}
    role = {"roleTemplateId": GLOBAL_ADMIN, "members": [member]}
    assigned = {"roleDefinitionId": GLOBAL_ADMIN, "principalId": UNSEEN, "principal": told}

    for known in ({"directoryRoles": [role]}, {"roleAssignments": [assigned]}):
        assert applies({"includeRoles": [GLOBAL_ADMIN]}, sign_in(ALICE), directory_of(known)).applies is False
    whole = tenant(groups=[{"id": STAFF, "displayName": "Staff", "members": [member]}])
    assert applies({"includeGroups": [STAFF]}, sign_in(ALICE), whole).applies is False


def test_a_group_without_members_in_the_export_is_open():
    directory = tenant(groups=[{"id": STAFF, "displayName": "Staff"}])
    result = applies({"includeGroups": [STAFF]}, sign_in(ALICE), directory)
    assert result.applies is None
    assert f"members of staff ({STAFF})" in result.missing[0].lower()


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (f"@{{Id={ALICE}; DeletedDateTime=; AdditionalProperties=}}", True),
        (f"@{{Id={BOB}; DeletedDateTime=}}", False),
        ("Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject", None),
        ("System.Object", None),
    ],
)
def test_members_that_powershell_cut_off_are_no_ids(member, expected):
    known = directory_of({"groups": [{"id": STAFF, "displayName": "Staff", "members": [member]}]})
    assert applies({"includeGroups": [STAFF]}, sign_in(ALICE), known).applies is expected
    assert ["cut off" in str(problem) for problem in known.problems] == [True] * (expected is None)


def test_a_role_through_a_group_counts_and_one_for_a_part_of_the_tenant_does_not():
    roles = [
        {"roleTemplateId": GLOBAL_ADMIN, "members": [STAFF]},
        {"roleTemplateId": HELPDESK_ADMIN, "members": [{"id": ALICE, "directoryScopeId": "/administrativeUnits/x"}]},
    ]
    directory = tenant(directoryRoles=roles)
    assert applies({"includeRoles": [GLOBAL_ADMIN]}, sign_in(ALICE), directory).applies is True
    assert applies({"includeRoles": [HELPDESK_ADMIN]}, sign_in(ALICE), directory).applies is False


def test_custom_roles_are_not_seen_by_policies():
    own = "77777777-7777-4777-8777-777777777777"
    directory = tenant(directoryRoles=[{"roleTemplateId": own, "members": [ALICE], "isBuiltIn": False}])
    assert applies({"includeRoles": [own]}, sign_in(ALICE), directory).applies is False


def guests(types="b2bCollaborationGuest,internalGuest", tenants=None):
    scope = {"guestOrExternalUserTypes": types}
    if tenants is not None:
        scope["externalTenants"] = tenants
    return scope


@pytest.mark.parametrize(
    ("users", "asked", "expected"),
    [
        ({"includeUsers": ["GuestsOrExternalUsers"]}, sign_in(GUEST), True),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, sign_in(ALICE), False),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, sign_in(ALICE, external="serviceprovider"), True),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, sign_in(GUEST, external="none"), False),
        ({"includeUsers": ["All"], "excludeUsers": ["GuestsOrExternalUsers"]}, sign_in(GUEST), False),
        ({"includeGuestsOrExternalUsers": guests()}, sign_in(GUEST), True),
        ({"includeGuestsOrExternalUsers": guests("serviceProvider")}, sign_in(GUEST), False),
        ({"includeGuestsOrExternalUsers": guests("serviceProvider")}, sign_in(STRANGER), None),
        ({"includeGuestsOrExternalUsers": guests(tenants={"membershipKind": "all"})}, sign_in(GUEST), True),
        (
            {"includeGuestsOrExternalUsers": guests(tenants={"membershipKind": "enumerated", "members": ["T1"]})},
            sign_in(GUEST, tenant_id="t1"),
            True,
        ),
        (
            {"includeGuestsOrExternalUsers": guests(tenants={"membershipKind": "enumerated", "members": ["T1"]})},
            sign_in(GUEST, tenant_id="t2"),
            False,
        ),
        (
            {"includeGuestsOrExternalUsers": guests(tenants={"membershipKind": "enumerated", "members": ["T1"]})},
            sign_in(GUEST),
            None,
        ),
        (
            {"includeGuestsOrExternalUsers": guests(tenants={"membershipKind": "enumerated", "members": ["T1"]})},
            sign_in(ALICE, external="internalguest"),
            True,
        ),
        ({"includeUsers": ["All"], "excludeGuestsOrExternalUsers": guests()}, sign_in(GUEST), False),
        ({"includeUsers": ["All"], "excludeGuestsOrExternalUsers": None}, sign_in(GUEST), True),
    ],
)
def test_guests_are_told_apart_by_kind_and_tenant(users, asked, expected):
    assert applies(users, asked).applies is expected


@pytest.mark.parametrize(
    ("user_type", "principal", "kind"),
    [
        ("Guest", "x#EXT#@example.com", "b2bCollaborationGuest"),
        ("Guest", "x@example.com", "internalGuest"),
        ("Member", "x#EXT#@example.com", "b2bCollaborationMember"),
    ],
)
def test_the_kind_of_guest_follows_from_the_directory(user_type, principal, kind):
    user = {"id": ALICE, "userPrincipalName": principal, "displayName": "X", "userType": user_type}
    directory = tenant(users=[user])
    assert applies({"includeGuestsOrExternalUsers": guests(kind)}, sign_in(ALICE), directory).applies is True
    others = {"b2bCollaborationGuest", "internalGuest", "b2bCollaborationMember"} - {kind}
    assert (
        applies({"includeGuestsOrExternalUsers": guests(",".join(others))}, sign_in(ALICE), directory).applies is False
    )


def test_a_member_whose_principal_name_was_not_exported_may_be_an_external_one():
    """The principal name tells a member of the tenant from a member of a partner (CA-04)."""
    directory = tenant(users=[{"id": ALICE, "displayName": "X", "userType": "Member"}])
    result = applies({"includeGuestsOrExternalUsers": guests("b2bCollaborationMember")}, sign_in(ALICE), directory)
    assert result.applies is None
    assert "userPrincipalName" in result.missing[0]
    assert applies({"includeUsers": ["GuestsOrExternalUsers"]}, sign_in(ALICE), directory).applies is None
    guest = applies({"includeGuestsOrExternalUsers": guests("internalGuest")}, sign_in(ALICE), directory)
    assert guest.applies is False


@pytest.mark.parametrize("kind", ["b2bCollaborationGuest", "internalGuest"])
def test_a_guest_whose_principal_name_was_not_exported_may_be_of_either_kind(kind):
    directory = tenant(users=[{"id": ALICE, "displayName": "X", "userType": "Guest"}])
    assert applies({"includeGuestsOrExternalUsers": guests(kind)}, sign_in(ALICE), directory).applies is None
    either = guests("b2bCollaborationGuest,internalGuest")
    assert applies({"includeGuestsOrExternalUsers": either}, sign_in(ALICE), directory).applies is True
    assert applies({"includeUsers": ["GuestsOrExternalUsers"]}, sign_in(ALICE), directory).applies is True


@pytest.mark.parametrize(
    ("known", "named", "expected"),
    [
        ({"userPrincipalName": "alice@example.com"}, "other@example.com", False),
        ({"userPrincipalName": "alice@example.com"}, "Others", None),
        ({"displayName": "Alice"}, "other@example.com", None),
        ({"displayName": "Alice", "userPrincipalName": "alice@example.com"}, "Others", False),
    ],
)
def test_a_name_is_somebody_elses_where_the_own_one_of_its_kind_is_known(known, named, expected):
    directory = tenant(users=[{"id": ALICE, **known}])
    assert applies({"includeUsers": [named]}, sign_in(ALICE), directory).applies is expected


BY_ATTRIBUTE = {"mode": "include", "rule": "x"}


def test_somebody_who_is_called_all_is_not_everybody():
    users = [{"id": ALICE, "userPrincipalName": "none@example.com", "displayName": "None", "userType": "Member"}]
    assert applies({"includeUsers": ["None"]}, sign_in(ALICE), tenant(users=users)).applies is False


@pytest.mark.parametrize(
    ("scope", "principal", "expected"),
    [
        ({"includeServicePrincipals": ["ServicePrincipalsInMyTenant"]}, ROBOT, True),
        ({"includeServicePrincipals": [ROBOT]}, ROBOT, True),
        ({"includeServicePrincipals": [STRANGER]}, ROBOT, False),
        (
            {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"], "excludeServicePrincipals": [ROBOT]},
            ROBOT,
            False,
        ),
        ({"servicePrincipalFilter": BY_ATTRIBUTE}, ROBOT, None),
        ({"includeServicePrincipals": [ROBOT], "servicePrincipalFilter": BY_ATTRIBUTE}, ROBOT, None),
        ({"includeServicePrincipals": [STRANGER], "servicePrincipalFilter": BY_ATTRIBUTE}, ROBOT, False),
        ({"includeServicePrincipals": ["None"]}, ROBOT, False),
        ({"includeServicePrincipals": [STRANGER[:-1]]}, ROBOT, False),
        (None, ROBOT, False),
    ],
)
def test_a_service_principal_is_reached_by_workload_policies_only(scope, principal, expected):
    item = policy(users={"includeUsers": ["All"] if scope is None else ["None"]}, clientApplications=scope)
    result = judge(item, sign_in(principal=principal), tenant(), TABLES)
    assert result.applies is expected
    if expected is False:
        assert result.reasons == ("workloadIdentities",)


def test_a_workload_policy_does_not_reach_users():
    scope = {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"]}
    result = judge(policy(users={"includeUsers": ["None"]}, clientApplications=scope), sign_in(ALICE), tenant(), TABLES)
    assert result.applies is False
    assert result.reasons == ("users",)


def test_the_test_tenant_has_no_problems():
    assert tenant().problems == []
    assert TENANT.keys() == {"users", "groups", "directoryRoles", "namedLocations"}


AGENTS = {"agents": {"includeAgentUsers": ["All"]}, "agentContext": {"includeAgentContexts": ["x"]}}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, None),
        ({"@odata.type": "#microsoft.graph.user"}, False),
        ({"onPremisesSyncEnabled": True}, False),
        ({"@odata.type": "#microsoft.graph.agentUser"}, None),
        ({"identityParentId": ROBOT}, None),
        ({"@odata.type": "#microsoft.graph.agentUser", "onPremisesSyncEnabled": True}, None),
    ],
)
def test_a_policy_for_agents_concerns_no_account_that_the_directory_knows_as_ordinary(known, expected):
    directory = tenant(users=[{**TENANT["users"][0], **known}])
    for_agents = policy(users={"includeUsers": ["None"]}, **AGENTS)
    assert judge(for_agents, sign_in(ALICE), directory, TABLES).applies is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"grantControls": {"operator": "OR", "builtInControls": ["mfa"], "newControl": "x"}}, False),
        ({"newCondition": "x"}, None),
        ({"times": {"all": True}}, False),
    ],
)
def test_only_a_condition_that_nobody_here_knows_may_widen_whom_a_policy_reaches(more, expected):
    directory = tenant(users=[{**TENANT["users"][0], "@odata.type": "#microsoft.graph.user"}])
    item = policy(users={"includeUsers": ["None"]}, **more)
    assert item.unknown
    assert judge(item, sign_in(ALICE), directory, TABLES).applies is expected


@pytest.mark.parametrize(("state", "expected"), [("enabled", None), ("disabled", False)])
def test_a_policy_without_conditions_cannot_be_judged_unless_it_is_off(state, expected):
    raw = {"id": "p", "displayName": "x", "state": state, "grantControls": {"builtInControls": ["mfa"]}}
    result = judge(policy_of(Found("", raw, {}), "p.json:1"), sign_in(ALICE), tenant(), TABLES)
    assert (result.applies, result.asks_place) == (expected, False)
    assert result.missing == (("p.json:1: it has no conditions",) if expected is None else ())


def test_a_policy_for_everybody_with_a_condition_on_agents_stays_open():
    directory = tenant(users=[{**TENANT["users"][0], "@odata.type": "#microsoft.graph.user"}])
    assert judge(policy(**AGENTS), sign_in(ALICE), directory, TABLES).applies is None


@pytest.mark.parametrize(
    ("scope", "applies"),
    [
        ({"includeUsers": ["All"]}, False),
        ({"includeUsers": ["All"], "excludeGroups": [STAFF]}, False),
        ({"includeGroups": [STAFF]}, False),
        ({"includeUsers": [ALICE]}, None),
        ({"includeUsers": ["alice@example.com"]}, None),
        ({"includeUsers": [ALICE], "excludeUsers": [ALICE]}, False),
    ],
)
def test_policies_for_users_do_not_include_the_account_of_an_agent(scope, applies):
    directory = tenant(users=[{**TENANT["users"][0], "@odata.type": "#microsoft.graph.agentUser"}])
    result = judge(policy(users=scope), sign_in(ALICE), directory, TABLES)
    assert (result.applies, "agents' user accounts" in " ".join(result.notes)) == (applies, True)
    (masks,) = ScopeIndex([policy(users=scope)], directory, TABLES).masks([ALICE])
    assert masks == (0, 1 if applies is False else 0)


def test_two_files_of_users_keep_what_one_of_them_says():
    more = {"@odata.type": "#microsoft.graph.user", "accountEnabled": False, "onPremisesSyncEnabled": True}
    typed = {**TENANT["users"][0], **more}
    for parts in ([TENANT["users"][0], typed], [typed, TENANT["users"][0]]):
        whole = merged([directory_of({"users": [part]}, str(number)) for number, part in enumerate(parts)])
        alice = whole.users[ALICE]
        assert (alice.agent, alice.enabled, alice.synced) == (False, False, True)


NEW_ALICE = "11111111-aaaa-4aaa-8aaa-000000000011"
NAMESAKES = tenant(
    users=[
        *TENANT["users"],
        {**TENANT["users"][0], "id": NEW_ALICE},
        {**TENANT["users"][1], "id": STRANGER, "userPrincipalName": "b@example.com"},
    ]
)
"""Alice was deleted and made anew between two exports, and two people are called Bob."""


@pytest.mark.parametrize(
    ("users", "user", "expected"),
    [
        ({"includeUsers": ["All"]}, "alice@example.com", True),
        ({"includeUsers": [BOB]}, "alice@example.com", False),
        ({"includeUsers": [ALICE]}, "alice@example.com", None),
        ({"includeUsers": ["All"], "excludeUsers": [NEW_ALICE]}, "alice@example.com", None),
        ({"includeUsers": ["All"], "excludeGroups": [STAFF]}, "alice@example.com", None),
        ({"includeUsers": ["All"], "excludeGroups": [STAFF]}, ALICE, False),
        ({"includeUsers": ["All"], "excludeGroups": [STAFF]}, NEW_ALICE, True),
        ({"includeUsers": ["All"], "excludeUsers": ["alice@example.com"]}, NEW_ALICE, None),
        ({"includeUsers": ["All"], "excludeUsers": ["alice@example.com"]}, BOB, True),
        ({"includeUsers": ["Bob"]}, BOB, None),
        ({"includeUsers": ["Bob", STRANGER]}, STRANGER, True),
        ({"includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "internalGuest"}}, "alice@example.com", False),
    ],
)
def test_a_name_of_several_users_is_clear_only_where_all_of_them_meet_the_same(users, user, expected):
    found = applies(users, sign_in(user), NAMESAKES)

    assert found.applies is expected
    shared = "alice@example.com" if user != BOB else "bob"
    told = f"the object ID of the one that is meant, of several called {shared} in the directory file"
    assert found.missing == (() if expected is not None else (told,))
