"""A change touches the intended account and nobody else, and its rollback gives the first state back."""

from __future__ import annotations

import json
from datetime import date

import pytest
from ch_builders import (
    ABROAD,
    ADMIN,
    APP,
    BOB,
    DAY,
    END,
    EVE,
    EXC,
    IDA,
    MFA,
    NAMES,
    OFFICE,
    OTHER,
    PARENT,
    SECOND,
    STAFF,
    SVC,
    TENANT_ID,
    TERMS,
    approved,
    made,
    policy,
    row,
    seen_apart,
    tenant,
)

from wizard.errors import EvidenceError
from wizard.evidence.change.tenant import Tenant

NEW = {"group": "CA exclusion svc", "group_id": ""}
AGAIN = "11111111-aaaa-4aaa-8aaa-000000000009"
"""The object id of an account that was deleted and made again."""
TOU = {"builtInControls": [], "termsOfUse": [TERMS]}
BOTH = {"operator": "AND", "builtInControls": ["mfa"], "termsOfUse": [TERMS]}
TERMS_ROW = row(control="terms_of_use", ends_on=None)
STRENGTH_ID = "00000000-0000-0000-0000-000000000004"
BLOCK = {"builtInControls": ["block"]}
STRENGTH = {
    "builtInControls": [],
    "authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004", "displayName": "PR"},
}
COUNTRIES = {
    "id": ABROAD,
    "displayName": "Home",
    "countriesAndRegions": ["US", "DE"],
    "includeUnknownCountriesAndRegions": False,
}
HOSTILE = "O'Neil \"$(rm)\" ${x} %{y} \u2019';\n| `tick` <b>"
POWERSHELL = {
    "Id": MFA,
    "DisplayName": "MFA for all",
    "State": "enabled",
    "Conditions": {
        "Users": {"IncludeUsers": ["All"], "ExcludeGroups": [OTHER], "AdditionalProperties": {}},
        "Applications": {"IncludeApplications": ["All"]},
        "ClientAppTypes": ["all"],
        "AdditionalProperties": {"authenticationFlows": None},
    },
    "GrantControls": {"Operator": "OR", "BuiltInControls": ["mfa"], "AuthenticationStrength": {"Id": None}},
    "SessionControls": {},
}
FILTER = {"deviceFilter": {"mode": "exclude", "rule": 'device.isCompliant -eq True -or device.model -eq "A"'}}
TENANTS = {
    "guestOrExternalUserTypes": "b2bCollaborationGuest,internalGuest",
    "externalTenants": {
        "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
        "membershipKind": "enumerated",
        "members": [TENANT_ID],
    },
}
WEEKLY = {"signInFrequency": {"isEnabled": True, "type": "days", "value": 7, "frequencyInterval": "timeBased"}}

