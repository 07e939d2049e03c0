"""The reports of an engagement say what accounts and papers say, and are written again each time."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, section
from tests.engagement.making import DAY, HOSTILE, seen
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement.reports import write_reports
from wizard.engagement.reports.register import COLUMNS
from wizard.engagement.rows import Step
from wizard.errors import ExportError


@pytest.fixture(scope="module")
def portfolio(contoso: Path) -> str:
    return (contoso / "reports" / "portfolio.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def register(contoso: Path) -> dict[str, dict[str, str]]:
    text = (contoso / "reports" / "register.csv").read_text(encoding="utf-8-sig")
    return {row["account"]: row for row in csv.DictReader(io.StringIO(text))}


def test_a_register_can_be_filtered_for_exceptions(register):
    found = {name for name, row in register.items() if "time_limited_exception" in row["exception"]}
    assert found == {*(f"svc-signed-{number}@contoso.com" for number in (1, 2, 3)), "svc-waits@contoso.com",
                     "svc-ready@contoso.com", "svc-duty@contoso.com", f"'{HOSTILE.replace(chr(0x202E), '')}"}  # fmt: skip


def test_a_register_has_what_a_board_approved(register):
    row = register["svc-signed-1@contoso.com"]
    assert {
        name: row[name] for name in ("state", "valid_from", "valid_to", "paper", "policies", "groups", "ticket")
    } == {
        "state": "in force",
        "valid_from": "2026-12-07",
        "valid_to": "2027-05-31",
        "paper": "decisions/2026-12-03 svc-signed-1",
        "policies": "CA001 Require MFA",
        "groups": "CA-EXC-svc-flow",
        "ticket": "CHG0012345",
    }
    waiting = register["svc-waits@contoso.com"]
    assert (waiting["valid_from"], waiting["valid_to"], waiting["asked_to"]) == ("", "", "2027-05-31")


def test_every_account_is_in_the_register_once_with_all_columns(register, contoso):
    assert len(register) == len(list((contoso / "accounts").iterdir()))
    assert all(set(row) == set(COLUMNS) for row in register.values())
    damaged = register["damaged.json"]
    assert (damaged["state"], damaged["remark"]) == (
        "cannot be read",
        "1:2: is cut off: it ends before the JSON is complete.",
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [True, False])
def test_comma_separated_values_are_what_the_spreadsheet_of_the_country_expects(tmp_path, separator, bom):
    made = tmp_path / "contoso"
    (made / "accounts").mkdir(parents=True)
    setting = {"\t": "\\t"}.get(separator, separator)
    (made / "engagement.toml").write_text(f'[reports]\nseparator = "{setting}"\nbom = {str(bom).lower()}\n')
    write_reports(seen(made), real_pack(), real_engine())
    data = (made / "reports" / "register.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") is bom
    assert data.endswith(f"{separator}remark\r\n".encode())


def test_no_cell_is_a_formula(contoso):
    for path in (contoso / "reports").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            assert not any(cell.startswith(("=", "+", "-", "@", "|", "%")) for cell in row)


def test_the_portfolio_begins_with_what_the_board_is_asked(portfolio):
    assert portfolio.split("\n## ")[1].startswith("What the board is asked today")
    head = section(portfolio, "What the board is asked today")
    assert head.strip().startswith("- Sign 1 paper for 1 account, the first is needed by 18 December 2026.")
    assert "- Take up 1 account that is ready for a paper." in head
    assert "| decisions/2026-12-03 svc-waits | Time-limited exception | 1 | Medium | Risk owner, " in head
    assert "| Sign the paper | 1 | `svc-waits@contoso.com` | 18 December 2026 |" in section(portfolio, "Next steps")


def test_dates_of_decisions_that_nobody_took_are_not_due(portfolio):
    rows = [line.split(" | ")[:3] for line in section(portfolio, "What falls due").splitlines() if "2026" in line[:20]]
    assert ["| 18 December 2026", "Decision", "3"] in rows
    assert not any("31 May" in day and number != "3" for day, _, number in rows)


def test_connectors_are_told_by_what_they_move_to_with_their_owners(portfolio):
    text = section(portfolio, "Waves of the migration")
    assert "| SharePoint | no service principal: redesign, or keep the user account | None | 7 | Olga Ney (" in text


def test_the_portfolio_counts_each_account_once_by_decision_and_state(portfolio, register):
    last = section(portfolio, "Decisions and states").strip().splitlines()[-1]
    assert last.startswith("| All |")
    assert last.endswith(f" {len(register)} |")


def test_equal_dates_are_one_row(portfolio):
    rows = [line for line in section(portfolio, "Approved exceptions").splitlines() if line.startswith("| 31 May")]
    names = ", ".join(f"`svc-signed-{number}@contoso.com`" for number in (1, 2, 3))
    assert rows == [f"| 31 May 2027 | Time-limited exception | Medium | in force | 3 | {names} |"]


def test_a_question_of_the_tenant_is_asked_once_with_the_line_to_fill_in(portfolio):
    text = section(portfolio, "Open questions")
    assert text.count("Which of these tenant settings are in use?") == 1
    assert re.search(r'^settings = \[\]  # any of "remember_mfa",', text, re.MULTILINE)
    assert "| License manager | 1 | License (1) |" in text


def test_conflicts_of_duties_and_damaged_files_are_told(portfolio):
    assert "`svc-duty@contoso.com`" in section(portfolio, "Conflicts of duties")
    assert "`damaged.json`" in section(portfolio, "What cannot be read")


def test_text_of_users_runs_nowhere(contoso, portfolio):
    assert "<b>" not in portfolio.replace("\\<b\\>", "")
    assert "<b>**x" not in (contoso / "reports" / "portfolio.html").read_text(encoding="utf-8")
    assert "\u202e" not in portfolio


@pytest.mark.slow
def test_the_portfolio_of_many_accounts_is_as_long_as_that_of_few(contoso, tmp_path, portfolio):
    few = seen(shutil.copytree(contoso, tmp_path / "contoso"))
    many = replace(few, rows=few.rows * 300)
    write_reports(many, real_pack(), real_engine())
    text = (tmp_path / "contoso" / "reports" / "portfolio.md").read_text(encoding="utf-8")
    assert "2,700 accounts" in text
    assert len(text.splitlines()) < len(portfolio.splitlines()) + 30


def test_a_file_whose_bytes_are_the_same_is_left_alone_and_other_files_stay(contoso):
    reports = contoso / "reports"
    (reports / "notes.txt").write_text("mine")
    before = {path: path.stat().st_mtime_ns for path in reports.rglob("*") if path.is_file()}
    again = write_reports(seen(contoso), real_pack(), real_engine())
    assert {path: path.stat().st_mtime_ns for path in reports.rglob("*") if path.is_file()} == before
    assert reports / "portfolio.docx" in again


@pytest.mark.slow
def test_reports_of_another_day_are_written_over_the_old_ones(contoso, tmp_path):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    write_reports(seen(copy, date(2027, 6, 2)), real_pack(), real_engine())
    rows = list(csv.DictReader(io.StringIO((copy / "reports" / "register.csv").read_text(encoding="utf-8-sig"))))
    assert {row["state"] for row in rows if "signed" in row["account"]} == {"overdue"}
    text = (copy / "reports" / "portfolio.md").read_text(encoding="utf-8")
    assert "As of 2 June 2027" in text
    assert "An exception is approved for 3 accounts, and for 3 of them its end has passed." in text
    assert str(DAY) not in text


def test_one_file_that_cannot_be_written_does_not_stop_the_others(tmp_path):
    made = tmp_path / "contoso"
    (made / "accounts").mkdir(parents=True)
    (made / "engagement.toml").write_text("client = 'Contoso'")
    (made / "reports" / "portfolio.md").mkdir(parents=True)
    with pytest.raises(ExportError) as caught:
        write_reports(seen(made), real_pack(), real_engine())
    assert [problem.place for problem in caught.value.problems] == [str(made / "reports" / "portfolio.md")]
    assert (made / "reports" / "register.csv").is_file()


def test_an_answer_of_the_tenant_is_left_aside_where_an_account_is_not_asked(tmp_path):
    made = tmp_path / "contoso"
    (made / "accounts").mkdir(parents=True)
    (made / "engagement.toml").write_text('[answers]\ncloud = "public"\n')
    workload = {"account": {"name": "mi-backup"}, "answers": {"identity": "managed_identity"}}
    (made / "accounts" / "mi-backup.json").write_text(json.dumps(workload))
    (row,) = seen(made).rows
    assert row.problem is None
    assert row.seen is not None
    assert "cloud" not in row.seen.answers
    assert row.step is Step.NONE


def test_an_account_that_lacks_evidence_is_not_ready_for_a_board(tmp_path):
    made = tmp_path / "contoso"
    (made / "accounts").mkdir(parents=True)
    (made / "engagement.toml").write_text('client = "Contoso"')
    record = {"account": {"name": "svc"}, "answers": {**ANSWERS, "activity": "unknown"}, "signoff": SIGNOFF}
    (made / "accounts" / "svc.json").write_text(json.dumps(record))
    (row,) = seen(made).rows
    assert row.step is Step.ANSWER


@pytest.mark.slow
def test_an_approved_exception_without_an_end_is_in_force(contoso, tmp_path):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    found = seen(copy)
    rows = tuple(replace(row, end=None) if row.approved else row for row in found.rows)
    write_reports(replace(found, rows=rows), real_pack(), real_engine())
    text = (copy / "reports" / "portfolio.md").read_text(encoding="utf-8")
    assert section(text, "Approved exceptions").splitlines()[-1].startswith("| No end |")


def test_a_list_is_brought_in_although_a_report_is_open_in_another_program(tmp_path, capsys):
    (tmp_path / "list.csv").write_text("account,identity\nmi-backup,managed_identity\n")
    (tmp_path / "contoso" / "reports" / "register.csv").mkdir(parents=True)
    code = run(["assess", str(tmp_path / "list.csv"), "--to", str(tmp_path / "contoso"), "--yes"])
    told = capsys.readouterr().err
    assert code == 2
    assert "register.csv: cannot be written" in told
    assert "1 new" in told
    assert (tmp_path / "contoso" / "reports" / "portfolio.md").is_file()


@pytest.mark.slow
def test_a_paper_that_nobody_signs_is_not_asked_to_be_signed(tmp_path):
    (tmp_path / "list.csv").write_text("UPN;Account type\nsvc-app@contoso.com;Service principal\n", encoding="utf-8")
    folder = tmp_path / "contoso"
    assert run(["assess", str(tmp_path / "list.csv"), "--to", str(folder), "--yes", "--date", "2026-11-24"]) == 0
    assert run(["board", str(folder), "--accounts", "svc-app@contoso.com", "--date", "2026-11-24"]) == 0
    assert run(["status", str(folder), "--date", "2026-11-24", "--quiet"]) == 0
    assert [*(folder / "decisions").iterdir()]
    assert "Papers to sign" not in (folder / "reports" / "portfolio.md").read_text(encoding="utf-8")


def test_a_possible_compromise_waits_for_no_board(tmp_path):
    made = tmp_path / "contoso"
    (made / "accounts").mkdir(parents=True)
    (made / "engagement.toml").write_text('client = "Contoso"')
    for name, activity in (("svc-odd", "unexplained"), ("svc-used", "active")):
        record = {"account": {"name": name}, "answers": {**ANSWERS, "activity": activity}, "signoff": SIGNOFF}
        (made / "accounts" / f"{name}.json").write_text(json.dumps(record))
    write_reports(seen(made), real_pack(), real_engine())

    portfolio = (made / "reports" / "portfolio.md").read_text(encoding="utf-8")
    first = section(portfolio, "What the board is asked today").strip().splitlines()[0]
    assert first == "- Act today, without waiting for a paper, for 1 account: `svc-odd`. The backlog lists the steps."
    text = (made / "reports" / "backlog.csv").read_text(encoding="utf-8-sig")
    urgent = [row for row in csv.DictReader(io.StringIO(text)) if row["Priority"] == "Highest"]
    assert [(row["Summary"], row["Assignee"]) for row in urgent] == [
        ("Revoke all sessions of the account today: svc-odd", "Ida Berg"),
        ("Change the secret of the account: svc-odd", "Olga Ney"),
        ("Investigate who made the sign-ins: svc-odd", "Security operations"),
    ]
