"""Rare answers: behind one line, found by their letters all the time, and in sight once they are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engagement.test_proposed_answers import seen
from tests.tui.stage import EXCEPTION, on_stage
from wizard.tui.widgets.choices import Choices

RARE = "Partner technician with GDAP access"
AT_TOKEN = {name: EXCEPTION[name] for name in ("identity", "cloud", "activity", "run_mode")}
AT_SURFACES = {**AT_TOKEN, **{name: EXCEPTION[name] for name in ("token", "privilege", "record")}}


@pytest.mark.slow
async def test_rare_answers_are_behind_one_line_that_names_some_of_them(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        assert "Don't know" in stage.words("#choices")
        assert "More answers (6): Partner technician" in stage.words("#choices")
        assert "kiosk account" not in stage.words("#choices")
        await stage.press("end", "enter")
        assert stage.current == "identity"
        assert f"› p   ( ) {RARE}" in stage.text()
        assert "More answers" not in stage.words("#choices")
        await stage.press("enter")
        assert stage.session.interview.answers == {"identity": "service_provider"}


@pytest.mark.slow
async def test_a_key_opens_them_and_they_stay_open_until_the_question_is_left(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("/", "f8")
        assert RARE in stage.words("#choices")
        await stage.press("c", "left")
        assert "More answers (6)" in stage.words("#choices")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_first_question_shows_all_common_answers_and_the_line_for_more(tmp_path: Path, size) -> None:
    async with on_stage(tmp_path, size=size) as stage:
        assert "Cloud-only user account" in stage.words("#choices")
        assert "Don't know / More answers (6)" in stage.words("#choices")


@pytest.mark.slow
async def test_a_line_that_is_out_of_sight_is_named_below_the_list(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=AT_SURFACES, size=(80, 24)) as stage:
        assert "More answers" not in stage.words("#choices")
        assert "Enter confirms. / more." in stage.words("#hint")


@pytest.mark.slow
async def test_a_click_opens_them(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        row = next(i for i, line in enumerate(stage.rows("#choices")) if "More answers" in line)
        await stage.pilot.click("#choices", offset=(12, row))
        await stage.settle()
        assert RARE in stage.words("#choices")
        assert stage.current == "identity"


@pytest.mark.slow
async def test_the_letter_of_a_rare_answer_takes_it_and_it_stays_in_sight(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("p", "left")
        assert stage.session.interview.answers == {"identity": "service_provider"}
        assert RARE in stage.words("#choices")
        assert "More answers (5)" in stage.words("#choices")
        assert stage.one("#choices", Choices).highlighted_choice.id == "service_provider"


@pytest.mark.slow
async def test_a_rare_answer_that_an_export_proposes_is_in_sight(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        stage.session.propose([seen("identity", "service_provider")])
        stage.app.screen.refresh_all()
        await stage.settle()
        assert f"(~) {RARE} – suggested" in stage.words("#choices")
        assert "More answers (5)" in stage.words("#choices")


@pytest.mark.slow
async def test_a_rare_answer_is_marked_beside_common_ones(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=AT_SURFACES, size=(200, 50)) as stage:
        await stage.press("p", "z")
        assert "[x] Azure DevOps" in stage.text()
        assert "More answers (5)" in stage.words("#choices")
        await stage.press("z")
        assert "[ ] Azure DevOps" in stage.text()
        await stage.press("z", "enter", "left")
        assert stage.session.interview.answers["surfaces"] == ("pp_connections", "azure_devops")
        assert "2 marked. Enter continues." in stage.words("#hint")
        await stage.press("enter")
        assert stage.current == "connectors"
