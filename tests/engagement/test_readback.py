"""Checklists that came back: every style of Markdown, Word files, two at once, and files that are something else."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS, DAY, SIGNOFF
from tests.engagement.signing import (
    RUNNING,
    SIGNED,
    answered,
    click,
    delete,
    edit_word,
    filled_in,
    printed,
    signed,
    ticked,
    write,
)
from tests.support.packs import real_engine, real_pack
from wizard.cli.main import run
from wizard.engagement.following import succession_of
from wizard.engagement.readback import checklist_of, read_checklist, word_checklist
from wizard.engagement.readback_blocks import box_of
from wizard.engagement.readback_form import Checklist, is_reason
from wizard.engagement.readback_markdown import front_matter_of
from wizard.engagement.readback_word import read_word
from wizard.engagement.states import State
from wizard.engagement.status import Status, status_of
from wizard.engagement.verify import Verified, verify
from wizard.errors import RecordError

pytest.importorskip("docx")


@pytest.fixture(scope="module")
def both_formats(tmp_path_factory) -> Path:
    return printed(tmp_path_factory.mktemp("both") / "a", formats=("md", "docx"))


@pytest.fixture
def folder(both_formats, tmp_path) -> Path:
    shutil.copytree(both_formats, tmp_path / "a")
    return tmp_path / "a"


def found(folder: Path, day=SIGNED) -> Verified:
    return verify(folder, real_pack(), real_engine(), day)


def status(folder: Path, day=SIGNED) -> Status:
    return status_of(folder, real_pack(), real_engine(), day, succession_of([folder], real_pack(), real_engine(), day))


def said(checklist: Checklist) -> tuple[object, ...]:
    """Return what a checklist says, whatever file it was read from."""
    return (
        [
            (item.id, item.text, item.box, item.person, item.evidence, item.done_on, item.heading)
            for item in checklist.items
        ],
        [(row.role, row.name, row.decisions, row.date, row.reference) for row in checklist.signatures],
        [(row.due, row.held_on, row.result) for row in checklist.reviews],
        checklist.result,
        checklist.closure,
        checklist.digest,
    )


# ---- Markdown


@pytest.mark.parametrize(
    ("written", "box"),
    [
        ("[ ]", "open"),
        ("", "open"),
        ("[]", "open"),
        ("☐", "open"),
        ("[x]", "ticked"),
        ("[X]", "ticked"),
        (r"\[x\]", "ticked"),
        ("[ x ]", "ticked"),
        ("**[x]**", "ticked"),
        ("x", "ticked"),
        ("X", "ticked"),
        ("☒", "ticked"),
        ("☑", "ticked"),
        ("☑️", "ticked"),
        ("✓", "ticked"),
        ("✔", "ticked"),
        ("✅", "ticked"),
        ("☐ x", "ticked"),
        ("[ ] X", "ticked"),
        ("[~]", "not_applicable"),
        ("[?]", "unreadable"),
        ("[-]", "unreadable"),
        ("yes", "unreadable"),
        ("✗", "unreadable"),
        ("[x] not yet", "unreadable"),
    ],
)
def test_a_box_is_read_in_every_style(written, box):
    assert box_of(written) == box


TICKS = {
    "an editor's": lambda text: text.replace("| [x] |", r"| \[x\] |"),
    "Word's": lambda text: text.replace("| [x] |", "| ☒ |").replace("| [ ] |", "| ☐ |"),
    "capitals": lambda text: text.replace("| [x] |", "| X |"),
    "without bold": lambda text: text.replace("**", ""),
    "wide columns": lambda text: re.sub(r" \| ", "      |   ", text),
    "dashes of another width": lambda text: text.replace("| --- |", "|:------------------|"),
    "lines of Windows": lambda text: text.replace("\n", "\r\n"),
    "a mark of the order of bytes": lambda text: "\ufeff" + text,
    "old Macintosh lines": lambda text: text.replace("\n", "\r"),
    "curly quotes": lambda text: re.sub('"([^"]*)"', "\u201c\\1\u201d", text.replace("'", "\u2019")),
    "empty lines between rows": lambda text: re.sub(
        r"(?m)^(?=\| (?:\[x\] \| \*\*A[59]|Risk reviewer|27 May))", "\n", text
    ),
    "blanks that do not break": lambda text: text.replace(" is ", "\u00a0is "),
    "hyphens and joiners that do not show": lambda text: text.replace("configuration", "configu\u00adration").replace(
        "| Result |", "| Re\u200csult |"
    ),
    "single quotes in the header": lambda text: text.replace('record_id: "', "record_id: '", 1).replace(
        '"\nschema_version: "2.0"', "'\nschema_version: '2.0'", 1
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("style", TICKS)
def test_a_signed_checklist_holds_in_every_style(folder, style):
    (folder / "checklist.docx").unlink()
    filled_in(folder)
    path = folder / "checklist.md"
    before = said(read_checklist(folder)[0])
    path.write_bytes(TICKS[style](path.read_text(encoding="utf-8")).encode("utf-8"))

    assert found(folder, RUNNING).findings == ()
    assert status(folder, RUNNING).state is State.IN_FORCE
    assert said(read_checklist(folder)[0])[1] == before[1]


@pytest.mark.slow
def test_tables_that_a_converter_wrote_as_html_are_read(folder):
    filled_in(folder)
    path = folder / "checklist.md"
    text = path.read_text(encoding="utf-8")
    table = re.search(r"\| Box \|.*?(?=\n\n)", text, re.DOTALL)
    assert table is not None
    rows = [line.strip("|").split("|") for line in table[0].splitlines()]
    html = "\n".join(
        "<tr>" + "".join(f"<td>{cell.strip().replace('**', '')}</td>" for cell in row) + "</tr>"
        for number, row in enumerate(rows)
        if number != 1
    )
    html = html.replace("<td>[x]</td>", '<td><input type="checkbox" checked /></td>')
    before = checklist_of(text)
    after = checklist_of(text.replace(table[0], f"<table>\n{html}\n</table>"))

    assert [(item.id, item.box, item.done_on) for item in after.items] == [
        (item.id, item.box, item.done_on) for item in before.items
    ]


@pytest.mark.slow
def test_dates_and_names_are_read_as_people_write_them(folder):
    (folder / "checklist.docx").unlink()
    filled_in(folder)
    path = folder / "checklist.md"
    text = path.read_text(encoding="utf-8")
    ways = [("Kay, Bea", "03.12.2026"), ("O. Ney", "3. Dezember 2026"), ("Sue Wit (Security)", "Dec 3, 2026")]
    ways.append(("Karl Voss for Gil Orr", "3 December 2026"))
    by_role = {row.role: row.name for row in checklist_of(text).signatures}
    for name, day in ways:
        family = re.sub(r".* for ", "", name).replace(",", "").split(" (")[0].split()
        role = next(
            role for role, planned in by_role.items() if set(family) & set(planned.replace(",", "").split()) - {"O."}
        )
        text = signed(text, role, name=name, date=day)
    path.write_text(text, encoding="utf-8")

    assert found(folder, RUNNING).findings == ()
    assert status(folder, RUNNING).state is State.IN_FORCE


@pytest.mark.parametrize(
    ("reason", "is_one"),
    [
        ("the account has no flows", True),
        ("Kein Zugriff auf personenbezogene Daten", True),
        ("N/A", False),
        ("", False),
        ("not applicable", False),
        ("-", False),
        ("n/a because n/a", False),
        ("none", False),
        ("ok", False),
    ],
)
def test_a_reason_says_why(reason, is_one):
    assert is_reason(reason) is is_one


@pytest.mark.slow
def test_an_item_does_not_apply_for_a_reason_under_evidence_or_date(folder):
    path = folder / "checklist.md"
    text = path.read_text(encoding="utf-8")
    text = ticked(text, "A3", "N/A: the account has no flows", "[~]")
    text = re.sub(r"(\*\*A9\*\*[^|]*\|[^|]*\|)[^|]*\|", r"\1 n/a – no personal data in reach |", text)
    path.write_text(text, encoding="utf-8")
    waived = {item.id: item.not_applicable for item in status(folder).not_applicable}

    assert waived == {"A3": "the account has no flows", "A9": "no personal data in reach"}
    assert {one.code for one in found(folder).findings} == set()


FIRST_EDITION = r"""---
record_id: "X: \"1\""
odd line
recommendation_sha256: 5b1f0c6c9a3e4d7f8b2a1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f
---
# Title

