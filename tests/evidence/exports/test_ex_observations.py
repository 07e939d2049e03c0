from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from wizard.errors import EvidenceError
from wizard.evidence.collection import read_evidence
from wizard.evidence.observations import contradictions
from wizard.evidence.policies.shapes import looks_like_policy
from wizard.evidence.proposals.account_usage import usage_of
from wizard.pack.files import default_pack_folder

TODAY = date(2026, 11, 24)
WHO = "svc-flow@contoso.com"
USER = "aaaaaaaa-0000-4000-8000-000000000001"
ARM = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
PORTAL = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
EXCHANGE_POWERSHELL = "fb78d390-0c51-40cd-8e17-fdbfab77341b"
CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
TIMED = {"eventTimestamp": "2026-11-05T08:19:41Z"}


def event(**changes):
    return {
        "id": "1", "createdDateTime": "2026-11-05T08:19:41Z", "userPrincipalName": WHO, "userId": USER, "appId": PORTAL,
        "appDisplayName": "Azure Portal", "resourceId": ARM, "resourceDisplayName": "ARM", "ipAddress": "203.0.113.7",
        "clientAppUsed": "Browser", "conditionalAccessStatus": "notApplied", "isInteractive": True,
        "status": {"errorCode": 0}, "authenticationRequirement": "singleFactorAuthentication",
        "authenticationProtocol": "none", "authenticationRequirementPolicies": [], "appliedConditionalAccessPolicies": [],
    } | changes  # fmt: skip


@pytest.fixture
def evidence(tmp_path, mappings):
    opened = []

    def read(events=(), **others):
        paths = []
        if events:
            path = tmp_path / "sign_ins.jsonl"
            path.write_text("".join(json.dumps(row) + "\n" for row in events))
            paths.append(path)
        for name, value in others.items():
            path = tmp_path / f"{name}.json"
            path.write_text(json.dumps(value))
            paths.append(path)
        opened.append(read_evidence(paths, mappings))
        return opened[-1]

    yield read
    for one in opened:
        one.__exit__(None, None, None)


def seen_of(evidence, account=WHO):
    return evidence.observed(evidence.taken(account), TODAY)


def proposed(evidence, question, account=WHO):
    found = [one for one in seen_of(evidence, account) if one.question == question]
    return {(one.answers, one.undecided, one.certainty) for one in found}


def policy(name, result, *controls, strength=None):
    return {"id": name, "displayName": name, "result": result, "enforcedGrantControls": list(controls),
            "authenticationStrength": strength}  # fmt: skip


def step(method, *, succeeded=True):
    return {"authenticationMethod": method, "succeeded": succeeded}


