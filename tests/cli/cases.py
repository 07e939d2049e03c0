"""Answers with the verdicts that they lead to, written for these tests."""

from __future__ import annotations

from typing import Any

Case = tuple[str, dict[str, Any], str | None, list[str], str | None]

RUNS_ALONE: dict[str, Any] = {
    "identity": "user_cloud",
    "cloud": "public",
    "activity": "active",
    "run_mode": "unattended",
    "token": "interactive_cached",
    "privilege": ["none"],
    "record": "complete",
    "surfaces": ["m365_data"],
    "mfa_sources": ["conditional_access"],
    "controls": ["mfa"],
    "met_today": ["none"],
    "settings": ["none"],
    "methods": ["none"],
    "replacement": "none",
    "licence": "ready",
    "egress": "changing",
    "exclusion_today": "none",
    "frameworks": ["none"],
    "evidence": ["noninteractive_log", "ca_policies"],
}
"""An unattended account that only the tenant's own policies ask for MFA."""


def changed(**other: Any) -> dict[str, Any]:
    """Return those answers with others in their place; None takes one out."""
    return {name: value for name, value in {**RUNS_ALONE, **other}.items() if value is not None}


CASES: list[Case] = [
    ("nothing replaces it, so an exception with an end is possible", changed(), "time_limited_exception", [], "tenant"),
    ("an app identity needs none", {"identity": "service_principal"}, "workload_identity_ok", [], "not_applicable"),
    (
        "an idle account is retired",
        {"identity": "user_cloud", "activity": "idle", "exclusion_today": "none"},
        "retire",
        [],
        "not_applicable",
    ),
    (
        "an unknown identity needs evidence",
        changed(identity="unknown"),
        "evidence_needed",
        [],
        "unknown",
    ),
    (
        "a replacement means migration",
        changed(replacement="service_principal"),
        "migrate_planned",
        ["time_limited_exception"],
        "tenant",
    ),
    (
        "unattended work on an enforced portal must move",
        changed(surfaces=["azure_portals"], platform_use="same_run"),
        "migrate_now",
        ["platform_mfa_no_exception"],
        "nobody",
    ),
    (
        "a password by mail protocol must move",
        changed(surfaces=["legacy_mail"]) | {"token": "basic_auth"},
        "migrate_now",
        [],
        "tenant",
    ),
    (
        "security defaults know no exception",
        changed(mfa_sources=["security_defaults"], controls=None, met_today=None),
        "exception_impossible",
        ["migrate_planned"],
        "nobody",
    ),
    (
        "an administrator gets none",
        changed(privilege=["entra_admin"]),
        "exception_refused",
        ["migrate_planned"],
        "tenant",
    ),
    (
        "a secret of several people gets none",
        changed(run_mode="shared_by_people"),
        "exception_refused",
        ["migrate_planned"],
        "tenant",
    ),
    (
        "without a record it gets none",
        changed(record="none"),
        "exception_refused",
        ["complete_record", "migrate_planned"],
        "tenant",
    ),
    (
        "a person at each sign-in does MFA",
        changed(run_mode="human_each_time", methods=["authenticator"]),
        "operate_with_mfa",
        [],
        "tenant",
    ),
    (
        "nothing demands anything",
        changed(mfa_sources=["none"], controls=None, met_today=None),
        "keep_under_review",
        ["tenant_baseline_missing"],
        "tenant",
    ),
    ("answers that are missing leave the verdict open", {"identity": "user_cloud"}, None, [], None),
]
