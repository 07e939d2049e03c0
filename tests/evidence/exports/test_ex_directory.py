from __future__ import annotations

import json

import pytest

from wizard.errors import EvidenceError

USER = {"id": "AAAA", "userPrincipalName": "Svc@Contoso.com", "userType": "Member", "accountEnabled": True,
        "onPremisesSyncEnabled": None, "lastPasswordChangeDateTime": "2024-05-01T10:00:00.1234567Z"}  # fmt: skip


def write(path, value, encoding="utf-8"):
    path.write_bytes(json.dumps(value, indent=1).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"value": rows}, lambda rows: {"users": rows}])
def test_users_are_read_in_every_layout(tmp_path, read, wrap, encoding):
    export = read(write(tmp_path / "users.json", wrap([USER]), encoding))
    (user,) = export.items
    assert (user.account, user.id, user.synced, user.enabled) == ("svc@contoso.com", "aaaa", False, True)


@pytest.mark.parametrize(("value", "expected"), [(True, True), (False, False), (None, False)])
def test_a_user_that_is_not_synchronised_has_nothing_in_the_column(tmp_path, read, value, expected):
    assert read(write(tmp_path / "u.json", [USER | {"onPremisesSyncEnabled": value}])).items[0].synced is expected


@pytest.mark.parametrize(
    "row",
    [
        {key: value for key, value in USER.items() if key != "onPremisesSyncEnabled"},
        # Get-MgUser without -Property writes a null for each property that it did not ask for.
        {"Id": "AAAA", "UserPrincipalName": "svc@contoso.com", "AccountEnabled": None, "OnPremisesSyncEnabled": None},
    ],
)
def test_without_the_property_nobody_knows_whether_it_is_synchronised(tmp_path, read, row):
    assert read(write(tmp_path / "u.json", [row])).items[0].synced is None


def test_registered_methods_come_from_json_and_csv(tmp_path, read):
    row = {"userPrincipalName": "svc@contoso.com", "methodsRegistered": ["fido2SecurityKey", "mobilePhone"],
           "isMfaRegistered": True, "isMfaCapable": True}  # fmt: skip
    (found,) = read(write(tmp_path / "r.json", {"value": [row]})).items
    path = tmp_path / "r.csv"
    path.write_text(
        'userPrincipalName,isMfaCapable,methodsRegistered\nsvc@contoso.com,True,"fido2SecurityKey,mobilePhone"\n'
    )
    (same,) = read(path).items
    assert found.methods == same.methods == ("fido2SecurityKey", "mobilePhone")
    assert [limit.id for limit in read(path).limits] == ["registration_only"]


def test_roles_come_as_roles_with_members_and_as_assignments(tmp_path, read):
    member = {"id": "u1", "userPrincipalName": "svc@contoso.com"}
    role = {"displayName": "Global Reader", "roleTemplateId": "t1", "members": [member]}
    (holder,) = read(write(tmp_path / "a.json", {"value": [role]})).items
    assert (holder.account, holder.role, holder.scoped) == ("svc@contoso.com", "Global Reader", False)
    assignment = {"principalId": "u1", "roleDefinitionId": "t1", "directoryScopeId": "/administrativeUnits/1",
                  "principal": member, "roleDefinition": {"displayName": "Helpdesk Administrator"}}  # fmt: skip
    (holder,) = read(write(tmp_path / "b.json", [assignment])).items
    assert (holder.role, holder.scoped) == ("Helpdesk Administrator", True)


def test_a_whole_directory_in_one_file_gives_all_its_parts(tmp_path, read):
    directory = {"users": [USER], "groups": [{"id": "g1", "displayName": "G", "members": ["u1"]}],
                 "directoryRoles": [{"displayName": "R", "roleTemplateId": "t", "members": [{"id": "u1"}]}]}  # fmt: skip
    export = read(write(tmp_path / "d.json", directory))
    assert [type(item).__name__ for item in export.items] == ["User", "Group", "RoleHolder"]


def test_a_cut_off_file_gives_what_stands_before_the_break(tmp_path, read):
    path = write(tmp_path / "u.json", [USER | {"id": str(n)} for n in range(4)])
    path.write_text(path.read_text()[:-40])
    export = read(path)
    assert len(export.items) == 3
    assert [problem.code for problem in export.problems] == ["cut-off"]


def test_rows_without_a_name_are_said_with_their_line(tmp_path, read):
    export = read(write(tmp_path / "u.json", [USER, {"userPrincipalName": "", "userType": "Member", "id": ""}]))
    assert len(export.items) == 1
    assert export.problems[0].place.endswith(":10")


def test_what_nobody_knows_is_refused(tmp_path, read):
    with pytest.raises(EvidenceError, match="nothing of a kind"):
        read(write(tmp_path / "x.json", [{"colour": "red"}]))


def test_an_assignment_of_a_role_in_azure_is_none_in_the_directory(tmp_path, read):
    reader = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
    row = {"principalId": "u1", "principalName": "svc@contoso.com", "roleDefinitionId": reader,
           "roleDefinitionName": "Reader", "scope": "/subscriptions/s"}  # fmt: skip
    with pytest.raises(EvidenceError, match="nothing of a kind"):
        read(write(tmp_path / "az.json", [row]))
