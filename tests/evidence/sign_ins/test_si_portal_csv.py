from __future__ import annotations

import pytest
from si_builders import ARM, GRAPH, PORTAL_HEADING, codes, limits, portal_csv, sign_in

from wizard.errors import EvidenceError
from wizard.evidence.sign_ins.per_account import account

NAME = "InteractiveSignIns_2026-10-01_2026-10-31.csv"


def test_the_heading_of_the_portal_is_read_with_its_padded_and_doubled_names(tmp_path, read):
    path = portal_csv(tmp_path / NAME, [sign_in(token="refreshToken"), sign_in(error=50076, resource=GRAPH)])  # noqa: S106 - a kind of token
    assert len(PORTAL_HEADING) == 56
    result = read(path)
    found = account(result, "SVC-Flow@contoso.com")
    assert (found.counts.rows, found.counts.succeeded, found.counts.failed) == (2, 1, 1)
    assert {use.resource.id for use in found.uses} == {ARM, GRAPH}
    assert found.refresh_tokens
    assert [(error.code, error.mfa_demanded) for error in found.errors] == [(50076, True)]
    assert found.counts.demanded == 2
    assert found.counts.met == 1


@pytest.mark.parametrize(
    ("name", "interactive", "other", "limit"),
    [
        ("InteractiveSignIns_x.csv", 1, 0, "interactive_only"),
        ("NonInteractiveSignIns_x.csv", 0, 1, "non_interactive_only"),
        ("non-interactive sign-ins.csv", 0, 1, "non_interactive_only"),
        ("signins.csv", 0, 0, "interactive_unknown"),
    ],
)
def test_the_file_name_tells_interactive_from_non_interactive(tmp_path, read, name, interactive, other, limit):
    (file,) = read(portal_csv(tmp_path / name, [sign_in()])).files
    assert (file.interactive_rows, file.non_interactive_rows) == (interactive, other)
    assert limit in limits(file)


def test_a_portal_csv_cannot_say_who_demanded_mfa_or_which_policy_applied(tmp_path, read):
    (file,) = read(portal_csv(tmp_path / NAME, [sign_in()])).files
    assert {"no_requirement_provider", "no_policies", "short_period", "arm_read_or_write"} <= set(limits(file))


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_do_not_matter(tmp_path, read, encoding, delimiter):
    rows = [sign_in(account="jürgen@contoso.com"), sign_in(account="jürgen@contoso.com", error=50126)]
    result = read(portal_csv(tmp_path / NAME, rows, encoding=encoding, delimiter=delimiter))
    assert account(result, "jürgen@contoso.com").counts.rows == 2


