"""What is said with a question in every face: on options chosen elsewhere, on answers that do not fit, and why it is asked again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engagement.sessions import DAY
from tests.faces.asking import held, plain_lines, prompted
from tests.prompts.playing import typed
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import EXCEPTION, on_stage
from wizard.documents.bundle import build_documents
from wizard.engagement.session import Session
from wizard.prompts.face import LIST
from wizard.prompts.run import Run
from wizard.views.state import AGAIN

BEFORE = {name: EXCEPTION[name] for name in list(EXCEPTION)[: list(EXCEPTION).index("replacement")]}
OPEN = {**BEFORE, "connectors": ["azure_blob_storage", "onedrive"]}
SUPPORTED = {**BEFORE, "connectors": ["azure_blob_storage", "dataverse"]}
LOOK = "OneDrive for Business: in the maker portal, open Connections > New connection > OneDrive for Business."
NOTICE = "every chosen connector supports a service principal"


def asked_about(session: Session) -> Session:
    session.answer("replacement", "service_principal")
    assert session.interview.current == "connector_dialog"
    return session


def test_plain_lines_say_where_to_look_for_each_open_connector():
    shown = plain_lines(asked_about(held(OPEN)), "")

    assert LOOK in shown
    assert "Azure Blob Storage:" not in shown


def test_prompts_say_where_to_look_for_each_open_connector(capsys):
    shown = prompted(asked_about(held(OPEN)), "", capsys)

    assert LOOK in shown
    assert "Azure Blob Storage:" not in shown


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_wizard_says_where_to_look_for_each_open_connector(tmp_path: Path, size) -> None:
    answers = {**OPEN, "replacement": "service_principal"}
    async with on_stage(tmp_path, answers=answers, size=size) as stage:
        assert stage.current == "connector_dialog"
        assert LOOK in stage.words("#asides")
        assert "Azure Blob Storage:" not in stage.words("#asides")
        for answer in ("Yes, all of them", "Only some of them", "None of them", "Not checked yet"):
            assert answer in stage.words()


@pytest.mark.slow
async def test_many_open_connectors_leave_room_for_the_answers(tmp_path: Path) -> None:
    connectors = ["onedrive", "excel_online", "approvals", "azure_vm", "azure_data_factory", "http_with_entra_id_v2"]
    answers = {**OPEN, "connectors": connectors, "arm_use": "reads_only", "replacement": "service_principal"}
    async with on_stage(tmp_path, answers=answers, size=(80, 24)) as stage:
        assert stage.current == "connector_dialog"
        assert stage.one("#asides").region.height <= 8
        assert "Not checked yet" in stage.words("#choices")


async def test_other_questions_have_nothing_beside_them(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        assert not stage.one("#asides").display


def test_plain_lines_say_at_once_that_an_answer_does_not_fit():
    shown = plain_lines(held(SUPPORTED), "none\n")

    assert shown.count(NOTICE) == 1
    assert f"Check this: As far as the pack and the connection dialogs tell, {NOTICE}" in shown
    assert shown.index("Taken: ") < shown.index(NOTICE)


def test_prompts_say_at_once_that_an_answer_does_not_fit(capsys):
    session = held(SUPPORTED)
    letter = next(o.letter for o in session.pack.question_by_id["replacement"].option if o.id == "none")

    assert NOTICE in prompted(session, f"{letter}\r", capsys)


@pytest.mark.slow
async def test_the_wizard_says_at_once_that_an_answer_does_not_fit(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=SUPPORTED) as stage:
        assert stage.current == "replacement"
        await stage.press("n")
        assert stage.current != "replacement"
        assert NOTICE in stage.words("#status")
        await stage.press("left")
        assert stage.current == "replacement"
        assert NOTICE in stage.words("#asides")


def test_a_notice_is_said_once_and_not_again_after_another_change():
    session = held({**SUPPORTED, "replacement": "none"})
    assert session.asides
    session.note("replacement", "The vendor refuses it.")
    assert session.asides == ()


def test_no_notice_is_said_where_a_connector_is_open():
    assert held({**OPEN, "replacement": "none"}).asides == ()


def test_a_notice_is_said_when_another_answer_makes_it_hold():
    session = held({**OPEN, "replacement": "none"})
    session.answer("connector_dialog", "all")

    assert NOTICE in " ".join(session.asides)


FORMER = next(former for former in real_pack().former_answers if former.answer == "legacy_mail")
QUESTION = real_pack().question_by_id["surfaces"]
MAIL = next(option for option in QUESTION.option if option.id == "legacy_mail")
ASKED_AGAIN = f"“{QUESTION.title}” is asked again; the question says why."
AT_SURFACES = {name: EXCEPTION[name] for name in list(EXCEPTION)[: list(EXCEPTION).index("surfaces")]}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a record that was saved under the pack before this one."""
    record = {
        "schema_version": "2.0",
        "account": {"name": "scanner@contoso.com"},
        "answers": {**AT_SURFACES, "surfaces": ["legacy_mail"]},
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
        assert ASKED_AGAIN in stage.words("#status")
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
    assert ASKED_AGAIN in typed(Run(tmp_path, real_pack(), real_engine(), DAY, record=str(saved)))[1]


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


@pytest.mark.slow
def test_the_dossier_gives_the_reason_and_the_old_answer_of_a_question_that_is_asked_again(saved):
    text = build_documents(opened(saved).case(DAY))["dossier.md"].decode()
    (entry,) = (row for row in text.splitlines() if row.startswith(f"- {QUESTION.label} "))

    assert entry.endswith(f"{MAIL.label.partition(': ')[2]}: {FORMER.words}")
    assert "is not asked now" not in text
