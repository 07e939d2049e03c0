"""Marks of a question that takes several answers: saved as they are made, the answer only with Enter."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.support.packs import real_pack
from tests.tui.stage import EXCEPTION, on_stage
from tests.tui.terminal import Terminal
from wizard.decision.words import Words
from wizard.tui.screens.review import ChangeDialog
from wizard.tui.widgets.choices import Choices

BEFORE = {name: EXCEPTION[name] for name in ("identity", "cloud", "activity", "run_mode", "token")}


def first_words(name: str) -> str:
    """Return how a question begins; its end may be on another line."""
    return " ".join(real_pack().question_by_id[name].label.split()[:3])


@pytest.mark.slow
async def test_marks_are_saved_as_they_are_made_and_said_to_wait(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=BEFORE) as stage:
        assert "Letter, digit or Space marks; Enter confirms." in stage.words("#hint")
        await stage.press("d", "p")
        saved = json.loads(stage.session.path.read_text(encoding="utf-8"))
        assert saved["drafts"] == {"privilege": ["dataverse_admin", "power_platform_admin"]}
        assert "privilege" not in saved["answers"]
        assert "2 marked, not confirmed yet. Enter confirms." in stage.words("#hint")
        assert "not confirmed yet" in stage.rows()[0]
        await stage.press("enter")
        assert "drafts" not in stage.session.path.read_text(encoding="utf-8")
        assert "not confirmed yet" not in stage.rows()[0]


@pytest.mark.slow
async def test_an_answer_that_excludes_all_others_takes_one_key_where_nothing_is_marked(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=BEFORE) as stage:
        await stage.press("n")
        assert stage.session.interview.answers["privilege"] == ("none",)
        await stage.press("left", "d", "n")
        assert stage.one("#choices", Choices).marked == {"none"}
        assert stage.current == "privilege"


@pytest.mark.slow
async def test_an_enter_out_of_habit_does_not_answer_the_question_that_follows(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=BEFORE) as stage:
        await stage.press("n", "enter")
        assert stage.current == "record"
        assert "That answer needed one key." in stage.words()
        await stage.press("enter")
        assert "record" in stage.session.interview.answers


@pytest.mark.slow
async def test_marks_come_back_when_the_record_is_opened_again(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=BEFORE) as stage:
        await stage.press("d", "p")
    async with on_stage(tmp_path, name=None) as stage:
        await stage.until(lambda: "5 answers" in stage.text())
        await stage.press("down", "enter")
        assert stage.current == "privilege"
        assert stage.one("#choices", Choices).marked == {"dataverse_admin", "power_platform_admin"}
        assert "2 marked, not confirmed yet" in stage.words("#hint")
        await stage.press("enter")
        assert stage.session.interview.answers["privilege"] == ("dataverse_admin", "power_platform_admin")


@pytest.mark.slow
async def test_marks_outlive_a_note_and_a_look_at_another_question(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=BEFORE) as stage:
        await stage.press("d", "f7")
        await stage.type("Ask Kim")
        await stage.press("tab", "1", "left", "right")
        assert stage.current == "privilege"
        assert stage.one("#choices", Choices).marked == {"dataverse_admin"}


@pytest.mark.slow
async def test_a_change_that_is_not_wanted_takes_the_new_marks_away(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={**BEFORE, "privilege": ["dataverse_admin"]}) as stage:
        await stage.press("left", "p")
        assert stage.session.interview.answers["privilege"] == ("dataverse_admin",)
        await stage.press("f4")
        words = Words(real_pack())
        answer, marked = (
            words.answer("privilege", options)
            for options in (["dataverse_admin"], ["dataverse_admin", "power_platform_admin"])
        )
        assert f"= {answer} Marked, not confirmed yet: {marked}." in stage.words()
        await stage.press("escape", "enter")
        assert isinstance(stage.app.screen, ChangeDialog)
        await stage.press("escape")
        assert stage.one("#choices", Choices).marked == {"dataverse_admin"}
        assert stage.session.draft("privilege") is None
        assert "1 marked. Enter continues." in stage.words("#hint")


@pytest.mark.slow
def test_marks_are_not_lost_when_the_wizard_is_killed(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.wait_for("No records yet")
    terminal.send("svc\r")
    for name, answer in BEFORE.items():
        terminal.wait_for(first_words(name))
        options = real_pack().question_by_id[name].option
        terminal.send(next(option.letter for option in options if option.id == answer))
    terminal.wait_for(first_words("privilege"))
    terminal.send("d")
    terminal.wait_for("1 marked, not confirmed yet")
    terminal.kill(signal.SIGKILL)
    terminal.end()
    saved = json.loads(next(tmp_path.glob("*.json")).read_text(encoding="utf-8"))
    assert saved["drafts"] == {"privilege": ["dataverse_admin"]}
