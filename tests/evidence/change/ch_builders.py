"""A small tenant, approved exclusions in it, and an independent look at what a change does to each account."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from typing import Any

from wizard.evidence.change.model import Approved, ApprovedRow, ChangeSet
from wizard.evidence.change.plan import plan_clean_up, plan_exclusion
from wizard.evidence.change.proof import Proof, prove
from wizard.evidence.change.rules import Exports
from wizard.evidence.change.sign_ins import countries_matter, requests, rows_about
from wizard.evidence.change.tenant import Tenant
from wizard.evidence.contexts import Contexts, NamedContext, located
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.mappings import load_mappings
from wizard.evidence.policies.reading import read_text
from wizard.evidence.policies.shapes import Found, policies_in
from wizard.evidence.request import request_of
from wizard.evidence.tables import load_tables
from wizard.evidence.what_if import WhatIf

DAY = date(2026, 12, 7)
END = date(2027, 5, 31)
SVC, IDA, BOB, EVE = (f"11111111-aaaa-4aaa-8aaa-00000000000{number}" for number in range(1, 5))
EXC, OTHER, PARENT, STAFF = (f"22222222-bbbb-4bbb-8bbb-00000000000{number}" for number in range(1, 5))
MFA, SECOND = (f"33333333-cccc-4ccc-8ccc-00000000000{number}" for number in range(1, 3))
TERMS = "44444444-dddd-4ddd-8ddd-000000000001"
TENANT_ID = "55555555-eeee-4eee-8eee-000000000001"
OFFICE, ABROAD = (f"66666666-ffff-4fff-8fff-00000000000{number}" for number in range(1, 3))
APP = "77777777-aaaa-4aaa-8aaa-000000000001"
ADMIN = "62e90394-69f5-4237-9190-012177145e10"
NAMES = {SVC: "svc@contoso.com", IDA: "ida@contoso.com", BOB: "bob@contoso.com", EVE: "eve_fab.com#EXT#@contoso.com"}
TABLES, MAPPINGS = load_tables(), load_mappings()


def policy(identifier: str = MFA, name: str = "MFA for all", **changes: Any) -> dict[str, Any]:
    """Return a policy as Graph exports it; keys of conditions, users and grant controls are taken apart by name."""
    users = {
        "includeUsers": ["All"], "excludeUsers": [], "includeGroups": [], "excludeGroups": [], "includeRoles": [],
        "excludeRoles": [],
    }  # fmt: skip
    grant = {"operator": "AND", "builtInControls": ["mfa"], "customAuthenticationFactors": [], "termsOfUse": []}
    found: dict[str, Any] = {
        "id": identifier,
        "displayName": name,
        "state": changes.pop("state", "enabled"),
        "createdDateTime": "2025-01-01T00:00:00Z",
        "conditions": {
            "users": users | changes.pop("users", {}),
            "applications": {"includeApplications": ["All"], "excludeApplications": [], "includeUserActions": []},
            "clientAppTypes": ["all"],
            "locations": None,
            "signInRiskLevels": [],
        },
        "grantControls": grant | changes.pop("grant", {}),
        "sessionControls": changes.pop("session", None),
    }
    top = {key: changes.pop(key) for key in ("tenantId", "deletedDateTime") if key in changes}
    found["conditions"] |= changes
    return found | top


def tenant(members: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a whole directory; ``members`` are those of the group of the exclusion."""
    return {
        "users": [
            {"id": key, "userPrincipalName": name, "displayName": name, "userType": "Guest" if "#EXT#" in name else "Member"}
            for key, name in NAMES.items()
        ],
        "groups": [
            {"id": EXC, "displayName": "Exclusion", "members": members or []},
            {"id": OTHER, "displayName": "Other exclusion", "members": []},
            {"id": PARENT, "displayName": "Parent", "members": [OTHER]},
            {"id": STAFF, "displayName": "Staff", "members": [SVC, BOB]},
        ],
        "directoryRoles": [{"roleTemplateId": ADMIN, "displayName": "Global Administrator", "members": [IDA]}],
        "namedLocations": [
            {"id": OFFICE, "displayName": "Office", "isTrusted": True, "ipRanges": [{"cidrAddress": "203.0.113.0/24"}]},
        ],
        **changes,
    }  # fmt: skip


