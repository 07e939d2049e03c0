"""The page says what the Markdown says, and carries nothing else."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from tests.documents.making import ANSWERS, documents, parse, plain
from tests.documents.test_escape import TEXT
from tests.documents.test_hostile_documents import with_text
from wizard.documents.frame import Frame
from wizard.documents.html import to_html

VOID = {"meta", "input", "br", "hr", "img"}


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


@pytest.fixture(scope="module")
def made():
    return documents(ANSWERS, notes={"cloud": "A note with <b> & |"})


@pytest.mark.parametrize("name", ["recommendation.md", "checklist.md"])
def test_the_page_is_whole_and_stands_alone(made, name):
    page = to_html(made[name], Frame("A <title>"))
    reader = Reader(page)
    tags = [tag for tag, _ in reader.tags]

    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>A &lt;title&gt;</title>" in page
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(tags)
    assert "default-src 'none'" in page
    assert tags.count("main") == tags.count("h1") == 1
    assert tags.index("main") < tags.index("h1")
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(value.startswith("doc-") or value == "content" for value in ids)
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in reader.tags if tag == "th")
    anchors = {attrs["href"] for tag, attrs in reader.tags if tag == "a" and attrs["href"].startswith("#")}
    assert {anchor[1:] for anchor in anchors} <= set(ids)


def test_the_page_says_all_of_the_markdown(made):
    words = "".join(Reader(to_html(made["recommendation.md"], Frame("x"))).words)

    for token in parse(made["recommendation.md"]):
        if token.type == "inline":
            assert plain(token) in words


def test_boxes_can_be_told_apart_by_a_screen_reader(made):
    ticked = made["checklist.md"].replace("- [ ] **A1**", "- [x] **A1**")
    boxes = [attrs for tag, attrs in Reader(to_html(ticked, Frame("x"))).tags if tag == "input"]

    assert len({box["aria-label"] for box in boxes}) == len(boxes) == made["checklist.md"].count("- [ ]")
    assert boxes[0]["aria-label"].startswith("A1 The account is identified")
    assert ["checked" in box for box in boxes[:2]] == [True, False]
    assert all("disabled" in box for box in boxes)


@settings(max_examples=15, deadline=None)
@given(TEXT)
def test_a_page_of_hostile_text_has_the_tags_of_any_other(text):
    text = " ".join(text.split())
    reader = Reader(to_html(documents(ANSWERS, **with_text(f"word {text}"))["recommendation.md"], Frame(text)))

    for tag, attrs in reader.tags:
        assert tag not in {"script", "img", "iframe"}
        assert not any(name.startswith("on") for name in attrs)
        assert not (attrs.get("href") or "").lower().startswith(("javascript", "data", "http:"))


def test_markdown_of_others_cannot_bring_tags_in():
    page = to_html("# T\n\n<script>x</script> [a](javascript:x) ![i](data:text/html,x)\n", Frame("T"))

    assert "<script" not in page
    assert "javascript:" not in page.replace("](javascript:x)", "")