PHISHING_RESISTANT = {"displayName": None, "authenticationStrengthId": "00000000-0000-0000-0000-000000000004"}
NO_STRENGTH = {"displayName": "", "authenticationStrengthId": "", "authenticationStrengthResult": "notSet"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "question", "expected"),
    [
        ({}, "surfaces", {(("azure_portals",), (), "shows")}),
        ({"appId": CLI}, "surfaces", {((), ("arm_read", "arm_write"), "shows")}),
        (
            {"appId": EXCHANGE_POWERSHELL, "resourceId": EXCHANGE},
            "surfaces",
            {((), ("admin_powershell", "m365_data"), "suggests")},
        ),
        ({"authenticationProtocol": "ropc"}, "token", {(("ropc_password",), (), "shows")}),
        ({"authenticationProtocol": "deviceCode"}, "token", {(("device_code",), (), "shows")}),
        (
            {"incomingTokenType": "primaryRefreshToken"},
            "token",
            {((), ("interactive_cached", "windows_session"), "suggests")},
        ),
        ({}, "activity", {(("active",), (), "shows")}),
        ({"createdDateTime": "2026-07-01T00:00:00Z"}, "activity", {(("active",), (), "suggests")}),
        ({"createdDateTime": "2024-01-01T00:00:00Z"}, "activity", {((), (), "suggests")}),
        ({"createdDateTime": "10/11/2026 9:00:00 AM"}, "activity", {((), (), "suggests")}),
        ({"createdDateTime": "2027-01-01T00:00:00Z"}, "activity", {((), (), "suggests")}),
        ({"createdDateTime": "2024-01-01T00:00:00Z"}, "surfaces", {((), (), "suggests")}),
        ({"createdDateTime": "2024-01-01T00:00:00Z"}, "evidence", {((), (), "suggests")}),
        ({"status": {"errorCode": 50126}}, "activity", set()),
        (
            {"authenticationRequirementPolicies": [{"requirementProvider": "securityDefaults"}]},
            "mfa_sources",
            {(("security_defaults",), (), "shows")},
        ),
        (
            {"authenticationRequirementPolicies": [{"requirementProvider": "user"}]},
            "mfa_sources",
            {(("per_user_mfa",), (), "shows")},
        ),
        (
            {"appId": CLI, "authenticationRequirementPolicies": [{"requirementProvider": "request"}]},
            "enforcement",
            {(("enforced",), (), "suggests")},
        ),
        ({"conditionalAccessStatus": "success"}, "mfa_sources", {(("conditional_access",), (), "suggests")}),
        (
            {"appliedConditionalAccessPolicies": [policy("CA1", "failure", "Mfa", "RequireCompliantDevice")]},
            "controls",
            {(("mfa",), (), "shows"), (("compliant_device",), (), "shows")},
        ),
        (
            {"appliedConditionalAccessPolicies": [policy("CA1", "failure", strength=PHISHING_RESISTANT)]},
            "controls",
            {(("authentication_strength",), (), "shows")},
        ),
        (
            {"appliedConditionalAccessPolicies": [policy("CA1", "failure", "Block", strength=NO_STRENGTH)]},
            "controls",
            {(("block",), (), "shows")},
        ),
        (
            {"appliedConditionalAccessPolicies": [policy("CA1", "success", strength=PHISHING_RESISTANT)]},
            "met_today",
            {(("authentication_strength",), (), "suggests")},
        ),
        (
            {"appliedConditionalAccessPolicies": [policy("CA1", "success", "Mfa")]},
            "met_today",
            {(("mfa",), (), "suggests")},
        ),
        ({"appliedConditionalAccessPolicies": [policy("CA1", "reportOnlyInterrupted", "Mfa")]}, "controls", set()),
        (
            {"appliedConditionalAccessPolicies": [policy("Microsoft-managed: MFA", "success", "Mfa")]},
            "mfa_sources",
            {(("microsoft_managed",), (), "shows")},
        ),
        (
            {"status": {"errorCode": 53003}},
            "controls",
            {((), ("block", "location", "terms_of_use", "risk"), "suggests")},
        ),
        ({"status": {"errorCode": 70043}}, "settings", {(("short_sign_in_frequency",), (), "suggests")}),
        ({"authenticationDetails": [step("FIDO2 security key")]}, "methods", {(("fido2",), (), "shows")}),
        (
            {"authenticationDetails": [step("FIDO2 security key")]},
            "token",
            {(("certificate_or_passkey",), (), "suggests")},
        ),
        ({"authenticationDetails": [step("Text message")]}, "token", {(("interactive_cached",), (), "suggests")}),
        ({"authenticationDetails": [step("Text message", succeeded=False), step("Password")]}, "methods", set()),
    ],
)
def test_a_sign_in_proposes_what_it_shows_and_no_more(evidence, changes, question, expected):
    assert proposed(evidence([event(**changes)]), question) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "change", "question", "expected"),
    [
        (5, lambda at: {"createdDateTime": f"2026-11-0{at}T08:00:00Z"}, "run_mode", {(("human_each_time",), (), "suggests")}),
        (4, lambda at: {"createdDateTime": f"2026-11-0{at}T08:00:00Z"}, "run_mode", set()),
        (60, lambda at: {"ipAddress": f"203.0.113.{at}"}, "egress", {((), ("microsoft_cloud", "changing"), "suggests")}),
        (19, lambda at: {"ipAddress": f"203.0.113.{at}"}, "egress", set()),
        (20, lambda _: {}, "egress", {(("fixed",), (), "suggests")}),
        (19, lambda _: {}, "egress", set()),
    ],
)  # fmt: skip
def test_many_sign_ins_together_suggest_how_the_account_runs_and_from_where(
    evidence, number, change, question, expected
):
    rows = [event(id=str(at), **change(at)) for at in range(1, number + 1)]

    assert proposed(evidence(rows), question) == expected


def test_an_account_that_is_disabled_may_be_idle(evidence):
    user = {"id": USER, "userPrincipalName": WHO, "accountEnabled": False}

    assert proposed(evidence(users=[user]), "activity") == {(("idle",), (), "suggests")}
    assert proposed(evidence(users=[user | {"accountEnabled": True}]), "activity") == set()


@pytest.mark.parametrize(
    ("row", "question", "expected"),
    [
        ({"Az Portal": True}, "surfaces", {(("azure_portals",), (), "shows")}),
        ({"Az CLI": True, "Az Portal": "No"}, "surfaces", {((), ("arm_read", "arm_write"), "shows")}),
        ({"Authentication Methods": "SMS, Email"}, "methods", {(("sms_voice",), (), "shows")}),
        ({"MFA Status": "Not MFA Capable"}, "methods", {(("none",), (), "suggests")}),
        ({}, "methods", set()),
    ],
)
def test_a_row_of_the_mfa_report_proposes_its_tools_and_methods(evidence, row, question, expected):
    found = evidence(report=[{"UserPrincipalName": WHO, "MFA Status": "MFA Capable", **row}])

    assert proposed(found, question) == expected


