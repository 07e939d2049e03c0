from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.stage import DAY, EXCEPTION, knowledge, on_stage
from tests.tui.test_signoff import CONTROL, edit, on_form
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


@pytest.mark.slow
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


@pytest.mark.slow
async def test_a_field_and_a_row_of_the_sign_off_come_back(tmp_path: Path) -> None:
    controls = [CONTROL, {**CONTROL, "name": "Second"}]
    async with on_form(tmp_path, compensating_controls=controls, data_class="internal") as stage:
        screen = stage.app.screen
        kept = stage.session.record.signoff["compensating_controls"]
        await edit(stage, "data_class")
        await stage.press("delete")
        assert "data_class" not in stage.session.record.signoff
        assert "Ctrl+Z brings it back" in stage.words("#status")
        await edit(stage, "purpose")
        await stage.press("ctrl+z")
        assert stage.session.record.signoff["data_class"] == "internal"
        assert screen.at == "data_class", "The field that came back is shown."
        await edit(stage, "compensating_controls")
        await stage.press("home", "delete")
        assert [row["name"] for row in stage.session.record.signoff["compensating_controls"]] == ["Second"]
        await stage.press("ctrl+z")
        assert stage.session.record.signoff["compensating_controls"] == kept
        assert "Portal block" in stage.words("#form")
        await stage.press("ctrl+y")
        assert len(stage.session.record.signoff["compensating_controls"]) == 1


@pytest.mark.slow
async def test_undo_takes_what_is_being_typed_before_the_last_change(tmp_path: Path) -> None:
    async with on_form(tmp_path, ticket_ref="CHG-1", justification="Old") as stage:
        for field, selector in (("ticket_ref", "#line"), ("justification", "#page")):
            await edit(stage, field)
            await stage.press(*" and", "ctrl+z")
            entry = stage.one(selector)
            assert getattr(entry, "value", getattr(entry, "text", "")) in {"CHG-1", "Old"}
            assert stage.session.record.signoff[field] in {"CHG-1", "Old"}
        await stage.press("ctrl+z")
        assert "justification" not in stage.session.record.signoff


@pytest.mark.slow
async def test_dates_of_rows_take_days_from_today(tmp_path: Path) -> None:
    async with on_form(tmp_path, "conditions") as stage:
        await stage.press("enter", *"Move", "enter", *"Bo", "enter", *"+30", "ctrl+n")
        assert stage.session.record.signoff["conditions"][0]["due"] == "2026-12-24"
        assert DAY.isoformat() == "2026-11-24"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "typed", "paused"),
    [
        ("", "Half a note", False),
        ("justification", "Half a reason", False),
        ("requester", "Half a name", False),
        ("purpose", "Half a purpose", True),
        ("plan_steps", "Half a step", False),
    ],
)
async def test_what_was_being_typed_when_the_terminal_closed_is_there_again(
    tmp_path: Path, field: str, typed: str, paused: bool
) -> None:
    answers = {name: answer for name, answer in EXCEPTION.items() if name != "evidence"}
    async with on_stage(tmp_path, answers=answers) as stage:
        app, path = stage.app, stage.session.path

        async def window() -> None:
            await stage.press(*(["f10", "s"] if field else ["f7"]))
            if field:
                await edit(stage, field)

        await window()
        if field == "plan_steps":
            await stage.press("enter")
        await stage.type(typed)
        if paused and field:
            app.screen.keep_typed()
            assert typed in path.read_text()
        app.close_session()
        while len(app.screen_stack) > 1:
            app.pop_screen()
        app.open_record(path)
        await stage.settle()
        assert typed not in stage.text()
        assert ("A note was being typed here" in stage.words("#status")) is (field == "")
        await window()
        assert typed in stage.text()
        assert ("did not keep it" if field else "It is not saved yet") in stage.words()
        await stage.press("escape", *([] if field == "purpose" else ["escape"]))
        assert stage.session.record.typed == {}
