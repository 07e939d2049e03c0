"""Who is to be asked and who answered: one page, the same in every face."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces.asking import held, plain_lines
from tests.tui.stage import EXCEPTION, on_stage
from wizard.engagement.session import Session
from wizard.views.lines import printed
from wizard.views.people import people_page, to_talk_about

FIRST = {name: EXCEPTION[name] for name in ("identity", "cloud", "activity", "run_mode")}


def talked_about() -> Session:
    session = held({})
    session.answer("identity", "user_cloud", by="Ana [b]")
    session.answer("cloud", "public")
    session.answer("activity", "unknown", by="Bo")
    session.answer("run_mode", "unattended", by="Ana [b]")
    session.toggle_discuss("run_mode")
    session.note("run_mode", "Kim has the vault")
    return session


def test_the_page_lists_what_is_parked_or_to_be_found_out_and_who_gave_what():
    session = talked_about()
    said = "\n".join(printed(people_page(session)))

    assert to_talk_about(session) == ("activity", "run_mode")
    assert "Ask: Account owner:\n? Was the account used in its last full business cycle?" in said
    assert "Now: parked for discussion; Nobody; it runs unattended" in said
    assert "Note: Kim has the vault" in said
    assert "- Ana [b]: Account type; Signing in again\n- Bo: Activity" in said


def test_a_question_that_is_open_is_not_listed_before_it_is_parked():
    session = held(FIRST)
    assert to_talk_about(session) == ()
    assert "Nothing is parked" in "\n".join(printed(people_page(session)))
    session.toggle_discuss("token")
    assert to_talk_about(session) == ("token",)


def test_plain_lines_say_the_page_and_name_who_knows_at_each_question():
    shown = plain_lines(talked_about(), ":o\n")

    assert "To discuss or find out: 2." in shown
    assert "Ask: Workload engineer." in shown


@pytest.mark.slow
async def test_the_wizard_shows_it_on_a_key_and_heads_the_list_of_answers_with_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=FIRST) as stage:
        assert "ask: Workload engineer" in stage.words("#asked")
        await stage.press("f8", "f9")
        await stage.type("Ana")
        await stage.press("enter")
        assert "parked for discussion" in stage.words("#asked")
        assert "answers now: Ana" in stage.words("#asked")
        await stage.press("ctrl+n")
        assert "Ask: Workload engineer" in stage.words()
        await stage.press("enter", "c", "f4", "home", "enter")
        assert stage.current == "token"
