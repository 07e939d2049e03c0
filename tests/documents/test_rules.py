"""What ``documents.toml`` names is in the pack, its sentences are plain, and rules ask for the meaning of a field, not its id."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, make_case
from tests.support.packs import real_pack
from wizard.decision.engine import load_engine
from wizard.documents.case import build_case
from wizard.documents.readiness import open_items, status
from wizard.pack.checks.run import check_folder
from wizard.pack.compiler import Compiler
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack
from wizard.pack.models import Meaning
from wizard.record.reading import record_from

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


ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 24)


def renamed(folder: Path, old: str, new: str) -> Path:
    """Return a copy of the shipped pack in which one id is another everywhere."""
    copy = folder / "pack"
    shutil.copytree(ROOT / "knowledge", copy)
    for path in copy.rglob("*.*"):
        path.write_text(re.sub(rf"\b{old}\b", new, path.read_text(encoding="utf-8")), encoding="utf-8")
    return copy


@pytest.mark.slow
def test_an_end_in_2035_is_refused_under_another_name_too(tmp_path):
    folder = renamed(tmp_path, "expires_on", "ends_on")
    pack, signoff = load_pack(folder), {**SIGNOFF, "ends_on": "2035-01-31"}
    signoff.pop("expires_on")
    record = record_from({"account": {"name": "a"}, "answers": ANSWERS, "signoff": signoff}, "test")

    case = build_case(pack, load_engine(folder), record, DAY)

    assert status(case) == "draft"
    assert [item.field_id for item in open_items(case)] == ["ends_on"]


@pytest.mark.slow
def test_every_meaning_that_no_field_carries_is_named(tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "knowledge", folder)
    path = folder / "signoff.toml"
    text, removed = re.subn(r'^means = "\w+"\n', "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert removed == len(Meaning)
    path.write_text(text, encoding="utf-8")

    report = check_folder(folder, DAY, proof=False)

    (found,) = [finding for finding in report.errors if finding.code == "P712"]
    assert found.place.split(":")[0] == "signoff.toml"
    assert [meaning for meaning in Meaning if f"'{meaning}'" not in found.message] == []


def test_every_field_is_found_by_its_meaning():
    case = make_case()

    assert case.date(Meaning.END) == date(2027, 5, 31)
    assert case.person(Meaning.OWNER).name == "Olga Ney"
    assert case.text(Meaning.CONSTRAINT) == case.text("constraint")
