"""A long list: narrowed by typing, marked by Enter and Space, and no mark is lost out of sight."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.tui.stage import EXCEPTION, on_stage
from wizard.tui.widgets.choices import LONG, Choices
from wizard.tui.widgets.narrow import Narrow

pytestmark = pytest.mark.slow

BEFORE = {
    name: EXCEPTION[name]
    for name in ("identity", "cloud", "activity", "run_mode", "token", "privilege", "record", "surfaces")
}


@asynccontextmanager
async def connectors(home: Path, **looks):
    async with on_stage(home, answers=BEFORE, **looks) as stage:
        assert stage.current == "connectors"
        await stage.press("/")
        assert len(stage.one("#choices", Choices).choices) > LONG
        yield stage, stage.one("#choices", Choices), stage.one("#filter", Narrow)


def ids(choices: Choices) -> list[str | None]:
    return [option.id for option in choices.options if not option.disabled]


async def test_typing_narrows_enter_marks_and_enter_in_the_empty_line_confirms(tmp_path: Path) -> None:
    async with connectors(tmp_path) as (stage, choices, line):
        await stage.press(*"sharep")
        assert ids(choices) == ["sharepoint"]
        assert "Enter marks it" in stage.words("#hint")
        await stage.press("enter")
        assert choices.marked == {"sharepoint"}
        assert line.value == ""
        assert len(ids(choices)) == len(choices.choices)
        assert choices.highlighted_choice.id == "sharepoint"
        assert "1 marked, not confirmed yet: SharePoint" in stage.words("#hint")
        assert stage.current == "connectors"
        await stage.press(*"tea", "enter", "enter")
        assert stage.session.interview.answers["connectors"] == ("sharepoint", "teams")


async def test_who_types_ahead_marks_what_was_typed(tmp_path: Path) -> None:
    async with connectors(tmp_path) as (stage, choices, _):
        await stage.pilot.press(*"sql", "enter", *"plan", "enter")
        await stage.settle()
        assert choices.marked == {"sql_server", "planner"}


async def test_space_marks_in_the_empty_line_and_parts_words_behind_a_letter(tmp_path: Path) -> None:
    async with connectors(tmp_path) as (stage, choices, line):
        choices.highlighted = 0
        await stage.press("down", "space")
        assert choices.marked == {choices.choices[1].id}
        assert line.value == ""
        await stage.press(*"365", "space", *"grou")
        assert line.value == "365 grou"
        assert ids(choices) == ["office365_groups"]
        assert len(choices.marked) == 1


async def test_a_line_that_nothing_matches_says_so_and_marks_nothing(tmp_path: Path) -> None:
    async with connectors(tmp_path) as (stage, choices, line):
        await stage.press(*"xyz", "enter")
        assert "No answer holds “xyz”" in stage.words("#choices")
        assert "Esc empties the line" in stage.words("#hint")
        assert choices.marked == set()
        await stage.press("escape")
        assert line.value == ""
        assert len(ids(choices)) == len(choices.choices)


async def test_marks_out_of_sight_are_told_and_shown_before_they_are_confirmed(tmp_path: Path) -> None:
    async with connectors(tmp_path, size=(60, 18)) as (stage, _, line):
        await stage.press(*"sharep", "enter", *"sql")
        assert "1 marked, 1 not shown" in stage.words("#hint")
        await stage.press("tab", "space")
        assert "2 marked, 1 not shown. Space marks, Enter confirms" in stage.words("#hint")
        await stage.press("enter")
        assert stage.current == "connectors"
        assert line.value == ""
        assert "2 marked; 1 of them was not in sight" in stage.words()
        assert "› [x] SQL Server" in stage.text()
        await stage.press("enter")
        assert stage.session.interview.answers["connectors"] == ("sharepoint", "sql_server")


async def test_a_letter_typed_in_the_list_goes_into_the_line(tmp_path: Path) -> None:
    async with connectors(tmp_path) as (stage, choices, line):
        choices.focus()
        await stage.press(*"sql")
        assert line.value == "sql"
        assert stage.app.focused is line


@pytest.mark.parametrize("key", ["left", "backspace", "<"])
async def test_the_key_that_leads_back_does_so_from_the_empty_line(tmp_path: Path, key: str) -> None:
    async with connectors(tmp_path) as (stage, _, line):
        await stage.press("s", key)
        assert stage.current == "connectors"
        line.value = ""
        await stage.press(key)
        assert stage.current == "surfaces"


@pytest.mark.parametrize(("key", "seen"), [("?", "Help"), (":", "All commands")])
async def test_signs_of_help_and_commands_work_in_the_empty_line(tmp_path: Path, key: str, seen: str) -> None:
    async with connectors(tmp_path) as (stage, _, _line):
        await stage.press(key)
        assert stage.app.screen.title_text == seen
