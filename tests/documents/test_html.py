"""The page says what the Markdown says, stands alone, and can be printed, ticked and heard."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from tests.documents.making import ANSWERS, documents, make_case, parse
from tests.documents.test_escape import TEXT
from tests.documents.test_hostile_documents import with_text
from tests.documents.test_word import CHECKLIST, DIGEST, NAMES, RECOMMENDATION, frame
from wizard.documents.frame import Frame
from wizard.documents.html import to_html
from wizard.documents.layout import plain_words
from wizard.engagement.export import make_documents

VOID = {"meta", "input", "br", "hr", "img", "col"}


class Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"style", "title"}:
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    found = make_documents(make_case(notes={"cloud": "A note with <b> & |"}), ("md", "html"))
    return {name: data.decode() for name, data in found.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_whole_and_stands_alone(made, name):
    page = made[f"{name}.html"]
    reader = Reader(page)
    tags = [tag for tag, _ in reader.tags]

    assert page.startswith('<!DOCTYPE html>\n<html lang="en-US">')
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(tags)
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import|src=", page)
    assert tags.count("main") == tags.count("h1") == 1
    assert tags.index("main") < tags.index("h1")
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(value.startswith(("doc-", "pic-")) or value == "content" for value in ids)
    assert all(attrs.get("scope") in {"col", "row"} for attrs in reader.all("th"))
    links = [attrs["href"] for attrs in reader.all("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert all(link.startswith(("#", "https://")) for link in links)


def test_title_and_edges_are_text():
    page = to_html("# T\n", Frame("A <title>", classification='</style><b>"', record_id="R<1>"))

    assert "<title>A &lt;title&gt;</title>" in page
    assert page.count("</style>") == 1
    assert "&lt;/style&gt;&lt;b&gt;" in page
    assert "R&lt;1&gt;, revision 1" in page


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_all_of_the_markdown(made, name):
    words = " ".join("".join(Reader(made[f"{name}.html"]).words).split())

    for token in parse(made[f"{name}.md"]):
        if token.type == "inline" and token.content != "[ ]" and not token.content.startswith("!["):
            assert plain_words(token) in words


def test_the_decision_comes_before_the_contents_and_data_come_last(made):
    page = made["recommendation.html"]
    places = [page.index(part) for part in ('class="answer"', 'class="decision"', 'aria-label="Contents"', "<footer>")]

    assert places == sorted(places)
    assert "record_sha256" not in page[: page.index("<footer>")]


def test_pictures_are_in_the_page_and_named_once(made):
    page = made["recommendation.html"]
    reader = Reader(page)
    pictures = reader.all("svg")
    linked = re.findall(r"\]\((pictures/[a-z]+\.svg)\)", made["recommendation.md"])

    assert len(pictures) == len(linked) == 4
    assert all(attrs["role"] == "img" for attrs in pictures)
    assert page.count('<div class="pictures">') == 2
    for attrs in pictures:
        title, description = attrs["aria-labelledby"].split()
        assert f'<title id="{title}">' in page
        assert f'<desc id="{description}">' in page


def test_a_picture_that_is_not_at_hand_is_told():
    page = to_html(RECOMMENDATION, frame("recommendation"))

    assert '<p class="told">Two layers: not reached.</p>' in page
    assert "<svg" not in page


def test_boxes_can_be_ticked_and_told_apart(made):
    ticked = made["checklist.md"].replace("| [ ] | **A1**", "| [x] | **A1**")
    boxes = Reader(to_html(ticked, frame("checklist"))).all("input")

    assert len(boxes) == made["checklist.md"].count("| [ ] |") > 5
    assert boxes[0]["aria-label"].startswith("A1 ")
    assert ["checked" in box for box in boxes[:2]] == [True, False]
    assert not any("disabled" in box for box in boxes)


@pytest.mark.parametrize("name", NAMES)
def test_every_region_has_a_name_of_its_own_and_can_be_reached(made, name):
    regions = [attrs for _, attrs in Reader(made[f"{name}.html"]).tags if attrs.get("role") == "region"]
    labels = [attrs["aria-label"] for attrs in regions]

    assert len(labels) == len(set(labels)) > 3
    assert all(labels)
    assert all(attrs["tabindex"] == "0" for attrs in regions)
    assert len(Reader(made[f"{name}.html"]).all("pre")) == made[f"{name}.md"].count("\n```") // 2
    assert "Sign-off" in labels or name != "checklist"


@pytest.mark.parametrize(("paper", "size"), [("a4", "A4"), ("letter", "letter")])
def test_every_printed_sheet_says_whose_it_is_and_where_it_ends(paper, size):
    page = to_html(CHECKLIST, frame("checklist", paper=paper))
    escaped = re.search(r"@page \{.*?\n\}", page, re.DOTALL)[0]
    sheet = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), escaped)

    assert f"size: {size};" in sheet
    assert '@top-left { content: "Internal – restricted"' in sheet
    assert '@top-right { content: "MFA-2026-1, revision 1 · Draft"' in sheet
    assert f'"Record SHA-256 {DIGEST}"' in sheet
    assert '"Page " counter(page) " of " counter(pages)' in sheet


def test_each_checkpoint_starts_a_sheet_and_so_does_the_case():
    def breaks(page: str) -> list[bool]:
        return ["new-page" in (attrs.get("class") or "") for attrs in Reader(page).all("h2")]

    assert breaks(to_html(CHECKLIST, frame("checklist"))) == [False, True, True]
    assert breaks(to_html(RECOMMENDATION, frame("recommendation"))) == [True, False]


def test_a_table_without_a_head_names_its_rows():
    reader = Reader(
        to_html("# T\n\n| | |\n| --- | --- |\n| Owner | Olga |\n\n| A | |\n| --- | --- |\n| a | b |\n", Frame("T"))
    )

    assert [attrs["scope"] for attrs in reader.all("th")] == ["row", "col"]
    assert len(reader.all("thead")) == 1


def test_links_lead_to_the_page_beside_and_to_places_on_the_page():
    page = to_html("# T\n\n[a](dossier.md#facts) [b](#t)\n\n| [c](dossier.md) |\n| --- |\n| d |\n", Frame("T"))

    assert [attrs["href"] for attrs in Reader(page).all("a")][1:] == ["dossier.html#facts", "#doc-t", "dossier.html"]


def test_the_same_text_gives_the_same_page():
    assert to_html(CHECKLIST, frame("checklist")) == to_html(CHECKLIST, frame("checklist"))
    assert to_html(CHECKLIST, replace(frame("checklist"), tone="refuses")) != to_html(CHECKLIST, frame("checklist"))


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(TEXT)
def test_a_page_of_hostile_text_has_the_tags_of_any_other(text):
    text = " ".join(text.split())
    found = documents(ANSWERS, **with_text(f"word {text}"))
    reader = Reader(to_html(found["recommendation.md"], Frame(text, "recommendation", text, text)))

    for tag, attrs in reader.tags:
        assert tag not in {"script", "img", "iframe"}
        assert not any(name.startswith("on") for name in attrs)
        assert not (attrs.get("href") or "").lower().startswith(("javascript", "data", "http:"))


def test_markdown_of_others_cannot_bring_tags_in():
    page = to_html("# T\n\n<script>x</script> [a](javascript:x) ![i](data:text/html,x)\n", Frame("T"))

    assert "<script" not in page
    assert "javascript:" not in page.replace("](javascript:x)", "")