EXCLUSIONS = {
    "group that is there": ([policy()], tenant(), approved()),
    "group that has the account already": ([policy()], tenant([SVC]), approved()),
    "new group": ([policy()], tenant(), approved(row(**NEW))),
    "new group without an owner": ([policy()], tenant(), approved(row(**NEW), owner="nobody@contoso.com")),
    "two policies through one group": (
        [policy(), policy(SECOND, "Second")],
        tenant(),
        approved(row(), row(policy="Second", policy_id=SECOND)),
    ),
    "two policies with different ends": (
        [policy(), policy(SECOND, "Second", grant={"builtInControls": ["compliantDevice"]})],
        tenant(),
        approved(
            row(),
            row(policy="Second", policy_id=SECOND, control="compliant_device", ends_on=date(2027, 2, 1), **NEW),
        ),
    ),
    "account without an object ID": ([policy()], tenant(), approved(subject="")),
    "policy that names its tenant": ([policy(tenantId=TENANT_ID)], tenant(), approved()),
    "last day of the exclusion": ([policy()], tenant(), approved(row(ends_on=DAY))),
    "policy named without an id": ([policy()], tenant(), approved(row(policy_id=""))),
    "group named without an id": ([policy()], tenant(), approved(row(group_id=""))),
    "group nested below another": ([policy()], tenant(), approved(row(group="Other exclusion", group_id=OTHER))),
    "account included by a group": (
        [policy(users={"includeUsers": [], "includeGroups": [STAFF]})],
        tenant(),
        approved(),
    ),
    "other accounts excluded already": (
        [policy(users={"excludeGroups": [OTHER], "excludeUsers": [IDA]})],
        tenant(),
        approved(),
    ),
    "block": ([policy(grant={"builtInControls": ["block"]})], tenant(), approved(row(control="block"))),
    "authentication strength": ([policy(grant=STRENGTH)], tenant(), approved()),
    "alternatives, one of them approved": (
        [policy(grant={"operator": "OR", "builtInControls": ["mfa", "compliantDevice"]})],
        tenant(),
        approved(),
    ),
    "sign-in frequency approved as well": (
        [policy(session=WEEKLY)],
        tenant(),
        approved(row(), row(control="sign_in_frequency")),
    ),
    "persistent browser, which no decision is about, as well": (
        [policy(session={"persistentBrowser": {"isEnabled": True, "mode": "never"}})],
        tenant(),
        approved(),
    ),
    "risk of the sign-in": ([policy(signInRiskLevels=["high"])], tenant(), approved(row(control="risk"))),
    "terms of use alone": ([policy(grant=TOU)], tenant(), approved(TERMS_ROW)),
    "terms of use, and a group that has the account already": ([policy(grant=TOU)], tenant([SVC]), approved(TERMS_ROW)),
    "terms of use get a policy of their own": ([policy(grant=BOTH)], tenant(), approved(TERMS_ROW)),
    "terms of use and a new group": (
        [policy(grant=BOTH)],
        tenant(),
        approved(row(control="terms_of_use", ends_on=None, **NEW)),
    ),
    "another app than unattended accounts use": (
        [policy(applications={"includeApplications": [APP]}, clientAppTypes=["browser"])],
        tenant(),
        approved(),
    ),
    "user action": (
        [policy(applications={"includeApplications": [], "includeUserActions": ["urn:user:registersecurityinfo"]})],
        tenant(),
        approved(),
    ),
    "one platform": ([policy(platforms={"includePlatforms": ["macOS"], "excludePlatforms": []})], tenant(), approved()),
    "place": (
        [policy(locations={"includeLocations": [OFFICE], "excludeLocations": []})],
        tenant(),
        approved(),
    ),
    "everywhere but a country": (
        [policy(locations={"includeLocations": ["All"], "excludeLocations": [ABROAD]})],
        tenant(namedLocations=[COUNTRIES]),
        approved(),
    ),
    "device filter": ([policy(devices=FILTER)], tenant(), approved()),
    "guests of a tenant excluded": ([policy(users={"excludeGuestsOrExternalUsers": TENANTS})], tenant(), approved()),
    "export of PowerShell": ([POWERSHELL], tenant(), approved()),
    "session control of a preview": (
        [policy(session={"continuousAccessEvaluation": {"mode": "strictLocation"}})],
        tenant(),
        approved(),
    ),
    "strength as PowerShell describes it": (
        [
            policy(
                grant={
                    **STRENGTH,
                    "authenticationStrength": {
                        "Id": STRENGTH_ID,
                        "CreatedDateTime": "2021-12-01",
                        "PolicyType": "builtIn",
                    },
                }
            )
        ],
        tenant(),
        approved(),
    ),
    "everything outside of the office is blocked": (
        [
            policy(),
            policy(
                SECOND,
                "Office only",
                grant=BLOCK,
                locations={"includeLocations": ["All"], "excludeLocations": [OFFICE]},
            ),
        ],
        tenant(),
        approved(),
    ),
    "hostile names": (
        [policy(name=HOSTILE)],
        tenant(),
        approved(row(policy=HOSTILE, group="G " + HOSTILE, group_id="")),
    ),
}
ASLEEP = {
    state: (
        [policy(state=state), policy(SECOND, "Second", state=state)],
        tenant(),
        approved(row(), row(policy="Second", policy_id=SECOND)),
    )
    for state in ("disabled", "enabledForReportingButNotEnforced")
}
EXCLUDED = policy(users={"excludeGroups": [EXC]})
CLEAN_UPS = {
    "only member": ([EXCLUDED], tenant([SVC]), approved()),
    "group named without an id": ([EXCLUDED], tenant([SVC]), approved(row(group_id=""))),
    "one of several members": ([EXCLUDED], tenant([SVC, BOB]), approved()),
    "named directly": ([policy(users={"excludeUsers": [SVC, BOB]})], tenant(), approved()),
    "group and name": (
        [policy(users={"excludeUsers": [SVC], "excludeGroups": [OTHER, EXC]})],
        tenant([SVC]),
        approved(),
    ),
}


