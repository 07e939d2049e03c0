"""What a log lost is not known: results that were cut off, columns that were left out, dates that may be read in two ways."""

from __future__ import annotations

import csv
import json

import pytest
from si_builders import (
    array,
    codes,
    graph_object,
    limits,
    page,
    portal_csv,
    sign_in,
    table_csv,
    table_object,
)

from wizard.evidence.sign_ins.per_account import account

WHO = "svc-flow@contoso.com"
TYPE = "Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignInStatus"


def counts(result):
    return account(result, WHO).counts


def results(result):
    found = counts(result)
    return found.succeeded, found.failed, found.interrupted, found.result_unknown


def pascal(row):
    return {key[0].upper() + key[1:]: value for key, value in row.items()}


@pytest.mark.slow
@pytest.mark.parametrize("status", [TYPE, "System.Object", None, "", {}, "@{errorCode=50076; failureReason=x}"])
@pytest.mark.parametrize("spelled", [lambda row: row, pascal])
@pytest.mark.parametrize("write", [array, page])
def test_a_result_that_was_cut_off_is_not_known(tmp_path, read, status, spelled, write):
    cut = spelled(graph_object(sign_in(error=50076)) | {"status": status})
    assert results(read(write(tmp_path / "x.json", [cut, cut]))) == (0, 0, 0, 2)


def test_one_result_that_was_cut_off_leaves_the_others_alone(tmp_path, read):
    rows = [graph_object(sign_in()), graph_object(sign_in(error=50076)), graph_object(sign_in()) | {"status": None}]
    assert results(read(array(tmp_path / "x.json", rows))) == (1, 1, 0, 1)


def test_a_table_without_a_code_has_results_that_are_not_known(tmp_path, read):
    row = table_object(sign_in())
    found = read(array(tmp_path / "x.json", [row | {"ResultType": None, "Status": None}]))
    assert results(found) == (0, 0, 0, 1)


@pytest.mark.parametrize("policies", ["System.Object[]", [TYPE], ["@{id=x; result=success}"]])
def test_policies_that_were_cut_off_are_said_to_be_missing(tmp_path, read, policies):
    row = graph_object(sign_in(ca="success")) | {
        "appliedConditionalAccessPolicies": policies,
        "authenticationRequirementPolicies": policies,
        "authenticationDetails": policies,
    }
    found = read(array(tmp_path / "x.json", [row]))
    assert results(found) == (1, 0, 0, 0)
    assert {"no_policies", "no_requirement_provider"} <= set(limits(found.files[0]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "code", "expected"),
    [
        ("Success", "None", (1, 0, 0, 0)),
        ("Success", "", (1, 0, 0, 0)),
        ("Failure", "50140", (0, 1, 0, 0)),
        ("Failure", "", (0, 1, 0, 0)),
        ("Interrupted", "50074", (0, 0, 1, 0)),
        ("Interrupted", "", (0, 0, 1, 0)),
        ("", "50140", (0, 0, 1, 0)),
        ("", "None", (0, 0, 0, 1)),
        ("Erfolg", "None", (0, 0, 0, 1)),
    ],
)
def test_the_word_of_the_portal_decides_and_without_it_the_code(tmp_path, read, word, code, expected):
    path = portal_csv(tmp_path / "InteractiveSignIns.csv", [sign_in()])
    heading, row = csv.reader(path.read_text().splitlines())
    row[heading.index("Status")], row[heading.index("Sign-in error code")] = word, code
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([heading, row])
    assert results(read(path)) == expected


def dated(read, tmp_path, *days, clock="9:00:00 AM"):
    path = portal_csv(tmp_path / "InteractiveSignIns.csv", [sign_in(when=f"{day} {clock}") for day in days])
    return read(path)


def period(result):
    found = account(result, WHO).period
    return (found.first and found.first.date().isoformat(), found.last and found.last.date().isoformat())


@pytest.mark.slow
@pytest.mark.parametrize("clock", ["9:00:00 AM", "09:00:00", "9:00 AM"])
def test_one_date_that_can_be_read_in_one_way_tells_the_order_of_all(tmp_path, read, clock):
    assert period(dated(read, tmp_path, "10/11/2026", "13/11/2026", clock=clock)) == ("2026-11-10", "2026-11-13")
    assert period(dated(read, tmp_path, "11/10/2026", "11/13/2026", clock=clock)) == ("2026-11-10", "2026-11-13")


