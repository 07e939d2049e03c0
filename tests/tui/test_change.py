from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.stage import EXCEPTION, knowledge, on_stage
from wizard.tui.screens.question import QuestionScreen
from wizard.tui.screens.review import ChangeDialog


async def at(stage, question: str) -> None:
    await stage.press("escape")
    stage.app.screen.go_to(question)
    await stage.settle()


def label(question: str) -> str:
    return knowledge().pack.question_by_id[question].label


def short(question: str) -> str:
    return knowledge().pack.question_by_id[question].title


def title(verdict: str) -> str:
    return knowledge().pack.verdict_by_id[verdict].title


@pytest.mark.slow
async def test_changing_an_answer_shows_first_what_it_does(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50), answers=EXCEPTION) as stage:
        await at(stage, "identity")
        before = stage.session.interview
        preview = stage.session.preview("identity", "managed_identity")
        await stage.press("i")
        assert isinstance(stage.app.screen, ChangeDialog)
        shown = stage.words()
        assert f"Verdict now: {title('time_limited_exception')}" in shown
        assert f"Verdict then: {title('workload_identity_ok')}" in shown
        closes, keeps = len(preview.closes), len(preview.keeps)
        assert f"Closes {closes}, keeps {keeps}." in shown
        assert f"Closes ({closes}) " in shown
        for name in preview.closes[:3]:
            assert f"- {stage.session.pack.question_by_id[name].label}" in shown
        assert stage.session.interview is before


@pytest.mark.slow
async def test_the_answers_that_stay_are_named_too(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50), answers=EXCEPTION) as stage:
        await at(stage, "identity")
        kept = stage.session.preview("identity", "guest").keeps
        await stage.press("g")
        assert f"Keeps {len(kept)} answers: {', '.join(map(short, kept))}" in stage.words()


@pytest.mark.slow
async def test_a_change_that_is_not_wanted_changes_nothing(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        for way_out in ("escape", "2"):
            await at(stage, "identity")
            before = stage.session.interview.answers
            await stage.press("i", way_out)
            assert isinstance(stage.app.screen, QuestionScreen)
            assert stage.session.interview.answers == before
            assert stage.current == "identity"


@pytest.mark.slow
async def test_a_wanted_change_parks_what_no_longer_applies_and_takes_it_up_again(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await at(stage, "identity")
        await stage.press("i", "enter")
        assert stage.session.interview.answers == {"identity": "managed_identity"}
        assert set(stage.session.interview.parked) == set(EXCEPTION) - {"identity"}
        await at(stage, "identity")
        await stage.press("c")
        assert f"takes up again {len(EXCEPTION) - 1}, " in stage.words().lower()
        await stage.press("enter")
        assert set(stage.session.interview.answers) == set(EXCEPTION)
        assert not stage.session.interview.parked


@pytest.mark.slow
async def test_a_question_that_opens_is_named(tmp_path: Path) -> None:
    async with on_stage(tmp_path, size=(200, 50), answers=EXCEPTION) as stage:
        await at(stage, "identity")
        await stage.press("g")
        assert "Opens (1)" in stage.words()
        assert label("home_trust") in stage.words()


@pytest.mark.slow
async def test_the_same_answer_again_just_goes_on(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await at(stage, "identity")
        await stage.press("c")
        assert isinstance(stage.app.screen, QuestionScreen)
        assert stage.current == "cloud"