def restored(change):
    first = Tenant.before(change).bytes()
    there = Tenant.before(change)
    there.run(change.requests)
    assert there.bytes() != first
    there.run(change.rollback)
    return there.bytes() == first


@pytest.mark.parametrize("case", [*EXCLUSIONS, *(f"{name}, for a time" for name in list(EXCLUSIONS)[:6])])
def test_an_exclusion_changes_the_account_and_nobody_else_and_can_be_taken_back(case):
    policies, known, said = EXCLUSIONS[case.removesuffix(", for a time")]
    change, proof = made(policies, known, said, license_="p2" if case.endswith("time") else "none")
    assert seen_apart(change, proof, policies, known) == {SVC}
    assert restored(change)
    assert proof.before == proof.restored != proof.after
    assert proof.accounts == len(NAMES)
    assert proof.today


@pytest.mark.parametrize("state", ASLEEP)
def test_a_policy_that_is_not_enforced_changes_nobody_today_and_the_account_once_it_is_on(state):
    policies, known, said = ASLEEP[state]
    change, proof = made(policies, known, said)
    assert seen_apart(change, proof, policies, known) == set()
    assert seen_apart(change, proof, policies, known, on=True) == {SVC}
    assert restored(change)
    assert not proof.today


@pytest.mark.parametrize("case", CLEAN_UPS)
def test_a_clean_up_ends_the_exclusion_of_the_account_and_of_nobody_else(case):
    policies, known, said = CLEAN_UPS[case]
    change, proof = made(policies, known, said, clean_up=True)
    assert seen_apart(change, proof, policies, known) == {SVC}
    assert restored(change)
    assert change.kind == "clean-up"


def test_a_clean_up_keeps_the_account_in_the_group_of_an_exclusion_that_still_runs():
    policies = [EXCLUDED, policy(SECOND, "Second", users={"excludeGroups": [EXC]})]
    ended = approved(row(policy="Second", policy_id=SECOND), running=(row(policy_id="", group_id=""),))
    change, proof = made(policies, tenant([SVC]), ended, clean_up=True)

    assert [request.url.rsplit("/", 1)[-1] for request in change.requests] == [SECOND]
    assert seen_apart(change, proof, policies, tenant([SVC])) == {SVC}
    assert any("stays a member of 'Exclusion'" in note for note in change.notes)
    with pytest.raises(EvidenceError, match="'Exclusion' has other members, and another exclusion needs it"):
        made(policies, tenant([SVC, IDA]), ended, clean_up=True)


