"""Short ways to write policies, directories and sign-ins in tests, and to look at what came out of reading them."""

from __future__ import annotations

import ipaddress
import json
from pathlib import Path
from typing import Any

from wizard.evidence.directory import Directory
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate.sign_in import Circumstances, Person, ServicePrincipal, SignIn, Target
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.shapes import Found

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"

ALICE = "11111111-aaaa-4aaa-8aaa-000000000001"
BOB = "11111111-aaaa-4aaa-8aaa-000000000002"
GUEST = "11111111-aaaa-4aaa-8aaa-000000000003"
STAFF = "22222222-bbbb-4bbb-8bbb-000000000001"
INNER = "22222222-bbbb-4bbb-8bbb-000000000002"
OUTER = "22222222-bbbb-4bbb-8bbb-000000000003"
UNSEEN = "22222222-bbbb-4bbb-8bbb-000000000009"
OFFICE = "33333333-cccc-4ccc-8ccc-000000000001"
LAND = "33333333-cccc-4ccc-8ccc-000000000002"
PLACE = "33333333-cccc-4ccc-8ccc-000000000003"
APP = "44444444-dddd-4ddd-8ddd-000000000001"
OTHER_APP = "44444444-dddd-4ddd-8ddd-000000000002"
ROBOT = "55555555-eeee-4eee-8eee-000000000001"
GLOBAL_ADMIN = "62e90394-69f5-4237-9190-012177145e10"
HELPDESK_ADMIN = "729827e3-9c14-49f7-bb1b-9608f156bbb8"
ARM = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
AZURE_PORTAL = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"
AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
GRAPH = "00000003-0000-0000-c000-000000000000"
DIRECTORY_RESOURCE = "00000002-0000-0000-c000-000000000000"
FLOW = "7df0a125-d3be-4c96-aa54-591f83ff541c"
POWER_APPS = "475226c6-020e-4fb2-8a90-7a972cbfc1d4"

TENANT: dict[str, Any] = {
    "users": [
        {"id": ALICE, "userPrincipalName": "alice@example.com", "displayName": "Alice", "userType": "Member"},
        {"id": BOB, "userPrincipalName": "bob@example.com", "displayName": "Bob", "userType": "Member"},
        {
            "id": GUEST,
            "userPrincipalName": "eve_partner.com#EXT#@example.com",
            "displayName": "Eve",
            "userType": "Guest",
        },
    ],
    "groups": [
        {"id": STAFF, "displayName": "Staff", "members": [ALICE, BOB]},
        {"id": INNER, "displayName": "Inner", "members": [{"id": ALICE}, OUTER]},
        {"id": OUTER, "displayName": "Outer", "members": [INNER]},
    ],
    "directoryRoles": [{"roleTemplateId": GLOBAL_ADMIN, "displayName": "Global Administrator", "members": [BOB]}],
    "namedLocations": [
        {
            "id": OFFICE,
            "displayName": "Office",
            "isTrusted": True,
            "ipRanges": [{"cidrAddress": "203.0.113.0/24"}, {"cidrAddress": "2001:db8:1::/48"}],
        },
        {
            "id": LAND,
            "displayName": "Land",
            "countriesAndRegions": ["DE", "fr"],
            "includeUnknownCountriesAndRegions": True,
            "countryLookupMethod": "clientIpAddress",
        },
        {
            "id": PLACE,
            "displayName": "By GPS",
            "countriesAndRegions": ["DE"],
            "includeUnknownCountriesAndRegions": False,
            "countryLookupMethod": "authenticatorAppGps",
        },
    ],
}


def tenant(**changes: Any) -> Directory:
    return directory_of({**TENANT, **changes})


SWITCHED_OFF = {"signInFrequency": {"isEnabled": False, "type": "hours", "value": 1}}


def raw_policy(name: str = "P", **changes: Any) -> dict[str, Any]:
    """Return a policy that demands MFA of everybody everywhere, with other conditions as given.

    Without grant controls it has a session control that is switched off, for no tenant has a policy with neither.
    """
    top = {key: changes.pop(key) for key in ("id", "state", "grantControls", "sessionControls") if key in changes}
    return {
        "id": f"id-{name}",
        "displayName": name,
        "state": "enabled",
        "conditions": {
            "users": {"includeUsers": ["All"]},
            "applications": {"includeApplications": ["All"]},
            "clientAppTypes": ["all"],
            **changes,
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
        "sessionControls": SWITCHED_OFF if "grantControls" in top and top["grantControls"] is None else None,
        **top,
    }


def policy(name: str = "P", **changes: Any):
    return policy_of(Found(name, raw_policy(name, **changes), {}), "policies.json:1")


def blocking(name: str = "B", **changes: Any):
    return policy(name, grantControls={"operator": "OR", "builtInControls": ["block"]}, **changes)


def sign_in(
    user: str | None = ALICE,
    app: str | tuple[str, ...] = APP,
    *,
    external: str | None = None,
    tenant_id: str | None = None,
    principal: str | None = None,
    action: str = "",
    context: str = "",
    scopes: set[str] | None = None,
    address: str | None = None,
    **circumstances: Any,
) -> SignIn:
    identity = ServicePrincipal(principal) if principal else Person(user, external, tenant_id)
    apps = () if action or context else (app,) if isinstance(app, str) else app
    target = Target(apps, action, context, frozenset(scopes) if scopes is not None else None)
    found = ipaddress.ip_address(address) if address else None
    return SignIn(identity, target, Circumstances(address=found, **circumstances))


def write(folder, name, content, encoding="utf-8"):
    file = folder / name
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content, indent=2, ensure_ascii=False)
        file.write_bytes(text.encode(encoding))
    return file


def names(result):
    return [policy.name for policy in result.policies]


def codes(result):
    return [problem.code for problem in result.problems]
