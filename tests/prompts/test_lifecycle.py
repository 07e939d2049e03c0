"""Records renewed, closed and opened again line by line."""

from __future__ import annotations

import io
from pathlib import Path

from tests.documents.making import ANSWERS, SIGNOFF
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import DAY
from wizard.engagement.store import read_saved
from wizard.prompts.plain import PlainFace
from wizard.prompts.run import Run, hold_interview
from wizard.record.reading import dump_record, record_from


def held(home: Path, *lines: str) -> str:
    """Type lines at the end of an interview; return what was printed."""
    path = home / "svc.json"
    if not path.exists():
        signoff = {**SIGNOFF, "valid_from": "2026-06-01", "expires_on": "2026-11-30"}
        record = record_from({"account": {"name": "svc"}, "answers": ANSWERS, "signoff": signoff}, "test")
        path.write_bytes(dump_record(record))
    target = io.StringIO()
    face = PlainFace(io.StringIO("\n".join(("s", *lines, "q")) + "\n"), target)
    assert hold_interview(face, Run(home, real_pack(), real_engine(), DAY, record="svc")) == 0
    return target.getvalue()


def test_an_exception_is_renewed_line_by_line(tmp_path: Path) -> None:
    told = held(tmp_path, "n", "r", "", "2027-04-30")

    assert "until 30 May 2027 at the latest" in told
    assert "Test again, and say whether each passed" in told
    record = read_saved(tmp_path / "svc.json")
    assert (record.revision, record.signoff["expires_on"], record.answers.keys()) == (2, "2027-04-30", ANSWERS.keys())


def test_a_record_is_closed_and_opened_again_line_by_line(tmp_path: Path) -> None:
    told = held(tmp_path, "n", "c", "", "account_retired", "log", "Ian Fox", "")
    assert "can't be closed by the implementer alone" in told

    assert "closed on 24 November 2026 by Gil Orr" in held(
        tmp_path, "n", "c", "", "account_retired", "log", "Gil Orr", ""
    )
    assert read_saved(tmp_path / "svc.json").closed is not None
    assert "is undone" in held(tmp_path, "n", "u")
    assert read_saved(tmp_path / "svc.json").closed is None