def test_two_ways_to_a_token_leave_the_answer_open(evidence):
    found = evidence([event(authenticationProtocol="ropc"), event(authenticationProtocol="deviceCode")])
    ((answers, undecided, _),) = proposed(found, "token")
    assert answers == ()
    assert set(undecided) == {"ropc_password", "device_code"}


def test_a_failed_password_protocol_shows_no_token(evidence):
    found = evidence([event(authenticationProtocol="ropc", status={"errorCode": 50126}), event()])
    assert (("ropc_password",), (), "shows") not in proposed(found, "token")


def test_an_account_whose_every_sign_in_is_stopped_still_shows_how_it_signs_in(evidence):
    found = evidence([event(authenticationProtocol="ropc", status={"errorCode": code}) for code in (53003, 50076)])
    (one,) = [one for one in seen_of(found) if one.question == "token"]
    assert (one.answers, one.certainty, one.rows) == (("ropc_password",), "suggests", 2)
    assert one.reason.startswith("Seen in sign-ins that all failed or were interrupted: ")


@pytest.mark.slow
@pytest.mark.parametrize(("code", "clients"), [(0, {"other"}), (53003, {"other"}), (50126, set())])
def test_an_old_client_that_a_policy_stopped_is_one_that_the_account_uses(evidence, mappings, code, clients):
    """A block of old clients that works leaves none that succeeded (CA-11)."""
    found = evidence([event(clientAppUsed="Other clients", status={"errorCode": code})])
    usage = usage_of({}, found.summary(WHO), (), mappings)
    assert usage.clients == clients


@pytest.mark.parametrize(("code", "flows"), [(53003, {"devicecodeflow"}), (50126, set())])
def test_a_device_code_that_a_policy_stopped_is_a_flow_that_the_account_uses(evidence, mappings, code, flows):
    found = evidence([event(authenticationProtocol="deviceCode", status={"errorCode": code})])
    assert usage_of({}, found.summary(WHO), (), mappings).flows == flows


def test_wrong_passwords_alone_show_no_way_to_sign_in(evidence):
    found = evidence([event(authenticationProtocol="ropc", status={"errorCode": 50126})])
    assert proposed(found, "token") == set()


def test_activity_without_a_success_says_so(evidence):
    found = evidence([event(status={"errorCode": 50076})])
    (one,) = [one for one in seen_of(found) if one.question == "activity"]
    assert one.certainty == "suggests"
    assert one.reason == "1 sign-in, the last on 2026-11-05; none succeeded. The newest of it is 19 days old."


@pytest.mark.parametrize(("code", "words"), [(0, "that succeeded"), (50076, "that all failed or were interrupted")])
def test_a_connection_is_named_with_whether_its_sign_ins_succeeded(evidence, code, words):
    """An account that a demand broke already still has its connection (PP-14)."""
    client = {"appId": "fe053c5f-3692-4f14-aef2-ee34fc081cae", "isInteractive": False, "clientAppUsed": ""}
    found = evidence([event(**client, status={"errorCode": code})])
    (one,) = [one for one in seen_of(found) if one.question == "token"]
    assert (one.answers, one.certainty) == (("connection_refresh",), "suggests")
    assert one.reason.startswith(f"Seen in sign-ins {words}: a connection that renews its token.")


def test_the_client_that_power_platform_and_logic_apps_share_leaves_open_whose_connection_it_is(evidence):
    client = {"appId": "fe053c5f-3692-4f14-aef2-ee34fc081cae", "isInteractive": False, "clientAppUsed": ""}
    arm = {"resourceId": "797f4846-ba00-4fd7-ba43-dac1f8f63013", "resourceDisplayName": "Azure"}
    found = seen_of(evidence([event(**client, **arm)]))

    opened = {one.undecided: one.would_tell for one in found if one.question == "surfaces"}
    assert set(opened) == {("pp_connections", "logic_apps"), ("arm_read", "arm_write")}
    assert "section connections" in opened["pp_connections", "logic_apps"]
    assert [one.undecided for one in found if one.question == "connectors"] == [
        ("azure_resource_manager", "other_azure")
    ]


