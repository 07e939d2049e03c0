from __future__ import annotations

import json
from pathlib import Path

import pytest
from si_builders import (
    ARM,
    GRAPH,
    PORTAL,
    array,
    codes,
    event_object,
    graph_object,
    limits,
    lines,
    page,
    sign_in,
    table_csv,
    table_object,
)

from wizard.errors import EvidenceError
from wizard.evidence.sign_ins.per_account import account, account_names

POLICY = {"id": "p1", "displayName": "CA001 Require MFA", "result": "success", "enforcedGrantControls": ["Mfa"]}
IDLE_POLICY = {"id": "p2", "displayName": "CA002", "result": "notApplied", "enforcedGrantControls": ["Block"]}
ROWS = [
    sign_in(providers=["request"], method="FIDO2 security key", ca="success", policies=[POLICY, IDLE_POLICY]),
    sign_in(interactive=False, resource=GRAPH, mfa=False, token="refreshToken", protocol="none"),  # noqa: S106 - a kind of token
    sign_in(interactive=False, resource=GRAPH, error=50076, protocol="ropc", claim=True),
]
WRITERS = {
    "graph lines": lambda path, rows: lines(path, [graph_object(row) for row in rows]),
    "graph array": lambda path, rows: array(path, [graph_object(row) for row in rows]),
    "graph indented array": lambda path, rows: array(path, [graph_object(row) for row in rows], indent=2),
    "graph page": lambda path, rows: page(path, [graph_object(row) for row in rows]),
    "graph indented page": lambda path, rows: page(path, [graph_object(row) for row in rows], indent=1),
    "powershell": lambda path, rows: array(path, [_pascal(graph_object(row)) for row in rows], indent=2),
    "log analytics lines": lambda path, rows: lines(path, [table_object(row) for row in rows]),
    "log analytics array": lambda path, rows: array(path, [table_object(row) for row in rows]),
    "log analytics csv": table_csv,
    "diagnostic lines": lambda path, rows: lines(path, [event_object(row) for row in rows]),
    "event hub": lambda path, rows: (
        path.write_text(json.dumps({"records": [event_object(row) for row in rows]})) and path
    ),
}


def _pascal(value):
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: _pascal(part) for key, part in value.items()}
    return [_pascal(part) for part in value] if isinstance(value, list) else value


@pytest.mark.slow
@pytest.mark.parametrize("shape", WRITERS)
def test_every_shape_says_the_same_about_the_account(tmp_path, read, shape):
    result = read(WRITERS[shape](tmp_path / "export.dat", ROWS))
    assert not result.problems
    found = account(result, "svc-flow@contoso.com")
    counts = found.counts
    assert (counts.rows, counts.interactive, counts.non_interactive) == (3, 1, 2)
    assert (counts.succeeded, counts.failed, counts.demanded, counts.not_demanded, counts.met) == (2, 1, 2, 1, 1)
    assert counts.by_claim == 1
    assert {(use.client.id, use.resource.id) for use in found.uses} == {(PORTAL, ARM), (PORTAL, GRAPH)}
    assert [(demand.provider, demand.source, demand.rows) for demand in found.demands] == [("request", "platform", 1)]
    assert [(policy.name, policy.results) for policy in found.policies] == [("CA001 Require MFA", (("success", 1),))]
    assert [way.token for way in found.protocols] == ["ropc_password"]
    assert found.methods == (("FIDO2 security key", 1),)
    assert found.errors[0].code == 50076
    assert found.period.first.isoformat() == "2026-10-05T08:19:41+00:00"
    assert found.refresh_tokens
    assert found.addresses.sample == ("203.0.113.7",)


def test_sentinel_twins_and_time_zone_notes_are_understood(tmp_path, read):
    rename = {"Status": "Status_string", "ConditionalAccessPolicies": "ConditionalAccessPolicies_dynamic",
              "TimeGenerated": "TimeGenerated [UTC]"}  # fmt: skip
    rows = [ROWS[0] | {"when": f"10/{day}/2026, 8:19:41.221 AM"} for day in (5, 15)]
    found = account(read(table_csv(tmp_path / "x.csv", rows, rename)), "svc-flow@contoso.com")
    assert found.policies[0].name == "CA001 Require MFA"
    assert found.period.first.isoformat() == "2026-10-05T08:19:41+00:00"


def test_a_time_with_another_zone_is_turned_into_utc(tmp_path, read):
    path = lines(tmp_path / "x.json", [graph_object(sign_in(when="2026-10-05T08:19:41+02:00"))])
    assert account(read(path), "svc-flow@contoso.com").period.first.hour == 6


def test_graph_v1_says_loudly_what_it_lacks(tmp_path, read):
    result = read(page(tmp_path / "signins.json", [graph_object(row, beta=False) for row in ROWS]))
    (file,) = result.files
    assert file.shape == "graph_v1"
    assert "v1_fields" in limits(file)
    counts = account(result, "svc-flow@contoso.com").counts
    assert (counts.demanded, counts.not_demanded, counts.demand_unknown) == (0, 0, 3)


def test_interactive_rows_only_are_said_loudly(tmp_path, read):
    (file,) = read(lines(tmp_path / "x.json", [graph_object(sign_in())])).files
    assert "interactive_only" in limits(file)
    assert next(limit for limit in file.limits if limit.id == "interactive_only").loud