## Phase A: before approval

* [X] **B2** Done
  * Done by: Ada Date: 2026-05-01 Not applicable because: …
* [ ] C1 open
* [?] D1 no box that anybody reads
* [x] **A9** None
  * Done by: … Date: … Not applicable because: there is no personal data
* plain

## Sign-off

| Name | Role | Decision | Date |
|---|---|---|---|
| Ada | Owner | approve | 1 May 2027 |
| | | | |

## Result

| What | Answer |
| --- | --- |
| Final status | approved |
| Valid to, as approved, not later than recommended | 2027-01-31 |

## Closure

| What | Answer |
| --- | --- |
| Ended on | |
| Evidence of the end | |
| Closed by | |
| Verified on | |
"""


def test_a_checklist_of_the_first_edition_is_still_read():
    read = checklist_of(FIRST_EDITION)

    assert read.front["record_id"] == 'X: "1"'
    assert front_matter_of("---\na: 'O''Hare'\nb: crews'\n---\n") == {"a": "O'Hare", "b": "crews'"}
    assert read.digest.startswith("5b1f0c6c")
    assert [(item.id, item.box, item.person, item.done_on) for item in read.items] == [
        ("B2", "ticked", "Ada", "2026-05-01"),
        ("C1", "open", "", ""),
        ("D1", "unreadable", "", ""),
        ("A9", "ticked", "", ""),
    ]
    assert read.items[0].checkpoint == "before"
    assert read.items[3].waived
    assert [(row.role, row.name, row.decisions, row.date) for row in read.signatures] == [
        ("Owner", "Ada", {"Decision": "approve"}, "1 May 2027")
    ]
    assert read.result["Final status"] == "approved"
    assert [(lost.item, lost.place) for lost in read.unreadable] == [("D1", "line 13")]


def test_a_checklist_of_an_earlier_version_is_held_to_the_digest_that_it_names(folder):
    def earlier(text: str) -> str:
        return text.replace("SHA-256 hash of the recommendation", "Digest of the recommendation")

    def word_earlier(tree) -> None:
        for one in tree.iter():
            one.text = earlier(one.text) if one.text else one.text

    text = (folder / "checklist.md").read_text(encoding="utf-8")
    edit_word(folder / "checklist.docx", word_earlier)

    assert earlier(text) != text
    assert checklist_of(earlier(text)).digest == checklist_of(text).digest
    assert word_checklist((folder / "checklist.docx").read_bytes()).digest == checklist_of(text).digest


# ---- Word


def word_filled_in(tree) -> None:
    """Tick everything up to the approval, sign, and fill in the result."""
    for name in ("A1", "A2"):
        click(tree, name)
        write(tree, name, cell_4="2026-11-26")
    for role in ("Risk owner", "Account owner", "Risk reviewer", "Identity governance"):
        write(tree, role, cell_2="approve", cell_4="3 December 2026", cell_5="mail 17")
    write(tree, "Final status", cell_1="approved")
    write(tree, "Decided on", cell_1="2026-12-03")


def test_word_says_the_same_as_markdown_when_printed(folder):
    word = word_checklist((folder / "checklist.docx").read_bytes())

    assert said(word) == said(checklist_of((folder / "checklist.md").read_text(encoding="utf-8")))


@pytest.mark.slow
def test_a_word_file_that_came_back_counts_where_the_markdown_is_blank(folder):
    edit_word(folder / "checklist.docx", word_filled_in)
    read = status(folder)

    assert found(folder).findings == ()
    assert read.state is State.APPROVED
    assert [item.id for item in read.done] == ["A1", "A2"]
    assert {row.date for row in read.signed} == {"3 December 2026"}


@pytest.mark.parametrize("kind", ["strict", "of the web"])
def test_a_word_file_says_the_same_in_the_other_forms_in_which_word_saves_it(folder, kind):
    def strict(data: bytes) -> bytes:
        data = data.replace(b"2006/custom-properties", b"2006/customProperties")
        return re.sub(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/", rb"http://purl.oclc.org/ooxml/\1/", data)

    def of_the_web(data: bytes) -> bytes:
        data = data.replace(b'"word/document.xml"', b'"./word/document.xml"')
        return re.sub(rb"\b(document|styles)\.xml", rb"\g<1>2.xml", data)

    path, change = folder / "checklist.docx", strict if kind == "strict" else of_the_web
    edit_word(path, word_filled_in)
    before = word_checklist(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(of_the_web(name.encode()).decode() if kind != "strict" else name, change(source.read(name)))
    after = word_checklist(path.read_bytes())

    assert (said(after), after.front) == (said(before), before.front)
    assert any(row.given for row in after.signatures)


def test_a_word_file_without_properties_and_without_its_styles_is_read(folder):
    drop = ("docProps/custom.xml", "word/header1.xml", "word/footer1.xml")
    edit_word(folder / "checklist.docx", word_filled_in, drop=drop)
    read = word_checklist((folder / "checklist.docx").read_bytes())

    assert [item.id for item in read.items if item.ticked] == ["A1", "A2"]
    assert read.digest
    assert not read.front or read.front.get("record_id")


@pytest.mark.slow
def test_boxes_that_are_characters_count_too(folder):
    def typed(tree) -> None:
        for name, box in (("A1", "☒"), ("A2", "X"), ("A3", "?")):
            write(tree, name, cell_0=box)

    edit_word(folder / "checklist.docx", typed)
    read = status(folder)

    assert [item.id for item in read.done] == ["A1", "A2"]
    assert [lost.item for lost in read.unreadable] == ["A3"]
    assert "box_unreadable" in {one.code for one in found(folder).findings}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda tree: delete(tree, "A2"), "item_removed"),
        (lambda tree: delete(tree, "Risk owner"), "signature_row_removed"),
        (lambda tree: write(tree, "A1", cell_1="A1 The account is known."), "item_changed"),
        (
            lambda tree: write(tree, "Decision 1 valid to", cell_0="Decision 1 valid to, not later than 31 May 2037"),
            "row_removed",
        ),
    ],
)
def test_what_was_changed_in_word_is_found(folder, change, code):
    edit_word(folder / "checklist.docx", change)

    assert code in {one.code for one in found(folder).findings}


@pytest.mark.slow
def test_a_recommendation_changed_in_word_is_found_even_with_new_digests(folder):
    import hashlib

    path = folder / "recommendation.docx"

    def later(tree) -> None:
        for text in tree.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
            text.text = (text.text or "").replace("2027", "2037")

    edit_word(path, later)
    sums = folder / "SHA256SUMS"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sums.write_text(re.sub(r"\w{64}(?=  recommendation\.docx)", digest, sums.read_text()))

    assert ("not_reproduced", "recommendation.docx") in {(one.code, one.place) for one in found(folder).findings}


@pytest.mark.slow
def test_half_in_word_and_half_in_markdown_is_read_as_one(folder):
    def half(tree) -> None:
        click(tree, "A1")
        write(tree, "A1", cell_4="2026-11-26")

    edit_word(folder / "checklist.docx", half)
    path = folder / "checklist.md"
    path.write_text(ticked(path.read_text(encoding="utf-8"), "A2", "2026-11-27"), encoding="utf-8")

    assert [item.id for item in status(folder).done] == ["A1", "A2"]
    assert found(folder).findings == ()


@pytest.mark.slow
def test_two_checklists_that_contradict_each_other_are_named_and_a_rejection_counts(folder):
    filled_in(folder, until="at")
    edit_word(folder / "checklist.docx", lambda tree: write(tree, "Risk owner", cell_2="reject", cell_4="2026-12-03"))
    findings = [one for one in found(folder).findings if one.code == "two_checklists"]

    assert len(findings) == 1
    assert "Risk owner, Decision" in findings[0].message
    assert "checklist.md counts" in findings[0].message
    assert status(folder).state is State.REJECTED


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 and more", "a PDF file with another name"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "an old (.doc) or encrypted Office file"),
        (b"{\\rtf1 text}", "an RTF file"),
        (b"<html><body></body></html>", "an HTML file"),
        (b"", "empty"),
        (b"plain", "another kind of file"),
        (b"PK\x03\x04 cut off", "a damaged Word document"),
    ],
)
def test_a_file_that_is_no_word_document_is_said_to_be_what_it_is(folder, data, what):
    (folder / "checklist.docx").write_bytes(data)
    findings = [one for one in found(folder).findings if one.code == "checklist_unreadable"]

    assert [one.place for one in findings] == ["checklist.docx"]
    assert what in findings[0].message
    assert status(folder).state is State.PROPOSED, "the Markdown is read all the same"


@pytest.mark.slow
def test_an_archive_without_a_document_and_one_that_unpacks_to_a_flood_are_refused(tmp_path):
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.xml", "<a/>")
    with pytest.raises(RecordError, match="without a Word document"):
        read_word(path.read_bytes(), "x.docx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    with pytest.raises(RecordError, match="unpacks to more than 50 MB"):
        read_word(path.read_bytes(), "x.docx")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(RecordError, match="damaged"):
        read_word(path.read_bytes(), "x.docx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" * 1000)
    packed = path.read_bytes()
    begins = packed.index(b"word/document.xml") + len("word/document.xml")
    with pytest.raises(RecordError, match="damaged"):
        read_word(packed[:begins] + b"\xff" * 8 + packed[begins + 8 :], "x.docx")


@pytest.mark.slow
def test_a_checklist_that_is_gone_is_said_to_be_gone(folder):
    (folder / "checklist.md").unlink()
    (folder / "checklist.docx").unlink()

    assert [(one.code, one.message) for one in found(folder).findings] == [("checklist_unreadable", "is missing.")]
    assert (status(folder).state, status(folder).problem) == (
        None,
        "checklist.md is missing. So who signed cannot be known.",
    )


@pytest.mark.slow
def test_the_recommendation_of_another_account_is_found(folder, tmp_path):
    other = printed(tmp_path / "b", account={"name": "svc-other@contoso.com"})
    shutil.copy(other / "recommendation.md", folder / "recommendation.md")
    codes = {one.code for one in found(folder).findings}

    assert {"changed", "other_record", "other_text", "not_reproduced"} <= codes
    assert not any("svc-other" in f"{one.message}{one.remedy}" for one in found(folder).findings)


@pytest.mark.slow
def test_a_checklist_of_another_account_is_found_without_a_word_of_that_account(folder, tmp_path):
    other = printed(tmp_path / "b", account={"name": "svc-other@contoso.com"})
    filled_in(other)
    shutil.copy(other / "checklist.md", folder / "checklist.md")
    verified = found(folder)

    assert {"other_record", "other_text"} <= {one.code for one in verified.findings}
    assert not any("svc-other" in f"{one.place}{one.message}{one.remedy}" for one in verified.findings)


def test_documents_of_a_pack_that_is_not_at_hand_are_compared_by_their_digests(folder):
    filled_in(folder)
    record = folder / "record.json"
    version = real_pack().info.version
    record.write_text(record.read_text(encoding="utf-8").replace(version, "2025.01.1"), encoding="utf-8")
    digest = real_pack().digest
    record.write_text(record.read_text(encoding="utf-8").replace(digest, "0" * 64), encoding="utf-8")
    verified = found(folder, RUNNING)

    assert verified.notes[0] == "cannot be reproduced here, needs pack 2025.01.1"
    assert "not_reproduced" not in {one.code for one in verified.findings}
    assert "changed" in {one.code for one in verified.findings}, "the record itself was changed"
    assert verified.state is State.IN_FORCE


def test_documents_of_another_version_of_the_wizard_say_which_one_they_need(folder):
    record = folder / "record.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(re.sub(r'"tool": "[^"]+"', '"tool": "9.9.9"', text), encoding="utf-8")
    label = "Decision 1 valid to, not later than"
    path = folder / "checklist.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"{label} 31 May 2027", f"{label} 31 May 2037"), encoding="utf-8"
    )
    verified = found(folder)

    assert verified.notes[0].startswith("cannot be reproduced here, needs mfa-wizard 9.9.9; this is ")
    assert "item_changed" in {one.code for one in verified.findings}, "the last day is compared with the record"


@pytest.mark.slow
def test_a_redacted_folder_is_written_again_from_its_record(tmp_path):
    data = {"account": {"name": "svc-flow@contoso.com"}, "answers": ANSWERS, "signoff": SIGNOFF}
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    words = ["--redact", "--key", str(tmp_path / "key.json"), "--date", DAY.isoformat()]
    assert run(["export", str(tmp_path / "a.json"), "--to", str(tmp_path / "out"), *words]) == 0

    assert found(tmp_path / "out").findings == ()
    assert found(tmp_path / "out").notes == ()


def test_every_answer_of_a_filled_in_form_is_told_by_status(folder):
    filled_in(folder)
    path = folder / "checklist.md"
    path.write_text(answered(path.read_text(encoding="utf-8"), "Closed by", "Gil Orr"), encoding="utf-8")
    read = status(folder, RUNNING)

    assert read.result is not None
    assert read.result["Final status"] == "approved"
    assert read.closure == {"Closed by": "Gil Orr"}


@pytest.mark.slow
def test_a_page_changed_in_html_is_found_even_with_new_digests(tmp_path):
    import hashlib

    folder = printed(tmp_path / "a", formats=("md", "html"))
    path = folder / "recommendation.html"
    path.write_text(path.read_text(encoding="utf-8").replace("2027", "2037"), encoding="utf-8")
    sums = folder / "SHA256SUMS"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sums.write_text(re.sub(r"\w{64}(?=  recommendation\.html)", digest, sums.read_text()))

    assert [(one.code, one.place) for one in found(folder).findings] == [("not_reproduced", "recommendation.html")]


def test_a_line_that_was_added_at_the_end_is_said_to_be_one_that_is_not_given(folder):
    path = folder / "recommendation.md"
    path.write_text(path.read_text(encoding="utf-8") + "Approved for ever.", encoding="utf-8")

    (one,) = [one for one in found(folder).findings if one.code == "not_reproduced"]
    assert one.message == "reads differently than record and knowledge give; there they give nothing more."