def test_what_was_read_is_counted_in_the_singular_and_the_plural(evidence):
    reasons = [one.reason for one in seen_of(evidence([event()])) if one.question == "evidence"]
    assert [reason.partition(" The newest")[0] for reason in reasons] == [
        "Read, with 1 row in all; this says nothing about what is in it."
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-24", "The newest of it is 0 days old."),
        ("2022-01-25", "The newest of it is about 4 years and 10 months old, too old to say anything about today."),
        ("2027-01-01", "Its dates go to 2027-01-01, after 2026-11-24, so they are wrong or were misread."),
    ],
)
def test_every_proposal_says_how_old_it_is(evidence, day, words):
    found = seen_of(evidence([event(createdDateTime=f"{day}T00:00:00Z")]))

    assert found
    assert {one.reason.endswith(words) for one in found} == {True}


def test_a_proposal_from_a_file_without_dates_says_that_its_age_is_not_known(evidence):
    user = {"id": "u", "userPrincipalName": WHO, "userType": "Guest"}
    (one,) = [one for one in seen_of(evidence([user])) if one.question == "identity"]

    assert one.reason.endswith("No date in the file says how old this is.")


@pytest.mark.slow
@pytest.mark.parametrize("when", ["yesterday", "3/12/2026 08:19", ""])
def test_rows_whose_times_cannot_be_read_prove_nothing_about_today(evidence, when):
    policy = {"id": "p", "displayName": "CA006", "enforcedGrantControls": ["Mfa"], "result": "success"}
    required = {"appliedConditionalAccessPolicies": [policy], "authenticationRequirement": "multiFactorAuthentication"}
    changed = {"createdDateTime": when, "isInteractive": False, "incomingTokenType": "refreshToken", **required}
    found = seen_of(evidence([event(**changed)]))

    assert {"controls", "evidence"} <= {one.question for one in found}
    assert {one.certainty for one in found} == {"suggests"}
    assert all(
        one.reason.endswith("No time in the file can be read, so how old this is cannot be known.") for one in found
    )
    assert all(one.would_tell for one in found)


def test_unattended_is_never_proposed_alone(evidence):
    quiet = [event(isInteractive=False, createdDateTime=f"2026-11-05T{hour:02}:00:00Z") for hour in range(24)]
    found = evidence([*quiet, event(userPrincipalName="person@contoso.com", userId="other")])
    assert proposed(found, "run_mode") == {((), ("unattended", "human_on_setup"), "suggests")}


@pytest.mark.parametrize(
    ("interactive", "told"),
    [
        ([[1, 20]], True),
        ([[1, 9], [10, 20]], True),
        ([[2, 14]], True),
        ([[1, 9], [12, 20]], False),
        ([[1, 8]], False),
        ([[8, 20]], False),
        ([[18, 20]], False),
        ([], False),
    ],
)
def test_that_nobody_signs_in_by_hand_is_told_only_of_days_whose_interactive_sign_ins_were_read(
    evidence, interactive, told
):
    job = [event(isInteractive=False, createdDateTime=f"2026-11-{day:02}T08:00:00Z", id=f"{day}") for day in (3, 15)]
    other = {"userPrincipalName": "person@contoso.com", "userId": "other"}
    people = {
        f"people{number}": [event(**other, createdDateTime=f"2026-11-{day:02}T20:00:00Z", id=f"p{day}") for day in days]
        for number, days in enumerate(interactive)
    }
    found = evidence(job, **people)

    assert bool(proposed(found, "run_mode")) is told


def test_an_observation_names_file_digest_rows_and_period(evidence, tmp_path):
    import hashlib

    found = evidence([event(), event(createdDateTime="2026-11-09T00:00:00Z")])
    (one,) = [one for one in seen_of(found) if one.question == "surfaces"]
    assert one.file == "sign_ins.jsonl"
    (source,) = one.sources
    assert source.sha256 == hashlib.sha256((tmp_path / "sign_ins.jsonl").read_bytes()).hexdigest()
    assert (one.rows, one.period) == (2, "2026-11-05 to 2026-11-09")
    assert one.reason.startswith("2 sign-ins")


def test_connections_propose_connectors_and_leave_unlisted_ones_open(evidence):
    def connection(api):
        return {"type": "Microsoft.PowerApps/apis/connections", "name": api,
                "properties": {"apiId": f"/apis/{api}", "displayName": api, "accountName": WHO}}  # fmt: skip

    found = evidence(connections=[connection("shared_arm"), connection("shared_my-own_5f")])
    assert proposed(found, "connectors") == {
        (("azure_resource_manager",), (), "shows"),
        ((), ("other", "custom_connector", "other_azure"), "shows"),
    }
    assert proposed(found, "surfaces") == {(("pp_connections",), (), "shows")}
    assert proposed(found, "evidence") == {(("pp_inventory",), (), "shows")}


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({"userType": "Guest"}, {(("guest",), (), "shows")}),
        ({"userType": "Member", "onPremisesSyncEnabled": True}, {(("user_synced",), (), "shows")}),
        ({"userType": "Member", "onPremisesSyncEnabled": None}, {(("user_cloud",), (), "suggests")}),
        ({"userType": "Member"}, set()),
        (
            {"@odata.type": "#microsoft.graph.agentUser", "userType": "Member", "onPremisesSyncEnabled": None},
            {(("agent_user",), (), "shows")},
        ),
    ],
)
def test_the_directory_proposes_the_kind_of_identity(evidence, user, expected):
    assert proposed(evidence(users=[{"userPrincipalName": WHO, "id": USER} | user]), "identity") == expected


