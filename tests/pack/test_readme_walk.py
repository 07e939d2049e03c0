"""The README's walk through a change of the knowledge, done on a copy of the pack exactly as it stands there."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.support.packs import ROOT
from wizard.decision.engine import Engine
from wizard.pack.checks.run import check_folder
from wizard.pack.diff import compare
from wizard.pack.loader import load_pack
from wizard.pack.program import compile_program
from wizard.pack.where import default_pack_folder

DAY = date(2026, 11, 29)
STEP = re.compile(
    r"In `(?P<file>[\w./]+)`, (?:(?P<end>at the end)|above the line (?:starting with )?`(?P<above>[^`]+)`):\n\n"
    r"```(?:toml|markdown)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Step:
    file: str
    above: str | None
    text: str


def chapter() -> str:
    """Return the README's chapter; headings inside of code are none of the README's."""
    found: list[str] = []
    inside = fenced = False
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("## ") and not fenced:
            inside = line == "## Change the knowledge"
        elif inside:
            found.append(line)
    return "\n".join(found)


def steps() -> list[Step]:
    return [Step(found["file"], found["above"], found["text"]) for found in STEP.finditer(chapter())]


def walk(pack: Path, left_out: str = "") -> None:
    """Do the steps on a pack, all but those on one file."""
    for step in steps():
        path = pack / step.file
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        if step.file == left_out:
            continue
        if step.above is None:
            path.write_text("".join(lines) + "\n" + step.text, encoding="utf-8")
        else:
            found = [number for number, line in enumerate(lines) if line.startswith(step.above)]
            assert len(found) == 1, f"{step.above!r} begins {len(found)} lines of {step.file}"
            path.write_text("".join([*lines[: found[0]], step.text, *lines[found[0] :]]), encoding="utf-8")


@pytest.fixture
def pack(tmp_path):
    return Path(shutil.copytree(default_pack_folder(), tmp_path / "my-pack"))


def test_every_block_of_the_walk_says_where_it_goes():
    assert len(re.findall(r"^```(?:toml|markdown)$", chapter(), re.MULTILINE)) == len(steps()) == 6


def test_the_walk_ends_in_a_valid_pack(pack):
    walk(pack)

    assert check_folder(pack, DAY).errors == ()


def test_the_new_portal_is_enforced(pack):
    walk(pack)
    engine = Engine(compile_program(load_pack(pack)))
    raw = {"identity": "user_cloud", "cloud": "public", "activity": "active", "run_mode": "unattended"}
    raw |= {"token": "interactive_cached", "surfaces": ["contoso_portal"], "platform_use": "same_run"}
    decision = engine.decide(engine.read(raw))

    assert decision.main == "migrate_now"
    assert [(part.surface, part.enforced) for part in decision.platform] == [("contoso_portal", True)]
    assert "MFA-90" in decision.facts


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
    ("terms.toml", "P834"),
    ("sources.toml", "P303"),
    ("facts/mandatory_mfa.toml", "P302"),
    ("facts/mandatory_mfa.md", "P410"),
    ("surfaces.toml", "P834"),
]


@pytest.mark.parametrize(("file", "code"), FORGOTTEN)
def test_a_forgotten_step_is_found(file, code, pack):
    walk(pack, left_out=file)

    assert code in {finding.code for finding in check_folder(pack, DAY).errors}


def test_the_walk_needs_no_code_and_few_lines():
    assert all(step.file.endswith((".toml", ".md")) for step in steps())
    assert sum(len(step.text.splitlines()) for step in steps()) < 60
