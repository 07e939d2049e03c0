"""Sentences and places, as the checks count and find them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.errors import Problem
from wizard.pack.checks.words import sentences, words
from wizard.pack.part_places import Places

TEXTS = [
    ("One. Two. Three.", ["One.", "Two.", "Three."]),
    ("No end", ["No end"]),
    ("A tenant, e.g. a large one, waits. Then it goes on.", ["A tenant, e.g. a large one, waits.", "Then it goes on."]),
    ("Version 2.4 is out.", ["Version 2.4 is out."]),
    ("Two parts: one; two.", ["Two parts: one; two."]),
    ("- First item\n- Second item", ["First item", "Second item"]),
    ("1. Do this.\n2. Do that.", ["Do this.", "Do that."]),
    ("A line\nthat goes on.\n\nA paragraph.", ["A line that goes on.", "A paragraph."]),
    ("| One | Two |\n| --- | --- |\n| three | four |", ["One", "Two", "three", "four"]),
    ("Is it so? Yes!", ["Is it so?", "Yes!"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_prose_is_cut_into_sentences(text, expected):
    assert list(sentences(text)) == expected


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("Three plain words", 3),
        ("A [link to a page](https://example.org/a b) counts as its text", 9),
        ("Dashes – do not count", 4),
        ("`code in ticks` counts", 4),
    ],
)
def test_words_are_counted_as_they_are_read(sentence, count):
    assert words(sentence) == count


@given(st.text(max_size=400))
def test_no_text_is_lost_or_made_up(text):
    found = [word for sentence in sentences(text) for word in sentence.split()]

    assert set(found) <= set(text.replace("|", " ").split()) | set(found)
    assert sum(words(sentence) for sentence in sentences(text)) <= words(text)


FILES = {
    "questions.toml": b'[[question]]\nid = "a"\n[[question.option]]\nid = "x"\n\n[[question]]\nid = "b"\n'
    b'[[question.option]]\nid = "x"\n',
    "tables.toml": b'[[table]]\nid = "main"\n# id = "no"\n[[table.row]]\nid = "R1" # first\n[[table.row]]\nid = "R2"\n',
    "facts/area.toml": b'[[fact]]\nid = "F-01"\n',
    "facts/area.md": b"# Area\n\n## F-01\n\ntext\n",
}

PLACES = [
    ("question b", "questions.toml:7 question b"),
    ("option b.x", "questions.toml:9 option b.x"),
    ("row R2", "tables.toml:7 row R2"),
    ("tables.toml: row R1", "tables.toml:5 row R1"),
    ("fact F-01", "facts/area.toml:2 fact F-01"),
    ("row R9", "row R9"),
    ("tables.toml", "tables.toml"),
    ("questions.toml: row R1", "questions.toml: row R1"),
]


@pytest.mark.parametrize(("place", "expected"), PLACES)
def test_a_part_is_found_by_kind_and_id(place, expected):
    assert Places(FILES).of(place) == expected
    assert Places(FILES).with_lines([Problem(place, "x", "y", "P201")]) == [Problem(expected, "x", "y", "P201")]


def test_a_section_of_prose_is_found_by_its_heading():
    assert Places(FILES).section("facts/area.md", "F-01") == "facts/area.md:3"


def test_a_question_is_called_by_its_short_title_and_without_one_by_its_label():
    from tests.support.packs import TINY, pack_at

    titles = {question.id: question.title for question in pack_at(TINY).questions}

    assert titles == {"fault": "What is wrong?", "parts": "Which parts leak?", "warranty": "Warranty"}
