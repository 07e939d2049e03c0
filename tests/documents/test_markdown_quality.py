"""The documents as Markdown that strict readers accept, for every case."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, documents, parse, plain, scenarios
from tests.support.packs import real_pack
from tests.support.tables import for_each

CASES = {"exception": (ANSWERS, SIGNOFF), "nothing": ({}, {}), "open": ({"identity": "user_cloud"}, {})}
CASES |= {"workload": ({"identity": "managed_identity"}, {}), "draft": (ANSWERS, {})}
FIRST = frozenset(CASES)
"""Cases of the fast tests; the worked cases take longer."""

CASES |= {
    f"{case['id']}-{kind}": (case["answers"], signoff)
    for case in scenarios()
    for kind, signoff in (("full", SIGNOFF), ("draft", {}))
}
NAMES = ["recommendation.md", "checklist.md"]


def made(case: str) -> dict[str, str]:
    return documents(*CASES[case])


tokens_of = cache(parse)


def bytes_are_clean(markdown):
    assert markdown.endswith("\n")
    assert not markdown.endswith("\n\n")
    assert "\r" not in markdown
    assert "\t" not in markdown
    assert "\n\n\n" not in markdown
    assert not re.search(r"[ \u00a0]+$", markdown, re.MULTILINE)
    assert not re.search("[\ue000\ue001]", markdown)


def headings_are_in_order_and_unique_among_siblings(markdown):
    tokens = tokens_of(markdown)
    headings = [(int(t.tag[1]), plain(tokens[i + 1])) for i, t in enumerate(tokens) if t.type == "heading_open"]
    assert headings[0][0] == 1
    assert [level for level, _ in headings].count(1) == 1
    path: list[str] = []
    seen: set[tuple[str, ...]] = set()
    last = 0
    for level, text in headings:
        assert level <= last + 1, f"skipped before {text}"
        assert text
        assert not text.endswith((".", ":"))
        path = [*path[: level - 1], text]
        assert tuple(path) not in seen, f"twice: {path}"
        seen.add(tuple(path))
        last = level


def no_section_is_empty(markdown):
    tokens = [t for t in tokens_of(markdown) if t.level == 0]
    for position, token in enumerate(tokens):
        if token.type == "heading_close":
            following = tokens[position + 1]
            assert following.type != "heading_open" or int(following.tag[1]) > int(token.tag[1])


def blocks_have_blank_lines_around_them(markdown):
    lines = markdown.split("\n")
    fenced = False
    for number, line in enumerate(lines):
        if line.startswith("```"):
            fenced = not fenced
            before, after = lines[number - 1], lines[number + 1]
            assert (before if fenced else after) == ""
        if fenced:
            continue
        if line.startswith("#"):
            assert (lines[number - 1], lines[number + 1]) == ("", "")
        if line.startswith("|") and not lines[number - 1].startswith("|"):
            assert lines[number - 1] == ""
        if re.match(r"(?:- |\d+\. )", line):
            assert lines[number - 1] == "" or re.match(r"(?:- |\d+\. |\s)", lines[number - 1])


def tables_are_whole(markdown):
    for table in re.findall(r"(?:^\|.*\|$\n?)+", markdown, re.MULTILINE):
        rows = [re.split(r"(?<!\\)\|", line.strip())[1:-1] for line in table.strip().split("\n")]
        assert len(rows) > 2, "a table without rows"
        assert {len(row) for row in rows} == {len(rows[0])}
        assert all(cell.strip() == "---" for cell in rows[1])
        assert all(cell.strip() for cell in rows[0])


def links_are_titled_and_nothing_is_html_or_a_bare_address(markdown):
    body = markdown.split("\n---\n", 1)[1]
    without = re.sub(r"`[^`]*`|\]\([^)]*\)|^```.*?^```", "", body, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"https?://|www\.", without)
    for token in tokens_of(markdown):
        assert token.type != "html_block"
        children = token.children or []
        for position, child in enumerate(children):
            if child.type == "html_inline":
                assert "task-list-item-checkbox" in child.content
            if child.type == "link_open":
                assert len(children[position + 1].content) > 4


def no_bold_line_serves_as_a_heading(markdown):
    bold = [
        t
        for t in tokens_of(markdown)
        if t.type == "inline" and re.fullmatch(r"\*\*[^*]+\*\*", t.content) and t.level < 3
    ]
    assert all(plain(token).endswith(".") for token in bold), "a bold paragraph is a sentence, the decision"
    assert len(bold) <= 1


def front_matter_is_flat_and_has_no_title(markdown):
    front = tokens_of(markdown)[0]
    assert front.type == "front_matter"
    keys = [line.split(":")[0] for line in front.content.splitlines()]
    assert len(keys) == len(set(keys))
    assert "title" not in keys
    assert all(re.fullmatch(r"[a-z0-9_]+: \S.*", line) for line in front.content.splitlines())


def dates_in_prose_are_written_out(markdown):
    body = re.sub(
        r"`[^`]*`|\]\([^)]*\)|\[[^\]]*\]|^```.*?^```",
        "",
        markdown.split("\n---\n", 1)[1],
        flags=re.DOTALL | re.MULTILINE,
    )
    kept = [line for line in body.splitlines() if "commit of" not in line]
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b", "\n".join(kept))


def sentences_of_the_wizard_are_short(markdown):
    """Forty words is the hard limit for what the wizard itself says; tables and quotations aside."""
    for token in tokens_of(markdown):
        if token.type == "inline" and token.level == 1:
            for sentence in re.split(r"(?<=[.!?]) |: ", plain(token)):
                assert len(sentence.split()) <= 45, sentence


CHECKS = [
    bytes_are_clean,
    headings_are_in_order_and_unique_among_siblings,
    no_section_is_empty,
    blocks_have_blank_lines_around_them,
    tables_are_whole,
    links_are_titled_and_nothing_is_html_or_a_bare_address,
    no_bold_line_serves_as_a_heading,
    front_matter_is_flat_and_has_no_title,
    dates_in_prose_are_written_out,
    sentences_of_the_wizard_are_short,
]


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=() if case in FIRST else pytest.mark.slow) for case in CASES]
)
@for_each(name=NAMES, check=CHECKS)
def test_a_document_is_clean_markdown(case, name, check):
    if (name, check) != ("checklist.md", sentences_of_the_wizard_are_short):
        check(made(case)[name])


@pytest.mark.parametrize("case", sorted(FIRST))
def test_short_forms_are_written_out_at_first_use(case):
    """A row of the checklist has to fit its line; the recommendation has written its short forms out."""
    markdown = made(case)["recommendation.md"]
    body = re.sub(
        r"`[^`]*`|\[[^\]]*\]\([^)]*\)|^```.*?^```", "", markdown.split("\n---\n", 1)[1], flags=re.DOTALL | re.MULTILINE
    )
    for acronym in real_pack().documents.acronym:
        found = re.search(rf"(?<![\w\-/]){re.escape(acronym.short)}s?(?![\w\-/])", body)
        if found:
            before = body[: found.start()].lower()
            assert before.endswith((f"{acronym.long} (".lower(), f"{acronym.long}s (".lower())), acronym.short
