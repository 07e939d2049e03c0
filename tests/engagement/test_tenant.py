"""``drift`` against the tenant: seven classes, each with a seeded case; nothing false, and nothing unknown taken for clean."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.documents.making import SIGNOFF
from tests.engagement.making import engaged
from tests.engagement.signing import answered, edit, filled_in, printed, replaced, signed
from tests.engagement.tenant_making import (
    ANNA,
    BREAK,
    GONE,
    GROUP,
    INNER,
    OTHER,
    SVC,
    Change,
    Tenant,
    clean,
    copied,
    exception_in,
    make_register,
    policy,
    written,
)
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement import drift, processes
from wizard.engagement.approved_change import approved_in
from wizard.engagement.readback import document_folders
from wizard.engagement.register import Register
from wizard.engagement.result_schema import TenantDrift
from wizard.engagement.sealed import Glance, read_sealed
from wizard.errors import EvidenceError

DAY = "2026-12-10"


@pytest.fixture(scope="module")
def register(tmp_path_factory) -> Path:
    return make_register(tmp_path_factory.mktemp("register"))


def told(register: Path, tenant: Tenant, folder: Path, capsys, day: str = DAY, code: int | None = None) -> TenantDrift:
    """Return what the command says, as its schema reads it."""
    given = run(["drift", str(register), *written(folder / "tenant", tenant), "--date", day, "--format", "json"])
    found = TenantDrift.model_validate(json.loads(capsys.readouterr().out))
    acts = bool(found.tenant.findings or found.tenant.unknown)
    assert given == (4 if acts else 0) if code is None else given == code
    return found


def users(tenant: Tenant, number: int = 0) -> dict:
    return tenant["policies"][number]["conditions"]["users"]


def group(tenant: Tenant, number: int = 0) -> dict:
    return tenant["groups"][number]


def _nested(tenant: Tenant) -> None:
    group(tenant)["members"] = [INNER]
    group(tenant, 1)["members"] = [SVC]


def _moved(tenant: Tenant) -> None:
    users(tenant)["excludeGroups"] = []
    users(tenant, 1)["excludeGroups"] = [GROUP]


def _more_controls(tenant: Tenant) -> None:
    tenant["policies"][0]["grantControls"] = {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]}


def _strength(*others: str) -> Change:
    strength = {"id": "00000000-0000-0000-0000-000000000004", "displayName": "Phishing-resistant MFA"}
    wanted = {"operator": "AND", "builtInControls": list(others), "authenticationStrength": strength}
    return lambda tenant: tenant["policies"][0].update(grantControls=wanted)


def _copied(**changes: object) -> Change:
    def change(tenant: Tenant) -> None:
        policy = tenant["policies"][0]
        tenant["policies"].append(
            {**json.loads(json.dumps(policy)), "sessionControls": {"disableResilienceDefaults": True}}
        )
        for one in (policy, tenant["policies"][-1]):
            one.update(changes)

    return change


CASES: dict[str, tuple[Change, str, list[tuple[str, str]]]] = {
    "somebody is excluded by id": (
        lambda tenant: users(tenant, 1)["excludeUsers"].append(ANNA),
        DAY,
        [("unapproved", "anna@contoso.com")],
    ),
    "somebody is excluded through a group that no record names": (
        lambda tenant: users(tenant, 1)["excludeGroups"].append(INNER),
        DAY,
        [("unapproved", "anna@contoso.com")],
    ),
    "the exception has not begun": (lambda _: None, "2026-12-05", [("unapproved", "svc-flow@contoso.com")]),
    "the exception has ended": (lambda _: None, "2027-06-01", [("expired_present", "svc-flow@contoso.com")]),
    "the account left the group": (
        lambda tenant: group(tenant)["members"].clear(),
        DAY,
        [("approved_absent", "svc-flow@contoso.com")],
    ),
    "the policy was deleted": (
        lambda tenant: tenant["policies"].pop(0),
        DAY,
        [("approved_absent", "svc-flow@contoso.com")],
    ),
    "a group stands between": (_nested, DAY, [("nested", "svc-flow@contoso.com")]),
    "a group in the group brings others": (
        lambda tenant: group(tenant)["members"].append(INNER),
        DAY,
        [("nested", "anna@contoso.com")],
    ),
    "groups contain each other": (
        lambda tenant: (group(tenant)["members"].append(INNER), group(tenant, 1)["members"].append(GROUP)),
        DAY,
        [("nested", "anna@contoso.com")],
    ),
    "the approved group has another member": (
        lambda tenant: group(tenant)["members"].append(ANNA),
        DAY,
        [("wider", "anna@contoso.com")],
    ),
    "the approved group has a user whom the older export of users lacks": (
        lambda tenant: group(tenant)["members"].append({"id": GONE, "@odata.type": "#microsoft.graph.user"}),
        DAY,
        [("wider", GONE)],
    ),
    "the policy demands more than was waived": (_more_controls, DAY, [("wider", "svc-flow@contoso.com")]),
    "the policy asks for MFA of a strength": (_strength(), DAY, []),
    "MFA is one of two controls of which one is enough, and nobody knows the other": (
        lambda tenant: tenant["policies"][0].update(
            grantControls={"operator": "OR", "builtInControls": ["mfa", "unknownFutureValue"]}
        ),
        DAY,
        [],
    ),
    "the policy asks who is at risk to be remediated": (
        lambda tenant: (
            tenant["policies"][0].update(grantControls={"operator": "OR", "builtInControls": ["riskRemediation"]}),
            tenant["policies"][0]["conditions"].update(userRiskLevels=["high"]),
        ),
        DAY,
        [("wider", "svc-flow@contoso.com")],
    ),
    "the policy asks for a strength and for more than was waived": (
        _strength("compliantDevice"),
        DAY,
        [("wider", "svc-flow@contoso.com")],
    ),
    "another policy excludes it as well": (
        lambda tenant: users(tenant, 1)["excludeGroups"].append(GROUP),
        DAY,
        [("wider", "svc-flow@contoso.com")],
    ),
    "a deleted user is excluded": (
        lambda tenant: users(tenant)["excludeUsers"].append(GONE),
        DAY,
        [("dangling", GONE)],
    ),
    "a deleted group is excluded": (
        lambda tenant: users(tenant)["excludeGroups"].append(GONE),
        DAY,
        [("dangling", GONE)],
    ),
    "another policy excludes it instead": (_moved, DAY, [("wrong_policy", "svc-flow@contoso.com")]),
}


@pytest.mark.parametrize("case", CASES)
def test_each_class_has_its_case_and_nothing_else_is_said(case, register, tmp_path, capsys):
    change, day, expected = CASES[case]
    tenant = clean()
    change(tenant)
    found = told(register, tenant, tmp_path, capsys, day).tenant

    assert [(one.kind, one.account) for one in found.findings] == expected
    assert all(one.policy and one.remedy for one in found.findings)
    assert found.unknown == []


def test_a_tenant_that_agrees_with_its_register_has_no_finding(register, tmp_path, capsys):
    found = told(register, clean(), tmp_path, capsys, code=0)

    assert found.tenant.model_dump() == {"policies": 2, "records": 1, "findings": [], "unknown": [], "notes": []}
    assert len(found.decisions) == 3


def _report_only(tenant: Tenant) -> None:
    tenant["policies"][1]["state"] = "enabledForReportingButNotEnforced"
    users(tenant, 1)["excludeUsers"].append(ANNA)


def _guests(tenant: Tenant) -> None:
    users(tenant, 1)["excludeGuestsOrExternalUsers"] = {
        "guestOrExternalUserTypes": "b2bCollaborationGuest",
        "externalTenants": {"membershipKind": "all"},
    }


def _as_guest(tenant: Tenant) -> None:
    tenant["users"][0].update(userType="Guest", userPrincipalName="svc-flow_fabrikam.com#EXT#@contoso.com")
    users(tenant).update(
        excludeGroups=[],
        excludeGuestsOrExternalUsers={
            "guestOrExternalUserTypes": "b2bCollaborationGuest",
            "externalTenants": {"membershipKind": "all"},
        },
    )


def _as_any_guest(tenant: Tenant) -> None:
    _as_guest(tenant)
    users(tenant).pop("excludeGuestsOrExternalUsers")
    users(tenant)["excludeUsers"].append("GuestsOrExternalUsers")


def _not_reached(tenant: Tenant) -> None:
    users(tenant, 1).update(includeUsers=[SVC], excludeUsers=[ANNA])


def _agent(tenant: Tenant) -> None:
    (anna,) = (one for one in tenant["users"] if one["id"] == ANNA)
    anna["@odata.type"] = "#microsoft.graph.agentUser"
    users(tenant, 1)["excludeUsers"].append(ANNA)


def _off(tenant: Tenant) -> None:
    tenant["policies"].append(policy(INNER, "CA003", excludeUsers=[ANNA, GONE]) | {"state": "disabled"})


def _robot(tenant: Tenant) -> None:
    group(tenant)["members"].append({"id": GONE, "@odata.type": "#microsoft.graph.servicePrincipal"})


def _robot_alone(tenant: Tenant) -> None:
    tenant["policies"][1]["state"] = "enabledForReportingButNotEnforced"
    users(tenant, 1)["excludeGroups"].append(INNER)
    group(tenant, 1)["members"] = [{"id": GONE, "@odata.type": "#microsoft.graph.servicePrincipal"}]


def _other_case(tenant: Tenant) -> None:
    users(tenant)["excludeGroups"] = [GROUP.upper()]
    group(tenant)["id"] = GROUP.upper()


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (_report_only, "in report-only mode"),
        (_guests, "guests and external users as a whole"),
        (_as_guest, "guests and external users as a whole"),
        (_as_any_guest, "guests and external users as a whole"),
        (_not_reached, "would not reach anyway: anna@contoso.com"),
        (_agent, "would not reach anyway: anna@contoso.com"),
        (_off, ""),
        (_robot, ""),
        (_robot_alone, ""),
        (_other_case, ""),
        (lambda tenant: tenant["policies"][0].update(id=OTHER.replace("1", "9")), "found by its name"),
        (lambda tenant: tenant["policies"][0].update(displayName="Renamed"), ""),
    ],
)
def test_what_waives_nothing_today_is_a_note(change, note, register, tmp_path, capsys):
    tenant = clean()
    change(tenant)
    found = told(register, tenant, tmp_path, capsys, code=0).tenant

    assert (found.findings, found.unknown) == ([], [])
    assert (note in found.notes[0]) if note else found.notes == []


UNKNOWN: dict[str, tuple[Change, str]] = {
    "members of the group were not exported": (lambda tenant: group(tenant).pop("members"), "CA-EXC-svc-flow"),
    "groups were not exported": (lambda tenant: tenant.pop("groups"), GROUP),
    "holders of an excluded role were not exported": (lambda tenant: tenant.pop("directoryRoles"), "directoryRoles"),
    "further pages of users are missing": (
        lambda tenant: (
            tenant.update(users={"value": tenant["users"], "@odata.nextLink": "https://graph.microsoft.com/x"}),
            users(tenant)["excludeUsers"].append(GONE),
        ),
        GONE,
    ),
    "a member is neither a user nor a group": (lambda tenant: group(tenant)["members"].append(GONE), GONE),
    "a member is a group that was not exported, without users": (
        lambda tenant: (
            tenant.pop("users"),
            group(tenant)["members"].append({"id": GONE, "@odata.type": "#microsoft.graph.group"}),
        ),
        GONE,
    ),
    "the state is not exported": (lambda tenant: tenant["policies"][1].pop("state"), "state of"),
    "the account's name is that of two users, and the record's ID that of neither": (
        lambda tenant: (
            tenant["users"][0].update(id=GONE),
            tenant["users"].append({**tenant["users"][0], "id": OTHER}),
            group(tenant).update(members=[GONE]),
        ),
        "the object ID of the one that is meant, of several called svc-flow@contoso.com",
    ),
    "a policy excludes by a name that two users have": (
        lambda tenant: (
            tenant["users"].append({**tenant["users"][3], "id": GONE}),
            users(tenant)["excludeUsers"].append("anna@contoso.com"),
        ),
        "the object ID of the one that is meant, of several called anna@contoso.com",
    ),
    "guests are excluded, and the account may be one": (
        lambda tenant: (_as_guest(tenant), tenant["users"][0].pop("userType")),
        "svc-flow@contoso.com with its ID, sign-in name and userType",
    ),
    "the users of the policy were cut off": (
        lambda tenant: tenant["policies"][0]["conditions"].update(
            users="@{includeUsers=System.Object[]; excludeUsers=}"
        ),
        "conditions.users (not an object)",
    ),
    "the policy has no users": (
        lambda tenant: tenant["policies"][0]["conditions"].pop("users"),
        "conditions.users (without whom it includes)",
    ),
    "nobody knows what one of the controls requires": (
        lambda tenant: tenant["policies"][0].update(
            grantControls={"operator": "AND", "builtInControls": ["mfa", "unknownFutureValue"]}
        ),
        "what “CA001 Require MFA” requires",
    ),
    "nobody knows whether one of the controls is enough": (
        lambda tenant: tenant["policies"][0].update(grantControls={"builtInControls": ["mfa", "compliantDevice"]}),
        "what “CA001 Require MFA” requires",
    ),
    "the policy has two copies of which nobody knows which is newer": (
        lambda tenant: (
            _copied()(tenant),
            users(tenant, -1)["excludeUsers"].append(ANNA),
            users(tenant, -1)["excludeGroups"].append(GONE),
        ),
        "“CA001 Require MFA” as it is in the tenant",
    ),
    "nobody knows who is meant": (
        lambda tenant: users(tenant)["excludeUsers"].append("unknownFutureValue"),
        "unknownfuturevalue",
    ),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_an_export_does_not_hold_is_unknown(case, register, tmp_path, capsys):
    change, missing = UNKNOWN[case]
    tenant = clean()
    change(tenant)
    found = told(register, tenant, tmp_path, capsys, code=4).tenant

    assert found.findings == []
    assert any(missing in text for one in found.unknown for text in (one.subject, one.message, *one.missing))


def test_two_forms_of_one_state_of_a_policy_make_no_exclusion_wider(register, tmp_path, capsys):
    tenant = clean()
    _copied(modifiedDateTime="2026-10-01T08:00:00Z")(tenant)
    found = told(register, tenant, tmp_path, capsys, code=2).tenant

    assert (found.findings, found.unknown) == ([], [])


def test_policies_of_which_pages_are_missing_leave_open_where_an_account_is_excluded(register, tmp_path, capsys):
    words = written(tmp_path / "tenant", clean())
    path = tmp_path / "tenant" / "policies.json"
    page = json.loads(path.read_text())
    page["value"].pop(0)
    page["@odata.nextLink"] = "https://graph.microsoft.com/beta/identity/conditionalAccess/policies?$skiptoken=x"
    path.write_text(json.dumps(page))

    assert run(["drift", str(register), *words, "--date", DAY, "--format", "json"]) == 4
    found = TenantDrift.model_validate(json.loads(capsys.readouterr().out)).tenant
    assert found.findings == []
    assert {one.message.split(".")[0] for one in found.unknown} == {
        "It may hold further policies that nobody could read",
        "Whether “CA001 Require MFA” excludes svc-flow@contoso",
    }


def test_without_a_directory_members_of_groups_are_unknown(register, tmp_path, capsys):
    words = written(tmp_path, clean())[:2]

    assert run(["drift", str(register), *words, "--date", DAY]) == 4
    text = capsys.readouterr().out
    assert "0 differences" in text
    assert f"groups: the group {GROUP} with its members" in text


def test_policies_of_two_tenants_are_told_and_nothing_of_the_other_is_a_finding(register, tmp_path, capsys):
    words = written(tmp_path / "tenant", clean())
    folder = tmp_path / "policies"
    folder.mkdir()
    shutil.move(tmp_path / "tenant" / "policies.json", folder / "one.json")
    strangers = [GONE.replace("1", str(number)) for number in range(2, 6)]
    foreign = [
        policy(strangers[0], "CA001", excludeUsers=strangers),
        policy(strangers[1], "X", excludeGroups=strangers),
    ]
    foreign[1]["conditions"]["users"]["excludeUsers"] = []
    (folder / "two.json").write_text(json.dumps({"value": foreign}))

    assert run(["drift", str(register), "--policies", str(folder), *words[2:], "--date", DAY, "--format", "json"]) == 4
    found = TenantDrift.model_validate(json.loads(capsys.readouterr().out)).tenant
    assert found.findings == []
    assert "two tenants" in found.unknown[0].message


def test_a_directory_of_another_tenant_makes_nothing_deleted(register, tmp_path, capsys):
    tenant = clean()
    tenant["users"] = [
        {**one, "id": one["id"].replace("2222", "9999").replace("3f25", "9999")} for one in tenant["users"]
    ]
    tenant["groups"] = [
        {**one, "id": one["id"].replace("0f8f", "9999").replace("3333", "9999")} for one in tenant["groups"]
    ]
    found = told(register, tenant, tmp_path, capsys, code=4).tenant

    assert [one.kind for one in found.findings] == []
    assert "another tenant" in found.unknown[0].message


# ---- the register


def test_a_record_counts_only_while_everybody_approved(register, tmp_path, capsys):
    spoiled = copied(register, tmp_path / "register")
    edit(lambda text: signed(text, "Risk owner", decision="reject"))(exception_in(spoiled))
    found = told(spoiled, clean(), tmp_path, capsys).tenant

    assert [(one.kind, one.account) for one in found.findings] == [("unapproved", "svc-flow@contoso.com")]
    assert "rejected" in found.findings[0].message


@pytest.mark.slow
@pytest.mark.parametrize("sign", [False, True])
def test_a_revision_takes_the_place_of_a_record_once_it_is_approved(register, tmp_path, capsys, sign):
    more = copied(register, tmp_path / "register")
    before = json.loads((exception_in(more) / "record.json").read_text(encoding="utf-8"))["record_id"]
    rows = [{**SIGNOFF["exclusions"][0], "policy": "CA002 Require a compliant device", "policy_id": OTHER}]
    later = printed(
        more / "decisions" / "later",
        revision=2,
        supersedes=before,
        record_id=f"{before}-R2",
        signoff={**SIGNOFF, "exclusions": rows},
    )
    if sign:
        filled_in(later)
    found = told(more, clean(), tmp_path, capsys).tenant

    assert bool(found.findings) is sign, [one.message for one in found.findings]


@pytest.mark.slow
@pytest.mark.parametrize(("start", "counting"), [("2026-12-20", ""), ("2026-12-10", "-R2")])
def test_a_record_counts_until_the_revision_that_was_approved_begins(register, tmp_path, capsys, start, counting):
    more = copied(register, tmp_path / "register")
    before = exception_in(more)
    first = json.loads((before / "record.json").read_text(encoding="utf-8"))["record_id"]
    ids = {"revision": 2, "supersedes": first, "record_id": f"{first}-R2"}
    later = filled_in(printed(more / "decisions" / "later", signoff={**SIGNOFF, "valid_from": start}, **ids))
    edit(lambda text: answered(text, "Decision 1 valid from", start))(later)
    tenant = clean()
    found = told(more, tenant, tmp_path, capsys, code=0).tenant
    assert (found.findings, found.records) == ([], 1)
    users(tenant).update(excludeGroups=[])
    found = told(more, tenant, tmp_path, capsys).tenant
    assert [one.record_id for one in found.findings] == [f"{first}{counting}"]
    if not counting:
        with pytest.raises(EvidenceError, match="is in force, so its exclusions are not over"):
            approved_in(before, real_pack(), real_engine(), date(2026, 12, 10), clean_up=True)
        assert approved_in(before, real_pack(), real_engine(), date(2026, 12, 10), clean_up=False).rows


def test_a_record_that_nobody_signs_ends_with_its_revision(register, tmp_path, capsys):
    more = copied(register, tmp_path / "register")
    before = json.loads((more / "decisions" / "break-glass" / "record.json").read_text(encoding="utf-8"))["record_id"]
    printed(
        more / "decisions" / "later",
        final=False,
        account={"name": "break-glass@contoso.com"},
        answers={"identity": "user_cloud", "activity": "idle", "exclusion_today": "none"},
        signoff={"subject_ref": BREAK},
        revision=2,
        supersedes=before,
        record_id=f"{before}-R2",
    )
    found = told(more, clean(), tmp_path, capsys).tenant

    assert {(one.kind, one.account) for one in found.findings} == {("unapproved", "break-glass@contoso.com")}


def test_an_emergency_account_without_a_record_of_its_kind_is_a_finding(register, tmp_path, capsys):
    fewer = copied(register, tmp_path / "register")
    shutil.rmtree(fewer / "decisions" / "break-glass")
    shutil.rmtree(fewer / "drafts")
    found = told(fewer, clean(), tmp_path, capsys).tenant

    assert {(one.kind, one.account) for one in found.findings} == {
        ("unapproved", "break-glass@contoso.com"),
        ("unapproved", "sync_dc01@contoso.com"),
    }


def test_an_account_that_was_made_again_is_found_by_its_name(register, tmp_path, capsys):
    tenant = json.loads(json.dumps(clean()).replace(SVC, GONE))
    found = told(register, tenant, tmp_path, capsys, code=0)

    assert found.tenant.records == 1
    assert any("svc-flow@contoso.com has another object ID in the tenant" in note for note in found.tenant.notes)


def test_the_object_id_goes_before_the_name(register, tmp_path, capsys):
    tenant = clean()
    tenant["users"][0]["userPrincipalName"] = "renamed@contoso.com"
    tenant["users"][3]["userPrincipalName"] = "svc-flow@contoso.com"
    found = told(register, tenant, tmp_path, capsys, code=0)

    assert found.tenant.findings == []


@pytest.mark.slow
def test_a_redacted_record_is_told_and_its_account_is_not_guessed(tmp_path, capsys):
    real = printed(tmp_path / "real")
    assert (
        run(
            [
                "export",
                str(real / "record.json"),
                "--to",
                str(tmp_path / "register" / "a"),
                "--redact",
                "--date",
                "2026-11-24",
            ]
        )
        == 0
    )
    filled_in(tmp_path / "register" / "a")
    capsys.readouterr()
    tenant = clean()
    users(tenant).update(excludeUsers=[], excludeRoles=[])
    users(tenant, 1).update(excludeUsers=[])
    found = told(tmp_path / "register", tenant, tmp_path, capsys, code=4).tenant

    assert [one.kind for one in found.findings] == []
    assert "redacted" in found.unknown[0].message
    assert {one.subject for one in found.unknown[1:]} == {"svc-flow@contoso.com"}


def test_a_damaged_record_silences_no_other(register, tmp_path, capsys):
    more = copied(register, tmp_path / "register")
    shutil.copytree(exception_in(more), more / "zz")
    (more / "zz" / "record.json").write_text("[]", encoding="utf-8")
    tenant = clean()
    users(tenant, 1)["excludeUsers"].append(ANNA)
    found = told(more, tenant, tmp_path, capsys, code=4)

    assert [one.kind for one in found.tenant.findings] == ["unapproved"]
    assert [Path(one.folder).name for one in found.decisions if one.problem] == ["zz"]
    assert any("cannot be read" in one.message for one in found.tenant.unknown)


def test_a_report_for_people_names_class_policy_account_and_remedy(register, tmp_path, capsys):
    tenant = clean()
    users(tenant, 1)["excludeUsers"].append(ANNA)
    words = ["drift", str(register), *written(tmp_path, tenant), "--date", DAY]
    assert run(words) == 4
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("unapproved: "))

    assert lines[at + 1].strip().startswith("CA002 Require a compliant device | anna@contoso.com: ")
    assert "Remove the account from the exclusion" in lines[at + 1]
    assert run([*words, "--format", "md"]) == 4
    assert "| CA002 Require a compliant device | `anna@contoso.com` |" in capsys.readouterr().out


def test_a_hostile_name_of_a_policy_stays_a_cell(register, tmp_path, capsys):
    tenant = clean()
    tenant["policies"][1]["displayName"] = "x | y\n# <b>z"
    users(tenant, 1)["excludeUsers"].append(ANNA)
    assert run(["drift", str(register), *written(tmp_path, tenant), "--date", DAY, "--format", "md"]) == 4
    text = capsys.readouterr().out

    assert "<b>" not in text
    assert "\n# <" not in text


def test_a_directory_without_policies_is_a_usage_error(register, tmp_path, capsys):
    words = written(tmp_path, clean())
    assert run(["drift", str(register), *words[2:]]) == 2

    assert "--policies" in capsys.readouterr().err


# ---- the quick way and the long one


def _closed(folder: Path) -> None:
    edit(
        lambda text: text.replace("| Ended on | |", "| Ended on | 2026-12-09 |").replace(
            "| Closed by | |", "| Closed by | Gil Orr |"
        )
    )(folder)


SIGNED: dict[str, tuple[Change, bool]] = {
    "signed": (lambda _: None, True),
    "a row removed": (edit(lambda text: "\n".join(x for x in text.split("\n") if "| Risk owner |" not in x)), True),
    "another signer": (edit(lambda text: signed(text, "Risk owner", name="Eve Mal")), True),
    "no date": (edit(lambda text: signed(text, "Risk reviewer", date="")), True),
    "conditions": (edit(lambda text: signed(text, "Risk owner", decision="approve with conditions")), True),
    "returned": (edit(lambda text: signed(text, "Account owner", decision="**return**")), True),
    "closed": (_closed, True),
    "valid for less": (edit(lambda text: text.replace("| 2027-05-31 |", "| 2026-12-08 |")), True),
    "written as code": (edit(lambda text: text.replace("| approve |", "| `approve` |")), True),
    "names with links": (edit(lambda text: text.replace("Bea Kay, CFO", "[Bea Kay](x)")), True),
    "HTML inside": (edit(lambda text: text.replace("| mail 17 |", "| mail<br>17 |")), False),
    "a fence": (edit(lambda text: text.replace("### Sign-off", "```\n### Sign-off\n```")), False),
    "record changed": (replaced('"revision": 1', '"revision": 2', "record.json"), False),
    "recommendation changed": (replaced("31 MAY 2027", "31 MAY 2028", "recommendation.md"), False),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", SIGNED)
def test_a_sealed_folder_says_the_same_read_quickly_or_at_length(case, register, tmp_path):
    change, quick = SIGNED[case]
    folder = tmp_path / "a"
    shutil.copytree(exception_in(register), folder)
    change(folder)
    reader = Register(real_pack(), real_engine(), date.fromisoformat(DAY))
    seal = read_sealed(folder)

    glance = Glance(real_pack(), real_engine(), date.fromisoformat(DAY))

    assert (seal is not None and glance._quick(folder, seal, ()) is not None) is quick
    assert reader.read(folder, seal) == reader.read(folder, None)
    assert glance.at(folder, seal)[1] == glance.at(folder, None)[1]


@pytest.mark.slow
def test_several_processes_say_what_one_says(register, tmp_path, capsys, monkeypatch):
    words = ["drift", str(register), *written(tmp_path, clean()), "--date", DAY, "--format", "json"]
    assert run(words) == 0
    alone = capsys.readouterr().out
    monkeypatch.setattr(drift, "PAYS_FROM", 2)
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)
    assert run(words) == 0
    assert capsys.readouterr().out == alone
    monkeypatch.setattr(processes, "MODULE", "wizard.no_such_module")
    assert run(words) == 0

    assert capsys.readouterr().out == alone


def test_a_register_is_found_at_any_depth(register):
    assert [folder.name for folder in document_folders(register)] == ["svc-flow", "break-glass", "sync"]


@pytest.mark.slow
@pytest.mark.parametrize("lost", [Path.unlink, lambda path: path.write_bytes(b"\xff\xfe\x00")])
def test_who_signed_a_checklist_that_cannot_be_read_is_unknown_and_no_difference(register, tmp_path, capsys, lost):
    more = copied(register, tmp_path / "register")
    lost(exception_in(more) / "checklist.md")
    found = told(more, clean(), tmp_path, capsys, code=4).tenant

    assert found.findings == []
    assert [one.missing for one in found.unknown] == [["the signed checklist"]] * 2
    assert any("So who signed cannot be known." in one.message for one in found.unknown)


@pytest.mark.slow
@pytest.mark.parametrize("lose", [lambda paper: (paper / "record.json").write_text("<<<<<<< HEAD"), shutil.rmtree])
def test_the_accounts_of_a_paper_that_is_damaged_or_gone_are_not_called_unapproved(tmp_path, capsys, lose):
    folder = engaged(tmp_path / "contoso", flow={"subject_ref": SVC})
    assert run(["board", str(folder), "--accounts", "flow", "--date", "2026-11-24"]) == 0
    (paper,) = (folder / "decisions").iterdir()
    filled_in(paper)
    tenant = clean()
    users(tenant).update(excludeUsers=[], excludeRoles=[])
    users(tenant, 1).update(excludeUsers=[ANNA])
    lose(paper)
    capsys.readouterr()
    found = told(folder, tenant, tmp_path, capsys, code=4).tenant

    assert [one.account for one in found.findings] == ["anna@contoso.com"]
    assert [one.missing for one in found.unknown] == [["a copy of the record as it was written"]] * 2
