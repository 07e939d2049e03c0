"""Cheats that use what a reader does not see, or sees twice: struck and hidden text, added rows, other formats."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.documents.making import ANSWERS, SIGNOFF
from tests.engagement.signing import (
    RUNNING,
    Edit,
    W,
    answered,
    edit,
    edit_word,
    filled_in,
    printed,
    replaced,
    resealed,
    row_of,
    signed,
)
from tests.support.packs import real_engine, real_pack
from wizard.engagement.papers import papers_in
from wizard.engagement.states import State
from wizard.engagement.status import status_of
from wizard.engagement.succession import Succession
from wizard.engagement.verify import Verified, verify
from wizard.wording import read_date

WORD_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@pytest.fixture(scope="module")
def board_folder(tmp_path_factory) -> Path:
    return filled_in(printed(tmp_path_factory.mktemp("board") / "a"))


@pytest.fixture(scope="module")
def unsigned(tmp_path_factory) -> Path:
    return printed(tmp_path_factory.mktemp("unsigned") / "a")


@pytest.fixture(scope="module")
def every_format(tmp_path_factory) -> Path:
    return filled_in(printed(tmp_path_factory.mktemp("formats") / "a", formats=("md", "html", "docx")))


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to / "a")
    return to / "a"


def found(folder: Path, day: date = RUNNING) -> Verified:
    return verify(folder, real_pack(), real_engine(), day)


def codes(folder: Path, day: date = RUNNING) -> set[str]:
    return {one.code for one in found(folder, day).findings}


def risk_owner(**cells: str) -> Edit:
    return edit(lambda text: signed(text, "Risk owner", **cells))


def before_the_first_words(added: str) -> Edit:
    return replaced("Stop at each", f"{added}\n\nStop at each")


def closed(**cells: str) -> Edit:
    rows = {"Ended on": "2026-12-09", "Evidence": "audit log", "Closed by": "Gil Orr"}
    rows |= {name.capitalize().replace("_", " "): text for name, text in cells.items()}

    def change(text: str) -> str:
        for label, value in rows.items():
            text = answered(text, label, value)
        return text

    return edit(change)


LAST = "| Decision 1 valid to, not later than 31 May 2027 | 2027-05-31 |"
LONGER = "| Decision 1 valid to, not later than 31 May 2037 | 2037-05-31 |"

CHEATS: dict[str, tuple[Edit, str]] = {
    "a decision is struck out": (risk_owner(decision="~~approve~~"), "decision_unknown"),
    "a decision is struck out in HTML": (risk_owner(decision="<del>approve</del>"), "decision_unknown"),
    "a word of an item is struck out": (replaced("No service where", "~~No~~ service where"), "item_changed"),
    "an item is struck out without a reason": (
        edit(lambda text: re.sub(r"\| \[x\] \| (\*\*A9\*\*[^|]*[^|\s]) \|", r"| [ ] | ~~\1~~ |", text)),
        "not_applicable_without_reason",
    ),
    "a picture says more": (before_the_first_words("![Approved for ever](stamp.png)"), "row_added"),
    "HTML says more": (before_the_first_words("<p>Approved for ever</p>"), "row_added"),
    "a block of code says more": (before_the_first_words("```\nApproved for ever\n```"), "row_added"),
    "indented text says more": (before_the_first_words("    Approved for ever"), "row_added"),
    "printed text is hidden": (
        replaced("Stop at each checkpoint.", "<span hidden>Stop at each checkpoint.</span>"),
        "row_removed",
    ),
    "a part of the page is hidden": (replaced("### Result", "<div style='display:none'>\n\n### Result"), "row_added"),
    "printed text leads to another page": (
        replaced("Stop at each checkpoint.", "[Stop at each checkpoint.](https://example.com)"),
        "row_removed",
    ),
    "the result has a row more": (
        replaced("| Final status", "| Extended to | 2037-01-01 |\n| Final status"),
        "row_added",
    ),
    "the result has a second last day": (replaced(LAST, f"{LAST}\n{LONGER}"), "row_added"),
    "the result has two final states": (
        replaced("| Final status | approved |", "| Final status | approved |\n| Final status | rejected |"),
        "row_added",
    ),
    "the closure has a row more": (replaced("| Closed by | |", "| Not before | 2040 |\n| Closed by | |"), "row_added"),
    "the header has a name more": (
        replaced("waivable_by: tenant", "waivable_by: tenant\nexpires_on: 2037-01-01"),
        "header_changed",
    ),
    "the header has a name twice": (
        replaced("outcome: time", "outcome: keep_under_review\noutcome: time"),
        "header_changed",
    ),
    "the header holds a sentence": (
        replaced("waivable_by: tenant", "waivable_by: tenant\nApproved for ever"),
        "header_changed",
    ),
    "a signer has two rows": (
        replaced(
            "| Account owner | Olga", "| Risk owner | Bea Kay | approve | | 2026-12-03 | x |\n| Account owner | Olga"
        ),
        "row_added",
    ),
    "an approval names a condition": (risk_owner(conditions="only until 1 January 2027"), "conditions_contradict"),
    "the implementer closes by mail address": (closed(closed_by="ian@contoso.com"), "closed_by_implementer"),
    "the implementer closes with another person": (closed(closed_by="Gil Orr and Ian Fox"), "closed_by_implementer"),
    "the closure holds dashes": (closed(evidence="–", closed_by="–"), "closure_incomplete"),
    "it is checked before it ended": (closed(checked_on="2026-12-08"), "date_too_early"),
    "it ended before it was approved": (closed(ended_on="2026-12-01"), "date_too_early"),
}


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_is_found(board_folder, tmp_path, name):
    change, code = CHEATS[name]
    folder = copied(board_folder, tmp_path)
    change(folder)

    assert code in codes(folder)


PERSON_CELLS = {
    "Bea Kay": False,
    "Kay, Bea": False,
    "Dr. B. Kay, CFO": False,
    "Bea Kay (CFO) <bea@contoso.com>": False,
    "Karl Voss, Head of Treasury": False,
    "Karl Voss for Bea Kay": False,
    "Bea Kay, 2026-12-03": False,
    "Bea C. Kay, CFO (3 December 2026)": False,
    "Kay 03.12.2026": False,
    "Karl Voss, December 3, 2026": False,
    "Karl Voss (CISO) 2026-12-03": False,
    "Bea Kay (signed)": False,
    "Bea Kay, electronically signed": False,
    "/s/ Bea Kay CFO": False,
    "Bea Kay, signed on 3 December 2026": False,
    "Karl Voss CISO for Bea Kay (signed 2026-12-03)": False,
    "": False,
    "Bea Kay, CEO": True,
    "Bea Kay CEO": True,
    "Bea Kay (not signed)": True,
    "Bea Kay, signed until 2040-01-01": True,
    "Bea Kay, CFO, until 2040": True,
    "Bea Kay (approves for ever)": True,
    "Bea Kay approves without conditions": True,
    "Karl Voss for Bea Kay, who is away until June": True,
    "See the mail of 3 December 2026": True,
    "Bea Kay until 2026-12-31": True,
    "Approved until 2026-12-31": True,
    "Karl Voss, Valid Until 2026-12-31": True,
    "2026-12-03": True,
}
"""What somebody writes next to a role for which ``Bea Kay, CFO`` was printed, and whether that says more than who it is."""


@pytest.mark.parametrize(("cell", "more"), PERSON_CELLS.items())
def test_the_person_of_a_role_is_a_name_and_nothing_more(unsigned, tmp_path, cell, more):
    folder = copied(unsigned, tmp_path)
    risk_owner(name=cell)(folder)

    places = [one.place for one in found(folder).findings if one.code == "item_changed"]
    assert places == (["checklist.md: Risk owner"] if more else [])


@pytest.mark.parametrize(
    ("cell", "more"),
    {
        "Wes Hu": False,
        "Ida Berg and Wes Hu": False,
        "Ida Berg, Wes Hu": False,
        "Ida Berg (Identity Operations)": False,
        "Ida Berg, Identity Operations, 2026-12-01": False,
        "Ida Berg - Operations": False,
        "Ida Berg (signed), Wes Hu": False,
        "Ida Berg CISO": False,
        "Ida Berg CISO approves": True,
        "Ida Berg (nothing was tested)": True,
        "Ida Berg, approved for ever": True,
        "Ida Berg: nothing was tested": True,
    }.items(),
)
def test_the_person_of_an_item_is_one_or_several_names(unsigned, tmp_path, cell, more):
    folder = copied(unsigned, tmp_path)
    replaced("identify the account. | Ida Berg |", f"identify the account. | {cell} |")(folder)

    places = [one.place for one in found(folder).findings if one.code == "item_changed"]
    assert places == (["checklist.md: A1"] if more else [])


def a_cell_more(tree: ET.Element) -> None:
    ET.SubElement(ET.SubElement(ET.SubElement(row_of(tree, "Risk owner"), f"{W}tc"), f"{W}p"), f"{W}r").append(
        ET.fromstring(f'<t xmlns="{W[1:-1]}">Approved for ever</t>')  # noqa: S314 - our own text
    )


@pytest.mark.slow
def test_a_cell_that_no_column_has_is_found_in_word(tmp_path):
    folder = printed(tmp_path / "a", formats=("md", "docx"))
    edit_word(folder / "checklist.docx", a_cell_more)

    assert "row_added" in codes(folder)


PICTURES = {"pictures/risk.svg": "pictures/dates.svg"}


def swapped(folder: Path) -> None:
    for name, other in PICTURES.items():
        shutil.copy(folder / other, folder / name)


@pytest.mark.slow
def test_line_ends_that_git_changed_are_a_note_and_hide_no_other_change(every_format, tmp_path):
    folder = copied(every_format, tmp_path)
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix != ".docx":
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = found(folder)
    replaced("31 May 2027", "31 May 2037", "recommendation.md")(folder)

    assert before.findings == ()
    assert any("Line ends of 10 files were changed" in one for one in before.notes)
    assert {"changed", "other_text", "not_reproduced"} <= {one.code for one in found(folder).findings}


@pytest.mark.slow
def test_a_swapped_picture_is_found_with_new_digests(board_folder, tmp_path):
    folder = copied(board_folder, tmp_path)
    resealed(swapped)(folder)

    assert [one.place.partition(":")[0] for one in found(folder).findings] == [*PICTURES]


def test_a_swapped_picture_of_another_version_of_the_wizard_is_found_by_its_words(board_folder, tmp_path, monkeypatch):
    monkeypatch.setattr("wizard.engagement.printed.__version__", "9.9.9")
    folder = copied(board_folder, tmp_path)
    assert (found(folder).findings, len(found(folder).notes)) == ((), 1)
    resealed(replaced("<svg ", "<svg data-drawn='otherwise' ", "pictures/layers.svg"))(folder)
    resealed(replaced("{fill:", "{stroke:none;fill:", "pictures/risk.svg"))(folder)
    resealed(replaced("(up), impact", "(up),</text><text>impact", "pictures/risk.svg"))(folder)
    assert found(folder).findings == ()
    assert found(folder).notes[1].startswith("Whether these pictures are as they were printed cannot be known")
    resealed(swapped)(folder)

    assert [one.place for one in found(folder).findings] == [*PICTURES]


def test_whether_a_picture_of_another_pack_was_swapped_is_said_to_be_unknown(board_folder, tmp_path, monkeypatch):
    folder = copied(board_folder, tmp_path)
    info = real_pack().info.model_copy(update={"version": "2099.1"})
    pack = real_pack().model_copy(update={"info": info, "digest": "0" * 64})
    told = verify(folder, pack, real_engine(), RUNNING)

    assert told.findings == ()
    assert told.notes[0].startswith("cannot be reproduced here, needs pack ")
    assert told.notes[1].startswith("Whether these pictures are as they were printed cannot be known")


def runs(mark: str) -> Callable[[ET.Element], None]:
    """Return an edit of Word that marks every run."""

    def change(tree: ET.Element) -> None:
        for run in tree.iter(f"{W}r"):
            properties = run.find(f"{W}rPr")
            if properties is None:
                properties = ET.Element(f"{W}rPr")
                run.insert(0, properties)
            ET.SubElement(properties, f"{W}{mark}")

    return change


def other_words(tree: ET.Element) -> None:
    for picture in tree.iter(WORD_PICTURE):
        picture.set("descr", "Approved for ever")


@pytest.mark.slow
@pytest.mark.parametrize("change", [runs("strike"), runs("dstrike"), runs("vanish"), other_words])
def test_word_is_compared_by_what_a_reader_sees(every_format, tmp_path, change):
    folder = copied(every_format, tmp_path)
    assert codes(folder) == set()
    resealed(lambda at: edit_word(at / "recommendation.docx", change))(folder)

    places = {one.place for one in found(folder).findings if one.code == "not_reproduced"}
    assert places == {"recommendation.docx"}


@pytest.mark.slow
def test_a_property_that_is_turned_off_changes_nothing(every_format, tmp_path):
    def off(tree: ET.Element) -> None:
        for mark in ("strike", "vanish"):
            runs(mark)(tree)
            for one in tree.iter(f"{W}{mark}"):
                one.set(f"{W}val", "false")

    folder = copied(every_format, tmp_path)
    edit_word(folder / "checklist.docx", off)

    assert codes(folder) == set()


@pytest.mark.slow
def test_the_page_of_the_checklist_is_read_and_never_filled_in(every_format, tmp_path):
    folder = copied(every_format, tmp_path)
    edit(lambda text: text.replace("31 May 2027", "31 May 2037"), "checklist.html")(folder)

    assert {one.place for one in found(folder).findings} == {"checklist.html"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-03 14:30", "Thursday, 3 December 2026", "Do., 03.12.2026", "Sat 3 December 2026",
        "3. Dezember 2026, 9:15 Uhr", "2026-12-03T23:10:00.000-08:00", "2026-12-03 23:10:05 UTC+1", "Dec 3, 2026 11:10 PM PST",
        "2026.12.03 10:15:22 -08'00'", "Date: 2026/12/03 10:15:22 +01\u201900", "2026-12-03 10.15", "3 December 2026 | 10:15 a.m.",
        "Thursday, December 3, 2026 10:15:22 AM Pacific Standard Time", "2026-12-03 10:15:22 +0100 CET",
        "3.12.2026 10.15.22",
    ],
)  # fmt: skip
def test_a_date_is_read_with_its_day_of_the_week_and_its_time(text):
    assert read_date(text) == date(2026, 12, 3)


@pytest.mark.parametrize("text", ["none", "-", "n/a", "Keine", "no conditions"])
def test_a_cell_that_says_that_there_is_no_condition_names_none(board_folder, tmp_path, text):
    folder = copied(board_folder, tmp_path)
    risk_owner(conditions=text)(folder)

    assert codes(folder) == set()


def test_a_signature_whose_day_nobody_can_read_is_one_finding_and_untells_no_work(board_folder, tmp_path):
    folder = copied(board_folder, tmp_path)
    risk_owner(date="3/12/2026")(folder)

    assert codes(folder) == {"date_ambiguous", "result_contradicts"}


SCANNED = ("signed checklist.pdf", "checklist.png")
OFFICE = ("~$checklist.docx", ".~lock.checklist.docx#")


def test_a_checklist_under_another_name_or_in_another_format_is_found(unsigned, tmp_path):
    folder = copied(unsigned, tmp_path)
    filled = {"checklist signed.docx", "Checklist (1).DOCX", "Copy of checklist.md", "checklist.odt", "checklist.htm"}
    for name in (*filled, *SCANNED, *OFFICE):
        (folder / name).write_text("approve", encoding="utf-8")
    told = found(folder)

    assert {one.place for one in told.findings if one.code == "two_checklists"} == filled
    assert all(name in told.notes[0] for name in SCANNED)


@pytest.fixture(scope="module")
def two_decisions(tmp_path_factory) -> Path:
    terms = {"control": "terms_of_use", "policy": "CA011 Terms of use", "group": "EXC-TOU", "no_end": True}
    answers = {**ANSWERS, "controls": ["mfa", "terms_of_use"], "terms": ["selected_apps"]}
    rows = [*SIGNOFF["exclusions"], terms]
    folder = printed(tmp_path_factory.mktemp("two") / "a", answers=answers, signoff={**SIGNOFF, "exclusions": rows})
    return filled_in(folder)


def decided(folder: Path, first: str, second: str) -> Path:
    def change(text: str) -> str:
        return answered(text.replace("| approve | approve |", f"| {first} | {second} |"), "Final status", "rejected")

    edit(change)(folder)
    return folder


def test_an_approved_exception_is_watched_although_the_other_decision_was_rejected(two_decisions, tmp_path):
    folder = decided(copied(two_decisions, tmp_path), "approve", "reject")
    running, ended = found(folder), found(folder, date(2027, 6, 1))

    assert running.state is State.REJECTED
    assert running.findings == ()
    assert {"end_passed", "review_overdue", "controls_aged"} <= {one.code for one in ended.findings}


def test_a_rejected_exception_has_no_end_although_the_other_decision_was_approved(two_decisions, tmp_path):
    folder = decided(copied(two_decisions, tmp_path), "reject", "approve")

    assert not {"end_passed", "controls_aged"} & codes(folder, date(2027, 6, 1))


@pytest.mark.parametrize(
    "spoil", [Path.unlink, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(b"%PDF")]
)
def test_a_checklist_that_nobody_can_read_is_one_finding_and_tells_nothing(board_folder, tmp_path, spoil):
    folder = copied(board_folder, tmp_path)
    spoil(folder / "checklist.md")

    (told,) = found(folder).findings
    assert (told.code, told.remedy) == (
        "checklist_unreadable",
        "Put the signed checklist back, as Markdown or as Word.",
    )
    (paper,) = papers_in(folder.parent, real_pack(), real_engine(), RUNNING)
    assert paper.standing is not None
    assert paper.standing.state is State.PROPOSED
    assert paper.problem is not None
    assert "So who signed cannot be known." in paper.problem.message
    replaced(real_pack().info.version, "2020.01.1", "record.json")(folder)
    seen = status_of(folder, real_pack(), real_engine(), RUNNING, Succession([], real_pack()))
    assert not seen.nothing_to_sign
    assert seen.next_date is None
