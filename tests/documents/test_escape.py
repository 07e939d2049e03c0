"""Users' text stays text: whatever it holds, wherever it stands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from wizard.documents.escape import block, clean, finished, identifier, inline, quoted

NASTY = "|\n*_`#<>[]()!&~\\-+=.1 :/@wht$^{}\"'\t\r\u202e\u2028\ufeff\ue000xX"
PIECES = [
    "http://a.b/?c=d&e", "www.x.y", "a@b.c", "svc_flow@contoso.com", "mailto:a@b", "`", "``", "|", "\\", "[x](y)",
    "<b>", "<!--", "&amp;", "1. ", "1) ", "- ", "# ", "---", "===", "~~~", "***", "```", "\n\n", "![i](u)", "[ ]",
    ":", " ", "_a_", "*b*", "javascript:x", "\x00", "\x1b[31m", "ﬀ", "…", "日本", "é",
]  # fmt: skip
TEXT = st.one_of(
    st.text(alphabet=NASTY, max_size=40),
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
)
READERS = [
    MarkdownIt("js-default").use(front_matter_plugin).use(tasklists_plugin),
    MarkdownIt("commonmark").enable("table"),
]
PLACES = [
    ("# {}\n", "{}"),
    ("## The {}\n", "The {}"),
    ("{}\n", "{}"),
    ("Before {} after\n", "Before {} after"),
    ("- {}\n", "{}"),
    ("1. {}\n   - {}\n", "{}|{}"),
    ("- **{}:** then\n", "{}: then"),
    ("| a | b |\n| --- | --- |\n| {} | x |\n", "a|b|{}|x"),
    ("**{}**\n\n> x\n", "{}|x"),
]


def read(markdown: str, reader: MarkdownIt) -> list[str]:
    texts = []
    for token in reader.parse(markdown):
        assert token.type not in {"html_block", "fence", "code_block", "hr", "html_inline", "front_matter"}
        if token.type == "inline":
            kinds = {child.type for child in token.children}
            assert kinds <= {"text", "code_inline", "strong_open", "strong_close"}, markdown
            texts.append("".join(child.content for child in token.children))
    return texts


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(TEXT)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("place", "wanted"), PLACES)
@pytest.mark.parametrize("escape", [inline, identifier])
def test_text_reads_back_as_itself_and_as_nothing_else(escape, place, wanted, reader, text):
    escaped = finished(escape(text))
    if not escaped:
        assert not clean(text)
        return

    assert "|".join(read(place.replace("{}", escaped), reader)) == wanted.replace("{}", clean(text))


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_paragraphs_stay_paragraphs(text):
    paragraphs = [finished(paragraph) for paragraph in block(text)]

    assert read("\n\n".join(paragraphs), READERS[0]) == [clean(part) for part in split(text) if clean(part)]


def split(text: str) -> list[str]:
    parts, current = [], []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.strip(" \t\v\f"):
            current.append(line)
        elif current:
            parts.append("\n".join(current))
            current = []
    return [*parts, "\n".join(current)]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_front_matter_takes_any_text_as_one_scalar(text):
    tokens = READERS[0].parse(f"---\nkey: {quoted(text)}\nnext: 1\n---\n\n# Title\n")

    assert tokens[0].type == "front_matter"
    first, second = tokens[0].content.splitlines()
    assert (json.loads(first.removeprefix("key: ")), second) == (clean(text), "next: 1")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("svc-flow@contoso.com", "`svc-flow@contoso.com`"),
        ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        ("svc_flow_01", "svc_flow_01"),
        ("Ask jo.doe@contoso.com, please.", "Ask `jo.doe@contoso.com`, please."),
        ("Jo O'Neil-Ray (CISO)", "Jo O'Neil-Ray (CISO)"),
        ("1. first", "1\\. first"),
        ("a|b", "a\\|b"),
        ("plan 11www.e.example", "plan `11www.e.example`"),
    ],
)
def test_plain_names_and_ids_stay_readable(text, shown):
    assert finished(inline(text)) == shown


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\x1b", "\x00", "\u00ad", "\U000e0041", "\ue000"]
)
def test_invisible_characters_are_dropped(hidden):
    assert clean(f"a{hidden}b") == "ab"
