"""Makes up a tenant around a set of policies: accounts in every way that the policies tell apart."""

from __future__ import annotations

from typing import Any

from wizard.evidence.policies.fields import is_guid

TYPE = "#microsoft.graph.user"
KINDS = (("Member", "person{}@contoso.com"), ("Guest", "person{}_fabrikam.com#EXT#@contoso.com"))


def account(number: int) -> str:
    return f"99999999-aaaa-4aaa-8aaa-{number:012d}"


def around(policies) -> dict[str, Any]:
    """Return a directory in which every group, role and location that is named exists, each with accounts of its own.

    Every user that is named by id exists; besides, for each kind of user, there is one in nothing and one in each group
    and each role, and one who is in the first group and in the second.
    """
    named = sorted(
        {entry for p in policies for entry in p.users.include_users | p.users.exclude_users if is_guid(entry)}
    )
    groups = sorted({entry for p in policies for entry in p.users.include_groups | p.users.exclude_groups})
    roles = sorted({entry for p in policies for entry in p.users.include_roles | p.users.exclude_roles})
    places = {entry for p in policies if p.locations for entry in p.locations.include | p.locations.exclude}
    users = [
        {
            "id": one,
            "userPrincipalName": f"named{number}@contoso.com",
            "displayName": f"Named {number}",
            "userType": "Member",
        }
        for number, one in enumerate(named)
    ]
    members: dict[str, list[str]] = {entry: [] for entry in (*groups, *roles)}
    number = 0
    for kind, name in KINDS:
        for memberships in ((), *((entry,) for entry in members), tuple(groups[:2])):
            users.append(
                {
                    "id": account(number),
                    "userPrincipalName": name.format(number),
                    "displayName": f"Person {number}",
                    "userType": kind,
                }
            )
            for entry in memberships:
                members[entry].append(account(number))
            number += 1
    return {
        "users": users,
        "groups": [{"id": entry, "displayName": entry, "members": members[entry]} for entry in groups],
        "directoryRoles": [{"roleTemplateId": entry, "members": members[entry]} for entry in roles],
        "namedLocations": [
            {
                "id": entry,
                "displayName": entry,
                "isTrusted": bool(number % 2),
                "ipRanges": [{"cidrAddress": f"203.0.{number}.0/24"}],
            }
            for number, entry in enumerate(sorted(places - {"all", "alltrusted"}))
        ],
    }


def in_parts(tenant: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the directory whole, and as exports leave it where something was forgotten."""
    users = [{key: value for key, value in user.items() if key == "id"} for user in tenant["users"]]
    memberless = [{key: value for key, value in group.items() if key != "members"} for group in tenant["groups"]]
    return {
        "whole": tenant,
        "without groups": {key: value for key, value in tenant.items() if key != "groups"},
        "groups without members": {**tenant, "groups": memberless},
        "without roles": {key: value for key, value in tenant.items() if key != "directoryRoles"},
        "without locations": {key: value for key, value in tenant.items() if key != "namedLocations"},
        "users by id only": {**tenant, "users": users},
        "users with their type": {**tenant, "users": [{**user, "@odata.type": TYPE} for user in tenant["users"]]},
    }
