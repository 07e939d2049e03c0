"""What the readers of evidence cite stands in one table, and the check of a pack looks each of it up."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from wizard.evidence.cites import Fact, Surfaces
from wizard.evidence.pack_check import cited
from wizard.pack.checks.run import Report, check_folder

ROOT = Path(__file__).resolve().parents[2]


def checked(folder: Path, *edits: tuple[str, str, str]) -> Report:
    """Return the report on a copy of the shipped pack in which texts are others."""
    copy = folder / "pack"
    shutil.copytree(ROOT / "knowledge", copy)
    for pattern, old, new in edits:
        paths = list(copy.glob(pattern))
        assert paths
        for path in paths:
            path.write_text(re.sub(old, new, path.read_text(encoding="utf-8")), encoding="utf-8")
    return check_folder(copy, date(2026, 11, 29), proof=False, cited=cited())


def lines(report: Report, code: str) -> list[str]:
    return [str(finding) for finding in report.findings if finding.code == code]


@pytest.mark.slow
def test_the_shipped_pack_has_all_that_is_cited(tmp_path):
    report = checked(tmp_path)

    assert [finding for finding in report.findings if finding.code in {"P302", "P305", "P318"}] == []


@pytest.mark.slow
def test_tables_that_a_command_would_refuse_are_findings(tmp_path):
    edits = [
        ("evidence/conditional_access.toml", r"\[\[resources\]\]", "[[resource]]"),
        ("evidence/contexts.toml", r"(?s).*", ""),
        ("evidence/sign_ins.toml", r"(?s).*", ""),
    ]
    found = lines(checked(tmp_path, *edits), "P113")

    start = "P113 evidence/conditional_access.toml: lacks a part or has one of another kind: 'resources'."
    assert any(line.startswith(start) for line in found)
    assert any(line.startswith("P113 evidence/contexts.toml: has no contexts.") for line in found)
    assert "P113 evidence/sign_ins.toml:1: checked_on: Field required." in found


@pytest.mark.slow
def test_contexts_are_read_by_the_tables_of_their_own_pack(tmp_path):
    action = '[[context]]\nname = "Print"\nsignInContext = { userAction = "printpages" }\n'
    edits = [
        ("evidence/conditional_access.toml", r"\[user_actions\]", '[user_actions]\nprintpages = "urn:user:print"'),
        ("evidence/contexts.toml", r"\Z", action),
    ]

    assert lines(checked(tmp_path, *edits), "P113") == []


@pytest.mark.slow
def test_a_fact_that_was_renamed_everywhere_in_the_pack_is_a_finding(tmp_path):
    report = checked(tmp_path, ("**/*.*", rf"\b{Fact.POLICIES_APPLIED}\b", "EV-98"))

    (line,) = lines(report, "P302")
    assert "the readers of evidence" in line
    assert f"'{Fact.POLICIES_APPLIED}'" in line


@pytest.mark.slow
def test_an_answer_that_was_renamed_in_the_pack_is_a_finding_at_the_readers_and_at_their_tables(tmp_path):
    report = checked(tmp_path, ("questions.toml", r'id = "fido2"', 'id = "security_key"'))

    found = lines(report, "P318")
    assert any("the readers of evidence: names the answer 'fido2'" in line for line in found)
    assert any("evidence/sign_ins.toml" in line and "'fido2'" in line for line in found)


@pytest.mark.slow
def test_a_question_that_was_renamed_in_the_pack_is_a_finding(tmp_path):
    report = checked(tmp_path, ("*.toml", r"\begress\b", "addresses"))

    assert any("the readers of evidence" in line and "'egress'" in line for line in lines(report, "P305"))


@pytest.mark.slow
@pytest.mark.parametrize("key", ["as_resource", "token", "privilege", "control", "method", "mfa_source"])
def test_an_answer_in_a_table_of_evidence_that_leads_nowhere_is_a_finding(key, tmp_path):
    report = checked(tmp_path, ("evidence/sign_ins.toml", rf'({key} = \[?)"[a-z_0-9]+"', r'\1"nothing_of_it"'))

    assert any("'nothing_of_it'" in line for line in lines(report, "P318"))


def test_a_pack_without_tables_of_evidence_owes_nothing_to_their_readers(tmp_path):
    shutil.copytree(ROOT / "tests" / "pack" / "packs" / "good" / "bicycle", tmp_path / "bicycle")

    report = check_folder(tmp_path / "bicycle", date(2026, 11, 24), cited=cited())

    assert report.errors == ()
    assert Surfaces.ID in cited().answers