TENANT_WIDE = "would also touch"
REFUSED = {
    "the group has another member": (
        [policy()],
        tenant([IDA]),
        approved(),
        "would also touch ida@contoso.com. The group Exclusion has",
    ),
    "the group holds a group with members": (
        [policy()],
        tenant(groups=[*tenant()["groups"][1:], {"id": EXC, "displayName": "Exclusion", "members": [STAFF]}]),
        approved(),
        "would also touch bob@contoso.com",
    ),
    "another policy includes the group": (
        [
            policy(),
            policy(
                SECOND,
                "Second",
                users={"includeUsers": [], "includeGroups": [EXC]},
                grant={"builtInControls": ["block"]},
            ),
        ],
        tenant(),
        approved(),
        "also move what applies by Second",
    ),
    "another policy excludes a group around it": (
        [
            policy(),
            policy(SECOND, "Second", users={"excludeGroups": [PARENT]}, grant={"builtInControls": ["compliantDevice"]}),
        ],
        tenant(),
        approved(row(group="Other exclusion", group_id=OTHER)),
        "also move what applies by Second",
    ),
    "another policy, in report-only mode, excludes it": (
        [policy(), policy(SECOND, "Second", state="enabledForReportingButNotEnforced", users={"excludeGroups": [EXC]})],
        tenant(),
        approved(),
        "also move what applies by Second",
    ),
    "the group holds a role": (
        [policy()],
        tenant(directoryRoles=[{"roleTemplateId": ADMIN, "displayName": "Global Administrator", "members": [EXC]}]),
        approved(),
        "holds the role Global Administrator",
    ),
    "members of the group are not exported": (
        [policy()],
        tenant(groups=[{"id": EXC, "displayName": "Exclusion"}]),
        approved(),
        "its members are not exported",
    ),
    "a group that the policy names is not exported": (
        [policy(users={"includeUsers": [], "includeGroups": [PARENT, "22222222-bbbb-4bbb-8bbb-000000000099"]})],
        tenant(),
        approved(row(**NEW)),
        "cannot be proved for 3 accounts, because this is missing: groups: the group 22222222-bbbb",
    ),
    "roles are not exported": (
        [policy(users={"includeUsers": [], "includeGroups": [STAFF], "includeRoles": [ADMIN]})],
        {key: value for key, value in tenant().items() if key != "directoryRoles"},
        approved(),
        "cannot be proved for 2 accounts, because this is missing: directoryRoles",
    ),
    "users are not exported": ([policy()], {"groups": tenant()["groups"]}, approved(), "holds no users"),
    "groups are not exported": ([policy()], {"users": tenant()["users"]}, approved(), "the directory has no groups"),
    "the account is of another tenant": (
        [policy()],
        tenant(users=tenant()["users"][1:]),
        approved(),
        "has no user with the object ID",
    ),
    "id and name are two users": ([policy()], tenant(), approved(account=NAMES[BOB]), "belong to two users"),
    "an account was made again under the name": (
        [policy()],
        json.loads(json.dumps(tenant()).replace(SVC, AGAIN)),
        approved(),
        "gives another object ID for svc@contoso.com than the directory",
    ),
    "the name is that of several accounts": (
        [policy()],
        tenant(users=[*tenant()["users"], {**tenant()["users"][0], "id": AGAIN}]),
        approved(subject=""),
        f"has several users with the sign-in name of the record, svc@contoso.com: {SVC}, {AGAIN}",
    ),
    "the group's members come from a rule": (
        [policy()],
        tenant(groups=[{"id": EXC, "displayName": "Exclusion", "members": [], "groupTypes": ["DynamicMembership"]}]),
        approved(),
        "'Exclusion': a rule says who is a member",
    ),
    "the group comes from the local directory": (
        [policy()],
        tenant(groups=[{"id": EXC, "displayName": "Exclusion", "members": [], "onPremisesSyncEnabled": True}]),
        approved(),
        "'Exclusion': it is synchronized from the local directory",
    ),
    "the policy is not in the export": (
        [policy(SECOND)],
        tenant(),
        approved(),
        "has no policy for the approved exclusion",
    ),
    "the policy is there twice": ([policy(), policy(state="disabled")], tenant(), approved(), "has several policies"),
    "the policy has another name": (
        [policy(name="Block all")],
        tenant(),
        approved(),
        "has another name in the export: 'Block all'",
    ),
    "the policy is of another tenant": (
        [policy(tenantId="99999999-eeee-4eee-8eee-000000000009")],
        tenant(),
        approved(),
        "another tenant",
    ),
    "the policy was deleted": ([policy(deletedDateTime="2026-11-01T00:00:00Z")], tenant(), approved(), "was deleted"),
    "the policy has a property that nobody knows": (
        [policy(newCondition={"a": 1})],
        tenant(),
        approved(),
        "cannot be sent back whole",
    ),
    "the export lacks what the policy requires": (
        [policy(grant={"builtInControls": []})],
        tenant(),
        approved(),
        "cannot be used: the export lacks the controls",
    ),
    "the export lacks the conditions of the policy": (
        [{key: part for key, part in policy().items() if key != "conditions"}],
        tenant(),
        approved(),
        "cannot be used: it has no conditions",
    ),
    "the policy is about risk": (
        [policy(signInRiskLevels=["high"])],
        tenant(),
        approved(),
        "does not require what the record waives there: mfa",
    ),
    "the policy is for workloads": (
        [policy(clientApplications={"includeServicePrincipals": ["All"]})],
        tenant(),
        approved(),
        "for workload identities",
    ),
    "it would waive more than was approved": (
        [policy(grant={"builtInControls": ["mfa", "compliantDevice"]})],
        tenant(),
        approved(),
        "would also waive what nobody approved: compliant device",
    ),
    "it would waive a sign-in frequency too": (
        [policy(session=WEEKLY)],
        tenant(),
        approved(),
        "nobody approved: sign in frequency",
    ),
    "it would waive supervision by an app too": (
        [policy(session={"cloudAppSecurity": {"isEnabled": True, "cloudAppSecurityType": "monitorOnly"}})],
        tenant(),
        approved(),
        "nobody approved: cloud app security",
    ),
    "the policy does not require what is waived": (
        [policy(grant=TOU)],
        tenant(),
        approved(),
        "does not require what the record waives",
    ),
    "another policy requires the same": (
        [policy(), policy(SECOND, "Second")],
        tenant(),
        approved(),
        "changes nothing for the account in any of the sign-ins, for these still apply: Second",
    ),
    "the account is excluded already": ([EXCLUDED], tenant([SVC]), approved(), "is in place already"),
    "the policy never applies to the account": (
        [policy(users={"includeUsers": [], "includeGroups": [OTHER]})],
        tenant(),
        approved(),
        "it does not apply to the account there",
    ),
    "the exclusion ended": ([policy()], tenant(), approved(row(ends_on=date(2026, 12, 6))), "ended its exclusion"),
    "terms of use are an alternative": (
        [policy(grant={**BOTH, "operator": "OR"})],
        tenant(),
        approved(TERMS_ROW),
        "does not fit",
    ),
    "terms of use are an alternative beside a sign-in frequency": (
        [policy(grant={**BOTH, "operator": "OR"}, session=WEEKLY)],
        tenant(),
        approved(TERMS_ROW),
        "the other requirement is an alternative to them",
    ),
    "terms of use stand beside session controls alone": (
        [policy(grant=TOU, session=WEEKLY)],
        tenant(),
        approved(TERMS_ROW),
        "nothing but session controls would remain",
    ),
    "terms of use stand beside a strength": (
        [policy(grant={**STRENGTH, "termsOfUse": [TERMS]})],
        tenant(),
        approved(TERMS_ROW),
        "cannot be split: it requires an authentication strength",
    ),
    "two groups have the name": (
        [policy()],
        tenant(groups=[*tenant()["groups"], {"id": SECOND, "displayName": "Exclusion", "members": []}]),
        approved(row(group_id="")),
        "several groups have this name",
    ),
    "two ends share a group": (
        [policy(), policy(SECOND, "Second")],
        tenant(),
        approved(row(), row(policy="Second", policy_id=SECOND, ends_on=DAY)),
        "different ends share this group",
    ),
    "the group has another name": (
        [policy()],
        tenant(),
        approved(row(group="Exclusions")),
        "another name in the directory: 'Exclusion'",
    ),
    "the record names no exclusion": ([policy()], tenant(), approved(rows=()), "names no exclusion"),
    "the record names no group": ([policy()], tenant(), approved(row(group="", group_id="")), "names no group"),
}
REFUSED.pop("terms of use are an alternative")


