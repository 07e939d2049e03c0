"""Rules of the documents ask the pack for the meaning of a field, so an id can be changed without a rule going blind."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS, SIGNOFF, make_case
from wizard.decision.engine import Engine
from wizard.documents.case import build_case
from wizard.documents.readiness import open_items, status
from wizard.pack.checks.run import check_folder
from wizard.pack.loader import load_pack
from wizard.pack.models import Meaning
from wizard.pack.program import load_program
from wizard.record.reading import record_from

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

    case = build_case(pack, Engine(load_program(folder)), record, DAY)

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
