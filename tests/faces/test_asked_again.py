"""A record of an older pack: what is asked again says why, and shows what was answered."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.engagement.sessions import DAY
from tests.faces.asking import plain_lines, prompted
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import EXCEPTION, on_stage
from wizard.documents.bundle import build_documents
from wizard.engagement.session import Session
from wizard.prompts.face import LIST
from wizard.prompts.plain import PlainFace
from wizard.prompts.run import Run, hold_interview
from wizard.views.state import AGAIN

FORMER = next(former for former in real_pack().former_answers if former.answer == "legacy_mail")
QUESTION = real_pack().question_by_id["surfaces"]
MAIL = next(option for option in QUESTION.option if option.id == "legacy_mail")
NOTICE = f"“{QUESTION.title}” is asked again; the question says why."
BEFORE = {name: EXCEPTION[name] for name in list(EXCEPTION)[: list(EXCEPTION).index("surfaces")]}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a record that was saved under the pack before this one."""
    record = {
        "schema_version": "2.0",
        "account": {"name": "scanner@contoso.com"},
        "answers": {**BEFORE, "surfaces": ["legacy_mail"]},
        "knowledge_version": FORMER.until,
        "created_on": "2026-11-10",
    }
    path = tmp_path / "scanner.json"
    path.write_text(json.dumps(record))
    return path


def opened(path: Path) -> Session:
    return Session.open(path, real_pack(), real_engine())


def test_plain_lines_say_why_and_name_the_old_answer(saved):
    session = opened(saved)
    shown = plain_lines(session, "\n")

    assert f"Asked again: {FORMER.words}" in shown
    assert f"Earlier answer: {MAIL.label}" in shown
    assert "surfaces" not in session.interview.answers, "Enter must not confirm what meant something else"


def test_prompts_say_why_and_name_the_old_answer(saved, capsys):
    session = opened(saved)
    shown = prompted(session, "\r", capsys)

    assert f"Asked again: {FORMER.words}" in shown
    assert f"Earlier answer: {MAIL.label}" in shown
    assert "surfaces" not in session.interview.answers


@pytest.mark.slow
async def test_the_wizard_says_why_and_names_the_old_answer(saved: Path, tmp_path: Path) -> None:
    async with on_stage(tmp_path, name=None) as stage:
        stage.app.open_record(saved)
        await stage.until(lambda: stage.app.session is not None)
        await stage.settle()
        assert stage.current == "surfaces"
        assert FORMER.words in stage.words("#asides")
        assert MAIL.label in stage.words("#asides")
        assert not any("[x]" in row for row in stage.rows("#choices"))
        assert NOTICE in stage.words("#status")
        await stage.press("f4")
        assert FORMER.words in stage.words("#review")
        assert f"= {AGAIN}" in stage.words("#review")
        await stage.press("escape", "enter")
        assert "surfaces" not in stage.session.interview.answers
        assert "surfaces" in stage.session.interview.held


def test_the_list_of_answers_has_what_is_asked_again_with_the_reason(saved):
    shown = plain_lines(opened(saved), f":{LIST.key}\nb\n")
    listed = next(line for line in shown.splitlines() if f"{QUESTION.label} {AGAIN}." in line)

    assert FORMER.words in listed


def test_opening_the_record_says_what_changed(saved, tmp_path):
    out = io.StringIO()
    face = PlainFace(io.StringIO(""), out)
    hold_interview(face, Run(tmp_path, real_pack(), real_engine(), DAY, record=str(saved)))

    assert NOTICE in out.getvalue()


def test_the_reason_stays_until_the_question_is_answered(saved):
    session = opened(saved)
    session.note("surfaces", "Ask the vendor.")
    session.close()
    again = opened(saved)
    assert again.record.parked_because == {"surfaces": FORMER.words}
    assert again.draft("surfaces") is None

    again.answer("surfaces", ["smtp_auth"])
    again.close()
    assert opened(saved).record.parked_because == {}


def test_the_dossier_gives_the_reason_and_the_old_answer_of_a_question_that_is_asked_again(saved):
    text = build_documents(opened(saved).case(DAY))["dossier.md"].decode()
    (entry,) = (row for row in text.splitlines() if row.startswith(f"- {QUESTION.label} "))

    assert entry.endswith(f"{MAIL.label.partition(': ')[2]}: {FORMER.words}")
    assert "is not asked now" not in text
