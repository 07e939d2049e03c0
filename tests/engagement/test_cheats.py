"""Every cheat that somebody tried on a signed folder, and what ``verify`` says to it."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.engagement.signing import (
    RUNNING,
    SIGNED,
    Edit,
    answered,
    edit,
    filled_in,
    logged,
    printed,
    replaced,
    resealed,
    signed,
    ticked,
)
from tests.support.packs import real_engine, real_pack
from wizard.engagement.findings import CODES
from wizard.engagement.verify import Verified, verify


@pytest.fixture(scope="module")
def board_folder(tmp_path_factory) -> Path:
    return filled_in(printed(tmp_path_factory.mktemp("board") / "a"))


@pytest.fixture(scope="module")
def blank_folder(tmp_path_factory) -> Path:
    return printed(tmp_path_factory.mktemp("blank") / "a")


def found(folder: Path, day: date = RUNNING) -> Verified:
    return verify(folder, real_pack(), real_engine(), day)


def role(text: str, number: int) -> str:
    rows = re.findall(r"^\| ([^|]+) \| [^|]*\|(?: approve \|| \|).*$", text.split("### Sign-off")[1], re.MULTILINE)
    return [row for row in rows if row != "Role"][number]


def every_role(**cells: str) -> Edit:
    def change(text: str) -> str:
        table = text.split("### Sign-off")[1].split("###", maxsplit=1)[0]
        for line in table.splitlines():
            if line.startswith("| ") and not line.startswith(("| Role", "| ---")):
                text = signed(text, line.split("|")[1].strip(), **cells)
        return text

    return edit(change)


def one_role(**cells: str) -> Edit:
    return edit(lambda text: signed(text, role(text, 0), **cells))


def all_dates(text: str) -> str:
    return re.sub(r"2026-1[12]-\d\d \|", "1999-01-01 |", text)


def of_item(name: str, change) -> Edit:
    """Return an edit of the line of an item."""

    def run(text: str) -> str:
        line = re.search(rf"^.*\*\*{name}\*\*.*$", text, re.MULTILINE)
        assert line is not None
        return text.replace(line[0], change(line[0]))

    return edit(run)


def swapped(text: str) -> str:
    """Return a checklist in which the words of two items changed places."""
    one, other = (re.search(rf"\*\*{name}\*\* ([^|]*)\|", text)[1] for name in ("A5", "A8"))
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


def moved(text: str) -> str:
    """Return a checklist in which an item of before the approval stands first of those after it."""
    row = re.search(r"^.*\*\*A2\*\*.*\n", text, re.MULTILINE)[0]
    return re.sub(r"^(?=.*\*\*C1\*\*)", lambda _: row, text.replace(row, ""), count=1, flags=re.MULTILINE)


def dropped(start: str) -> Edit:
    return edit(lambda text: re.sub(rf"^.*{re.escape(start)}.*\n", "", text, count=1, flags=re.MULTILINE))


CHEATS: dict[str, tuple[Edit, str]] = {
    "all signers reject, and the status says approved": (every_role(decision="reject"), "result_contradicts"),
    "one signer rejects, and the status says approved": (one_role(decision="reject"), "result_contradicts"),
    "one signer returns, and the status says approved": (one_role(decision="return"), "result_contradicts"),
    "the final status is rejected over approvals": (
        edit(lambda text: answered(text, "Final status", "rejected")),
        "result_contradicts",
    ),
    "the decision is OK": (every_role(decision="OK"), "decision_unknown"),
    "the decision is not approved": (one_role(decision="not approved"), "decision_unknown"),
    "the decision is in another language": (one_role(decision="genehmigt"), "decision_unknown"),
    "a signature without a decision": (one_role(decision=""), "decision_missing"),
    "an approval with conditions that names none": (one_role(decision="approve with conditions"), "conditions_missing"),
    "an item is reworded": (of_item("A5", lambda line: line.replace("**A5** ", "**A5** Perhaps ")), "item_changed"),
    "two items change places": (edit(swapped), "item_changed"),
    "the evidence of an item is reworded": (
        of_item("A1", lambda line: re.sub(r"\| ([^|]+ \[\d+\]) \|", "| a note |", line)),
        "item_changed",
    ),
    "an item is removed": (dropped("**A2**"), "item_removed"),
    "an item is renumbered": (replaced("**A2**", "**A12**"), "item_added"),
    "an item stands twice": (of_item("A3", lambda line: f"{line}\n{line}"), "item_twice"),
    "the row of a signer is removed": (
        edit(lambda text: re.sub(rf"^\| {role(text, 1)} \|.*\n", "", text, flags=re.MULTILINE)),
        "signature_row_removed",
    ),
    "a signer is added": (
        edit(
            lambda text: text.replace("\n### Result", "| Friend | Eve | approve | | 2026-12-03 | x |\n\n### Result", 1)
        ),
        "row_added",
    ),
    "the table of signers is removed": (
        edit(lambda text: re.sub(r"(### Sign-off\n).*?(?=### Result)", r"\1\n", text, flags=re.DOTALL)),
        "signature_row_removed",
    ),
    "a decision is renamed": (replaced("| Decision |", "| Heard |"), "item_changed"),
    "an item stands at another checkpoint": (edit(moved), "item_changed"),
    "a row of the review log is removed": (dropped("| 26 February 2027 |"), "row_removed"),
    "a line of the header is cut off": (dropped("knowledge_version:"), "header_changed"),
    "the last day in the checklist is moved": (
        replaced("not later than 31 May 2027", "not later than 31 May 2037"),
        "row_removed",
    ),
    "the title of the checklist is changed": (
        edit(lambda text: re.sub(r"^# .*$", "# Approved for ever", text, flags=re.MULTILINE)),
        "row_added",
    ),
    "the outcome in the header is changed": (
        replaced("outcome: time_limited_exception", "outcome: keep_under_review"),
        "header_changed",
    ),
    "the day of the print is changed": (replaced("printed_on: 2026-11-24", "printed_on: 2026-11-20"), "header_changed"),
    "the header is cut off": (edit(lambda text: text.split("---\n", 2)[2]), "header_missing"),
    "the digest line is cut off": (dropped("SHA-256 hash of the recommendation"), "header_missing"),
    "the digest line is another one": (
        edit(lambda text: re.sub(r"(SHA-256 hash of the recommendation: ).{8}", r"\g<1>00000000", text)),
        "other_text",
    ),
    "a day is moved in the recommendation": (replaced("2027", "2037", "recommendation.md"), "changed"),
    "a day is moved in the recommendation and every digest made again": (
        resealed(replaced("2027", "2037", "recommendation.md")),
        "not_reproduced",
    ),
    "the dossier is changed and every digest made again": (
        resealed(replaced("## Answers", "## Answers given", "dossier.md")),
        "not_reproduced",
    ),
    "a byte of the record is changed": (replaced("svc-flow", "svc-flew", "record.json"), "changed"),
    "the record says another end and every digest is made again": (
        resealed(replaced('"2027-05-31"', '"2027-05-30"', "record.json")),
        "not_reproduced",
    ),
    "the record names another pack and every digest is made again": (
        resealed(edit(lambda text: re.sub(r'("knowledge_version": ")[^"]+', r"\g<1>2020.01.1", text), "record.json")),
        "not_reproduced",
    ),
    "the record forgets its print and every digest is made again": (
        resealed(edit(lambda text: re.sub(r',\n  "applied": \{.*\n  \}', "", text, flags=re.DOTALL), "record.json")),
        "not_reproduced",
    ),
    "the record holds an answer that its pack does not know": (
        resealed(replaced('"microsoft_cloud"', '"the_moon"', "record.json")),
        "not_reproduced",
    ),
    "the dossier is deleted": (lambda folder: (folder / "dossier.md").unlink(), "changed"),
    "a line of the sums is taken out": (
        edit(
            lambda text: "".join(line for line in text.splitlines(True) if "recommendation" not in line), "SHA256SUMS"
        ),
        "sums",
    ),
    "the sums are deleted": (lambda folder: (folder / "SHA256SUMS").unlink(), "sums"),
    "a line of the sums is no sum": (edit(lambda text: f"{text}all of them hold\n", "SHA256SUMS"), "sums"),
    "a sum leads out of the folder": (replaced("  record.json", "  ../record.json", "SHA256SUMS"), "sums"),
    "valid for longer than recommended": (
        edit(lambda text: answered(text, "Decision 1 valid to", "31 December 2030")),
        "result_too_late",
    ),
    "valid before it was recommended": (
        edit(lambda text: answered(text, "Decision 1 valid from", "2026-11-25")),
        "result_too_early",
    ),
    "valid to a day before it is valid": (
        edit(lambda text: answered(text, "Decision 1 valid to", "2026-12-07")),
        "result_too_early",
    ),
    "a signer is struck out": (edit(lambda text: signed(text, "Risk owner", name="~~Bea Kay~~")), "signer_not_named"),
    "who closed it is struck out": (
        edit(
            lambda text: answered(
                answered(answered(text, "Ended on", "2026-12-09"), "Evidence", "log"), "Closed by", "~~Gil Orr~~"
            )
        ),
        "closure_incomplete",
    ),
    "conditions that are none": (
        edit(lambda text: signed(text, "Risk owner", decision="approve with conditions", conditions="none")),
        "conditions_missing",
    ),
    "valid from a day that no calendar goes beyond": (
        edit(lambda text: answered(text, "Decision 1 valid from", "9999-12-31")),
        "result_too_early",
    ),
    "closed by the implementer": (
        edit(
            lambda text: answered(
                answered(answered(text, "Ended on", "2026-12-09"), "Evidence", "log"), "Closed by", "Fox, Ian"
            )
        ),
        "closed_by_implementer",
    ),
    "closed without evidence": (
        edit(lambda text: answered(answered(text, "Ended on", "2026-12-09"), "Closed by", "Gil Orr")),
        "closure_incomplete",
    ),
    "ended before the print": (edit(lambda text: answered(text, "Ended on", "2026-11-20")), "date_too_early"),
    "ended on a day to come": (
        edit(
            lambda text: answered(
                answered(answered(text, "Ended on", "2027-12-09"), "Evidence", "log"), "Closed by", "Gil Orr"
            )
        ),
        "date_future",
    ),
    "all dates are of 1999": (edit(all_dates), "date_too_early"),
    "after approval is ticked before the approval": (
        edit(lambda text: ticked(text, "C1", "2026-12-01")),
        "date_too_early",
    ),
    "a review is ticked before its time": (edit(lambda text: ticked(text, "D1", "2026-12-01")), "date_too_early"),
    "a review is ticked without a date before its time": (edit(lambda text: ticked(text, "D1")), "ticked_too_early"),
    "the exit is ticked before the start": (edit(lambda text: ticked(text, "E1", "2026-12-01")), "date_too_early"),
    "the review log is filled in before its time": (
        edit(lambda text: logged(text, "26 February 2027", "2026-12-08", "Olga Ney", "both", "log", "continue", "")),
        "date_too_early",
    ),
    "a review is held on a day to come": (
        edit(lambda text: logged(text, "26 February 2027", "2027-02-20", "Olga Ney", "both", "log", "continue", "")),
        "date_future",
    ),
    "the review log lacks its result": (
        edit(lambda text: logged(text, "26 February 2027", "2026-12-08", "Olga Ney", "", "", "", "")),
        "review_incomplete",
    ),
    "an item is dated on a day to come": (edit(lambda text: ticked(text, "A1", "2027-06-01")), "date_future"),
    "an item has no day of the calendar": (edit(lambda text: ticked(text, "A1", "2026-13-01")), "date_unreadable"),
    "an item has a day with two readings": (edit(lambda text: ticked(text, "A1", "12/03/2026")), "date_ambiguous"),
    "not applicable because not applicable": (
        of_item("A9", lambda line: re.sub(r"\[\d+\] \|[^|]*\|$", "N/A: N/A | |", line)),
        "not_applicable_without_reason",
    ),
    "struck without a reason": (edit(lambda text: ticked(text, "A9", "", "[~]")), "not_applicable_without_reason"),
    "a box that nobody can read": (edit(lambda text: ticked(text, "A1", "2026-11-26", "[?]")), "box_unreadable"),
    "a row without the id of an item": (of_item("A4", lambda line: line.replace("**A4** ", "")), "box_unreadable"),
    "signed before the print": (one_role(date="2026-11-20"), "approval_early"),
    "signed on a day to come": (one_role(date="2027-01-20"), "approval_future"),
    "signed after the start": (every_role(date="2026-12-09"), "approval_late"),
    "signed without a day": (one_role(date=""), "date_unreadable"),
    "signed on the thirteenth month": (one_role(date="2026-13-03"), "date_unreadable"),
    "signed on a day with two readings": (one_role(date="12/03/2026"), "date_ambiguous"),
    "signed without a name": (one_role(name=""), "signer_not_named"),
    "signed by somebody unknown": (one_role(name="Eve Unknown"), "signer_not_named"),
    "one person signs in every role": (every_role(name="Olga Ney"), "duties"),
    "decided before the print": (edit(lambda text: answered(text, "Decided on", "2026-11-01")), "approval_early"),
    "decided on a day with two readings": (
        edit(lambda text: answered(text, "Decided on", "12/03/2026")),
        "date_ambiguous",
    ),
    "valid from the thirteenth month": (
        edit(lambda text: answered(text, "Decision 1 valid from", "2026-13-07")),
        "date_unreadable",
    ),
    "ended on the thirteenth month": (edit(lambda text: answered(text, "Ended on", "2026-13-09")), "date_unreadable"),
    "a final status that is none": (edit(lambda text: answered(text, "Final status", "done")), "result_unreadable"),
    "the recommendation of another record": (
        edit(
            lambda text: re.sub(r'record_id: "MFA-2026-\w+"', 'record_id: "MFA-2026-00000000"', text),
            "recommendation.md",
        ),
        "other_record",
    ),
    "text is added to the checklist": (
        replaced("Stop at each checkpoint", "Nobody need stop. Stop at each checkpoint"),
        "row_added",
    ),
}


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_is_found(board_folder, tmp_path, name):
    change, code = CHEATS[name]
    folder = tmp_path / "a"
    shutil.copytree(board_folder, folder)
    change(folder)

    findings = found(folder).findings

    assert code in {one.code for one in findings}
    assert all(one.code in CODES and one.place and one.remedy.endswith(".") for one in findings)


def test_a_folder_that_is_signed_as_it_should_be_holds(board_folder):
    assert found(board_folder).findings == ()
    assert found(board_folder).state == "in_force"


def test_a_folder_as_it_was_printed_holds(blank_folder):
    assert found(blank_folder, SIGNED).findings == ()
    assert found(blank_folder, SIGNED).state == "proposed"
