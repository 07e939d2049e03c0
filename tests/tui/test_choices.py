"""A long list: narrowed by typing, marked by Enter and Space, and no mark is lost out of sight."""

from __future__ import annotations

import json
import signal
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.engagement.test_proposed_answers import seen
from tests.support.packs import real_pack
from tests.tui.stage import EXCEPTION, on_stage
from tests.tui.terminal import Terminal
from wizard.decision.words import Words
from wizard.tui.screens.review import ChangeDialog
from wizard.tui.widgets.choices import LONG, Choices
from wizard.tui.widgets.narrow import Narrow

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


@pytest.mark.slow
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


@pytest.mark.slow
async def test_who_types_ahead_marks_what_was_typed(tmp_path: Path) -> None:
    async with connectors(tmp_path) as (stage, choices, _):
        await stage.pilot.press(*"sql", "enter", *"plan", "enter")
        await stage.settle()
        assert choices.marked == {"sql_server", "planner"}


@pytest.mark.slow
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


@pytest.mark.slow
async def test_a_line_that_nothing_matches_says_so_and_marks_nothing(tmp_path: Path) -> None:
    async with connectors(tmp_path) as (stage, choices, line):
        await stage.press(*"xyz", "enter")
        assert "No answer holds “xyz”" in stage.words("#choices")
        assert "Esc empties the line" in stage.words("#hint")
        assert choices.marked == set()
        await stage.press("escape")
        assert line.value == ""
        assert len(ids(choices)) == len(choices.choices)


@pytest.mark.slow
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


@pytest.mark.slow
async def test_a_letter_typed_in_the_list_goes_into_the_line(tmp_path: Path) -> None:
    async with connectors(tmp_path) as (stage, choices, line):
        choices.focus()
        await stage.press(*"sql")
        assert line.value == "sql"
        assert stage.app.focused is line


@pytest.mark.slow
@pytest.mark.parametrize("key", ["left", "backspace", "<"])
async def test_the_key_that_leads_back_does_so_from_the_empty_line(tmp_path: Path, key: str) -> None:
    async with connectors(tmp_path) as (stage, _, line):
        await stage.press("s", key)
        assert stage.current == "connectors"
        line.value = ""
        await stage.press(key)
        assert stage.current == "surfaces"


@pytest.mark.slow
@pytest.mark.parametrize(("key", "seen"), [("?", "Help"), (":", "All commands")])
async def test_signs_of_help_and_commands_work_in_the_empty_line(tmp_path: Path, key: str, seen: str) -> None:
    async with connectors(tmp_path) as (stage, _, _line):
        await stage.press(key)
        assert stage.app.screen.title_text == seen


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


@pytest.mark.slow
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


AT_PRIVILEGE = {name: EXCEPTION[name] for name in ("identity", "cloud", "activity", "run_mode", "token")}


def first_words(name: str) -> str:
    """Return how a question begins; its end may be on another line."""
    return " ".join(real_pack().question_by_id[name].label.split()[:3])


@pytest.mark.slow
async def test_marks_are_saved_as_they_are_made_and_said_to_wait(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=AT_PRIVILEGE) as stage:
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
    async with on_stage(tmp_path, answers=AT_PRIVILEGE) as stage:
        await stage.press("n")
        assert stage.session.interview.answers["privilege"] == ("none",)
        await stage.press("left", "d", "n")
        assert stage.one("#choices", Choices).marked == {"none"}
        assert stage.current == "privilege"


@pytest.mark.slow
async def test_an_enter_out_of_habit_does_not_answer_the_question_that_follows(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=AT_PRIVILEGE) as stage:
        await stage.press("n", "enter")
        assert stage.current == "record"
        assert "That answer needed one key." in stage.words()
        await stage.press("enter")
        assert "record" in stage.session.interview.answers


@pytest.mark.slow
async def test_marks_come_back_when_the_record_is_opened_again(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=AT_PRIVILEGE) as stage:
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
    async with on_stage(tmp_path, answers=AT_PRIVILEGE) as stage:
        await stage.press("d", "f7")
        await stage.type("Ask Kim")
        await stage.press("tab", "1", "left", "right")
        assert stage.current == "privilege"
        assert stage.one("#choices", Choices).marked == {"dataverse_admin"}


@pytest.mark.slow
async def test_a_change_that_is_not_wanted_takes_the_new_marks_away(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={**AT_PRIVILEGE, "privilege": ["dataverse_admin"]}) as stage:
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
    for name, answer in AT_PRIVILEGE.items():
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
