"""A tenant that agrees with its register, and edits after which it does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.engagement.signing import filled_in, printed

SVC = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
GROUP = "0f8fad5b-d9cb-469f-a165-70867728950e"
POLICY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
OTHER = "11111111-0000-4000-8000-000000000001"
"""A second policy for all users."""
BREAK = "22222222-0000-4000-8000-000000000001"
SYNC = "22222222-0000-4000-8000-000000000002"
ANNA = "22222222-0000-4000-8000-000000000003"
INNER = "33333333-0000-4000-8000-000000000001"
GONE = "44444444-0000-4000-8000-000000000001"
SYNC_ROLE = "d29b2b05-8046-44ba-8758-1e26182fcf32"

Tenant = dict[str, Any]
Change = Callable[[Tenant], None]


def policy(identifier: str, name: str, **users: list[str]) -> dict[str, Any]:
    return {
        "id": identifier,
        "displayName": name,
        "state": "enabled",
        "conditions": {
            "users": {"includeUsers": ["All"], "excludeUsers": [BREAK], "excludeGroups": [], **users},
            "applications": {"includeApplications": ["All"]},
            "clientAppTypes": ["all"],
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    }


def clean() -> Tenant:
    """Return a tenant in which all that is excluded has a record in force, and the other way round."""
    names = {SVC: "svc-flow", BREAK: "break-glass", SYNC: "sync_dc01", ANNA: "anna"}
    return {
        "policies": [
            policy(POLICY, "CA001 Require MFA", excludeGroups=[GROUP], excludeRoles=[SYNC_ROLE]),
            policy(OTHER, "CA002 Require a compliant device"),
        ],
        "users": [
            {"id": key, "userPrincipalName": f"{name}@contoso.com", "displayName": name, "userType": "Member"}
            for key, name in names.items()
        ],
        "groups": [
            {"id": GROUP, "displayName": "CA-EXC-svc-flow", "members": [SVC]},
            {"id": INNER, "displayName": "Team", "members": [ANNA]},
        ],
        "directoryRoles": [{"roleTemplateId": SYNC_ROLE, "displayName": "Sync", "members": [SYNC]}],
    }


def written(folder: Path, tenant: Tenant) -> list[str]:
    """Write a tenant to files, and return the words that name them."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in tenant.items() if name != "policies"}
    (folder / "policies.json").write_text(json.dumps({"value": tenant["policies"]}), encoding="utf-8")
    (folder / "directory.json").write_text(json.dumps(kept), encoding="utf-8")
    return ["--policies", str(folder / "policies.json"), "--directory", str(folder / "directory.json")]


def special(folder: Path, kind: str, name: str, subject: str) -> Path:
    """Write the documents of an account that is excluded for what it is."""
    answers = {"identity": kind, "cloud": "public", "activity": "active", "run_mode": "unattended"}
    return printed(folder, final=False, account={"name": name}, answers=answers, signoff={"subject_ref": subject})


def make_register(folder: Path) -> Path:
    """Write a register: one signed exception, an emergency account and a synchronization account, at several depths."""
    filled_in(printed(folder / "decisions" / "2026-12-03 flows" / "svc-flow"))
    special(folder / "decisions" / "break-glass", "emergency_access", "break-glass@contoso.com", BREAK)
    special(folder / "drafts" / "sync", "sync_account", "sync_dc01@contoso.com", SYNC)
    return folder


def copied(register: Path, to: Path) -> Path:
    shutil.copytree(register, to)
    return to


def exception_in(register: Path) -> Path:
    return register / "decisions" / "2026-12-03 flows" / "svc-flow"