def test_an_empty_list_of_policies_beside_a_decision_means_missing_rights(tmp_path, read):
    (file,) = read(lines(tmp_path / "x.json", [graph_object(sign_in(ca="success"))])).files
    assert "policies_hidden" in limits(file)


def test_no_decision_and_no_policies_is_no_missing_right(tmp_path, read):
    (file,) = read(lines(tmp_path / "x.json", [graph_object(sign_in(ca="notApplied"))])).files
    assert "policies_hidden" not in limits(file)


def test_workloads_and_other_logs_are_counted_and_left_out(tmp_path, read):
    events = [event_object(sign_in()), event_object(sign_in(), "ServicePrincipalSignInLogs"),
              event_object(sign_in(), "ManagedIdentitySignInLogs"), event_object(sign_in(), "AuditLogs")]  # fmt: skip
    result = read(lines(tmp_path / "x.json", events))
    (file,) = result.files
    assert (file.rows, file.workload_rows, file.other_rows) == (1, 2, 1)
    assert {"workload_rows", "other_rows"} <= set(limits(file))


def test_broken_lines_are_named_and_the_rest_is_read(tmp_path, read):
    good = json.dumps(graph_object(sign_in()))
    path = tmp_path / "x.json"
    path.write_text(f"{good}\n{good}\n[1, 2]\nno json\n{good}\n{good[:40]}")
    result = read(path)
    assert result.files[0].rows == 3
    assert result.files[0].bad_rows == 3
    assert [problem.place.rsplit(":", 1)[1] for problem in result.problems] == ["3", "4", "6"]


@pytest.mark.parametrize("write", [array, page])
def test_a_cut_off_file_gives_what_stands_before_the_break(tmp_path, read, write):
    path = write(tmp_path / "x.json", [graph_object(sign_in()) for _ in range(5)], indent=1)
    path.write_text(path.read_text()[:-60])
    result = read(path)
    assert result.files[0].rows == 4
    assert codes(result) == ["cut-off"]


def test_values_of_another_kind_cost_no_other_value(tmp_path, read):
    rows = [graph_object(sign_in()) for _ in range(3)]
    rows[1]["status"] = "failed"
    rows[1]["appliedConditionalAccessPolicies"] = {"id": 1}
    rows[2]["ipAddress"] = ["1.2.3.4"]
    rows[2]["userPrincipalName"] = 7
    result = read(array(tmp_path / "x.json", rows))
    assert result.files[0].rows == 3
    assert account_names(result) == ["svc-flow@contoso.com"]


def test_an_array_that_does_not_fit_is_read_record_by_record(tmp_path, read):
    rows = [graph_object(sign_in(policies=[POLICY])) for _ in range(3)]
    text = json.dumps(rows)
    (tmp_path / "x.json").write_text(text[:-1] + ', {"createdDateTime": tru}]')
    result = read(tmp_path / "x.json")
    assert (result.files[0].rows, result.files[0].bad_rows) == (3, 1)


def test_a_file_without_sign_ins_is_named(tmp_path, read):
    with pytest.raises(EvidenceError, match="holds no sign-ins"):
        read(array(tmp_path / "x.json", [{"id": 1, "displayName": "x"}]))


def test_policy_names_cannot_forge_other_policies(tmp_path, read):
    evil = POLICY | {"displayName": 'x"},{"id":"p9","result":"failure"}\x1e\x1f'}
    found = account(read(lines(tmp_path / "x.json", [graph_object(sign_in(policies=[evil]))])), "svc-flow@contoso.com")
    assert [policy.id for policy in found.policies] == ["p1"]


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "rows"), [("aad_logons.csv", 86), ("aad_logons.jsonl", 86), ("sentinel-training.first5rows.csv", 5)]
)
def test_real_log_analytics_exports_are_read_to_the_last_row(shared, read, name, rows):
    result = read(shared / name)
    assert result.files[0].rows == rows
    assert not result.problems


@pytest.mark.shared
def test_real_diagnostic_events_are_sorted_by_their_category(shared, read, tmp_path):
    events = [json.loads(line)["log"] for line in (shared / "azure_signin_tests.jsonl").read_text().splitlines()]
    result = read(lines(tmp_path / "events.jsonl", events))
    (file,) = result.files
    assert file.rows + file.workload_rows + file.other_rows + file.bad_rows == len(events) == 31
    assert file.workload_rows == 8
    protocols = {way.token for name in account_names(result) for way in account(result, name).protocols}
    assert protocols - {""} == {"ropc_password", "device_code"}


@pytest.mark.parametrize("rows", [1, 300])
def test_an_array_is_read_by_a_relative_name_too(tmp_path, read, monkeypatch, rows):
    array(tmp_path / "x.json", [graph_object(sign_in()) for _ in range(rows)])
    monkeypatch.chdir(tmp_path)
    result = read(Path("x.json"))
    assert (result.files[0].rows, result.problems) == (rows, ())


def test_records_that_a_collector_wrapped_are_unwrapped(tmp_path, read):
    rows = [{"source": "collector", "event": graph_object(sign_in())} for _ in range(3)] + [{"source": "other"}]
    result = read(lines(tmp_path / "x.jsonl", rows))
    assert (result.files[0].rows, result.files[0].bad_rows) == (3, 1)


@pytest.mark.shared
def test_the_real_wrapped_events_are_read_as_they_lie_there(shared, read):
    (file,) = read(shared / "azure_signin_tests.jsonl").files
    assert file.rows + file.workload_rows + file.other_rows + file.bad_rows == 31
    assert file.workload_rows == 8