@pytest.mark.parametrize(("first", "delimiter"), [("#TYPE System.Object", ","), ("sep=;", ";"), ('"sep=,"', ",")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_lines_that_windows_shells_and_excel_put_first_are_skipped(tmp_path, read, first, delimiter, encoding):
    path = portal_csv(tmp_path / NAME, [sign_in(), sign_in(error=50126)], delimiter=delimiter)
    path.write_bytes(f"{first}\r\n{path.read_text()}".encode(encoding))
    assert account(read(path), "svc-flow@contoso.com").counts.rows == 2


def test_a_changed_heading_is_named_with_the_one_that_may_stand_for_it(tmp_path, read):
    heading = ["Signin error code" if name == "Sign-in error code" else name for name in PORTAL_HEADING]
    with pytest.raises(EvidenceError, match=r"no column 'sign-in error code'.*'signin error code' may mean"):
        read(portal_csv(tmp_path / NAME, [sign_in()], heading=heading))


def test_columns_that_microsoft_adds_or_moves_change_nothing(tmp_path, read):
    heading = ["New column", *reversed(PORTAL_HEADING), "Another"]
    result = read(portal_csv(tmp_path / NAME, [sign_in(error=50076)], heading=heading))
    assert account(result, "svc-flow@contoso.com").errors[0].code == 50076


def test_bad_rows_are_named_by_line_and_the_good_rest_is_used(tmp_path, read):
    path = portal_csv(tmp_path / NAME, [sign_in() for _ in range(3)])
    with path.open("ab") as file:
        file.write(b"too,few,columns\r\n")
        file.write(b"x," * 60 + b"x\r\n")
        file.write(path.read_bytes().splitlines(keepends=True)[1])
    result = read(path)
    assert result.files[0].rows == 4
    assert result.files[0].bad_rows == 2
    found = [(problem.place.rsplit(":", 1)[1], problem.message) for problem in result.problems]
    assert found == [
        ("5", "has too few columns; the row is skipped."),
        ("6", "has too many columns; the row is skipped."),
    ]


def test_a_row_with_damaged_characters_in_a_field_that_counts_is_left_out(tmp_path, read):
    path = portal_csv(
        tmp_path / NAME,
        [sign_in(account="MARK@contoso.com"), *(sign_in(account="jürgen@contoso.com") for _ in range(3))],
    )
    path.write_bytes(path.read_bytes().replace(b"MARK", b"\xffx"))
    result = read(path)
    assert (result.files[0].rows, result.files[0].bad_rows) == (3, 1)
    assert any("not UTF-8" in problem.message for problem in result.problems)


def test_values_of_another_kind_are_counted_and_not_guessed(tmp_path, read):
    rows = [sign_in(when="yesterday", error="many", user="no-guid", address="")]
    result = read(portal_csv(tmp_path / NAME, rows))
    found = account(result, "svc-flow@contoso.com")
    assert found.ids == ("no-guid",)
    assert found.errors[0].code == -1
    assert found.period.first is None
    assert "undated" in codes(result)


def test_a_line_break_inside_a_quoted_value_is_part_of_the_value(tmp_path, read):
    path = portal_csv(tmp_path / NAME, [sign_in(account="two\nlines@contoso.com"), sign_in()])
    assert read(path).files[0].rows == 2


def test_a_service_principal_file_is_recognised_and_said(tmp_path, read):
    heading = "Date (UTC),Request ID,Correlation ID,Service principal ID,Service principal name,Credential key ID,"
    heading += "Credential thumbprint,Application,Application ID ,Status,Sign-in error code"
    path = tmp_path / "ApplicationSignIns.csv"
    path.write_text(f"{heading}\n2026-10-05T08:19:41Z,1,2,3,robot,4,5,App,6,Success,None\n")
    (file,) = read(path).files
    assert (file.rows, file.workload_rows) == (0, 1)
    assert limits(file) == ["workload_rows"]


def test_the_twin_of_authentication_details_is_refused_by_name(tmp_path, read):
    with pytest.raises(EvidenceError, match="AuthDetails"):
        read(portal_csv(tmp_path / "InteractiveSignIns_AuthDetails_x.csv", [sign_in()]))


@pytest.mark.parametrize("name", ["a[1].csv", "a*b.csv", "what?.csv", "it's.csv", 'quo"te.csv', "{x}.csv"])
def test_any_file_name_is_taken_as_it_is(tmp_path, read, name):
    portal_csv(tmp_path / "ab.csv", [sign_in(), sign_in()])
    portal_csv(tmp_path / "axb.csv", [sign_in(), sign_in()])
    result = read(portal_csv(tmp_path / name, [sign_in()]))
    assert result.files[0].rows == 1


def test_a_changed_heading_that_is_not_vital_is_named_with_its_line(tmp_path, read):
    heading = ["IP" if name == "IP address" else name for name in PORTAL_HEADING]
    result = read(portal_csv(tmp_path / "x.csv", [sign_in()], heading=heading))
    (problem,) = result.problems
    assert (problem.place, problem.code) == (f"{tmp_path / 'x.csv'}:1", "missing-column")
    assert "'ip address'" in problem.message
    assert result.files[0].rows == 1


def test_zero_bytes_at_the_end_are_said_to_hide_lost_rows(tmp_path, read):
    path = portal_csv(tmp_path / "x.csv", [sign_in()])
    path.write_bytes(path.read_bytes() + bytes(4096))
    result = read(path)
    assert "cut-off" in codes(result)
    assert result.files[0].rows == 1
