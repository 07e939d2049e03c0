"""Sentences and places, as the checks count and find them; and slots, which no answers leave to a fallback."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.packs import real_pack
from wizard.errors import Problem
from wizard.pack.checks.words import sentences, words
from wizard.pack.models import Slot
from wizard.pack.part_places import Places
from wizard.pack.proof.theory import Theory

ROOT = Path(__file__).resolve().parents[2]
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


def templates(verdict: str) -> Iterator[tuple[str, str]]:
    """Yield the conditions and sentences of a verdict, in the order in which they are tried."""
    pack = real_pack()
    own = pack.verdict_by_id[verdict].decision
    for other in pack.documents.instead:
        if other.verdict == verdict:
            yield other.when, other.decision or own
    yield "", own


def slots_of(text: str) -> Iterator[Slot]:
    known = {slot.id: slot for slot in real_pack().slots}
    yield from (known[name] for name in re.findall(r"\{([a-z_]+)\}", text))


@pytest.mark.slow
def test_every_sentence_that_is_said_has_words_for_its_slots():
    pack = real_pack()
    silent = []
    with Theory(pack) as theory:
        program, view = theory.program, theory.view
        given = {
            verdict: view.any([program[kind][verdict] for kind in ("main", "also") if verdict in program[kind]])
            for verdict in pack.verdict_by_id
        }
        for verdict, here in given.items():
            stronger = pack.documents.refusals[: pack.documents.refusals.index(verdict)] if (
                verdict in pack.documents.refusals
            ) else ()  # fmt: skip
            # Of several refusals, only the strongest is said.
            before = [-given[name] for name in stronger]
            for when, text in templates(verdict):
                holds = theory.condition(when)
                for slot in slots_of(text):
                    if slot.kind != "words" or slot.then:
                        continue
                    words = [w for w in (*slot.instead, *slot.each) if w.verdict in {None, verdict}]
                    nothing = [-theory.condition(word.when) for word in words]
                    if theory.can(here, holds, *before, *nothing):
                        silent.append((verdict, when, slot.id, theory.possible(here, holds, *before, *nothing)))
                before.append(-holds)

    assert silent == []


def test_every_slot_is_in_a_sentence_or_an_answer():
    pack = real_pack()
    texts = [pack.documents.risk.refused_decision, pack.documents.question]
    texts += [text for verdict in pack.verdicts for text in (verdict.decision, verdict.answer)]
    texts += [text for words in pack.documents.instead for text in (words.decision, words.answer)]
    used = {name for text in texts for name in re.findall(r"\{([a-z_]+)\}", text)}

    assert {slot.id for slot in pack.slots} == used


def test_what_ends_is_signed_before_what_has_no_end():
    pack = real_pack()

    assert pack.signed[0].verdict == pack.documents.risk.refuses


def test_a_reason_on_page_one_cites_what_the_pack_cites_about_the_same_thing():
    pack = ROOT / "knowledge"
    reasons = tomllib.loads((pack / "case.toml").read_text(encoding="utf-8"))["why"]
    about: dict[str, set[str]] = {}
    for verdict in tomllib.loads((pack / "verdicts.toml").read_text(encoding="utf-8"))["verdict"]:
        about[f"{verdict['id']} in verdicts"] = set(verdict["facts"])
    for text in tomllib.loads((pack / "texts.toml").read_text(encoding="utf-8"))["text"]:
        for part in text["when"].split(" and "):
            if part.startswith("identity is "):
                about.setdefault(f"special and {part}", set()).update(text["facts"])
    strangers = {
        row["text"]: row["facts"] for row in reasons if set(row["facts"]) - about.get(row["when"], set(row["facts"]))
    }

    assert strangers == {}
