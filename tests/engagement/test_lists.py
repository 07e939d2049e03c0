"""Account lists as people make them are read, or asked about."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.support.packs import real_engine, real_pack
from wizard.documents.register import COLUMNS as FORMER
from wizard.engagement.lists.cells import Meanings
from wizard.engagement.lists.headings import Headings
from wizard.engagement.lists.model import AccountList, Mapping, Unsure
from wizard.engagement.lists.reading import read_list
from wizard.engagement.reports.cells import as_csv
from wizard.engagement.reports.register import COLUMNS
from wizard.engagement.reports.workbook import as_xlsx
from wizard.errors import EvidenceError, MissingExtraError
from wizard.record.settings import OwnReports

DAY = date(2026, 11, 29)
GUEST = {"identity": "guest"}
ADA = {"name": "Ada Lovelace", "role": "", "contact": ""}

Said = tuple[dict[str, Any], dict[str, Any], dict[str, str], list[str]]
"""Answers, sign-off, notes and things to do of an account."""


def read(folder: Path, data: str | bytes, name: str = "list.csv", mapping: Mapping | None = None) -> AccountList:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_list(path, real_pack(), real_engine(), DAY, mapping)


def said(found: AccountList) -> dict[str, Said]:
    rows = [row.record for row in found.rows]
    return {one.account.name: (one.answers, one.signoff, one.notes, one.to_do) for one in rows}


def book(*rows: Sequence[object], **others: Sequence[Sequence[object]]) -> bytes:
    made = Workbook()
    sheets = {"Accounts": rows, **others}
    for name, cells in sheets.items():
        sheet = made.active if name == "Accounts" else made.create_sheet(name)
        sheet.title = name
        for row in cells:
            sheet.append(list(row))
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type  # no text is a formula
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def choose(found: AccountList, pick: Callable[[Unsure], str]) -> Mapping:
    mapping = found.mapping
    for one in found.unsure:
        mapping = mapping.answered(one, pick(one))
    return mapping


TABLE = "account;identity;signoff.purpose\nsvc-ä@x.org;guest;Löhne, und so\n"
WHOLE = {"svc-ä@x.org": (GUEST, {"purpose": "Löhne, und so"}, {}, [])}
COMMAS = 'account,identity,signoff.purpose\nsvc-ä@x.org,guest,"Löhne, und so"\n'

DIALECTS: dict[str, str | bytes] = {
    "commas": COMMAS,
    "semicolons": TABLE,
    "tabs": TABLE.replace(";", "\t"),
    "bars": TABLE.replace(";", "|"),
    "sep= with semicolons": "sep=;\r\n" + TABLE,
    "sep= with commas": "sep=,\n" + COMMAS,
    "a mark before UTF-8": b"\xef\xbb\xbf" + TABLE.encode(),
    "a mark before quotes": b"\xef\xbb\xbf" + TABLE.replace("account", '"account"').encode(),
    "UTF-16 with a mark": TABLE.encode("utf-16"),
    "UTF-16 little endian": TABLE.encode("utf-16-le"),
    "UTF-16 big endian": TABLE.encode("utf-16-be"),
    "UTF-16 little endian with a mark": b"\xff\xfe" + TABLE.encode("utf-16-le"),
    "UTF-16 big endian with a mark": b"\xfe\xff" + TABLE.encode("utf-16-be"),
    "Windows-1252": TABLE.encode("cp1252"),
    "CR": TABLE.replace("\n", "\r"),
    "CRLF": TABLE.replace("\n", "\r\n"),
    "no end of the last line": TABLE.rstrip(),
    "titles above": "Technical accounts, 2026;;\n;;\n" + TABLE,
    "blank rows": TABLE.replace("\n", "\n;;\n\n"),
    "trailing blanks": TABLE.replace(";", " ; ").replace("\n", ";;;\n"),
}


@pytest.mark.parametrize("data", DIALECTS.values(), ids=DIALECTS)
def test_a_list_reads_the_same_in_any_dialect(tmp_path, data):
    found = read(tmp_path, data)

    assert said(found) == WHOLE
    assert (found.problems, found.unsure) == ((), ())


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        *(
            (heading, "svc", None)
            for heading in ("Account", "UPN", "User principal name", "User", "Konto", "Benutzerprinzipalname")
        ),
        *(
            (heading, "Graph", {"surfaces": ["graph"]})
            for heading in (
                "surface",
                "SURFACES",
                "Services used",
                "Service 2",
                "Where does the account sign in, and which services does it call?",
            )
        ),
        *(
            (heading, "unattended", {"run_mode": "unattended"})
            for heading in ("Run mode", "run-mode", "RUN_MODE", "Signing in again")
        ),
        ("MFA sources", "Security defaults", {"mfa_sources": ["security_defaults"]}),
        ("Kontotyp", "Guest", GUEST),
    ],
)
def test_a_heading_is_known_by_its_words(tmp_path, heading, cell, expected):
    text = f"{heading}\n{cell}\n" if expected is None else f"account;{heading}\nsvc;{cell}\n"
    found = read(tmp_path, text)

    assert found.unsure == ()
    assert said(found)["svc"][0] == (expected or {})


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("justification", "Payroll", "justification", "Payroll"),
        ("Business justification", "Payroll", "justification", "Payroll"),
        ("account_owner", "Ada Lovelace", "account_owner", ADA),
        ("Account owner", "Ada Lovelace <ada@x.org>", "account_owner", {**ADA, "contact": "ada@x.org"}),
        ("Owner", "Ada Lovelace (CISO)", "account_owner", {**ADA, "role": "CISO"}),
        ("Besitzer", "Ada Lovelace; CISO; ada@x.org", "account_owner", {**ADA, "role": "CISO", "contact": "ada@x.org"}),
        ("expires_on", "31.12.2026", "expires_on", "2026-12-31"),
        ("Expires on", "2026-12-31", "expires_on", "2026-12-31"),
        ("Gültig bis", "31. Dezember 2026", "expires_on", "2026-12-31"),
        ("signoff.expires_on", "46387", "expires_on", "2026-12-31"),
        ("Data class", "Personal data", "data_class", "personal"),
        ("Compensating controls", "Vault; Alert", "compensating_controls", 2),
    ],
)
def test_a_field_of_the_sign_off_is_known_by_its_words(tmp_path, heading, cell, field, value):
    found = read(tmp_path, f'account,{heading}\nsvc,"{cell}"\n')
    held = said(found)["svc"][1][field]

    assert (len(held) if isinstance(value, int) else held) == value
    assert (found.problems, found.unsure) == ((), ())


@pytest.mark.parametrize(
    ("heading", "cell", "answer"),
    [
        ("cloud", "Public cloud", "public"),
        ("cloud", "Public cloud, including GCC", "public"),
        ("identity", "User_Cloud", "user_cloud"),
        ("identity", "Cloud-only user account", "user_cloud"),
        ("activity", "Yes", "active"),
        ("activity", "unknown", "unknown"),
        ("surfaces", "GRAPH", ["graph"]),
        ("surfaces", "M365 data", ["m365_data"]),
        ("surfaces", "graph, m365_data", ["graph", "m365_data"]),
        ("surfaces", "graph\nm365_data", ["graph", "m365_data"]),
        ("surfaces", "Graph|M365 data", ["graph", "m365_data"]),
        ("surfaces", "graph; graph ;;", ["graph"]),
        ("surfaces", "Mail, files or Teams data, with modern authentication, graph", ["m365_data", "graph"]),
        ("connectors", "shared_sharepointonline", ["sharepoint"]),
    ],
)
def test_an_answer_is_known_by_its_words(tmp_path, heading, cell, answer):
    more = {"connectors": ("surfaces", "pp_connections")}.get(heading, ("note", ""))
    found = read(tmp_path, f'account,{heading},{more[0]}\nsvc,"{cell}",{more[1]}\n')

    assert (found.problems, found.unsure) == ((), ())
    assert said(found)["svc"][0][heading] == answer


@pytest.mark.parametrize("cell", ["?", "n/a", "N/A", "-", "tbd", "unbekannt", "not known", "#N/A"])
def test_a_cell_that_says_nobody_knows_leaves_the_question_open(tmp_path, cell):
    found = read(tmp_path, f"account,identity,expires on,owner\nsvc,{cell},{cell},{cell}\n")

    assert said(found)["svc"] == ({}, {}, {}, ["identity"])
    assert (found.problems, found.unsure) == ((), ())


def test_unknown_is_an_answer_where_the_question_takes_it_and_no_answer_elsewhere(tmp_path):
    found = read(tmp_path, "account,identity,record\nsvc,unknown,unknown\n")

    assert said(found)["svc"] == ({"identity": "unknown"}, {}, {}, ["record"])


def test_what_is_known_beside_an_unknown_part_is_kept_as_a_note_on_the_question(tmp_path):
    assert said(read(tmp_path, "account,surfaces\nsvc,graph; ?\n"))["svc"] == (
        {},
        {},
        {"surfaces": "graph; ?"},
        ["surfaces"],
    )


def test_a_repeated_note_column_makes_two_notes(tmp_path):
    found = read(tmp_path, "account,Remark,Remark\nsvc,a,b\n")

    assert said(found)["svc"][2] == {"Remark": "a", "Remark (2)": "b"}
    assert "Remark, Remark (2)" in found.remarks[0]


def test_a_column_without_heading_is_a_note_and_not_lost(tmp_path):
    assert said(read(tmp_path, "account,,identity\nsvc,seen in May,guest\n"))["svc"] == (
        GUEST,
        {},
        {"column 2": "seen in May"},
        [],
    )


def test_several_columns_of_one_question_are_joined_and_must_not_contradict(tmp_path):
    found = read(
        tmp_path,
        "account,Service 1,Service 2,identity,Account type\na,graph,m365_data,guest,Guest\nb,graph,,guest,robot_user\n",
    )

    assert said(found) == {"a": ({"surfaces": ["graph", "m365_data"], **GUEST}, {}, {}, [])}
    assert "list.csv:3: Account type: says something else than the column 'identity'" in str(found.problems[0])


@pytest.mark.parametrize("header", ["account", "UPN", "User"])
def test_short_rows_are_read_and_long_ones_are_named(tmp_path, header):
    found = read(tmp_path, f"{header},identity,note\na\nb,guest,x,,\nc,guest,x,more\n")

    assert list(said(found)) == ["a", "b"]
    assert "list.csv:4: has 4 cells; the heading row has 3." in str(found.problems[0])


ASKED: dict[str, tuple[str, str, str, str]] = {
    "a slip of the pen": ("idenity", "guest", "heading", "answers.identity"),
    "a slip of the pen in a field": ("signoff.account_ower", "Ada", "heading", "signoff.account_owner"),
    "cells that are answers": ("Where to", "graph; m365_data", "heading", "answers.surfaces"),
    "cells that are answers below a word of exports": ("Status", "idle", "heading", "answers.activity"),
    "a field that is not there": ("signoff.zzz", "x", "heading", "note"),
    "dates": ("When", "2027-01-31", "heading", "note"),
    "people": ("Contact person", "Ada <ada@x.org>", "heading", "note"),
    "cells that do not fit the heading": ("License", "E5", "heading", "note"),
    "no date below a word for one": ("Valid until", "never", "heading", "note"),
    "a part of a label": ("surfaces", "key vault", "value", "azure_data_plane"),
    "a question mark": ("identity", "guest?", "value", "guest"),
    "a bare yes": ("enforcement", "Yes", "value", "enforced"),
    "the beginning of several labels": ("exclusion_today", "Yes", "value", ""),
    "a date of two readings": ("expires on", "03/04/2026", "date", ""),
}


@pytest.mark.parametrize(("heading", "cell", "kind", "guess"), ASKED.values(), ids=ASKED)
def test_what_is_not_certain_is_asked(tmp_path, heading, cell, kind, guess):
    more = ",surfaces" if heading == "enforcement" else ",x"
    found = read(tmp_path, f'account,{heading}{more}\nsvc,"{cell}",{"arm_write" if heading == "enforcement" else ""}\n')
    [one] = found.unsure

    assert (one.kind, one.guess) == (kind, guess)
    assert not one.guess or one.guess == one.choices[0].id
    assert heading in one.text
    if kind in {"value", "date"}:
        assert not found.rows
        assert f"'{cell}'" in str(found.problems[0])


def test_a_confirmed_mapping_answers_and_is_plain_json(tmp_path):
    text = "account,Where to,exclusion today,expires on\na,key vault,Yes,03/04/2026\nb,graph,Yes,05/06/2026\n"
    found = read(tmp_path, text)
    while found.unsure:
        pick = lambda one: "day" if one.kind == "date" else one.choices[0].id  # noqa: E731
        found = read(tmp_path, text, mapping=choose(found, pick))
    kept = Mapping.model_validate(json.loads(json.dumps(found.mapping.model_dump())))
    again = read(tmp_path, "ACCOUNT;where-to;Exclusion Today;Expires on\nc;key vault;yes;07/08/2026\n", mapping=kept)

    assert not found.problems
    assert said(found)["a"][:2] == (
        {"surfaces": ["azure_data_plane"], "exclusion_today": "documented"},
        {"expires_on": "2026-04-03"},
    )
    assert said(again)["c"][1] == {"expires_on": "2026-08-07"}
    assert again.unsure == ()


def test_a_mapping_for_other_headings_changes_nothing(tmp_path):
    other = Mapping(fingerprint="0" * 16, columns=())

    assert said(read(tmp_path, TABLE, mapping=other)) == WHOLE


def test_nothing_that_a_pack_no_longer_has_is_taken_from_a_mapping(tmp_path):
    first = read(tmp_path, TABLE).mapping
    gone = first.model_copy(
        update={
            "columns": tuple(
                c.model_copy(update={"target": c.target.replace("identity", "gone")}) for c in first.columns
            )
        }
    )

    assert said(read(tmp_path, TABLE, mapping=gone)) == WHOLE


@pytest.mark.parametrize(
    ("text", "guess"),
    [("Technical user,identity\nsvc@x.org,guest\n", "account"), ("Technical user,identity\nsvc,guest\n", "")],
)
def test_which_column_names_the_accounts_is_asked_where_no_heading_says_it(tmp_path, text, guess):
    found = read(tmp_path, text)
    [one] = found.unsure
    answered = read(tmp_path, text, mapping=found.mapping.answered(one, one.choices[0].id))

    assert one.guess == guess
    assert [row.record.answers for row in answered.rows] == [GUEST]


def test_an_answer_that_is_none_is_named_with_the_allowed_ones_and_never_with_its_opposite(tmp_path):
    found = read(tmp_path, "account,activity,identity,surfaces\na,inactive,,\nb,,gest,\nc,,,grph\n")
    told = [str(problem).partition("list.csv:")[2] for problem in found.problems]

    assert (
        told[0]
        == "2: activity: 'inactive' isn't an answer to this question. Allowed: active, idle, unexplained, unknown."
    )
    assert told[1].startswith(
        "3: identity: 'gest' isn't an answer to this question. The nearest is 'guest'. Allowed: user_cloud, "
    )
    assert told[2].startswith("4: surfaces: 'grph'")
    assert told[2].endswith(" and 13 more.")


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
    "compensating_controls": "Vault; Alert",
}


@pytest.mark.parametrize("columns", [FORMER, COLUMNS], ids=["a register of documents", "a register of an engagement"])
@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_a_register_that_we_wrote_reads_back(tmp_path, name, columns):
    cells = [REGISTERED.get(column) for column in columns]
    written = as_csv(columns, [cells], OwnReports(separator=";", bom=True))
    found = read(tmp_path, as_xlsx("Register", columns, [cells], DAY) if name.endswith("xlsx") else written, name)
    answers, signoff, notes, _ = said(found)["=svc@x"]

    assert (found.unsure, found.problems) == ((), ())
    assert answers in ({}, {"connectors": ["sharepoint", "dataverse"], "licence": "ready"})
    assert (signoff["account_owner"], signoff["expires_on"], signoff["justification"]) == (ADA, "2027-01-31", "Payroll")
    assert [row["name"] for row in signoff["compensating_controls"]] == ["Vault", "Alert"]
    assert not notes.keys() - set(real_pack().lists.registers)


def test_every_heading_of_the_pack_leads_to_one_thing():
    pack = real_pack()
    headings = Headings(pack, Meanings(pack))
    named = {f"answers.{q.id}": (q.id, q.title, q.label, *q.headings) for q in pack.questions}
    named |= {f"signoff.{f.id}": (f"signoff.{f.id}", f.label, *f.headings) for f in pack.signoff}
    named |= {"account": pack.lists.account}

    assert [(t, name) for t, names in named.items() for name in names if headings.known(name) != t] == []
    assert [name for name in pack.lists.notes if headings.known(name)] == []


def test_a_large_list_is_read_row_by_row_and_says_the_same(tmp_path, monkeypatch):
    from wizard.engagement.lists import tables

    text = (
        "account;identity\n" + "".join(f"svc_{n}@x;guest\n" for n in range(50)) + "svc-1@x;nobody\nsvc-2@x;\nsvc_2@x;\n"
    )
    small = read(tmp_path, text)
    monkeypatch.setattr(tables, "KEPT_BYTES", 10)
    large = read(tmp_path, text)

    assert not isinstance(large.rows, tuple)
    assert (list(large.rows), large.problems) == (list(small.rows), small.problems)
    assert list(large.rows) == list(large.rows)
    assert len(large.rows) == 51
    (tmp_path / "list.csv").write_text("account\nother\n")
    with pytest.raises(EvidenceError, match="changed while it was read"):
        list(large.rows)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
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


def test_a_choice_to_leave_a_cell_open_makes_it_a_thing_to_do(tmp_path):
    text = "account,exclusion_today\na,Yes\n"
    found = read(tmp_path, text)

    assert said(read(tmp_path, text, mapping=choose(found, lambda one: one.choices[-1].id)))["a"] == (
        {},
        {},
        {"exclusion_today": "Yes"},
        ["exclusion_today"],
    )
