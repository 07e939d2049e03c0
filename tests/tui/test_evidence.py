"""Exports in the wizard: they propose, Enter confirms, and codes are looked up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engagement.test_proposing import seen
from tests.tui.stage import NAME, Stage, on_stage
from wizard.tui.screens.evidence import MeaningDialog, ReadingDialog


async def run_command(stage: Stage, typed: str) -> None:
    await stage.press(":")
    await stage.type(typed)
    await stage.press("enter")


async def propose(stage: Stage, *observations) -> None:
    stage.session.propose(observations)
    stage.app.screen.refresh_all()
    await stage.settle()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    row = {"createdDateTime": "2026-11-05T00:00:00Z", "userPrincipalName": NAME, "isInteractive": True,
           "appId": "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "resourceId": "r", "status": {"errorCode": 0}}  # fmt: skip
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps(row) + "\n")
    return path


async def test_a_proposal_is_shown_with_its_file_and_enter_confirms_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await propose(stage, seen("identity", "user_synced"))
        assert stage.current == "identity"
        assert "Proposed by log.csv (3 rows, 2026-11-01)" in stage.words()
        await stage.press("enter")
        assert stage.session.record.origins["identity"].how == "observed"
        assert stage.session.interview.answers["identity"] == "user_synced"
        assert stage.current == "cloud"


async def test_enter_confirms_several_proposed_answers_at_once(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={"identity": "user_cloud"}) as stage:
        await propose(stage, seen("privilege", "dataverse_admin"), seen("privilege", "power_platform_admin"))
        stage.app.screen.go_to("privilege")
        await stage.settle()
        await stage.press("enter")
        assert stage.session.record.origins["privilege"].how == "observed"


async def test_another_answer_replaces_a_proposal_and_the_contradiction_is_said(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await propose(stage, seen("identity", "user_synced"))
        await stage.press("c")
        assert stage.session.interview.answers["identity"] == "user_cloud"
        assert "identity" not in stage.session.record.origins
        assert "The export speaks against this answer" in stage.words()


async def test_exports_are_read_from_the_list_of_commands(tmp_path: Path, log: Path) -> None:
    async with on_stage(tmp_path / "home", answers={"identity": "user_cloud"}) as stage:
        await run_command(stage, "read exports")
        await stage.type(str(log))
        await stage.press("enter")
        await stage.until(lambda: stage.session.proposals)
        await stage.until(lambda: not isinstance(stage.app.screen, ReadingDialog))
        await stage.settle()
        assert "surfaces" in stage.session.record.origins
        assert "Proposed:" in stage.words()


async def test_a_path_that_holds_nothing_is_said_in_the_window(tmp_path: Path) -> None:
    async with on_stage(tmp_path / "home") as stage:
        await run_command(stage, "read exports")
        await stage.type(str(tmp_path / "absent.csv"))
        await stage.press("enter")
        await stage.until(lambda: "cannot be read" in stage.words() and stage.one("#problem").display)
        await stage.press("escape")
        assert stage.session.proposals == ()


async def test_all_proposals_are_confirmed_after_a_question(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await propose(stage, seen("identity", "user_synced"), seen("activity", "active"))
        await run_command(stage, "confirm all")
        assert "Confirm all 2 proposed answers?" in stage.words()
        await stage.press("1")
        assert stage.session.proposals == ()
        assert stage.session.record.origins["activity"].how == "observed"


async def test_nothing_to_confirm_is_said(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await run_command(stage, "confirm all")
        assert "No proposed answer waits" in stage.words()


@pytest.mark.parametrize(("typed", "words"), [("AADSTS50076", "What to do:"), ("hello", "no code and no message")])
async def test_an_error_code_is_looked_up(tmp_path: Path, typed: str, words: str) -> None:
    async with on_stage(tmp_path) as stage:
        await run_command(stage, "error code")
        await stage.type(typed)
        await stage.press("enter")
        assert isinstance(stage.app.screen, MeaningDialog)
        assert words in stage.words()
        await stage.press("escape")
        assert stage.current == "identity"