@pytest.mark.parametrize("case", REFUSED)
def test_what_touches_somebody_else_or_cannot_be_known_is_refused_with_its_reason(case):
    policies, known, said, expected = REFUSED[case]
    with pytest.raises(EvidenceError) as caught:
        made(policies, known, said)
    assert expected in str(caught.value)
    assert all(problem.remedy or "in place" in problem.message for problem in caught.value.problems)


def test_a_clean_up_that_leaves_the_account_excluded_is_refused():
    policies = [policy(users={"excludeGroups": [EXC, STAFF]})]
    with pytest.raises(EvidenceError, match="it stays excluded through something else"):
        made(policies, tenant([SVC]), clean_up=True)


@pytest.mark.parametrize(("members", "said"), [([], "has ended already"), ([SVC], "a rule says who is a member")])
def test_a_clean_up_needs_a_group_that_can_be_changed_only_while_the_account_is_in_it(members, said):
    group = {"id": EXC, "displayName": "Exclusion", "members": members, "groupTypes": ["DynamicMembership"]}
    with pytest.raises(EvidenceError, match=said):
        made([policy()], tenant(groups=[group]), clean_up=True)


def test_every_finding_is_said_at_once():
    said = approved(row(policy_id=SECOND), row(group="Nowhere", group_id=SECOND, policy="Third", policy_id=""))
    with pytest.raises(EvidenceError) as caught:
        made([policy()], tenant(), said)
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("ends_on", [date(2026, 12, 18), END])
@pytest.mark.parametrize(
    ("starts_on", "begins"),
    [(None, "2026-12-07"), (date(2026, 12, 1), "2026-12-07"), (date(2026, 12, 14), "2026-12-14")],
)
def test_a_membership_for_a_time_begins_and_ends_with_what_was_approved(starts_on, begins, ends_on):
    change, _ = made(said=approved(row(starts_on=starts_on, ends_on=ends_on)), license_="governance")
    schedule = change.requests[0].body["scheduleInfo"]
    assert schedule["startDateTime"] == f"{begins}T00:00:00Z"
    assert schedule["expiration"] == {"type": "afterDateTime", "endDateTime": f"{ends_on.isoformat()}T23:59:59Z"}