def test_a_member_from_another_tenant_is_an_external_account(evidence):
    name = "eve_partner.com#EXT#@contoso.com"
    found = evidence(
        users=[{"userPrincipalName": name, "id": USER, "userType": "Member", "onPremisesSyncEnabled": None}]
    )

    assert proposed(found, "identity", name) == {(("guest",), (), "shows")}


def test_roles_and_methods_find_the_account_by_its_id(evidence):
    found = evidence(
        [event()],
        roles=[
            {"displayName": "Power Platform Administrator", "roleTemplateId": "t", "members": [{"id": USER.upper()}]}
        ],
        methods=[{"id": USER, "userPrincipalName": "", "methodsRegistered": ["mobilePhone"], "isMfaCapable": True}],
    )
    assert proposed(found, "privilege") == {(("power_platform_admin",), (), "shows")}
    assert proposed(found, "methods") == {(("sms_voice",), (), "shows")}
    assert found.accounts() == [WHO]


def test_changes_in_azure_prove_what_no_sign_in_log_can(evidence):
    found = evidence([event(appId=CLI)], azure=[{"caller": WHO, "operationName": {"value": "a/b/write"}, **TIMED}])
    assert (("arm_write",), (), "shows") in proposed(found, "surfaces")
    assert (("azure_audit",), (), "shows") in proposed(found, "evidence")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "answers", "missing"),
    [
        ({}, {"surfaces": ["graph"]}, ("azure_portals",)),
        ({}, {"surfaces": ["azure_portals", "graph"]}, None),
        ({}, {"surfaces": ["none"]}, ("azure_portals",)),
        ({}, {"surfaces": ["unknown"]}, None),
        ({}, {}, None),
        ({"appId": CLI}, {"surfaces": ["graph"]}, ("arm_read", "arm_write")),
        ({"appId": CLI}, {"surfaces": ["arm_read"]}, None),
        ({}, {"activity": "idle"}, ("active",)),
        ({"authenticationProtocol": "ropc"}, {"token": "connection_refresh"}, ("ropc_password",)),
        ({"authenticationProtocol": "ropc"}, {"token": "ropc_password"}, None),
        ({}, {"evidence": ["none"]}, None),
    ],
)
def test_evidence_that_contradicts_an_answer_is_found(evidence, changes, answers, missing):
    found = contradictions(answers, seen_of(evidence([event(**changes)])))
    assert [one.missing for one in found] == ([] if missing is None else [missing])


def _options():
    data = tomllib.loads((default_pack_folder() / "questions.toml").read_text(encoding="utf-8"))
    options = {row["id"]: {option["id"] for option in row.get("option", [])} for row in data["question"]}
    connectors = tomllib.loads((default_pack_folder() / "connectors.toml").read_text(encoding="utf-8"))["connector"]
    options["connectors"] |= {row["id"] for row in connectors}
    return options


def test_every_answer_that_the_tables_propose_is_an_option_of_the_pack(mappings):
    options = _options()
    tables = tomllib.loads((default_pack_folder() / "evidence" / "sign_ins.toml").read_text(encoding="utf-8"))
    named = [("surfaces", one) for row in tables["application"] for one in (*row["as_client"], *row["as_resource"])]
    named += [("surfaces", one) for row in tables["report_tool"] for one in row["surfaces"]]
    named += [("surfaces", row["surface"]) for row in tables["client_app"] if row.get("surface")]
    named += [("token", row["token"]) for key in ("protocol", "client_app") for row in tables[key] if row.get("token")]
    named += [("mfa_sources", row["mfa_source"]) for row in tables["provider"] if row.get("mfa_source")]
    named += [("methods", row["method"]) for row in tables["method"] if row["method"]]
    named += [("controls", row["control"]) for row in tables["grant"]]
    named += [("privilege", row["privilege"]) for row in tables["role"] if row["privilege"]]
    named += [(row["question"], one) for row in tables["error"] if "question" in row for one in row["answers"]]
    assert [(question, one) for question, one in named if one not in options[question]] == []


