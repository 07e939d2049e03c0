"""Days and rows of a paper are those of the outcome that was signed: no others of its record, and also under other knowledge."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.documents.making import ANSWERS
from tests.engagement.signing import answered, edit, filled_in, printed
from tests.support.packs import real_engine, real_pack
from wizard.engagement import verify_print
from wizard.engagement.approved_change import approved_in
from wizard.engagement.sealed import Glance, read_sealed
from wizard.engagement.states import State
from wizard.engagement.verify import verify

WORKLOAD = {"identity": "service_principal"}
MEETS_IT = {**ANSWERS, "met_today": ["mfa"]}


@pytest.fixture(scope="module")
def signed_folder(tmp_path_factory) -> Path:
    return filled_in(printed(tmp_path_factory.mktemp("signed") / "a"))


def under_other_knowledge(folder: Path, **answers: object) -> Path:
    """Make a paper one of a pack that is not at hand, and its answers such that today another verdict follows."""
    path = folder / "record.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["knowledge_version"] = "2025.01.1"
    record["applied"]["knowledge_digest"] = "0" * 64
    record["answers"] |= answers
    path.write_text(json.dumps(record), encoding="utf-8")
    edit(lambda text: answered(text, "Decision 1 valid to", ""))(folder)
    return folder


@pytest.mark.parametrize(
    ("answers", "what"), [(WORKLOAD, set()), (MEETS_IT, {"Decision"}), (ANSWERS, {"Decision", "Start"})]
)
def test_only_days_that_the_outcome_has_fall_due_read_quickly_or_at_length(answers, what, tmp_path):
    folder = printed(tmp_path / "a", answers=answers, final=False)
    glance = Glance(real_pack(), real_engine(), date(2026, 12, 10))
    quick = glance.at(folder, read_sealed(folder))[1]

    assert {name for _, name in quick.why} == what
    assert quick == glance.at(folder, None)[1]


def test_an_exception_that_today_needs_none_still_has_its_end_and_its_controls(signed_folder, tmp_path):
    shutil.copytree(signed_folder, tmp_path / "a")
    folder = under_other_knowledge(tmp_path / "a", met_today=["mfa"])
    found = verify(folder, real_pack(), real_engine(), date(2027, 6, 2))

    assert found.state is State.OVERDUE
    assert {"end_passed", "controls_aged"} <= {one.code for one in found.findings}


def test_the_exclusions_of_an_exception_that_today_needs_none_are_cleaned_up(signed_folder, tmp_path, monkeypatch):
    shutil.copytree(signed_folder, tmp_path / "a")
    folder = under_other_knowledge(tmp_path / "a", met_today=["mfa"])
    monkeypatch.setattr(verify_print, "digests", lambda _: ())  # of the record that this test rewrote
    approved = approved_in(folder, real_pack(), real_engine(), date(2027, 6, 2), clean_up=True)

    assert [(row.policy, row.group, row.ends_on) for row in approved.rows] == [
        ("CA001 Require MFA", "CA-EXC-svc-flow", date(2027, 5, 31))
    ]
