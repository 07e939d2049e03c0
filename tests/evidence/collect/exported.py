"""A folder as the script writes it: each section's file in the exact shape, with made-up names, and the manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wizard.evidence.collect.tables import load_collect

ACCOUNT = "svc-orders@contoso.com"
ID = "11111111-1111-4111-8111-111111111111"
PERSON = "22222222-2222-4222-8222-222222222222"
GROUP = "33333333-3333-4333-8333-333333333333"
NESTED = "44444444-4444-4444-8444-444444444444"
READERS = "5d6b6bb7-de71-4623-b4af-96380a352509"
USER = "#microsoft.graph.user"


def user(identifier: str, name: str) -> dict[str, Any]:
    return {
        "@odata.type": USER,
        "id": identifier,
        "userPrincipalName": name,
        "displayName": name.partition("@")[0],
        "userType": "Member",
        "accountEnabled": True,
        "onPremisesSyncEnabled": None,
        "lastPasswordChangeDateTime": "2026-10-01T08:00:00Z",
    }


def sign_in(number: int, event: str) -> dict[str, Any]:
    return {
        "id": f"{event}-{number}",
        "createdDateTime": f"2026-11-{number:02d}T08:00:00Z",
        "userPrincipalName": ACCOUNT,
        "userId": ID,
        "appId": "5f2c1d80-7d3a-4a55-9d0e-0c4f1b6a2e91",
        "appDisplayName": "Orders job",
        "resourceId": "00000003-0000-0ff1-ce00-000000000000",
        "resourceDisplayName": "Office 365 SharePoint Online",
        "ipAddress": "203.0.113.7",
        "clientAppUsed": "Mobile Apps and Desktop clients",
        "authenticationRequirement": "singleFactorAuthentication",
        "signInEventTypes": [event],
        "conditionalAccessStatus": "notApplied",
        "appliedConditionalAccessPolicies": [],
        "authenticationRequirementPolicies": [],
        "authenticationDetails": [],
        "status": {"errorCode": 0, "failureReason": "Other.", "additionalDetails": None},
    }


def rows() -> dict[str, list[Any]]:
    """Return the rows of each section."""
    policy = {
        "id": "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
        "displayName": "CA001 Require MFA",
        "state": "enabled",
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": {"includeApplications": ["All"], "excludeApplications": []},
            "users": {"includeUsers": ["All"], "excludeUsers": [], "excludeGroups": [GROUP], "includeGroups": []},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
        "sessionControls": None,
    }
    return {
        "policies": [policy],
        "locations": [
            {
                "@odata.type": "#microsoft.graph.ipNamedLocation",
                "id": "55555555-5555-4555-8555-555555555555",
                "displayName": "HQ",
                "isTrusted": True,
                "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24"}],
            }
        ],
        "roles": [
            {
                "id": "a1",
                "principalId": ID,
                "roleDefinitionId": READERS,
                "directoryScopeId": "/",
                "roleDefinition": {"id": READERS, "displayName": "Security Reader", "isBuiltIn": True},
                "principal": {"@odata.type": USER, "userPrincipalName": ACCOUNT},
            }
        ],
        "eligible_roles": [
            {
                "id": "e1",
                "principalId": PERSON,
                "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10",
                "directoryScopeId": "/",
                "roleEligibilityScheduleId": "e0",
                "memberType": "Direct",
                "startDateTime": "2026-01-01T00:00:00Z",
                "endDateTime": None,
                "roleDefinition": {"displayName": "Global Administrator", "isBuiltIn": True},
            }
        ],
        "groups": [
            {
                "id": GROUP,
                "displayName": "CA-Exclude-MFA",
                "securityEnabled": True,
                "mailEnabled": False,
                "groupTypes": [],
                "members@odata.count": 1,
                "members": [{"@odata.type": "#microsoft.graph.group", "id": NESTED}],
            },
            {
                "id": NESTED,
                "displayName": "Service accounts",
                "securityEnabled": True,
                "mailEnabled": False,
                "groupTypes": [],
                "members@odata.count": 1,
                "members": [{"@odata.type": USER, "id": ID}],
            },
        ],
        "users": [user(ID, ACCOUNT), user(PERSON, "pat@contoso.com")],
        "methods": [
            {
                "id": ID,
                "userPrincipalName": ACCOUNT,
                "isMfaRegistered": True,
                "isMfaCapable": True,
                "methodsRegistered": ["fido2"],
            }
        ],
        "interactive": [sign_in(5, "interactiveUser")],
        "noninteractive": [sign_in(number, "nonInteractiveUser") for number in range(1, 29)],
        "connections": [
            {
                "ConnectionName": "shared-sharepoint-1",
                "ConnectionId": "/x",
                "FullConnectorName": "shared_sharepointonline",
                "ConnectorName": "shared_sharepointonline",
                "DisplayName": ACCOUNT,
                "CreatedTime": "2026-01-01T08:00:00Z",
                "CreatedBy": {"id": ID, "displayName": "svc-orders", "userPrincipalName": ACCOUNT},
                "LastModifiedTime": "2026-11-01T08:00:00Z",
                "EnvironmentName": "Default-1",
                "Statuses": [{"status": "Connected"}],
                "Internal": {"properties": {"accountName": ACCOUNT, "apiId": "/providers/x/apis/shared_sharepointonline"}},
            }
        ],
        "flows": [
            {
                "FlowName": "f1",
                "Enabled": True,
                "DisplayName": "Archive",
                "UserType": "Owner",
                "CreatedTime": "2026-01-01T08:00:00Z",
                "CreatedBy": {"userId": ID, "userPrincipalName": ACCOUNT},
                "LastModifiedTime": "2026-11-01T08:00:00Z",
                "EnvironmentName": "Default-1",
                "Internal": {
                    "properties": {
                        "connectionReferences": {"shared_sharepointonline": {"id": "/providers/x/apis/shared_sharepointonline"}},
                        "definitionSummary": {"triggers": [{"type": "Recurrence"}]},
                    }
                },
            }
        ],
        "azure_activity": [
            {
                "caller": ACCOUNT,
                "eventTimestamp": "2026-11-20T08:00:00.1234567Z",
                "operationName": {"value": "Microsoft.Compute/virtualMachines/start/action", "localizedValue": "Start"},
                "category": {"value": "Administrative"},
                "authorization": {"action": "Microsoft.Compute/virtualMachines/start/action"},
                "status": {"value": "Succeeded"},
            }
        ],
    }  # fmt: skip


def folder(place: Path, exported: dict[str, list[Any]], failed: dict[str, str] | None = None) -> Path:
    """Write what the script writes for some rows; a section without any has a file only where its list has a name."""
    place.mkdir(exist_ok=True)
    done: list[dict[str, Any]] = []
    for section in load_collect().section:
        if section.id not in exported:
            continue
        found = exported[section.id]
        name = "value" if found else section.collection
        if name:
            text = json.dumps({name: found}, indent=4)
            # Windows PowerShell begins UTF-8 with a mark.
            (place / section.file).write_text(text, encoding="utf-8-sig")
        done.append({"section": section.id, "file": section.file, "status": "exported", "rows": len(found)})
    done += [
        {"section": name, "file": "x.json", "status": "failed", "error": why} for name, why in (failed or {}).items()
    ]
    manifest = {"collectedBy": "mfa-wizard evidence collect", "version": "1", "sections": done}
    (place / "manifest.json").write_text(json.dumps(manifest, indent=4), encoding="utf-8-sig")
    return place
