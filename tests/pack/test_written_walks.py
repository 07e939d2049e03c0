"""The walks of CONTRIBUTING.md and of the guide to the knowledge, done on copies exactly as they are written there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS
from tests.support.packs import ROOT
from tests.support.waiting import ROOM
from tests.support.walking import chapter, steps, take
from wizard.decision.engine import Engine
from wizard.evidence.pack_check import cited
from wizard.pack.checks.run import check_folder
from wizard.pack.diff import compare
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack
from wizard.pack.program import compile_program
from wizard.pack.proof.prove import prove

PAGE = ROOT / ".github" / "CONTRIBUTING.md"
DAY = date(2026, 11, 29)


def steps_of(kind: str):
    return steps(chapter(PAGE, f"## How to add a {kind}"))


@pytest.fixture(scope="module")
def with_question(tmp_path_factory):
    """Return a pack with the question of the page."""
    folder = tmp_path_factory.mktemp("question")
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    for step in steps_of("question"):
        take(step, folder)
    return folder / "knowledge"


@pytest.mark.slow
def test_a_pack_with_the_new_question_is_proven(with_question):
    report = check_folder(with_question, DAY, cited=cited())

    assert [str(finding) for finding in report.errors] == []
    assert report.proven


@pytest.mark.slow
def test_the_new_question_is_asked_and_its_answer_changes_the_documents(with_question):
    engine = Engine(compile_program(load_pack(with_question)))
    texts = {
        answer: engine.decide(engine.read({**ANSWERS, "alert_watch": answer})).texts for answer in ("on_duty", "nobody")
    }

    assert engine.decide(engine.read(ANSWERS)).unanswered == ("alert_watch",)
    assert "alerts_unwatched" in texts["nobody"]
    assert "alerts_unwatched" not in texts["on_duty"]


@pytest.mark.slow
def test_the_new_command_runs_and_has_its_help(tmp_path):
    for folder in ("wizard", "knowledge"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for step in steps_of("command"):
        take(step, tmp_path)

    listed, helped = (run_in(tmp_path, "sources", *words) for words in ((), ("--help",)))

    assert f"{load_pack(ROOT / 'knowledge').sources[0].id}: " in listed
    assert "mfa-wizard sources --pack my-pack" in helped
    assert "list the sources of the knowledge" in run_in(tmp_path, "--help")


def run_in(folder, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "wizard", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=ROOM,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


MAP = ROOT / "wizard" / "README.md"


@pytest.mark.parametrize(("page", "start"), [(PAGE, ROOT), (MAP, MAP.parent)], ids=["CONTRIBUTING", "wizard/README"])
def test_every_file_that_a_page_for_developers_names_is_there(page, start):
    """A page that names a file which was moved leads nowhere."""
    new = {step.file for step in (*steps_of("question"), *steps_of("command")) if step.new}
    named = set(re.findall(r"`([\w.-]+/[\w./-]*)`", page.read_text(encoding="utf-8")))

    assert len(named) > 20
    assert [name for name in sorted(named - new) if not any((top / name).exists() for top in (start, ROOT))] == []


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

    found = (
        prove(load_pack(pack)) if code.startswith("P8") else check_folder(pack, DAY, proof=False, cited=cited()).errors
    )
    assert code in (finding.code for finding in found if not finding.warning)


def test_the_walk_needs_no_code_and_few_lines():
    assert all(step.file.endswith((".toml", ".md")) for step in STEPS)
    assert sum(len(step.text.splitlines()) for step in STEPS) < 60
