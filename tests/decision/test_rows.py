"""Every row of the tables, as a case: a usual account, what is different about it, and the verdicts."""

from __future__ import annotations

import pytest

from tests.support.packs import real_engine

USUAL = {
    "identity": "user_cloud",
    "cloud": "public",
    "activity": "active",
    "run_mode": "unattended",
    "token": "connection_refresh",
    "privilege": ["none"],
    "record": "complete",
    "surfaces": ["m365_data"],
    "mfa_sources": ["conditional_access"],
    "controls": ["none"],
    "settings": ["none"],
    "methods": ["authenticator"],
    "replacement": "none",
    "licence": "ready",
    "egress": "microsoft_cloud",
    "exclusion_today": "none",
    "frameworks": ["none"],
    "evidence": ["noninteractive_log", "ca_policies"],
}
"""An unattended cloud account on SharePoint and mail that nothing demands anything of."""

MFA = {"controls": ["mfa"], "met_today": ["none"]}
FLOW = {"surfaces": ["pp_connections"], "connectors": ["sharepoint"], "flow_role": ["connection"]}
TERMS = {"controls": ["terms_of_use"], "terms": ["none"]}
ARM = {"surfaces": ["arm_write"], "platform_use": "same_run", "enforcement": "enforced"}
AZURE_FLOW = {**FLOW, "connectors": ["azure_automation"], "arm_use": "changes", "platform_use": "same_run"}
CODE = {"token": "device_code", "settings": ["device_code_block"]}
PERSON = {"run_mode": "human_each_time"}
BREAK_GLASS = {
    "identity": "emergency_access",
    "run_mode": "human_each_time",
    "surfaces": ["graph"],
    "methods": ["fido2"],
}
BOTH = {"mfa_sources": ["security_defaults", "conditional_access"]}
SETUP = {"run_mode": "human_on_setup"}
DEFAULTS = {"mfa_sources": ["security_defaults"], "controls": None}