@pytest.mark.parametrize("license_", ["p2", "governance"])
def test_an_exclusion_without_an_end_is_reviewed_each_year_and_ends_unless_somebody_confirms_it(license_):
    policies, known = [policy(grant=TOU)], tenant()
    change, proof = made(policies, known, approved(TERMS_ROW), license_=license_)
    review = change.requests[1]
    assert review.body["scope"]["query"] == f"/groups/{EXC}/transitiveMembers"
    assert review.body["reviewers"][0]["query"] == f"/users/{IDA}"
    settings = review.body["settings"]
    assert (settings["defaultDecision"], settings["autoApplyDecisionsEnabled"]) == ("Deny", True)
    assert settings["recurrence"]["range"] == {"type": "noEnd", "startDate": "2027-12-07"}
    assert change.reviewed
    assert not change.timed
    assert restored(change)
    assert seen_apart(change, proof, policies, known) == {SVC}


@pytest.mark.parametrize(
    ("license_", "owner"), [("none", NAMES[IDA]), ("p2", NAMES[SVC]), ("p2", "nobody@contoso.com"), ("p2", "")]
)
def test_where_no_license_or_no_reviewer_allows_a_review_it_is_said_that_nothing_asks(license_, owner):
    change, _ = made([policy(grant=TOU)], tenant(), approved(TERMS_ROW, owner=owner), license_=license_)
    assert not change.reviewed
    assert any("has no end, and nothing asks" in note for note in change.notes)


def test_without_a_license_it_is_said_that_nothing_ends_by_itself():
    change, _ = made()
    assert not change.timed
    assert any("Nothing ends the membership" in note and "31 May 2027" in note for note in change.notes)


def test_terms_of_use_are_required_by_the_new_policy_before_the_old_one_lets_go_of_them():
    change, _ = made([policy(grant=BOTH)], tenant(), approved(TERMS_ROW))
    steps = [(one.method, one.url.rsplit("/", 1)[-1]) for one in change.requests]
    assert steps[-2:] == [("POST", "policies"), ("PATCH", MFA)]
    assert change.requests[-2].body["grantControls"]["termsOfUse"] == [TERMS]
    assert change.requests[-2].body["conditions"]["users"]["excludeGroups"] == [EXC]
    assert change.requests[-1].body["grantControls"] == {**policy(grant=BOTH)["grantControls"], "termsOfUse": []}
    assert [one.method for one in change.rollback][:2] == ["PATCH", "DELETE"]


def test_a_new_group_belongs_to_who_takes_the_change_back_and_never_to_the_account():
    bound = "owners@odata.bind"
    change, _ = made(said=approved(row(**NEW)))
    assert change.requests[0].body[bound] == [f"https://graph.microsoft.com/v1.0/users/{IDA}"]
    for owner in ("nobody@contoso.com", NAMES[SVC], ""):
        change, _ = made(said=approved(row(**NEW), owner=owner))
        assert bound not in change.requests[0].body
        assert any("gets no owner" in note for note in change.notes)


def test_a_request_to_something_else_is_no_part_of_a_change():
    change, _ = made()
    there = Tenant.before(change)
    elsewhere = json.loads(json.dumps(change.requests[-1].as_dict()).replace(MFA, SECOND))
    request = type(change.requests[0])("", elsewhere["method"], elsewhere["url"], elsewhere["body"])
    with pytest.raises(ValueError, match="does not touch"):
        there.run([request])
    assert EVE in NAMES


def test_an_account_that_the_record_calls_otherwise_is_said_to_be_found_by_its_id():
    change, _ = made(said=approved(account="old-name@contoso.com"))

    assert change.notes[0] == "The record calls the account 'old-name@contoso.com'; it was found by its object ID."


def test_of_several_accounts_with_the_name_the_one_with_the_id_of_the_record_is_changed():
    known = tenant(users=[*tenant()["users"], {**tenant()["users"][0], "id": AGAIN}])
    change, proof = made(known=known)

    assert change.notes[0].startswith("Several users of the directory are called 'svc@contoso.com'")
    assert seen_apart(change, proof, [policy()], known) == {SVC}


def test_a_membership_that_ends_by_itself_is_extended_when_its_exclusion_is_renewed():
    with pytest.raises(EvidenceError) as refused:
        made([EXCLUDED], tenant([SVC]), license_="p2")
    assert refused.value.problems[0].remedy.startswith("Where the membership ends by itself, extend it to ")
