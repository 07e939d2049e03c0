"""Registers, calendar, backlog and pieces for other tools: each is opened by another program than the one that wrote it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import vobject
from python_calamine import CalamineWorkbook
from ruamel.yaml import YAML

from tests.documents.canaries import Canaries
from tests.documents.making import SIGNOFF
from tests.documents.test_canaries import parts_of
from tests.documents.test_readiness import BOTH, ROW, TERMS
from tests.engagement.making import DAY, GROUP, HOSTILE, seen
from tests.engagement.signing import answered, edit, filled_in, printed, replaced
from tests.support.packs import real_engine, real_pack
from wizard.engagement.export import FORMATS
from wizard.engagement.overview import Overview
from wizard.engagement.reports import write_reports
from wizard.engagement.reports.decided import approved_records
from wizard.engagement.reports.register import COLUMNS
from wizard.engagement.reports.reminders import as_ics
from wizard.engagement.reports.workbook import Sheet
from wizard.engagement.states import State
from wizard.engagement.verify import verify
from wizard.record.reading import dump_record

OFFICE = shutil.which("soffice")
PLAIN_HOSTILE = HOSTILE.replace("\u202e", "")


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.fixture(scope="module")
def reports(contoso: Path) -> Path:
    return contoso / "reports"


def written(folder: Path, overview: Overview) -> Path:
    write_reports(overview, real_pack(), real_engine())
    return folder / "reports"


# ---- the workbook


@pytest.mark.slow
def test_a_workbook_holds_the_rows_of_the_register_with_days_as_days(reports):
    sheet = CalamineWorkbook.from_path(reports / "register.xlsx").get_sheet_by_name("Register")
    head, *rows = sheet.to_python()
    assert tuple(head) == COLUMNS
    found = [dict(zip(head, row, strict=True)) for row in rows]
    plain = rows_of(reports / "register.csv")
    assert [row["account"] for row in found] == [row["account"].removeprefix("'") for row in plain]
    signed = next(row for row in found if row["account"] == "svc-signed-1@contoso.com")
    assert signed["valid_to"] == date(2027, 5, 31)
    assert signed["open_items"] == 0
    assert PLAIN_HOSTILE in {row["account"] for row in found}


def test_any_text_comes_back_out_of_a_workbook():
    texts = [
        "",
        " a ",
        "a\nb",
        "]]> & <b> \"'",
        "=1+1",
        "+1",
        "\U0001f600",
        "x" * 40_000,
        "no \ufffe \x07 \ud800 letter",
    ]
    rows = [[text, number] for number, text in enumerate(texts)]
    made = Sheet("S", ("text", "number"))
    data = made.as_xlsx([made.lines(rows[:4]), made.lines(rows[4:], 4)], rows, len(rows), DAY)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheet = book.get_sheet_by_index(0)
    kept = [*texts[:-2], "x" * 32_767, "no    letter"]
    assert [text for text, _ in sheet.to_python()[1:]] == kept


@pytest.mark.slow
def test_a_workbook_has_a_head_that_stays_filters_and_no_formula(reports):
    from openpyxl import load_workbook

    sheet = load_workbook(reports / "register.xlsx")["Register"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:AK{sheet.max_row}"
    assert sheet.max_row == 1 + len(rows_of(reports / "register.csv"))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    hostile = next(row[1] for row in sheet.iter_rows() if row[1].value == PLAIN_HOSTILE)
    assert hostile.quotePrefix
    assert all(11 <= column.width <= 44 for column in sheet.column_dimensions.values())


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("name", "kind"), [("register.xlsx", "csv"), ("portfolio.docx", "txt")])
def test_an_office_program_opens_what_is_written(reports, tmp_path, name, kind):
    def converted(source: Path, to: str) -> Path:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        words = [OFFICE, profile, "--headless", "--convert-to", to, "--outdir", str(tmp_path), str(source)]
        subprocess.run(words, check=True, capture_output=True, timeout=180)
        return (tmp_path / source.name).with_suffix(f".{to}")

    opened = converted(reports / name, kind)
    plain = tmp_path / f"plain.{kind}"
    plain.write_text("a,b\n", encoding="utf-8")
    if not opened.exists() and not converted(plain, Path(name).suffix[1:]).exists():
        pytest.skip(f"LibreOffice is installed without its part for .{kind}")
    text = opened.read_text(encoding="utf-8", errors="replace")
    assert "svc-signed-1@contoso.com" in text
    assert "Otto Owner" in text or kind == "txt"


# ---- the calendar


def test_a_calendar_without_events_is_what_the_library_writes(contoso):
    from icalendar import Calendar

    without = replace(seen(contoso), rows=())
    made = Calendar.from_ical(as_ics(without, (30, 7)))
    assert bytes(made.to_ical()) == as_ics(without, (30, 7))
    assert dict(made) == {name: made[name] for name in ("PRODID", "VERSION")}


def events(path: Path) -> list[tuple[date, str, str]]:
    calendar = vobject.readOne(path.read_bytes().decode())
    return [(one.dtstart.value, one.summary.value, one.uid.value) for one in calendar.vevent_list]


def test_a_calendar_reminds_on_the_day_and_on_each_day_before_it(reports):
    review = date(2027, 2, 26)
    found = {(day, text) for day, text, _ in events(reports / "reminders.ics") if text.startswith("Review")}
    assert {(day, text.split(":")[0]) for day, text in found} >= {
        (review, "Review"),
        *((review - timedelta(days=before), f"Review in {before} days") for before in (30, 14, 7)),
    }
    assert all(text.endswith("accounts") for day, text in found if day == review)


def test_a_calendar_has_each_event_once_and_none_that_is_past(reports):
    found = events(reports / "reminders.ics")
    assert len({uid for *_, uid in found}) == len(found)
    assert all(day >= DAY for day, *_ in found)


@pytest.mark.slow
def test_an_event_keeps_its_id_and_the_same_day_gives_the_same_bytes(contoso, tmp_path):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    before = (copy / "reports" / "reminders.ics").read_bytes()
    (copy / "reports" / "reminders.ics").unlink()
    written(copy, seen(copy))
    assert (copy / "reports" / "reminders.ics").read_bytes() == before
    old = {uid for *_, uid in events(copy / "reports" / "reminders.ics")}
    written(copy, seen(copy, DAY + timedelta(days=1)))
    assert {uid for *_, uid in events(copy / "reports" / "reminders.ics")} <= old


def test_a_calendar_tells_accounts_and_what_is_due_and_nothing_else(reports):
    text = (reports / "reminders.ics").read_text(encoding="utf-8").replace("\r\n ", "")
    assert "svc-signed-1@contoso.com" in text
    assert not any(word in text for word in ("Olga Ney", "Otto Owner", "CA001", "invoices", GROUP))


# ---- the backlog

REQUIRED = {
    # https://support.atlassian.com/jira-cloud-administration/docs/import-data-from-a-csv-file/
    "Jira": {"Summary"},
    # Fields of the task table, for a transform map with the id as the coalesce field:
    # https://docs.servicenow.com/bundle/xanadu-integrate-applications/page/script/server-scripting/concept/c_MappingOptions.html
    "ServiceNow": {"Summary", "Description", "Assignee", "Due date", "Priority", "External ID"},
}
"""Columns without which a tracker takes no item, with the page that says so."""


@pytest.mark.parametrize("tracker", REQUIRED)
def test_a_tracker_finds_the_columns_that_it_needs(reports, tracker):
    rows = rows_of(reports / "backlog.csv")
    assert set(rows[0]) >= REQUIRED[tracker]
    assert all(name.replace(" ", "").isalpha() for name in rows[0])
    for row in rows:
        assert row["Summary"]
        assert len(row["Summary"]) <= 255
        assert row["Priority"] in {"Highest", "High", "Medium"}
        assert not row["Due date"] or date.fromisoformat(row["Due date"])
    assert len({row["External ID"] for row in rows}) == len(rows)


def test_the_backlog_holds_next_steps_and_planned_work(reports):
    rows = {row["Summary"]: row for row in rows_of(reports / "backlog.csv")}
    sign = rows["Sign the paper: svc-waits@contoso.com"]
    assert (sign["Assignee"], sign["Due date"], sign["Priority"]) == ("Olga Ney", "2026-12-18", "High")
    assert "Signers: Risk owner" in sign["Description"]
    work = rows["Test a replacement: svc-signed-1@contoso.com"]
    assert (work["Assignee"], work["Due date"]) == ("Wes Hu", "2027-01-29")
    assert work["Description"] == "Test a replacement. Done when: Run log."
    assert not any(summary.endswith("damaged.json") and "Repair" not in summary for summary in rows)


# ---- pieces for other tools


def test_records_that_share_a_group_give_one_entry(reports):
    found = YAML(typ="safe").load((reports / "scubagear.yaml").read_text(encoding="utf-8"))
    policies = list(found["Aad"].values())
    assert policies
    assert all(policy == {"CapExclusions": {"Groups": [GROUP]}} for policy in policies)
    ids = [row["id"] for row in rows_of(reports / "register.csv") if row["state"] == "in force"]
    notes = found["AnnotatePolicy"].values()
    assert [note["Comment"] for note in notes] == [", ".join(ids)] * len(notes)
    assert [note["RemediationDate"] for note in notes] == ["2027-05-31"] * len(notes)


@pytest.mark.slow
def test_only_what_is_approved_and_running_is_explained_to_other_tools(contoso, tmp_path):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    for day in (date(2026, 12, 6), date(2027, 6, 1)):
        written(copy, seen(copy, day))
        assert YAML(typ="safe").load((copy / "reports" / "scubagear.yaml").read_text(encoding="utf-8")) == {}


@pytest.mark.slow
def test_different_groups_stand_side_by_side_and_the_first_end_counts(contoso, tmp_path):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    found = seen(copy)
    rows = []
    for number, row in enumerate(found.rows):
        if row.start is not None and row.seen is not None:
            group = f"0f8fad5b-d9cb-469f-a165-{number:012d}"
            waived = tuple(replace(one, group_id=group) for one in row.seen.waived)
            row = replace(row, seen=replace(row.seen, waived=waived), end=date(2027, 5, 10 + number))
        rows.append(row)
    written(copy, replace(found, rows=tuple(rows)))
    made = YAML(typ="safe").load((copy / "reports" / "scubagear.yaml").read_text(encoding="utf-8"))
    policy = next(iter(made["Aad"].values()))
    assert len(policy["CapExclusions"]["Groups"]) == 3
    ends = sorted(str(row.end) for row in rows if row.start is not None)
    assert next(iter(made["AnnotatePolicy"].values()))["RemediationDate"] == ends[0]


@pytest.mark.slow
def test_a_group_that_nobody_approved_is_in_no_register_and_no_piece(contoso, tmp_path):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    path = copy / "accounts" / "svc-signed-1.json"
    assert approved_records(seen(copy)) == {}
    path.write_text(path.read_text().replace("CA-EXC-svc-flow", "CA-EXC-all").replace(GROUP, "0" * 8 + GROUP[8:]))
    assert list(approved_records(seen(copy))) == ["svc-signed-1.json"]
    written(copy, seen(copy))
    rows = {row["account"]: row["groups"] for row in rows_of(copy / "reports" / "register.csv")}
    assert rows["svc-signed-1@contoso.com"] == "CA-EXC-svc-flow"
    assert "00000000" not in (copy / "reports" / "scubagear.yaml").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("redact", [False, True])
def test_the_risk_of_an_approved_exception_is_the_one_that_was_approved(contoso, tmp_path, redact):
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    (copy / "engagement.toml").write_text(f"[answers]\ncloud = 'public'\n[reports]\nredact = {str(redact).lower()}\n")
    later = seen(copy, date(2027, 5, 1))  # the tests of its controls are too old by then
    assert {row.seen.risk for row in later.rows if row.approved} == {"high"}
    written(copy, later)
    rows = [row for row in rows_of(copy / "reports" / "register.csv") if row["valid_to"]]
    assert len(rows) == 3
    assert {(row["risk_before"], row["risk_after"]) for row in rows} == {("High", "Medium")}


# ---- redaction


@pytest.mark.slow
def test_no_report_tells_a_name_or_a_text_where_reports_are_redacted(contoso, tmp_path, monkeypatch):
    monkeypatch.setenv("MFA_WIZARD_HOME", str(tmp_path / "home"))
    copy = shutil.copytree(contoso, tmp_path / "contoso")
    shutil.rmtree(copy / "reports")
    canaries = Canaries()
    record = canaries.record()
    word = canaries.word("file", name=True)
    (copy / "accounts" / f"{word}.json").write_bytes(dump_record(record))
    broken = canaries.word("damaged file", name=True)
    (copy / "accounts" / f"{broken}.json").write_text("{")
    client = canaries.word("client", name=True)
    settings = f'client = "{client}"\n[answers]\ncloud = "public"\n[reports]\nredact = true\n'
    (copy / "engagement.toml").write_text(settings)
    write_reports(seen(copy), real_pack(), real_engine(), FORMATS)
    names = [
        *canaries.names,
        "signed-1",
        "Olga Ney",
        "Otto Owner",
        "Wes Hu",
        "CA001",
        "CHG0012345",
        GROUP,
        SIGNOFF["subject_ref"],
    ]
    told = {
        f"{path.name}: {name}"
        for path in (copy / "reports").rglob("*")
        if path.is_file()
        for part in parts_of(path.name, path.read_bytes()).values()
        for name in [*(one for one in names if one.casefold() in part.casefold()), *canaries.found(part)]
    }
    assert told == set()
    rows = rows_of(copy / "reports" / "register.csv")
    assert {row["account"] for row in rows} >= {"Account 1", "Account 2"}
    again = write_reports(seen(copy), real_pack(), real_engine())
    assert rows_of(copy / "reports" / "register.csv") == rows
    assert not any(path.name == "key.json" for path in again)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["renews", "supersedes"])
def test_an_exclusion_is_in_force_until_its_approved_renewal_or_revision_begins(tmp_path, how):
    folder = tmp_path / "contoso"
    (folder / "accounts").mkdir(parents=True)
    (folder / "engagement.toml").write_text('client = "Contoso"\n', encoding="utf-8")
    first = filled_in(printed(folder / "decisions" / "2026-12-03 first"))
    before = json.loads((first / "record.json").read_text(encoding="utf-8"))["record_id"]
    later = {**SIGNOFF, "valid_from": "2027-01-15"}
    ids = {"record_id": f"{before}-R2", "revision": 2, how: before}
    renewal = printed(folder / "decisions" / "2026-12-03 renewal", signoff=later, **ids)
    shutil.copy(renewal / "record.json", folder / "accounts" / "svc-flow.json")
    filled_in(renewal)
    edit(lambda text: answered(text, "Decision 1 valid from", "2027-01-15"))(renewal)
    overview = seen(folder, DAY)

    assert (overview.rows[0].state, overview.rows[0].start) == (State.APPROVED, date(2027, 1, 15))
    assert "1 approved exclusion on" in (written(folder, overview) / "scubagear.yaml").read_text(encoding="utf-8")
    for label, said in {"Ended on": "2026-12-09", "Evidence": "audit log", "Closed by": "Gil Orr"}.items():
        edit(lambda text, label=label, said=said: answered(text, label, said))(first)
    assert "0 approved" in (written(folder, seen(folder, DAY)) / "scubagear.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_no_exclusion_is_in_force_where_a_revision_ended_before_the_next_one_begins(tmp_path):
    folder = tmp_path / "contoso"
    (folder / "accounts").mkdir(parents=True)
    (folder / "engagement.toml").write_text('client = "Contoso"\n', encoding="utf-8")
    first = filled_in(printed(folder / "decisions" / "a"))
    before = json.loads((first / "record.json").read_text(encoding="utf-8"))["record_id"]
    second = printed(folder / "decisions" / "b", record_id=f"{before}-R2", revision=2, supersedes=before)
    edit(lambda text: answered(text, "Decision 1 valid to", "2026-12-31"))(filled_in(second))
    days = {**SIGNOFF, "valid_from": "2027-01-15"}
    third = printed(
        folder / "decisions" / "c", signoff=days, record_id=f"{before}-R3", revision=3, supersedes=f"{before}-R2"
    )
    shutil.copy(third / "record.json", folder / "accounts" / "svc-flow.json")
    edit(lambda text: answered(text, "Decision 1 valid from", "2027-01-15"))(filled_in(third))

    for day, number in ((date(2026, 12, 31), 1), (date(2027, 1, 5), 0), (date(2027, 1, 15), 1)):
        reports = written(folder, seen(folder, day))
        assert f"{number} approved exclusion" in (reports / "scubagear.yaml").read_text(encoding="utf-8")


# ---- a paper of two decisions


@pytest.fixture(scope="module")
def two_decisions(tmp_path_factory) -> Path:
    """Return an engagement with one paper whose exclusions from MFA and from terms of use everybody approved."""
    folder = tmp_path_factory.mktemp("two") / "contoso"
    (folder / "accounts").mkdir(parents=True)
    (folder / "engagement.toml").write_text('client = "Contoso"\n', encoding="utf-8")
    paper = printed(
        folder / "decisions" / "2026-12-03 two", answers=BOTH, signoff={**SIGNOFF, "exclusions": [ROW, TERMS]}
    )
    shutil.copy(paper / "record.json", folder / "accounts" / "svc-flow.json")
    filled_in(paper)
    return folder


BOTH_APPROVED = "| approve | approve |"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "state", "approved"),
    [
        (BOTH_APPROVED, "| approve | reject |", State.REJECTED, True),
        (BOTH_APPROVED, "| reject | approve |", State.REJECTED, False),
        (BOTH_APPROVED, "| approve | |", State.OVERDUE, False),
        ("| approved |", "| rejected |", State.REJECTED, False),
    ],
)
def test_reports_list_the_exclusion_that_was_approved_beside_one_that_was_not(
    two_decisions, tmp_path, old, new, state, approved
):
    folder = Path(shutil.copytree(two_decisions, tmp_path / "contoso"))
    replaced(old, new)(folder / "decisions" / "2026-12-03 two")
    overview = seen(folder, date(2027, 3, 1))
    reports = written(folder, overview)
    row = rows_of(reports / "register.csv")[0]

    assert overview.rows[0].state is state
    assert row["valid_to"] == ("2027-05-31" if approved else "")
    assert (overview.rows[0].next is None) is (new == "| rejected |")
    assert ("1 approved exclusion on" in (reports / "scubagear.yaml").read_text(encoding="utf-8")) is approved
    if approved:
        assert (row["next_step"], row["next_date"]) == ("Do what is overdue", "2027-02-26")
        assert any("Switch over" in one["Summary"] for one in rows_of(reports / "backlog.csv"))
        assert "review_overdue" in {
            one.code for one in verify(folder / row["paper"], real_pack(), real_engine(), date(2027, 3, 1)).findings
        }
