"""What a question says about options chosen elsewhere, and where answers do not fit together: in every face."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces.asking import held, plain_lines, prompted
from tests.tui.stage import EXCEPTION, on_stage
from wizard.engagement.session import Session

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
