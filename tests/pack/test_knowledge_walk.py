"""The guide's walk through a change of the knowledge, done on a copy of the pack exactly as it stands there."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.support.packs import ROOT
from tests.support.walking import chapter, steps, take
from wizard.decision.engine import Engine
from wizard.evidence.pack_check import cited
from wizard.pack.checks.run import check_folder
from wizard.pack.diff import compare
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack
from wizard.pack.program import compile_program

DAY = date(2026, 11, 29)
STEPS = steps(chapter(ROOT / ".github/guides/change-the-knowledge.md", "## A newly enforced portal, in five minutes"))


def walk(pack: Path, left_out: str = "") -> None:
    """Do the steps on a pack, all but those on one file."""
    for step in STEPS:
        if step.file != f"my-pack/{left_out}":
            take(step, pack.parent)


@pytest.fixture
def pack(tmp_path):
    return Path(shutil.copytree(default_pack_folder(), tmp_path / "my-pack"))


def test_the_walk_has_its_steps():
    assert len(STEPS) == 6


@pytest.mark.slow
def test_the_new_portal_is_enforced(pack):
    walk(pack)
    engine = Engine(compile_program(load_pack(pack)))
    raw = {"identity": "user_cloud", "cloud": "public", "activity": "active", "run_mode": "unattended"}
    raw |= {"token": "interactive_cached", "surfaces": ["contoso_portal"], "platform_use": "same_run"}
    decision = engine.decide(engine.read(raw))

    assert decision.main == "migrate_now"
    assert [(part.surface, part.enforced) for part in decision.platform] == [("contoso_portal", True)]
    assert "MFA-90" in decision.facts


@pytest.mark.slow
def test_it_changes_no_verdict_of_those_who_do_not_use_the_portal(pack):
    walk(pack)
    difference = compare(load_pack(default_pack_folder()), load_pack(pack))

    assert [shift for shift in difference.shifts if shift.what in {"main", "also", "waivable_by"}] == []
    added = {(part.kind, part.name) for part in difference.parts if part.how == "added"}
    assert added == {
        ("fact", "MFA-90"),
        ("option", "surfaces.contoso_portal"),
        ("source", "contoso_announcement"),
        ("surface", "contoso_portal"),
    }


FORGOTTEN = [
    pytest.param("terms.toml", "P834", marks=pytest.mark.slow),
    ("sources.toml", "P303"),
    ("facts/mandatory_mfa.toml", "P302"),
    ("facts/mandatory_mfa.md", "P410"),
    pytest.param("surfaces.toml", "P834", marks=pytest.mark.slow),
]


@pytest.mark.slow
@pytest.mark.parametrize(("file", "code"), FORGOTTEN)
def test_a_forgotten_step_is_found(file, code, pack):
    walk(pack, left_out=file)

    report = check_folder(pack, DAY, proof=code.startswith("P8"), cited=cited())
    assert code in {finding.code for finding in report.errors}


def test_the_walk_needs_no_code_and_few_lines():
    assert all(step.file.endswith((".toml", ".md")) for step in STEPS)
    assert sum(len(step.text.splitlines()) for step in STEPS) < 60
