"""Faults: what fails is said at once, nothing is lost, and nobody's data is shown."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from tests.tui.stage import DAY, EXCEPTION, SIZES, on_stage
from wizard.files import writing as files
from wizard.pack.files import default_pack_folder
from wizard.tui import run as screens
from wizard.tui.app import WizardApp
from wizard.tui.run import run_app
from wizard.tui.screens.dialogs import SaveDialog, UnsavedDialog
from wizard.tui.screens.question import QuestionScreen
from wizard.tui.widgets.choices import Choices
from wizard.tui.widgets.inputs import Line

pytestmark = pytest.mark.slow

TYPED = "hunter2-the-secret"


class Disk:
    """A disk that can be full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full_below: Path | None = None
        self.write = files.write_whole
        monkeypatch.setattr(files, "write_whole", self)

    def __call__(self, path: Path, data: bytes, mode: int = 0o600, **how: bool) -> None:
        if self.full_below is not None and path.is_relative_to(self.full_below):
            raise OSError(errno.ENOSPC, "No space left on device")
        self.write(path, data, mode, **how)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def test_folders_named_from_the_current_one_stay_the_same_when_it_is_gone(tmp_path, monkeypatch) -> None:
    started: list[WizardApp] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    monkeypatch.setattr(screens, "run_app", lambda app, **_: started.append(app) or 0)
    screens.run_wizard(Path("home"), Path("pack"), day=DAY, record=Path("svc.json"))

    (app,) = started
    assert (app.home, app.pack_folder, app.first) == (tmp_path / "home", tmp_path / "pack", tmp_path / "svc.json")


async def test_a_full_disk_is_said_at_once_and_another_place_is_offered(tmp_path: Path, disk: Disk) -> None:
    home = tmp_path / "home"
    async with on_stage(home) as stage:
        disk.full_below = home
        await stage.press("c")
        assert isinstance(stage.app.screen, SaveDialog)
        assert "the disk is full" in stage.words()
        assert stage.session.interview.answers == {"identity": "user_cloud"}
        stage.one("#line", Line).value = "~no-such-user/record.json"
        await stage.press("enter")
        assert "no home folder" in stage.words("#problem")
        stage.one("#line", Line).value = str(tmp_path / "elsewhere" / "record.json")
        await stage.press("enter")
        assert isinstance(stage.app.screen, QuestionScreen)
        kept = json.loads((tmp_path / "elsewhere" / "record.json").read_text(encoding="utf-8"))
        assert kept["answers"] == {"identity": "user_cloud"}
        assert "not saved" not in stage.rows()[0]


async def test_answers_stay_in_memory_and_the_head_says_that_they_are_not_saved(tmp_path: Path, disk: Disk) -> None:
    home = tmp_path / "home"
    async with on_stage(home) as stage:
        disk.full_below = home
        await stage.press("c", "escape", "p")
        assert isinstance(stage.app.screen, QuestionScreen)
        assert stage.session.interview.answers == {"identity": "user_cloud", "cloud": "public"}
        assert "not saved" in stage.rows()[0]
        assert "the disk is full" in stage.words()
        disk.full_below = None
        await stage.press("a")
        assert "not saved" not in stage.rows()[0]
        kept = json.loads(stage.session.path.read_text(encoding="utf-8"))
        assert len(kept["answers"]) == 3


async def test_the_path_that_takes_no_answers_is_said_without_the_name_where_names_are_hidden(
    tmp_path: Path, disk: Disk
) -> None:
    async with on_stage(tmp_path / "home", redact=True) as stage:
        disk.full_below = tmp_path / "home"
        await stage.press("c")
        assert "svc-billing" not in stage.words()
        assert "record.json" in stage.one("#line", Line).value
        await stage.press("escape")
        assert "the disk is full" in stage.words()
        assert "svc-billing" not in stage.words()
        await stage.press("ctrl+q")
        assert "svc-billing" not in stage.words()


async def test_a_place_that_does_not_take_the_file_is_said_too(tmp_path: Path, disk: Disk) -> None:
    async with on_stage(tmp_path / "home") as stage:
        disk.full_below = tmp_path
        await stage.press("c")
        stage.one("#line", Line).value = str(tmp_path / "other" / "record.json")
        await stage.press("enter")
        assert isinstance(stage.app.screen, SaveDialog)
        assert "the disk is full" in stage.words("#problem")