def test_every_fact_that_the_tables_cite_is_in_the_pack(mappings):
    folder = default_pack_folder()
    known = set()
    for path in sorted((folder / "facts").glob("*.toml")):
        known |= {row["id"] for row in tomllib.loads(path.read_text(encoding="utf-8"))["fact"]}
    tables = tomllib.loads((folder / "evidence" / "sign_ins.toml").read_text(encoding="utf-8"))
    rows = [
        row for part in tables.values() for row in (part if isinstance(part, list) else [part]) if isinstance(row, dict)
    ]
    assert {fact for row in rows for fact in row.get("facts", [])} - known == set()


@pytest.mark.slow
def test_many_accounts_at_once_say_the_same_as_one_by_one(evidence):
    rows = [event(userPrincipalName=f"u{n}@x.y", userId=f"u{n}") for n in range(0, 200, 2)]
    found = evidence(
        rows, users=[{"userPrincipalName": f"u{n}@x.y", "userType": "Guest", "id": f"u{n}"} for n in range(60)]
    )
    names = [*found.accounts(), "absent@x.y"]
    assert len(names) > 100
    reports = list(found.reports(names, TODAY))
    assert [one.account for one in reports] == sorted(names)
    for name, summary, observations, _ in reports:
        assert summary == found.summary(name)
        assert observations == seen_of(found, name)


@pytest.mark.parametrize("policy", [{"grantControls": {"operator": "OR"}}, {"Conditions": {"Users": {}}, "State": "x"}])
def test_what_the_policy_reader_takes_for_a_policy_is_never_read_as_another_export(tmp_path, mappings, policy):
    (tmp_path / "p.json").write_text(json.dumps([policy]))
    assert looks_like_policy(policy)
    with pytest.raises(EvidenceError, match="Conditional Access policies"):
        read_evidence([tmp_path], mappings)


def test_a_folder_of_mixed_files_is_read_as_a_whole(tmp_path, mappings):
    (tmp_path / "log.jsonl").write_bytes(json.dumps(event()).encode("utf-16"))
    (tmp_path / "users.json").write_text(json.dumps([{"userPrincipalName": WHO, "userType": "Guest", "id": USER}]))
    (tmp_path / "policy.json").write_text(json.dumps({"displayName": "x", "state": "enabled", "conditions": {}}))
    (tmp_path / "error.json").write_text("<html>")
    (tmp_path / "archive.zip").write_bytes(b"PK\x03\x04")
    with read_evidence([Path(tmp_path)], mappings) as found:
        assert found.accounts() == [WHO]
        words = " ".join(problem.message for problem in found.problems)
        assert len(found.problems) == 3
        assert "HTML" in words
        assert "zip" in words
        assert "Conditional Access policies" in words


def test_a_role_that_has_to_be_activated_is_a_hint(evidence):
    row = {"principalId": "u", "principal": {"userPrincipalName": WHO}, "roleDefinition": {"displayName": "Global Administrator"},
           "roleDefinitionId": "r", "directoryScopeId": "/", "roleEligibilityScheduleId": "s"}  # fmt: skip
    (one,) = [one for one in seen_of(evidence([row])) if one.question == "privilege"]

    assert one.certainty == "suggests"
    assert one.reason.startswith("May activate Global Administrator, and holds it only while it is active.")


@pytest.mark.parametrize(
    ("members", "held", "lacking"),
    [
        ([{"id": USER}], True, False),
        ([{"id": "inner"}], True, False),
        ([{"id": "inner"}, {"id": USER}], True, False),
        ([{"id": "another"}], False, False),
        ([{"id": "unseen", "@odata.type": "#microsoft.graph.servicePrincipal"}], False, False),
        (None, False, True),
        ([{"id": f"{number}"} for number in range(20)], False, True),
        ([{"id": "unseen", "@odata.type": "#microsoft.graph.group"}], False, True),
    ],
)
def test_a_role_of_a_group_is_told_of_the_accounts_in_it(evidence, members, held, lacking):
    groups = [{"id": "outer", "displayName": "Admins", "securityEnabled": True, "members": members},
              {"id": "inner", "displayName": "Inner", "securityEnabled": True, "members": [{"id": USER}, {"id": "inmost"}]},
              {"id": "inmost", "displayName": "Inmost", "securityEnabled": True, "members": [{"id": "inner"}]}]  # fmt: skip
    role = {"roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10", "principalId": "outer", "directoryScopeId": "/"}
    users = [{"id": USER, "userPrincipalName": WHO, "userType": "Member"}]
    found = evidence(users=users, groups=groups, roles=[role])

    told = [one.reason for one in seen_of(found) if one.question == "privilege"]
    assert [reason.startswith("Holds Global Administrator through the group Admins.") for reason in told] == [
        True
    ] * held
    assert {"outer", "unseen"}.isdisjoint(found.accounts())
    said = [one for one in found.problems if "of which members may be missing" in one.message]
    assert [Path(one.place).name for one in said] == ["roles.json"] * lacking