@pytest.mark.parametrize("days", [("10/11/2026",), ("10/11/2026", "13/11/2026", "11/13/2026")])
def test_dates_whose_order_nothing_tells_are_not_read(tmp_path, read, days):
    found = dated(read, tmp_path, *days)
    assert period(found) == (None, None)
    assert codes(found) == ["undated"]
    assert counts(found).rows == len(days)


def test_the_order_is_looked_for_in_the_whole_file(tmp_path, read):
    days = ["10/11/2026"] * 300 + ["19/11/2026"]
    assert period(dated(read, tmp_path, *days)) == ("2026-11-10", "2026-11-19")


def test_a_browser_of_another_country_writes_day_first(tmp_path, read):
    rows = [sign_in(when="19/12/2025, 14:52:52.421"), sign_in(when="01/12/2025, 04:52:52.421")]
    assert period(read(table_csv(tmp_path / "x.csv", rows))) == ("2025-12-01", "2025-12-19")


def test_a_table_of_chosen_columns_is_still_a_table_of_sign_ins(tmp_path, read):
    kept = ("TimeGenerated", "UserPrincipalName", "ResultType", "IPAddress", "AuthenticationRequirement")
    for path, write in ((tmp_path / "x.json", array), (tmp_path / "y.csv", _csv)):
        found = read(write(path, [{key: table_object(sign_in())[key] for key in kept}]))
        assert counts(found).demanded == 1
        assert {"no_applications", "no_policies"} <= set(limits(found.files[0]))
        assert account(found, WHO).surfaces == ()


def test_a_table_without_results_says_so(tmp_path, read):
    kept = ("TimeGenerated", "UserId", "AppId", "ResourceIdentity", "ConditionalAccessStatus")
    found = read(_csv(tmp_path / "y.csv", [{key: table_object(sign_in())[key] for key in kept}]))
    assert "no_results" in limits(found.files[0])
    assert account(found, "aaaaaaaa-0000-4000-8000-000000000001").counts.result_unknown == 1


def test_sign_ins_of_graph_without_applications_are_read_too(tmp_path, read):
    row = {key: value for key, value in graph_object(sign_in()).items() if not key.startswith(("app", "resource"))}
    found = read(array(tmp_path / "x.json", [row]))
    assert counts(found).succeeded == 1
    assert "no_applications" in limits(found.files[0])


def test_a_log_without_addresses_counts_none(tmp_path, read):
    row = {key: value for key, value in graph_object(sign_in()).items() if key != "ipAddress"}
    assert account(read(array(tmp_path / "x.json", [row])), WHO).addresses.at_least == 0


def _csv(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(
            [
                list(rows[0]),
                *([json.dumps(v) if isinstance(v, list | dict) else v for v in row.values()] for row in rows),
            ]
        )
    return path


def days(*numbers):
    return [sign_in(when=f"2026-10-{number:02}T00:00:00Z") for number in numbers]


def in_table(rows):
    """Return the same sign-ins as the table of Log Analytics has them; their ids may differ in case."""
    return [table_object(row) | {"Id": graph_object(row)["id"].upper()} for row in rows]


@pytest.mark.slow
def test_the_same_sign_ins_in_two_formats_count_once(tmp_path, read):
    first = array(tmp_path / "a.json", [graph_object(row) for row in days(1, 2, 3, 4)])
    second = _csv(tmp_path / "b.csv", in_table(days(3, 4, 5)))
    third = page(tmp_path / "c.json", in_table(days(1, 6)))
    found = read(first, second, third)

    assert counts(found).rows == 6
    assert [file.rows for file in found.files] == [4, 1, 1]
    assert codes(found).count("same-rows") == 2


def test_sign_ins_of_one_file_that_share_an_id_all_count(tmp_path, read):
    path = array(tmp_path / "a.json", [graph_object(row) | {"id": "x"} for row in days(1, 2)])
    other = array(tmp_path / "b.json", [graph_object(row) for row in days(3)])

    assert counts(read(path, other)).rows == 3


def test_sign_ins_without_an_id_are_never_taken_for_the_same(tmp_path, read):
    first = array(tmp_path / "a.json", [graph_object(row) | {"id": ""} for row in days(1)])
    second = array(tmp_path / "b.json", [graph_object(row) | {"id": ""} for row in days(1, 1)])

    assert counts(read(first, second)).rows == 3
