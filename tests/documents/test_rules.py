"""What ``documents.toml`` names is in the pack, and its sentences are plain."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.packs import real_pack
from wizard.pack.compiler import Compiler
from wizard.pack.files import default_pack_folder

RULES = tomllib.loads((default_pack_folder() / "documents.toml").read_text(encoding="utf-8"))
SENTENCES = {"text", "statement", "objective", "short", "platform", "none", "undecided", "refused", "intro"}


def walk(value: Any, path: str = "") -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield f"{path}.{key}", key, part
            yield from walk(part, f"{path}.{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from walk(part, f"{path}[{number}]")


ENTRIES = list(walk(RULES))


def test_every_condition_is_one_of_the_pack():
    compiler = Compiler(real_pack())
    for path, key, value in ENTRIES:
        if key in {"when", "shown_when", "chosen_when"}:
            compiler.condition(value, path)

    assert compiler.problems == []


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("facts", {fact.id for fact in real_pack().facts}),
        ("sources", {source.id for source in real_pack().sources}),
        ("verdicts", {verdict.id for verdict in real_pack().verdicts}),
        ("needs", {field.id for field in real_pack().signoff}),
        ("guid_fields", {field.id for field in real_pack().signoff}),
    ],
)
def test_every_id_is_one_of_the_pack(key, known):
    assert [
        path for path, name, value in ENTRIES if name == key and isinstance(value, list) and not set(value) <= known
    ] == []


def test_single_ids_are_those_of_the_pack():
    pack, risk = real_pack(), real_pack().documents.risk
    groups = {group.id for group in pack.checklist.group}
    fields, questions = {field.id for field in pack.signoff}, {question.id for question in pack.questions}

    assert {risk.full_for, risk.short_for} <= groups
    assert {risk.refuses, risk.refused_as, *(also.verdict for also in risk.also)} <= set(pack.verdict_by_id)
    assert {row.field for row in pack.documents.account_row if row.field} <= fields
    assert {row.question for row in pack.documents.account_row if row.question} <= questions


def test_sentences_are_short():
    long = [
        sentence
        for _, key, value in ENTRIES
        if key in SENTENCES and isinstance(value, str)
        for sentence in re.split(r"(?<=[.!?]) ", value)
        if len(sentence.split()) > 27
    ]

    assert long == []


def test_every_option_has_a_last_word():
    """The last reason and the last choice hold always, so that no option stands there without one."""
    for option in real_pack().documents.option:
        assert not option.chosen or not option.chosen[-1].when or option.id == "fix"
        assert not option.reason or not option.reason[-1].when
        if not option.reason:
            assert option.shown_when, f"{option.id} can be listed without being chosen"