@pytest.mark.parametrize("listed", ["first", "last"])
def test_members_of_a_group_with_a_role_are_known_from_whichever_export_has_them(evidence, listed):
    group = {"id": "outer", "displayName": "", "securityEnabled": True}
    whole = {**group, "members": [{"id": USER}]}
    first, last = ([whole], [group]) if listed == "first" else ([group], [whole])
    role = {"roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10", "principalId": "outer", "directoryScopeId": "/"}
    found = evidence(first=first, last=last, roles=[role], users=[{"id": USER, "userPrincipalName": WHO}])

    (told,) = [one.reason for one in seen_of(found) if one.question == "privilege"]
    assert told.startswith("Holds Global Administrator through the group outer.")
    assert not found.problems


def test_a_group_or_service_principal_that_holds_a_role_is_no_account(evidence):
    roles = [{"roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10", "principalId": name, "directoryScopeId": "/",
              "principal": {"@odata.type": f"#microsoft.graph.{kind}", "displayName": "Admins"}}
             for name, kind in (("outer", "group"), ("robot", "servicePrincipal"))]  # fmt: skip
    found = evidence(roles=roles)

    assert found.accounts() == []
    (problem,) = found.problems
    assert "roles.json" in problem.place
    assert "outer" in problem.message


def test_registrations_without_their_methods_do_not_prove_that_there_are_none(evidence):
    row = {"id": "u", "userPrincipalName": WHO, "isMfaRegistered": False, "isMfaCapable": False}

    assert proposed(evidence([row]), "methods") == set()
    assert proposed(evidence([row | {"methodsRegistered": []}]), "methods") == {(("none",), (), "shows")}


@pytest.mark.parametrize(
    ("registered", "expected"),
    [
        (["temporaryAccessPass"], {(("temporary_access_pass",), (), "shows")}),
        (["macOsSecureEnclaveKey"], set()),
        (["password", "email"], {(("none",), (), "shows")}),
    ],
)
def test_registered_methods_propose_what_the_question_offers(evidence, registered, expected):
    row = {"id": USER, "userPrincipalName": WHO, "isMfaCapable": True, "methodsRegistered": registered}

    assert proposed(evidence([row]), "methods") == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "read_only_role"),
        ("11648597-926C-4CF3-9C36-BCEBB0BA8DCC", "power_platform_admin"),
        ("62e90394-69f5-4237-9190-012177145e10", "entra_admin"),
    ],
)
def test_an_assignment_that_gives_a_role_by_its_id_means_that_role(evidence, role, expected):
    row = {
        "principalId": USER,
        "principal": {"userPrincipalName": WHO},
        "roleDefinitionId": role,
        "directoryScopeId": "/",
    }
    (one,) = [one for one in seen_of(evidence([row])) if one.question == "privilege"]

    assert one.answers == (expected,)
    assert role not in one.reason


def test_a_connection_whose_account_is_a_guess_is_a_hint(evidence):
    row = {"ConnectionName": "c", "ConnectorName": "shared_arm", "DisplayName": WHO, "CreatedBy": {"email": "a@b.c"}}
    found = evidence([row])

    for account in (WHO, "a@b.c"):
        seen = [one for one in seen_of(found, account) if one.question != "evidence"]
        assert {one.certainty for one in seen} == {"suggests"}
        assert "not the account that signs in" in next(one.reason for one in seen if one.question == "surfaces")


OLD = "bbbbbbbb-0000-4000-8000-000000000002"
NIL = "00000000-0000-0000-0000-000000000000"
MAIL = "00000002-0000-0ff1-ce00-000000000000"
MADE_AGAIN = (event(userId=OLD), event(userId=OLD), event(appId=CLI, resourceId=MAIL))


def admin(user):
    return {"displayName": "Global Administrator", "roleTemplateId": "r", "members": [{"id": user}]}