CASES = [
    ("M1", {"identity": "service_principal"}, "workload_identity_ok", []),
    ("M1", {"identity": "managed_identity"}, "workload_identity_ok", []),
    ("M1", {"identity": "agent_identity"}, "workload_identity_ok", []),
    ("M2", {"identity": "agent_user", "token": None}, "special_account_guidance", []),
    ("M2", {"identity": "room_device"}, "special_account_guidance", []),
    (
        "M2",
        {"identity": "sync_account", "surfaces": ["none"], "record": "partial"},
        "special_account_guidance",
        ["complete_record"],
    ),
    ("M3", {"activity": "idle"}, "retire", []),
    ("M3", {"activity": "idle", "identity": "sync_account"}, "retire", []),
    ("M4", {"identity": "unknown"}, "evidence_needed", []),
    ("M4", {"activity": "unknown"}, "evidence_needed", []),
    ("M4", {"activity": "unexplained"}, "evidence_needed", []),
    ("M4", {"run_mode": "unknown"}, "evidence_needed", []),
    ("M4", {"surfaces": ["unknown"]}, "evidence_needed", []),
    ("M4", {**FLOW, "connectors": ["unknown"]}, "evidence_needed", []),
    ("M5a", {**ARM, "token": "ropc_password"}, "migrate_now", ["platform_mfa_no_exception"]),
    (
        "M5a",
        {**PERSON, "surfaces": ["azure_portals"], "token": "app_password"},
        "migrate_now",
        ["platform_mfa_no_exception"],
    ),
    ("M5b", {**ARM, "platform_use": "person_beside"}, "separate_uses", ["platform_mfa_no_exception"]),
    (
        "M5b",
        {**ARM, **MFA, "platform_use": "person_beside"},
        "separate_uses",
        ["platform_mfa_no_exception", "time_limited_exception"],
    ),
    (
        "not M5b",
        {**AZURE_FLOW, "platform_use": "person_beside"},
        "migrate_now",
        ["platform_mfa_no_exception"],
    ),
    (
        "M5g",
        {**ARM, "token": "certificate_or_passkey", "methods": ["certificate"]},
        "migrate_planned",
        ["operate_with_mfa", "platform_mfa_no_exception"],
    ),
    (
        "not M5g",
        {
            **ARM,
            "token": "certificate_or_passkey",
            "methods": ["certificate"],
            "controls": ["block"],
            "met_today": ["none"],
        },
        "migrate_now",
        ["platform_mfa_no_exception"],
    ),
    ("M5c", ARM, "migrate_now", ["platform_mfa_no_exception"]),
    (
        "M5c",
        {"surfaces": ["partner_center"]},
        "migrate_now",
        ["exception_impossible", "platform_mfa_no_exception"],
    ),
    (
        "not M5c",
        {"surfaces": ["partner_center"], "token": "interactive_cached"},
        "operate_with_mfa",
        ["exception_impossible", "platform_mfa_no_exception"],
    ),
    (
        "M5d",
        {"run_mode": "shared_by_people", "surfaces": ["azure_portals"]},
        "platform_mfa_no_exception",
        ["exception_refused", "migrate_planned"],
    ),
    ("M5e", {**PERSON, "surfaces": ["azure_portals"]}, "operate_with_mfa", ["platform_mfa_no_exception"]),
    (
        "M5e",
        {**SETUP, "surfaces": ["arm_write"], "enforcement": "enforced"},
        "operate_with_mfa",
        ["migrate_planned", "platform_mfa_no_exception"],
    ),
    ("M5f", {**PERSON, "surfaces": ["azure_portals"], "methods": ["none"]}, "platform_mfa_no_exception", []),
    ("M6a", {"surfaces": ["legacy_mail"]}, "migrate_now", []),
    ("M6a", {"surfaces": ["smtp_auth"]}, "migrate_now", []),
    ("M6a", {"token": "basic_auth"}, "migrate_now", []),
    ("M6b", {**MFA, "token": "ropc_password"}, "migrate_now", []),
    ("M6b", {**MFA, **SETUP, "token": "ropc_password"}, "migrate_now", ["operate_with_mfa"]),
    ("M6b", {**MFA, "token": "ropc_password", "egress": "fixed"}, "migrate_now", ["time_limited_exception"]),
    ("M6b", {**MFA, "token": "ropc_password", "egress": "changing"}, "migrate_now", []),
    (
        "M6b",
        {**MFA, "token": "ropc_password", "egress": "fixed", "record": "partial"},
        "migrate_now",
        ["complete_record"],
    ),
    (
        "M6b",
        {**MFA, "token": "ropc_password", "egress": "fixed", "privilege": ["entra_admin"]},
        "migrate_now",
        [],
    ),
    ("M6c", CODE, "migrate_now", []),
    (
        "M6c",
        {"token": "device_code", "controls": ["compliant_device"], "met_today": ["none"]},
        "migrate_now",
        [],
    ),
    ("M6d", {**PERSON, **CODE}, "operate_with_mfa", []),
    ("M6d", {**PERSON, **CODE, "replacement": "personal_accounts"}, "operate_with_mfa", ["migrate_planned"]),
    (
        "M6d",
        {**SETUP, **CODE, **MFA, "privilege": ["entra_admin"]},
        "operate_with_mfa",
        ["exception_refused"],
    ),
    ("M7", {"mfa_sources": ["unknown"], "controls": None}, "evidence_needed", []),
    ("M7", {"controls": ["unknown"]}, "evidence_needed", []),
    ("M7", {"token": "unknown"}, "evidence_needed", []),
    ("M7", BOTH, "evidence_needed", []),
    ("M8a", DEFAULTS, "exception_impossible", ["migrate_planned"]),
    ("M8b", {**DEFAULTS, **PERSON}, "operate_with_mfa", []),
    ("M8b", {**DEFAULTS, **SETUP, "replacement": "service_principal"}, "operate_with_mfa", ["migrate_planned"]),
    ("M9", {**MFA, "privilege": ["entra_admin"]}, "exception_refused", ["migrate_planned"]),
    ("M10", TERMS, "exclude_from_terms_of_use", []),
    (
        "not M10",
        {**TERMS, "controls": ["mfa", "terms_of_use"], "met_today": ["none"]},
        "time_limited_exception",
        ["exclude_from_terms_of_use"],
    ),
    (
        "not M10",
        {**TERMS, "replacement": "service_principal"},
        "migrate_planned",
        ["exclude_from_terms_of_use"],
    ),
    ("M11", {"settings": ["short_sign_in_frequency"]}, "fix_policy", []),
    (
        "M11",
        {"settings": ["embedded_app_mismatch"], "replacement": "service_principal"},
        "fix_policy",
        ["migrate_planned"],
    ),
    ("T1", {**PERSON, **MFA}, "operate_with_mfa", []),
    ("T2", {**PERSON, "controls": ["block"], "met_today": ["none"]}, "fix_policy", []),
    ("T2", {**PERSON, "controls": ["mfa", "block"], "met_today": ["none"]}, "fix_policy", ["operate_with_mfa"]),
    (
        "T3",
        {**MFA, **SETUP, "record": "none"},
        "exception_refused",
        ["complete_record", "operate_with_mfa"],
    ),
    (
        "T3",
        {**MFA, **SETUP, "privilege": ["entra_admin"]},
        "exception_refused",
        ["operate_with_mfa"],
    ),
    ("T3", {"controls": ["risk"], "met_today": ["none"]}, "exception_refused", ["migrate_planned"]),
    (
        "T3",
        {**MFA, "frameworks": ["pci"], "record": "partial"},
        "exception_refused",
        ["complete_record", "migrate_planned"],
    ),
    ("T4", {**MFA, "replacement": "managed_identity"}, "migrate_planned", ["time_limited_exception"]),
    ("T4", {**MFA, **SETUP, "replacement": "managed_identity"}, "migrate_planned", ["operate_with_mfa"]),
    ("T4", {**MFA, "replacement": "service_principal", "record": "partial"}, "migrate_planned", ["complete_record"]),
    ("T5", {**MFA, **SETUP}, "operate_with_mfa", []),
    ("T5", {**MFA, "token": "certificate_or_passkey", "methods": ["certificate"]}, "operate_with_mfa", []),
    ("T5", {**MFA, **SETUP, **FLOW, "replacement": "service_principal"}, "operate_with_mfa", ["migrate_planned"]),
    ("T6", MFA, "time_limited_exception", []),
    ("T6", {**MFA, "replacement": "partial"}, "time_limited_exception", ["migrate_planned"]),
    ("T7", {**PERSON, "privilege": ["entra_admin"]}, "operate_with_mfa", []),
    ("T8", {"replacement": "service_principal"}, "migrate_planned", []),
    ("T8", {"run_mode": "shared_by_people"}, "migrate_planned", []),
    ("T8", {"privilege": ["azure_privileged"]}, "migrate_planned", []),
    ("T8", {"token": "ropc_password"}, "migrate_planned", []),
    ("T8", {"token": "scripted_browser"}, "migrate_planned", []),
    ("T9", {}, "keep_under_review", []),
    ("R1", {"activity": "idle", "exclusion_today": "documented"}, "retire", ["clean_up_exclusion"]),
    ("R1", {"activity": "idle", "exclusion_today": "unknown"}, "retire", ["clean_up_exclusion"]),
    (
        "A3",
        {**PERSON, "surfaces": ["partner_center"]},
        "operate_with_mfa",
        ["exception_impossible", "platform_mfa_no_exception"],
    ),
    (
        "A4",
        {"identity": "sync_account", "surfaces": ["m365_data"]},
        "special_account_guidance",
        ["exception_refused", "migrate_planned"],
    ),
    ("not A4", {"identity": "sync_account", "surfaces": ["graph", "other"]}, "special_account_guidance", []),
    ("not A4", {"identity": "room_device", "surfaces": ["m365_data", "other"]}, "special_account_guidance", []),
    (
        "not A4",
        {**BREAK_GLASS, "run_mode": "shared_by_people", "surfaces": ["azure_portals", "arm_write"]},
        "special_account_guidance",
        ["platform_mfa_no_exception"],
    ),
    (
        "A4",
        {"identity": "agent_user", "token": None, "surfaces": ["power_bi_fabric"]},
        "special_account_guidance",
        ["exception_refused", "migrate_planned"],
    ),
    (
        "A5",
        {**BREAK_GLASS, "surfaces": ["azure_portals"]},
        "special_account_guidance",
        ["platform_mfa_no_exception"],
    ),
    (
        "A5",
        {"identity": "room_device", "surfaces": ["partner_center"]},
        "special_account_guidance",
        ["exception_refused", "migrate_planned", "platform_mfa_no_exception"],
    ),
    (
        "A6",
        {"identity": "shared_mailbox", "token": "ropc_password", "surfaces": ["none"]},
        "special_account_guidance",
        ["migrate_now"],
    ),
    (
        "A8",
        {**BREAK_GLASS, "methods": ["authenticator"]},
        "special_account_guidance",
        ["operate_with_mfa"],
    ),
    (
        "A9",
        {"identity": "room_device", "privilege": ["entra_admin"]},
        "special_account_guidance",
        ["exception_refused"],
    ),
    (
        "A9",
        {"identity": "room_device", "privilege": ["unknown"]},
        "special_account_guidance",
        ["evidence_needed", "exception_refused"],
    ),
    (
        "A10",
        {**TERMS, "identity": "room_device"},
        "special_account_guidance",
        ["exclude_from_terms_of_use"],
    ),
    ("A12", {**TERMS, "terms": ["each_device"]}, "exclude_from_terms_of_use", ["fix_policy"]),
    ("A12", {**TERMS, **PERSON, "terms": ["short_expiry"]}, "keep_under_review", ["fix_policy"]),
    ("A13", {**TERMS, **PERSON, **FLOW, "terms": ["selected_apps"]}, "keep_under_review", ["fix_policy"]),
    ("A14", {**FLOW, "flow_role": ["owner"]}, "keep_under_review", ["migrate_planned"]),
    ("A15", {"methods": ["sms_voice", "custom_control"]}, "keep_under_review", ["method_expires"]),
    ("A15", {"methods": ["temporary_access_pass"]}, "keep_under_review", ["method_expires"]),
    ("not A15", {"methods": ["sms_voice", "totp"]}, "keep_under_review", []),
    ("A16", {**MFA, "exclusion_today": "expired"}, "time_limited_exception", ["clean_up_exclusion"]),
    (
        "A17",
        {"identity": "sync_account", "surfaces": ["none"], "exclusion_today": "undocumented"},
        "special_account_guidance",
        ["complete_record"],
    ),
    (
        "A17",
        {"identity": "room_device", "exclusion_today": "expired"},
        "special_account_guidance",
        ["complete_record"],
    ),
    ("not A18", {**MFA, "exclusion_today": "documented"}, "time_limited_exception", []),
    (
        "not A18",
        {**MFA, "exclusion_today": "documented", "replacement": "service_principal", "record": "partial"},
        "migrate_planned",
        ["complete_record"],
    ),
    (
        "not A18",
        {**MFA, "exclusion_today": "documented", "token": "ropc_password"},
        "migrate_now",
        [],
    ),
    ("not A18", {"exclusion_today": "documented", "settings": ["unknown"]}, "evidence_needed", []),
    (
        "A18",
        {**MFA, **SETUP, "exclusion_today": "documented"},
        "operate_with_mfa",
        ["clean_up_exclusion"],
    ),
    ("A19", {"record": "none"}, "keep_under_review", ["complete_record"]),
    ("A20", {"cloud": "china", "surfaces": ["azure_portals"]}, "keep_under_review", ["not_enforced_in_cloud"]),
    (
        "A21",
        {**PERSON, "identity": "guest", "home_trust": "not_trusted", "surfaces": ["azure_portals"]},
        "operate_with_mfa",
        ["platform_mfa_no_exception", "set_up_mfa_trust"],
    ),
    ("A22", {"mfa_sources": ["none"], "controls": None}, "keep_under_review", ["tenant_baseline_missing"]),
    ("A23", {**FLOW, "evidence": ["ca_policies"]}, "keep_under_review", ["evidence_needed"]),
    ("A23", {"surfaces": ["logic_apps"], "evidence": ["none"]}, "keep_under_review", ["evidence_needed"]),
    ("A24", {"surfaces": ["arm_read"]}, "keep_under_review", ["evidence_needed"]),
    ("A24", {**AZURE_FLOW, "arm_use": "reads_only"}, "keep_under_review", ["evidence_needed", "migrate_planned"]),
    ("A25", {"surfaces": ["other_admin_centers"]}, "keep_under_review", ["evidence_needed"]),
    ("A26", {"token": "pat_or_key", "surfaces": ["azure_devops"]}, "keep_under_review", ["evidence_needed"]),
    ("A27", {"activity": "unexplained"}, "evidence_needed", []),
    ("A27", {**MFA, "met_today": ["mfa"], "methods": ["none"]}, "evidence_needed", []),
    (
        "A27",
        {"mfa_sources": ["none"], "controls": None, "exclusion_today": "expired"},
        "evidence_needed",
        [
            "clean_up_exclusion",
            "tenant_baseline_missing",
        ],
    ),
    (
        "A28",
        {**BREAK_GLASS, "run_mode": "unattended"},
        "special_account_guidance",
        ["exception_refused", "migrate_now"],
    ),
    (
        "A29",
        {"identity": "agent_user", "token": None, "surfaces": ["azure_portals"]},
        "special_account_guidance",
        ["evidence_needed", "exception_refused", "migrate_planned", "platform_mfa_no_exception"],
    ),
    ("A30", {**CODE, "identity": "room_device"}, "special_account_guidance", ["fix_policy"]),
    ("A31", {**FLOW, "connectors": ["dataverse"]}, "keep_under_review", ["migrate_planned"]),
    ("A31", {**FLOW, "connectors": ["other"], "connector_dialog": "all"}, "keep_under_review", ["migrate_planned"]),
    ("not A31", {**FLOW, "connectors": ["other"], "connector_dialog": "some"}, "keep_under_review", []),
    ("A32", {"token": "scripted_browser"}, "migrate_planned", []),
    (
        "A32",
        {**MFA, "token": "scripted_browser"},
        "time_limited_exception",
        ["migrate_planned"],
    ),
    (
        "D1",
        {**ARM, "token": "certificate_or_passkey", "methods": ["certificate"], "surfaces": ["arm_write", "smtp_auth"]},
        "migrate_now",
        ["operate_with_mfa", "platform_mfa_no_exception"],
    ),
    (
        "D2",
        {"egress": "unknown", "controls": ["location"], "met_today": ["none"]},
        "evidence_needed",
        [],
    ),
    ("D1", {**FLOW, "token": "app_password", "flow_role": ["owner"]}, "migrate_now", []),
    ("D2", {"settings": ["unknown"]}, "evidence_needed", []),
    ("D2", {**MFA, "methods": ["unknown"]}, "evidence_needed", []),
    ("D2", {**MFA, "replacement": "managed_identity", "cloud": "unknown"}, "migrate_planned", ["evidence_needed"]),
]