def row(**changes: Any) -> ApprovedRow:
    given = {
        "control": "mfa", "policy": "MFA for all", "policy_id": MFA, "group": "Exclusion", "group_id": EXC,
        "starts_on": DAY, "ends_on": END,
    }  # fmt: skip
    return ApprovedRow(**(given | changes))


def approved(*rows: ApprovedRow, **changes: Any) -> Approved:
    found = Approved(NAMES[SVC], SVC, TENANT_ID, rows or (row(),), "MFA-2026-1", "CHG1", NAMES[IDA])
    return replace(found, **changes)


def exports(policies: list[dict[str, Any]], known: dict[str, Any]) -> Exports:
    document = {"value": policies}
    found = [one.raw for one in policies_in(document) if isinstance(one, Found)]
    originals = {next(value for key, value in raw.items() if key.lower() == "id").lower(): raw for raw in found}
    return Exports(read_text(json.dumps(document)), originals, directory_of(known), MAPPINGS, "policies.json")


def made(
    policies: list[dict[str, Any]] | None = None,
    known: dict[str, Any] | None = None,
    said: Approved | None = None,
    *,
    license_: Any = "none",
    clean_up: bool = False,
    day: date = DAY,
) -> tuple[ChangeSet, Proof]:
    """Plan and prove a change as the command does."""
    found = exports([policy()] if policies is None else policies, tenant() if known is None else known)
    said = said or approved()
    change = plan_clean_up(said, found, day) if clean_up else plan_exclusion(said, found, license_, day)
    return change, prove(change, found.reading, found.directory, TABLES, contexts(change, found))


def contexts(change: ChangeSet, found: Exports) -> tuple[NamedContext, ...]:
    touched = {one.id.lower() for one in change.policies}
    policies = [one for one in found.reading.policies if one.id.lower() in touched]
    reader = Contexts(TABLES)
    usual = located(reader.default(), None, countries_matter(policies, found.directory))
    return (*usual, *reader.of(rows_about(policies, found.directory), "the policies"))


def seen_apart(
    change: ChangeSet, proof: Proof, policies: list[dict[str, Any]], known: dict[str, Any], *, on: bool = False
) -> set[str]:
    """Return the accounts whose outcome changes, found without the batch: the requests are carried out, both states are
    written as exports, read again, and every account is judged one by one in every sign-in.

    Args:
        on: Judge policies that are off or in report-only mode as if they were on.
    """
    later = Tenant.before(change)
    later.run(change.requests)
    after = copy.deepcopy(known)
    there = {group["id"]: group for group in after["groups"]}
    for key, group in later.groups.items():
        if key in there:
            there[key]["members"] = group["members"]
        else:
            after["groups"].append({"id": key, **group})
    kept = [one for one in policies if _id(one) not in later.policies]
    whole = [*kept, *later.policies.values()]
    sides = [
        WhatIf(_reading(some, on=on), directory_of(directory), TABLES)
        for some, directory in ((policies, known), (whole, after))
    ]
    found = set()
    for user in known["users"]:
        for body in requests(proof.contexts, [user["id"]]):
            request = request_of(body, "a request", TABLES)
            told = [side.answer(request).outcome for side in sides]
            if len({(one.outcome, tuple(sorted(one.controls)), one.unattended) for one in told}) > 1:
                found.add(user["id"])
    return found


def _id(raw: dict[str, Any]) -> str:
    return next(str(value) for key, value in raw.items() if key.lower() == "id").lower()


def _reading(policies: list[dict[str, Any]], *, on: bool) -> Any:
    reading = read_text(json.dumps({"value": policies}))
    if not on:
        return reading
    return replace(reading, policies=tuple(replace(one, state="enabled") for one in reading.policies))
