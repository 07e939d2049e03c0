from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from textual import events

from tests.support.waiting import ROOM
from tests.tui.quick import drawn, quickly
from tests.tui.stage import DAY, EXCEPTION, NAME, Stage, knowledge, on_stage
from wizard.documents.readiness import open_items
from wizard.engagement import saved, store
from wizard.engagement.store import list_records
from wizard.pack.files import default_pack_folder
from wizard.tui import strings
from wizard.tui.app import WizardApp
from wizard.tui.screens.question import QuestionScreen
from wizard.tui.screens.start import StartScreen


async def test_the_start_screen_shows_the_name_of_the_product(tmp_path: Path) -> None:
    async with on_stage(tmp_path, name=None) as stage:
        assert strings.PRODUCT in stage.text()
        assert "No records yet. What to do:" in stage.words()
        assert not stage.one("#records").display


@pytest.mark.slow
async def test_a_name_starts_a_record_that_is_saved_at_once(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        assert isinstance(stage.app.screen, QuestionScreen)
        assert stage.session.path is not None
        assert stage.session.path.is_file()
        assert NAME in stage.rows()[0]


async def test_a_record_cannot_be_started_without_a_name(tmp_path: Path) -> None:
    async with on_stage(tmp_path, name=None) as stage:
        await stage.press("enter")
        assert isinstance(stage.app.screen, StartScreen)
        assert "Type a name first" in stage.text()


@pytest.mark.parametrize("key", ["f7", "f8"])
async def test_without_records_there_is_nothing_to_rename_or_delete(tmp_path: Path, key: str) -> None:
    async with on_stage(tmp_path, name=None) as stage:
        await stage.until(lambda: "No records yet" in stage.text())
        await stage.press(key)
        assert isinstance(stage.app.screen, StartScreen)
        assert stage.words("#status") == "Note: There is no record yet."
        assert key.upper() not in stage.rows()[-1]


@pytest.mark.slow
async def test_keys_wait_for_the_records_they_mean_and_typed_letters_do_not(tmp_path: Path, monkeypatch) -> None:
    for number in range(2):
        account = {"account": {"name": f"svc-{number}@contoso.com"}}
        (tmp_path / f"svc-{number}.json").write_text(json.dumps(account), encoding="utf-8")
    read = threading.Event()
    look = store.stamps
    monkeypatch.setattr(store, "stamps", lambda home: read.wait(ROOM) and look(home))
    app = WizardApp(tmp_path, default_pack_folder(), DAY)
    app.knowledge = knowledge()
    with quickly(app, painted=False):
        async with app.run_test(size=(120, 36)) as pilot:
            stage = Stage(app, pilot)
            for key in ("s", "down", "enter"):
                app.post_message(events.Key(key, key if len(key) == 1 else None))
            await stage.until(lambda: app.screen.name_line.value == "s")
            await drawn(app)
            assert app.key_order.busy
            read.set()
            await stage.until(lambda: isinstance(app.screen, QuestionScreen))
            assert app.session.record.account.name.startswith("svc-")
            assert len(list_records(tmp_path)) == 2


@pytest.mark.slow
async def test_a_saved_record_is_offered_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("c", "p")
        stopped_at = stage.current
    async with on_stage(tmp_path, name=None) as stage:
        await stage.until(lambda: NAME in stage.text())
        assert "2 answers" in stage.words("#details")
        assert "F7 Rename" in stage.rows()[-1]
        await stage.press("down", "enter")
        assert stage.current == stopped_at
        assert stage.session.interview.answers == {"identity": "user_cloud", "cloud": "public"}
        path = stage.session.path
    for question, asked in (("", stopped_at), ("cloud", "cloud"), ("gone", stopped_at)):
        async with on_stage(tmp_path, name=None, first=(path, question)) as stage:
            await stage.until(lambda stage=stage: stage.app.session is not None)
            assert stage.current == asked


async def test_a_damaged_record_is_named_and_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    async with on_stage(tmp_path, name=None) as stage:
        await stage.until(lambda: "broken" in stage.text())
        assert "Damaged" in stage.words("#records")
        assert "broken.json" in stage.words("#details")
        await stage.press("down", "enter")
        assert isinstance(stage.app.screen, StartScreen)
        assert "broken.json" in stage.words("#status")


@pytest.mark.slow
async def test_a_record_that_another_window_holds_is_said_to_be_open(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as first:
        async with on_stage(tmp_path, name=None) as stage:
            await stage.until(lambda: NAME in stage.text())
            assert "In use" in stage.words("#records")
            assert "It is open in another window." in stage.words("#details")
        assert first.session.path is not None


@pytest.mark.slow
async def test_a_record_is_renamed_from_the_list(tmp_path: Path) -> None:
    async with on_stage(tmp_path):
        pass
    async with on_stage(tmp_path, name=None) as stage:
        await stage.until(lambda: NAME in stage.text())
        await stage.press("down", "f7")
        await stage.press("ctrl+u")
        await stage.type("svc-new@contoso.com")
        await stage.press("enter")
        await stage.until(lambda: "svc-new@contoso.com" in stage.text())
        assert (tmp_path / "svc-new-contoso-com.json").is_file()


@pytest.mark.slow
async def test_a_record_is_deleted_after_a_question_and_can_be_brought_back(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("c", "ctrl+o")
        await stage.until(lambda: NAME in stage.text())
        await stage.press("f8")
        assert "Choose a record first" in stage.words("#status")
        for answer, left in (("2", 1), ("1", 0)):
            await stage.press("down", "f8")
            assert "It moves to the folder “deleted”" in stage.words()
            await stage.press(answer)
            assert len(list_records(tmp_path)) == left
        await stage.press("ctrl+z")
        await stage.until(lambda: NAME in stage.text())
        assert [entry.answered for entry in list_records(tmp_path)] == [1]


@pytest.mark.slow
async def test_the_next_account_takes_the_keys_and_the_marked_record_the_commands(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"svc-{number:02}.json").write_text(
            f'{{"account": {{"name": "svc-{number:02}"}}}}', encoding="utf-8"
        )
        os.utime(tmp_path / f"svc-{number:02}.json", (1_700_000_000 - number, 1_700_000_000 - number))
    async with on_stage(tmp_path, name=None) as stage:
        await stage.until(lambda: "svc-00" in stage.text())
        await stage.press("down", "end", "enter")
        assert stage.session.record.account.name == "svc-29"
        await stage.press("ctrl+o")
        assert stage.app.focused is stage.one("#name")
        await stage.until(lambda: len(stage.one("#records").lines) == 30)
        await stage.press("down", "down", "b", "r", "a", "n", "d", "enter")
        assert stage.session.record.account.name == "brand"
        await stage.press("ctrl+o")
        await stage.until(lambda: "brand" in stage.words("#records"))
        await stage.press("down", "down", "down", "f7", "z", "enter")
        await stage.until(lambda: "svc-01z" in stage.words("#records"))
        await stage.press("f8")
        assert "“svc-01z”, with" in stage.words()


@pytest.mark.slow
async def test_a_name_that_has_a_record_is_asked_about(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("c", "ctrl+o", *"other", "enter", "ctrl+o")
        await stage.open(NAME.upper())
        assert "A record of this name exists" in stage.text()
        await stage.press("3", "f7")
        assert stage.one("#name").value == NAME.upper()
        await stage.press("enter", "1")
        assert stage.session.interview.answers == {"identity": "user_cloud"}
        await stage.press("ctrl+o")
        await stage.until(lambda: "other" in stage.words("#records"))
        await stage.open(NAME)
        await stage.press("2")
        assert stage.session.interview.answers == {}
        await stage.press("ctrl+o")
        await stage.until(lambda: len(stage.app.screen.table.lines) == 3)
        place = next(n for n, line in enumerate(stage.app.screen.table.lines) if line.file == "other.json")
        stage.app.screen.table.point(0)
        await stage.press("down", *["down"] * place, "f7", "ctrl+u", *NAME, "enter")
        assert "Use the name twice?" in stage.text()
        await stage.press("2")
        assert (tmp_path / "other.json").exists()


@pytest.mark.slow
async def test_of_several_names_in_one_paste_none_is_dropped(tmp_path: Path) -> None:
    async with on_stage(tmp_path, name="svc-b") as stage:
        await stage.press("ctrl+o")
        stage.app.post_message(events.Paste("svc-a\nsvc-b\n\n svc-c\n"))
        await stage.settle()
        assert "svc-a, svc-b, svc-c" in stage.words()
        await stage.press("1")
        assert sorted(entry.name for entry in list_records(tmp_path)) == ["svc-a", "svc-b", "svc-c"]
        assert "Started: 2 records. 1 name had one already." in stage.words("#status")
        await stage.press("down")
        stage.app.post_message(events.Paste("svc-d"))
        await stage.settle()
        assert stage.one("#name").value == "svc-d"


@pytest.mark.slow
async def test_another_record_is_opened_without_leaving_the_wizard(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("c", "ctrl+o")
        assert isinstance(stage.app.screen, StartScreen)
        assert stage.app.session is None
        await stage.until(lambda: NAME in stage.text())
        stage.one("#records").focus()
        await stage.settle()
        await stage.press("enter")
        assert stage.session.interview.answers == {"identity": "user_cloud"}
        assert not stage.session.read_only


@pytest.mark.slow
async def test_the_record_that_is_not_finished_is_offered_to_be_resumed(tmp_path: Path) -> None:
    async with on_stage(tmp_path, name="svc-open@contoso.com") as stage:
        await stage.press("c", "p")
    async with on_stage(tmp_path, name="svc-done@contoso.com", answers=EXCEPTION) as stage:
        newest = stage.session.path
    os.utime(newest, (2_000_000_000, 2_000_000_000))
    async with on_stage(tmp_path, name=None) as stage:
        await stage.until(lambda: "svc-open" in stage.text())
        assert stage.app.screen.table.here.file == "svc-open-contoso-com.json"
        assert stage.app.screen.table.index == 1
        await stage.press("enter")
        assert "Type a name first. To resume svc-open@contoso.com, press the Down key" in stage.words()
        await stage.press("down", "enter")
        assert stage.session.interview.answers == {"identity": "user_cloud", "cloud": "public"}


@pytest.mark.slow
async def test_the_empty_line_tells_the_way_to_finished_records_too(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION):
        pass
    async with on_stage(tmp_path, name=None) as stage:
        await stage.until(lambda: NAME in stage.text())
        await stage.press("enter")
        assert "The Down key or Tab leads to the saved records" in stage.words()
        await stage.press("tab")
        assert stage.app.focused is stage.one("#records")


@pytest.mark.slow
async def test_a_hidden_name_stays_hidden_where_its_record_is_offered(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("c")
    async with on_stage(tmp_path, name=None, redact=True) as stage:
        await stage.until(lambda: "Account 1" in stage.text())
        await stage.press("enter")
        assert "To resume the record under the pointer" in stage.words()
        assert "svc-billing" not in stage.text()


@pytest.mark.slow
async def test_of_thousands_of_records_only_those_in_sight_are_read(tmp_path: Path, monkeypatch) -> None:
    read: list[str] = []
    look_at = saved.look_at
    monkeypatch.setattr(saved, "look_at", lambda path, *rest: (read.append(path.name), look_at(path, *rest))[1])
    for number in range(2000):
        path = tmp_path / f"svc-{number:04}-contoso-com.json"
        path.write_text(json.dumps({"account": {"name": f"svc-{number:04}@contoso.com"}}), encoding="utf-8")
        os.utime(path, (1_700_000_000 - number, 1_700_000_000 - number))
    async with on_stage(tmp_path, size=(80, 24), name=None) as stage:
        await stage.until(lambda: "svc-0000@contoso.com" in stage.text())
        assert "2,000 records" in stage.rows()[0]
        assert len(read) < 100
        await stage.press("down", "end")
        await stage.until(lambda: "svc-1999@contoso.com" in stage.text())
        await stage.press(*"svc-1234@contoso")
        await stage.until(lambda: "svc-1234@contoso.com" in stage.words("#records"))
        assert "2,000 records · 1 shown" in stage.rows()[0]
        assert len(read) == len(set(read)) < 150
        await stage.press("down", "enter")
        assert stage.session.record.account.name == "svc-1234@contoso.com"


@pytest.mark.slow
async def test_a_record_says_its_decision_what_is_open_its_end_and_what_is_next(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        stage.session.set_field("expires_on", "2027-02-26")
        title = stage.session.words.verdict("time_limited_exception")
        number = len(open_items(stage.session.case(stage.app.day)))
    async with on_stage(tmp_path, size=(120, 36), name=None) as stage:
        await stage.until(lambda: NAME in stage.words("#records"))
        row = next(row for row in stage.rows("#records") if NAME in row)
        assert row.split()[1:] == [NAME, "Sign-off", *title.split(), str(number), "2027-02-26", row.split()[-1]]
        assert f"Close {number} open items in the sign-off." in stage.words("#details")
        assert f"Exclude {NAME} from" in stage.words("#details")
        await stage.press("ctrl+r")
        assert NAME not in stage.text()


@pytest.mark.slow
async def test_what_is_typed_narrows_the_table_and_starts_an_account(tmp_path: Path) -> None:
    for name in ("svc-a", "svc-b"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"account": {"name": name}}), encoding="utf-8")
    async with on_stage(tmp_path, name=None) as stage:
        await stage.until(lambda: "svc-a" in stage.words("#records"))
        await stage.press(*"svc-b")
        assert "svc-a" not in stage.words("#records")
        await stage.press("escape")
        assert stage.one("#name").value == ""
        assert "svc-a" in stage.words("#records")
        await stage.press(*"svc-c")
        assert strings.NO_MATCH in stage.words("#records")
        await stage.press("enter")
        assert stage.session.record.account.name == "svc-c"


HEAVY = ("pydantic", "markdown_it", "questionary", "prompt_toolkit", "pygments", "wizard.pack.models", "docx", "duckdb")


@pytest.mark.slow
@pytest.mark.parametrize("module", ["wizard.tui.run", "wizard.tui.app", "wizard.tui.screens.portfolio"])
def test_the_first_screen_loads_nothing_that_it_does_not_show(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
