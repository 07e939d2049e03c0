"""The Word file says what the Markdown says, in styles that a board can change, and can be signed."""

from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import replace

import docx
import pytest
from hypothesis import given, settings
from lxml import etree

from tests.documents.making import make_case, parse
from tests.documents.test_escape import TEXT
from wizard.documents.docx import body, to_docx
from wizard.documents.docx import pictures as word_pictures
from wizard.documents.fit import LEAST, SIZE, widths
from wizard.documents.frame import Frame, frame_of
from wizard.documents.layout import mark, parser, plain_words
from wizard.documents.pictures import decision_pictures
from wizard.documents.pictures.metrics import width
from wizard.engagement.export import make_documents

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
DIGEST = "ab" * 32
NAMES = ("recommendation", "checklist", "dossier")

CHECKLIST = """\
---
record_id: "MFA-2026-1"
record_sha256: {digest}
---

# Checklist

## Before approval: is it complete?

| Box | Item | Person | Evidence | Date |
| --- | --- | --- | --- | --- |
| [ ] | **A1** The account `svc` is identified. | Ida Berg | export [1] | |
| [x] | **A2** Somebody owns it. | | | |

## At approval: was it read aloud?

| Box | Item | Person | Evidence | Date |
| --- | --- | --- | --- | --- |
| [ ] | **B1** It was read aloud. | Ida Berg | minutes | |

### Sign-off

| Role | Person | 1 MFA | 2 Terms of use | Conditions | Date | Signature or reference |
| --- | --- | --- | --- | --- | --- | --- |
| Risk owner | Bea Kay, CFO | | | | | |

### Result

| What | Entry |
| --- | --- |
| Final status | |
| Decided on | |

## After approval: is it safe?

Nothing.
""".replace("{digest}", DIGEST)

RECOMMENDATION = """\
# Should `svc` be excluded?

**YES, UNTIL 28 MAY 2027** · Decide by 4 December 2026

1. **Exclude `svc` from MFA.**
2. **Exclude it from the terms of use.**

![Two layers: not reached.](pictures/layers.svg)
![Risk: High, then Low.](pictures/risk.svg)

MFA-2026-1, revision 1

## Why

Because.

## Plan

Later.
"""


def frame(name: str = "", **more: object) -> Frame:
    full = Frame("A title", name, "Internal – restricted", "MFA-2026-1", 1, DIGEST, "Draft", "permits")
    return replace(full, **more)