def decide(changes):
    """Decide the usual account with these differences; answers no longer asked for are left out."""
    engine = real_engine()
    answers = engine.read({k: v for k, v in {**USUAL, **changes}.items() if v is not None}, parked=True)
    for name in engine.outside(answers):
        del answers[name]
    return engine.decide(answers)


@pytest.mark.parametrize(
    ("row", "changes", "main", "also"), CASES, ids=[f"{case[0]}-{i}" for i, case in enumerate(CASES)]
)
def test_a_row_gives_its_verdicts(row, changes, main, also):
    decision = decide(changes)

    assert (decision.main, list(decision.also)) == (main, also)
    assert (row.removeprefix("not ") in decision.rules) is not row.startswith("not ")


def test_every_row_has_a_case():
    rows = {row["id"] for row in real_engine().program["rows"]}

    assert rows - {case[0] for case in CASES} <= {
        "M12",
        "A1",
        "A2",
        "A11",
        "W1",
        "W2",
        "W2b",
        "W2c",
        "W3",
        "W4",
    }, "rows without a case"


UNKNOWNS = [
    ("cloud", {}),
    ("token", {}),
    ("privilege", {}),
    ("flow_role", FLOW),
    ("platform_use", ARM),
    ("home_trust", {"identity": "guest"}),
    ("met_today", MFA),
    ("arm_use", AZURE_FLOW),
    ("terms", TERMS),
    ("connector_dialog", {**FLOW, "connectors": ["other"]}),
    ("settings", {}),
    ("methods", {}),
    ("replacement", {}),
    ("licence", {}),
    ("egress", {}),
    ("exclusion_today", {}),
]


