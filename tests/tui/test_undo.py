"""Nothing is lost: changes are taken back and made again, and what was being typed when the terminal closed is there again."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from tests.tui.stage import DAY, EXCEPTION, on_stage
from tests.tui.test_signoff import CONTROL, edit, to_signoff

pytestmark = pytest.mark.slow


async def test_answers_notes_and_marks_are_undone_and_redone_with_one_key(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("ctrl+z")
        assert "There is no change to undo" in stage.words("#status")
        await stage.press("c", "p", "ctrl+z")
        assert stage.current == "cloud"
        assert "Undone: Cloud" in stage.words("#status")
        assert stage.session.interview.answers == {"identity": "user_cloud"}
        await stage.press("ctrl+z")
        assert stage.current == "identity"
        await stage.press("ctrl+y", "ctrl+y")
        assert stage.session.interview.answers == {"identity": "user_cloud", "cloud": "public"}
        await stage.press("f7")
        await stage.type("Ask Ada")
        await stage.press("tab", "1")
        assert stage.session.record.notes
        await stage.press("ctrl+z")
        assert not stage.session.record.notes


async def test_a_field_and_a_row_of_the_sign_off_come_back(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        screen = await to_signoff(stage, compensating_controls=[CONTROL, {**CONTROL, "name": "Second"}])
        kept = stage.session.record.signoff["compensating_controls"]
        listed = stage.one("#fields", OptionList)
        listed.highlighted = next(n for n, o in enumerate(listed.options) if o.id == "compensating_controls")
        await stage.press("delete")
        assert stage.session.record.signoff == {}
        assert "Ctrl+Z brings its value back" in stage.words("#status")
        await stage.press("ctrl+z")
        assert stage.session.record.signoff["compensating_controls"] == kept
        await edit(stage, "compensating_controls")
        await stage.press("delete")
        assert len(stage.session.record.signoff["compensating_controls"]) == 1
        await stage.press("ctrl+z")
        assert stage.session.record.signoff["compensating_controls"] == kept
        assert "Second" in stage.words()
        await stage.press("escape", "tab", "enter")
        assert stage.app.screen is not screen, "Enter opens the marked field, wherever the focus is."
        await stage.press("escape", "tab", "n", "enter")
        assert stage.app.screen is not screen


async def test_dates_of_rows_and_fields_take_days_from_today_and_words(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        await to_signoff(stage)
        await edit(stage, "conditions")
        await stage.press("enter", *"Move", "enter", *"Bo", "enter", *"+30", "enter", "enter", "enter", "1")
        assert stage.session.record.signoff["conditions"][0]["due"] == "2026-12-24"
        assert DAY.isoformat() == "2026-11-24"
        await stage.press("escape")
        await edit(stage, "last_sign_in")
        await stage.press(*"friday", "enter")
        assert stage.session.record.signoff["last_sign_in"] == "2026-11-27"


async def test_what_was_being_typed_when_the_terminal_closed_is_there_again(tmp_path: Path) -> None:
    answers = {name: answer for name, answer in EXCEPTION.items() if name != "evidence"}
    async with on_stage(tmp_path, answers=answers) as stage:
        app, path = stage.app, stage.session.path

        async def window(field: str) -> None:
            await stage.press(*(["f10", "s"] if field else ["f7"]))
            if field:
                await edit(stage, field)

        for field, typed in (("", "Half a note"), ("justification", "Half a reason"), ("requester", "Half a name")):
            await window(field)
            await stage.type(typed)
            app.close_session()
            while len(app.screen_stack) > 1:
                app.pop_screen()
            app.open_record(path)
            await stage.settle()
            assert typed not in stage.text()
            assert ("A note was being typed here" in stage.words("#status")) is (field == "")
            await window(field)
            assert typed in stage.text()
            assert "It is not saved yet" in stage.words()
            await stage.press("escape", "escape")
            assert stage.session.record.typed == {}
            while len(app.screen_stack) > 2:
                await stage.press("escape")