def opened(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return etree.fromstring(file.read(name))


def text(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def style_of(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val")


@pytest.fixture(scope="module")
def made():
    return make_documents(make_case(notes={"cloud": "A note with <b> & |"}), ("md", "docx"))


@pytest.fixture(scope="module")
def checklist() -> bytes:
    return to_docx(CHECKLIST, frame("checklist"))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_says_all_of_the_markdown(made, name):
    document = part(made[f"{name}.docx"], "word/document.xml")
    words = " ".join(" ".join(text(p).split()) for p in document.iter(f"{W}p"))

    tokens = parse(made[f"{name}.md"].decode())
    for token in tokens:
        if token.type == "inline" and token.content not in {"[ ]", "[x]"}:
            assert plain_words(token) in words
    assert len(list(document.iter(f"{W}tbl"))) == sum(token.type == "table_open" for token in tokens)
    headings = [p for p in document.iter(f"{W}p") if style_of(p).startswith("Heading")]
    assert len(headings) == sum(token.type == "heading_open" for token in tokens)


@pytest.mark.parametrize("name", NAMES)
def test_all_looks_come_from_named_styles(made, name):
    data = made[f"{name}.docx"]
    document = part(data, "word/document.xml")
    known = {style.get(f"{W}styleId") for style in part(data, "word/styles.xml").iter(f"{W}style")}
    allowed = {
        "rPr": {"rStyle"},
        "pPr": {"pStyle", "numPr"},
        "tcPr": {"tcW"},
        "trPr": {"cantSplit", "trHeight", "tblHeader"},
        "tblPr": {"tblStyle", "tblW", "tblLayout", "tblLook", "tblCaption"},
    }

    for properties, inside in allowed.items():
        found = {child.tag.removeprefix(W) for one in document.iter(f"{W}{properties}") for child in one}
        assert found <= inside
    for tag in ("pStyle", "rStyle", "tblStyle"):
        assert {one.get(f"{W}val") for one in document.iter(f"{W}{tag}")} <= known


@pytest.mark.parametrize(("paper", "size"), [("a4", ("11906", "16838")), ("letter", ("12240", "15840"))])
def test_paper_is_a4_or_letter_and_tables_fill_it(paper, size):
    document = part(to_docx(CHECKLIST, frame("checklist", paper=paper)), "word/document.xml")
    page, margin = (document.find(f".//{W}{tag}") for tag in ("pgSz", "pgMar"))
    room = int(size[0]) - int(margin.get(f"{W}left")) - int(margin.get(f"{W}right"))

    assert (page.get(f"{W}w"), page.get(f"{W}h")) == size
    for table in document.iter(f"{W}tbl"):
        assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"
        assert sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) == room


def test_every_page_says_whose_it_is_and_where_it_ends(checklist):
    header, footer = (part(checklist, f"word/{name}1.xml") for name in ("header", "footer"))

    assert text(header) == "Internal – restrictedMFA-2026-1, revision 1 · Draft"
    assert DIGEST in text(footer)
    assert [one.get(f"{W}instr").strip() for one in footer.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]


def test_boxes_are_real_and_carry_the_id_of_their_item(checklist):
    document = part(checklist, "word/document.xml")
    boxes = list(document.iter(f"{W}sdt"))

    assert [box.find(f".//{W}tag").get(f"{W}val") for box in boxes] == ["A1", "A2", "B1"]
    assert [box.find(f".//{W14}checked").get(f"{W14}val") for box in boxes] == ["0", "1", "0"]
    assert [text(box) for box in boxes] == ["☐", "☒", "☐"]
    assert len({box.find(f".//{W}id").get(f"{W}val") for box in boxes}) == len(boxes)
    assert boxes[0].find(f".//{W}alias").get(f"{W}val") == "A1 The account svc is identified."


def test_rows_stay_whole_heads_repeat_and_a_pen_has_room(checklist):
    tables = list(part(checklist, "word/document.xml").iter(f"{W}tbl"))
    heights = [[row.find(f"{W}trPr/{W}trHeight") for row in table.iter(f"{W}tr")][1:] for table in tables]

    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for table in tables for row in table.iter(f"{W}tr"))
    assert all(next(table.iter(f"{W}tr")).find(f"{W}trPr/{W}tblHeader") is not None for table in tables)
    sign, result = heights[2], heights[3]
    assert int(sign[0].get(f"{W}val")) >= 12 / 25.4 * 1440
    assert int(result[0].get(f"{W}val")) >= 8 / 25.4 * 1440 - 1


def test_each_checkpoint_starts_a_page_and_so_does_the_case(checklist):
    def breaks(data: bytes) -> list[bool]:
        paragraphs = part(data, "word/document.xml").iter(f"{W}p")
        return [style_of(p) == "Heading2NewPage" for p in paragraphs if style_of(p).startswith("Heading2")]

    assert breaks(checklist) == [False, True, True]
    assert breaks(to_docx(RECOMMENDATION, frame("recommendation"))) == [True, False]
    style = next(s for s in opened(checklist).styles if s.style_id == "Heading2NewPage")
    assert style.base_style.style_id == "Heading2"
    assert style.paragraph_format.page_break_before


def test_nothing_is_between_a_table_and_the_next_page(checklist):
    paragraphs = part(checklist, "word/document.xml").iter(f"{W}p")
    before = [one.getprevious() for one in paragraphs if style_of(one) == "Heading2NewPage"]

    assert [one.tag for one in before] == [f"{W}tbl", f"{W}tbl"]


def test_the_answer_has_words_and_the_color_of_what_it_does():
    data = to_docx(RECOMMENDATION, frame("recommendation"))
    paragraphs = list(part(data, "word/document.xml").iter(f"{W}p"))

    answer = next(p for p in paragraphs if style_of(p) == "Answer")
    assert text(answer).replace("\u00a0", "") == "YES, UNTIL 28 MAY 2027 · Decide by 4 December 2026"
    assert answer.find(f".//{W}rStyle").get(f"{W}val") == "AnswerPermits"
    assert [text(p) for p in paragraphs if style_of(p) == "DecisionNumber"] == [
        "Exclude svc from MFA.",
        "Exclude it from the terms of use.",
    ]


def test_no_color_stands_without_words_and_each_tone_has_its_own():
    shown = {
        tone: part(to_docx(RECOMMENDATION, frame("recommendation", tone=tone)), "word/document.xml")
        for tone in ("permits", "refuses", "demands", "informs", "open")
    }

    assert len({etree.tostring(one) for one in shown.values()}) == len(shown)
    assert len({text(one) for one in shown.values()}) == 1


def test_the_dossier_has_contents_that_are_right_from_the_start(made):
    document = part(made["dossier.docx"], "word/document.xml")
    contents = next(p for p in document.iter(f"{W}sdtContent") if "Contents" in text(p))
    entries = [(text(link), link.get(f"{W}anchor")) for link in contents.iter(f"{W}hyperlink")]
    marks = {
        one.get(f"{W}name"): text(one.getparent())
        for one in document.iter(f"{W}bookmarkStart")
        if style_of(one.getparent()) == "Heading2"
    }

    assert {name: words for words, name in entries} == marks
    assert len(entries) > 3
    kinds = [one.get(f"{W}fldCharType") for one in contents.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]


def test_pictures_are_drawn_and_told():
    found = {f"pictures/{one.name}.svg": one.svg for one in decision_pictures(make_case())}
    data = to_docx(RECOMMENDATION, frame("recommendation", pictures=found))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        drawn = [name for name in file.namelist() if name.startswith("word/media/")]
        assert all(file.read(name).startswith(b"\x89PNG") for name in drawn)

    told = [one.get("descr") for one in part(data, "word/document.xml").iter("{*}docPr")]
    assert told == ["Two layers: not reached.", "Risk: High, then Low."]
    assert len(drawn) == 2


def signed_by(count: int) -> str:
    rows = "".join(f"| Role {number} | Somebody | agree to the remaining risk | |\n" for number in range(count))
    head = "| Role | Person | By signing I … | Signature, date |\n| --- | --- | --- | --- |\n"
    return RECOMMENDATION.replace("MFA-2026-1, revision", f"{head}{rows}\nMFA-2026-1, revision")


@pytest.mark.slow
def test_pictures_make_room_for_all_who_sign():
    found = {f"pictures/{one.name}.svg": one.svg for one in decision_pictures(make_case())}
    drawn = {}
    for count in (1, 14, 40):
        data = to_docx(signed_by(count), frame("recommendation", pictures=found))
        drawn[count] = [int(one.get("cy")) for one in part(data, "word/document.xml").iter("{*}extent")]
    whole, less, least = drawn.values()

    assert whole[1] > less[1] > least[1]
    assert least[1] / whole[1] == pytest.approx(LEAST, abs=0.01)


@pytest.mark.slow
def test_a_picture_behind_the_decision_page_keeps_its_size():
    found = {f"pictures/{one.name}.svg": one.svg for one in decision_pictures(make_case())}
    text_ = signed_by(40) + "\n![Risk again.](pictures/risk.svg)\n"
    data = to_docx(text_, frame("recommendation", pictures=found))
    _, first, again = (int(one.get("cy")) for one in part(data, "word/document.xml").iter("{*}extent"))

    assert first < again


def test_without_a_font_the_words_of_the_picture_stand_in_its_place(monkeypatch):
    monkeypatch.setattr(word_pictures, "to_png", lambda *_: None)
    data = to_docx(RECOMMENDATION, frame("recommendation", pictures={"pictures/layers.svg": "<svg/>"}))

    told = [text(p) for p in part(data, "word/document.xml").iter(f"{W}p") if style_of(p) == "PictureText"]
    assert told == ["Two layers: not reached.", "Risk: High, then Low."]


def test_the_file_knows_its_title_its_language_and_its_record(checklist):
    core, custom = part(checklist, "docProps/core.xml"), part(checklist, "docProps/custom.xml")
    styles = part(checklist, "word/styles.xml")

    assert [child.text for child in core] == ["A title", "en-US"]
    assert styles.find(f".//{W}lang").get(f"{W}val") == "en-US"
    assert {one.get("name"): one[0].text for one in custom} == {"record_id": "MFA-2026-1", "record_sha256": DIGEST}


@pytest.mark.slow
def test_it_is_the_same_each_time_and_has_no_clock(made):
    markdown, whole = made["checklist.md"].decode(), frame_of(make_case(), "checklist", DIGEST, {})
    first = to_docx(markdown, whole)
    time.sleep(2.1)  # the clock of a zip archive counts in twos

    assert to_docx(markdown, whole) == first
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_each_numbered_list_starts_where_the_markdown_says():
    document = opened(to_docx("# T\n\n1. a\n2. b\n\ntext\n\n4. c\n   - d\n     - e\n", frame()))
    numbers = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    starts = {
        one.get(f"{W}numId"): one.find(f".//{W}startOverride").get(f"{W}val")
        for one in document.part.numbering_part.element.iter(f"{W}num")
        if one.find(f".//{W}startOverride") is not None
    }

    assert numbers[0] == numbers[1] != numbers[2]
    assert [starts[str(number)] for number in numbers] == ["1", "1", "4"]
    assert [p.style.name for p in document.paragraphs][-2:] == ["List Bullet 2", "List Bullet 3"]


def test_links_lead_to_the_sources_and_to_the_word_file_beside(made):
    document = opened(made["dossier.docx"])
    targets = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    own = opened(to_docx("# T\n\n[a](dossier.md#facts) [b](#t)\n", frame()))

    assert targets == set(re.findall(r"\]\((https://[^)]+)\)", made["dossier.md"].decode()))
    assert [rel.target_ref for rel in own.part.rels.values() if rel.is_external] == ["dossier.docx#facts"]
    assert own.paragraphs[1].hyperlinks[1].fragment == body.bookmark("t")


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(TEXT)
def test_hostile_text_opens_and_stays_text(said):
    line = " ".join(said.split()).replace("\\", "")
    data = to_docx(f"# T\n\n{line}\n", frame(title=said, classification=said, record_id=said))

    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            etree.fromstring(file.read(name))
    assert not [
        rel for rel in opened(data).part.rels.values() if "oleObject" in rel.reltype or "attached" in rel.reltype
    ]


@pytest.mark.parametrize("paper_width", [9866, 10200])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_a_head_is_broken(made, name, paper_width):
    tokens = parser().parse(made[f"{name}.md"].decode())
    for table in mark(tokens, frame(name)).values():
        for cell, room in zip(table.head, widths(table, paper_width), strict=False):
            for word in plain_words(cell).split():
                assert width(word, SIZE, bold=True) * 20 <= room - 170, (table.title, word)


def test_a_column_of_long_text_gets_more_and_a_long_name_does_not_push_others_out():
    tokens = parser().parse(
        "# T\n\n| # | What | Who |\n| --- | --- | --- |\n| 1 | " + "many words " * 30 + " | `" + "x" * 200 + "` |\n"
    )
    (table,) = mark(tokens, frame()).values()
    number, what, who = widths(table, 9866)

    assert number < who < what
    assert number + what + who == 9866
