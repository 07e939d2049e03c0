"""Good packs pass, and every bad pack is caught with the code of its one defect."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.pack import corpus
from tests.support.packs import ROOT
from tests.support.waiting import cpu_seconds
from wizard.decision.engine import Engine
from wizard.pack.checks.finding import Finding
from wizard.pack.checks.run import check_folder
from wizard.pack.loader import load_pack
from wizard.pack.program import compile_program

DAY = date.fromisoformat(corpus.DAY_OF_THE_CORPUS)
DEFECTS = corpus.defects()

ELSEWHERE = {"P100", "P300", "P118", "P832", "W101", "W102"}
"""Codes without a bad pack: no code, a kind that only a test has, a file without rights, a slip of the compiler, and warnings; tested elsewhere."""

WITHOUT_EXAMPLE = {"P802", "P805", "P809", "P811", "P812", "P813", "P814", "P816", "P821", "P822", "P823", "P824"}
WITHOUT_EXAMPLE |= {"P825", "P835", "P836", "P827", "P828", "P829", "P830", "P833", "P837", "P838"}
"""Proofs that something never happens; there are no answers to show."""


@pytest.mark.parametrize("name", corpus.good_packs())
def test_a_good_pack_passes(name, tmp_path):
    report = check_folder(corpus.good(name, tmp_path), DAY)

    assert (report.findings, report.proven) == ((), True)


@dataclass(frozen=True)
class Checked:
    """A bad pack after its check: several tests look at one proof."""

    defect: corpus.Defect
    folder: Path
    findings: tuple[Finding, ...]
    seconds: float


@pytest.fixture(scope="module", params=DEFECTS, ids=lambda defect: defect.name)
def checked(request, tmp_path_factory):
    folder = corpus.build(request.param, tmp_path_factory.mktemp("bad"))
    report, seconds = cpu_seconds(lambda: check_folder(folder, DAY))
    return Checked(request.param, folder, report.findings, seconds)


def test_a_bad_pack_is_caught_with_its_own_code(checked):
    defect = checked.defect
    found = [finding for finding in checked.findings if finding.code == defect.code]

    assert found, [str(finding) for finding in checked.findings]
    assert {finding.code for finding in checked.findings} == {defect.code, *defect.also}
    if defect.place:
        assert found[0].place == defect.place
    assert checked.seconds < 10


def test_each_finding_is_one_line_that_says_where_what_and_how(checked):
    for finding in checked.findings:
        line = str(finding)
        assert "\n" not in line
        assert line.startswith(f"{finding.code} {finding.place}: ")
        assert finding.message.endswith((".", "'")), line
        assert str(checked.folder.parent) not in finding.message


def test_a_counterexample_is_an_answers_file_that_decides(checked):
    findings = [finding for finding in checked.findings if finding.code.startswith("P8")]
    engine = Engine(compile_program(load_pack(checked.folder))) if findings else None
    for finding in findings:
        if finding.code not in WITHOUT_EXAMPLE:
            assert finding.answers is not None or finding.code == "P815"
        if finding.answers is not None:
            answers = engine.read(json.loads(json.dumps(finding.answers)))
            assert engine.decide(answers).unanswered == ()


def test_the_corpus_has_at_least_thirty_kinds_of_defects():
    assert len({defect.code for defect in DEFECTS}) >= 30
    assert len({defect.says for defect in DEFECTS}) == len(DEFECTS)


def test_every_code_of_the_checks_has_a_bad_pack():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "wizard" / "pack").rglob("*.py"))
    codes = set(re.findall(r'"([PW][1-9]\d\d)"', sources))

    assert codes - {code for defect in DEFECTS for code in (defect.code, *defect.also)} == ELSEWHERE


def test_a_gap_is_shown_by_answers_without_a_value(tmp_path):
    folder = corpus.build(corpus.read_defect(corpus.PACKS / "bad" / "gap_in_a_table" / "defect.toml"), tmp_path)
    finding = next(finding for finding in check_folder(folder, DAY).findings if finding.code == "P801")
    engine = Engine(compile_program(load_pack(folder)))

    assert engine.decide(engine.read(finding.answers)).values["paid_by"] is None


def test_a_mild_verdict_on_an_unknown_is_shown_by_answers_that_get_it(tmp_path):
    folder = corpus.build(corpus.read_defect(corpus.PACKS / "bad" / "mild_on_an_unknown" / "defect.toml"), tmp_path)
    finding = next(finding for finding in check_folder(folder, DAY).findings if finding.code == "P808")
    engine = Engine(compile_program(load_pack(folder)))

    assert engine.decide(engine.read(finding.answers)).main == "repair_later"
    assert finding.answers["parts"] == ["unknown"]