@pytest.mark.parametrize(
    ("given", "users", "surfaces", "said"),
    [
        ("", [], set(), ("several accounts", OLD, USER, "3 in sign_ins.jsonl and 1 in roles.json", "an export of the users")),
        ("", [USER], {"m365_data"}, (f"object ID {USER} by users.json", OLD, "2 in sign_ins.jsonl and 1 in roles.json")),
        ("", [USER, OLD], set(), ("several accounts", "1 in roles.json and 2 in users.json")),
        (USER.upper(), [], {"m365_data"}, (f"object ID {USER}. ", OLD, "correct the sign-off")),
        (OLD, [USER], {"azure_portals"}, (f"object ID {OLD}. ", USER, "1 in sign_ins.jsonl and 1 in users.json")),
        (OLD.replace("b", "c"), [], set(), ("those IDs", "3 in sign_ins.jsonl")),
    ],
)  # fmt: skip
def test_rows_of_another_account_with_the_same_name_propose_nothing(evidence, given, users, surfaces, said):
    directory = (
        {"users": [{"userPrincipalName": WHO, "userType": "Member", "id": one} for one in users]} if users else {}
    )
    found = evidence(MADE_AGAIN, roles=[admin(OLD)], **directory)
    taken = found.taken(WHO, given)
    seen = found.observed(taken, TODAY)

    assert {answer for one in seen if one.question == "surfaces" for answer in one.answers} == surfaces
    assert any(one.question == "privilege" for one in seen) is (given == OLD)
    assert all(words in str(taken.left) for words in said)
    assert taken.left.severity == ("note" if given or users == [USER] else "loss")


@pytest.mark.parametrize("other", [USER, "", NIL, "someone", OLD])
def test_only_another_object_id_tells_accounts_with_one_name_apart(evidence, other):
    found = evidence([event(), event(userId=other)]).taken(WHO, USER)

    assert (found.left is None) is (other != OLD)
    assert found.summary.counts.rows == (1 if other == OLD else 2)


def test_the_id_of_who_made_a_connection_is_not_that_of_the_account_which_signs_in(evidence):
    made = {"id": "/apis/shared_sql", "type": "connections", "properties": {
        "apiId": "/apis/shared_sql", "statuses": [], "accountName": WHO, "createdBy": {"id": OLD, "email": WHO}}}  # fmt: skip

    assert evidence([event()], connections=[made]).taken(WHO, USER).left is None
    del made["properties"]["accountName"]
    assert "1 in connections.json" in str(evidence([event()], connections=[made]).taken(WHO, USER).left)


def test_an_object_id_finds_its_own_rows_under_a_name_that_another_account_has(evidence):
    found = evidence(MADE_AGAIN)

    assert [found.taken(one).summary.counts.rows for one in (OLD, USER)] == [2, 1]


def test_what_is_shown_counts_all_accounts_with_a_name_and_suggests_for_none(evidence):
    (found,) = evidence(MADE_AGAIN).reports([WHO], TODAY)

    assert (found.summary.counts.rows, {one.question for one in found.observations}) == (3, {"evidence"})
    assert "several accounts" in str(found.left)


def test_folders_in_a_folder_are_not_read_and_said(tmp_path, mappings):
    (tmp_path / "below").mkdir()
    (tmp_path / "users.json").write_text(json.dumps([{"id": "u", "userPrincipalName": WHO, "userType": "Member"}]))
    with read_evidence([tmp_path], mappings) as found:
        assert ["below" in problem.message for problem in found.problems] == [True]


def test_a_connection_of_a_service_principal_is_no_sign_in_of_who_made_it(evidence):
    made = {"id": "/apis/shared_sql/connections/c", "type": "connections", "properties": {
        "apiId": "/apis/shared_sql", "displayName": "By a principal", "statuses": [],
        "createdBy": {"id": USER, "userPrincipalName": WHO}, "connectionParametersSet": {"name": "oauthSP"}}}  # fmt: skip
    found = seen_of(evidence(connections=[made]))

    assert {one.question for one in found if one.answers} == {"evidence"}
    (said,) = (one.reason for one in found if one.question == "flow_role")
    assert said.startswith("1 connection of a service principal, not of the account: By a principal.")


ARM_CONNECTION = {"ConnectionName": "c1", "ConnectorName": "shared_arm", "DisplayName": "Orders"}
MADE = {"CreatedBy": {"id": "u1", "userPrincipalName": "anna@contoso.com"}}
SIGNS_IN = {"Internal": {"properties": {"accountName": "svc@contoso.com"}}}


def test_a_connection_counts_once_and_no_maker_is_guessed_where_an_export_names_the_account(evidence):
    found = evidence(a=[ARM_CONNECTION | MADE], b=[ARM_CONNECTION | MADE | SIGNS_IN], c=[ARM_CONNECTION | SIGNS_IN])
    assert found.accounts() == ["svc@contoso.com"]
    told = [one for one in seen_of(found, "svc@contoso.com") if one.question == "flow_role"]
    assert [(one.rows, one.certainty) for one in told] == [(1, "shows")]


def test_other_connections_with_the_same_label_count(evidence):
    rows = [ARM_CONNECTION | SIGNS_IN | {"ConnectionName": name} for name in ("c1", "c2")]
    told = [one for one in seen_of(evidence(a=rows), "svc@contoso.com") if one.question == "flow_role"]
    assert told[0].rows == 2