@pytest.mark.parametrize(("key", "left"), [("3", True), ("2", False), ("escape", False)])
async def test_leaving_with_unsaved_answers_asks_first(tmp_path: Path, disk: Disk, key: str, left: bool) -> None:
    async with on_stage(tmp_path / "home") as stage:
        disk.full_below = tmp_path
        await stage.press("c", "escape", "ctrl+q")
        assert isinstance(stage.app.screen, UnsavedDialog)
        await stage.pilot.press(key)
        assert stage.app._exit is left


async def test_leaving_with_everything_saved_asks_nothing(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.pilot.press("c", "ctrl+q")
        assert stage.app._exit
        assert stage.app.return_code == 0


async def test_ctrl_c_leaves_when_it_is_pressed_twice(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("c", "ctrl+c")
        assert not stage.app._exit
        assert "Press Ctrl+C again" in stage.words()
        await stage.pilot.press("ctrl+c")
        assert stage.app._exit
        assert stage.app.return_code == 130


async def test_ctrl_c_counts_as_twice_only_with_no_other_key_between(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        await stage.press("ctrl+c", "down", "ctrl+c")
        assert not stage.app._exit
        await stage.pilot.press("ctrl+c")
        assert stage.app._exit


async def test_ctrl_c_does_not_call_answers_saved_that_are_not(tmp_path: Path, disk: Disk) -> None:
    home = tmp_path / "home"
    async with on_stage(home) as stage:
        disk.full_below = home
        await stage.press("c", "escape", "ctrl+c")
        assert "Press Ctrl+C again to leave." in stage.words()
        assert "saved already" not in stage.words()
        assert "The last answers are not saved." in stage.words()


async def test_the_second_window_on_a_record_says_so_and_takes_no_answers(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as first:
        await first.press("c")
        path = first.session.path
        before = path.read_bytes()
        async with on_stage(tmp_path, name=None) as second:
            second.app.open_record(path)
            await second.settle()
            assert "open in another window" in second.words()
            assert "read-only" in second.rows()[0]
            await second.press("p", "f3", "f7", "f8", "delete")
            assert second.session.interview.answers == {"identity": "user_cloud"}
            assert second.session.record.discuss == []
            await second.press("f10")
            assert type(second.app.screen).__name__ == "ResultScreen"
        assert path.read_bytes() == before


async def test_the_second_window_marks_nothing_either(tmp_path: Path) -> None:
    before = {name: EXCEPTION[name] for name in ("identity", "cloud", "activity", "run_mode", "token")}
    async with on_stage(tmp_path, answers=before) as first:
        assert first.current == "privilege"
        await first.press("d")
        path = first.session.path
        written = path.read_bytes()
        async with on_stage(tmp_path, name=None) as second:
            second.app.open_record(path)
            await second.settle()
            choices = second.one("#choices", Choices)
            for key in ("p", "space", "1", "d"):
                await second.press(key)
                assert choices.marked == {"dataverse_admin"}
                assert [row.strip() for row in second.rows("#choices") if "[x]" in row] == [
                    row.strip() for row in second.rows("#choices") if "System Administrator" in row
                ]
                assert "open in another window" in second.words("#status")
            assert second.session.record.drafts == {"privilege": ["dataverse_admin"]}
        assert path.read_bytes() == written


async def test_the_second_window_offers_a_copy_and_speaks_of_no_lost_answers(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as first:
        async with on_stage(tmp_path, name=None) as second:
            second.app.open_record(first.session.path)
            await second.settle()
            await second.press("ctrl+s")
            assert "not saved" not in second.words()
            assert "Name another file to continue there with a copy" in second.words()
            line = second.one("#line")
            line.value = str(tmp_path / "copy.json")
            await second.press("enter", "c")
            assert second.session.interview.answers == {"identity": "user_cloud"}
        assert first.session.interview.answers == {}


def crash_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> tuple[int, WizardApp]:
    """Let the app fail inside, while it holds a secret, and run it as the command does."""
    app = WizardApp(tmp_path, default_pack_folder(), DAY)

    def fail(*_: object) -> None:
        secret = TYPED
        raise ValueError(f"the answer was {secret}")

    if where == "handler":
        monkeypatch.setattr(WizardApp, "begin", fail)
    elif where == "thread":
        monkeypatch.setattr("wizard.tui.loading.load", fail)
    elif where == "callback":
        monkeypatch.setattr(WizardApp, "begin", lambda self: self._loop.call_soon(fail))
    else:
        monkeypatch.setattr("wizard.tui.screens.start.StartScreen.compose_body", fail)
    run = app.run
    monkeypatch.setattr(app, "run", lambda **_: run(headless=True, size=(80, 24)))
    return run_app(app), app


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("where", ["handler", "thread", "callback", "compose"])
def test_a_crash_shows_no_traceback_and_no_data_and_leaves_a_scrubbed_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], where: str
) -> None:
    code, _ = crash_with(tmp_path, monkeypatch, where)
    out, err = capfd.readouterr()
    assert code == 1
    assert TYPED not in out + err
    assert "Traceback" not in out + err
    assert "stopped because of an internal error" in err
    reports = list((tmp_path / "reports").iterdir())
    assert len(reports) == 1
    text = reports[0].read_text(encoding="utf-8")
    assert TYPED not in text
    assert str(tmp_path) not in text
    assert "ValueError" in text
    assert "in fail" in text


def test_an_invalid_pack_ends_with_its_own_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wizard.errors import EXIT_PACK, PackError

    (tmp_path / "pack").mkdir()
    app = WizardApp(tmp_path, tmp_path / "pack", DAY)
    run = app.run
    monkeypatch.setattr(app, "run", lambda **_: run(headless=True, size=(80, 24)))
    with pytest.raises(PackError) as caught:
        run_app(app)
    assert caught.value.exit_code == EXIT_PACK
    assert "pack.toml" in str(caught.value)


async def test_nothing_is_lost_when_the_window_is_gone_at_any_moment(tmp_path: Path) -> None:
    """Every answer lies on the disk before the next question is shown."""
    async with on_stage(tmp_path) as stage:
        for key in ("c", "p", "a", "a", "c"):
            question = stage.current
            await stage.press(key)
            kept = json.loads(stage.session.path.read_text(encoding="utf-8"))
            assert question in kept["answers"]


async def test_a_record_with_answers_of_another_pack_says_what_was_set_aside(tmp_path: Path) -> None:
    record = {"account": {"name": "x"}, "answers": {"identity": "user_cloud", "colour": "blue"}}
    path = tmp_path / "x.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    async with on_stage(tmp_path, name=None) as stage:
        stage.app.open_record(path)
        await stage.settle()
        assert "colour" in stage.words("#status")
        assert stage.session.interview.answers == {"identity": "user_cloud"}


async def test_a_record_that_cannot_be_read_is_said_on_the_start_screen(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"schema_version": "99.0"}', encoding="utf-8")
    async with on_stage(tmp_path, name=None) as stage:
        stage.app.open_record(path)
        await stage.settle()
        assert "Problem:" in stage.words("#status")
        assert stage.app.session is None


async def test_a_finished_record_opens_at_its_result(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as stage:
        path = stage.session.path
    async with on_stage(tmp_path, name=None) as stage:
        stage.app.open_record(path)
        await stage.until(lambda: type(stage.app.screen).__name__ == "ResultScreen")


@pytest.mark.parametrize("size", SIZES)
async def test_the_second_window_on_a_finished_record_says_so_at_its_result_and_its_sign_off(
    tmp_path: Path, size
) -> None:
    async with on_stage(tmp_path, answers=EXCEPTION) as first:
        path = first.session.path
        async with on_stage(tmp_path, size=size, name=None) as second:
            second.app.open_record(path)
            await second.until(lambda: type(second.app.screen).__name__ == "ResultScreen")
            await second.settle()
            for _ in range(2):
                assert "open in another window" in second.words("#status")
                assert "read-only" in second.rows()[0]
                await second.press("s")


async def test_result_and_sign_off_say_that_answers_are_not_saved(tmp_path: Path, disk: Disk) -> None:
    home = tmp_path / "home"
    async with on_stage(home, answers=EXCEPTION) as stage:
        disk.full_below = home
        stage.session.note("cloud", "kept in memory")
        await stage.press("f10")
        assert "not saved" in stage.rows()[0]
        await stage.press("s")
        assert "not saved" in stage.rows()[0]


async def test_leaving_at_once_with_answers_that_cannot_be_saved_says_so_on_the_terminal(
    tmp_path: Path, disk: Disk, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    async with on_stage(home) as stage:
        disk.full_below = home
        await stage.press("c", "escape", "ctrl+c")
        assert "The last answers are not saved" in stage.words("#status")
        await stage.press("down")
        assert "again to leave" not in stage.words("#status")
        stage.app.close_session()
    stage.app.run = lambda **_: None
    run_app(stage.app)
    assert "the last answers are lost" in capsys.readouterr().err
