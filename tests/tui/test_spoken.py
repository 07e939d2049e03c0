"""What a screen says to a screen reader, read off the widgets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screenshots.scenes import SCENES
from tests.tui.stage import EXCEPTION, NAME, Stage, on_stage
from wizard.tui.screens.write import DownloadsDialog
from wizard.tui.spoken import Part, spoken
from wizard.tui.themes import themes
from wizard.tui.widgets.accounts import AccountTable

HOSTILE = "<img src=x onerror=alert(1)>[bold]\x1b[31m"


def said(stage: Stage, *, aloud: bool = False) -> list[str]:
    return [line.text for part in spoken(stage.app.screen) if part.aloud or not aloud for line in part.lines]


def answers(stage: Stage) -> Part:
    return next(part for part in spoken(stage.app.screen) if part.kind == "options" and part.aloud)


@pytest.mark.slow
async def test_a_question_says_what_is_asked_and_its_answers_with_their_keys(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        asked = stage.app.screen.question
        heard = said(stage, aloud=True)
        assert heard[0].startswith("Stage 1 of 4")
        assert asked.label in heard
        listed = answers(stage).lines
        common = [option for option in asked.option if not option.rare]
        assert len(listed) == len(common) + 1
        assert all(
            f"{option.letter}. {option.label}" in heard_as.text
            for option, heard_as in zip(common, listed, strict=False)
        )
        assert listed[-1].text.startswith("/. More answers (6): ")
        assert [line.here for line in listed].index(True) == 0
        heading = [line.text for part in spoken(stage.app.screen) for line in part.lines if line.heading]
        assert asked.label in heading
        await stage.press("down")
        assert [line.here for line in answers(stage).lines].index(True) == 1


@pytest.mark.slow
async def test_marks_and_given_answers_are_said(tmp_path: Path) -> None:
    async with on_stage(
        tmp_path, answers={name: EXCEPTION[name] for name in ("identity", "cloud", "activity", "run_mode", "token")}
    ) as stage:
        assert not any(line.chosen for line in answers(stage).lines)
        await stage.press("2")
        assert [line.chosen for line in answers(stage).lines].index(True) == 1
        stage.app.screen.go_to("cloud")
        await stage.settle()
        assert [line.chosen for line in answers(stage).lines].index(True) == 0


@pytest.mark.slow
async def test_text_of_users_is_text_and_hidden_names_stay_hidden(tmp_path: Path) -> None:
    async with on_stage(tmp_path, name=HOSTILE) as stage:
        heard = "\n".join(said(stage))
        assert "<img src=x onerror=alert(1)>[bold]" in heard
        assert "\x1b" not in heard
        stage.app.action_redact()
        await stage.settle()
        assert "onerror" not in "\n".join(said(stage))
    async with on_stage(tmp_path / "other", redact=True) as stage:
        await stage.press("f9")
        await stage.type("Ann Example")
        assert "Ann" not in "\n".join(said(stage))
        assert NAME not in "\n".join(said(stage))


@pytest.mark.slow
async def test_messages_windows_and_the_start_are_said(tmp_path: Path) -> None:
    async with on_stage(tmp_path, name=None) as stage:
        await stage.press("enter")
        assert any("Type a name first." in text for text in said(stage, aloud=True))
        await stage.open()
        await stage.press("ctrl+p")
        assert "All commands" in said(stage, aloud=True)
        assert any("Don't know" in line.text for line in answers(stage).lines)


@pytest.mark.slow
async def test_the_field_that_has_the_focus_is_said(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("f9")
        parts = [part for part in spoken(stage.app.screen) if part.aloud]
        fields = [part.lines[0] for part in parts if part.kind == "field"]
        assert [line.here for line in fields] == [True]
        assert stage.app.screen.title_text in said(stage, aloud=True)


@pytest.mark.slow
async def test_a_download_that_began_is_no_problem(tmp_path: Path, monkeypatch) -> None:
    async with on_stage(tmp_path) as stage:
        monkeypatch.setattr(stage.app, "deliver_binary", lambda *_words, **_named: "")
        stage.app.push_screen(DownloadsDialog({"a.md": b"x\n"}))
        await stage.settle()
        await stage.press("1")
        assert stage.shows("The browser downloads documents.zip.", "#problem")
        color = stage.one("#problem").styles.color.hex
        dark = themes()[0].variables
        assert color.lower() == dark["text-success"].lower() != dark["text-error"].lower()


@pytest.mark.slow
async def test_closing_the_page_keeps_what_is_being_typed(tmp_path: Path) -> None:
    from textual.messages import ExitApp

    async with on_stage(tmp_path) as stage:
        await stage.press("f7")
        await stage.type("half a no")
        path = stage.session.path
        stage.app.post_message(ExitApp())
        await stage.until(lambda: stage.app.session is None)
    assert "half a no" in path.read_text(encoding="utf-8")


@pytest.mark.slow
async def test_a_row_of_saved_records_is_said_with_the_names_of_its_columns(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("c", "ctrl+o")
        await stage.until(lambda: NAME in stage.words("#records"))
        rows = [line for part in spoken(stage.app.screen) for line in part.lines if "Account: " in line.text]
        assert [row.here for row in rows] == [True]
        assert rows[0].text.startswith(f"Account: {NAME}; To do: Questions; Decision: Not decided yet; Open: ")


async def test_the_accounts_of_an_engagement_are_said_with_marks_and_without_hidden_names(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = SCENES["portfolio"]
    scene.begin()
    async with on_stage(Path(scene.home), answers=scene.answers, name=scene.name) as stage:
        await scene.play(stage)
        await stage.settle()
        table = stage.app.screen.query_one(AccountTable)
        lines = [line for part in spoken(stage.app.screen) for line in part.lines if "State: " in line.text]
        assert len(lines) == len(table.lines)
        assert [line.here for line in lines] == [number == table.index for number in range(len(lines))]
        assert sum(line.chosen for line in lines) == len(table.marked)
        stage.app.action_redact()
        await stage.settle()
        assert not any("@" in text for text in said(stage))
