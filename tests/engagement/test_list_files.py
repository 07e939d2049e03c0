"""Workbooks, records, registers and large files are lists; what is none is refused."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from tests.engagement.list_making import ADA, DAY, GUEST, book, read, said
from tests.support.packs import real_engine, real_pack
from wizard.engagement.lists import tables
from wizard.engagement.lists.model import AccountList
from wizard.engagement.lists.reading import read_list
from wizard.engagement.reports.cells import CsvLines
from wizard.engagement.reports.register import COLUMNS
from wizard.engagement.reports.workbook import Sheet
from wizard.errors import EvidenceError, MissingExtraError
from wizard.record.settings import OwnReports


def test_a_workbook_is_read_with_dates_numbers_and_cells_named_as_excel_names_them(tmp_path):
    data = book(
        ["Technical accounts"],
        [],
        ["UPN", "Account type", "Gültig bis", "Ticket", "Privileged roles"],
        ["a@x", "Guest", datetime(2026, 12, 31), 4711, None],  # noqa: DTZ001 - a cell has no time zone
        ["b@x", "nobody", 46387, 1.5, "none"],
        [None, None, None, None, None],
        ["c@x", None, "31.12.2026", None, True],
    )
    found = read(tmp_path, data, "list.xlsx")

    assert said(found) == {"a@x": (GUEST, {"ticket_ref": "4711", "expires_on": "2026-12-31"}, {}, [])}
    assert [str(p).partition("list.xlsx:")[2].partition(" isn't")[0] for p in found.problems] == [
        "B5: Account type: 'nobody'",
        "E7: Privileged roles: 'Yes'",
    ]


SHEETS = {
    "the one with known headings": ({"Legend": [["Color", "Meaning"], ["red", "late"]]}, []),
    "the only one with accounts": ({"Words": [["Cloud", "Controls"], ["a", "b"]]}, []),
    "asked between two lists": ({"Old": [["account", "identity"], ["old@x", "guest"]]}, ["Accounts", "Old"]),
}


@pytest.mark.parametrize(("others", "asked"), SHEETS.values(), ids=SHEETS)
def test_the_sheet_of_a_workbook_is_found_or_asked(tmp_path, others, asked):
    data = book(["account", "identity"], ["new@x", "guest"], **others)
    found = read(tmp_path, data, "list.xlsx")

    assert list(said(found)) == ["new@x"]
    assert [choice.id for one in found.unsure for choice in one.choices] == asked
    if asked:
        for choice, name in (("Accounts", "new@x"), ("Old", "old@x")):
            other = read(tmp_path, data, "list.xlsx", found.mapping.answered(found.unsure[0], choice))
            assert (list(said(other)), other.unsure) == ([name], ())


def test_a_workbook_without_the_extra_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r'pip install "mfa-wizard\[data\]"'):
        read(tmp_path, book(["account"], ["a"]), "list.xlsx")


def record_files(folder: Path, files: dict[str, object]) -> AccountList:
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value if isinstance(value, str) else json.dumps(value))
    return read_list(folder, real_pack(), real_engine(), DAY)


PLAIN = {"account": {"name": "a@x"}, "answers": GUEST}


@pytest.mark.parametrize(
    "files",
    [
        {"a.json": PLAIN},
        {"a.json": {"schema_version": "2.0", "record_id": "REC-1", **PLAIN}},
        {"a-x/record.json": PLAIN, "a-x/checklist.md": "# x", "portfolio.md": "x", "register.csv": "x"},
    ],
    ids=["plain answers", "a saved record", "folders of documents"],
)
def test_a_folder_of_records_is_a_list(tmp_path, files):
    found = record_files(tmp_path, files)

    assert {name: one[0] for name, one in said(found).items()} == {"a@x": GUEST}
    assert found.problems == ()
    assert Path(found.rows[0].place) in tmp_path.rglob("*.json")


def test_one_damaged_record_is_named_and_the_others_are_read(tmp_path):
    found = record_files(
        tmp_path,
        {
            "a.json": PLAIN,
            "b.json": "{",
            "c.json": {"answers": GUEST},
            "d.json": {"account": {"name": "d"}, "answers": {"identity": "nobody"}},
            "e.json": {**PLAIN, "account": {"name": "A@X"}},
        },
    )

    assert list(said(found)) == ["a@x"]
    told = [str(problem).removeprefix(f"{tmp_path}/") for problem in found.problems]
    assert [text.split(":")[0] for text in told] == ["b.json", "c.json", "d.json", "e.json"]


@pytest.mark.parametrize("name", ["none.csv", "none.xlsx", "none.json", "none"])
def test_a_file_that_does_not_exist_is_said(tmp_path, name):
    with pytest.raises(EvidenceError, match=f"{name}: cannot be read: it does not exist"):
        read_list(tmp_path / name, real_pack(), real_engine(), DAY)


def test_one_record_is_a_list_and_a_damaged_one_is_refused(tmp_path):
    assert list(said(read(tmp_path, json.dumps(PLAIN), "a.json"))) == ["a@x"]
    with pytest.raises(EvidenceError, match=r"a\.json"):
        read(tmp_path, "{", "a.json")


def test_a_folder_without_records_is_refused(tmp_path):
    with pytest.raises(EvidenceError, match="holds no records"):
        record_files(tmp_path, {"x.txt": "x"})


REGISTERED = {
    "id": "REC-1",
    "account": "=svc@x",
    "type": "time_limited_exception",
    "verdict": "time_limited_exception",
    "controls_waived": "mfa; terms_of_use",
    "connectors": "SharePoint; Microsoft Dataverse",
    "license": "None",
    "owner": "Ada Lovelace",
    "reason": "Payroll",
    "asked_to": "2027-01-31",
    "expires_on": "2027-01-31",
    "valid_to": "2027-01-31",
    "next_date": "2026-12-24",
    "status": "idle",
    "remark": "Ask Ada",
    "compensating_controls": "Vault; Alert",
}


FORMER = (
    "id", "type", "account", "scope", "description", "reason", "compensating_controls", "risk_initial", "risk_adjusted",
    "requested_by", "owner", "to_be_signed_by", "valid_from", "expires_on", "review_by", "status",
)  # fmt: skip
"""Columns of the registers of the first edition."""


@pytest.mark.parametrize("columns", [FORMER, COLUMNS], ids=["a register of documents", "a register of an engagement"])
@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_a_register_that_we_wrote_reads_back(tmp_path, name, columns):
    cells = [REGISTERED.get(column) for column in columns]
    table, sheet = CsvLines(OwnReports(separator=";", bom=True)), Sheet("Register", columns)
    written = table.file(columns, [table.of([cells])])
    book = sheet.as_xlsx([sheet.lines([cells])], [cells], 1, DAY)
    found = read(tmp_path, book if name.endswith("xlsx") else written, name)
    answers, signoff, notes, _ = said(found)["=svc@x"]

    assert (found.unsure, found.problems) == ((), ())
    assert answers in ({}, {"connectors": ["sharepoint", "dataverse"], "licence": "ready"})
    assert (signoff["account_owner"], signoff["expires_on"], signoff["justification"]) == (ADA, "2027-01-31", "Payroll")
    assert [row["name"] for row in signoff["compensating_controls"]] == ["Vault", "Alert"]
    assert notes == {column: "Ask Ada" for column in columns if column == "remark"}


def test_a_list_of_people_with_headings_of_a_register_is_not_taken_for_one(tmp_path):
    found = read(tmp_path, "account,status,decision,policies\na,open,later,CA001\n")

    assert said(found)["a"][2] == {"status": "open", "decision": "later", "policies": "CA001"}


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_large_list_is_read_row_by_row_and_says_the_same(tmp_path, monkeypatch, name):
    accounts = [*((f"svc_{n}@x", "guest") for n in range(50)), ("svc-1@x", "nobody"), ("svc-2@x", ""), ("svc_2@x", "")]
    rows = [("account", "identity"), *accounts]
    data = book(*rows) if name.endswith("xlsx") else "\n".join(",".join(row) for row in rows)
    small = read(tmp_path, data, name)
    monkeypatch.setattr(tables, "KEPT_BYTES", 10)
    monkeypatch.setattr(tables, "BOOK_BYTES", 10)
    large = read(tmp_path, data, name)

    assert not isinstance(large.rows, tuple)
    assert (list(large.rows), large.problems) == (list(small.rows), small.problems)
    assert [row.record for row in large.rows] == [row.record for row in small.rows]
    assert len(large.rows) == 51
    (tmp_path / name).write_text("account\nother\n")
    with pytest.raises(EvidenceError, match="changed while it was read"):
        list(large.rows)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a@x.org,guest\nb@x.org,guest\n", "isn't a heading row"),
        (b"first,second\nx,y\n", "no column 'account'; it has 'first', 'second'"),
        ("account,identity\n".encode("utf-16")[:-1], "UTF-16"),
        (b"account\nx\0y\n", "zero bytes"),
        (b"<html>", "HTML"),
        (b"PK\x03\x04\x00\x00", "a zip archive"),
        (b"PK\x03\x04[Content_Types].xml", "isn't a whole Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "an Excel file of the old binary kind"),
        (b'account,note\nx,"' + b"y" * 1_100_000 + b'"\n', ":2"),
        (b"account" + b",x" * 2_001, "2,002 columns"),
    ],
)
def test_a_file_that_is_no_list_is_said_at_once(tmp_path, data, words):
    with pytest.raises(EvidenceError, match=words):
        read(tmp_path, data)


def test_a_list_of_another_office_program_says_how_to_save_it(tmp_path):
    path = tmp_path / "accounts.ods"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", "<office/>")
    with pytest.raises(EvidenceError, match=r"is an OpenDocument spreadsheet.*Save it as \.xlsx or \.csv"):
        read_list(path, real_pack(), real_engine(), DAY)
