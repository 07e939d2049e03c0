from __future__ import annotations

import json
from datetime import date

import pytest

from wizard.evidence.accounts import Period

AUDIT = "Microsoft.Authorization/policies/audit/action"
MFA_POLICY = "/providers/Microsoft.Authorization/policyDefinitions/4e6c27d5-a6ee-49cf-b2b4-d8fe90fa2b8b"


def row(operation, caller="Svc@contoso.com", **more):
    return {"caller": caller, "operationName": {"value": operation}, "eventTimestamp": "2026-10-05T08:00:00Z",
            "status": {"value": "Succeeded"}} | more  # fmt: skip


def write(path, rows):
    path.write_text(json.dumps(rows))
    return path


def test_changes_are_summed_up_for_each_caller_and_reading_is_none(tmp_path, read):
    rows = [row("Microsoft.Compute/virtualMachines/write"), row("Microsoft.Compute/virtualMachines/delete"),
            row("Microsoft.Compute/virtualMachines/read"), row("Microsoft.Web/sites/restart/action", "other@contoso.com")]  # fmt: skip
    found = {item.account: item for item in read(write(tmp_path / "log.json", rows)).items}
    assert {name: item.changes for name, item in found.items()} == {"svc@contoso.com": 2, "other@contoso.com": 1}
    assert found["svc@contoso.com"].period.first.year == 2026


def test_changes_of_two_accounts_with_one_name_are_kept_apart_by_their_ids(tmp_path, read):
    ids = [f"aaaaaaaa-0000-4000-8000-00000000000{number}" for number in (1, 2, 1, 3)]
    claims = [{"http://schemas.microsoft.com/identity/claims/objectidentifier": one} for one in ids]
    rows = [row("Microsoft.Web/sites/write", claims=claims[0]), row("Microsoft.Web/sites/write"),
            row("Microsoft.Web/sites/write", Claims=json.dumps(claims[1])), row("Microsoft.Web/sites/write", claims=claims[2]),
            row("Microsoft.Web/sites/write", identity={"claims": claims[3]})]  # fmt: skip
    found = read(write(tmp_path / "log.json", rows)).items
    assert [(item.id, item.changes) for item in found] == [(ids[0], 3), (ids[1], 1), (ids[3], 1)]


@pytest.mark.parametrize(("policy", "audited"), [(MFA_POLICY, 1), ("/policyDefinitions/another", 0)])
def test_only_microsofts_two_policies_speak_of_mfa(tmp_path, read, policy, audited):
    rows = [row(AUDIT, properties={"policies": json.dumps([{"policyDefinitionId": policy}])}),
            row("Microsoft.Compute/virtualMachines/write")]  # fmt: skip
    (found,) = read(write(tmp_path / "log.json", rows)).items
    assert (found.audited, found.changes) == (audited, 1)


def test_the_portals_csv_and_log_analytics_are_read(tmp_path, read):
    portal = tmp_path / "portal.csv"
    portal.write_text("Correlation id,Operation name,Status,Time,Event initiated by\n"
                      "1,Create or Update Virtual Machine,Succeeded,2026-10-05T08:00:00Z,svc@contoso.com\n")  # fmt: skip
    table = tmp_path / "table.csv"
    table.write_text("TimeGenerated [UTC],OperationNameValue,Caller\n"
                     "2026-10-05T08:00:00Z,MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE,svc@contoso.com\n")  # fmt: skip
    assert read(portal).items[0].changes == read(table).items[0].changes == 1


def test_times_with_slashes_are_read_by_the_order_that_the_file_tells(tmp_path, read):
    path = tmp_path / "portal.csv"
    heading = "Correlation id,Operation name,Status,Time,Event initiated by\n"
    rows = [f"1,Create or Update Disk,Succeeded,{day}/11/2026 9:00:00 AM,svc@contoso.com\n" for day in ("10", "13")]
    path.write_text(heading + "".join(rows))
    (found,) = read(path).items
    assert (found.period.first.date(), found.period.last.date()) == (date(2026, 11, 10), date(2026, 11, 13))

    path.write_text(heading + rows[0])
    export = read(path)
    assert export.items[0].period == Period()
    assert [problem.code for problem in export.problems] == ["undated"]


def test_diagnostic_events_name_the_caller_by_claims_or_id(tmp_path, read):
    base = {
        "category": "Administrative",
        "operationName": "Microsoft.Storage/storageAccounts/write",
        "time": "2026-10-05T08:00:00Z",
    }
    rows = [base | {"identity": {"claims": {"upn": "svc@contoso.com"}}},
            base | {"identity": {"authorization": {"evidence": {"principalId": "U1"}}}}]  # fmt: skip
    assert [item.account for item in read(write(tmp_path / "x.json", rows)).items] == ["svc@contoso.com", "u1"]


def test_the_log_says_that_it_holds_changes_only(tmp_path, read):
    export = read(write(tmp_path / "x.json", [row("a/b/write")]))
    assert [limit.id for limit in export.limits] == ["writes_only"]