@pytest.mark.parametrize(("question", "changes"), UNKNOWNS)
def test_unknown_is_never_milder(question, changes):
    many = real_engine().questions[question]["many"]
    decision = decide({**changes, question: ["unknown"] if many else "unknown"})

    assert "evidence_needed" in decision.verdicts
    if question not in {"licence", "egress"}:
        assert not set(decision.verdicts) & {"keep_under_review", "time_limited_exception", "exclude_from_terms_of_use"}


WAIVABLE = [
    ({"identity": "service_principal"}, "not_applicable"),
    ({"surfaces": ["azure_portals"], **PERSON}, "nobody"),
    ({"surfaces": ["partner_center"], **PERSON}, "nobody"),
    ({"activity": "idle", "surfaces": ["azure_portals"]}, "not_applicable"),
    (DEFAULTS, "nobody"),
    ({"identity": "unknown"}, "unknown"),
    ({"surfaces": ["unknown"]}, "unknown"),
    ({"mfa_sources": ["unknown"], "controls": None}, "unknown"),
    ({**FLOW, "connectors": ["unknown"]}, "unknown"),
    ({"cloud": "us_gov", "surfaces": ["azure_portals"]}, "tenant"),
    ({}, "tenant"),
]


@pytest.mark.parametrize(("changes", "who"), WAIVABLE)
def test_who_could_waive(changes, who):
    assert decide(changes).values["waivable_by"] == who
